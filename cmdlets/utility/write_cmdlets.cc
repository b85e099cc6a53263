#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/command/language_services.h"
#include "shell/value/credential.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

class WriteOutput final : public Cmdlet {
 public:
  Value input;
  bool no_enumerate = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNothing()) return Flow::kMore;
    return no_enumerate ? runtime.WriteObject(input) : runtime.WriteEnumerated(input);
  }
};

class WriteHost final : public Cmdlet {
 public:
  Value object;
  bool no_newline = false;
  Value separator = Value::String(" ");
  std::string foreground, background;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    std::string text = Joined(object);
    runtime.WriteInformation(Value::String(text), {"PSHOST", "FORWARDED"});
    auto* language = runtime.Services().Find<LanguageServices>();
    if (language && language->IsRedirected(Stream::kInformation)) return Flow::kMore;
    if (!no_newline) text.push_back('\n');
    HostUi& host = runtime.Service<HostUi>();
    if (foreground.empty() && background.empty())
      host.WriteOut(text);
    else
      host.WriteColored(text, foreground, background);
    return Flow::kMore;
  }

 private:
  std::string Joined(const Value& value) const {
    if (value.IsNull()) return {};
    if (!IsEnumerable(value)) return ToDisplayText(value);
    std::string text;
    bool first = true;
    for (const Value& item : ToVector(value)) {
      if (!first) text += ToText(separator);
      first = false;
      text += Joined(item);
    }
    return text;
  }
};

template <Stream kStream>
class WriteMessageCmdlet final : public Cmdlet {
 public:
  std::string message;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    runtime.WriteMessage(kStream, message);
    return Flow::kMore;
  }
};

class WriteInformationCmdlet final : public Cmdlet {
 public:
  Value message;
  std::vector<std::string> tags;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    runtime.WriteInformation(message, tags);
    return Flow::kMore;
  }
};

class WriteErrorCmdlet final : public Cmdlet {
 public:
  std::string message, error_id, recommended, category, activity, target_name, target_type, reason;
  Value exception, record, target;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    runtime.WriteError(Make());
    return Flow::kMore;
  }

 private:
  ErrorRecord Make() const {
    ErrorRecord error;
    if (auto given = ErrorRecordFromValue(record)) {
      error = *given;
    } else {
      error.error_id = "Microsoft.PowerShell.Commands.WriteErrorException";
      error.exception_type = "Microsoft.PowerShell.Commands.WriteErrorException";
      if (const auto* thrown = Unwrap(exception).As<ExceptionObject>()) {
        error.message = thrown->message();
        error.error_id = error.exception_type = thrown->type_name();
      }
    }
    if (!message.empty()) error.message = message;
    if (!error_id.empty()) error.error_id = error_id;
    if (!category.empty()) ParseCategory(category, error.category);
    if (!target.IsNull()) error.target = target;
    if (!recommended.empty()) error.recommended_action = recommended;
    return error;
  }
};

class WriteProgress final : public Cmdlet {
 public:
  std::string activity, status, operation;
  int id = 0, percent = -1, seconds = -1, parent = -1, source = 0;
  bool completed = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    ProgressRecord progress;
    progress.id = id;
    progress.activity = activity;
    progress.status = status;
    progress.operation = operation;
    progress.percent = percent;
    progress.seconds_remaining = seconds;
    progress.completed = completed;
    runtime.WriteProgress(progress);
    return Flow::kMore;
  }
};

class ReadHost final : public Cmdlet {
 public:
  Value prompt;
  bool secret = false, masked = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    HostUi& host = runtime.Service<HostUi>();
    std::string text = ToText(prompt);
    if (!host.IsInteractive()) {
      Fail("ReadHostNotInteractive",
           "Read-Host cannot ask '" + text +
               "': there is no terminal. Pass "
               "the value as a parameter instead.",
           ErrorCategory::kInvalidOperation);
    }
    if (!text.empty()) text += ": ";
    if (secret) return runtime.WriteObject(MakeSecureString(host.ReadSecret(text)));
    return runtime.WriteObject(Value::String(masked ? host.ReadSecret(text) : host.ReadLine(text)));
  }
};

template <Stream kStream>
CmdletMetadata MessageMetadata(const char* noun, const char* synopsis) {
  using C = WriteMessageCmdlet<kStream>;
  CmdletMetadata m = MakeCmdlet<C>("Write", noun, synopsis);
  m.Add(Parameter<&C::message>("Message", "The text.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .Alias("Msg")
            .AllowNull()
            .AllowEmpty());
  return m;
}

const std::vector<std::string>& Colours() {
  static const std::vector<std::string> names = {
      "Black",      "DarkBlue", "DarkGreen", "DarkCyan", "DarkRed", "DarkMagenta",
      "DarkYellow", "Gray",     "DarkGray",  "Blue",     "Green",   "Cyan",
      "Red",        "Magenta",  "Yellow",    "White"};
  return names;
}

CmdletMetadata HostMetadata() {
  using C = WriteHost;
  CmdletMetadata m = MakeCmdlet<C>("Write", "Host", "Shows text to the operator.");
  m.Add(Parameter<&C::object>("Object", "What to show.")
            .Position(0)
            .ByValue()
            .FromRemaining()
            .Alias("Msg")
            .Alias("Message")
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&C::no_newline>("NoNewline", "Stays in the line."));
  m.Add(Parameter<&C::separator>("Separator", "Stands between several objects."));
  m.Add(Parameter<&C::foreground>("ForegroundColor", "The text's colour.").Enum(Colours()));
  m.Add(Parameter<&C::background>("BackgroundColor", "The colour behind it.").Enum(Colours()));
  return m;
}

CmdletMetadata ErrorMetadata() {
  using C = WriteErrorCmdlet;
  CmdletMetadata m = MakeCmdlet<C>("Write", "Error", "Writes a non-terminating error.");
  m.default_set = "NoException";
  m.Add(Parameter<&C::exception>("Exception", "The exception behind it.")
            .InSet("WithException")
            .Mandatory());
  m.Add(Parameter<&C::message>("Message", "What happened.")
            .InSet("NoException")
            .Mandatory()
            .Position(0)
            .ByValue()
            .AllowNull()
            .AllowEmpty()
            .InSet("WithException")
            .Alias("Msg"));
  m.Add(
      Parameter<&C::record>("ErrorRecord", "The record itself.").InSet("ErrorRecord").Mandatory());
  std::vector<std::string> categories;
  for (int i = 0; i <= static_cast<int>(ErrorCategory::kNotEnabled); ++i)
    categories.emplace_back(CategoryName(static_cast<ErrorCategory>(i)));
  m.Add(Parameter<&C::category>("Category", "Its category.").Enum(categories));
  m.Add(Parameter<&C::error_id>("ErrorId", "Its stable id."));
  m.Add(Parameter<&C::target>("TargetObject", "The object concerned."));
  m.Add(Parameter<&C::recommended>("RecommendedAction", "What to do."));
  m.Add(Parameter<&C::activity>("CategoryActivity", "What was being done.").Alias("Activity"));
  m.Add(Parameter<&C::reason>("CategoryReason", "Why.").Alias("Reason"));
  m.Add(Parameter<&C::target_name>("CategoryTargetName", "The target's name.").Alias("TargetName"));
  m.Add(Parameter<&C::target_type>("CategoryTargetType", "The target's type.").Alias("TargetType"));
  return m;
}

CmdletMetadata ProgressMetadata() {
  using C = WriteProgress;
  CmdletMetadata m = MakeCmdlet<C>("Write", "Progress", "Shows how far a task is.");
  m.Add(Parameter<&C::activity>("Activity", "The task.").Position(0));
  m.Add(Parameter<&C::status>("Status", "What is being done.").Position(1));
  m.Add(Parameter<&C::id>("Id", "Tells several apart.").Position(2));
  m.Add(Parameter<&C::percent>("PercentComplete", "How much of it is done."));
  m.Add(Parameter<&C::seconds>("SecondsRemaining", "How long it still takes."));
  m.Add(Parameter<&C::operation>("CurrentOperation", "The step."));
  m.Add(Parameter<&C::parent>("ParentId", "The task it belongs to."));
  m.Add(Parameter<&C::completed>("Completed", "It is done."));
  m.Add(Parameter<&C::source>("SourceId", "Where it comes from."));
  return m;
}

}  // namespace

namespace utility {
void AddWriteCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  CmdletMetadata output =
      MakeCmdlet<WriteOutput>("Write", "Output", "Hands objects to the pipeline.");
  output.aliases = {"write", "echo"};
  output.Add(Parameter<&WriteOutput::input>("InputObject", "The objects.")
                 .Mandatory()
                 .Position(0)
                 .ByValue()
                 .FromRemaining()
                 .AllowNull()
                 .AllowEmpty());
  output.Add(Parameter<&WriteOutput::no_enumerate>("NoEnumerate", "Collections stay one object."));
  cmdlets.push_back(std::move(output));
  cmdlets.push_back(HostMetadata());
  cmdlets.push_back(ErrorMetadata());
  cmdlets.push_back(MessageMetadata<Stream::kWarning>("Warning", "Writes a warning."));
  cmdlets.push_back(MessageMetadata<Stream::kVerbose>("Verbose", "Writes to the verbose stream."));
  cmdlets.push_back(MessageMetadata<Stream::kDebug>("Debug", "Writes to the debug stream."));
  using I = WriteInformationCmdlet;
  CmdletMetadata information =
      MakeCmdlet<I>("Write", "Information", "Writes to the information stream.");
  information.Add(Parameter<&I::message>("MessageData", "The message.")
                      .Mandatory()
                      .Position(0)
                      .ByValue()
                      .Alias("Msg")
                      .Alias("Message")
                      .AllowNull()
                      .AllowEmpty());
  information.Add(Parameter<&I::tags>("Tags", "Words to find it by.").Position(1));
  cmdlets.push_back(std::move(information));
  cmdlets.push_back(ProgressMetadata());
  CmdletMetadata read = MakeCmdlet<ReadHost>("Read", "Host", "Asks the operator for a line.");
  read.Add(Parameter<&ReadHost::prompt>("Prompt", "The question.").Position(0).FromRemaining());
  read.Add(Parameter<&ReadHost::secret>("AsSecureString",
                                        "Gives a SecureString; what is typed is not shown."));
  read.Add(Parameter<&ReadHost::masked>("MaskInput", "Does not show what is typed."));
  cmdlets.push_back(std::move(read));
}
}  // namespace utility
}  // namespace sipsh
