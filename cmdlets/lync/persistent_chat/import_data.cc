// Import-CsPersistentChatData: an export's archive into a Persistent Chat pool.
#include <algorithm>
#include <functional>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/lync/coexistence/output_path.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_database.h"
#include "cmdlets/lync/persistent_chat/pool_state.h"
#include "cmdlets/lync/persistent_chat/principals.h"
#include "directory/chat/objects.h"
#include "directory/chat/transfer/import.h"
#include "directory/chat/transfer/report.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {
namespace {

using chat::Finding;
using chat::ImportPlan;
using directory::Code;

std::string Counted(int64_t count, const std::string& one) {
  const bool category = one.ends_with("y");
  return std::to_string(count) + " " +
         (count == 1 ? one
          : category ? one.substr(0, one.size() - 1) + "ies"
                     : one + "s");
}

class ImportData final : public ObjectCmdlet {
 public:
  std::string db_instance, file_name, report;
  Value byte_input;

  void EndProcessing(CommandRuntime& runtime) override {
    if (db_instance.empty()) return;
    try {
      Run run{runtime, runtime.Service<EnvironmentService>(), {}, {}, {}, {}, {}};
      Import(run);
    } catch (const ObjectError& error) {
      runtime.WriteError(error.Record());
    }
  }

 protected:
  // Bytes may come all at once, or one by one from a pipeline.
  Flow Process(CommandRuntime&, EnvironmentService&) override {
    if (byte_input.IsNull()) return Flow::kMore;
    for (const Value& one : ToVector(byte_input)) bytes_ += static_cast<char>(ToInt64(one));
    return Flow::kMore;
  }

 private:
  struct Run {
    CommandRuntime& runtime;
    EnvironmentService& environment;
    ChatDatabase database;
    chat::TransferCounts before, after;
    std::unique_ptr<chat::ArchiveReader> archive;
    chat::TransferReport page;
  };

  void Import(Run& run) {
    run.database = RequireChatDatabase(run.environment, db_instance, "");
    if (run.database.legacy) {
      Fail("'" + db_instance + "' is the database of the legacy pool " + run.database.pool +
               ". Data are imported into Persistent Chat pools; name one of theirs.",
           "LegacyTarget", ErrorCategory::kInvalidArgument, Value::String(db_instance));
    }
    RequireStopped(run);
    Open(run);
    BeginReport(run);
    try {
      Transfer(run);
    } catch (const ObjectError& error) {
      run.page.failed = true;
      run.page.outcome = "Failed: " + error.Record().message;
      WriteReport(run);
      throw;
    }
    WriteReport(run);
  }

  void RequireStopped(Run& run) {
    PoolServices services = LookAtPoolServices(run.runtime, run.environment, run.database.pool);
    if (!services.running.empty() && !run.runtime.WhatIf()) {
      Fail("The chat services of " + run.database.pool + " run: " + services.running +
               ". Importing into a pool that is in use leaves inconsistent data. Stop them with "
               "Stop-CsWindowsService, then repeat the command.",
           "ServicesRunning", ErrorCategory::kResourceBusy, Value::String(run.database.pool));
    }
    if (!services.running.empty())
      run.runtime.WriteMessage(Stream::kWarning, "The chat services of " + run.database.pool +
                                                     " run: " + services.running +
                                                     ". They must be stopped before the import.");
    if (!services.unknown.empty())
      run.runtime.WriteMessage(
          Stream::kWarning,
          "Nothing here knows whether the chat services of " + run.database.pool +
              " are stopped: " + services.unknown +
              ". They must be; say so with Stop-CsWindowsService, or give environment.yaml a "
              "status command.");
  }

  std::string Source(CommandRuntime& runtime) const {
    return file_name.empty() ? "-ByteInput" : AbsolutePath(runtime, file_name);
  }

  void Open(Run& run) {
    const Value about = Value::String(Source(run.runtime));
    auto opened = file_name.empty() ? chat::ArchiveReader::FromBytes(std::move(bytes_))
                                    : chat::ArchiveReader::FromFile(Source(run.runtime));
    if (opened.status().code == Code::kNoSuchObject) {
      Fail(opened.status().message, "ArchiveNotFound", ErrorCategory::kObjectNotFound, about);
    }
    CheckTransfer(opened.status(), about);
    run.archive = std::move(*opened);
    ProgressBar bar(run.runtime, "Checking the archive");
    CheckTransfer(run.archive->Verify(bar.Teller()), about);
  }

  // ---- the import

  void Transfer(Run& run) {
    chat::ChatStore& store = ChatOf(run.environment);
    chat::ImportTarget target{&store, &run.environment.Parts().Journal(), run.database.pool,
                              run.runtime.Invocation().command_name,
                              run.runtime.Invocation().position.line_text};
    PrincipalDirectory principals(run.environment, false);
    ImportPlan plan = Require(chat::PlanImport(
        *run.archive, target, [&](const std::string& name) { return principals.Facts(name); }));
    run.before = CountPool(run);
    run.after = run.before;
    for (const Finding& finding : plan.conversion.findings)
      run.page.lines.push_back({static_cast<chat::TransferReport::Severity>(finding.severity),
                                finding.id, finding.object, finding.before, finding.after,
                                finding.text});
    if (plan.conversion.Failed()) Refuse(run, plan);
    if (plan.state == ImportPlan::State::kComplete) {
      const journal::ChangeId change =
          Require(chat::ChangeOf(*target.journal, target.pool, plan.run));
      run.page.outcome =
          "Nothing to do: it was imported before, by change " + std::to_string(change);
      run.runtime.WriteMessage(
          Stream::kWarning, "There is nothing to do: this archive was imported before, by change " +
                                std::to_string(change) +
                                ". Undo-CsChange takes that back; then it can be imported again.");
      return;
    }
    if (plan.changes.changes.size() <= 1 && plan.messages == 0) {
      run.page.outcome = "Nothing to do: the archive holds nothing that is not there";
      run.runtime.WriteMessage(Stream::kWarning,
                               "The archive holds no category, room, add-in or message that " +
                                   run.database.pool + " does not have; nothing was changed.");
      return;
    }
    // Losses are told before anybody is asked.
    if (!run.runtime.WhatIf()) Tell(run, plan);
    if (!run.runtime.ShouldProcess(run.database.pool, Action(run, plan))) return Preview(run, plan);
    Write(run, target, plan);
  }

  static std::string Action(const Run& run, const ImportPlan& plan) {
    const std::string from = " from " + run.archive->manifest().source.pool;
    if (plan.state == ImportPlan::State::kUnfinished) {
      return "go on with the import" + from + ": " +
             Counted(plan.messages - plan.run.messages - plan.run.doubles, "message") + " of " +
             std::to_string(plan.messages) + " are left";
    }
    const chat::Conversion& made = plan.conversion;
    return "import " + Counted(static_cast<int64_t>(made.categories.size()), "category") + ", " +
           Counted(static_cast<int64_t>(made.rooms.size()), "room") + ", " +
           Counted(static_cast<int64_t>(made.addins.size()), "add-in") + " and " +
           Counted(plan.messages, "message") + from;
  }

  // Names what can not be imported, one error each; nothing was changed.
  void Refuse(Run& run, const ImportPlan& plan) {
    const size_t failures = plan.conversion.Count(Finding::Severity::kFailure);
    for (const Finding& finding : plan.conversion.findings) {
      if (finding.severity != Finding::Severity::kFailure) continue;
      ErrorRecord record;
      record.error_id = finding.id;
      record.category = ErrorCategory::kInvalidData;
      record.message = finding.object + ": " + finding.text;
      record.target = Value::String(finding.object);
      run.runtime.WriteError(std::move(record));
    }
    Fail("Nothing was imported into " + run.database.pool + ": " +
             (failures == 1 ? std::string("one object") : std::to_string(failures) + " objects") +
             " of the archive can not be, as said above.",
         "ImportRefused", ErrorCategory::kInvalidData, Value::String(run.database.pool));
  }

  // Under -WhatIf everything is listed: what is found, and what would pass the door.
  void Preview(Run& run, const ImportPlan& plan) {
    run.page.outcome = run.runtime.WhatIf() ? "Preview: nothing was changed" : "Declined";
    if (!run.runtime.WhatIf()) return;
    auto say = [&](const std::string& line) {
      run.runtime.WriteInformation(Value::String("  " + line), {"PSHOST"});
    };
    for (const Finding& finding : plan.conversion.findings)
      say(std::string(Name(finding.severity)) + " " + finding.Line());
    for (const directory::Change& change : plan.changes.changes) {
      const auto object = chat::ParseObjectDn(change.dn);
      if (!object || object->kind != chat::Kind::kImport) say(journal::Describe(change));
    }
  }

  void Tell(Run& run, const ImportPlan& plan) {
    for (const Finding& finding : plan.conversion.findings) {
      const bool loss = finding.severity == Finding::Severity::kWarning;
      run.runtime.WriteMessage(loss ? Stream::kWarning : Stream::kVerbose, finding.Line());
    }
  }

  void Write(Run& run, const chat::ImportTarget& target, const ImportPlan& plan) {
    chat::Result<chat::ImportResult> done = [&] {
      ProgressBar bar(run.runtime, "Importing chat data into " + run.database.pool);
      return chat::Import(*run.archive, target, plan, bar.Teller());
    }();
    run.after = CountPool(run);
    CheckTransfer(done.status(), Value::String(run.database.pool));
    const std::string change = "change " + std::to_string(done->change);
    run.page.outcome = "Completed";
    run.page.facts.emplace_back("Undone by", "Undo-CsChange " + std::to_string(done->change));
    run.runtime.WriteMessage(Stream::kVerbose,
                             "Imported as " + change + ": " + Counted(done->messages, "message") +
                                 "; " + Counted(done->doubles, "message") + " were there already.");
    run.page.facts.emplace_back("Messages brought", std::to_string(done->messages));
    run.page.facts.emplace_back("Messages there already", std::to_string(done->doubles));
  }

  chat::TransferCounts CountPool(Run& run) {
    if (report.empty()) return {};
    auto source =
        chat::MakePoolSource(ChatOf(run.environment), run.database.pool, run.database.generation);
    return Require(chat::Count(*source));
  }

  // ---- the report

  void BeginReport(Run& run) {
    const chat::Manifest& manifest = run.archive->manifest();
    run.page.title = "Import of chat data into " + run.database.pool;
    run.page.facts = {
        {"Archive", Source(run.runtime)},
        {"Its digest", run.archive->identity()},
        {"Exported from", manifest.source.pool + " (" + manifest.source.generation + ")"},
        {"Level", std::string(Name(manifest.level))},
        {"Begun", topology::UtcNow()}};
  }

  void WriteReport(Run& run) {
    if (report.empty()) return;
    run.page.facts.emplace_back("Ended", topology::UtcNow());
    const chat::TransferCounts& archive = run.archive->counts();
    run.page.count_columns = {"In the archive", "Before", "After"};
    auto row = [&](const char* name, int64_t chat::TransferCounts::*count) {
      run.page.counts.push_back({name,
                                 {std::to_string(archive.*count), std::to_string(run.before.*count),
                                  std::to_string(run.after.*count)}});
    };
    row("Categories", &chat::TransferCounts::categories);
    row("Rooms", &chat::TransferCounts::rooms);
    row("Disabled rooms", &chat::TransferCounts::disabled_rooms);
    row("Add-ins", &chat::TransferCounts::addins);
    row("Messages", &chat::TransferCounts::messages);
    WriteOutputFile(AbsolutePath(run.runtime, report), chat::RenderTransferReport(run.page));
  }

  std::string bytes_;
};

}  // namespace

CmdletMetadata ImportCsPersistentChatData() {
  CmdletMetadata m = MakeCmdlet<ImportData>(
      "Import", "CsPersistentChatData",
      "Imports categories, rooms, add-ins and messages of an export into a Persistent Chat pool.");
  m.supports_should_process = true;
  m.default_set = "FileName";
  m.Add(Parameter<&ImportData::byte_input>(
            "ByteInput", "The bytes that Export-CsPersistentChatData -AsBytes gave.")
            .Type("byte[]")
            .InSet("ByteInput")
            .Mandatory()
            .ByValue());
  m.Add(Parameter<&ImportData::db_instance>(
            "DBInstance", "The target: sqlFqdn\\instance of the pool's database, or its FQDN.")
            .Mandatory());
  m.Add(Parameter<&ImportData::file_name>("FileName", "The exported .zip file.")
            .InSet("FileName")
            .Mandatory());
  m.Add(Parameter<&ImportData::report>(
      "Report", "Writes an HTML log of the run to this file; overwrites it."));
  return m;
}

}  // namespace sipsh
