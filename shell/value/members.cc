#include "shell/value/members.h"

#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/member_views.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

Value RunScript(const Value& block, const Value& self, Args args) {
  CallContext* context = Heap::Current().call_context();
  if (!context) throw ValueError("NoEngine", "A script member needs a running session.");
  return context->InvokeScript(block, self, args);
}

// Reads a member a shape holds.
Value ReadShapeMember(const RecordObject& record, size_t slot, const Value& self) {
  const Value& held = record.slot(slot);
  switch (record.shape()->member(slot).kind) {
    case MemberKind::kScriptProperty: {
      const ArrayObject* pair = AsArray(held);
      return RunScript(pair && pair->size() > 0 ? pair->items()[0] : held, self, {});
    }
    case MemberKind::kAliasProperty:
      return GetMember(self, ToText(held));
    default:
      return held;
  }
}

void WriteShapeMember(RecordObject& record, size_t slot, const Value& self, const Value& value) {
  const Value& held = record.slot(slot);
  switch (record.shape()->member(slot).kind) {
    case MemberKind::kScriptProperty: {
      const ArrayObject* pair = AsArray(held);
      if (!pair || pair->size() < 2) {
        throw ValueError(
            "SetterNotFound",
            "The script property '" + record.shape()->member(slot).name + "' has no setter.");
      }
      Value setter = pair->items()[1];
      RunScript(setter, self, Args(&value, 1));
      return;
    }
    case MemberKind::kAliasProperty:
      SetMember(self, ToText(held), value);
      return;
    default:
      record.slot(slot) = value;
  }
}

// The record that holds members added to this value, if any.
RecordObject* AddedMembers(const Value& target) {
  if (!target.IsObject()) return nullptr;
  if (RecordObject* record = AsRecord(target)) return record;
  const MemberExtension* extension = Heap::Current().FindExtension(target.object());
  return extension ? extension->members.get() : nullptr;
}

bool TryIntrinsic(const Value& target, std::string_view name, Value* out) {
  if (EqualsIgnoreCase(name, "psobject")) {
    *out = MakePSObjectView(target);
    return true;
  }
  if (EqualsIgnoreCase(name, "pstypenames")) {
    *out = MakeTypeNamesView(target);
    return true;
  }
  if (EqualsIgnoreCase(name, "psbase") || EqualsIgnoreCase(name, "psadapted")) {
    *out = Unwrap(target);
    return true;
  }
  return false;
}

bool TryOwnMember(const Value& target, std::string_view name, Value* out) {
  if (RecordObject* added = AddedMembers(target)) {
    int slot = added->shape()->Find(name);
    if (slot >= 0) {
      *out = ReadShapeMember(*added, static_cast<size_t>(slot), target);
      return true;
    }
  }
  const Value& bare = Unwrap(target);
  if (const HashtableObject* table = AsHashtable(bare)) {
    if (const Value* entry = table->Find(name)) {
      *out = *entry;
      return true;
    }
  }
  if (bare.IsObject() && bare.object()->GetDynamicMember(name, out)) return true;
  if (bare.IsNull()) return false;
  if (const PropertyInfo* property = TypeOf(bare).FindProperty(name)) {
    *out = property->get(bare);
    return true;
  }
  return false;
}

[[noreturn]] void ThrowMethodNotFound(const Value& target, std::string_view name) {
  if (target.IsNull()) {
    throw ValueError("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.",
                     ValueErrorCategory::kInvalidOperation);
  }
  throw ValueError("MethodNotFound",
                   "Method invocation failed because [" + std::string(TypeOf(target).full_name) +
                       "] does not contain a method named '" + std::string(name) + "'.",
                   ValueErrorCategory::kInvalidOperation);
}

[[noreturn]] void ThrowNoOverload(std::string_view name, size_t count) {
  throw ValueError("MethodCountCouldNotFindBest",
                   "Cannot find an overload for \"" + std::string(name) +
                       "\" and the argument count: \"" + std::to_string(count) + "\".",
                   ValueErrorCategory::kNotSpecified,
                   "System.Management.Automation.MethodException");
}

// Calls a method of the type table; what fails inside becomes a MethodInvocationException.
Value CallMethod(const MethodInfo& method, const Value& self, Args args) {
  try {
    return method.call(Heap::Current().call_context(), self, args);
  } catch (ValueError& failure) {
    if (failure.category() == ValueErrorCategory::kNotSpecified) throw;
    if (failure.exception_type().starts_with("System.Management.Automation.")) throw;
    ValueError wrapped(failure.error_id(),
                       "Exception calling \"" + std::string(method.name) + "\" with \"" +
                           std::to_string(args.size()) + "\" argument(s): \"" + failure.what() +
                           "\"",
                       ValueErrorCategory::kNotSpecified,
                       "System.Management.Automation.MethodInvocationException");
    wrapped.set_inner(failure.exception_type(), failure.what());
    throw wrapped;
  }
}

// The methods every value has.
bool TryUniversalMethod(const Value& target, std::string_view name, Args args, Value* out) {
  if (EqualsIgnoreCase(name, "ToString") && args.size() <= 2) {
    const Value& bare = Unwrap(target);
    bool formats = !args.empty() && args[0].IsString();
    if (bare.IsObject() && !AsArray(bare) && !formats) {
      *out = Value::String(ToText(target));
    } else if (formats) {
      *out = Value::String(FormatForToString(bare, args[0].AsStringView()));
    } else {
      *out = Value::String(ToDisplayText(bare));
    }
    return true;
  }
  if (EqualsIgnoreCase(name, "GetType") && args.empty()) {
    *out = MakeTypeLiteral(TypeOf(target));
    return true;
  }
  if (EqualsIgnoreCase(name, "Equals") && args.size() == 1) {
    *out = Value::Bool(KeysEqualExactly(target, args[0]));
    return true;
  }
  if (EqualsIgnoreCase(name, "CompareTo") && args.size() == 1) {
    *out = Value::Int32(CompareForMethod(target, args[0]));
    return true;
  }
  if (EqualsIgnoreCase(name, "GetHashCode") && args.empty()) {
    *out = Value::Int32(HashForMethod(target));
    return true;
  }
  return false;
}

}  // namespace

bool TryGetMember(const Value& target, std::string_view name, Value* out) {
  *out = Value();
  if (TryOwnMember(target, name, out)) return true;
  if (target.IsNull()) {
    bool counts = EqualsIgnoreCase(name, "Count") || EqualsIgnoreCase(name, "Length");
    if (counts) *out = Value::Int32(0);
    return counts;
  }
  if (TryIntrinsic(target, name, out)) return true;
  if (IsEnumerable(target)) {
    std::vector<Value> found;
    bool any = false;
    Enumerate(target, [&](const Value& item) {
      Value value;
      bool has =
          IsEnumerable(item) ? TryGetMember(item, name, &value) : TryOwnMember(item, name, &value);
      if (!has) return true;
      any = true;
      if (IsEnumerable(value)) {
        for (Value& inner : ToVector(value)) found.push_back(std::move(inner));
      } else {
        found.push_back(std::move(value));
      }
      return true;
    });
    if (any) *out = found.size() == 1 ? found[0] : MakeArray(std::move(found));
    return any;
  }
  if (EqualsIgnoreCase(name, "Count") || EqualsIgnoreCase(name, "Length")) {
    *out = Value::Int32(1);
    return true;
  }
  return false;
}

Value GetMember(const Value& target, std::string_view name) {
  Value out;
  TryGetMember(target, name, &out);
  return out;
}

void SetMember(const Value& target, std::string_view name, const Value& value) {
  if (RecordObject* added = AddedMembers(target)) {
    int slot = added->shape()->Find(name);
    if (slot >= 0) {
      WriteShapeMember(*added, static_cast<size_t>(slot), target, value);
      return;
    }
  }
  Value bare = Unwrap(target);
  if (bare.IsObject() && bare.object()->SetDynamicMember(name, value)) return;
  if (!bare.IsNull()) {
    if (const PropertyInfo* property = TypeOf(bare).FindProperty(name);
        property && !AsHashtable(bare)) {
      if (!property->set) {
        throw ValueError("PropertyAssignmentException",
                         "'" + std::string(property->name) + "' is a ReadOnly property.",
                         ValueErrorCategory::kInvalidOperation);
      }
      property->set(bare, value);
      return;
    }
    if (HashtableObject* table = AsHashtable(bare)) {
      table->Set(name, value);
      return;
    }
  }
  throw ValueError("PropertyNotFound",
                   "The property '" + std::string(name) +
                       "' cannot be found on this object. Verify that the property exists and "
                       "can be set.",
                   ValueErrorCategory::kInvalidOperation,
                   "System.Management.Automation.SetValueInvocationException");
}

Value InvokeMethod(const Value& target, std::string_view name, Args args) {
  if (RecordObject* added = AddedMembers(target)) {
    int slot = added->shape()->Find(name);
    if (slot >= 0) {
      const Value& held = added->slot(static_cast<size_t>(slot));
      MemberKind kind = added->shape()->member(static_cast<size_t>(slot)).kind;
      if (kind == MemberKind::kScriptMethod) return RunScript(Value(held), target, args);
      if (kind == MemberKind::kNoteProperty && held.IsObject() &&
          held.object()->Type().HasMethod("Invoke")) {
        Value callee = held;
        return InvokeMethod(callee, "Invoke", args);
      }
    }
  }
  const Value& bare = Unwrap(target);
  if (bare.IsNull()) ThrowMethodNotFound(bare, name);
  const TypeInfo& type = TypeOf(bare);
  if (const auto* literal = bare.As<TypeLiteral>()) {
    if (!type.HasMethod(name) && literal->type().HasStaticMethod(name)) {
      return InvokeStaticMethod(literal->type(), name, args);
    }
  }
  if (const MethodInfo* method = type.FindMethod(name, args))
    return CallMethod(*method, bare, args);
  Value out;
  if (TryUniversalMethod(target, name, args, &out)) return out;
  if (type.HasMethod(name)) ThrowNoOverload(name, args.size());
  if (bare.IsObject() && bare.object()->GetDynamicMember(name, &out) && out.IsObject() &&
      out.object()->Type().HasMethod("Invoke")) {
    return InvokeMethod(out, "Invoke", args);
  }
  if (const HashtableObject* table = AsHashtable(bare)) {
    const Value* entry = table->Find(name);
    if (entry && entry->IsObject() && entry->object()->Type().HasMethod("Invoke")) {
      return InvokeMethod(Value(*entry), "Invoke", args);
    }
  }
  if (IsEnumerable(bare)) {
    std::vector<Value> results;
    std::vector<Value> items = ToVector(bare);
    if (items.empty()) ThrowMethodNotFound(bare, name);
    for (const Value& item : items) {
      Value result = InvokeMethod(item, name, args);
      if (!result.IsNothing()) results.push_back(std::move(result));
    }
    return FromOutput(std::move(results));
  }
  ThrowMethodNotFound(bare, name);
}

Value GetStaticMember(const TypeInfo& type, std::string_view name) {
  if (const StaticPropertyInfo* property = type.FindStaticProperty(name)) return property->get();
  for (const EnumMember& member : type.enum_members) {
    if (EqualsIgnoreCase(member.name, name)) return MakeEnum(type, member.value);
  }
  return Value();
}

void SetStaticMember(const TypeInfo& type, std::string_view name, const Value& value) {
  const StaticPropertyInfo* property = type.FindStaticProperty(name);
  if (!property || !property->set) {
    throw ValueError("PropertyNotFound", "The static property '" + std::string(name) + "' of [" +
                                             std::string(type.full_name) + "] cannot be set.");
  }
  property->set(value);
}

Value InvokeStaticMethod(const TypeInfo& type, std::string_view name, Args args) {
  if (EqualsIgnoreCase(name, "new")) return Construct(type, args);
  if (const MethodInfo* method = type.FindStaticMethod(name, args)) {
    return CallMethod(*method, Value(), args);
  }
  if (type.type_class == TypeClass::kEnum) {
    if (const MethodInfo* method = types::kEnum.FindStaticMethod(name, args)) {
      return CallMethod(*method, MakeTypeLiteral(type), args);
    }
  }
  if (type.HasStaticMethod(name)) ThrowNoOverload(name, args.size());
  if (EqualsIgnoreCase(name, "Equals") && args.size() == 2) {
    return Value::Bool(KeysEqualExactly(args[0], args[1]));
  }
  throw ValueError("MethodNotFound",
                   "Method invocation failed because [" + std::string(type.full_name) +
                       "] does not contain a method named '" + std::string(name) + "'.",
                   ValueErrorCategory::kInvalidOperation);
}

Value Construct(const TypeInfo& type, Args args) {
  if (type.construct) {
    try {
      return type.construct(Heap::Current().call_context(), args);
    } catch (ValueError& failure) {
      if (failure.exception_type().starts_with("System.Management.Automation.")) throw;
      ValueError wrapped(failure.error_id(),
                         "Exception calling \".ctor\" with \"" + std::to_string(args.size()) +
                             "\" argument(s): \"" + failure.what() + "\"",
                         ValueErrorCategory::kNotSpecified,
                         "System.Management.Automation.MethodInvocationException");
      wrapped.set_inner(failure.exception_type(), failure.what());
      throw wrapped;
    }
  }
  if (ConstructsByClass(type)) return ConstructByClass(type, args);
  throw ValueError("CannotFindAppropriateCtor",
                   "A constructor was not found for type [" + std::string(type.full_name) +
                       "] and " + std::to_string(args.size()) + " argument(s).",
                   ValueErrorCategory::kObjectNotFound,
                   "System.Management.Automation.PSArgumentException");
}

}  // namespace sipsh
