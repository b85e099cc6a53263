#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/change/change_cmdlets.h"
#include "cmdlets/lync/change/change_record.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using journal::Record;

class GetChange final : public ObjectCmdlet {
 public:
  std::vector<int64_t> id;
  Value after, before;
  std::string target, cmdlet, who, state;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    journal::Journal& journal = environment.Parts().Journal();
    UndoLedger ledger = UndoLedger::Read(journal);
    if (!id.empty()) return WriteChosen(runtime, journal, ledger);
    Value from = Utc(after), until = Utc(before);
    Flow flow = Flow::kMore;
    std::vector<journal::Damage> damage;
    Check(journal.Enumerate(
        [&](const Record& record) {
          if (runtime.Stopping()) return false;
          if (Fits(record, ledger, from, until))
            flow = runtime.WriteObject(ChangeObject(record, ledger));
          return flow == Flow::kMore;
        },
        {}, &damage));
    for (const journal::Damage& one : damage) Warn(runtime, one);
    return flow;
  }

 private:
  static Value Utc(const Value& time) { return time.IsNull() ? time : ToUniversalTime(time); }

  static void Warn(CommandRuntime& runtime, const journal::Damage& damage) {
    std::string place = damage.file + ", line " + std::to_string(damage.line);
    runtime.WriteMessage(
        Stream::kWarning,
        damage.cut_off
            ? place +
                  ": the last record is cut off, as by a crash while it was written. If it was "
                  "an intent, nothing was changed after it; if it was a result, its change is "
                  "shown as Interrupted."
            : place +
                  ": this line is no whole record and is passed over. A crash cuts a record "
                  "off before anything is changed by it.");
  }

  Flow WriteChosen(CommandRuntime& runtime, journal::Journal& journal, const UndoLedger& ledger) {
    for (int64_t one : id) {
      auto record = journal.Find(static_cast<journal::ChangeId>(one));
      if (!record.ok()) {
        Fail("The journal has no change " + std::to_string(one) + ". Get-CsChange lists all.",
             "ChangeNotFound", ErrorCategory::kObjectNotFound, Value::Integer(one));
      }
      if (runtime.WriteObject(ChangeObject(*record, ledger)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

  bool Fits(const Record& record, const UndoLedger& ledger, const Value& from,
            const Value& until) const {
    if (!from.IsNull() || !until.IsNull()) {
      int64_t ticks = ToUniversalTime(TimeOf(record.time)).AsTicks();
      if (!from.IsNull() && ticks < from.AsTicks()) return false;
      if (!until.IsNull() && ticks > until.AsTicks()) return false;
    }
    if (!cmdlet.empty() && !WildcardMatches(cmdlet, record.intent.cmdlet)) return false;
    if (!who.empty() && !WildcardMatches(who, record.who)) return false;
    if (!state.empty() && !WildcardMatches(state, ChangeState(record, ledger))) return false;
    return target.empty() || Concerns(record);
  }

  bool Concerns(const Record& record) const {
    if (WildcardMatches(target, record.intent.target)) return true;
    for (const auto& one : record.intent.changes)
      if (WildcardMatches(target, one.change.dn.text())) return true;
    return record.intent.topology && WildcardMatches(target, record.intent.topology->path);
  }
};

}  // namespace

CmdletMetadata GetCsChange() {
  CmdletMetadata m =
      MakeCmdlet<GetChange>("Get", "CsChange",
                            "Gets what was changed in the environment, by whom and when, and "
                            "whether it was undone.");
  m.output_type = kChangeType;
  m.Add(Parameter<&GetChange::id>("Id", "Numbers of changes.")
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&GetChange::after>("After", "Only changes made at this time or later.")
            .Type("datetime"));
  m.Add(Parameter<&GetChange::before>("Before", "Only changes made at this time or earlier.")
            .Type("datetime"));
  m.Add(Parameter<&GetChange::target>(
      "Target", "Only changes of this target, DN or file; * and ? stand for text."));
  m.Add(Parameter<&GetChange::cmdlet>("Cmdlet", "Only changes made by this cmdlet."));
  m.Add(Parameter<&GetChange::who>("Who", "Only changes made by this person."));
  m.Add(Parameter<&GetChange::state>("State", "Only changes in this state.")
            .Enum({"Done", "Failed", "Partial", "Interrupted", "Undone"}));
  return m;
}

}  // namespace sipsh
