// HistoryService: the statements entered at the prompt of this session, oldest first. Offered by
// the prompt alone; a script has none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shell/value/value.h"

namespace sipsh {

struct HistoryEntry {
  int64_t id = 0;  // from 1; not given again when entries are removed
  std::string command_line;
  Value start, end;  // DateTime; the end is null while it runs
  bool failed = false;
};

class HistoryService {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.HistoryService";
  virtual ~HistoryService() = default;
  virtual const std::vector<HistoryEntry>& Entries() const = 0;
  virtual void Remove(int64_t id) = 0;
};

}  // namespace sipsh
