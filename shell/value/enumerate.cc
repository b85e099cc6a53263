// What the pipeline and foreach take apart, and what output becomes.
#include "shell/value/members.h"

namespace sipsh {

bool IsEnumerable(const Value& value) {
  const Value& bare = Unwrap(value);
  if (!bare.IsObject()) return false;
  switch (bare.object()->object_class()) {
    case ObjectClass::kArray:
      return true;
    case ObjectClass::kHashtable:
    case ObjectClass::kRecord:
      return false;
    case ObjectClass::kOther:
      return bare.object()->GetEnumerator() != nullptr;
  }
  return false;
}

void Enumerate(const Value& value, const std::function<bool(const Value&)>& visit) {
  if (value.IsNothing()) return;
  const Value& bare = Unwrap(value);
  if (const ArrayObject* array = AsArray(bare)) {
    Value keep = bare;
    for (size_t i = 0; i < array->size(); ++i) {
      Value item = array->items()[i];
      if (!visit(item)) return;
    }
    return;
  }
  if (bare.IsObject() && bare.object()->object_class() == ObjectClass::kOther) {
    if (auto enumerator = bare.object()->GetEnumerator()) {
      Value item;
      while (enumerator->Next(&item)) {
        if (!visit(item)) return;
      }
      return;
    }
  }
  visit(value);
}

std::vector<Value> ToVector(const Value& value) {
  if (const ArrayObject* array = AsArray(value)) return array->items();
  std::vector<Value> items;
  Enumerate(value, [&](const Value& item) {
    items.push_back(item);
    return true;
  });
  return items;
}

Value FromOutput(std::vector<Value> items) {
  if (items.empty()) return Value::Nothing();
  if (items.size() == 1) return std::move(items[0]);
  return MakeArray(std::move(items));
}

}  // namespace sipsh
