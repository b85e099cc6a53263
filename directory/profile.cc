#include "directory/profile.h"

#include <algorithm>

namespace sipsh::directory {
namespace {

constexpr std::string_view kAddress = "msRTCSIP-PrimaryUserAddress";

bool Lists(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& each) { return EqualIgnoreCase(each, name); });
}

bool Allows(const Schema& schema, std::string_view class_name, std::string_view attribute,
            int depth = 0) {
  const ObjectClass* object_class = schema.FindClass(class_name);
  if (!object_class || depth > 20) return false;
  if (Lists(object_class->may, attribute) || Lists(object_class->must, attribute)) return true;
  return std::any_of(
      object_class->superiors.begin(), object_class->superiors.end(),
      [&](const std::string& each) { return Allows(schema, each, attribute, depth + 1); });
}

bool Demands(const Schema& schema, std::string_view class_name, std::string_view attribute,
             int depth = 0) {
  const ObjectClass* object_class = schema.FindClass(class_name);
  if (!object_class || depth > 20) return false;
  if (Lists(object_class->must, attribute)) return true;
  return std::any_of(
      object_class->superiors.begin(), object_class->superiors.end(),
      [&](const std::string& each) { return Demands(schema, each, attribute, depth + 1); });
}

void Complete(const std::vector<std::string>& classes, bool needs_sn, Entry* entry) {
  entry->Set("objectClass", classes);
  if (!needs_sn || entry->Has("sn")) return;
  std::string name = entry->Get("displayName");
  if (name.empty()) name = entry->Get("cn");
  entry->Set("sn", name.empty() ? entry->dn().LeafValue() : name);
}

}  // namespace

void Profile::CompleteUser(Entry* entry) const { Complete(user_classes, person_needs_sn, entry); }
void Profile::CompleteContact(Entry* entry) const {
  Complete(contact_classes, person_needs_sn, entry);
}

Result<Profile> DetectProfile(Store& store) {
  Result<StoreInfo> info = store.Describe();
  if (!info.ok()) return info.status();
  Result<const Schema*> known = store.GetSchema();
  if (!known.ok()) return known.status();
  const Schema& schema = **known;
  if (!schema.FindAttribute(kAddress)) {
    return Status(Code::kSchemaMissing,
                  "The directory " + info->server +
                      " does not know Lync's attributes (msRTCSIP-*). Load the schema first: "
                      "README.md in share/sipsh/schema (directory/schema in the sources) says how "
                      "for OpenLDAP, 389 Directory Server, Samba and Active Directory.");
  }
  Profile profile;
  // A class that demands a security descriptor is usable only where the server itself adds it.
  bool plain_user = schema.FindClass("user") &&
                    (info->active_directory || !Demands(schema, "user", "nTSecurityDescriptor"));
  profile.user_classes = {"top", "person", "organizationalPerson",
                          plain_user ? "user" : "inetOrgPerson"};
  if (!Allows(schema, profile.user_classes.back(), kAddress))
    profile.user_classes.push_back("msRTCSIPUser");
  profile.contact_classes = {"top", "person", "organizationalPerson"};
  profile.contact_classes.push_back(schema.FindClass("contact") ? "contact" : "inetOrgPerson");
  if (!Allows(schema, profile.contact_classes.back(), kAddress)) {
    profile.contact_classes.push_back("msRTCSIPContact");
  }
  profile.container_classes = {"top",
                               schema.FindClass("container") ? "container" : "organizationalRole"};
  profile.person_needs_sn = !info->active_directory && Demands(schema, "person", "sn");
  profile.bit_filters = schema.bit_matching();
  const AttributeType* proxy = schema.FindAttribute("proxyAddresses");
  profile.proxy_addresses_searchable = info->active_directory || (proxy && proxy->comparable);
  return profile;
}

std::string NeededAuxiliary(const Schema& schema, const EntryView& entry) {
  bool contact = false;
  for (std::string_view name : entry.Values("objectClass")) {
    if (Allows(schema, name, kAddress)) return {};
    contact = contact || EqualIgnoreCase(name, "contact");
  }
  std::string auxiliary = contact ? "msRTCSIPContact" : "msRTCSIPUser";
  return schema.FindClass(auxiliary) ? auxiliary : std::string();
}

}  // namespace sipsh::directory
