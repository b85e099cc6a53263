#include "shell/value/type_info.h"

#include "shell/value/containers.h"
#include "shell/value/error.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

const MethodInfo* ChooseMethod(std::span<const MethodInfo> methods, std::string_view name,
                               Args args) {
  int count = static_cast<int>(args.size());
  for (const MethodInfo& method : methods) {
    if (count < method.min_args || (method.max_args >= 0 && count > method.max_args)) continue;
    if (!EqualsIgnoreCase(method.name, name)) continue;
    if (!method.accepts || method.accepts(args)) return &method;
  }
  return nullptr;
}

bool Names(std::span<const MethodInfo> methods, std::string_view name) {
  for (const MethodInfo& method : methods) {
    if (EqualsIgnoreCase(method.name, name)) return true;
  }
  return false;
}

}  // namespace

const PropertyInfo* TypeInfo::FindProperty(std::string_view wanted) const {
  for (const TypeInfo* type = this; type; type = type->base) {
    for (const PropertyInfo& property : type->properties) {
      if (EqualsIgnoreCase(property.name, wanted)) return &property;
    }
  }
  return nullptr;
}

const MethodInfo* TypeInfo::FindMethod(std::string_view wanted, Args args) const {
  for (const TypeInfo* type = this; type; type = type->base) {
    if (const MethodInfo* found = ChooseMethod(type->methods, wanted, args)) return found;
  }
  return nullptr;
}

bool TypeInfo::HasMethod(std::string_view wanted) const {
  for (const TypeInfo* type = this; type; type = type->base) {
    if (Names(type->methods, wanted)) return true;
  }
  return false;
}

const StaticPropertyInfo* TypeInfo::FindStaticProperty(std::string_view wanted) const {
  for (const TypeInfo* type = this; type; type = type->base) {
    for (const StaticPropertyInfo& property : type->static_properties) {
      if (EqualsIgnoreCase(property.name, wanted)) return &property;
    }
  }
  return nullptr;
}

const MethodInfo* TypeInfo::FindStaticMethod(std::string_view wanted, Args args) const {
  for (const TypeInfo* type = this; type; type = type->base) {
    if (const MethodInfo* found = ChooseMethod(type->static_methods, wanted, args)) return found;
  }
  return nullptr;
}

bool TypeInfo::HasStaticMethod(std::string_view wanted) const {
  for (const TypeInfo* type = this; type; type = type->base) {
    if (Names(type->static_methods, wanted)) return true;
  }
  return false;
}

bool TypeInfo::IsA(const TypeInfo& other) const {
  if (&other == &types::kObject) return true;
  for (const TypeInfo* type = this; type; type = type->base) {
    if (type == &other || type->full_name == other.full_name) return true;
    for (std::string_view interface : type->interfaces) {
      if (interface == other.full_name) return true;
    }
  }
  return false;
}

const TypeInfo& TypeOfKind(Kind kind) {
  static const TypeInfo* const kTypes[] = {
      &types::kNull,     &types::kNull,    &types::kBool,   &types::kChar,   &types::kByte,
      &types::kSByte,    &types::kInt16,   &types::kUInt16, &types::kInt32,  &types::kUInt32,
      &types::kInt64,    &types::kUInt64,  &types::kSingle, &types::kDouble, &types::kDateTime,
      &types::kTimeSpan, &types::kDecimal, &types::kString, &types::kObject};
  return *kTypes[static_cast<size_t>(kind)];
}

const TypeInfo& TypeOf(const Value& value) {
  return value.IsObject() ? value.object()->Type() : TypeOfKind(value.kind());
}

}  // namespace sipsh
