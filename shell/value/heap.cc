#include "shell/value/heap.h"

#include <unordered_map>

#include "shell/value/containers.h"
#include "shell/value/type_table.h"

namespace sipsh {

namespace {

thread_local Heap* current_heap = nullptr;
// Containers whose count fell to zero while another one was being destroyed: a long chain is
// released by the outermost call, one link after the other, not by recursion.
thread_local std::vector<Object*> release_queue;
thread_local bool releasing = false;

struct ViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

constexpr std::string_view kCustomObjectNames[] = {"System.Management.Automation.PSCustomObject",
                                                   "System.Object"};

}  // namespace

struct Heap::Tables {
  ShapeRef custom_object;
  std::unordered_map<std::string, ShapeRef, ViewHash, std::equal_to<>> roots;
  std::unordered_map<const Object*, MemberExtension> extensions;
};

namespace internal {

void DestroyObject(Object* object) noexcept {
  if (!object->is_container_) {
    if (object->has_extension_) Heap::Current().DropExtension(object);
    delete object;
    return;
  }
  release_queue.push_back(object);
  if (releasing) return;
  releasing = true;
  while (!release_queue.empty()) {
    Object* next = release_queue.back();
    release_queue.pop_back();
    if (next->has_extension_) Heap::Current().DropExtension(next);
    delete next;
  }
  releasing = false;
}

}  // namespace internal

Heap::Heap() : types_(std::make_unique<TypeTable>()), tables_(std::make_unique<Tables>()) {}

Heap::~Heap() {
  HeapScope scope(*this);
  std::vector<Container*> alive;
  alive.reserve(container_count_);
  for (Container* c = first_; c; c = c->next_) {
    c->AddRef();
    alive.push_back(c);
  }
  tables_->extensions.clear();
  for (Container* c : alive) c->DropReferences();
  for (Container* c : alive) c->Release();
  // What the outside still holds is empty now; it must not reach back to this heap.
  while (first_) Unlink(first_);
}

Heap& Heap::Current() {
  if (current_heap) return *current_heap;
  static thread_local Heap fallback;
  return fallback;
}

Shape& Heap::CustomObjectShape() {
  if (!tables_->custom_object) {
    tables_->custom_object =
        Shape::MakeRoot({std::string(kCustomObjectNames[0]), std::string(kCustomObjectNames[1])});
  }
  return const_cast<Shape&>(*tables_->custom_object.get());
}

Shape& Heap::RootShape(std::span<const std::string_view> type_names) {
  if (type_names.empty()) return CustomObjectShape();
  std::string key;
  for (std::string_view name : type_names) key.append(name).push_back('\n');
  auto found = tables_->roots.find(key);
  if (found == tables_->roots.end()) {
    std::vector<std::string> names(type_names.begin(), type_names.end());
    found = tables_->roots.emplace(std::move(key), Shape::MakeRoot(std::move(names))).first;
  }
  return const_cast<Shape&>(*found->second.get());
}

MemberExtension* Heap::FindExtension(const Object* object) const {
  if (!object->has_extension_) return nullptr;
  auto found = tables_->extensions.find(object);
  return found == tables_->extensions.end() ? nullptr : &found->second;
}

MemberExtension& Heap::AddExtension(Object* object) {
  object->has_extension_ = 1;
  MemberExtension& extension = tables_->extensions[object];
  if (!extension.members) extension.members = MakeObject<RecordObject>();
  return extension;
}

void Heap::DropExtension(const Object* object) {
  auto found = tables_->extensions.find(object);
  if (found == tables_->extensions.end()) return;
  MemberExtension dropped = std::move(found->second);
  tables_->extensions.erase(found);
}

void Heap::Link(Container* container) {
  container->next_ = first_;
  if (first_) first_->previous_ = container;
  first_ = container;
  ++container_count_;
}

void Heap::Unlink(Container* container) {
  if (container->previous_) container->previous_->next_ = container->next_;
  if (container->next_) container->next_->previous_ = container->previous_;
  if (first_ == container) first_ = container->next_;
  container->previous_ = container->next_ = nullptr;
  container->heap_ = nullptr;
  --container_count_;
}

HeapScope::HeapScope(Heap& heap) : before_(current_heap) { current_heap = &heap; }
HeapScope::~HeapScope() { current_heap = before_; }

Container::Container() : heap_(&Heap::Current()) {
  is_container_ = 1;
  heap_->Link(this);
}

Container::~Container() {
  if (heap_) heap_->Unlink(this);
}

}  // namespace sipsh
