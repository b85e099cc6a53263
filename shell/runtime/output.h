// Collecting and handing on output inside the runtime.
#pragma once

#include <utility>
#include <vector>

#include "shell/command/flow.h"
#include "shell/value/members.h"

namespace sipsh::runtime {

// Keeps what is written; one object needs no list.
class ValueCollector final : public ObjectSink {
 public:
  Flow Write(Value object) override {
    if (count_ == 0) {
      first_ = std::move(object);
    } else {
      if (count_ == 1) items_.push_back(std::move(first_));
      items_.push_back(std::move(object));
    }
    ++count_;
    return Flow::kMore;
  }
  size_t count() const { return count_; }
  // Nothing, the one, or an array.
  Value Take() {
    if (count_ == 0) return Value::Nothing();
    if (count_ == 1) return std::move(first_);
    return MakeArray(std::move(items_));
  }
  std::vector<Value> TakeAll() {
    if (count_ == 1) items_.push_back(std::move(first_));
    return std::move(items_);
  }

 private:
  Value first_;
  std::vector<Value> items_;
  size_t count_ = 0;
};

class DiscardSink final : public ObjectSink {
 public:
  Flow Write(Value) override { return Flow::kMore; }
};

Flow EmitSlow(const Value& value, ObjectSink& out);

// As a statement's value goes out: nothing vanishes, arrays are taken apart.
inline Flow Emit(Value value, ObjectSink& out) {
  if (value.kind() != Kind::kObject)
    return value.IsNothing() ? Flow::kMore : out.Write(std::move(value));
  return EmitSlow(value, out);
}

}  // namespace sipsh::runtime
