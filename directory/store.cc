#include "directory/store.h"

namespace sipsh::directory {

Status Store::ApplyStream(const ChangeSource& next, const Wait& wait, size_t* applied) {
  for (;;) {
    Result<std::optional<Change>> change = next();
    if (!change.ok()) return change.status();
    if (!*change) return Status::Ok();
    ChangeSet set;
    set.wait = wait;
    set.changes.push_back(std::move(**change));
    ApplyResult result = Apply(set);
    if (!result.ok()) return result.status;
    ++*applied;
  }
}

Result<Entry> Find(Store& store, const Dn& dn, std::vector<std::string> attributes, Wait wait) {
  SearchRequest request;
  request.base = dn;
  request.scope = Scope::kBase;
  request.attributes = std::move(attributes);
  request.wait = std::move(wait);
  std::optional<Entry> found;
  Status status = store.Search(request, [&](Entry&& entry) {
    found = std::move(entry);
    return false;
  });
  if (!status.ok()) return status;
  if (!found) {
    return Status(Code::kNoSuchObject, "There is no entry " + dn.text() + " in the directory.",
                  dn.text());
  }
  return std::move(*found);
}

Result<std::optional<Entry>> FindFirst(Store& store, SearchRequest request) {
  std::optional<Entry> found;
  Status status = store.Search(request, [&](Entry&& entry) {
    found = std::move(entry);
    return false;
  });
  if (!status.ok()) return status;
  return found;
}

Result<std::vector<Entry>> FindAll(Store& store, const SearchRequest& request) {
  std::vector<Entry> entries;
  Status status = store.Search(request, [&](Entry&& entry) {
    entries.push_back(std::move(entry));
    return true;
  });
  if (!status.ok()) return status;
  return entries;
}

Result<bool> Exists(Store& store, const Dn& dn) {
  Result<Entry> entry = Find(store, dn, {"1.1"});
  if (entry.ok()) return true;
  if (entry.status().code == Code::kNoSuchObject) return false;
  return entry.status();
}

ApplyResult ApplyOne(Store& store, Change change) {
  ChangeSet set;
  set.changes.push_back(std::move(change));
  return store.Apply(set);
}

}  // namespace sipsh::directory
