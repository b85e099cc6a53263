#include "cmdlets/lync/policy/put_into.h"

#include <algorithm>

#include "cmdlets/lync/policy/instances.h"

namespace sipsh {
namespace {

using topology::Setting;
using topology::SettingKind;

constexpr std::string_view kChoice = "Choice";

Setting Scalar(std::string_view key, std::string_view text) {
  Setting setting;
  setting.kind = SettingKind::kScalar;
  setting.key = key;
  setting.text = text;
  return setting;
}

std::vector<std::string_view> Split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t next = text.find(at);
    parts.push_back(text.substr(0, next));
    if (next == std::string_view::npos) return parts;
    text.remove_prefix(next + 1);
  }
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The member of a mapping, made where there is none.
Setting* Member(Setting* mapping, std::string_view key) {
  mapping->kind = SettingKind::kMapping;
  for (Setting& item : mapping->items) {
    if (topology::EqualsIgnoreCase(item.key, key)) return &item;
  }
  Setting member;
  member.key = key;
  mapping->items.push_back(std::move(member));
  return &mapping->items.back();
}

// A setting of no kind yet is made a mapping of that type; one of another type begins anew.
void Choose(Setting* mapping, std::string_view choice) {
  const Setting* now = mapping->Find(kChoice);
  if (now != nullptr && topology::EqualsIgnoreCase(now->text, choice)) return;
  mapping->kind = SettingKind::kMapping;
  mapping->items.assign(1, Scalar(kChoice, choice));
}

// fields: FIELD=VALUE, ...; the first tells the element.
Setting* Element(Setting* list, std::string_view fields) {
  list->kind = SettingKind::kSequence;
  std::vector<Setting> said;
  for (std::string_view field : Split(fields, ',')) {
    size_t equals = field.find('=');
    said.push_back(Scalar(field.substr(0, equals), field.substr(equals + 1)));
  }
  for (Setting& item : list->items) {
    const Setting* mine = item.Find(said.front().key);
    if (mine != nullptr && topology::EqualsIgnoreCase(mine->text, said.front().text)) return &item;
  }
  Setting element;
  element.kind = SettingKind::kMapping;
  element.items = std::move(said);
  list->items.push_back(std::move(element));
  return &list->items.back();
}

// One part of the path, below `at`.
Setting* Step(std::string_view part, Setting* at) {
  size_t open = part.find_first_of("[(");
  Setting* member = Member(at, part.substr(0, open));
  if (open == std::string_view::npos) return member;
  std::string_view inside = part.substr(open + 1, part.size() - open - 2);
  if (part[open] == '[') return Element(member, inside);
  Choose(member, inside);
  return member;
}

}  // namespace

void PutInto(const Noun& noun, std::string_view path, Setting value, Setting* said) {
  size_t equals = path.find('=');
  if (equals != std::string_view::npos && path.find('[') == std::string_view::npos) {
    if (value.text != "true") return;
    value.text = path.substr(equals + 1);
    path = path.substr(0, equals);
  }
  std::vector<std::string_view> parts = Split(path, '.');
  std::string_view top = parts.front().substr(0, parts.front().find_first_of("[("));
  const SettingProperty* property = noun.Find(top);
  if (property != nullptr && said->Find(top) == nullptr) {
    Setting standard = property->standard;
    standard.key = property->name;
    said->kind = SettingKind::kMapping;
    said->items.push_back(std::move(standard));
  }
  bool chooses = parts.back().ends_with(')');
  if (chooses && value.text != "true") return;
  Setting* at = said;
  for (std::string_view part : parts) at = Step(part, at);
  if (chooses) return;
  if (parts.size() == 1 && property != nullptr && property->IsList()) {
    at->kind = SettingKind::kSequence;
    at->items.clear();
    for (std::string_view text : Split(value.text, ',')) {
      at->items.push_back(Scalar({}, Trimmed(text)));
    }
    return;
  }
  value.key = at->key;
  *at = std::move(value);
}

}  // namespace sipsh
