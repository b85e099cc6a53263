// What an archive's chunks must be to each other: as many records as counted, parents before their
// children, messages in rooms, add-ins that are there.
#pragma once

#include <set>
#include <string>
#include <unordered_map>

#include "directory/chat/transfer/records.h"

namespace sipsh::chat {

class Verifier {
 public:
  // Not copied; must outlive it.
  explicit Verifier(const TransferCounts& counts) : expected_(counts) {}

  // In the archive's order; `xml` is used up.
  Status Take(const ChunkInfo& chunk, std::string* xml);
  Status Finish() const;

 private:
  Status TakeNode(const ArchiveNode& one);
  Status TakeMessages(std::string* xml, int64_t* rows);

  const TransferCounts& expected_;
  TransferCounts seen_;
  std::set<std::string> addins_;
  std::unordered_map<int64_t, bool> nodes_;  // By id: is it a category?
};

}  // namespace sipsh::chat
