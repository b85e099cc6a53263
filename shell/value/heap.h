// The containers of one session, on a list, so that ending the session frees cycles too.
//
// Every Session owns a Heap and enters it with a HeapScope on the thread it runs on; containers
// made meanwhile join that heap. Destroying the Heap empties every container still alive, then
// those that nobody outside holds disappear. A container must not outlive the Heap it joined.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shell/value/object.h"

namespace sipsh {

class CallContext;
class Container;
class Shape;
class TypeTable;
struct MemberExtension;

class Heap {
 public:
  Heap();
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // The heap of the innermost HeapScope on this thread; a thread-wide one when there is none
  // (tests).
  static Heap& Current();

  TypeTable& types() { return *types_; }
  // Calls back into the engine (script properties, delegates). Null until the session sets it.
  CallContext* call_context() const { return call_context_; }
  void set_call_context(CallContext* context) { call_context_ = context; }
  // The separator of "$array": the runtime keeps it equal to $OFS.
  const std::string& ofs() const { return ofs_; }
  void set_ofs(std::string ofs) { ofs_ = std::move(ofs); }
  // The empty shape that bears these type names, most special first.
  Shape& RootShape(std::span<const std::string_view> type_names);
  // The empty shape of [pscustomobject].
  Shape& CustomObjectShape();

  // Members that Add-Member put beside an object that is no record; null when none.
  MemberExtension* FindExtension(const Object* object) const;
  MemberExtension& AddExtension(Object* object);

  size_t container_count() const { return container_count_; }

 private:
  friend class Container;
  friend class HeapScope;
  friend void internal::DestroyObject(Object* object) noexcept;
  struct Tables;

  void Link(Container* container);
  void Unlink(Container* container);
  void DropExtension(const Object* object);

  Container* first_ = nullptr;
  size_t container_count_ = 0;
  CallContext* call_context_ = nullptr;
  std::string ofs_ = " ";
  std::unique_ptr<TypeTable> types_;
  std::unique_ptr<Tables> tables_;
};

// Makes a heap the current one of this thread for the scope's lifetime.
class HeapScope {
 public:
  explicit HeapScope(Heap& heap);
  ~HeapScope();
  HeapScope(const HeapScope&) = delete;
  HeapScope& operator=(const HeapScope&) = delete;

 private:
  Heap* before_;
};

// An object that can reach others.
class Container : public Object {
 public:
  Container();
  ~Container() override;
  // Lets go of everything it refers to. Called when the session ends.
  virtual void DropReferences() = 0;

 private:
  friend class Heap;
  Heap* heap_;
  Container* previous_ = nullptr;
  Container* next_ = nullptr;
};

}  // namespace sipsh
