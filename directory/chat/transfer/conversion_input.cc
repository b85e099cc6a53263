// What a conversion needs, and what it says.
#include <algorithm>

#include "directory/chat/transfer/conversion.h"
#include "directory/schema.h"

namespace sipsh::chat {

using directory::FoldText;

std::string_view Name(Finding::Severity severity) {
  static constexpr std::string_view kNames[] = {"Information", "Warning", "Failure"};
  return kNames[static_cast<int>(severity)];
}

std::string Finding::Line() const {
  std::string line = id + ": " + object;
  if (!before.empty() || !after.empty())
    line += " (" + (before.empty() ? "" : before) +
            (before.empty() || after.empty() ? "" : " -> ") + after + ")";
  return line + ": " + text;
}

size_t Conversion::Count(Finding::Severity severity) const {
  return static_cast<size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.severity == severity; }));
}

Result<PoolContents> ReadPool(ChatStore& store, const std::string& pool) {
  PoolContents contents;
  auto into = [](auto* map) {
    return [map](auto&& object) {
      std::string key = FoldText(object.name);
      map->emplace(std::move(key), std::move(object));
      return true;
    };
  };
  Status read = store.EachCategory(pool, into(&contents.categories));
  if (read.ok()) read = store.EachRoom(pool, {}, into(&contents.rooms));
  if (read.ok()) read = store.EachAddin(pool, into(&contents.addins));
  if (!read.ok()) return read;
  return contents;
}

Result<ConversionInput> ReadForConversion(ArchiveReader& archive, ChatStore& store,
                                          const std::string& pool) {
  Result<PoolContents> contents = ReadPool(store, pool);
  if (!contents.ok()) return contents.status();
  ConversionInput input;
  input.source = archive.manifest().source;
  input.target = std::move(*contents);
  auto into = [](auto* list) {
    return [list](auto&& one) {
      list->push_back(std::move(one));
      return true;
    };
  };
  Status read = archive.EachPrincipal(into(&input.principals));
  if (read.ok()) read = archive.EachAddin(into(&input.addins));
  if (read.ok()) read = archive.EachNode(into(&input.nodes));
  if (!read.ok()) return read;
  return input;
}

}  // namespace sipsh::chat
