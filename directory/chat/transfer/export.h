// Export: from a source into an archive, by level, scope and start date. Converts nothing: what has
// to be different in the target is the import's matter (conversion.h).
// Statuses: kNoSuchObject (a category named in the scope), kConstraintViolation (a start date where
// the level has no messages), kCancelled, and those of source.h and archive.h.
#pragma once

#include <vector>

#include "directory/chat/transfer/archive.h"

namespace sipsh::chat {

struct ExportOptions {
  Level level = Level::kAll;
  std::vector<std::string> scope;  // Names of categories, any depth: with all that is below them.
  std::optional<int64_t> start;    // Milliseconds since 1970: messages from then on.
};

struct ExportedRoom {
  int64_t id = 0;  // LegacyNode::id
  std::string name, category;
  bool disabled = false;
};

struct ExportResult {
  TransferCounts counts;
  std::string identity;  // Of the archive.
  std::vector<ExportedRoom> rooms;
  std::optional<int64_t> last_posted;  // Of the youngest message; nothing: none was exported.
};

// Reads one snapshot of the source and finishes the writer. The time now goes into the manifest.
Result<ExportResult> Export(TransferSource& source, const ExportOptions& options,
                            ArchiveWriter& writer, const TransferProgress& progress = {});

}  // namespace sipsh::chat
