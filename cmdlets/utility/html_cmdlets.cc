#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/format/property_spec.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

// Values are escaped; what -Head, -Body, -PreContent and -PostContent give is HTML already.
class ConvertToHtml final : public Cmdlet {
 public:
  Value input;
  std::vector<Value> property;
  std::vector<std::string> body, head, before, after;
  std::string title = "HTML TABLE", css, charset, layout = "Table";
  bool fragment = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    evaluate_ = MakeEvaluator(runtime);
    wanted_ = property.empty() ? std::vector<Value>{Value::String("*")} : property;
    if (!fragment) Head();
    Lines(before);
  }
  Flow ProcessRecord(CommandRuntime&) override {
    if (input.IsNothing() || input.IsNull()) return Flow::kMore;
    const bool list = EqualsIgnoreCase(layout, "List");
    if (columns_.empty()) {
      columns_ = format::ExpandWildcards(format::ParsePropertySpecs(wanted_), input);
      lines_.push_back("<table>");
      if (!list) lines_.push_back(Row("th", [](const auto& column) { return column.label; }));
    } else if (list) {
      lines_.push_back("<tr><td><hr></td></tr>");
    }
    const auto text = [&](const format::PropertySpec& column) {
      return ToDisplayText(format::Read(column, input, evaluate_));
    };
    if (!list) {
      lines_.push_back(Row("td", text));
      return Flow::kMore;
    }
    for (const format::PropertySpec& column : columns_)
      lines_.push_back("<tr><td>" + Escaped(column.label) + ":</td><td>" + Escaped(text(column)) +
                       "</td></tr>");
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (!columns_.empty()) lines_.push_back("</table>");
    Lines(after);
    if (!fragment) lines_.push_back("</body></html>");
    for (const std::string& line : lines_) {
      if (runtime.WriteObject(Value::String(line)) == Flow::kStop) return;
    }
  }

 private:
  void Lines(const std::vector<std::string>& lines) {
    lines_.insert(lines_.end(), lines.begin(), lines.end());
  }
  void Head() {
    Lines({"<!DOCTYPE html>", "<html>", "<head>"});
    if (!charset.empty()) lines_.push_back("<meta charset=\"" + Escaped(charset) + "\">");
    if (head.empty())
      lines_.push_back("<title>" + Escaped(title) + "</title>");
    else
      Lines(head);
    if (!css.empty())
      lines_.push_back("<link rel=\"stylesheet\" type=\"text/css\" href=\"" + Escaped(css) + "\">");
    Lines({"</head>", "<body>"});
    Lines(body);
  }
  template <typename Text>
  std::string Row(const std::string& cell, Text text) const {
    std::string row = "<tr>";
    for (const format::PropertySpec& column : columns_)
      row += "<" + cell + ">" + Escaped(text(column)) + "</" + cell + ">";
    return row + "</tr>";
  }

  format::Evaluator evaluate_;
  std::vector<Value> wanted_;
  std::vector<format::PropertySpec> columns_;
  std::vector<std::string> lines_;
};

}  // namespace

namespace utility {
void AddHtmlCmdlet(std::vector<CmdletMetadata>& cmdlets) {
  using C = ConvertToHtml;
  CmdletMetadata m =
      MakeCmdlet<C>("ConvertTo", "Html", "Writes objects as the table of an HTML page.");
  m.output_type = "System.String";
  m.default_set = "Page";
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  m.Add(
      Parameter<&C::property>("Property", "The columns; all properties unless given.").Position(0));
  m.Add(Parameter<&C::body>("Body", "HTML at the page's beginning.").InSet("Page").Position(3));
  m.Add(Parameter<&C::head>("Head", "HTML for the head, in place of the title.")
            .InSet("Page")
            .Position(1));
  m.Add(Parameter<&C::title>("Title", "The page's title.").InSet("Page").Position(2));
  m.Add(Parameter<&C::layout>("As", "A table, or a list for each object.").Enum({"Table", "List"}));
  m.Add(Parameter<&C::css>("CssUri", "Address of a style sheet.").InSet("Page").Alias("cu"));
  m.Add(Parameter<&C::charset>("Charset", "Named in the head: UTF-8.").InSet("Page"));
  m.Add(Parameter<&C::fragment>("Fragment", "Only the table.").InSet("Fragment").Mandatory());
  m.Add(Parameter<&C::before>("PreContent", "HTML before the table."));
  m.Add(Parameter<&C::after>("PostContent", "HTML behind the table."));
  cmdlets.push_back(std::move(m));
}
}  // namespace utility
}  // namespace sipsh
