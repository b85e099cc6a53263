#include "shell/runtime/output.h"

namespace sipsh::runtime {

Flow EmitSlow(const Value& value, ObjectSink& out) {
  if (const ArrayObject* array = AsArray(value)) {
    Value keep = value;
    for (size_t i = 0; i < array->size(); ++i) {
      Value item = array->items()[i];
      if (item.IsNothing()) continue;
      if (out.Write(std::move(item)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  if (!IsEnumerable(value)) return out.Write(value);
  Flow flow = Flow::kMore;
  Enumerate(value, [&](const Value& item) {
    flow = out.Write(item);
    return flow == Flow::kMore;
  });
  return flow;
}

}  // namespace sipsh::runtime
