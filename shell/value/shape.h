// The layout that records of the same kind share: names, kinds of members, type names.
//
// Adding a member walks to (or makes) the next shape, so that records built alike share one. An
// inline cache keeps a ShapeRef and a slot: `record.shape() == cached.get()` makes the read one
// load. Shapes are immutable once made, counted, and belong to the Heap whose root they grew from.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh {

class Shape;

class ShapeRef {
 public:
  ShapeRef() noexcept = default;
  explicit ShapeRef(const Shape* shape) noexcept;
  ShapeRef(const ShapeRef& other) noexcept : ShapeRef(other.shape_) {}
  ShapeRef(ShapeRef&& other) noexcept : shape_(other.shape_) { other.shape_ = nullptr; }
  ~ShapeRef();
  ShapeRef& operator=(ShapeRef other) noexcept {
    std::swap(shape_, other.shape_);
    return *this;
  }
  const Shape* get() const noexcept { return shape_; }
  const Shape* operator->() const noexcept { return shape_; }
  explicit operator bool() const noexcept { return shape_ != nullptr; }

 private:
  const Shape* shape_ = nullptr;
};

// What a slot holds: a value, a script block (and setter), the name another member bears.
enum class MemberKind : uint8_t {
  kNoteProperty,
  kScriptProperty,  // slot: script block, or array of getter and setter
  kScriptMethod,    // slot: script block
  kAliasProperty,   // slot: string, the member meant
  kProperty,        // of the type itself (never in a shape)
  kMethod,
  kDynamic,
};

struct ShapeMember {
  std::string name;
  MemberKind kind;
};

class Shape {
 public:
  static constexpr int kNotFound = -1;

  size_t size() const { return members_.size(); }
  const ShapeMember& member(size_t slot) const { return members_[slot]; }
  std::span<const ShapeMember> members() const { return members_; }
  // Most special first; ends with System.Object.
  const std::vector<std::string>& type_names() const { return *type_names_; }

  // Slot of a name in any case, or kNotFound.
  int Find(std::string_view name) const;
  // The shape with one member more. The name must be new.
  ShapeRef With(std::string_view name, MemberKind kind = MemberKind::kNoteProperty) const;

  // An empty shape with these type names that no heap keeps.
  static ShapeRef MakeRoot(std::vector<std::string> type_names);
  // The same members under other type names.
  ShapeRef WithTypeNames(std::vector<std::string> type_names) const;
  ShapeRef Without(size_t slot) const;

  ~Shape();

 private:
  friend class ShapeRef;
  struct Transitions;
  struct NameIndex;

  Shape(std::shared_ptr<const std::vector<std::string>> type_names,
        std::vector<ShapeMember> members);

  std::vector<ShapeMember> members_;
  std::shared_ptr<const std::vector<std::string>> type_names_;
  mutable std::unique_ptr<NameIndex> index_;  // from nine members on
  mutable std::unique_ptr<Transitions> transitions_;
  mutable uint32_t refs_ = 0;
};

// Makes the shape of records whose columns are known beforehand (CSV, JSON, directory entries).
// With no type name it is a PSCustomObject. A repeated name keeps its first slot.
class ShapeBuilder {
 public:
  explicit ShapeBuilder(std::string_view type_name = {});
  explicit ShapeBuilder(std::span<const std::string_view> type_names);
  ShapeBuilder& Add(std::string_view name, MemberKind kind = MemberKind::kNoteProperty);
  ShapeRef Build() const { return shape_; }

 private:
  ShapeRef shape_;
};

inline ShapeRef::ShapeRef(const Shape* shape) noexcept : shape_(shape) {
  if (shape_) ++shape_->refs_;
}
inline ShapeRef::~ShapeRef() {
  if (shape_ && --shape_->refs_ == 0) delete shape_;
}

}  // namespace sipsh
