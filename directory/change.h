// Changes to a directory, and what came of them. A ChangeSet is applied in order; each change may
// carry an assertion (RFC 4528): a filter that must hold on the entry just before the change.
// Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/entry.h"
#include "directory/filter.h"
#include "directory/status.h"
#include "directory/wait.h"

namespace sipsh::directory {

struct Modification {
  enum class Operation { kAdd, kDelete, kReplace };  // kDelete without values: all of them.
  Operation operation = Operation::kReplace;
  std::string attribute;
  std::vector<std::string> values;
};

struct Change {
  enum class Kind { kAdd, kModify, kDelete, kRename };

  Kind kind = Kind::kModify;
  Dn dn;
  Entry entry;                              // kAdd; its DN equals dn.
  std::vector<Modification> modifications;  // kModify
  std::string new_rdn;                      // kRename
  bool delete_old_rdn = true;               // kRename
  std::optional<Dn> new_superior;           // kRename
  std::optional<Filter> assertion;          // Not with kAdd.

  static Change Add(Entry entry);
  static Change Modify(Dn dn, std::vector<Modification> modifications);
  static Change Delete(Dn dn);
  static Change Rename(Dn dn, std::string new_rdn, std::optional<Dn> new_superior = std::nullopt);

  Dn ResultingDn() const;  // Where the entry is afterwards.
};

std::string_view KindName(Change::Kind kind);  // "add", "modify", "delete", "rename"

struct ChangeSet {
  std::vector<Change> changes;
  // All or nothing where the store can (StoreInfo::atomic_change_sets); elsewhere the changes after
  // the first failure are not tried.
  bool atomic = true;
  Wait wait;
};

struct ChangeResult {
  Status status;
  bool applied = false;    // False with an ok status: rolled back or never tried.
  bool uncertain = false;  // No answer came, and asking again was not possible: made or not.
};

struct ApplyResult {
  Status status;                      // The first failure, or ok.
  std::vector<ChangeResult> results;  // One per change.
  std::string server;                 // Which server answered; a path for an embedded store.

  bool ok() const { return status.ok(); }
  size_t applied() const;
};

// Applies modifications to an entry in memory, with LDAP's rules and errors (values compare by the
// schema's equality). Does not check the schema.
Status ApplyModifications(const std::vector<Modification>& modifications, const Schema& schema,
                          Entry* entry);

}  // namespace sipsh::directory
