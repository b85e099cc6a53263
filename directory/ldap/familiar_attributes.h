// Which attributes a directory holds already.
//
// OpenLDAP 2.5's mdb gives an attribute its number when an entry first bears it. Where that happens
// in a transaction that is then given up, the number stays in the server's memory and not in its
// file: later entries read back with values under wrong names. So a transaction may only write
// attributes that some entry bears; others are introduced by a change of its own.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "directory/change.h"
#include "directory/ldap/connection.h"

namespace sipsh::directory::ldap {

class FamiliarAttributes {
 public:
  // How many of the changes, from the first, have to be made singly before the rest may go as a
  // transaction; all of them where the server can not be asked.
  size_t FirstSafe(Connection& connection, const std::vector<Dn>& contexts,
                   const std::vector<Change>& changes, const Wait& wait);

 private:
  bool Held(Connection& connection, const std::vector<Dn>& contexts, const std::string& attribute,
            const Wait& wait);

  std::set<std::string> known_;  // Folded names.
};

}  // namespace sipsh::directory::ldap
