#include "cmdlets/lync/change/change_record.h"

#include <algorithm>
#include <vector>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/entry_reader.h"
#include "directory/journal/change_door.h"
#include "shell/value/containers.h"

namespace sipsh {

using journal::ChangeId;
using journal::OutcomeKind;
using journal::Record;

UndoLedger UndoLedger::Read(const journal::Journal& journal) {
  std::vector<std::pair<ChangeId, std::vector<ChangeId>>> undos;
  Check(journal.Enumerate([&](const Record& record) {
    bool made = record.outcome && record.outcome->kind == OutcomeKind::kCommitted;
    if (made && !record.intent.undoes.empty()) undos.emplace_back(record.id, record.intent.undoes);
    return true;
  }));
  UndoLedger ledger;
  // From the newest: an undo that was undone itself took nothing back.
  for (auto it = undos.rbegin(); it != undos.rend(); ++it) {
    if (ledger.UndoneBy(it->first) != 0) continue;
    for (ChangeId id : it->second) ledger.undone_by_.emplace(id, it->first);
  }
  return ledger;
}

ChangeId UndoLedger::UndoneBy(ChangeId id) const {
  auto found = undone_by_.find(id);
  return found == undone_by_.end() ? 0 : found->second;
}

std::string ChangeState(const Record& record, const UndoLedger& ledger) {
  if (ledger.UndoneBy(record.id) != 0) return "Undone";
  if (!record.outcome) return "Interrupted";
  switch (record.outcome->kind) {
    case OutcomeKind::kCommitted:
      return "Done";
    case OutcomeKind::kFailed:
      return "Failed";
    case OutcomeKind::kPartial:
      return "Partial";
  }
  return {};
}

bool ChangedAnything(const Record& record) {
  if (!record.outcome) return true;  // Nobody knows without looking.
  const auto& changes = record.intent.changes;
  return record.outcome->topology_applied ||
         std::any_of(changes.begin(), changes.end(), [](const auto& one) { return one.applied; });
}

Value TimeOf(const std::string& utc) {
  std::string digits;
  for (char c : utc)
    if (c >= '0' && c <= '9') digits += c;
  return GeneralizedTime(digits + "Z");
}

Value ChangeObject(const Record& record, const UndoLedger& ledger) {
  static constexpr std::string_view kProperties[] = {
      "Id",     "Time",    "Who",    "Cmdlet", "Target",   "State", "Changes",
      "Object", "Command", "Server", "Error",  "UndoneBy", "Undoes"};
  std::vector<std::string> lines, objects;
  for (const auto& one : record.intent.changes) {
    lines.push_back(journal::Describe(one.change));
    objects.push_back(one.change.dn.text());
  }
  if (record.intent.topology) {
    lines.push_back(record.intent.topology->description);
    objects.push_back(record.intent.topology->path);
  }
  std::vector<Value> undoes;
  for (ChangeId id : record.intent.undoes)
    undoes.push_back(Value::Integer(static_cast<int64_t>(id)));
  ChangeId undone_by = ledger.UndoneBy(record.id);
  const auto& outcome = record.outcome;
  bool failed = outcome && !outcome->message.empty();
  std::vector<Value> slots{
      Value::Integer(static_cast<int64_t>(record.id)),
      TimeOf(record.time),
      Value::String(record.who),
      Value::String(record.intent.cmdlet),
      Value::String(record.intent.target),
      Value::String(ChangeState(record, ledger)),
      MakeStringArray(lines),
      MakeStringArray(objects),
      Value::String(record.intent.command_line),
      outcome ? Value::String(outcome->server) : Value(),
      failed ? Value::String(outcome->message) : Value(),
      undone_by == 0 ? Value() : Value::Integer(static_cast<int64_t>(undone_by)),
      MakeArray(std::move(undoes))};
  ShapeBuilder shape(kChangeType);
  for (std::string_view name : kProperties) shape.Add(name);
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

}  // namespace sipsh
