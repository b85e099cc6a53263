// The steps that move the chat data, and the one that takes them back.
#include "directory/chat/objects.h"
#include "directory/chat/transfer/export.h"
#include "directory/chat/transfer/import.h"
#include "directory/cutover/chat_data.h"
#include "directory/cutover/counts.h"
#include "directory/cutover/operation.h"
#include "directory/file/atomic_file.h"

namespace sipsh::cutover {

using chat::ArchiveReader;
using chat::ArchiveWriter;
using directory::Code;

namespace {

std::string Short(const std::string& digest) { return digest.substr(0, 16); }

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
  return text;
}

}  // namespace

Result<Operation::Outcome> Operation::ChatData() {
  if (!ground_.confirm("Are the chat data of " + plan_.legacy_pool + " on " + plan_.target_pool +
                       ", files included?"))
    return Status(Code::kCancelled,
                  "The operator did not confirm that the chat data were moved. Nothing in the "
                  "directory was changed.");
  return Outcome{"confirmed by " + topology::CurrentAuthor() + " at " + topology::UtcNow()};
}

std::string Operation::ArchivePath() const {
  return plan_.chat.archive.empty() ? log_.folder() + "/chat.zip" : plan_.chat.archive;
}

// What was reviewed is what is exported: the dumps must still be those of the plan.
Result<Operation::Outcome> Operation::ExportData() {
  Result<std::string> digest = chat::LegacyStore::DigestOf(plan_.chat.dumps);
  if (!digest.ok()) return digest.status();
  if (*digest != plan_.chat.digest)
    return Status(Code::kAssertionFailed,
                  "the dumps in " + plan_.chat.dumps +
                      " were changed since the plan was made. Put them back, or go back with "
                      "Undo-CsCutover and make a new plan.");
  std::string path = ArchivePath();
  if (directory::FileExists(path)) {
    auto there = ArchiveReader::FromFile(path);
    if (!there.ok()) return there.status();
    return Outcome{path + " is there already, SHA-256 " + Short((*there)->identity()), 0, true};
  }
  auto source = ground_.open_chat_source(plan_.legacy_pool);
  if (!source.ok()) return source.status();
  auto writer = ArchiveWriter::ToFile(path);
  if (!writer.ok()) return writer.status();
  Result<chat::ExportResult> result = chat::Export(**source, {}, **writer, ground_.chat_progress);
  if (!result.ok()) return result.status();
  return Outcome{Held(result->counts) + " in " + path + ", SHA-256 " + Short(result->identity)};
}

Result<Operation::Outcome> Operation::CountBefore() {
  std::string path = ArchivePath();
  if (!plan_.chat.archive.empty()) {
    auto archive = ArchiveReader::FromFile(path);
    if (!archive.ok()) return archive.status();
    if ((*archive)->identity() != plan_.chat.digest)
      return Status(Code::kAssertionFailed,
                    path + " is another archive than the plan was made from");
  }
  Result<ChatLedger> ledger = MakeLedger(ground_, plan_, path);
  if (!ledger.ok()) return ledger.status();
  if (Status kept = WriteLedger(*ledger, log_.folder()); !kept.ok()) return kept;
  return Outcome{Held(ledger->moved) + " to be moved; " + plan_.target_pool + " holds " +
                 Held(ledger->before)};
}

Result<Operation::Outcome> Operation::ImportData() {
  auto archive = ArchiveReader::FromFile(ArchivePath());
  if (!archive.ok()) return archive.status();
  chat::ImportTarget target{ground_.chat, ground_.journal, plan_.target_pool, ground_.cmdlet,
                            ground_.command_line};
  Result<chat::ImportPlan> import = chat::PlanImport(**archive, target, ground_.chat_principal);
  if (!import.ok()) return import.status();
  Result<chat::ImportResult> result =
      chat::Import(**archive, target, *import, ground_.chat_progress);
  if (!result.ok()) return result.status();
  if (import->state == chat::ImportPlan::State::kComplete) {
    Result<journal::ChangeId> change =
        chat::ChangeOf(*ground_.journal, plan_.target_pool, import->run);
    if (!change.ok()) return change.status();
    return Outcome{"the archive is imported already", *change, true};
  }
  std::string text = std::to_string(result->messages) + " messages imported";
  if (result->doubles > 0) text += ", " + std::to_string(result->doubles) + " were there already";
  return Outcome{text + ", change " + std::to_string(result->change), result->change};
}

Result<Operation::Outcome> Operation::CountAfter() {
  Result<ChatLedger> ledger = ReadLedger(log_.folder());
  if (!ledger.ok()) return ledger.status();
  Result<ChatComparison> comparison = CompareWithLedger(ground_, plan_, *ledger);
  if (!comparison.ok()) return comparison.status();
  for (const CountName& one : CountNames()) {
    std::string line = std::string(one.name) + ": " + std::to_string(ledger->moved.*one.count) +
                       " moved, " + std::to_string(ledger->before.*one.count) + " before, " +
                       std::to_string(comparison->after.*one.count) + " after";
    if (Status noted = Saw("count-after", line); !noted.ok()) return noted;
  }
  if (!comparison->differences.empty())
    return Status(Code::kUnwilling,
                  "what arrived is not what was sent: " + Joined(comparison->differences) +
                      ". The address was not touched. Resume-CsCutover looks again, "
                      "Undo-CsCutover takes the import back.");
  return Outcome{"every room has its messages; " + plan_.target_pool + " holds " +
                 Held(comparison->after)};
}

Result<std::string> Operation::UndoData() {
  if (!plan_.chat.Moved()) return std::string();
  Result<ChatLedger> ledger = ReadLedger(log_.folder());
  if (ledger.status().code == Code::kNoSuchObject) return std::string();
  if (!ledger.ok()) return ledger.status();
  Result<std::optional<chat::ImportRun>> run =
      ImportOf(*ground_.chat, plan_.target_pool, ledger->identity);
  if (!run.ok()) return run.status();
  if (!*run || (*run)->name == ledger->earlier) return std::string();
  return "Take the import of " + Held(ledger->moved) + " back from " + plan_.target_pool + ": " +
         std::to_string((*run)->messages) + " messages, and what it made and overwrote";
}

// The import's one change is taken back, and with it every message that it brought.
Result<Operation::Outcome> Operation::TakeBackData() {
  Result<ChatLedger> ledger = ReadLedger(log_.folder());
  if (ledger.status().code == Code::kNoSuchObject) return Outcome{"nothing was imported", 0, true};
  if (!ledger.ok()) return ledger.status();
  Result<std::optional<chat::ImportRun>> run =
      ImportOf(*ground_.chat, plan_.target_pool, ledger->identity);
  if (!run.ok()) return run.status();
  if (!*run) return Outcome{"nothing of it is in " + plan_.target_pool, 0, true};
  if ((*run)->name == ledger->earlier)
    return Outcome{"the archive had been imported before this cut-over; that stays", 0, true};
  Result<journal::ChangeId> change = chat::ChangeOf(*ground_.journal, plan_.target_pool, **run);
  if (!change.ok()) return change.status();
  Result<journal::Record> record = ground_.journal->Find(*change);
  if (!record.ok()) return record.status();
  if (Status settled = chat::SettleImport(*ground_.chat, &*record); !settled.ok()) return settled;
  Result<std::vector<std::string>> foreign = chat::ForeignMessages(*ground_.chat, *record);
  if (!foreign.ok()) return foreign.status();
  if (!foreign->empty() && !ground_.force)
    return Status(
        Code::kAssertionFailed,
        "messages were written since the cut-over and would be lost: " + Joined(*foreign) +
            ". Export them (Export-CsPersistentChatData), then repeat with -Force.");
  chat::ChatObjects objects(*ground_.chat);
  Outcome outcome;
  if (Status back = ApplyUndo(objects, {std::move(*record)}, &outcome); !back.ok()) return back;
  return outcome;
}

}  // namespace sipsh::cutover
