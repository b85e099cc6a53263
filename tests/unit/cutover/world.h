// A small contoso.com on an embedded directory, a store that can be made to fail, and a ground to
// stand on. For tests.
#pragma once

#include <doctest/doctest.h>
#include <memory>

#include "directory/cutover/operation.h"
#include "directory/open_store.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::cutover {

inline constexpr const char* kWellKnown = "sip:ocschat@contoso.com";

// Hands everything on; without change sets that are whole, and refusing the n-th change when asked.
class Brittle : public Store {
 public:
  explicit Brittle(Store* store) : store_(store) {}
  Status Search(const directory::SearchRequest& request,
                const std::function<bool(Entry&&)>& sink) override {
    return store_->Search(request, sink);
  }
  directory::ApplyResult Apply(const directory::ChangeSet& changes) override {
    directory::ApplyResult result;
    result.results.resize(changes.changes.size());
    for (size_t i = 0; i < changes.changes.size() && result.status.ok(); ++i) {
      ++seen;
      if (seen == refuse || (from_then_on && refuse > 0 && seen > refuse))
        result.status = {directory::Code::kInsufficientAccess, "no right to do this"};
      else
        result.status = directory::ApplyOne(*store_, changes.changes[i]).status;
      result.results[i] = {result.status, result.status.ok()};
    }
    return result;
  }
  Result<directory::StoreInfo> Describe() override {
    Result<directory::StoreInfo> info = store_->Describe();
    if (info.ok()) info->atomic_change_sets = false;
    return info;
  }
  Result<const directory::Schema*> GetSchema() override { return store_->GetSchema(); }

  int seen = 0, refuse = 0;
  bool from_then_on = false;

 private:
  Store* store_;
};

struct World {
  World();
  Plan MakePlan(OldUser choice, bool one_change_set);
  Plan MakePlanWithData();   // The example's dumps, copied to where they can be changed.
  bool Holds(const Dn& dn);  // The well-known address.
  Status Begin(const Plan& plan);
  Status Resume(const Plan& plan);
  Status Undo(const Plan& plan);
  RunLog Log(const Plan& plan) { return *RunLog::Open(folder / ("cutover/" + plan.Id())); }
  void Use(Store* other);

  TemporaryFolder folder;
  environment::Environment environment;
  std::unique_ptr<Store> store;
  std::unique_ptr<topology::TopologyDocument> document;
  journal::Journal journal;
  std::unique_ptr<chat::ChatStore> rooms;
  Ground ground;
  Dn user;
  int services_asked = 0;
};

}  // namespace sipsh::cutover
