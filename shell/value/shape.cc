#include "shell/value/shape.h"

#include <unordered_map>

#include "shell/value/heap.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

constexpr size_t kLinearLimit = 8;
constexpr size_t kMaxTransitions = 128;  // beyond, a shape's children are not shared
constexpr size_t kMaxSharedMembers = 256;

struct FoldHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return HashText(text, true); }
};
struct FoldEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return EqualsIgnoreCase(a, b); }
};

}  // namespace

struct Shape::NameIndex {
  std::unordered_map<std::string_view, int, FoldHash, FoldEqual> slots;
};

struct Shape::Transitions {
  // By exact name and kind: records that differ in the case of a name keep their own spelling.
  std::unordered_map<std::string, ShapeRef> next;
};

Shape::Shape(std::shared_ptr<const std::vector<std::string>> type_names,
             std::vector<ShapeMember> members)
    : members_(std::move(members)), type_names_(std::move(type_names)) {}

Shape::~Shape() = default;

int Shape::Find(std::string_view name) const {
  if (members_.size() <= kLinearLimit) {
    for (size_t i = 0; i < members_.size(); ++i) {
      const std::string& own = members_[i].name;
      if (own.size() == name.size() && own == name) return static_cast<int>(i);
    }
    for (size_t i = 0; i < members_.size(); ++i) {
      if (EqualsIgnoreCase(members_[i].name, name)) return static_cast<int>(i);
    }
    return kNotFound;
  }
  if (!index_) {
    index_ = std::make_unique<NameIndex>();
    index_->slots.reserve(members_.size());
    for (size_t i = 0; i < members_.size(); ++i) {
      index_->slots.emplace(members_[i].name, static_cast<int>(i));
    }
  }
  auto found = index_->slots.find(name);
  return found == index_->slots.end() ? kNotFound : found->second;
}

ShapeRef Shape::With(std::string_view name, MemberKind kind) const {
  std::string key(name);
  key.push_back(static_cast<char>(kind));
  if (transitions_) {
    auto found = transitions_->next.find(key);
    if (found != transitions_->next.end()) return found->second;
  }
  std::vector<ShapeMember> members;
  members.reserve(members_.size() + 1);
  members = members_;
  members.push_back({std::string(name), kind});
  ShapeRef made(new Shape(type_names_, std::move(members)));
  if (members_.size() < kMaxSharedMembers) {
    if (!transitions_) transitions_ = std::make_unique<Transitions>();
    if (transitions_->next.size() < kMaxTransitions) {
      transitions_->next.emplace(std::move(key), made);
    }
  }
  return made;
}

ShapeRef Shape::MakeRoot(std::vector<std::string> type_names) {
  return ShapeRef(
      new Shape(std::make_shared<const std::vector<std::string>>(std::move(type_names)), {}));
}

ShapeRef Shape::WithTypeNames(std::vector<std::string> type_names) const {
  std::vector<std::string_view> views(type_names.begin(), type_names.end());
  ShapeRef shape(&Heap::Current().RootShape(views));
  for (const ShapeMember& member : members_) shape = shape->With(member.name, member.kind);
  return shape;
}

ShapeRef Shape::Without(size_t slot) const {
  std::vector<std::string_view> views(type_names_->begin(), type_names_->end());
  ShapeRef shape(&Heap::Current().RootShape(views));
  for (size_t i = 0; i < members_.size(); ++i) {
    if (i != slot) shape = shape->With(members_[i].name, members_[i].kind);
  }
  return shape;
}

ShapeBuilder::ShapeBuilder(std::string_view type_name) {
  if (type_name.empty()) {
    shape_ = ShapeRef(&Heap::Current().CustomObjectShape());
  } else {
    const std::string_view names[] = {type_name, "System.Object"};
    shape_ = ShapeRef(&Heap::Current().RootShape(names));
  }
}

ShapeBuilder::ShapeBuilder(std::span<const std::string_view> type_names)
    : shape_(&Heap::Current().RootShape(type_names)) {}

ShapeBuilder& ShapeBuilder::Add(std::string_view name, MemberKind kind) {
  if (shape_->Find(name) == Shape::kNotFound) shape_ = shape_->With(name, kind);
  return *this;
}

}  // namespace sipsh
