// Export-CsPersistentChatData.
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/coexistence/output_path.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_database.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "directory/chat/transfer/export.h"
#include "directory/chat/transfer/report.h"
#include "directory/chat/transfer/xml_text.h"
#include "directory/coexistence/markup.h"
#include "directory/topology/document.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"

namespace sipsh {
namespace {

using chat::TransferReport;

std::string Figure(int64_t number) {
  return coexistence::Thousands(static_cast<size_t>(std::max<int64_t>(number, 0)));
}

std::string Counted(int64_t number, const char* what) {
  return Figure(number) + " " + what + (number == 1 ? "" : "s");
}

class ExportData final : public ObjectCmdlet {
 public:
  std::string instance, database_name, level = "All", file_name, report;
  std::vector<std::string> scope;
  Value start_date;
  bool as_bytes = false, disable = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!as_bytes && file_name.empty()) {
      Fail("Say where the data go: -FileName names the .zip to make, -AsBytes gives its bytes.",
           "FileNameMissing", ErrorCategory::kInvalidArgument);
    }
    source_ = RequireChatDatabase(environment, instance, database_name);
    started_ = topology::UtcNow();
    if (disable && source_.legacy) {
      Fail("The rooms of " + source_.pool +
               " can not be disabled from here: what is read is a dump of its database. Stop its "
               "services before the dump, or disable the rooms with the Group Chat Administration "
               "Tool, and leave -DisableExportedNodes out.",
           "LegacyPoolNotChanged", ErrorCategory::kInvalidOperation, Value::String(source_.pool));
    }
    std::string bytes;
    try {
      Export(runtime, environment, &bytes);
    } catch (const TerminatingError& error) {
      failure_ = error.what();
      WriteReport(runtime);
      throw;
    }
    WriteReport(runtime);
    if (!as_bytes) return Flow::kMore;
    std::vector<Value> values;
    values.reserve(bytes.size());
    for (char byte : bytes) values.push_back(Value::Byte(static_cast<uint8_t>(byte)));
    return runtime.WriteObject(MakeArray(std::move(values), types::kByteArray));
  }

 private:
  chat::ExportOptions Options() const {
    chat::ExportOptions options;
    options.level = chat::ParseLevel(level).value_or(chat::Level::kAll);
    options.scope = scope;
    if (!start_date.IsNull())
      options.start =
          (ToUniversalTime(start_date).AsTicks() - kUnixEpochTicks) / kTicksPerMillisecond;
    return options;
  }

  void Export(CommandRuntime& runtime, EnvironmentService& environment, std::string* bytes) {
    Value target = Value::String(as_bytes ? source_.pool : file_name);
    std::string path = AbsolutePath(runtime, file_name);
    std::unique_ptr<chat::TransferSource> from = OpenChatSource(runtime, environment, source_);
    auto writer =
        as_bytes ? chat::ArchiveWriter::ToMemory(bytes) : chat::ArchiveWriter::ToFile(path);
    CheckTransfer(writer.status(), target);
    {
      ProgressBar bar(runtime, "Exporting the chat data of " + source_.pool);
      auto exported = chat::Export(*from, Options(), **writer, bar.Teller());
      writer->reset();  // What was not finished goes now.
      CheckExport(exported.status(), target);
      result_ = std::move(*exported);
    }
    runtime.WriteMessage(Stream::kVerbose, Summary());
    if (disable) DisableRooms(runtime, environment);
  }

  // What was asked for does not fit the source.
  static void CheckExport(const chat::Status& status, const Value& target) {
    using directory::Code;
    if (status.code == Code::kNoSuchObject)
      Fail(status.message, "CategoryNotFound", ErrorCategory::kObjectNotFound, target);
    if (status.code == Code::kConstraintViolation)
      Fail(status.message, "InvalidExport", ErrorCategory::kInvalidArgument, target);
    CheckTransfer(status, target);
  }

  std::string Summary() const {
    const chat::TransferCounts& counts = result_.counts;
    return "Exported from " + source_.pool + ": " + Counted(counts.principals, "principal") + ", " +
           (counts.categories == 1 ? "1 category" : Figure(counts.categories) + " categories") +
           ", " + Counted(counts.rooms, "room") + " (" + Figure(counts.disabled_rooms) +
           " disabled), " + Counted(counts.addins, "add-in") + ", " +
           Counted(counts.messages, "message") +
           (result_.last_posted ? ", the last of " + chat::TimeText(*result_.last_posted) : "") +
           ".";
  }

  // One change for all of them, so that one undo enables them again.
  void DisableRooms(CommandRuntime& runtime, EnvironmentService& environment) {
    ChatChange changes;
    int64_t many = 0;
    for (const chat::ExportedRoom& one : result_.rooms) {
      ChatName name{source_.pool, one.name};
      chat::Room room = RequireChat(ChatOf(environment).FindRoom(name.pool, name.name), kRoomKind,
                                    name.AsValue());
      if (room.disabled) continue;
      chat::Room without = room;
      without.disabled = true;
      changes.Replace(chat::ToEntry(name.pool, room), chat::ToEntry(name.pool, without));
      ++many;
    }
    if (CommitChat(runtime, environment, kRoomKind, {source_.pool, "exported rooms"},
                   "disable " + Counted(many, "room"), std::move(changes)))
      disabled_ = many;
  }

  void WriteReport(CommandRuntime& runtime) const {
    if (report.empty()) return;
    TransferReport page;
    page.title = "Export of chat data";
    page.failed = !failure_.empty();
    page.outcome = page.failed ? "Failed: " + failure_ : "Completed";
    page.facts = {{"Pool", source_.pool + " (" + source_.generation + ")"},
                  {"Database", source_.name + " at " + instance},
                  {"Level", std::string(Name(Options().level))},
                  {"Scope", scope.empty() ? "everything" : ScopeText()},
                  {"Messages", start_date.IsNull() ? "all" : "from " + ToText(start_date) + " on"},
                  {"Written to", as_bytes ? "bytes" : AbsolutePath(runtime, file_name)},
                  {"Started", started_},
                  {"Ended", topology::UtcNow()}};
    if (!page.failed) {
      page.facts.push_back({"Archive", result_.identity});
      page.count_columns = {"Exported"};
      const chat::TransferCounts& counts = result_.counts;
      page.counts = {{"Principals", {Figure(counts.principals)}},
                     {"Categories", {Figure(counts.categories)}},
                     {"Rooms", {Figure(counts.rooms)}},
                     {"Disabled rooms", {Figure(counts.disabled_rooms)}},
                     {"Add-ins", {Figure(counts.addins)}},
                     {"Messages", {Figure(counts.messages)}}};
      if (result_.last_posted)
        page.facts.push_back({"Last message", chat::TimeText(*result_.last_posted)});
      AddLines(&page);
    }
    WriteOutputFile(AbsolutePath(runtime, report), chat::RenderTransferReport(page));
  }

  std::string ScopeText() const {
    std::string list;
    for (const std::string& name : scope) list += (list.empty() ? "" : ", ") + name;
    return list;
  }

  void AddLines(TransferReport* page) const {
    using Severity = TransferReport::Severity;
    if (source_.legacy)
      page->lines.push_back({Severity::kInformation, "Files", source_.pool, "", "",
                             "Files that were posted in rooms are not in the archive. Copy them "
                             "from the pool's file repository to the new pool's file store by "
                             "hand."});
    for (const chat::ExportedRoom& room : result_.rooms)
      if (room.disabled)
        page->lines.push_back({Severity::kInformation, "Disabled room", room.name, "", "",
                               "It was disabled at the source and is exported as such."});
    if (disabled_ > 0)
      page->lines.push_back({Severity::kInformation, "Rooms disabled", Counted(disabled_, "room"),
                             "", "", "They were disabled at the source after the export."});
  }

  ChatDatabase source_;
  chat::ExportResult result_;
  std::string started_, failure_;
  int64_t disabled_ = 0;
};

}  // namespace

CmdletMetadata ExportCsPersistentChatData() {
  using C = ExportData;
  CmdletMetadata m = MakeCmdlet<C>(
      "Export", "CsPersistentChatData",
      "Writes the categories, rooms, add-ins and messages of a pool into an archive.");
  m.default_set = "FileName";
  m.Add(Parameter<&C::instance>("DBInstance",
                                "The pool's database as sqlFqdn\\instance, or the pool's FQDN.")
            .Mandatory());
  m.Add(Parameter<&C::file_name>("FileName", "The .zip file to make.").InSet("FileName"));
  m.Add(Parameter<&C::as_bytes>("AsBytes", "Gives the archive as an array of bytes.")
            .InSet("AsBytes"));
  m.Add(Parameter<&C::database_name>("DBName", "The database's name; mgc when left out."));
  m.Add(Parameter<&C::level>("Level",
                             "What is exported: All (when left out), User, Category, RoomDirectory "
                             "or Content.")
            .Enum({"All", "User", "Category", "RoomDirectory", "Content"}));
  m.Add(Parameter<&C::scope>("Scope", "Names of categories: only these, and what is below them."));
  m.Add(
      Parameter<&C::start_date>("StartDate", "Only messages from this time on.").Type("datetime"));
  m.Add(Parameter<&C::disable>("DisableExportedNodes",
                               "Disables the exported rooms of a Persistent Chat pool."));
  m.Add(Parameter<&C::report>("Report", "An HTML page about the run; overwritten when it exists."));
  return m;
}

}  // namespace sipsh
