// The programs people chat with, as far as they differ in what they reach.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::coexistence {

enum class Client { kGroupChat2007R2, kGroupChat2010, kLync2013 };

const std::vector<Client>& AllClients();
std::string_view ClientName(Client client);                // GroupChat2007R2: a parameter's value.
std::string_view ClientTitle(Client client);               // Group Chat 2007 R2: for people.
std::optional<Client> ParseClient(std::string_view name);  // Ignores case.

// A Group Chat client is set by hand to one SIP address; later clients are told by the server.
bool IsSetByHand(Client client);

}  // namespace sipsh::coexistence
