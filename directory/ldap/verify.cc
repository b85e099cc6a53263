#include "directory/ldap/verify.h"

#include <algorithm>
#include <optional>

#include "directory/ldap/search.h"

namespace sipsh::directory::ldap {
namespace {

using Operation = Modification::Operation;

// Nothing when the entry is not there.
Result<std::optional<Entry>> Read(Connection& connection, const Dn& dn,
                                  std::vector<std::string> attributes, const Wait& wait) {
  SearchRequest request;
  request.base = dn;
  request.scope = Scope::kBase;
  request.attributes = std::move(attributes);
  if (request.attributes.empty()) request.attributes = {"1.1"};
  request.wait = wait;
  std::optional<Entry> found;
  SearchOutcome outcome = RunSearch(connection, request, [&](Entry&& entry) {
    found = std::move(entry);
    return true;
  });
  if (!outcome.status.ok() && outcome.status.code != Code::kNoSuchObject) return outcome.status;
  return found;
}

bool Holds(const Entry& entry, const std::string& attribute, std::string_view value,
           const Schema& schema) {
  const AttributeType* type = schema.FindAttribute(attribute);
  std::string wanted = schema.Normalise(type, value);
  ValueRange values = entry.Values(attribute);
  return std::any_of(values.begin(), values.end(),
                     [&](std::string_view each) { return schema.Normalise(type, each) == wanted; });
}

bool Holds(const Entry& entry, const Modification& wanted, const Schema& schema) {
  size_t held = 0;
  for (const std::string& value : wanted.values)
    held += Holds(entry, wanted.attribute, value, schema) ? 1 : 0;
  switch (wanted.operation) {
    case Operation::kAdd:
      return held == wanted.values.size();
    case Operation::kReplace:
      return held == wanted.values.size() &&
             entry.Values(wanted.attribute).size() == wanted.values.size();
    case Operation::kDelete:
      return wanted.values.empty() ? !entry.Has(wanted.attribute) : held == 0;
  }
  return false;
}

}  // namespace

Result<bool> Stands(Connection& connection, const Change& change, const Schema& schema,
                    const Wait& wait) {
  std::vector<std::string> attributes;
  for (const Modification& each : change.modifications) attributes.push_back(each.attribute);
  if (change.kind == Change::Kind::kAdd) attributes = {"*"};
  Result<std::optional<Entry>> entry =
      Read(connection, change.ResultingDn(), std::move(attributes), wait);
  if (!entry.ok()) return entry.status();
  if (change.kind == Change::Kind::kDelete) return !entry->has_value();
  if (!entry->has_value()) return false;
  if (change.kind == Change::Kind::kAdd) {
    for (const AttributeView& attribute : change.entry) {
      for (std::string_view value : attribute.values) {
        if (!Holds(**entry, std::string(attribute.name), value, schema)) return false;
      }
    }
  }
  return std::all_of(change.modifications.begin(), change.modifications.end(),
                     [&](const Modification& each) { return Holds(**entry, each, schema); });
}

}  // namespace sipsh::directory::ldap
