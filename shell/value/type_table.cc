#include "shell/value/type_table.h"

#include <algorithm>
#include <unordered_map>

#include "shell/value/builtin_types.h"
#include "shell/value/credential.h"
#include "shell/value/error.h"
#include "shell/value/text.h"
#include "shell/value/types/small_types.h"

namespace sipsh {

namespace {

struct FoldHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return HashText(text, true); }
};
struct FoldEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return EqualsIgnoreCase(a, b); }
};

// A type made at run time, with the names it points to.
struct MadeType {
  std::string full_name;
  std::string name;
  TypeInfo info;
};

constexpr std::string_view kPrefixes[] = {"System.", "System.Collections.",
                                          "System.Collections.Generic.",
                                          "System.Management.Automation."};

// Cuts "A,B[C,D]" at the commas outside brackets.
std::vector<std::string_view> SplitArguments(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']') --depth;
    if (text[i] == ',' && depth == 0) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

}  // namespace

struct TypeTable::Impl {
  std::unordered_map<std::string_view, const TypeInfo*, FoldHash, FoldEqual> by_name;
  std::unordered_map<const TypeInfo*, std::string_view> accelerators;
  std::vector<std::unique_ptr<std::string>> names;
  std::unordered_map<std::string, std::unique_ptr<MadeType>> made;

  const TypeInfo* Plain(std::string_view name) const {
    auto found = by_name.find(name);
    if (found != by_name.end()) return found->second;
    for (std::string_view prefix : kPrefixes) {
      std::string full(prefix);
      full += name;
      found = by_name.find(full);
      if (found != by_name.end()) return found->second;
    }
    return nullptr;
  }

  // Makes (once) a variation of a type under its own name.
  const TypeInfo& Make(std::string full_name, std::string name, const TypeInfo& model,
                       const TypeInfo* key, const TypeInfo* element, const TypeInfo* base) {
    auto found = made.find(full_name);
    if (found != made.end()) return found->second->info;
    auto type = std::make_unique<MadeType>();
    type->full_name = full_name;
    type->name = std::move(name);
    type->info = model;
    type->info.full_name = type->full_name;
    type->info.name = type->name;
    type->info.base = base;
    type->info.key = key;
    type->info.element = element;
    const TypeInfo& info = type->info;
    made.emplace(std::move(full_name), std::move(type));
    return info;
  }
};

TypeTable::TypeTable() : impl_(std::make_unique<Impl>()) {
  for (const BuiltinType& builtin : BuiltinTypes()) {
    Register(*builtin.type, {});
    if (!builtin.accelerator.empty()) AddAccelerator(builtin.accelerator, *builtin.type);
  }
  for (const TypeInfo& exception : ExceptionTypes()) Register(exception, {});
  RegisterCredentialTypes(*this);
}
TypeTable::~TypeTable() = default;

void TypeTable::Register(const TypeInfo& type,
                         std::initializer_list<std::string_view> accelerators) {
  impl_->by_name[type.full_name] = &type;
  for (std::string_view name : accelerators) AddAccelerator(name, type);
}

void TypeTable::AddAccelerator(std::string_view name, const TypeInfo& type) {
  impl_->names.push_back(std::make_unique<std::string>(name));
  std::string_view kept = *impl_->names.back();
  impl_->by_name[kept] = &type;
  impl_->accelerators.emplace(&type, kept);
}

const TypeInfo* TypeTable::FindFullName(std::string_view full_name) const {
  auto found = impl_->by_name.find(full_name);
  return found == impl_->by_name.end() ? nullptr : found->second;
}

const TypeInfo* TypeTable::Find(std::string_view name) {
  name = TrimWhiteSpace(name);
  if (name.size() > 2 && name.ends_with("]")) {
    size_t open = name.size() - 1;
    int depth = 0;
    for (;; --open) {
      if (name[open] == ']') ++depth;
      if (name[open] == '[' && --depth == 0) break;
      if (open == 0) return nullptr;
    }
    std::string_view inside = name.substr(open + 1, name.size() - open - 2);
    std::string_view outside = TrimWhiteSpace(name.substr(0, open));
    if (inside.find_first_not_of(", ") == std::string_view::npos) {
      const TypeInfo* element = Find(outside);
      return element ? &ArrayOf(*element) : nullptr;
    }
    std::vector<const TypeInfo*> arguments;
    for (std::string_view part : SplitArguments(inside)) {
      part = TrimWhiteSpace(part);
      if (part.starts_with("[") && part.ends_with("]")) part = part.substr(1, part.size() - 2);
      const TypeInfo* argument = Find(part);
      if (!argument) return nullptr;
      arguments.push_back(argument);
    }
    size_t tick = outside.find('`');
    const TypeInfo* generic = impl_->Plain(outside.substr(0, tick));
    if (!generic) return nullptr;
    if (generic == &types::kNullable && arguments.size() == 1) {
      return &impl_->Make("System.Nullable`1[[" + std::string(arguments[0]->full_name) + "]]",
                          "Nullable`1", types::kNullable, nullptr, arguments[0], &types::kNullable);
    }
    if (generic->type_class == TypeClass::kList && arguments.size() == 1) {
      return &ListOf(*arguments[0]);
    }
    if (generic->type_class == TypeClass::kDictionary && arguments.size() == 2) {
      return &DictionaryOf(*arguments[0], *arguments[1]);
    }
    return generic;
  }
  return impl_->Plain(name);
}

const TypeInfo& TypeTable::Get(std::string_view name) {
  if (const TypeInfo* type = Find(name)) return *type;
  throw ValueError("TypeNotFound",
                   "Unable to find type [" + std::string(name) +
                       "]. Check its spelling, or load the module that defines it.",
                   ValueErrorCategory::kInvalidOperation);
}

const TypeInfo& TypeTable::ArrayOf(const TypeInfo& element) {
  if (&element == &types::kObject) return types::kObjectArray;
  if (&element == &types::kString) return types::kStringArray;
  if (&element == &types::kInt32) return types::kInt32Array;
  if (&element == &types::kChar) return types::kCharArray;
  if (&element == &types::kByte) return types::kByteArray;
  return impl_->Make(std::string(element.full_name) + "[]", std::string(element.name) + "[]",
                     types::kObjectArray, nullptr, &element, &types::kArray);
}

const TypeInfo& TypeTable::ListOf(const TypeInfo& element) {
  return impl_->Make("System.Collections.Generic.List`1[[" + std::string(element.full_name) + "]]",
                     "List`1", types::kList, nullptr, &element, &types::kList);
}

const TypeInfo& TypeTable::DictionaryOf(const TypeInfo& key, const TypeInfo& value) {
  return impl_->Make("System.Collections.Generic.Dictionary`2[[" + std::string(key.full_name) +
                         "],[" + std::string(value.full_name) + "]]",
                     "Dictionary`2", types::kDictionary, &key, &value, &types::kDictionary);
}

std::string_view TypeTable::DisplayName(const TypeInfo& type) const {
  auto found = impl_->accelerators.find(&type);
  return found == impl_->accelerators.end() ? type.full_name : found->second;
}

std::vector<std::string> TypeTable::Complete(std::string_view prefix) const {
  std::vector<std::string> names;
  for (const auto& [name, type] : impl_->by_name) {
    if (StartsWithIgnoreCase(name, prefix)) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace sipsh
