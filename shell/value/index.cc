// $x[...]: arrays, lists, text, dictionaries, and objects that enumerate.
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"

namespace sipsh {

namespace {

// -1 when outside.
int64_t Position(const Value& index, size_t size) {
  int64_t at = ToInt32(index);
  if (at < 0) at += static_cast<int64_t>(size);
  return at >= 0 && at < static_cast<int64_t>(size) ? at : -1;
}

Value Slice(const Value& target, const ArrayObject& indexes) {
  std::vector<Value> found;
  for (const Value& index : indexes.items()) {
    Value value = GetIndex(target, index);
    if (AsHashtable(target) || !value.IsNothing()) found.push_back(std::move(value));
  }
  return MakeArray(std::move(found));
}

Value IndexDictionary(const HashtableObject& table, const Value& index) {
  if (const Value* entry = table.Find(index)) return *entry;
  if (table.is_ordered() && index.IsInteger()) {
    int64_t at = Position(index, table.size());
    if (at >= 0) return const_cast<HashtableObject&>(table).EntryAt(static_cast<size_t>(at))->value;
  }
  if (table.Type().key && index.IsNull() == false) {
    Value key;
    if (TryConvertTo(index, *table.Type().key, &key)) {
      if (const Value* entry = table.Find(key)) return *entry;
    }
  }
  return Value();
}

}  // namespace

Value GetIndex(const Value& target_in, const Value& index_in) {
  const Value& target = Unwrap(target_in);
  const Value& index = Unwrap(index_in);
  if (target.IsNull()) {
    throw ValueError("NullArray", "Cannot index into a null array.",
                     ValueErrorCategory::kInvalidOperation);
  }
  if (const ArrayObject* indexes = AsArray(index)) return Slice(target, *indexes);
  if (const HashtableObject* table = AsHashtable(target)) return IndexDictionary(*table, index);
  if (const ArrayObject* array = AsArray(target)) {
    int64_t at = Position(index, array->size());
    // Outside: nothing, so that a slice leaves it out; alone it reads as $null.
    return at < 0 ? Value::Nothing() : array->items()[static_cast<size_t>(at)];
  }
  if (target.IsString()) {
    int64_t at = Position(index, target.string_object()->Length());
    return at < 0 ? Value::Nothing()
                  : Value::Char(target.string_object()->CharAt(static_cast<size_t>(at)));
  }
  if (target.IsObject()) {
    Value argument = index;
    const TypeInfo& type = TypeOf(target);
    if (const MethodInfo* item = type.FindMethod("get_Item", Args(&argument, 1))) {
      return item->call(Heap::Current().call_context(), target, Args(&argument, 1));
    }
    if (target.object()->GetEnumerator()) {
      std::vector<Value> items = ToVector(target);
      int64_t at = Position(index, items.size());
      return at < 0 ? Value::Nothing() : items[static_cast<size_t>(at)];
    }
  }
  throw ValueError(
      "CannotIndex",
      "Unable to index into an object of type \"" + std::string(TypeOf(target).full_name) + "\".",
      ValueErrorCategory::kInvalidOperation);
}

Value GetIndex(const Value& target, Args indexes) {
  if (indexes.size() == 1) return GetIndex(target, indexes[0]);
  return GetIndex(target, MakeArray({indexes.begin(), indexes.end()}));
}

void SetIndex(const Value& target_in, const Value& index_in, const Value& value) {
  const Value& target = Unwrap(target_in);
  const Value& index = Unwrap(index_in);
  if (target.IsNull()) {
    throw ValueError("NullArray", "Cannot index into a null array.",
                     ValueErrorCategory::kInvalidOperation);
  }
  if (HashtableObject* table = AsHashtable(target)) {
    const TypeInfo& type = table->Type();
    if (table->is_ordered() && index.IsInteger() && !table->Find(index)) {
      int64_t at = Position(index, table->size());
      if (at >= 0) {
        table->EntryAt(static_cast<size_t>(at))->value = value;
        return;
      }
    }
    table->Set(type.key ? ConvertTo(index, *type.key) : index,
               type.element ? ConvertTo(value, *type.element) : value);
    return;
  }
  if (ArrayObject* array = AsArray(target)) {
    int64_t at = Position(index, array->size());
    if (at < 0) {
      throw ValueError("IndexOutOfRange", "Index was outside the bounds of the array.",
                       ValueErrorCategory::kInvalidOperation, "System.IndexOutOfRangeException");
    }
    array->Set(static_cast<size_t>(at), value);
    return;
  }
  if (target.IsObject()) {
    const Value arguments[] = {index, value};
    if (const MethodInfo* item = TypeOf(target).FindMethod("set_Item", Args(arguments, 2))) {
      item->call(Heap::Current().call_context(), target, Args(arguments, 2));
      return;
    }
  }
  throw ValueError("CannotIndex",
                   "Unable to assign to an index into an object of type \"" +
                       std::string(TypeOf(target).full_name) + "\".",
                   ValueErrorCategory::kInvalidOperation);
}

}  // namespace sipsh
