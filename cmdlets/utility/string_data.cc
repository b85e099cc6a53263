#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/format/property_spec.h"
#include "shell/format/text_layout.h"
#include "shell/value/format_string.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

// "\n", "\t", "\\", "\u00e4" as ConvertFrom-StringData reads them; another character stands for
// itself.
std::string WithoutEscapes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out.push_back(text[i]);
      continue;
    }
    const char c = text[++i];
    const size_t at = std::string_view("abefnrtv0").find(c);
    if (c == 'u' && i + 4 < text.size() &&
        text.substr(i + 1, 4).find_first_not_of("0123456789abcdefABCDEF") ==
            std::string_view::npos) {
      AppendUtf16Unit(
          &out, static_cast<char16_t>(std::stoi(std::string(text.substr(i + 1, 4)), nullptr, 16)));
      i += 4;
    } else if (at != std::string_view::npos) {
      out.push_back("\a\b\x1b\f\n\r\t\v\0"[at]);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

class FromStringData final : public Cmdlet {
 public:
  std::string data, delimiter = "=";

  Flow ProcessRecord(CommandRuntime& runtime) override {
    auto* table = new HashtableObject();
    const Value result = Value::FromObject(table);
    for (std::string_view line : format::Lines(data)) {
      line = TrimWhiteSpace(line);
      if (line.empty() || line[0] == '#') continue;
      const size_t at = line.find(delimiter);
      const std::string key(TrimWhiteSpace(line.substr(0, at)));
      if (at == std::string_view::npos || key.empty()) {
        Fail("InvalidOperation",
             "The line '" + std::string(line) + "' is not of the form name" + delimiter +
                 "value. Correct it, or name another -Delimiter.",
             ErrorCategory::kInvalidData, Value::String(std::string(line)));
      }
      if (table->Find(key) != nullptr) {
        Fail("InvalidOperation", "The name '" + key + "' occurs twice. Leave one of them out.",
             ErrorCategory::kInvalidData, Value::String(key));
      }
      table->Set(key,
                 Value::String(WithoutEscapes(TrimWhiteSpace(line.substr(at + delimiter.size())))));
    }
    return runtime.WriteObject(result);
  }
};

class JoinString final : public Cmdlet {
 public:
  Value input, property;
  std::string separator, prefix, suffix, format_string;
  bool single_quote = false, double_quote = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    if (!property.IsNull()) spec_ = format::ParsePropertySpec(property);
    evaluate_ = MakeEvaluator(runtime);
    if (runtime.IsBound("Separator")) return;
    if (auto* variables = runtime.Services().Find<VariableService>())
      separator = ToText(variables->Get("OFS"));
  }
  Flow ProcessRecord(CommandRuntime&) override {
    if (any_) text_ += separator;
    any_ = true;
    text_ += Quoted(Text());
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    (void)runtime.WriteObject(Value::String(prefix + text_ + suffix));
  }

 private:
  std::string Text() const {
    const Value shown = spec_ ? format::Read(*spec_, input, evaluate_) : input;
    return format_string.empty() ? ToDisplayText(shown)
                                 : FormatComposite(format_string, std::span(&shown, 1));
  }
  std::string Quoted(const std::string& text) const {
    if (single_quote) return "'" + text + "'";
    return double_quote ? "\"" + text + "\"" : text;
  }
  format::Evaluator evaluate_;
  std::optional<format::PropertySpec> spec_;
  std::string text_;
  bool any_ = false;
};

}  // namespace

namespace utility {
void AddStringDataCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using F = FromStringData;
  CmdletMetadata from =
      MakeCmdlet<F>("ConvertFrom", "StringData", "Makes a hash table of lines name=value.");
  from.output_type = "System.Collections.Hashtable";
  from.Add(Parameter<&F::data>("StringData", "The lines; those that begin with # are remarks.")
               .Mandatory()
               .Position(0)
               .ByValue()
               .AllowEmpty());
  from.Add(
      Parameter<&F::delimiter>("Delimiter", "What stands between name and value.").Position(1));
  cmdlets.push_back(std::move(from));
  using J = JoinString;
  CmdletMetadata join = MakeCmdlet<J>("Join", "String", "Joins objects into one text.");
  join.output_type = "System.String";
  join.Add(AnyInput(Parameter<&J::input>("InputObject", "The objects.")));
  join.Add(
      Parameter<&J::property>("Property", "A property or a script block instead of the object.")
          .Position(0));
  join.Add(Parameter<&J::separator>("Separator", "What stands between; $OFS unless given.")
               .Position(1)
               .AllowEmpty());
  join.Add(Parameter<&J::prefix>("OutputPrefix", "What stands before all.").Alias("op"));
  join.Add(Parameter<&J::suffix>("OutputSuffix", "What stands behind all.").Alias("os"));
  join.Add(Parameter<&J::single_quote>("SingleQuote", "Each in single quotes."));
  join.Add(Parameter<&J::double_quote>("DoubleQuote", "Each in double quotes."));
  join.Add(Parameter<&J::format_string>("FormatString", "A format for each, with {0}."));
  cmdlets.push_back(std::move(join));
}
}  // namespace utility
}  // namespace sipsh
