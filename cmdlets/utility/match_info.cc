#include "cmdlets/utility/match_info.h"

#include <filesystem>

#include "shell/format/view_registry.h"
#include "shell/value/containers.h"
#include "shell/value/members.h"
#include "shell/value/type_info.h"

namespace sipsh {
namespace {

constexpr const char* kFromPipeline = "InputStream";

extern const TypeInfo kMatchInfoType;

class MatchInfoObject final : public Container {
 public:
  explicit MatchInfoObject(LineMatch match) : match(std::move(match)) {}
  const TypeInfo& Type() const override { return kMatchInfoType; }
  void DropReferences() override { match.matches = Value(); }
  std::string ToText() const override { return Marked(match.path, match.number, match.line); }

  std::string Marked(const std::string& path, int number, const std::string& line) const {
    return match.path.empty() ? line : path + ":" + std::to_string(number) + ":" + line;
  }
  LineMatch match;
};

const MatchInfoObject& Of(const Value& self) {
  return static_cast<const MatchInfoObject&>(*Unwrap(self).object());
}
const LineMatch& MatchOf(const Value& self) { return Of(self).match; }

Value ContextOf(const Value& self) {
  const LineMatch& match = MatchOf(self);
  if (!match.with_context) return Value();
  ObjectRef<RecordObject> context = MakeObject<RecordObject>();
  context->SetTypeNames({"Microsoft.PowerShell.Commands.MatchInfoContext", "System.Object"});
  context->Set("PreContext", MakeStringArray(match.before));
  context->Set("PostContext", MakeStringArray(match.after));
  return Value::FromObject(context);
}

constexpr PropertyInfo kProperties[] = {
    {"IgnoreCase", &types::kBool,
     [](const Value& self) { return Value::Bool(MatchOf(self).ignore_case); }},
    {"LineNumber", &types::kInt32,
     [](const Value& self) { return Value::Int32(MatchOf(self).number); }},
    {"Line", &types::kString, [](const Value& self) { return Value::String(MatchOf(self).line); }},
    {"Filename", &types::kString,
     [](const Value& self) {
       const std::string& path = MatchOf(self).path;
       return Value::String(path.empty() ? kFromPipeline : path.substr(path.rfind('/') + 1));
     }},
    {"Path", &types::kString,
     [](const Value& self) {
       const std::string& path = MatchOf(self).path;
       return Value::String(path.empty() ? kFromPipeline : path);
     }},
    {"Pattern", &types::kString,
     [](const Value& self) { return Value::String(MatchOf(self).pattern); }},
    {"Context", nullptr, ContextOf},
    {"Matches", nullptr, [](const Value& self) { return MatchOf(self).matches; }},
};

const TypeInfo kMatchInfoType = {.full_name = "Microsoft.PowerShell.Commands.MatchInfo",
                                 .name = "MatchInfo",
                                 .base = &types::kObject,
                                 .properties = kProperties};

std::string Shown(const Value& self) {
  const MatchInfoObject& info = Of(self);
  const LineMatch& match = info.match;
  std::error_code error;
  const std::string here = std::filesystem::current_path(error).string() + "/";
  const std::string path =
      match.path.starts_with(here) ? match.path.substr(here.size()) : match.path;
  std::string text;
  int number = match.number - static_cast<int>(match.before.size());
  const auto add = [&](const char* mark, const std::string& line) {
    if (!text.empty()) text.push_back('\n');
    text += (match.with_context ? mark : "") + info.Marked(path, number++, line);
  };
  for (const std::string& line : match.before) add("  ", line);
  add("> ", match.line);
  for (const std::string& line : match.after) add("  ", line);
  return text;
}

}  // namespace

Value MakeMatchInfo(LineMatch match) {
  return Value::FromObject(new MatchInfoObject(std::move(match)));
}

void AddMatchInfoView(ServiceRegistry& services) {
  format::SessionViews(services).Add({.type_names = {std::string(kMatchInfoType.full_name)},
                                      .kind = format::FormatKind::kText,
                                      .columns = {},
                                      .text = Shown});
}

}  // namespace sipsh
