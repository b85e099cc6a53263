#include <algorithm>

#include "directory/ldif.h"
#include "directory/schema.h"

namespace sipsh::directory {

Status LoadLdif(Store& store, std::istream& in, LoadSummary* summary, const Wait& wait) {
  LoadSummary local;
  LoadSummary& counts = summary ? *summary : local;
  LdifReader reader(in);
  bool read_failed = false;
  Result<const Schema*> schema = store.GetSchema();
  if (!schema.ok()) return schema.status();
  auto next = [&]() -> Result<std::optional<Change>> {
    Result<std::optional<Change>> change = reader.Next();
    read_failed = !change.ok();
    if (!change.ok() || !*change || (*change)->kind != Change::Kind::kAdd) return change;
    // What the store keeps by itself (an export may hold it) is not loaded.
    auto is_kept = [&](const AttributeView& attribute) {
      const AttributeType* type = (*schema)->FindAttribute(attribute.name);
      return type && type->operational;
    };
    const EntryView whole = (*change)->entry;
    if (std::none_of(whole.begin(), whole.end(), is_kept)) return change;
    Entry entry((*change)->dn);
    for (const AttributeView& attribute : whole) {
      if (is_kept(attribute)) continue;
      entry.Append(attribute.name, {attribute.values.begin(), attribute.values.end()});
    }
    (*change)->entry = std::move(entry);
    return change;
  };
  Status status = store.ApplyStream(next, wait, &counts.applied);
  if (status.ok()) return status;
  counts.failed = 1;
  counts.line = reader.line();
  if (!read_failed)
    status.message = "line " + std::to_string(reader.line()) + ": " + status.message;
  return status;
}

}  // namespace sipsh::directory
