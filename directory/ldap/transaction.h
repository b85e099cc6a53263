// Several changes as one transaction (RFC 5805): all stand or none.
#pragma once

#include <optional>
#include <vector>

#include "directory/change.h"
#include "directory/ldap/connection.h"
#include "directory/ldap/server_schema.h"

namespace sipsh::directory::ldap {

bool OffersTransactions(const RootDse& root);

struct TransactionOutcome {
  Status status;
  std::optional<size_t> failed;  // Which change was refused, where the server tells.
  bool uncertain = false;        // Its end was asked for, and no answer came.
};

// `changes` from `first` up to `last`, without it.
TransactionOutcome RunTransaction(Connection& connection, const std::vector<Change>& changes,
                                  size_t first, size_t last, bool asserts, const Wait& wait);

}  // namespace sipsh::directory::ldap
