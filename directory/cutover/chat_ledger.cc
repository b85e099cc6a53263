// The ledger of the moved rooms: chat.json.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "directory/cutover/chat_data.h"
#include "directory/cutover/counts.h"
#include "directory/file/atomic_file.h"

namespace sipsh::cutover {

using chat::ArchiveReader;
using directory::Code;
using Json = nlohmann::ordered_json;

namespace {

constexpr size_t kDifferencesTold = 20;

Json ToJson(const chat::TransferCounts& counts) {
  Json json;
  for (const CountName& one : CountNames()) json[one.name] = counts.*one.count;
  return json;
}

chat::TransferCounts CountsOf(const Json& json) {
  chat::TransferCounts counts;
  for (const CountName& one : CountNames()) counts.*one.count = json.value(one.name, int64_t{0});
  return counts;
}

std::string PathIn(const std::string& folder) { return folder + "/chat.json"; }

// By the room that gets them.
Result<std::map<std::string, int64_t>> MessagesByRoom(const Ground& ground, ArchiveReader& archive,
                                                      const chat::Conversion& conversion) {
  std::map<std::string, int64_t> moved;
  for (const auto& [node, room] : conversion.room_of) moved[room];
  Status lost;
  int64_t done = 0;
  Status read = archive.EachMessageChunk(1, [&](chat::MessageChunk&& chunk) {
    for (const chat::ArchiveMessage& message : chunk.messages) {
      auto room = conversion.room_of.find(message.room);
      if (room == conversion.room_of.end()) {
        lost = {Code::kCorrupt, "The archive has messages of a room that it does not have (" +
                                    std::to_string(message.room) + "). Export again."};
        return false;
      }
      ++moved[room->second];
    }
    done += static_cast<int64_t>(chunk.messages.size());
    if (ground.chat_progress &&
        !ground.chat_progress({"Counting messages", done, archive.counts().messages})) {
      lost = {Code::kCancelled, "Stopped while counting; nothing was imported."};
      return false;
    }
    return true;
  });
  if (!lost.ok()) return lost;
  if (!read.ok()) return read;
  return moved;
}

}  // namespace

Result<ChatLedger> MakeLedger(const Ground& ground, const Plan& plan, const std::string& path) {
  auto archive = ArchiveReader::FromFile(path);
  if (!archive.ok()) return archive.status();
  if (Status whole = (*archive)->Verify(ground.chat_progress); !whole.ok()) return whole;
  Result<std::optional<chat::ImportRun>> earlier =
      ImportOf(*ground.chat, plan.target_pool, (*archive)->identity());
  if (!earlier.ok()) return earlier.status();
  if (*earlier && !(*earlier)->complete)
    return Status(Code::kUnwilling,
                  "An import of this archive was begun earlier and did not end. Finish it with "
                  "Import-CsPersistentChatData or take it back with Undo-CsChange first.");
  auto input = chat::ReadForConversion(**archive, *ground.chat, plan.target_pool);
  if (!input.ok()) return input.status();
  input->directory = ground.chat_principal;
  chat::Conversion conversion = chat::Convert(*input);
  Result<chat::TransferCounts> before = CountTarget(ground, plan);
  if (!before.ok()) return before.status();
  ChatLedger ledger;
  ledger.archive = path;
  ledger.identity = (*archive)->identity();
  if (*earlier) ledger.earlier = (*earlier)->name;
  ledger.moved = (*archive)->counts();
  ledger.before = *before;
  for (const chat::Finding& finding : conversion.findings)
    ledger.findings.push_back(std::string(Name(finding.severity)) + " " + finding.Line());
  auto moved = MessagesByRoom(ground, **archive, conversion);
  if (!moved.ok()) return moved.status();
  for (const auto& [room, messages] : *moved) {
    RoomCount count{room, messages, 0};
    Result<int64_t> held = ground.chat->CountMessages(plan.target_pool, room);
    if (held.ok())
      count.before = *held;
    else if (held.status().code != Code::kNoSuchObject)
      return held.status();
    ledger.rooms.push_back(std::move(count));
  }
  return ledger;
}

Status WriteLedger(const ChatLedger& ledger, const std::string& folder) {
  Json rooms = Json::array();
  for (const RoomCount& room : ledger.rooms)
    rooms.push_back(Json{{"room", room.room}, {"moved", room.moved}, {"before", room.before}});
  Json json{{"archive", ledger.archive},       {"identity", ledger.identity},
            {"earlier", ledger.earlier},       {"moved", ToJson(ledger.moved)},
            {"before", ToJson(ledger.before)}, {"rooms", rooms},
            {"findings", ledger.findings}};
  return directory::ReplaceFile(PathIn(folder),
                                json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n",
                                {.mode = 0600});
}

Result<ChatLedger> ReadLedger(const std::string& folder) {
  Result<std::string> text = directory::ReadFile(PathIn(folder));
  if (!text.ok()) return text.status();
  Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("rooms") || !json.contains("moved"))
    return Status(Code::kCorrupt, PathIn(folder) + " is damaged. Undo-CsCutover goes back.");
  ChatLedger ledger;
  ledger.archive = json.value("archive", "");
  ledger.identity = json.value("identity", "");
  ledger.earlier = json.value("earlier", "");
  ledger.moved = CountsOf(json["moved"]);
  ledger.before = CountsOf(json["before"]);
  for (const Json& room : json["rooms"])
    ledger.rooms.push_back({room.value("room", ""), room.value("moved", int64_t{0}),
                            room.value("before", int64_t{0})});
  for (const Json& line : json["findings"])
    if (line.is_string()) ledger.findings.push_back(line.get<std::string>());
  return ledger;
}

Result<std::optional<chat::ImportRun>> ImportOf(chat::ChatStore& store, const std::string& pool,
                                                const std::string& identity) {
  std::optional<chat::ImportRun> found;
  Status read = store.EachImport(pool, [&](chat::ImportRun&& run) {
    if (run.archive == identity) found = std::move(run);
    return !found;
  });
  if (!read.ok()) return read;
  return found;
}

// A message that was there before is passed over by the import, so that a room which had some may
// hold fewer than the sum, and the import must account for the rest.
Result<ChatComparison> CompareWithLedger(const Ground& ground, const Plan& plan,
                                         const ChatLedger& ledger) {
  ChatComparison comparison;
  Result<chat::TransferCounts> after = CountTarget(ground, plan);
  if (!after.ok()) return after.status();
  comparison.after = *after;
  auto differs = [&](std::string text) {
    if (comparison.differences.size() < kDifferencesTold)
      comparison.differences.push_back(std::move(text));
  };
  for (const RoomCount& room : ledger.rooms) {
    Result<int64_t> held = ground.chat->CountMessages(plan.target_pool, room.room);
    if (!held.ok() && held.status().code != Code::kNoSuchObject) return held.status();
    std::string name = "the room '" + room.room + "'";
    if (!held.ok())
      differs(name + " is not there");
    else if (*held < std::max(room.before, room.moved))
      differs(name + " holds " + std::to_string(*held) +
              " messages: " + std::to_string(room.moved) + " were to be moved, " +
              std::to_string(room.before) + " were there before");
  }
  Result<std::optional<chat::ImportRun>> run =
      ImportOf(*ground.chat, plan.target_pool, ledger.identity);
  if (!run.ok()) return run.status();
  if (!*run || !(*run)->complete)
    differs("the import into " + plan.target_pool + " is not complete");
  else if ((*run)->messages + (*run)->doubles != ledger.moved.messages)
    differs("the import accounts for " + std::to_string((*run)->messages + (*run)->doubles) +
            " messages of " + std::to_string(ledger.moved.messages));
  if (*run && (*run)->name != ledger.earlier) {
    comparison.doubles = (*run)->doubles;
    if (after->messages < ledger.before.messages + (*run)->messages)
      differs(plan.target_pool + " holds " + std::to_string(after->messages) + " messages, " +
              std::to_string(ledger.before.messages) + " were there before and " +
              std::to_string((*run)->messages) + " were imported");
  }
  return comparison;
}

}  // namespace sipsh::cutover
