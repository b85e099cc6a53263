// Members of any value: properties, methods, indexes, static members, and what a pipeline
// enumerates.
//
// Order of look-up: members that Add-Member gave, shape, dynamic members, type table, intrinsic
// Count and Length. On an array that lacks the member, its elements are asked (member-access
// enumeration). Errors throw ValueError.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/value/containers.h"
#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {

// One property read's memory of the last shape it met.
struct MemberCache {
  ShapeRef shape;
  uint32_t slot = 0;
};

// False when there is no such member; `out` is then $null.
bool TryGetMember(const Value& target, std::string_view name, Value* out);
// As the language reads it: a missing member is $null (in strict mode the runtime uses
// TryGetMember).
Value GetMember(const Value& target, std::string_view name);
// The same through an inline cache.
inline Value GetMember(const Value& target, std::string_view name, MemberCache* cache);
void SetMember(const Value& target, std::string_view name, const Value& value);

Value InvokeMethod(const Value& target, std::string_view name, Args args);
Value GetStaticMember(const TypeInfo& type, std::string_view name);
void SetStaticMember(const TypeInfo& type, std::string_view name, const Value& value);
Value InvokeStaticMethod(const TypeInfo& type, std::string_view name, Args args);
// [T]::new(...).
Value Construct(const TypeInfo& type, Args args);

Value GetIndex(const Value& target, const Value& index);
Value GetIndex(const Value& target, Args indexes);
void SetIndex(const Value& target, const Value& index, const Value& value);

struct MemberDescription {
  std::string name;
  MemberKind kind;
  std::string definition;  // "string Name {get;set;}"
  bool settable = true;
};
// Property names a view, Select-Object * or ConvertTo-Json walks, in order.
std::vector<std::string> PropertyNames(const Value& target);
// As Get-Member calls it: NoteProperty, ScriptMethod ...
std::string_view MemberKindName(MemberKind kind);
// All members, for Get-Member.
std::vector<MemberDescription> ListMembers(const Value& target, bool is_static = false);
// Whether it has that property (not a method).
bool HasProperty(const Value& target, std::string_view name);
// Most special first.
std::vector<std::string> TypeNames(const Value& value);

// Add-Member. The result is the object to use from now on: a wrapper when the target was a scalar.
Value AddMember(const Value& target, std::string_view name, MemberKind kind, const Value& value);
Value AddTypeName(const Value& target, std::string_view type_name);

// Whether a pipeline and foreach take it apart: arrays, lists, enumerators; not text, not
// dictionaries.
bool IsEnumerable(const Value& value);
// Calls visit for each element, or once for a scalar; not at all for kNothing. $null visits once
// (foreach skips it itself). False from visit ends the walk.
void Enumerate(const Value& value, const std::function<bool(const Value&)>& visit);
// The elements as a vector: @(...) of the value. Empty for kNothing.
std::vector<Value> ToVector(const Value& value);
// What a pipeline of these outputs is worth: nothing, the one, or an array.
Value FromOutput(std::vector<Value> items);

inline Value GetMember(const Value& target, std::string_view name, MemberCache* cache) {
  if (const RecordObject* record = AsRecord(target)) {
    if (cache->shape && record->shape() == cache->shape.get()) return record->slot(cache->slot);
    int slot = record->shape()->Find(name);
    if (slot >= 0 &&
        record->shape()->member(static_cast<size_t>(slot)).kind == MemberKind::kNoteProperty) {
      cache->shape = record->shape_ref();
      cache->slot = static_cast<uint32_t>(slot);
      return record->slot(cache->slot);
    }
  }
  return GetMember(target, name);
}

}  // namespace sipsh
