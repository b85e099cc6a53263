#include "cmdlets/lync/policy/child/children.h"

#include "shell/value/containers.h"

namespace sipsh {

using topology::EqualsIgnoreCase;
using topology::Setting;
using topology::SettingKind;

ChildNoun OpenChildNoun(const NounRef& noun) {
  ChildNoun child;
  child.noun = noun;
  size_t dot = noun->in.find('.');
  child.parent = FindNoun(noun->in.substr(0, dot));
  if (child.parent != nullptr && dot != std::string::npos) {
    child.list = child.parent->Find(noun->in.substr(dot + 1));
  }
  for (const SettingProperty& property : noun->properties) {
    if (property.key) child.key = &property;
    if (property.position) child.position = &property;
  }
  if (child.list == nullptr || child.key == nullptr) {
    throw TerminatingError(
        "The noun " + noun->name + " names no list of another noun, or has no key.", "NounInvalid",
        ErrorCategory::kInvalidData, Value::String(noun->name));
  }
  const Noun& parent = *child.parent;
  child.scoped = parent.site || parent.tag || !parent.services.empty();
  return child;
}

ChildIdentity ParseChildIdentity(const ChildNoun& noun, std::string_view text) {
  constexpr std::string_view kGlobal = "global/";
  if (!noun.scoped) {
    if (EqualsIgnoreCase(text.substr(0, kGlobal.size()), kGlobal)) {
      text.remove_prefix(kGlobal.size());
    }
    return {"Global", std::string(text)};
  }
  size_t slash = text.find('/');
  bool whole = slash == std::string_view::npos;
  std::string scope = ParseScopeIdentity(*noun.parent, text.substr(0, slash)).Text();
  return {std::move(scope), whole ? "" : std::string(text.substr(slash + 1))};
}

std::string ShownIdentity(const ChildNoun& noun, const ChildIdentity& identity) {
  return noun.scoped ? identity.parent + "/" + identity.name : identity.name;
}

std::vector<Child> ChildrenOf(const ChildNoun& noun, const Instance& parent) {
  std::vector<Child> children;
  const Setting& list = EffectiveSetting(*noun.list, parent.said);
  std::string where = noun.parent->name + " " + parent.identity;
  if (list.kind == SettingKind::kScalar || list.kind == SettingKind::kMapping) {
    RefuseDocument(*noun.list, list, where, "list");
  }
  for (const Setting& item : list.items) {
    const Setting* name = item.Find(noun.key->name);
    if (name == nullptr || name->text.empty()) {
      RefuseDocument(*noun.list, item, where, "mapping with " + noun.key->name);
    }
    Child child;
    child.parent = parent.identity;
    child.name = name->text;
    child.identity = ShownIdentity(noun, {child.parent, child.name});
    child.index = children.size();
    child.said = item;
    child.said.key.clear();
    children.push_back(std::move(child));
  }
  return children;
}

std::vector<Child> AllChildren(const ChildNoun& noun, const topology::Topology& topology) {
  std::vector<Child> all;
  for (const Instance& parent : InstancesOf(*noun.parent, topology)) {
    for (Child& child : ChildrenOf(noun, parent)) all.push_back(std::move(child));
  }
  return all;
}

Value ChildObject(const ChildNoun& noun, const Child& child) {
  ShapeBuilder shape(noun.noun->type_name);
  std::vector<Value> slots;
  shape.Add("Identity");
  slots.push_back(Value::String(child.identity));
  for (const SettingProperty& property : noun.noun->properties) {
    shape.Add(property.name);
    slots.push_back(property.position ? Value::Int32(static_cast<int32_t>(child.index))
                                      : ToValue(property, EffectiveSetting(property, child.said),
                                                noun.noun->name + " " + child.identity));
  }
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

}  // namespace sipsh
