// A journal record as the change cmdlets show and judge it.
#pragma once

#include <map>
#include <string>

#include "directory/journal/journal.h"
#include "shell/value/value.h"

namespace sipsh {

// Which change took which back, for the whole journal. A few bytes a record; read once a cmdlet.
class UndoLedger {
 public:
  static UndoLedger Read(const journal::Journal& journal);
  // The change that took this one back and still stands; 0: none.
  journal::ChangeId UndoneBy(journal::ChangeId id) const;

 private:
  std::map<journal::ChangeId, journal::ChangeId> undone_by_;
};

// Done, Failed, Partial, Interrupted or Undone.
std::string ChangeState(const journal::Record& record, const UndoLedger& ledger);
bool ChangedAnything(const journal::Record& record);
Value ChangeObject(const journal::Record& record, const UndoLedger& ledger);
// "2026-01-31T12:00:00Z" as a DateTime.
Value TimeOf(const std::string& utc);

inline constexpr std::string_view kChangeType = "Sipsh.Change";

}  // namespace sipsh
