#include "directory/ldap/explain.h"

#include <algorithm>

#include "directory/ldap/search.h"

namespace sipsh::directory::ldap {
namespace {

std::vector<std::string> WrittenAttributes(const Change& change) {
  std::vector<std::string> names;
  for (const AttributeView& attribute : change.entry) names.emplace_back(attribute.name);
  for (const Modification& each : change.modifications) {
    if (each.operation != Modification::Operation::kDelete) names.push_back(each.attribute);
  }
  return names;
}

std::string FirstUnknown(const Change& change, const Schema& schema) {
  for (std::string& name : WrittenAttributes(change)) {
    if (!schema.FindAttribute(name)) return std::move(name);
  }
  return {};
}

// The attribute that takes one value, has one, and was to get another.
std::string OverfullAttribute(Connection& connection, const Change& change, const Schema& schema,
                              const Wait& wait) {
  for (const Modification& each : change.modifications) {
    const AttributeType* type = schema.FindAttribute(each.attribute);
    if (!type || !type->single_value) continue;
    if (each.values.size() > 1) return each.attribute;
    if (each.operation != Modification::Operation::kAdd || each.values.empty()) continue;
    SearchRequest request;
    request.base = change.dn;
    request.scope = Scope::kBase;
    request.attributes = {each.attribute};
    request.wait = wait;
    std::string held;
    SearchOutcome outcome = RunSearch(connection, request, [&](Entry&& entry) {
      held = entry.Get(each.attribute);
      return true;
    });
    if (outcome.status.ok() && !held.empty() &&
        schema.Normalise(type, held) != schema.Normalise(type, each.values.front())) {
      return each.attribute;
    }
  }
  return {};
}

}  // namespace

bool DependsOnSchema(Code code) {
  return code == Code::kUndefinedAttribute || code == Code::kObjectClassViolation ||
         code == Code::kInvalidSyntax || code == Code::kNoSuchAttribute ||
         code == Code::kAttributeOrValueExists || code == Code::kInvalidDn;
}

Status ExplainRefusal(Connection& connection, const Change& change, const Schema& schema,
                      const Wait& wait, Status status) {
  std::string unknown = FirstUnknown(change, schema);
  if (!unknown.empty()) {
    return Status(Code::kUndefinedAttribute,
                  connection.server() + " refused to " + std::string(KindName(change.kind)) + " " +
                      change.dn.text() + ": it does not know the attribute " + unknown + ".",
                  change.dn.text());
  }
  if (status.code == Code::kInvalidDn && Dn::Parse(change.dn.text()).ok()) {
    status.code = Code::kInvalidSyntax;
    return status;
  }
  if (status.code != Code::kObjectClassViolation && status.code != Code::kAttributeOrValueExists)
    return status;
  std::string overfull = OverfullAttribute(connection, change, schema, wait);
  if (!overfull.empty()) {
    return Status(Code::kConstraintViolation,
                  connection.server() + " refused to modify " + change.dn.text() + ": " + overfull +
                      " takes one value, and there is another already.",
                  change.dn.text());
  }
  return status;
}

}  // namespace sipsh::directory::ldap
