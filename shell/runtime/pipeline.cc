#include "shell/runtime/pipeline.h"

#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

void AddSplat(const Value& value, bool is_args, std::vector<Argument>& out) {
  if (const HashtableObject* table = AsHashtable(value)) {
    table->ForEach([&](const Value& key, const Value& item) {
      out.push_back({.name = ToText(key),
                     .value = item,
                     .is_parameter = true,
                     .has_value = true,
                     .splatted = true});
      return true;
    });
    return;
  }
  if (value.IsNull()) return;
  for (const Value& item : ToVector(value)) {
    std::string text = item.IsString() ? std::string(item.AsStringView()) : std::string();
    out.push_back({.value = item, .has_value = true});
    if (is_args && text.size() > 1 && text[0] == '-' &&
        (isalpha(static_cast<unsigned char>(text[1])) != 0) &&
        text.find(' ') == std::string::npos) {
      out.back() = {.name = text.substr(1), .is_parameter = true};
      if (out.back().name.ends_with(":")) out.back().name.pop_back();
    }
  }
}

// The end of a pipeline inside it: remembers that whoever takes the output wants no more.
class TailSink final : public ObjectSink {
 public:
  explicit TailSink(ObjectSink* out) : out_(out) {}
  Flow Write(Value object) override {
    Flow flow = out_->Write(std::move(object));
    if (flow == Flow::kStop) stopped = true;
    return flow;
  }
  bool stopped = false;

 private:
  ObjectSink* out_;
};

// A stage whose streams are redirected: its routing is in force while it runs, not while its output
// is taken.
class RedirectedProcessor final : public Processor {
 public:
  RedirectedProcessor(Frame& frame, ObjectSink* out)
      : Processor(frame.interpreter, frame.scope, out), outward_(*this), inward_(*this) {}
  std::unique_ptr<Processor> inner;
  StreamRouting routing;
  std::vector<std::unique_ptr<Processor>> files;

  ObjectSink* OutSink() { return &outward_; }
  ObjectSink* MergeSink() { return &inward_; }
  void SetOutput(ObjectSink* out) { out_ = out; }

  void DoBegin() override {
    for (auto& file : files) {
      file->SetInput(true);
      file->Begin();
    }
    inner->SetInput(expecting_input_);
    Switched([&] {
      inner->Begin();
      return Flow::kMore;
    });
  }
  Flow Write(Value object) override {
    Begin();
    Flow flow = Switched([&] { return inner->Write(std::move(object)); });
    downstream_stopped = inner->downstream_stopped;
    return flow;
  }
  void End() override {
    Switched([&] {
      inner->End();
      return Flow::kMore;
    });
    downstream_stopped = inner->downstream_stopped;
    for (auto& file : files) file->End();
  }
  void Close() override {
    Switched([&] {
      inner->Close();
      return Flow::kMore;
    });
    for (auto& file : files) file->Close();
  }

 private:
  template <typename F>
  Flow Switched(F&& run) {
    outer_ = interpreter_.streams;
    interpreter_.streams = routing;
    struct Restore {
      RedirectedProcessor& p;
      ~Restore() { p.interpreter_.streams = p.outer_; }
    } restore{*this};
    return run();
  }
  struct Outward final : ObjectSink {
    explicit Outward(RedirectedProcessor& p) : processor(p) {}
    Flow Write(Value object) override {
      StreamRouting mine = std::exchange(processor.interpreter_.streams, processor.outer_);
      struct Restore {
        Interpreter& i;
        StreamRouting& s;
        ~Restore() { i.streams = s; }
      } restore{processor.interpreter_, mine};
      return processor.out_->Write(std::move(object));
    }
    RedirectedProcessor& processor;
  };
  Outward outward_, inward_;
  StreamRouting outer_;
};

// `> variable:name`
class VariableSink final : public Processor {
 public:
  VariableSink(Frame& frame, std::string_view name, bool append)
      : Processor(frame.interpreter, frame.scope, nullptr),
        name_(frame.interpreter.names.Intern(name)) {
    const Value before = append ? interpreter_.GetVariable(*caller_, name_) : Value();
    if (!before.IsNull()) kept_ = ToVector(before);
  }
  void DoBegin() override {}
  Flow Write(Value object) override {
    kept_.push_back(std::move(object));
    return Flow::kMore;
  }
  void End() override { interpreter_.SetNamed(*caller_, name_, FromOutput(std::move(kept_))); }

 private:
  NameId name_;
  std::vector<Value> kept_;
};

std::unique_ptr<Processor> MakeFileSink(Frame& frame, const Value& path, bool append,
                                        ObjectSink* out) {
  auto resolved = frame.interpreter.commands.Resolve("Out-File", frame.scope);
  if (!resolved || !resolved->cmdlet) {
    throw TerminatingError(
        "Output cannot be redirected to a file because Out-File is not available.",
        "RedirectionFailed", ErrorCategory::kResourceUnavailable, path);
  }
  std::vector<Argument> arguments;
  arguments.push_back({.name = "FilePath", .value = path, .is_parameter = true, .has_value = true});
  if (append)
    arguments.push_back(
        {.name = "Append", .value = Value::Bool(true), .is_parameter = true, .has_value = true});
  return MakeCmdletProcessor(frame, nullptr, *resolved->cmdlet, std::move(arguments), out);
}

DiscardSink& Discard() {
  static DiscardSink sink;
  return sink;
}

// Puts the redirections of `node` around the stage that `make` builds.
template <typename F>
std::unique_ptr<Processor> Redirect(Frame& frame, const CommandNode& node, ObjectSink* out,
                                    F&& make) {
  auto stage = std::make_unique<RedirectedProcessor>(frame, out);
  stage->routing = frame.interpreter.streams;
  for (const auto& r : node.redirections) {
    auto from = static_cast<size_t>(r.from);
    size_t first = from, last = from;
    if (r.from == syntax::Stream::kAll) first = 1, last = 6;
    StreamRoute route{StreamRoute::kSink, stage->MergeSink()};
    if (!r.merge) {
      Value target = r.target->Eval(frame);
      if (target.IsNull()) {
        route = {StreamRoute::kDiscard, nullptr};
      } else {
        const std::string text = target.IsString() ? ToText(target) : std::string();
        if (StartsWithIgnoreCase(text, "variable:"))
          stage->files.push_back(std::make_unique<VariableSink>(
              frame, std::string_view(text).substr(sizeof "variable:" - 1), r.append));
        else
          stage->files.push_back(MakeFileSink(frame, target, r.append, &Discard()));
        route.sink = stage->files.back().get();
      }
    }
    for (size_t s = first; s <= last; ++s) {
      if (s == 1) {
        if (!r.merge)
          stage->SetOutput(route.kind == StreamRoute::kDiscard ? &Discard() : route.sink);
      } else {
        stage->routing.route[s] = route;
      }
    }
  }
  stage->inner = make(stage->OutSink());
  return stage;
}

// NAME -? runs Get-Help NAME instead; what else is given, and what a pipe brings, does not matter.
class HelpProcessor final : public Processor {
 public:
  HelpProcessor(Frame& frame, std::unique_ptr<Processor> get_help)
      : Processor(frame.interpreter, frame.scope, nullptr), get_help_(std::move(get_help)) {}
  void DoBegin() override {}
  Flow Write(Value) override { return Flow::kMore; }
  void End() override {
    get_help_->Begin();
    get_help_->End();
  }
  void Close() override { get_help_->Close(); }

 private:
  std::unique_ptr<Processor> get_help_;
};

std::unique_ptr<Processor> MakeHelp(Frame& frame, const std::string& name, ObjectSink* out) {
  auto resolved = frame.interpreter.commands.Resolve("Get-Help", frame.scope);
  if (!resolved || !resolved->cmdlet) frame.interpreter.commands.ThrowNotFound("Get-Help");
  std::vector<Argument> arguments;
  arguments.push_back(
      {.name = "Name", .value = Value::String(name), .is_parameter = true, .has_value = true});
  return std::make_unique<HelpProcessor>(
      frame, MakeCmdletProcessor(frame, nullptr, *resolved->cmdlet, std::move(arguments), out));
}

std::unique_ptr<Processor> MakeCommand(Frame& frame, const CommandNode& node, ObjectSink* out,
                                       size_t position, size_t length) {
  Interpreter& interpreter = frame.interpreter;
  bool dotted = node.invocation == syntax::InvocationOperator::kDot;
  std::string name = node.static_name;
  if (name.empty()) {
    Value target = node.name->Eval(frame);
    if (auto* block = AsScriptBlock(target)) {
      return MakeBlockProcessor(frame, &node, block->lazy().Get(interpreter), nullptr,
                                EvalArguments(frame, node), out, dotted, target);
    }
    if (!target.IsString() && HasProperty(target, "Name")) target = GetMember(target, "Name");
    name = ToText(target);
    if (name.empty()) {
      throw TerminatingError(
          "The expression after '&' or '.' gave nothing to run: it must be a command name or a "
          "script block.",
          "BadExpression", ErrorCategory::kInvalidOperation);
    }
  }
  if (node.epoch != interpreter.commands.epoch || node.static_name.empty()) {
    auto resolved = interpreter.commands.Resolve(name, frame.scope);
    if (!resolved) interpreter.commands.ThrowNotFound(name);
    node.resolved = std::move(*resolved);
    node.epoch = interpreter.commands.epoch;
    node.plan.reset();
    node.simple = FindSimple(interpreter, node);
  }
  ResolvedCommand command = node.resolved;
  if (node.like_method && interpreter.StrictMode(*frame.scope) >= 2) {
    throw TerminatingError("'" + name +
                               "' was called as if it were a method: write its arguments behind "
                               "it, separated by blanks, without parentheses.",
                           "StrictModeFunctionCallWithParens", ErrorCategory::kInvalidOperation);
  }
  if (node.asks_help && command.type != CommandType::kApplication)
    return MakeHelp(frame, name, out);
  switch (command.type) {
    case CommandType::kCmdlet:
      return MakeCmdletProcessor(frame, &node, *command.cmdlet, EvalArguments(frame, node), out);
    case CommandType::kExternalScript: {
      Value block = interpreter.LoadScript(command.path);
      return MakeBlockProcessor(frame, &node, AsScriptBlock(block)->lazy().Get(interpreter),
                                nullptr, EvalArguments(frame, node), out, dotted, block, true);
    }
    case CommandType::kApplication:
      return MakeNativeProcessor(frame, node, command.path, out, position == 0,
                                 position + 1 == length);
    default:
      return MakeBlockProcessor(frame, &node, command.function->lazy->Get(interpreter),
                                command.function, EvalArguments(frame, node), out, dotted,
                                Value::FromObject(command.function->block));
  }
}

}  // namespace

std::vector<Argument> EvalArguments(Frame& frame, const CommandNode& node, bool for_program) {
  std::vector<Argument> out;
  bool ended = false;
  out.reserve(node.arguments.size());
  for (const auto& source : node.arguments) {
    if (source.stop_parsing) continue;
    if (source.ends_parameters && !for_program && !std::exchange(ended, true)) continue;
    if (ended && source.is_parameter) {
      out.push_back({.value = Value::String("-" + source.name), .has_value = true});
      continue;
    }
    if (source.splat) {
      AddSplat(source.value->Eval(frame), source.splats_args, out);
      continue;
    }
    Argument argument;
    argument.name = source.name;
    argument.is_parameter = source.is_parameter;
    if (source.value) {
      argument.value = source.value->Eval(frame);
      if (argument.value.IsNothing()) argument.value = Value();
      argument.has_value = true;
      if (!source.text.empty()) argument.text = &source.text;
    }
    out.push_back(std::move(argument));
  }
  return out;
}

std::unique_ptr<Processor> MakeProcessor(Frame& frame, const CommandNode& node, ObjectSink* out,
                                         size_t position, size_t length) {
  if (node.redirections.empty()) return MakeCommand(frame, node, out, position, length);
  return Redirect(frame, node, out, [&](ObjectSink* inner) {
    return MakeCommand(frame, node, inner, position, length);
  });
}

namespace {

// `expr > file` and `expr 2>$null` alone.
Completion RunRedirectedExpression(Frame& frame, const CommandNode& node, ObjectSink* out) {
  class Nothing final : public Processor {
   public:
    Nothing(Frame& f, const Expr& e, ObjectSink* o)
        : Processor(f.interpreter, f.scope, o), frame_(f), expr_(e) {}
    void DoBegin() override {}
    Flow Write(Value) override { return Flow::kMore; }
    void End() override {
      ObjectSink* saved = std::exchange(frame_.out, out_);
      struct Restore {
        Frame& f;
        ObjectSink* s;
        ~Restore() { f.out = s; }
      } restore{frame_, saved};
      completion = expr_.Emit(frame_);
    }
    Completion completion = Completion::kNormal;

   private:
    Frame& frame_;
    const Expr& expr_;
  };
  auto stage = Redirect(frame, node, out, [&](ObjectSink* inner) {
    return std::make_unique<Nothing>(frame, *node.expression, inner);
  });
  stage->Begin();
  stage->End();
  stage->Close();
  return Completion::kNormal;
}

}  // namespace

Completion RunPipeline(Frame& frame, const std::vector<std::unique_ptr<CommandNode>>& nodes) {
  Interpreter& interpreter = frame.interpreter;
  interpreter.success = true;
  if (interpreter.Stopping()) return Completion::kStopped;
  TailSink tail(frame.out);
  size_t first = nodes[0]->expression ? 1 : 0;
  std::vector<std::unique_ptr<Processor>> stages(nodes.size());
  ObjectSink* next = &tail;
  for (size_t i = nodes.size(); i-- > first;) {
    stages[i] = MakeProcessor(frame, *nodes[i], next, i, nodes.size());
    stages[i]->SetInput(i > 0);
    next = stages[i].get();
  }
  struct Closer {
    std::vector<std::unique_ptr<Processor>>& stages;
    ~Closer() {
      for (auto& stage : stages) {
        if (!stage) continue;
        try {
          stage->Close();
        } catch (...) {
          // Clean-up is best effort: the error that matters is already on its way.
        }
      }
    }
  };
  Completion completion = Completion::kNormal;
  {
    Closer closer{stages};
    for (size_t i = first; i < stages.size(); ++i) stages[i]->Begin();
    if (first == 1) {
      if (!nodes[0]->redirections.empty()) {
        completion = RunRedirectedExpression(frame, *nodes[0], next);
      } else {
        ObjectSink* saved = std::exchange(frame.out, next);
        struct Restore {
          Frame& f;
          ObjectSink* s;
          ~Restore() { f.out = s; }
        } restore{frame, saved};
        completion = nodes[0]->expression->Emit(frame);
      }
    }
    if (completion == Completion::kStopUpstream) completion = Completion::kNormal;
    for (size_t i = first; i < stages.size() && interpreter.pending == Completion::kNormal; ++i) {
      if (interpreter.Stopping()) return Completion::kStopped;
      if (!stages[i]->downstream_stopped) stages[i]->End();
    }
  }
  if (completion != Completion::kNormal) return completion;
  if (interpreter.pending != Completion::kNormal)
    return std::exchange(interpreter.pending, Completion::kNormal);
  if (interpreter.Stopping()) return Completion::kStopped;
  return tail.stopped ? Completion::kStopUpstream : Completion::kNormal;
}

}  // namespace sipsh::runtime
