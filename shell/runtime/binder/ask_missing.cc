// Mandatory parameters that were left out are asked for where somebody can answer.
#include <algorithm>

#include "shell/runtime/binder/parameter_binder.h"
#include "shell/runtime/interpreter.h"

namespace sipsh::runtime {
namespace {

// Whether a value can be typed: text and what is made from text.
bool CanBeTyped(const BoundParameterInfo& info) {
  const TypeInfo* type = info.element ? info.element : info.type;
  static constexpr const TypeInfo* kTyped[] = {&types::kObject,   &types::kString,  &types::kInt32,
                                               &types::kInt64,    &types::kDouble,  &types::kBool,
                                               &types::kDateTime, &types::kTimeSpan};
  return type == nullptr ||
         std::find(std::begin(kTyped), std::end(kTyped), type) != std::end(kTyped);
}

}  // namespace

std::vector<BoundValue> ParameterBinder::AskMissing(const BoundParameters& bound,
                                                    bool expecting_input) const {
  std::vector<BoundValue> answers;
  HostUi& host = interpreter_.host;
  if (!host.IsInteractive()) return answers;
  for (size_t s = 0; s < signature_.sets.size(); ++s)
    if ((bound.sets >> s & 1) && Missing(s, bound, {}, expecting_input).empty()) return answers;
  const std::vector<int> missing = Missing(MeantSet(bound.sets), bound, {}, expecting_input);
  for (int p : missing)
    if (!CanBeTyped(signature_.parameters[static_cast<size_t>(p)])) return answers;
  host.WriteErr(command_ +
                ": values are needed for the following parameters (Ctrl+C leaves it):\n");
  for (int p : missing) {
    const BoundParameterInfo& info = signature_.parameters[static_cast<size_t>(p)];
    const std::string& name = info.metadata->name;
    if (info.element == nullptr) {
      answers.push_back({p, Convert(p, Value::String(host.ReadLine(name + ": ")))});
      continue;
    }
    std::vector<Value> items;
    for (;;) {
      std::string item = host.ReadLine(name + "[" + std::to_string(items.size()) + "]: ");
      if (item.empty()) break;
      items.push_back(Value::String(item));
    }
    answers.push_back({p, Convert(p, MakeArray(std::move(items)))});
  }
  return answers;
}

}  // namespace sipsh::runtime
