#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/format/format_writer.h"
#include "shell/value/objects.h"

namespace sipsh {
namespace {

using format::FormatKind;

class FormatCmdlet final : public Cmdlet {
 public:
  Value input, group_by;
  std::vector<Value> property;
  FormatKind kind = FormatKind::kTable;
  bool auto_size = false, wrap = false, hide_headers = false, force = false;
  int column = 0;
  std::string view, expand;

  void BeginProcessing(CommandRuntime& runtime) override {
    format::FormatRequest request;
    request.kind = kind;
    request.properties = format::ParsePropertySpecs(property);
    if (!group_by.IsNull()) request.group_by = format::ParsePropertySpec(group_by);
    request.wrap = wrap;
    request.hide_headers = hide_headers;
    request.auto_size = auto_size;
    request.wide_columns = column;
    maker_.emplace(std::move(request), &format::SessionViews(runtime.Services()),
                   MakeEvaluator(runtime), EnumerationLimit(runtime));
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNull()) return Flow::kMore;
    if (input.As<format::FormatEntry>()) return runtime.WriteObject(input);
    if (const auto* table = AsHashtable(input); table && property.empty()) {
      std::vector<Value> entries;
      table->ForEach([&](const Value& key, const Value& value) {
        entries.push_back(Value::FromObject(new DictionaryEntryObject(key, value)));
        return true;
      });
      for (const Value& entry : entries) {
        if (Give(runtime, entry) == Flow::kStop) return Flow::kStop;
      }
      return Flow::kMore;
    }
    return Give(runtime, input);
  }

 private:
  Flow Give(CommandRuntime& runtime, const Value& object) {
    auto entry = maker_->Make(object);
    return runtime.WriteObject(entry ? Value::FromObject(entry) : object);
  }
  std::optional<format::EntryMaker> maker_;
};

template <FormatKind kKind>
CmdletMetadata FormatMetadata(const char* noun, const char* synopsis, const char* alias) {
  using C = FormatCmdlet;
  CmdletMetadata m = MakeCmdlet<C>("Format", noun, synopsis);
  m.factory = [] {
    auto cmdlet = std::make_unique<C>();
    cmdlet->kind = kKind;
    return cmdlet;
  };
  m.aliases = {alias};
  m.output_type = "Microsoft.PowerShell.Commands.Internal.Format";
  if (kKind != FormatKind::kList) m.Add(Parameter<&C::auto_size>("AutoSize", "Widths by content."));
  if (kKind == FormatKind::kTable) {
    m.Add(Parameter<&C::hide_headers>("HideTableHeaders", "Rows only."));
    m.Add(Parameter<&C::wrap>("Wrap", "Long text goes on in the next line."));
  }
  if (kKind == FormatKind::kWide) m.Add(Parameter<&C::column>("Column", "Number of columns."));
  m.Add(Parameter<&C::property>("Property",
                                "Names, wildcards, or hash tables with Name, Expression, "
                                "Width, Alignment and FormatString.")
            .Position(0));
  m.Add(Parameter<&C::group_by>("GroupBy", "A heading for each value of this property."));
  m.Add(Parameter<&C::view>("View", "The view's name."));
  m.Add(Parameter<&C::force>("Force", "Shows errors of properties."));
  m.Add(Parameter<&C::expand>("Expand", "What to show of collections.")
            .ValidateSet({"CoreOnly", "EnumOnly", "Both"}));
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  return m;
}

class OutString final : public Cmdlet {
 public:
  Value input;
  bool stream = false, no_newline = false;
  std::optional<int> width;

  void BeginProcessing(CommandRuntime& runtime) override {
    format::WriterOptions options;
    options.width = width.value_or(HostWidth(runtime));
    options.enumeration_limit = EnumerationLimit(runtime);
    options.views = &format::SessionViews(runtime.Services());
    options.evaluate = MakeEvaluator(runtime);
    writer_.emplace(std::move(options), [this, &runtime](std::string_view line) {
      if (stream) {
        if (!stopped_) stopped_ = runtime.WriteObject(Value::String(line)) == Flow::kStop;
        return;
      }
      text_ += line;
      if (!no_newline) text_.push_back('\n');
    });
  }
  Flow ProcessRecord(CommandRuntime&) override {
    writer_->Write(input);
    return stopped_ ? Flow::kStop : Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    writer_->Flush();
    if (!stream) (void)runtime.WriteObject(Value::String(std::move(text_)));
  }

 private:
  std::optional<format::FormatWriter> writer_;
  std::string text_;
  bool stopped_ = false;
};

// Out-Default and Out-Host: straight to the operator.
class OutHost final : public Cmdlet {
 public:
  Value input;
  bool paging = false, transcript = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    host_ = &runtime.Service<HostUi>();
    format::WriterOptions options;
    options.width = HostWidth(runtime);
    options.terminal = host_->IsInteractive();
    options.enumeration_limit = EnumerationLimit(runtime);
    options.views = &format::SessionViews(runtime.Services());
    options.evaluate = MakeEvaluator(runtime);
    writer_.emplace(std::move(options),
                    [this](std::string_view line) { host_->WriteOut(std::string(line) + "\n"); });
  }
  Flow ProcessRecord(CommandRuntime&) override {
    if (auto error = ErrorRecordFromValue(input))
      host_->ShowError(*error);
    else
      writer_->Write(input);
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime&) override { writer_->Flush(); }

 private:
  HostUi* host_ = nullptr;
  std::optional<format::FormatWriter> writer_;
};

CmdletMetadata OutHostMetadata(const char* noun, const char* alias) {
  using C = OutHost;
  CmdletMetadata m = MakeCmdlet<C>("Out", noun, "Shows objects to the operator.");
  if (alias) m.aliases = {alias};
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  if (alias)
    m.Add(Parameter<&C::paging>("Paging", "One screen at a time."));
  else
    m.Add(Parameter<&C::transcript>("Transcript", "For the transcript only.").Hidden());
  return m;
}

}  // namespace

namespace utility {
void AddFormatCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(FormatMetadata<FormatKind::kTable>("Table", "Shows objects as a table.", "ft"));
  cmdlets.push_back(FormatMetadata<FormatKind::kList>("List", "Shows one property a line.", "fl"));
  cmdlets.push_back(
      FormatMetadata<FormatKind::kWide>("Wide", "Shows one property in columns.", "fw"));
  CmdletMetadata out = MakeCmdlet<OutString>("Out", "String", "Gives what would be shown as text.");
  out.output_type = "System.String";
  out.Add(AnyInput(Parameter<&OutString::input>("InputObject", "The objects.")));
  out.Add(Parameter<&OutString::stream>("Stream", "One string a line."));
  out.Add(Parameter<&OutString::width>("Width", "Columns."));
  out.Add(Parameter<&OutString::no_newline>("NoNewline", "Lines without their ends."));
  cmdlets.push_back(std::move(out));
  cmdlets.push_back(OutHostMetadata("Host", "oh"));
  cmdlets.push_back(OutHostMetadata("Default", nullptr));
}
}  // namespace utility
}  // namespace sipsh
