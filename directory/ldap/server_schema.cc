#include "directory/ldap/server_schema.h"

#include <algorithm>
#include <optional>

#include "directory/ldap/search.h"

namespace sipsh::directory::ldap {
namespace {

constexpr std::string_view kNotWritable = "NO-USER-MODIFICATION";
constexpr std::string_view kActiveDirectory = "1.2.840.113556.1.4.800";

Result<Entry> ReadOne(Connection& connection, const Dn& dn, std::vector<std::string> attributes,
                      Filter filter, const Wait& wait) {
  SearchRequest request;
  request.base = dn;
  request.scope = Scope::kBase;
  request.attributes = std::move(attributes);
  request.filter = std::move(filter);
  request.wait = wait;
  std::optional<Entry> found;
  SearchOutcome outcome = RunSearch(connection, request, [&](Entry&& entry) {
    found = std::move(entry);
    return true;
  });
  if (!outcome.status.ok()) return outcome.status;
  if (!found) {
    return Status(
        Code::kInsufficientAccess,
        connection.server() + " does not show its description " + dn.text() + " to this account.",
        dn.text());
  }
  return *std::move(found);
}

// Active Directory forbids changing objectClass at will, and says so as if no client could set it.
std::string Writable(std::string_view description) {
  std::string text(description);
  size_t mark = text.find(kNotWritable);
  if (mark != std::string::npos && text.find("NAME 'objectClass'") != std::string::npos)
    text.erase(mark, kNotWritable.size());
  return text;
}

}  // namespace

bool RootDse::Offers(std::string_view control) const {
  return std::find(controls.begin(), controls.end(), control) != controls.end();
}

Result<RootDse> ReadRootDse(Connection& connection, const Wait& wait) {
  Result<Entry> entry =
      ReadOne(connection, Dn(),
              {"namingContexts", "supportedControl", "supportedExtension", "subschemaSubentry",
               "supportedCapabilities", "vendorName", "objectClass"},
              Filter::Present("objectClass"), wait);
  if (!entry.ok()) return entry.status();
  RootDse root;
  for (std::string_view dn : entry->Values("namingContexts")) {
    root.naming_contexts.push_back(Dn::FromTrusted(std::string(dn)));
  }
  root.controls = entry->ValueList("supportedControl");
  root.extensions = entry->ValueList("supportedExtension");
  root.active_directory = entry->HasValue("supportedCapabilities", kActiveDirectory);
  root.openldap = entry->HasValue("objectClass", "OpenLDAProotDSE");
  if (root.active_directory) {
    root.unique_id = UniqueIdForm::kActiveDirectory;
  } else if (entry->Get("vendorName").starts_with("389 ")) {
    root.unique_id = UniqueIdForm::kNsUniqueId;
  }
  root.subschema = Dn::FromTrusted(entry->Get("subschemaSubentry"));
  return root;
}

Result<std::unique_ptr<Schema>> ReadSchema(Connection& connection, const Dn& subschema,
                                           const Wait& wait,
                                           std::vector<std::string>* matching_rules) {
  Result<Entry> entry =
      ReadOne(connection, subschema, {"attributeTypes", "objectClasses", "matchingRules"},
              Filter::Equal("objectClass", "subschema"), wait);
  if (!entry.ok()) return entry.status();
  auto schema = std::make_unique<Schema>();
  // Descriptions that can not be read are left out: servers publish odd ones.
  for (std::string_view text : entry->Values("attributeTypes"))
    (void)schema->AddAttributeType(Writable(text));
  for (std::string_view text : entry->Values("objectClasses")) (void)schema->AddObjectClass(text);
  for (std::string_view text : entry->Values("matchingRules")) {
    if (!matching_rules) break;
    size_t start = text.find_first_of("0123456789");
    if (start == std::string_view::npos) continue;
    matching_rules->emplace_back(text.substr(start, text.find(' ', start) - start));
  }
  return schema;
}

}  // namespace sipsh::directory::ldap
