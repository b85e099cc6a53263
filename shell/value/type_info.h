// What the language knows of a type: its names, parents, members and conversions, as data.
//
// A TypeInfo is an aggregate over static tables: nothing runs at start-up to build it. Types of
// other rooms are declared alike and registered in the session's TypeTable. A TypeInfo lives as
// long as the program, or as the TypeTable that made it (arrays and generic types).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

using Args = std::span<const Value>;

// What a member may ask of the engine.
class CallContext {
 public:
  virtual ~CallContext() = default;
  // Runs a script block with $this and arguments; gives what it output, unwrapped.
  virtual Value InvokeScript(const Value& block, const Value& self, Args args) = 0;
};

struct TypeInfo;

struct PropertyInfo {
  std::string_view name;
  const TypeInfo* type = nullptr;  // null: System.Object
  Value (*get)(const Value& self) = nullptr;
  void (*set)(const Value& self, const Value& value) = nullptr;  // null: read-only
};

// Several rows of one name are overloads, chosen by the number of arguments, then by `accepts`.
struct MethodInfo {
  std::string_view name;
  int min_args = 0;
  int max_args = 0;  // -1: any number
  Value (*call)(CallContext* context, const Value& self, Args args) = nullptr;
  std::string_view signature{};  // for Get-Member; empty: made from the name
  bool (*accepts)(Args args) = nullptr;
};

struct StaticPropertyInfo {
  std::string_view name;
  const TypeInfo* type = nullptr;
  Value (*get)() = nullptr;
  void (*set)(const Value& value) = nullptr;
};

struct EnumMember {
  std::string_view name;
  int64_t value;
};

enum class TypeClass : uint8_t {
  kPrimitive,  // a kind of its own: numbers, bool, char, string, dates
  kClass,
  kInterface,
  kEnum,
  kArray,
  kList,        // ArrayList, List<T>, and alike: ArrayObject that grows
  kDictionary,  // Hashtable, OrderedDictionary, Dictionary<K,V>
};

struct TypeInfo {
  std::string_view full_name;
  std::string_view name;  // without the namespace
  const TypeInfo* base = nullptr;
  TypeClass type_class = TypeClass::kClass;
  Kind kind = Kind::kObject;          // of its instances
  const TypeInfo* element = nullptr;  // of arrays and lists; of dictionaries the value's type
  const TypeInfo* key = nullptr;      // of dictionaries
  std::span<const std::string_view> interfaces{};  // full names, for -is
  std::span<const PropertyInfo> properties{};
  std::span<const MethodInfo> methods{};
  std::span<const StaticPropertyInfo> static_properties{};
  std::span<const MethodInfo> static_methods{};
  std::span<const EnumMember> enum_members{};
  bool is_flags = false;
  // [T]::new(...) and New-Object; null: cannot be made by scripts.
  Value (*construct)(CallContext* context, Args args) = nullptr;
  // A cast to this type; false when `from` does not convert. May throw ValueError to say why.
  bool (*convert_from)(const Value& from, Value* out) = nullptr;
  std::string_view default_display_property{};

  // Own members and those of its bases; null when there is none of that name (in any case).
  const PropertyInfo* FindProperty(std::string_view name) const;
  const MethodInfo* FindMethod(std::string_view name, Args args) const;
  bool HasMethod(std::string_view name) const;
  const StaticPropertyInfo* FindStaticProperty(std::string_view name) const;
  const MethodInfo* FindStaticMethod(std::string_view name, Args args) const;
  bool HasStaticMethod(std::string_view name) const;
  // This type, one of its bases, or one of its interfaces.
  bool IsA(const TypeInfo& other) const;
};

// The engine's own types.
namespace types {
extern const TypeInfo kObject, kVoid, kBool, kChar, kByte, kSByte, kInt16, kUInt16, kInt32, kUInt32,
    kInt64, kUInt64, kSingle, kDouble, kDecimal, kDateTime, kTimeSpan, kString, kObjectArray,
    kStringArray, kInt32Array, kCharArray, kByteArray, kArray, kArrayList, kList, kCollection,
    kHashtable, kOrderedDictionary, kDictionary, kDictionaryEntry, kKeyValuePair, kPSCustomObject,
    kPSObject, kType, kEnum, kException, kStringBuilder, kVersion, kGuid, kUri, kMath, kConvert,
    kEnvironment, kNull, kDayOfWeek, kDateTimeKind, kStringComparison, kStringSplitOptions,
    kMidpointRounding, kConsoleColor, kRandom, kCultureInfo, kNullable, kSwitchParameter,
    kIEnumerable, kIDictionary, kIList, kICollection, kValueType, kEncoding, kPath, kStopwatch;
}  // namespace types

// The type of a value (of what a wrapper wraps); types::kNull for $null.
const TypeInfo& TypeOf(const Value& value);
// The type of an inline kind.
const TypeInfo& TypeOfKind(Kind kind);

}  // namespace sipsh
