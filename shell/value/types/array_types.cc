// Arrays, ArrayList, List<T>, Collection<T>.
#include <algorithm>

#include "shell/value/compare.h"
#include "shell/value/members.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace {

using namespace type_rows;

ArrayObject& Self(const Value& self) { return *AsArray(self); }
std::vector<Value>& Items(const Value& self) { return Self(self).items(); }

bool SameItem(const Value& a, const Value& b) {
  return KeysEqual(a, b, false) || (a.IsNumber() && b.IsNumber() && ValuesEqual(a, b));
}

int Find(const std::vector<Value>& items, const Value& wanted) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (SameItem(items[i], wanted)) return static_cast<int>(i);
  }
  return -1;
}

size_t Index(const Value& arg, size_t limit) {
  int32_t at = ToInt32(arg);
  if (at < 0 || static_cast<size_t>(at) >= limit) {
    ThrowRange(
        "Index was out of range. Must be non-negative and less than the size of the "
        "collection.");
  }
  return static_cast<size_t>(at);
}

ptrdiff_t Offset(size_t n) { return static_cast<ptrdiff_t>(n); }

bool Matches(CallContext* context, const Value& block, const Value& item) {
  return ToBool(context->InvokeScript(block, Value(), Args(&item, 1)));
}

void SortItems(CallContext* context, std::vector<Value>& items, Args args) {
  if (!args.empty() && args[0].IsObject() && context &&
      args[0].object()->Type().HasMethod("Invoke")) {
    std::stable_sort(items.begin(), items.end(), [&](const Value& a, const Value& b) {
      const Value pair[] = {a, b};
      return ToInt32(context->InvokeScript(args[0], Value(), pair)) < 0;
    });
    return;
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const Value& a, const Value& b) { return OrderValues(a, b, false) < 0; });
}

[[noreturn]] void ThrowFixed() {
  throw ValueError("NotSupportedException", "Collection was of a fixed size.",
                   ValueErrorCategory::kInvalidOperation, "System.NotSupportedException");
}

Value AddItem(CallContext*, const Value& self, Args args) {
  if (Self(self).is_fixed_size()) ThrowFixed();
  Self(self).Add(args[0]);
  // ArrayList.Add tells the index; List<T>.Add gives nothing.
  return self.object() && &Self(self).Type() == &types::kArrayList ? Int(Items(self).size() - 1)
                                                                   : Value::Nothing();
}
Value AddRange(CallContext*, const Value& self, Args args) {
  for (const Value& item : ToVector(args[0])) Self(self).Add(item);
  return Value::Nothing();
}
Value InsertItem(CallContext*, const Value& self, Args args) {
  size_t at = Index(args[0], Items(self).size() + 1);
  Self(self).Add(args[1]);
  std::rotate(Items(self).begin() + Offset(at), Items(self).end() - 1, Items(self).end());
  return Value::Nothing();
}
Value RemoveItem(CallContext*, const Value& self, Args args) {
  if (Self(self).is_fixed_size()) ThrowFixed();
  int at = Find(Items(self), args[0]);
  if (at >= 0) Items(self).erase(Items(self).begin() + at);
  return &Self(self).Type() == &types::kArrayList ? Value::Nothing() : Value::Bool(at >= 0);
}
Value RemoveAt(CallContext*, const Value& self, Args args) {
  Items(self).erase(Items(self).begin() + Offset(Index(args[0], Items(self).size())));
  return Value::Nothing();
}
Value RemoveRange(CallContext*, const Value& self, Args args) {
  size_t at = Index(args[0], Items(self).size() + 1);
  size_t count = Index(args[1], Items(self).size() - at + 1);
  Items(self).erase(Items(self).begin() + Offset(at), Items(self).begin() + Offset(at + count));
  return Value::Nothing();
}
Value RemoveAll(CallContext* context, const Value& self, Args args) {
  size_t before = Items(self).size();
  std::erase_if(Items(self), [&](const Value& item) { return Matches(context, args[0], item); });
  return Int(before - Items(self).size());
}
Value ClearItems(CallContext*, const Value& self, Args) {
  Self(self).DropReferences();
  return Value::Nothing();
}
Value SortMethod(CallContext* context, const Value& self, Args args) {
  SortItems(context, Items(self), args);
  return Value::Nothing();
}
Value ReverseMethod(CallContext*, const Value& self, Args) {
  std::reverse(Items(self).begin(), Items(self).end());
  return Value::Nothing();
}
Value ToArrayMethod(CallContext*, const Value& self, Args args) {
  const TypeInfo* element = Self(self).Type().element;
  if (!args.empty()) {
    if (const auto* literal = args[0].As<TypeLiteral>()) element = &literal->type();
  }
  if (!element) element = &types::kObject;
  return MakeArray(Items(self), Heap::Current().types().ArrayOf(*element));
}
Value ContainsItem(CallContext*, const Value& self, Args args) {
  return Value::Bool(Find(Items(self), args[0]) >= 0);
}
Value IndexOfItem(CallContext*, const Value& self, Args args) {
  return Value::Int32(Find(Items(self), args[0]));
}
Value CloneArray(CallContext*, const Value& self, Args) {
  return MakeArray(Items(self), Self(self).Type());
}
Value GetItem(CallContext*, const Value& self, Args args) {
  return Items(self)[Index(args[0], Items(self).size())];
}
Value SetItem(CallContext*, const Value& self, Args args) {
  Self(self).Set(Index(args[0], Items(self).size()), args[1]);
  return Value::Nothing();
}
Value SetValue(CallContext*, const Value& self, Args args) {
  Self(self).Set(Index(args[1], Items(self).size()), args[0]);
  return Value::Nothing();
}
Value GetRange(CallContext*, const Value& self, Args args) {
  size_t at = Index(args[0], Items(self).size() + 1);
  size_t count = Index(args[1], Items(self).size() - at + 1);
  return MakeArray({Items(self).begin() + Offset(at), Items(self).begin() + Offset(at + count)},
                   Self(self).Type());
}
Value CopyTo(CallContext*, const Value& self, Args args) {
  ArrayObject* target = AsArray(args[0]);
  size_t at = args.size() > 1 ? static_cast<size_t>(ToInt32(args[1])) : 0;
  if (!target || at + Items(self).size() > target->size()) {
    ThrowArgument("The destination array is too short.");
  }
  for (size_t i = 0; i < Items(self).size(); ++i) target->Set(at + i, Items(self)[i]);
  return Value::Nothing();
}

// .Where({...}[, mode[, count]]) and .ForEach({...} | type | property).
Value WhereMethod(CallContext* context, const Value& self, Args args) {
  std::string mode = args.size() > 1 ? ToText(args[1]) : "Default";
  size_t limit = args.size() > 2 ? static_cast<size_t>(ToInt32(args[2])) : SIZE_MAX;
  std::vector<Value> kept, rest;
  std::vector<Value> items = Items(self);
  bool until = mode == "Until", skip = mode == "SkipUntil", found = false;
  for (const Value& item : items) {
    bool matches = !((until || skip) && found) && Matches(context, args[0], item);
    found = found || matches;
    bool keep = until ? !found : skip ? found : matches;
    (keep ? kept : rest).push_back(item);
  }
  if (mode == "First") kept.resize(std::min(kept.size(), args.size() > 2 ? limit : 1));
  if (mode == "Last") {
    size_t count = std::min(kept.size(), args.size() > 2 ? limit : 1);
    kept.erase(kept.begin(), kept.end() - Offset(count));
  }
  if (mode == "Split") {
    return MakeArray({MakeArray(std::move(kept)), MakeArray(std::move(rest))});
  }
  if (kept.size() > limit) kept.resize(limit);
  return MakeArray(std::move(kept));
}

Value ForEachMethod(CallContext* context, const Value& self, Args args) {
  std::vector<Value> out;
  std::vector<Value> items = Items(self);
  for (const Value& item : items) {
    Value result;
    if (const auto* literal = args[0].As<TypeLiteral>()) {
      result = ConvertTo(item, literal->type());
    } else if (args[0].IsString()) {
      result = GetMember(item, args[0].AsStringView());
    } else {
      result = context->InvokeScript(args[0], item, args.subspan(1));
    }
    if (result.IsNothing()) continue;
    for (Value& one : ToVector(result)) out.push_back(std::move(one));
  }
  return MakeArray(std::move(out));
}

Value FindItem(CallContext* context, const Value& self, Args args) {
  std::vector<Value> items = Items(self);
  for (const Value& item : items) {
    if (Matches(context, args[0], item)) return item;
  }
  return Value();
}
Value FindAllItems(CallContext* context, const Value& self, Args args) {
  std::vector<Value> kept;
  std::vector<Value> items = Items(self);
  for (const Value& item : items) {
    if (Matches(context, args[0], item)) kept.push_back(item);
  }
  return MakeArray(std::move(kept), Self(self).Type());
}
Value LengthOf(const Value& self) { return Int(Items(self).size()); }

const PropertyInfo kArrayProperties[] = {
    {"Count", &types::kInt32, LengthOf},
    {"Length", &types::kInt32, LengthOf},
    {"LongLength", &types::kInt64,
     [](const Value& self) { return Value::Int64(static_cast<int64_t>(Items(self).size())); }},
    {"Rank", &types::kInt32, [](const Value&) { return Value::Int32(1); }},
    {"IsFixedSize", &types::kBool,
     [](const Value& self) { return Value::Bool(Self(self).is_fixed_size()); }},
};
const PropertyInfo kListProperties[] = {
    {"Count", &types::kInt32, LengthOf},
    {"Capacity", &types::kInt32, [](const Value& self) { return Int(Items(self).capacity()); },
     [](const Value&, const Value&) {}},
    {"IsFixedSize", &types::kBool, [](const Value&) { return Value::Bool(false); }},
};

#define SIPSH_SEQUENCE_ROWS                                                               \
  {"Contains", 1, 1, ContainsItem, "bool Contains(Object item)"},                         \
      {"IndexOf", 1, 1, IndexOfItem, "int IndexOf(Object item)"},                         \
      {"Clone", 0, 0, CloneArray, "Object Clone()"},                                      \
      {"CopyTo", 1, 2, CopyTo, "void CopyTo(array array, int index)"},                    \
      {"Where", 1, 3, WhereMethod, "Collection Where(scriptblock expression)"},           \
      {"ForEach", 1, -1, ForEachMethod, "Collection ForEach(scriptblock expression)"},    \
      {"GetEnumerator", 0, 0, [](CallContext*, const Value& self, Args) { return self; }, \
       "IEnumerator GetEnumerator()"},                                                    \
      {"get_Item", 1, 1, GetItem}, {"Item", 1, 1, GetItem}, {                             \
    "set_Item", 2, 2, SetItem                                                             \
  }

const MethodInfo kArrayMethods[] = {
    SIPSH_SEQUENCE_ROWS,
    {"Add", 1, 1, AddItem},
    {"Remove", 1, 1, RemoveItem},
    {"GetValue", 1, 1, GetItem, "Object GetValue(int index)"},
    {"SetValue", 2, 2, SetValue, "void SetValue(Object value, int index)"},
    {"GetLength", 1, 1, [](CallContext*, const Value& self, Args) { return LengthOf(self); },
     "int GetLength(int dimension)"},
    {"GetUpperBound", 1, 1,
     [](CallContext*, const Value& self, Args) {
       return Value::Int32(static_cast<int32_t>(Items(self).size()) - 1);
     },
     "int GetUpperBound(int dimension)"},
};
const MethodInfo kListMethods[] = {
    SIPSH_SEQUENCE_ROWS,
    {"Add", 1, 1, AddItem, "int Add(Object value)"},
    {"AddRange", 1, 1, AddRange, "void AddRange(ICollection c)"},
    {"Insert", 2, 2, InsertItem, "void Insert(int index, Object value)"},
    {"Remove", 1, 1, RemoveItem, "void Remove(Object obj)"},
    {"RemoveAt", 1, 1, RemoveAt, "void RemoveAt(int index)"},
    {"RemoveRange", 2, 2, RemoveRange, "void RemoveRange(int index, int count)"},
    {"RemoveAll", 1, 1, RemoveAll, "int RemoveAll(Predicate match)"},
    {"Clear", 0, 0, ClearItems, "void Clear()"},
    {"Sort", 0, 1, SortMethod, "void Sort()"},
    {"Reverse", 0, 0, ReverseMethod, "void Reverse()"},
    {"ToArray", 0, 1, ToArrayMethod, "Object[] ToArray()"},
    {"GetRange", 2, 2, GetRange, "ArrayList GetRange(int index, int count)"},
    {"Find", 1, 1, FindItem, "Object Find(Predicate match)"},
    {"FindAll", 1, 1, FindAllItems, "List FindAll(Predicate match)"},
};
#undef SIPSH_SEQUENCE_ROWS

ArrayObject& ArrayArg(Args args) {
  ArrayObject* array = AsArray(args[0]);
  if (!array) ThrowArgument("An array is expected.");
  return *array;
}
const MethodInfo kArrayStatics[] = {
    {"Sort", 1, 2,
     [](CallContext* context, const Value&, Args args) {
       SortItems(context, ArrayArg(args).items(), args.subspan(1));
       return Value::Nothing();
     }},
    {"Reverse", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::reverse(ArrayArg(args).items().begin(), ArrayArg(args).items().end());
       return Value::Nothing();
     }},
    {"IndexOf", 2, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::Int32(Find(ArrayArg(args).items(), args[1]));
     }},
    {"Copy", 3, 3,
     [](CallContext*, const Value&, Args args) {
       ArrayObject* target = AsArray(args[1]);
       size_t count = static_cast<size_t>(ToInt32(args[2]));
       if (!target || count > target->size() || count > ArrayArg(args).size()) {
         ThrowArgument("The array is too short.");
       }
       for (size_t i = 0; i < count; ++i) target->Set(i, ArrayArg(args).items()[i]);
       return Value::Nothing();
     }},
    {"CreateInstance", 2, 2,
     [](CallContext*, const Value&, Args args) {
       const auto* literal = args[0].As<TypeLiteral>();
       const TypeInfo& element =
           literal ? literal->type() : Heap::Current().types().Get(ToText(args[0]));
       return Construct(Heap::Current().types().ArrayOf(element), args.subspan(1));
     }},
};

constexpr std::string_view kSequence[] = {
    "System.Collections.IEnumerable", "System.Collections.ICollection", "System.Collections.IList"};

constexpr TypeInfo ArrayTypeOf(std::string_view full_name, const TypeInfo* element) {
  return {.full_name = full_name,
          .name = full_name.substr(7),
          .base = &types::kArray,
          .type_class = TypeClass::kArray,
          .element = element};
}

constexpr TypeInfo ListTypeOf(std::string_view full_name, std::string_view name) {
  return {.full_name = full_name,
          .name = name,
          .base = &types::kObject,
          .type_class = TypeClass::kList,
          .element = &types::kObject,
          .interfaces = kSequence,
          .properties = kListProperties,
          .methods = kListMethods};
}

}  // namespace

const TypeInfo types::kArray = {
    .full_name = "System.Array",
    .name = "Array",
    .base = &types::kObject,
    .type_class = TypeClass::kArray,
    .element = &types::kObject,
    .interfaces = kSequence,
    .properties = kArrayProperties,
    .methods = kArrayMethods,
    .static_methods = kArrayStatics,
};
const TypeInfo types::kObjectArray = ArrayTypeOf("System.Object[]", &types::kObject);
const TypeInfo types::kStringArray = ArrayTypeOf("System.String[]", &types::kString);
const TypeInfo types::kInt32Array = ArrayTypeOf("System.Int32[]", &types::kInt32);
const TypeInfo types::kCharArray = ArrayTypeOf("System.Char[]", &types::kChar);
const TypeInfo types::kByteArray = ArrayTypeOf("System.Byte[]", &types::kByte);
const TypeInfo types::kArrayList = ListTypeOf("System.Collections.ArrayList", "ArrayList");
const TypeInfo types::kList = ListTypeOf("System.Collections.Generic.List", "List`1");
const TypeInfo types::kCollection =
    ListTypeOf("System.Collections.ObjectModel.Collection", "Collection`1");

}  // namespace sipsh
