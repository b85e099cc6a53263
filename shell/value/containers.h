// Arrays and lists, hash tables, records and what wraps a scalar that got members.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shell/value/heap.h"
#include "shell/value/shape.h"
#include "shell/value/type_info.h"
#include "shell/value/type_table.h"
#include "shell/value/value.h"

namespace sipsh {

// object[], string[] ... and, by its type, ArrayList and List<T>, which grow.
class ArrayObject final : public Container {
 public:
  explicit ArrayObject(const TypeInfo& type = types::kObjectArray) : ArrayObject({}, type) {}
  explicit ArrayObject(std::vector<Value> items, const TypeInfo& type = types::kObjectArray)
      : items_(std::move(items)), type_(&type) {
    class_ = ObjectClass::kArray;
  }

  const TypeInfo& Type() const override { return *type_; }
  std::unique_ptr<Enumerator> GetEnumerator() const override;
  void DropReferences() override;

  bool is_fixed_size() const { return type_->type_class == TypeClass::kArray; }
  std::vector<Value>& items() { return items_; }
  const std::vector<Value>& items() const { return items_; }
  size_t size() const { return items_.size(); }
  // Converts to the element's type, throws ValueError when it does not.
  void Add(const Value& value);
  void Set(size_t index, const Value& value);

 private:
  std::vector<Value> items_;
  const TypeInfo* type_;
};

// @{} and [ordered]@{}: keys of any kind; text ignores case unless made case-sensitive. Iterates in
// the order of insertion. Int32 1 and text '1' are different keys.
class HashtableObject final : public Container {
 public:
  struct Entry {
    Value key;
    Value value;
    size_t hash = 0;
    bool live = true;
  };

  explicit HashtableObject(const TypeInfo& type = types::kHashtable, bool case_sensitive = false);
  ~HashtableObject() override;

  const TypeInfo& Type() const override { return *type_; }
  void DropReferences() override;

  bool is_ordered() const { return type_ == &types::kOrderedDictionary; }
  bool is_case_sensitive() const { return case_sensitive_; }
  size_t size() const { return live_; }
  // Null when absent. The pointer holds until the next change.
  Value* Find(const Value& key);
  Value* Find(std::string_view key);
  const Value* Find(const Value& key) const;
  const Value* Find(std::string_view key) const;
  // Adds or replaces.
  void Set(const Value& key, const Value& value);
  void Set(std::string_view key, const Value& value) { Set(Value::String(key), value); }
  bool Remove(const Value& key);
  void Clear();
  void Reserve(size_t count);
  // The n-th entry in order; for ordered dictionaries' integer index.
  Entry* EntryAt(size_t position);
  void Insert(size_t position, const Value& key, const Value& value);
  void RemoveAt(size_t position);

  // Calls visit(key, value) in order; false from it ends the walk. No change meanwhile.
  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (const Entry& entry : entries_) {
      if (entry.live && !visit(entry.key, entry.value)) return;
    }
  }
  std::vector<Value> Keys() const;
  std::vector<Value> Values() const;

 private:
  size_t HashOf(const Value& key) const;
  size_t HashOf(std::string_view key) const;
  bool SameKey(const Value& a, const Value& b) const;
  int FindSlot(const Value& key, size_t hash) const;
  int FindSlot(std::string_view key, size_t hash) const;
  void Rebuild(size_t buckets);
  void Compact();

  std::vector<Entry> entries_;
  std::vector<int32_t> buckets_;  // entry index + 1; 0 free; open addressing
  size_t live_ = 0;
  const TypeInfo* type_;
  bool case_sensitive_;
};

// PSCustomObject and every object with a shape. A wrapper (base set) is a scalar or string to which
// Add-Member gave members; the operators look through it.
class RecordObject : public Container {
 public:
  RecordObject();  // empty PSCustomObject
  explicit RecordObject(ShapeRef shape) : shape_(std::move(shape)), slots_(shape_->size()) {
    class_ = ObjectClass::kRecord;
  }
  RecordObject(ShapeRef shape, std::vector<Value> slots)
      : shape_(std::move(shape)), slots_(std::move(slots)) {
    class_ = ObjectClass::kRecord;
  }

  const TypeInfo& Type() const override;
  std::string ToText() const override;
  void DropReferences() override;

  const Shape* shape() const { return shape_.get(); }
  const ShapeRef& shape_ref() const { return shape_; }
  const Value& slot(size_t index) const { return slots_[index]; }
  Value& slot(size_t index) { return slots_[index]; }
  // Null when there is no member of that name.
  const Value* Find(std::string_view name) const {
    int slot = shape_->Find(name);
    return slot < 0 ? nullptr : &slots_[static_cast<size_t>(slot)];
  }
  // Sets a note property, adding it when missing.
  void Set(std::string_view name, const Value& value);
  void AddMember(std::string_view name, MemberKind kind, const Value& value);
  bool RemoveMember(std::string_view name);
  void SetTypeNames(std::vector<std::string> names);

  bool is_wrapper() const { return is_wrapper_; }
  const Value& base() const { return base_; }
  static ObjectRef<RecordObject> Wrap(const Value& base);

 private:
  ShapeRef shape_;
  std::vector<Value> slots_;
  Value base_;
  bool is_wrapper_ = false;
};

// Members that Add-Member put beside an object that has no shape of its own.
struct MemberExtension {
  ObjectRef<RecordObject> members;
};

inline Value MakeArray(std::vector<Value> items) {
  return Value::FromObject(new ArrayObject(std::move(items)));
}
inline Value MakeArray(std::vector<Value> items, const TypeInfo& type) {
  return Value::FromObject(new ArrayObject(std::move(items), type));
}
Value MakeStringArray(const std::vector<std::string>& items);

inline RecordObject* AsRecord(const Value& value) {
  return value.IsObject() && value.object()->object_class() == ObjectClass::kRecord
             ? static_cast<RecordObject*>(value.object())
             : nullptr;
}
// What a wrapper wraps; the value itself otherwise.
inline const Value& Unwrap(const Value& value) {
  const RecordObject* record = AsRecord(value);
  return record && record->is_wrapper() ? record->base() : value;
}
inline ArrayObject* AsArray(const Value& value) {
  const Value& bare = Unwrap(value);
  return bare.IsObject() && bare.object()->object_class() == ObjectClass::kArray
             ? static_cast<ArrayObject*>(bare.object())
             : nullptr;
}
inline HashtableObject* AsHashtable(const Value& value) {
  const Value& bare = Unwrap(value);
  return bare.IsObject() && bare.object()->object_class() == ObjectClass::kHashtable
             ? static_cast<HashtableObject*>(bare.object())
             : nullptr;
}

}  // namespace sipsh
