#include "directory/recycle_bin.h"

namespace sipsh::directory {

Result<bool> RecycleBinIsOn(Store& store, const Dn& configuration, const Wait& wait) {
  SearchRequest request;
  request.base = configuration;
  request.filter = Filter::And(
      {Filter::Equal("cn", "Recycle Bin Feature"), Filter::Present("msDS-EnabledFeatureBL")});
  request.attributes = {"1.1"};
  request.wait = wait;
  Result<std::optional<Entry>> feature = FindFirst(store, request);
  if (!feature.ok()) return feature.status();
  return feature->has_value();
}

Result<Remains> WhatRemains(Store& store, const Entry& before) {
  if (!before.Has("objectGUID")) return Remains::kNothing;
  Result<StoreInfo> info = store.Describe();
  if (!info.ok()) return info.status();
  Dn context, configuration;
  for (const Dn& each : info->naming_contexts) {
    if (EqualIgnoreCase(each.LeafText(), "cn=Configuration")) configuration = each;
    if (before.dn().IsUnder(each) && each.text().size() > context.text().size()) context = each;
  }
  if (!info->active_directory || context.empty() || configuration.empty()) return Remains::kNothing;
  SearchRequest request;
  request.base = context;
  request.filter = Filter::And(
      {Filter::Equal("isDeleted", "TRUE"), Filter::Equal("objectGUID", before.Get("objectGUID"))});
  request.attributes = {"isDeleted", "isRecycled"};
  Result<std::optional<Entry>> deleted = FindFirst(store, request);
  if (!deleted.ok()) return deleted.status();
  if (!*deleted) return Remains::kNothing;
  if ((*deleted)->Has("isRecycled")) return Remains::kTombstone;
  // Older servers do not write isRecycled.
  Result<bool> on = RecycleBinIsOn(store, configuration);
  if (!on.ok()) return on.status();
  return *on ? Remains::kWhole : Remains::kTombstone;
}

}  // namespace sipsh::directory
