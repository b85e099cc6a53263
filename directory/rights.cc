#include "directory/rights.h"

namespace sipsh::directory {

Result<RightAnswer> AskRight(Store& store, const Change& change, const Wait& wait) {
  if (auto* teller = dynamic_cast<RightsTeller*>(&store)) return teller->MayApply(change, wait);
  Result<StoreInfo> info = store.Describe();
  if (!info.ok()) return info.status();
  if (info->read_only) return RightAnswer{Right::kMissing, info->server + " may only be read"};
  return RightAnswer{Right::kUntold, info->server + " does not tell beforehand"};
}

}  // namespace sipsh::directory
