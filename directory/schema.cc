#include "directory/schema.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "directory/schema_text.h"

namespace sipsh::directory {
namespace {

// The attributes the embedded store finds entries by.
constexpr std::string_view kIndexed[] = {
    "objectClass",
    "cn",
    "uid",
    "mail",
    "sAMAccountName",
    "userPrincipalName",
    "displayName",
    "proxyAddresses",
    "msRTCSIP-Line",
    "msRTCSIP-PrimaryUserAddress",
    "msRTCSIP-OwnerUrn",
    "msRTCSIP-PrimaryHomeServer",
    "msRTCSIP-ApplicationDestination",
};

bool IsInteger(std::string_view value) {
  size_t start = value.starts_with('-') ? 1 : 0;
  if (value.size() > 1 && value[start] == '0') return false;  // RFC 4517, 3.3.16.
  return value.size() > start &&
         std::all_of(value.begin() + static_cast<std::ptrdiff_t>(start), value.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

bool IsTime(std::string_view value) {
  if (value.size() < 11) return false;
  return std::all_of(value.begin(), value.begin() + 10,
                     [](char c) { return c >= '0' && c <= '9'; });
}

std::string NormaliseInteger(std::string_view value) {
  bool minus = value.starts_with('-');
  if (minus) value.remove_prefix(1);
  while (value.size() > 1 && value.front() == '0') value.remove_prefix(1);
  return (minus && value != "0" ? "-" : "") + std::string(value);
}

std::string_view WithoutOptions(std::string_view name) { return name.substr(0, name.find(';')); }

}  // namespace

size_t Schema::NameHash::operator()(std::string_view name) const {
  size_t hash = 1469598103934665603u;
  for (char c : name) {
    unsigned char byte = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    hash = (hash ^ byte) * 1099511628211u;
  }
  return hash;
}

const Schema& Schema::BuiltIn() {
  static const Schema* const schema = [] {
    auto* built = new Schema;
    built->set_bit_matching(true);
    for (std::string_view text : BuiltInSchemaTexts()) {
      Status status = built->AddDefinitions(text);
      if (!status.ok()) {  // The tests read every definition; a build can not get here.
        std::fprintf(stderr, "built-in schema: %s\n", status.message.c_str());
        std::abort();
      }
    }
    for (AttributeType& type : built->attributes_) {
      type.indexed =
          std::find(std::begin(kIndexed), std::end(kIndexed), type.name()) != std::end(kIndexed);
      type.comparable = true;
    }
    return built;
  }();
  return *schema;
}

const AttributeType* Schema::FindAttribute(std::string_view name) const {
  auto found = attribute_names_.find(WithoutOptions(name));
  return found == attribute_names_.end() ? nullptr : found->second;
}

const ObjectClass* Schema::FindClass(std::string_view name) const {
  auto found = class_names_.find(name);
  return found == class_names_.end() ? nullptr : found->second;
}

std::string Schema::Normalise(const AttributeType* type, std::string_view value) const {
  switch (type ? type->syntax : Syntax::kText) {
    case Syntax::kText:
      return FoldText(value);
    case Syntax::kBoolean:
      return EqualIgnoreCase(value, "TRUE") ? "TRUE" : "FALSE";
    case Syntax::kInteger:
      return NormaliseInteger(value);
    case Syntax::kDn:
      return Dn::FromTrusted(std::string(value)).Key();
    case Syntax::kExactText:
    case Syntax::kOctets:
    case Syntax::kTime:
      break;
  }
  return std::string(value);
}

bool Schema::ValidValue(const AttributeType& type, std::string_view value) const {
  switch (type.syntax) {
    case Syntax::kText:
    case Syntax::kExactText:
      return !value.empty();
    case Syntax::kBoolean:
      return value == "TRUE" || value == "FALSE";
    case Syntax::kInteger:
      return IsInteger(value);
    case Syntax::kDn:
      return Dn::Parse(value).ok();
    case Syntax::kTime:
      return IsTime(value);
    case Syntax::kOctets:
      break;
  }
  return true;
}

namespace {

// The classes of one entry, with all above them.
struct Rules {
  std::vector<const ObjectClass*> classes;
  bool structural = false;
  bool anything = false;
};

void AddClass(const Schema& schema, const ObjectClass& object_class, Rules* rules) {
  if (std::find(rules->classes.begin(), rules->classes.end(), &object_class) !=
      rules->classes.end()) {
    return;
  }
  rules->classes.push_back(&object_class);
  rules->structural = rules->structural || object_class.kind == ObjectClass::Kind::kStructural;
  rules->anything = rules->anything || object_class.name() == "extensibleObject";
  for (const std::string& superior : object_class.superiors) {
    if (const ObjectClass* above = schema.FindClass(superior)) AddClass(schema, *above, rules);
  }
}

bool Names(const std::vector<std::string>& list, const AttributeType& type) {
  for (const std::string& each : list) {
    for (const std::string& name : type.names) {
      if (each.size() == name.size() && ((each.front() ^ name.front()) & ~0x20) == 0 &&
          EqualIgnoreCase(each, name))
        return true;
    }
  }
  return false;
}

bool Allowed(const Rules& rules, const AttributeType& type) {
  return rules.anything ||
         std::any_of(rules.classes.begin(), rules.classes.end(), [&](const ObjectClass* each) {
           return Names(each->may, type) || Names(each->must, type);
         });
}

Status CheckValues(const Schema& schema, const AttributeType& type, const AttributeView& attribute,
                   const std::string& dn) {
  if (type.single_value && attribute.values.size() > 1) {
    return Status(Code::kConstraintViolation,
                  "Attribute " + type.name() + " of " + dn + " may have one value, not " +
                      std::to_string(attribute.values.size()) + ".",
                  dn);
  }
  for (std::string_view value : attribute.values) {
    if (schema.ValidValue(type, value)) continue;
    static constexpr std::string_view kWanted[] = {"a text that is not empty",
                                                   "a text that is not empty",
                                                   "TRUE or FALSE",
                                                   "an integer",
                                                   "a distinguished name",
                                                   "octets",
                                                   "a time such as 20260131235959Z"};
    return Status(Code::kInvalidSyntax,
                  "Attribute " + type.name() + " of " + dn + " can not be '" + std::string(value) +
                      "': it must be " + std::string(kWanted[static_cast<int>(type.syntax)]) + ".",
                  dn);
  }
  return Status::Ok();
}

std::string ClassList(const Rules& rules) {
  std::string list;
  for (const ObjectClass* each : rules.classes) list += (list.empty() ? "" : ", ") + each->name();
  return list;
}

}  // namespace

Status Schema::Check(const EntryView& entry) const {
  std::string dn(entry.dn());
  Rules rules;
  for (std::string_view name : entry.Values("objectClass")) {
    const ObjectClass* object_class = FindClass(name);
    if (!object_class) {
      return Status(Code::kObjectClassViolation,
                    "The directory knows no object class " + std::string(name) + " (" + dn + ").",
                    dn);
    }
    AddClass(*this, *object_class, &rules);
  }
  if (!rules.structural) {
    return Status(Code::kObjectClassViolation,
                  "Entry " + dn +
                      " has no structural object class. Give it one, as in "
                      "objectClass: user.",
                  dn);
  }
  for (const AttributeView& attribute : entry) {
    const AttributeType* type = FindAttribute(attribute.name);
    if (!type) {
      return Status(
          Code::kUndefinedAttribute,
          "The directory knows no attribute " + std::string(attribute.name) + " (" + dn + ").", dn);
    }
    if (type->operational) continue;
    if (!Allowed(rules, *type)) {
      return Status(Code::kObjectClassViolation,
                    "Entry " + dn + " may not have the attribute " + type->name() +
                        ": none of its object classes (" + ClassList(rules) + ") allows it.",
                    dn);
    }
    Status status = CheckValues(*this, *type, attribute, dn);
    if (!status.ok()) return status;
  }
  for (const ObjectClass* each : rules.classes) {
    for (const std::string& name : each->must) {
      const AttributeType* type = FindAttribute(name);
      if (entry.Has(type ? type->name() : name)) continue;
      return Status(Code::kObjectClassViolation,
                    "Entry " + dn + " lacks the attribute " + name + ", which its object class " +
                        each->name() + " requires.",
                    dn);
    }
  }
  return Status::Ok();
}

}  // namespace sipsh::directory
