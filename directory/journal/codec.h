// Journal records as JSON lines. Bytes that are not UTF-8 are kept as {"base64": ...}.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "directory/journal/journal.h"

namespace sipsh::journal {

// `head` says number, time and author; its own intent is not looked at. `command_line` is the
// intent's, masked.
std::string EncodeIntent(const Record& head, const Intent& intent, std::string_view command_line);
std::string EncodeOutcome(ChangeId id, const std::string& time, const Outcome& outcome);

struct Line {
  ChangeId id = 0;
  std::optional<Record> intent;  // One of the two.
  std::optional<Outcome> outcome;
};
std::optional<Line> DecodeLine(std::string_view line);  // nullopt: damaged or cut off.
ChangeId DecodeId(std::string_view line);               // Of an intent; 0: it is none.
ChangeId DecodeOf(std::string_view line);               // Of a result; 0: it is none.

}  // namespace sipsh::journal
