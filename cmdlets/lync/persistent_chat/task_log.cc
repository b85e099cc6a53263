#include "cmdlets/lync/persistent_chat/task_log.h"

#include <cstdio>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/coexistence/markup.h"
#include "directory/topology/document.h"
#include "shell/value/containers.h"
#include "shell/value/members.h"
#include "shell/value/type_info.h"

namespace sipsh {
namespace {

using coexistence::Markup;

extern const TypeInfo kLoggerType;

class LoggerObject final : public Container {
 public:
  explicit LoggerObject(TaskLog log) : log(std::move(log)) {}
  const TypeInfo& Type() const override { return kLoggerType; }
  void DropReferences() override {}
  std::string ToText() const override {
    std::string text;
    for (const std::string& line : Lines(log)) text += (text.empty() ? "" : "\n") + line;
    return text;
  }

  TaskLog log;
};

const TaskLog& LogOf(const Value& self) {
  return static_cast<const LoggerObject&>(*Unwrap(self).object()).log;
}

constexpr std::string_view kStyle =
    "<style>body{font:15px/1.45 system-ui,sans-serif;margin:2em;max-width:70em}"
    "table{border-collapse:collapse}th,td{text-align:left;padding:.3em .8em;vertical-align:top;"
    "border-bottom:1px solid #ccc}.Failure{color:#a00;font-weight:600}.Success{color:#060}</style>";

Value ToHtml(CallContext*, const Value& self, Args) {
  const TaskLog& log = LogOf(self);
  Markup page;
  page.Raw("<!DOCTYPE html>\n");
  page.Open("html", {{"lang", "en"}});
  page.Open("head");
  page.Empty("meta", {{"charset", "utf-8"}});
  page.Put("title", log.title);
  page.Raw(kStyle);
  page.Close();
  page.Open("body");
  page.Put("h1", log.title);
  page.Open("table");
  page.Open("tr");
  for (const char* head : {"Time (UTC)", "Step", "Result", "Detail"}) page.Put("th", head);
  page.Close();
  for (const TaskStep& step : log.steps) {
    page.Open("tr");
    page.Put("td", step.time);
    page.Put("td", step.activity);
    page.Put("td", step.result, {{"class", step.result}});
    page.Put("td", step.detail);
    page.Close();
  }
  for (int open = 0; open < 3; ++open) page.Close();
  return Value::String(page.text());
}

Value ToXml(CallContext*, const Value& self, Args) {
  const TaskLog& log = LogOf(self);
  Markup text;
  text.Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
  text.Open("TaskLog", {{"Title", log.title}});
  for (const TaskStep& step : log.steps) {
    text.Put("Step", step.detail,
             {{"Time", step.time}, {"Activity", step.activity}, {"Result", step.result}});
  }
  text.Close();
  return Value::String(text.text());
}

constexpr PropertyInfo kProperties[] = {
    {"Title", &types::kString, [](const Value& self) { return Value::String(LogOf(self).title); }},
    {"Entries", &types::kStringArray,
     [](const Value& self) { return MakeStringArray(Lines(LogOf(self))); }},
};
constexpr MethodInfo kMethods[] = {
    {"ToHTML", 0, 0, ToHtml, "string ToHTML()"},
    {"ToXML", 0, 0, ToXml, "string ToXML()"},
};

const TypeInfo kLoggerType = {
    .full_name = "Microsoft.Rtc.SyntheticTransactions.Common.ClientLogger",
    .name = "ClientLogger",
    .base = &types::kObject,
    .properties = kProperties,
    .methods = kMethods};

}  // namespace

void TaskLog::Add(std::string activity, std::string result, std::string detail) {
  steps.push_back({topology::UtcNow(), std::move(activity), std::move(result), std::move(detail)});
}

std::vector<std::string> Lines(const TaskLog& log) {
  std::vector<std::string> lines;
  for (const TaskStep& step : log.steps)
    lines.push_back(step.result + ": " + step.activity + (step.detail.empty() ? "" : ": ") +
                    step.detail);
  return lines;
}

Value MakeTaskLogger(TaskLog log) { return Value::FromObject(new LoggerObject(std::move(log))); }

}  // namespace sipsh
