// The root of everything a Value can point to: an intrusive, non-atomic reference count and a type.
//
// Ownership: an object is born with a count of zero; the first Value or ObjectRef that takes it
// owns it. One thread per Session touches its objects, so counts are plain integers. Objects that
// can reach other objects derive from Container (heap.h), which puts them on the session's list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sipsh {

struct TypeInfo;
class Value;
class Object;

namespace internal {
void DestroyObject(Object* object) noexcept;
}

// One thing at a time out of something enumerable.
class Enumerator {
 public:
  virtual ~Enumerator() = default;
  // False at the end.
  virtual bool Next(Value* out) = 0;
};

// The classes that hot paths ask for, so that they need no dynamic_cast.
enum class ObjectClass : uint8_t { kOther, kArray, kHashtable, kRecord };

class Object {
 public:
  Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  virtual ~Object() = default;

  virtual const TypeInfo& Type() const = 0;

  // Members that the type table cannot know (XML nodes, adapters). False: no such member.
  virtual bool GetDynamicMember(std::string_view name, Value* out) const;
  virtual bool SetDynamicMember(std::string_view name, const Value& value);
  virtual void ListDynamicMembers(std::vector<std::string>* names) const;
  // Null when the object is no sequence: it then goes through a pipeline whole.
  virtual std::unique_ptr<Enumerator> GetEnumerator() const;
  // The text of a cast to string and of ToString(); the type's full name unless overridden.
  virtual std::string ToText() const;
  // Equality for -eq and hash table keys: identity unless overridden (then override Hash too).
  virtual bool EqualsTo(const Value& other) const;
  virtual size_t Hash() const;
  // Order for -lt, Sort-Object and CompareTo; false when the two do not compare.
  virtual bool CompareWith(const Value& other, int* order) const;

  void AddRef() const noexcept { ++refs_; }
  void Release() const noexcept {
    if (--refs_ == 0) internal::DestroyObject(const_cast<Object*>(this));
  }
  uint32_t use_count() const noexcept { return refs_; }
  ObjectClass object_class() const noexcept { return class_; }

 private:
  friend class Heap;
  friend void internal::DestroyObject(Object* object) noexcept;

  mutable uint32_t refs_ = 0;

 protected:
  uint8_t is_container_ = 0;   // destroyed through the release queue
  uint8_t has_extension_ = 0;  // Add-Member put members beside it (members.h)
  ObjectClass class_ = ObjectClass::kOther;
};

// Owning pointer to an Object of a known class.
template <typename T>
class ObjectRef {
 public:
  ObjectRef() noexcept = default;
  ObjectRef(std::nullptr_t) noexcept {}
  explicit ObjectRef(T* object) noexcept : object_(object) {
    if (object_) object_->AddRef();
  }
  ObjectRef(const ObjectRef& other) noexcept : ObjectRef(other.object_) {}
  ObjectRef(ObjectRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <typename U>
  ObjectRef(const ObjectRef<U>& other) noexcept : ObjectRef(other.get()) {}
  ~ObjectRef() {
    if (object_) object_->Release();
  }
  ObjectRef& operator=(ObjectRef other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  bool operator==(const ObjectRef& other) const noexcept { return object_ == other.object_; }

 private:
  T* object_ = nullptr;
};

template <typename T, typename... A>
ObjectRef<T> MakeObject(A&&... args) {
  return ObjectRef<T>(new T(std::forward<A>(args)...));
}

}  // namespace sipsh
