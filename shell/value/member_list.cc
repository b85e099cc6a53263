// Names of members, type names, Add-Member, and the views behind .psobject.
#include <algorithm>

#include "shell/value/compare.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/format_string.h"
#include "shell/value/member_views.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

RecordObject* AddedMembers(const Value& target) {
  if (!target.IsObject()) return nullptr;
  if (RecordObject* record = AsRecord(target)) return record;
  const MemberExtension* extension = Heap::Current().FindExtension(target.object());
  return extension ? extension->members.get() : nullptr;
}

bool IsPropertyKind(MemberKind kind) {
  return kind != MemberKind::kScriptMethod && kind != MemberKind::kMethod;
}

std::string_view DisplayName(const TypeInfo* type) {
  return type ? Heap::Current().types().DisplayName(*type) : "System.Object";
}

// One property seen through .psobject.Properties: Name, Value, MemberType, TypeNameOfValue.
class PropertyView final : public Container {
 public:
  PropertyView(Value target, std::string name, MemberKind kind)
      : target_(std::move(target)), name_(std::move(name)), kind_(kind) {}
  const TypeInfo& Type() const override { return kInfo; }
  std::string ToText() const override {
    return name_ + "=" + sipsh::ToText(sipsh::GetMember(target_, name_));
  }
  void DropReferences() override { target_ = Value(); }

  const std::string& name() const { return name_; }
  MemberKind kind() const { return kind_; }
  Value value() const { return sipsh::GetMember(target_, name_); }
  void set_value(const Value& value) { SetMember(target_, name_, value); }

  static const TypeInfo kInfo;

 private:
  Value target_;
  std::string name_;
  MemberKind kind_;
};

PropertyView& AsView(const Value& self) { return *static_cast<PropertyView*>(self.object()); }

const PropertyInfo kViewProperties[] = {
    {"MemberType", &types::kString,
     [](const Value& v) { return Value::String(MemberKindName(AsView(v).kind())); }},
    {"IsSettable", &types::kBool, [](const Value&) { return Value::Bool(true); }},
    {"IsGettable", &types::kBool, [](const Value&) { return Value::Bool(true); }},
    {"Value", nullptr, [](const Value& v) { return AsView(v).value(); },
     [](const Value& v, const Value& value) { AsView(v).set_value(value); }},
    {"TypeNameOfValue", &types::kString,
     [](const Value& v) { return Value::String(TypeOf(AsView(v).value()).full_name); }},
    {"Name", &types::kString, [](const Value& v) { return Value::String(AsView(v).name()); }},
    {"IsInstance", &types::kBool, [](const Value&) { return Value::Bool(true); }},
};
const TypeInfo PropertyView::kInfo = {
    .full_name = "System.Management.Automation.PSNoteProperty",
    .name = "PSNoteProperty",
    .base = &types::kObject,
    .properties = kViewProperties,
};

// .psobject.Properties: enumerates, indexes by name, adds and removes.
class PropertyCollection final : public Container {
 public:
  explicit PropertyCollection(Value target, bool methods_too = false)
      : target_(std::move(target)), methods_too_(methods_too) {}
  const TypeInfo& Type() const override { return kInfo; }
  void DropReferences() override { target_ = Value(); }
  std::unique_ptr<Enumerator> GetEnumerator() const override {
    return MakeArrayOfViews().object()->GetEnumerator();
  }
  Value MakeArrayOfViews() const {
    std::vector<Value> views;
    RecordObject* added = AddedMembers(target_);
    for (const std::string& name : PropertyNames(target_)) views.push_back(ViewOf(name));
    if (methods_too_ && added) {
      for (const ShapeMember& member : added->shape()->members()) {
        if (!IsPropertyKind(member.kind)) views.push_back(ViewOf(member.name));
      }
    }
    return MakeArray(std::move(views));
  }
  Value ViewOf(std::string_view name) const {
    MemberKind kind = MemberKind::kProperty;
    std::string own(name);
    if (RecordObject* added = AddedMembers(target_)) {
      int slot = added->shape()->Find(name);
      if (slot >= 0) {
        kind = added->shape()->member(static_cast<size_t>(slot)).kind;
        own = added->shape()->member(static_cast<size_t>(slot)).name;
      }
    }
    return Value::FromObject(new PropertyView(target_, own, kind));
  }
  const Value& target() const { return target_; }

  static const TypeInfo kInfo;

 private:
  Value target_;
  bool methods_too_;
};

PropertyCollection& AsCollection(const Value& self) {
  return *static_cast<PropertyCollection*>(self.object());
}

Value CollectionItem(CallContext*, const Value& self, Args args) {
  PropertyCollection& collection = AsCollection(self);
  if (args[0].IsInteger()) return GetIndex(collection.MakeArrayOfViews(), args[0]);
  std::string name = ToText(args[0]);
  return HasProperty(collection.target(), name) ? collection.ViewOf(name) : Value();
}

const MethodInfo kCollectionMethods[] = {
    {"get_Item", 1, 1, CollectionItem},
    {"Item", 1, 1, CollectionItem},
    {"Match", 1, 1, CollectionItem},
    {"Remove", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       if (RecordObject* added = AddedMembers(AsCollection(self).target())) {
         added->RemoveMember(ToText(args[0]));
       }
       return Value::Nothing();
     }},
    {"Add", 1, 2,
     [](CallContext*, const Value& self, Args args) {
       AddMember(AsCollection(self).target(), ToText(GetMember(args[0], "Name")),
                 MemberKind::kNoteProperty, GetMember(args[0], "Value"));
       return Value::Nothing();
     }},
};
const PropertyInfo kCollectionProperties[] = {
    {"Count", &types::kInt32,
     [](const Value& v) {
       return Value::Int32(
           static_cast<int32_t>(AsArray(AsCollection(v).MakeArrayOfViews())->size()));
     }},
};
const TypeInfo PropertyCollection::kInfo = {
    .full_name = "System.Management.Automation.PSMemberInfoIntegratingCollection",
    .name = "PSMemberInfoIntegratingCollection",
    .base = &types::kObject,
    .properties = kCollectionProperties,
    .methods = kCollectionMethods,
};

// $x.psobject.
class PSObjectView final : public Container {
 public:
  explicit PSObjectView(Value target) : target_(std::move(target)) {}
  const TypeInfo& Type() const override { return kInfo; }
  void DropReferences() override { target_ = Value(); }
  const Value& target() const { return target_; }

  static const TypeInfo kInfo;

 private:
  Value target_;
};

const Value& TargetOf(const Value& self) {
  return static_cast<PSObjectView*>(self.object())->target();
}

const PropertyInfo kPSObjectProperties[] = {
    {"Properties", nullptr,
     [](const Value& v) { return Value::FromObject(new PropertyCollection(TargetOf(v))); }},
    {"Members", nullptr,
     [](const Value& v) { return Value::FromObject(new PropertyCollection(TargetOf(v), true)); }},
    {"Methods", nullptr,
     [](const Value& v) {
       std::vector<std::string> names;
       for (const MemberDescription& member : ListMembers(TargetOf(v))) {
         if (!IsPropertyKind(member.kind)) names.push_back(member.name);
       }
       return MakeStringArray(names);
     }},
    {"TypeNames", nullptr, [](const Value& v) { return MakeTypeNamesView(TargetOf(v)); }},
    {"BaseObject", nullptr, [](const Value& v) { return Unwrap(TargetOf(v)); }},
    {"ImmediateBaseObject", nullptr, [](const Value& v) { return Unwrap(TargetOf(v)); }},
};
// A shallow copy: a record's slots, an array's or a dictionary's elements.
Value CopyOf(const Value& value) {
  if (const RecordObject* record = AsRecord(value); record && !record->is_wrapper()) {
    std::vector<Value> slots;
    for (size_t i = 0; i < record->shape()->size(); ++i) slots.push_back(record->slot(i));
    return Value::FromObject(new RecordObject(record->shape_ref(), std::move(slots)));
  }
  if (AsArray(value) || AsHashtable(value)) return InvokeMethod(value, "Clone", {});
  return value;
}

const MethodInfo kPSObjectMethods[] = {
    {"Copy", 0, 0, [](CallContext*, const Value& v, Args) { return CopyOf(TargetOf(v)); }},
};
const TypeInfo PSObjectView::kInfo = {
    .full_name = "System.Management.Automation.PSObject",
    .name = "PSObject",
    .base = &types::kObject,
    .properties = kPSObjectProperties,
    .methods = kPSObjectMethods,
};

// $x.pstypenames: a list whose Insert and Add change the object's type names.
class TypeNamesView final : public Container {
 public:
  explicit TypeNamesView(Value target) : target_(std::move(target)) {}
  const TypeInfo& Type() const override { return kInfo; }
  void DropReferences() override { target_ = Value(); }
  std::unique_ptr<Enumerator> GetEnumerator() const override {
    return MakeStringArray(TypeNames(target_)).object()->GetEnumerator();
  }
  void Change(const std::function<void(std::vector<std::string>*)>& change) {
    std::vector<std::string> names = TypeNames(target_);
    change(&names);
    RecordObject* record = AsRecord(target_);
    if (!record && target_.IsObject()) {
      record = Heap::Current().AddExtension(target_.object()).members.get();
    }
    if (record) record->SetTypeNames(std::move(names));
  }

  static const TypeInfo kInfo;

 private:
  Value target_;
};

TypeNamesView& AsNames(const Value& self) { return *static_cast<TypeNamesView*>(self.object()); }

const MethodInfo kNamesMethods[] = {
    {"Insert", 2, 2,
     [](CallContext*, const Value& self, Args args) {
       AsNames(self).Change([&](std::vector<std::string>* names) {
         size_t at = std::min<size_t>(static_cast<size_t>(ToInt32(args[0])), names->size());
         names->insert(names->begin() + static_cast<ptrdiff_t>(at), ToText(args[1]));
       });
       return Value::Nothing();
     }},
    {"Add", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       AsNames(self).Change(
           [&](std::vector<std::string>* names) { names->push_back(ToText(args[0])); });
       return Value::Nothing();
     }},
    {"Clear", 0, 0,
     [](CallContext*, const Value& self, Args) {
       AsNames(self).Change([](std::vector<std::string>* names) { names->clear(); });
       return Value::Nothing();
     }},
    {"Contains", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return Value::Bool(Contains(MakeArray(ToVector(self)), args[0]));
     }},
};
const PropertyInfo kNamesProperties[] = {
    {"Count", &types::kInt32,
     [](const Value& v) { return Value::Int32(static_cast<int32_t>(ToVector(v).size())); }},
};
const TypeInfo TypeNamesView::kInfo = {
    .full_name = "System.Collections.ObjectModel.Collection`1[[System.String]]",
    .name = "Collection`1",
    .base = &types::kObject,
    .properties = kNamesProperties,
    .methods = kNamesMethods,
};

}  // namespace

std::string_view MemberKindName(MemberKind kind) {
  switch (kind) {
    case MemberKind::kNoteProperty:
      return "NoteProperty";
    case MemberKind::kScriptProperty:
      return "ScriptProperty";
    case MemberKind::kScriptMethod:
      return "ScriptMethod";
    case MemberKind::kAliasProperty:
      return "AliasProperty";
    case MemberKind::kMethod:
      return "Method";
    default:
      return "Property";
  }
}

Value MakePSObjectView(const Value& target) { return Value::FromObject(new PSObjectView(target)); }
Value MakeTypeNamesView(const Value& target) {
  return Value::FromObject(new TypeNamesView(target));
}

std::vector<std::string> PropertyNames(const Value& target) {
  std::vector<std::string> names;
  const Value& bare = Unwrap(target);
  RecordObject* record = AsRecord(target);
  if (bare.IsObject() && !(record && !record->is_wrapper())) {
    bare.object()->ListDynamicMembers(&names);
  }
  if (const HashtableObject* table = AsHashtable(bare)) {
    table->ForEach([&](const Value& key, const Value&) {
      names.push_back(ToText(key));
      return true;
    });
    return names;
  }
  if (!bare.IsNull() &&
      !(record && !record->is_wrapper() && &TypeOf(bare) == &types::kPSCustomObject)) {
    for (const TypeInfo* type = &TypeOf(bare); type; type = type->base) {
      for (const PropertyInfo& property : type->properties) names.emplace_back(property.name);
    }
  }
  if (const RecordObject* added = AddedMembers(target)) {
    for (const ShapeMember& member : added->shape()->members()) {
      if (IsPropertyKind(member.kind)) names.push_back(member.name);
    }
  }
  return names;
}

bool HasProperty(const Value& target, std::string_view name) {
  for (const std::string& own : PropertyNames(target)) {
    if (EqualsIgnoreCase(own, name)) return true;
  }
  return false;
}

std::vector<MemberDescription> ListMembers(const Value& target, bool is_static) {
  std::vector<MemberDescription> members;
  const TypeInfo* first = &TypeOf(target);
  if (is_static) {
    if (const auto* literal = target.As<TypeLiteral>()) first = &literal->type();
    for (const TypeInfo* type = first; type; type = type->base) {
      for (const auto& p : type->static_properties) {
        members.push_back({std::string(p.name), MemberKind::kProperty,
                           "static " + std::string(DisplayName(p.type)) + " " +
                               std::string(p.name) + (p.set ? " {get;set;}" : " {get;}"),
                           p.set != nullptr});
      }
      for (const auto& m : type->static_methods) {
        members.push_back({std::string(m.name), MemberKind::kMethod,
                           "static " + std::string(m.name) + "()", false});
      }
    }
    return members;
  }
  for (const TypeInfo* type = first; type; type = type->base) {
    for (const MethodInfo& m : type->methods) {
      if (m.name.find('_') != std::string_view::npos) continue;
      bool known = std::any_of(members.begin(), members.end(),
                               [&](const auto& other) { return other.name == m.name; });
      if (known) continue;
      std::string definition(m.signature);
      if (definition.empty()) definition = std::string(m.name) + "()";
      members.push_back({std::string(m.name), MemberKind::kMethod, definition, false});
    }
    for (const PropertyInfo& p : type->properties) {
      members.push_back({std::string(p.name), MemberKind::kProperty,
                         std::string(DisplayName(p.type)) + " " + std::string(p.name) +
                             (p.set ? " {get;set;}" : " {get;}"),
                         p.set != nullptr});
    }
  }
  for (std::string_view common : {"Equals", "GetHashCode", "GetType", "ToString"}) {
    bool known = std::any_of(members.begin(), members.end(),
                             [&](const auto& other) { return other.name == common; });
    if (!known) {
      members.push_back(
          {std::string(common), MemberKind::kMethod, std::string(common) + "()", false});
    }
  }
  if (const RecordObject* added = AddedMembers(target)) {
    for (size_t i = 0; i < added->shape()->size(); ++i) {
      const ShapeMember& member = added->shape()->member(i);
      std::string definition = std::string(DisplayName(&TypeOf(added->slot(i)))) + " " +
                               member.name + "=" + ToText(added->slot(i));
      members.push_back({member.name, member.kind, definition, true});
    }
  }
  return members;
}

std::vector<std::string> TypeNames(const Value& value) {
  if (const RecordObject* record = AsRecord(value)) {
    const std::vector<std::string>& names = record->shape()->type_names();
    if (!record->is_wrapper() || names.front() != types::kPSCustomObject.full_name) return names;
  } else if (value.IsObject()) {
    const MemberExtension* extension = Heap::Current().FindExtension(value.object());
    if (extension && !extension->members->shape()->type_names().empty() &&
        extension->members->shape()->type_names().front() != types::kPSCustomObject.full_name) {
      return extension->members->shape()->type_names();
    }
  }
  std::vector<std::string> names;
  if (value.IsNull()) return names;
  if (const auto* exception = Unwrap(value).As<ExceptionObject>()) {
    names.push_back(exception->type_name());
  }
  for (const TypeInfo* type = &TypeOf(value); type; type = type->base) {
    if (names.empty() || names.back() != type->full_name) names.emplace_back(type->full_name);
  }
  if (names.empty() || names.back() != types::kObject.full_name) {
    names.emplace_back(types::kObject.full_name);
  }
  return names;
}

Value AddMember(const Value& target, std::string_view name, MemberKind kind, const Value& value) {
  if (RecordObject* record = AsRecord(target)) {
    record->AddMember(name, kind, value);
    return target;
  }
  if (target.IsObject()) {
    Heap::Current().AddExtension(target.object()).members->AddMember(name, kind, value);
    return target;
  }
  ObjectRef<RecordObject> wrapper = RecordObject::Wrap(target);
  wrapper->AddMember(name, kind, value);
  return Value::FromObject(wrapper);
}

Value AddTypeName(const Value& target, std::string_view type_name) {
  std::vector<std::string> names = TypeNames(target);
  names.insert(names.begin(), std::string(type_name));
  Value result = target;
  RecordObject* record = AsRecord(target);
  if (!record && target.IsObject()) {
    record = Heap::Current().AddExtension(target.object()).members.get();
  } else if (!record) {
    result = Value::FromObject(RecordObject::Wrap(target));
    record = AsRecord(result);
  }
  record->SetTypeNames(std::move(names));
  return result;
}

std::string FormatForToString(const Value& value, std::string_view format) {
  return FormatValue(value, format);
}
bool KeysEqualExactly(const Value& a, const Value& b) { return KeysEqual(a, b, false); }
int CompareForMethod(const Value& a, const Value& b) {
  int order = CompareValues(a, b, false);
  return order < 0 ? -1 : order > 0;
}
int32_t HashForMethod(const Value& value) { return static_cast<int32_t>(HashValue(value, false)); }

bool ConstructsByClass(const TypeInfo& type) {
  return type.type_class == TypeClass::kArray || type.type_class == TypeClass::kList ||
         type.type_class == TypeClass::kDictionary;
}

Value ConstructByClass(const TypeInfo& type, Args args) {
  if (type.type_class == TypeClass::kDictionary) {
    bool generic = type.key != nullptr;
    auto table = MakeObject<HashtableObject>(type, generic);
    if (!args.empty()) {
      if (const HashtableObject* source = AsHashtable(args[0])) {
        source->ForEach([&](const Value& key, const Value& value) {
          table->Set(key, value);
          return true;
        });
      } else if (generic && Unwrap(args[0]).IsObject()) {
        table = MakeObject<HashtableObject>(type, false);  // an ignoring-case comparer
      }
    }
    return Value::FromObject(table);
  }
  auto array = MakeObject<ArrayObject>(type);
  if (type.type_class == TypeClass::kArray) {
    Value zero;
    if (type.element && type.element->type_class == TypeClass::kPrimitive &&
        type.element->kind != Kind::kString && type.element->kind != Kind::kDateTime) {
      zero = ConvertTo(Value::Int32(0), *type.element);
    }
    if (!args.empty()) array->items().assign(static_cast<size_t>(ToInt32(args[0])), zero);
  } else if (!args.empty() && !Unwrap(args[0]).IsNumber()) {
    for (const Value& item : ToVector(args[0])) array->Add(item);
  }
  return Value::FromObject(array);
}

}  // namespace sipsh
