#include <algorithm>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/change/change_cmdlets.h"
#include "cmdlets/lync/change/change_record.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "directory/chat/objects.h"
#include "directory/chat/transfer/import.h"
#include "directory/journal/undo.h"

namespace sipsh {
namespace {

using journal::ChangeId;
using journal::Record;

std::string Numbers(const std::vector<ChangeId>& ids) {
  std::string text;
  for (ChangeId id : ids) text += (text.empty() ? "" : ", ") + std::to_string(id);
  return (ids.size() == 1 ? "change " : "changes ") + text;
}

class UndoChange final : public Cmdlet {
 public:
  std::vector<int64_t> id;
  bool force = false, pass_thru = false;

  Flow ProcessRecord(CommandRuntime&) override {
    chosen_.insert(chosen_.end(), id.begin(), id.end());
    return Flow::kMore;
  }

  // All that was chosen is taken back together, newest first.
  void EndProcessing(CommandRuntime& runtime) override {
    if (chosen_.empty()) return;
    try {
      Undo(runtime, runtime.Service<EnvironmentService>());
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
    }
  }

 private:
  // Rooms and the directory are two stores: each has its own plan and its own change. Nothing is
  // altered before both plans are found good.
  struct Half {
    directory::Store* store;
    std::vector<Record> records;
    journal::UndoPlan plan;
  };

  void Undo(CommandRuntime& runtime, EnvironmentService& environment) {
    std::vector<Record> records = Choose(environment, environment.Parts().Journal());
    chat::ChatObjects chat(ChatOf(environment));
    auto rooms = std::stable_partition(records.begin(), records.end(),
                                       [](const Record& record) { return !OfChat(record); });
    std::vector<Half> halves;
    if (rooms != records.begin()) {
      halves.push_back({&environment.Store(), {records.begin(), rooms}, {}});
    }
    if (rooms != records.end()) halves.push_back({&chat, {rooms, records.end()}, {}});
    for (Half& half : halves) Plan(environment, &half);
    for (const Half& half : halves) TakeBack(runtime, environment, half);
  }

  void Plan(EnvironmentService& environment, Half* half) {
    journal::Journal& journal = environment.Parts().Journal();
    bool of_topology =
        std::any_of(half->records.begin(), half->records.end(),
                    [](const Record& record) { return record.intent.topology.has_value(); });
    topology::TopologyDocument* document = of_topology ? &environment.Parts().Document() : nullptr;
    if (OfChat(half->records.front()) && !force) RequireOwnMessages(environment, half->records);
    auto planned = journal::PlanUndo(*half->store, document, half->records, force);
    if (planned.status().code == directory::Code::kUnwilling) {
      Fail(planned.status().message, "TopologyUnpublishedEdits", ErrorCategory::kInvalidOperation,
           Value::String(document->path()));
    }
    half->plan = Require(std::move(planned));
    const journal::UndoPlan& plan = half->plan;
    if (!plan.conflicts.empty() && !force) Refuse(journal, plan);
    if (!plan.Empty()) return;
    Value first = Value::Integer(static_cast<int64_t>(plan.undoes.front()));
    if (OfMessages(half->records)) {
      Fail("Messages that " + Numbers(plan.undoes) +
               " took away do not come back: their texts are never recorded.",
           "NotRecorded", ErrorCategory::kInvalidOperation, first);
    }
    Fail("There is nothing to undo: what " + Numbers(plan.undoes) +
             " did is not there any more. Get-CsChange shows later changes.",
         "NothingToUndo", ErrorCategory::kInvalidOperation, first);
  }

  void TakeBack(CommandRuntime& runtime, EnvironmentService& environment, const Half& half) {
    for (const std::string& remark : half.plan.remarks)
      runtime.WriteMessage(Stream::kVerbose, remark);
    for (const std::string& lost : half.plan.not_back)
      runtime.WriteMessage(Stream::kWarning, "Does not come back with " + lost + ".");
    ChangeId made = Apply(runtime, environment, half);
    if (made == 0 || !pass_thru) return;
    journal::Journal& journal = environment.Parts().Journal();
    Record record = Require(journal.Find(made));
    runtime.WriteObject(ChangeObject(record, UndoLedger::Read(journal)));
  }

  static bool OfMessages(const std::vector<Record>& records) {
    return std::all_of(records.begin(), records.end(), [](const Record& record) {
      const auto& changes = record.intent.changes;
      return !changes.empty() && std::all_of(changes.begin(), changes.end(), [](const auto& one) {
        return one.change.kind == directory::Change::Kind::kModify && !one.redacted.empty() &&
               chat::IsChatDn(one.change.dn);
      });
    });
  }

  static bool OfChat(const Record& record) {
    const auto& changes = record.intent.changes;
    return !changes.empty() && chat::IsChatDn(changes.front().change.dn);
  }

  // Rooms that an import made go with all their messages.
  static void RequireOwnMessages(EnvironmentService& environment,
                                 const std::vector<Record>& records) {
    for (const Record& record : records) {
      std::vector<std::string> rooms = Require(chat::ForeignMessages(ChatOf(environment), record));
      if (rooms.empty()) continue;
      std::string list;
      for (const std::string& room : rooms) list += (list.empty() ? "" : ", ") + room;
      Fail("Change " + std::to_string(record.id) +
               " made rooms in which others have written since (" + list +
               "); undoing it would delete these messages too. Export the pool first, then repeat "
               "the command with -Force.",
           "MessagesSince", ErrorCategory::kInvalidOperation,
           Value::Integer(static_cast<int64_t>(record.id)));
    }
  }

  std::vector<Record> Choose(EnvironmentService& environment, journal::Journal& journal) {
    std::sort(chosen_.begin(), chosen_.end(), std::greater<>());
    chosen_.erase(std::unique(chosen_.begin(), chosen_.end()), chosen_.end());
    UndoLedger ledger = UndoLedger::Read(journal);
    std::vector<Record> records;
    for (int64_t one : chosen_) {
      ChangeId number = static_cast<ChangeId>(one);
      auto record = journal.Find(number);
      if (!record.ok()) {
        Fail("The journal has no change " + std::to_string(one) + ". Get-CsChange lists all.",
             "ChangeNotFound", ErrorCategory::kObjectNotFound, Value::Integer(one));
      }
      if (ChangeId by = ledger.UndoneBy(number)) {
        Fail("Change " + std::to_string(one) + " was undone already, by change " +
                 std::to_string(by) + ". Undo that one to have it again.",
             "ChangeUndoneAlready", ErrorCategory::kInvalidOperation, Value::Integer(one));
      }
      if (OfChat(*record)) Check(chat::SettleImport(ChatOf(environment), &*record));
      if (!ChangedAnything(*record)) {
        Fail("Change " + std::to_string(one) +
                 " failed and altered nothing; there is nothing to undo.",
             "NothingToUndo", ErrorCategory::kInvalidOperation, Value::Integer(one));
      }
      records.push_back(std::move(*record));
    }
    return records;
  }

  [[noreturn]] void Refuse(journal::Journal& journal, const journal::UndoPlan& plan) {
    const journal::Conflict& first = plan.conflicts.front();
    std::string message =
        Numbers(plan.undoes) + " cannot be undone: " + first.object + " was changed since. ";
    message[0] = 'C';
    for (const journal::Conflict& conflict : plan.conflicts)
      message +=
          (conflict.object == first.object ? "" : conflict.object + ": ") + conflict.what + "; ";
    message.replace(message.size() - 2, 2, ". ");
    if (ChangeId later = Later(journal, first)) {
      message += "Change " + std::to_string(later) + " did it; undo both together (Undo-CsChange " +
                 std::to_string(first.id) + "," + std::to_string(later) + ") or that one alone, ";
    } else {
      message += "The journal does not know who did it. Put it back by hand, ";
    }
    message += "or repeat the command with -Force, which overwrites it.";
    Fail(message, "ChangedSince", ErrorCategory::kInvalidOperation,
         Value::Integer(static_cast<int64_t>(first.id)));
  }

  // The newest change after the conflicting one that touched the same object and is not among
  // those being undone.
  ChangeId Later(journal::Journal& journal, const journal::Conflict& conflict) {
    ChangeId later = 0;
    directory::Dn dn = directory::Dn::FromTrusted(conflict.object);
    Check(journal.Enumerate(
        [&](const Record& record) {
          bool topology = record.intent.topology && record.intent.topology->path == conflict.object;
          bool touched = topology || std::any_of(record.intent.changes.begin(),
                                                 record.intent.changes.end(), [&](const auto& one) {
                                                   return one.applied && one.change.dn == dn;
                                                 });
          if (touched) later = record.id;
          return true;
        },
        {conflict.id + 1, UINT64_MAX}));
    return later;
  }

  ChangeId Apply(CommandRuntime& runtime, EnvironmentService& environment, const Half& half) {
    const journal::UndoPlan& plan = half.plan;
    std::string target = Numbers(plan.undoes);
    std::string what;
    for (const Record& record : half.records)
      what += (what.empty() ? "undo " : ", ") + record.intent.cmdlet + " " + record.intent.target;
    if (!runtime.ShouldProcess(target, what)) {
      if (!runtime.WhatIf()) return 0;
      std::vector<std::string> lines = journal::Describe(plan.changes);
      if (plan.topology) lines.push_back(journal::Describe(*plan.topology));
      for (const std::string& line : lines)
        runtime.WriteInformation(Value::String("  " + line), {"PSHOST"});
      return 0;
    }
    journal::Request request;
    request.cmdlet = runtime.Invocation().command_name;
    request.target = target;
    request.command_line = runtime.Invocation().position.line_text;
    request.changes = plan.changes;
    request.changes.wait = WaitOf(runtime);
    request.as_read = plan.as_read;
    request.topology = plan.topology;
    request.undoes = plan.undoes;
    journal::DoorResult result =
        journal::ChangeDoor(half.store, &environment.Parts().Journal()).Apply(request);
    Check(result.status, Value::String(target));
    if (!result.status.message.empty())
      runtime.WriteMessage(Stream::kWarning, result.status.message);
    environment.Refresh();
    return result.id;
  }

  std::vector<int64_t> chosen_;
};

}  // namespace

CmdletMetadata UndoCsChange() {
  CmdletMetadata m = MakeCmdlet<UndoChange>(
      "Undo", "CsChange",
      "Takes changes back: what they altered becomes as it was before, unless somebody changed it "
      "since.");
  m.output_type = "Sipsh.Change";
  m.supports_should_process = true;
  m.Add(Parameter<&UndoChange::id>(
            "Id", "Numbers of the changes; several are undone together, the newest first.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&UndoChange::force>("Force", "Overwrites what was changed since."));
  m.Add(Parameter<&UndoChange::pass_thru>("PassThru", "Outputs the change that undid them."));
  return m;
}

}  // namespace sipsh
