// Flow: what a producer learns after handing one object downstream.
#pragma once

#include "shell/value/value.h"

namespace sipsh {

// kStop: nothing downstream wants more, or the pipeline is being stopped. The producer returns at
// once.
enum class Flow : uint8_t { kMore, kStop };

// Where objects go. Takes one object and runs everything downstream before it returns.
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  [[nodiscard]] virtual Flow Write(Value object) = 0;
};

// A sink made of a lambda `Flow(Value)`: LambdaSink sink([&](Value v) { ...; return Flow::kMore;
// });
template <typename F>
class LambdaSink final : public ObjectSink {
 public:
  explicit LambdaSink(F function) : function_(std::move(function)) {}
  Flow Write(Value object) override { return function_(std::move(object)); }

 private:
  F function_;
};

}  // namespace sipsh
