#include <deque>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/utility/match_info.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

// One sequence of lines: a file, or all that the pipeline brings. A match is handed on when the
// lines that are to follow it are known.
class LineWindow {
 public:
  using Sink = std::function<Flow(LineMatch)>;

  LineWindow(int before, int after, Sink sink) : before_(before), after_(after), sink_(sink) {}

  Flow Pass(const std::string& line, std::optional<LineMatch> match) {
    for (LineMatch& earlier : open_) earlier.after.push_back(line);
    if (match) {
      match->before.assign(last_.begin(), last_.end());
      open_.push_back(std::move(*match));
    }
    if (before_ > 0) {
      last_.push_back(line);
      if (last_.size() > static_cast<size_t>(before_)) last_.pop_front();
    }
    while (!open_.empty() && open_.front().after.size() >= static_cast<size_t>(after_)) {
      if (HandOn() == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  Flow Finish() {
    while (!open_.empty()) {
      if (HandOn() == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  Flow HandOn() {
    LineMatch match = std::move(open_.front());
    open_.pop_front();
    return sink_(std::move(match));
  }
  int before_, after_;
  Sink sink_;
  std::deque<std::string> last_;
  std::deque<LineMatch> open_;
};

class SelectString final : public Cmdlet {
 public:
  Value input;
  std::vector<std::string> pattern, path, literal_path, include, exclude;
  std::vector<int> context;
  std::string encoding;
  bool simple = false, case_sensitive = false, quiet = false, list = false, not_match = false,
       raw = false, all_matches = false, no_emphasis = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    const TypeInfo& type = Heap::Current().types().Get("regex");
    for (const std::string& one : pattern) {
      Value text = Value::String(one);
      if (simple) text = InvokeStaticMethod(type, "Escape", std::span(&text, 1));
      const Value arguments[] = {text, Value::Int32(case_sensitive ? 0 : 1)};
      expressions_.push_back(Construct(type, arguments));
    }
    if (!context.empty()) before_ = std::max(context.front(), 0);
    if (!context.empty()) after_ = std::max(context.back(), 0);
    from_pipeline_.emplace(before_, after_,
                           [&](LineMatch match) { return Give(runtime, std::move(match)); });
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    if (!path.empty() || literal) {
      for (const std::string& name : literal ? literal_path : path) {
        for (const std::string& file : ExpandPath(runtime, name, literal)) {
          if (SearchFile(runtime, file) == Flow::kStop) return Flow::kStop;
        }
      }
      return Flow::kMore;
    }
    if (IsFile(input)) return SearchFile(runtime, ToText(GetMember(input, "FullName")));
    const std::string text = ToDisplayText(input);
    return from_pipeline_->Pass(text, Find("", ++line_, text));
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (from_pipeline_->Finish() == Flow::kStop && !quiet) return;
    if (quiet) (void)runtime.WriteObject(Value::Bool(found_));
  }

 private:
  static bool IsFile(const Value& value) {
    return value.IsObject() && TypeNames(value).front() == "System.IO.FileInfo";
  }
  bool Wanted(const std::string& file) const {
    const std::string name = file.substr(file.rfind('/') + 1);
    const auto any = [&](const std::vector<std::string>& patterns) {
      return std::any_of(patterns.begin(), patterns.end(),
                         [&](const std::string& p) { return WildcardMatches(p, name); });
    };
    return (include.empty() || any(include)) && !any(exclude);
  }
  Flow SearchFile(CommandRuntime& runtime, const std::string& file) {
    if (!Wanted(file)) return Flow::kMore;
    try {
      LineReader lines(file, ParseEncoding(encoding));
      bool enough = false;
      LineWindow window(before_, after_, [&](LineMatch match) {
        enough = list;
        const Flow flow = Give(runtime, std::move(match));
        return enough ? Flow::kStop : flow;
      });
      std::string line;
      Flow flow = Flow::kMore;
      for (int number = 1; flow == Flow::kMore && lines.Next(line); ++number)
        flow = window.Pass(line, Find(file, number, line));
      if (flow == Flow::kMore) flow = window.Finish();
      return enough ? Flow::kMore : flow;
    } catch (const TerminatingError& error) {
      runtime.WriteError(error.Record());
    }
    return Flow::kMore;
  }
  std::optional<LineMatch> Find(const std::string& file, int number, const std::string& line) {
    const Value text = Value::String(line);
    const auto arguments = std::span(&text, 1);
    const auto hit = std::find_if(expressions_.begin(), expressions_.end(), [&](const Value& e) {
      return ToBool(InvokeMethod(e, "IsMatch", arguments));
    });
    if ((hit != expressions_.end()) == not_match) return std::nullopt;
    LineMatch match;
    match.path = file;
    match.line = line;
    match.number = number;
    match.ignore_case = !case_sensitive;
    match.with_context = !context.empty();
    match.pattern = pattern[not_match ? 0 : static_cast<size_t>(hit - expressions_.begin())];
    if (not_match || quiet || raw) return match;
    if (all_matches)
      match.matches = MakeArray(ToVector(InvokeMethod(*hit, "Matches", arguments)));
    else
      match.matches = MakeArray({InvokeMethod(*hit, "Match", arguments)});
    return match;
  }
  Flow Give(CommandRuntime& runtime, LineMatch match) {
    found_ = true;
    if (quiet) return Flow::kStop;
    if (raw) return runtime.WriteObject(Value::String(match.line));
    return runtime.WriteObject(MakeMatchInfo(std::move(match)));
  }

  std::vector<Value> expressions_;
  std::optional<LineWindow> from_pipeline_;
  int line_ = 0, before_ = 0, after_ = 0;
  bool found_ = false;
};

}  // namespace

namespace utility {
void AddSelectStringCmdlet(std::vector<CmdletMetadata>& cmdlets) {
  using C = SelectString;
  CmdletMetadata m = MakeCmdlet<C>("Select", "String", "Finds lines that match.");
  m.aliases = {"sls"};
  m.output_type = "Microsoft.PowerShell.Commands.MatchInfo";
  m.default_set = "File";
  m.Add(Parameter<&C::pattern>("Pattern", "Regular expressions.").Mandatory().Position(0));
  m.Add(Parameter<&C::path>("Path", "Files to search.")
            .InSet("File")
            .Mandatory()
            .Position(1)
            .ByPropertyName());
  m.Add(Parameter<&C::literal_path>("LiteralPath", "Files to search, without wildcards.")
            .InSet("LiteralFile")
            .Mandatory()
            .ByPropertyName()
            .Alias("PSPath")
            .Alias("LP"));
  m.Add(Parameter<&C::input>("InputObject", "Lines to search, or files from Get-ChildItem.")
            .InSet("Object")
            .Mandatory()
            .ByValue()
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&C::simple>("SimpleMatch", "Plain text, no expression."));
  m.Add(Parameter<&C::case_sensitive>("CaseSensitive", "Minds case."));
  m.Add(Parameter<&C::quiet>("Quiet", "Only whether there is one."));
  m.Add(Parameter<&C::list>("List", "Only the first of each file."));
  m.Add(Parameter<&C::not_match>("NotMatch", "Lines that do not match."));
  m.Add(Parameter<&C::raw>("Raw", "The text only."));
  m.Add(Parameter<&C::all_matches>("AllMatches", "Every match in a line."));
  m.Add(Parameter<&C::context>("Context", "So many lines before and behind, or two numbers."));
  m.Add(Parameter<&C::include>("Include", "Only files of these names; wildcards."));
  m.Add(Parameter<&C::exclude>("Exclude", "No files of these names; wildcards."));
  m.Add(Parameter<&C::encoding>("Encoding", "The files' encoding.").Enum(EncodingNames()));
  m.Add(Parameter<&C::no_emphasis>("NoEmphasis", "Known; matches are never coloured.").Hidden());
  cmdlets.push_back(std::move(m));
}
}  // namespace utility
}  // namespace sipsh
