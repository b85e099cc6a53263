#include "directory/chat/transfer/verify.h"

namespace sipsh::chat {
namespace {

using directory::Code;

Status Wrong(std::string what) { return {Code::kInvalidSyntax, std::move(what)}; }

std::string NodeText(const LegacyNode& node) { return "node " + std::to_string(node.id); }

}  // namespace

Status Verifier::TakeNode(const ArchiveNode& one) {
  const LegacyNode& node = one.node;
  if (nodes_.empty() != node.IsRoot())
    return Wrong(NodeText(node) + (node.IsRoot() ? " is a second root" : " comes before the root"));
  if (!node.IsRoot()) {
    auto parent = nodes_.find(node.parent);
    if (parent == nodes_.end() || !parent->second)
      return Wrong(NodeText(node) + " is below a category that does not come before it");
  } else if (!node.is_category) {
    return Wrong(NodeText(node) + ", the root, is a room");
  }
  if (!nodes_.emplace(node.id, node.is_category).second)
    return Wrong(NodeText(node) + " comes twice");
  if (!one.context && !node.addin.empty() && addins_.count(node.addin) == 0)
    return Wrong(NodeText(node) + " has an add-in that is not in the archive");
  if (one.context) return Status::Ok();
  if (node.is_category) {
    seen_.categories += node.IsRoot() ? 0 : 1;
  } else {
    ++seen_.rooms;
    seen_.disabled_rooms += node.disabled ? 1 : 0;
  }
  return Status::Ok();
}

Status Verifier::TakeMessages(std::string* xml, int64_t* rows) {
  auto messages = ParseMessages(xml);
  if (!messages.ok()) return messages.status();
  *rows = static_cast<int64_t>(messages->size());
  seen_.messages += *rows;
  int64_t known = 0;
  bool any = false;
  for (const ArchiveMessage& one : *messages) {
    if (any && one.room == known) continue;
    auto room = nodes_.find(one.room);
    if (room == nodes_.end() || room->second)
      return Wrong("there are messages of " + std::to_string(one.room) + ", which is no room");
    known = one.room;
    any = true;
  }
  return Status::Ok();
}

Status Verifier::Take(const ChunkInfo& chunk, std::string* xml) {
  int64_t rows = 0;
  Status status;
  auto each = [&](auto records, auto take) {
    if (!records.ok()) {
      status = records.status();
      return;
    }
    rows = static_cast<int64_t>(records->size());
    for (const auto& one : *records)
      if (status.ok()) status = take(one);
  };
  switch (chunk.kind) {
    case ChunkKind::kPrincipals:
      each(ParsePrincipals(xml), [&](const LegacyPrincipal&) { return Status::Ok(); });
      seen_.principals += rows;
      break;
    case ChunkKind::kAddins:
      each(ParseAddins(xml), [&](const Addin& one) {
        return addins_.insert(one.name).second ? Status::Ok() : Wrong("an add-in comes twice");
      });
      seen_.addins += rows;
      break;
    case ChunkKind::kNodes:
      each(ParseNodes(xml), [&](const ArchiveNode& one) { return TakeNode(one); });
      break;
    case ChunkKind::kMessages:
      status = TakeMessages(xml, &rows);
      break;
  }
  if (status.ok() && rows != chunk.rows)
    return Wrong("it does not hold as many records as counted");
  return status;
}

Status Verifier::Finish() const {
  if (seen_ == expected_) return Status::Ok();
  return Wrong("its counts are not those of its records");
}

}  // namespace sipsh::chat
