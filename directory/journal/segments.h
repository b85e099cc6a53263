// The journal's files: which there are, and their lines one after the other.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/journal/journal.h"

namespace sipsh::journal {

struct Segment {
  std::string path;
  ChangeId last = 0;  // The last change in it; UINT64_MAX for the one being written.
};

// Oldest first; the one being written comes last.
std::vector<Segment> SegmentsOf(const std::string& folder);
std::string SegmentName(ChangeId last);  // journal-000000000042.jsonl

// Hands over each line without its end; `whole` is false for a last line that has none. A visitor
// that answers false ends it. One line is in memory at a time.
using LineVisitor = std::function<bool(std::string_view line, size_t number, bool whole)>;
Status ReadLines(const std::string& path, const LineVisitor& visitor, bool* ended);

}  // namespace sipsh::journal
