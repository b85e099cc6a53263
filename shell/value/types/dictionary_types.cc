// Hashtable, OrderedDictionary, Dictionary<K,V> and their entries.
#include "shell/value/compare.h"
#include "shell/value/members.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace {

using namespace type_rows;

HashtableObject& Self(const Value& self) { return *AsHashtable(self); }

Value KeyFor(const Value& self, const Value& key) {
  const TypeInfo* wanted = Self(self).Type().key;
  return wanted ? ConvertTo(key, *wanted) : key;
}

Value AddEntry(CallContext*, const Value& self, Args args) {
  Value key = KeyFor(self, args[0]);
  if (Self(self).Find(key)) {
    ThrowArgument("Item has already been added. Key in dictionary: '" + ToText(key) +
                  "'  Key being added: '" + ToText(key) + "'");
  }
  const TypeInfo* element = Self(self).Type().element;
  Self(self).Set(key, element ? ConvertTo(args[1], *element) : args[1]);
  return Value::Nothing();
}
Value HasKey(CallContext*, const Value& self, Args args) {
  return Value::Bool(Self(self).Find(args[0]) != nullptr);
}
Value HasValue(CallContext*, const Value& self, Args args) {
  bool found = false;
  Self(self).ForEach([&](const Value&, const Value& value) {
    found = KeysEqual(value, args[0], false);
    return !found;
  });
  return Value::Bool(found);
}
Value RemoveEntry(CallContext*, const Value& self, Args args) {
  bool removed = Self(self).Remove(args[0]);
  return Self(self).Type().key ? Value::Bool(removed) : Value::Nothing();
}
Value EntriesOf(const Value& self) {
  std::vector<Value> entries;
  const TypeInfo& type = Self(self).Type().key ? types::kKeyValuePair : types::kDictionaryEntry;
  entries.reserve(Self(self).size());
  Self(self).ForEach([&](const Value& key, const Value& value) {
    entries.push_back(Value::FromObject(new DictionaryEntryObject(key, value, type)));
    return true;
  });
  return MakeArray(std::move(entries));
}
Value GetItem(CallContext*, const Value& self, Args args) { return GetIndex(self, args[0]); }
Value SetItem(CallContext*, const Value& self, Args args) {
  SetIndex(self, args[0], args[1]);
  return Value::Nothing();
}
Value CloneTable(CallContext*, const Value& self, Args) {
  auto copy = MakeObject<HashtableObject>(Self(self).Type(), Self(self).is_case_sensitive());
  copy->Reserve(Self(self).size());
  Self(self).ForEach([&](const Value& key, const Value& value) {
    copy->Set(key, value);
    return true;
  });
  return Value::FromObject(copy);
}
Value TryGetValue(CallContext*, const Value& self, Args args) {
  const Value* entry = Self(self).Find(args[0]);
  Value found = entry ? *entry : Value();
  SetReference(args[1], found);
  return Value::Bool(entry != nullptr);
}
Value InsertEntry(CallContext*, const Value& self, Args args) {
  Self(self).Insert(static_cast<size_t>(std::max(0, ToInt32(args[0]))), args[1], args[2]);
  return Value::Nothing();
}
Value RemoveEntryAt(CallContext*, const Value& self, Args args) {
  Self(self).RemoveAt(static_cast<size_t>(std::max(0, ToInt32(args[0]))));
  return Value::Nothing();
}

const PropertyInfo kProperties[] = {
    {"Count", &types::kInt32, [](const Value& self) { return Int(Self(self).size()); }},
    {"Keys", nullptr, [](const Value& self) { return MakeArray(Self(self).Keys()); }},
    {"Values", nullptr, [](const Value& self) { return MakeArray(Self(self).Values()); }},
    {"IsReadOnly", &types::kBool, [](const Value&) { return Value::Bool(false); }},
    {"IsFixedSize", &types::kBool, [](const Value&) { return Value::Bool(false); }},
};
const MethodInfo kMethods[] = {
    {"Add", 2, 2, AddEntry, "void Add(Object key, Object value)"},
    {"Contains", 1, 1, HasKey, "bool Contains(Object key)"},
    {"ContainsKey", 1, 1, HasKey, "bool ContainsKey(Object key)"},
    {"ContainsValue", 1, 1, HasValue, "bool ContainsValue(Object value)"},
    {"Remove", 1, 1, RemoveEntry, "void Remove(Object key)"},
    {"Clear", 0, 0,
     [](CallContext*, const Value& self, Args) {
       Self(self).Clear();
       return Value::Nothing();
     },
     "void Clear()"},
    {"GetEnumerator", 0, 0, [](CallContext*, const Value& self, Args) { return EntriesOf(self); },
     "IDictionaryEnumerator GetEnumerator()"},
    {"Item", 1, 1, GetItem, "Object Item(Object key)"},
    {"get_Item", 1, 1, GetItem},
    {"set_Item", 2, 2, SetItem},
    {"Clone", 0, 0, CloneTable, "Object Clone()"},
    {"TryGetValue", 2, 2, TryGetValue, "bool TryGetValue(Object key, ref value)"},
    {"Insert", 3, 3, InsertEntry, "void Insert(int index, Object key, Object value)"},
    {"RemoveAt", 1, 1, RemoveEntryAt, "void RemoveAt(int index)"},
};
constexpr std::string_view kInterfaces[] = {"System.Collections.IEnumerable",
                                            "System.Collections.ICollection",
                                            "System.Collections.IDictionary"};

constexpr TypeInfo Dictionary(std::string_view full_name, std::string_view name) {
  return {.full_name = full_name,
          .name = name,
          .base = &types::kObject,
          .type_class = TypeClass::kDictionary,
          .interfaces = kInterfaces,
          .properties = kProperties,
          .methods = kMethods};
}

const DictionaryEntryObject& Entry(const Value& self) {
  return *static_cast<DictionaryEntryObject*>(self.object());
}
Value EntryKey(const Value& self) { return Entry(self).key(); }
Value EntryValue(const Value& self) { return Entry(self).value(); }
const PropertyInfo kEntryProperties[] = {
    {"Name", nullptr, EntryKey}, {"Key", nullptr, EntryKey}, {"Value", nullptr, EntryValue}};
const PropertyInfo kPairProperties[] = {{"Key", nullptr, EntryKey}, {"Value", nullptr, EntryValue}};

}  // namespace

const TypeInfo types::kHashtable = Dictionary("System.Collections.Hashtable", "Hashtable");
const TypeInfo types::kOrderedDictionary =
    Dictionary("System.Collections.Specialized.OrderedDictionary", "OrderedDictionary");
const TypeInfo types::kDictionary =
    Dictionary("System.Collections.Generic.Dictionary", "Dictionary`2");
const TypeInfo types::kDictionaryEntry = {
    .full_name = "System.Collections.DictionaryEntry",
    .name = "DictionaryEntry",
    .base = &types::kValueType,
    .properties = kEntryProperties,
    .construct =
        [](CallContext*, Args args) {
          return Value::FromObject(new DictionaryEntryObject(args.empty() ? Value() : args[0],
                                                             args.size() < 2 ? Value() : args[1]));
        },
};
const TypeInfo types::kKeyValuePair = {
    .full_name = "System.Collections.Generic.KeyValuePair`2[[System.Object],[System.Object]]",
    .name = "KeyValuePair`2",
    .base = &types::kValueType,
    .properties = kPairProperties,
};

}  // namespace sipsh
