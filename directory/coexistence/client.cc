#include "directory/coexistence/client.h"

#include "directory/topology/model.h"

namespace sipsh::coexistence {

const std::vector<Client>& AllClients() {
  static const std::vector<Client> all{Client::kGroupChat2007R2, Client::kGroupChat2010,
                                       Client::kLync2013};
  return all;
}

std::string_view ClientName(Client client) {
  switch (client) {
    case Client::kGroupChat2007R2:
      return "GroupChat2007R2";
    case Client::kGroupChat2010:
      return "GroupChat2010";
    case Client::kLync2013:
      return "Lync2013";
  }
  return "";
}

std::string_view ClientTitle(Client client) {
  switch (client) {
    case Client::kGroupChat2007R2:
      return "Group Chat 2007 R2";
    case Client::kGroupChat2010:
      return "Group Chat 2010";
    case Client::kLync2013:
      return "Lync 2013";
  }
  return "";
}

std::optional<Client> ParseClient(std::string_view name) {
  for (Client client : AllClients())
    if (topology::EqualsIgnoreCase(ClientName(client), name)) return client;
  return std::nullopt;
}

bool IsSetByHand(Client client) { return client != Client::kLync2013; }

}  // namespace sipsh::coexistence
