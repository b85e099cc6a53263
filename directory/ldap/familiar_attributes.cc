#include "directory/ldap/familiar_attributes.h"

#include "directory/ldap/search.h"
#include "directory/schema.h"

namespace sipsh::directory::ldap {
namespace {

std::vector<std::string> WrittenAttributes(const Change& change) {
  std::vector<std::string> names;
  for (const AttributeView& attribute : change.entry) names.push_back(FoldText(attribute.name));
  for (const Modification& each : change.modifications) {
    if (!each.values.empty()) names.push_back(FoldText(each.attribute));
  }
  return names;
}

}  // namespace

size_t FamiliarAttributes::FirstSafe(Connection& connection, const std::vector<Dn>& contexts,
                                     const std::vector<Change>& changes, const Wait& wait) {
  size_t safe = 0;
  std::set<std::string> introduced;
  for (size_t i = 0; i < changes.size(); ++i) {
    for (std::string& name : WrittenAttributes(changes[i])) {
      if (known_.count(name) > 0 || introduced.count(name) > 0) continue;
      if (Held(connection, contexts, name, wait)) {
        known_.insert(std::move(name));
        continue;
      }
      safe = i + 1;
      introduced.insert(std::move(name));
    }
  }
  return safe;
}

bool FamiliarAttributes::Held(Connection& connection, const std::vector<Dn>& contexts,
                              const std::string& attribute, const Wait& wait) {
  for (const Dn& context : contexts) {
    SearchRequest request;
    request.base = context;
    request.filter = Filter::Present(attribute);
    request.attributes = {"1.1"};
    request.page_size = 0;
    request.wait = wait;
    bool found = false;
    (void)RunSearch(connection, request, [&](Entry&&) {
      found = true;
      return false;
    });
    if (found) return true;
  }
  return false;
}

}  // namespace sipsh::directory::ldap
