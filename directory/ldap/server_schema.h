// A server's own description of itself: root DSE and subschema.
#pragma once

#include <memory>

#include "directory/ldap/connection.h"
#include "directory/ldap/unique_id.h"
#include "directory/schema.h"
#include "directory/store.h"

namespace sipsh::directory::ldap {

struct RootDse {
  std::vector<Dn> naming_contexts;
  std::vector<std::string> controls, extensions;  // OIDs
  Dn subschema;
  bool active_directory = false;
  bool openldap = false;
  UniqueIdForm unique_id = UniqueIdForm::kStandard;

  bool Offers(std::string_view control) const;
};

Result<RootDse> ReadRootDse(Connection& connection, const Wait& wait);
// `matching_rules` may be null; else takes the OIDs of the rules.
Result<std::unique_ptr<Schema>> ReadSchema(Connection& connection, const Dn& subschema,
                                           const Wait& wait,
                                           std::vector<std::string>* matching_rules);

}  // namespace sipsh::directory::ldap
