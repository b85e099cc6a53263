// The rooms' part of a cut-over: what would be moved and what becomes of it, and the ledger that
// tells afterwards, room by room, whether every message arrived.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/chat/transfer/conversion.h"
#include "directory/cutover/plan.h"

namespace sipsh::cutover {

// What is to be moved and how the target would take it, as things stand. Changes neither; a legacy
// database's dumps are read in first where they were not.
struct ChatSurvey {
  std::string digest;  // As ChatPart::digest.
  chat::TransferCounts counts;
  chat::Conversion conversion;
};
Result<ChatSurvey> SurveyChat(const Ground& ground, const Plan& plan);
void Note(const ChatSurvey& survey, ChatPart* chat);

// How it differs from what the plan was made from, a line each; empty: it is fresh.
Result<std::vector<std::string>> WhatChangedInChat(const Plan& plan, const Ground& ground);

std::string Held(const chat::TransferCounts& counts);  // "2 categories, 5 rooms and 12 messages"

// The counts of one room of the target.
struct RoomCount {
  std::string room;
  int64_t moved = 0, before = 0;
};

// Written once, before the first message is moved: chat.json in the run's folder.
struct ChatLedger {
  std::string archive;                 // The file.
  std::string identity;                // Of the archive.
  std::string earlier;                 // An import of it before this one; going back leaves that.
  chat::TransferCounts moved, before;  // What the archive and the target pool hold.
  std::vector<RoomCount> rooms;        // That get messages.
  std::vector<std::string> findings;   // Of the conversion.
};
Result<ChatLedger> MakeLedger(const Ground& ground, const Plan& plan, const std::string& archive);
Status WriteLedger(const ChatLedger& ledger, const std::string& folder);
Result<ChatLedger> ReadLedger(const std::string& folder);  // kNoSuchObject: none yet.

// What the target holds now, and what it lacks.
struct ChatComparison {
  chat::TransferCounts after;
  int64_t doubles = 0;  // Messages that were there already and were passed over.
  std::vector<std::string> differences;
};
Result<ChatComparison> CompareWithLedger(const Ground& ground, const Plan& plan,
                                         const ChatLedger& ledger);
// The newest import of an archive into a pool.
Result<std::optional<chat::ImportRun>> ImportOf(chat::ChatStore& store, const std::string& pool,
                                                const std::string& identity);
Result<chat::TransferCounts> CountTarget(const Ground& ground, const Plan& plan);

}  // namespace sipsh::cutover
