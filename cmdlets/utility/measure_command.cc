#include <chrono>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/date_time.h"

namespace sipsh {
namespace {

// The output of what is measured goes nowhere; only the time counts.
class MeasureCommand final : public Cmdlet {
 public:
  ScriptBlockRef expression;
  Value input;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    const auto start = std::chrono::steady_clock::now();
    BlockCall call;
    if (runtime.IsBound("InputObject")) call.input = &input;
    LambdaSink nowhere([](const Value&) { return Flow::kMore; });
    const Flow flow = runtime.Service<ScriptBlockInvoker>().Invoke(expression, call, nowhere);
    elapsed_ += std::chrono::steady_clock::now() - start;
    return flow;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed_).count();
    (void)runtime.WriteObject(Value::TimeSpan(nanoseconds / 100));
  }

 private:
  std::chrono::steady_clock::duration elapsed_{};
};

}  // namespace

namespace utility {
void AddMeasureCommandCmdlet(std::vector<CmdletMetadata>& cmdlets) {
  using C = MeasureCommand;
  CmdletMetadata m = MakeCmdlet<C>("Measure", "Command", "Tells how long a script block takes.");
  m.output_type = "System.TimeSpan";
  m.Add(Parameter<&C::expression>("Expression", "What to run; its output is thrown away.")
            .Mandatory()
            .Position(0));
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "Objects for $_ of the block.")));
  cmdlets.push_back(std::move(m));
}
}  // namespace utility
}  // namespace sipsh
