// Small things that the cmdlets of core, utility and management share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "shell/command/cmdlet_metadata.h"
#include "shell/command/host_ui.h"
#include "shell/command/script_block.h"
#include "shell/command/session_services.h"
#include "shell/format/property_spec.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"

namespace sipsh {

// Runs script blocks of calculated properties with $_ set, in the caller's scope.
inline format::Evaluator MakeEvaluator(CommandRuntime& runtime) {
  auto* invoker = runtime.Services().Find<ScriptBlockInvoker>();
  return [invoker](const Value& script, const Value& object) {
    Value result;
    if (!invoker) return result;
    const ScriptBlockRef block{script};
    BlockCall call;
    call.input = &object;
    try {
      if (invoker->InvokeForValue(block, call, result) == Flow::kStop) return Value();
    } catch (const TerminatingError&) {  // A calculated property that fails is $null.
      return Value();
    }
    if (result.IsNothing()) return Value();
    return result;
  };
}

// The members of record-shaped output objects, given once and built many times.
class RecordMaker {
 public:
  RecordMaker(std::vector<std::string_view> type_names, std::vector<std::string_view> members) {
    type_names.push_back("System.Object");
    ShapeBuilder builder{std::span<const std::string_view>(type_names)};
    for (std::string_view member : members) builder.Add(member);
    shape_ = builder.Build();
  }
  Value Make(std::vector<Value> slots) const {
    return Value::FromObject(new RecordObject(shape_, std::move(slots)));
  }

 private:
  ShapeRef shape_;
};

[[noreturn]] inline void Fail(std::string id, std::string message, ErrorCategory category,
                              Value target = {}) {
  throw TerminatingError(std::move(message), std::move(id), category, std::move(target));
}

// The input object of cmdlets that take any object from the pipeline.
inline ParameterMetadata&& AnyInput(ParameterMetadata&& parameter) {
  return std::move(parameter).ByValue().AllowNull().AllowEmpty();
}

// Console width for cmdlets that lay out text.
inline int HostWidth(CommandRuntime& runtime) {
  HostUi* host = runtime.Services().Find<HostUi>();
  return host && host->Width() > 0 ? host->Width() : 120;
}

inline int EnumerationLimit(CommandRuntime& runtime) {
  auto* variables = runtime.Services().Find<VariableService>();
  if (!variables) return 4;
  const Value limit = variables->Get("FormatEnumerationLimit");
  return limit.IsInt32() ? limit.AsInt32() : 4;
}

}  // namespace sipsh
