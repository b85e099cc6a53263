// The one interface to a directory. Synchronous; one thread at a time per Store. Implementations:
// embedded/ (SQLite) and ldap/ (libldap); OpenStore (open_store.h) chooses. Nothing throws.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/change.h"
#include "directory/entry.h"
#include "directory/filter.h"
#include "directory/status.h"
#include "directory/wait.h"

namespace sipsh::directory {

enum class Scope { kBase, kOneLevel, kSubtree };

struct SearchRequest {
  Dn base;
  Scope scope = Scope::kSubtree;
  Filter filter;  // Default: every entry.
  std::vector<std::string>
      attributes;         // Empty: all that users may write. "+" adds operational ones.
  size_t size_limit = 0;  // 0: none. Reached: the first ones and kSizeLimit.
  size_t page_size = 1000;
  Wait wait;
};

struct StoreInfo {
  std::string uri;     // As it would be written in environment.yaml; no secrets.
  std::string server;  // Which server answered; a path for an embedded store.
  std::vector<Dn> naming_contexts;
  bool read_only = false;
  bool atomic_change_sets = false;
  bool assertions = false;  // RFC 4528 is checked within the change itself.
  bool active_directory = false;
  bool unique_addresses = false;  // The store itself refuses a SIP address that is held.
  std::vector<std::string> supported_controls;  // OIDs; empty for an embedded store.
};

class Store {
 public:
  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Hands over one entry at a time, in no particular order; a sink that answers false ends the
  // search, with ok. kNoSuchObject when the base is not there.
  virtual Status Search(const SearchRequest& request, const std::function<bool(Entry&&)>& sink) = 0;
  virtual ApplyResult Apply(const ChangeSet& changes) = 0;
  // Applies changes as they come, until `next` gives none; as one transaction where the store can.
  // Stops at the first failure. `applied` counts those that stand.
  using ChangeSource = std::function<Result<std::optional<Change>>()>;
  virtual Status ApplyStream(const ChangeSource& next, const Wait& wait, size_t* applied);
  virtual Result<StoreInfo> Describe() = 0;
  // Attribute types and classes as this directory knows them.
  virtual Result<const Schema*> GetSchema() = 0;

 protected:
  Store() = default;
};

// The entry itself; kNoSuchObject when it is not there.
Result<Entry> Find(Store& store, const Dn& dn, std::vector<std::string> attributes = {},
                   Wait wait = {});
// The first match, or nothing.
Result<std::optional<Entry>> FindFirst(Store& store, SearchRequest request);
Result<std::vector<Entry>> FindAll(Store& store, const SearchRequest& request);
Result<bool> Exists(Store& store, const Dn& dn);
ApplyResult ApplyOne(Store& store, Change change);

}  // namespace sipsh::directory
