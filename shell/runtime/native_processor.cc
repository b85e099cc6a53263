// A program of the system as a stage: text in, lines out.
#include <cstring>
#include <unistd.h>

#include "shell/runtime/native_process.h"
#include "shell/runtime/pipeline.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh::runtime {

namespace {

class NativeProcessor final : public Processor {
 public:
  NativeProcessor(Frame& frame, const CommandNode& node, std::string program, ObjectSink* out,
                  bool last)
      : Processor(frame.interpreter, frame.scope, out), process_(frame.interpreter.stop) {
    start_.program = std::move(program);
    for (const auto& argument : EvalArguments(frame, node, true)) AddArgument(argument);
    const auto& route = frame.interpreter.streams.route[2];
    start_.capture_errors = route.kind != StreamRoute::kHost || !node.redirections.empty();
    bool to_screen = last && frame.out == frame.interpreter.top_output && node.redirections.empty();
    start_.capture_output = !(to_screen && isatty(STDOUT_FILENO));
    for (const auto& source : node.arguments) {
      if (source.stop_parsing && source.value) AddRaw(ToText(source.value->Eval(frame)));
    }
  }

  void DoBegin() override {
    start_.feed_input = expecting_input_;
    int error = process_.Start(start_);
    if (error != 0) {
      throw TerminatingError(
          "Program '" + start_.program + "' failed to run: " + std::strerror(error) + ".",
          "NativeCommandFailed", ErrorCategory::kResourceUnavailable,
          Value::String(start_.program));
    }
  }
  Flow Write(Value object) override {
    Begin();
    process_.Feed(ToDisplayText(object) + "\n", Sink());
    return stopped_ ? Flow::kStop : Flow::kMore;
  }
  void End() override {
    int code = process_.Finish(Sink());
    interpreter_.last_exit_code = Value::Int32(code);
    if (code != 0) interpreter_.success = false;
    if (stopped_) downstream_stopped = true;
  }

 private:
  void AddArgument(const Argument& argument) {
    std::string text;
    if (argument.is_parameter) {
      text = "-" + argument.name;
      if (argument.has_value) text += ":" + ToText(argument.value);
      start_.arguments.push_back(std::move(text));
    } else if (argument.text) {
      start_.arguments.push_back(*argument.text);
    } else if (!argument.value.IsNull()) {
      for (const Value& item : ToVector(argument.value)) start_.arguments.push_back(ToText(item));
    }
  }
  void AddRaw(const std::string& line) {
    for (size_t i = 0; i < line.size();) {
      size_t end = line.find(' ', i);
      if (end == std::string::npos) end = line.size();
      if (end > i) start_.arguments.push_back(line.substr(i, end - i));
      i = end + 1;
    }
  }
  NativeProcess::LineSink Sink() {
    return [this](std::string_view line, bool is_error) {
      if (is_error) {
        ErrorRecord record(std::string(line), "NativeCommandError", ErrorCategory::kFromStdErr);
        interpreter_.WriteStream(2, ErrorRecordToValue(std::make_shared<ErrorRecord>(record)));
        return true;
      }
      if (out_->Write(Value::String(line)) == Flow::kStop) stopped_ = true;
      return !stopped_;
    };
  }

  NativeStart start_;
  NativeProcess process_;
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Processor> MakeNativeProcessor(Frame& frame, const CommandNode& node,
                                               std::string program, ObjectSink* out, bool,
                                               bool last) {
  return std::make_unique<NativeProcessor>(frame, node, std::move(program), out, last);
}

}  // namespace sipsh::runtime
