// What the cut-over cmdlets output.
#include "cmdlets/lync/change/change_record.h"
#include "cmdlets/lync/cutover/session_ground.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

struct Property {
  std::string_view name;
  Value value;
};

Value RecordOf(std::string_view type, std::vector<Property> properties) {
  ShapeBuilder shape(type);
  std::vector<Value> slots;
  for (Property& property : properties) {
    shape.Add(property.name);
    slots.push_back(std::move(property.value));
  }
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

Value Number(journal::ChangeId id) {
  return id == 0 ? Value() : Value::Integer(static_cast<int64_t>(id));
}

// Without the milliseconds, which the journal keeps.
Value Moment(const std::string& time) {
  return time.size() < 19 ? Value() : TimeOf(time.substr(0, 19));
}

Value CountObject(const cutover::CountReport& count) {
  return RecordOf("Sipsh.CutoverCount", {{"What", Value::String(count.what)},
                                         {"Moved", Value::Integer(count.moved)},
                                         {"Before", Value::Integer(count.before)},
                                         {"After", Value::Integer(count.after)}});
}

Value StepObject(const cutover::StepReport& step) {
  return RecordOf("Sipsh.CutoverStep", {{"Operation", Value::String(step.operation)},
                                        {"Step", Value::String(step.step)},
                                        {"State", Value::String(step.state)},
                                        {"Started", Moment(step.started)},
                                        {"Ended", Moment(step.ended)},
                                        {"Change", Number(step.change)},
                                        {"Detail", Value::String(step.detail)}});
}

}  // namespace

Value CutoverObject(const cutover::Report& report) {
  std::vector<Value> steps, changes, counts;
  for (const cutover::CountReport& count : report.counts) counts.push_back(CountObject(count));
  for (const cutover::StepReport& step : report.steps) steps.push_back(StepObject(step));
  for (journal::ChangeId id : report.changes) changes.push_back(Number(id));
  return RecordOf(kCutoverType, {{"Id", Value::String(report.id)},
                                 {"State", Value::String(report.state)},
                                 {"Address", Value::String(report.address)},
                                 {"LegacyPool", Value::String(report.legacy_pool)},
                                 {"TargetPool", Value::String(report.target_pool)},
                                 {"OldUser", Value::String(report.old_user)},
                                 {"User", Value::String(report.user)},
                                 {"Contact", Value::String(report.contact)},
                                 {"Server", Value::String(report.server)},
                                 {"Started", Moment(report.started)},
                                 {"Ended", Moment(report.ended)},
                                 {"GapMilliseconds", report.gap_milliseconds < 0
                                                         ? Value()
                                                         : Value::Integer(report.gap_milliseconds)},
                                 {"Steps", MakeArray(std::move(steps))},
                                 {"Checks", MakeStringArray(report.checks)},
                                 {"Findings", MakeStringArray(report.findings)},
                                 {"Servers", MakeStringArray(report.servers)},
                                 {"Changes", MakeArray(std::move(changes))},
                                 {"ChatCounts", MakeArray(std::move(counts))},
                                 {"Conversions", MakeStringArray(report.conversions)},
                                 {"Folder", Value::String(report.folder)}});
}

Value CheckObject(int number, std::string_view id, std::string_view title,
                  const cutover::Finding& finding) {
  return RecordOf(kCheckType,
                  {{"Number", Value::Int32(number)},
                   {"Id", Value::String(id)},
                   {"Result", Value::String(cutover::VerdictName(finding.verdict))},
                   {"Title", Value::String(title)},
                   {"Evidence", Value::String(finding.evidence)},
                   {"Advice", finding.advice.empty() ? Value() : Value::String(finding.advice)}});
}

}  // namespace sipsh
