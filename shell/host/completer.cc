#include "shell/host/completer.h"

#include <algorithm>
#include <filesystem>

#include "shell/help/completion.h"

namespace sipsh {
namespace {

constexpr size_t kMostFiles = 500;
constexpr std::string_view kWordEnds = " \t\n|;(){}=,'\"&<>";

void OfferFiles(const std::string& line, size_t cursor, Completions& offered) {
  size_t before = line.find_last_of(kWordEnds, cursor == 0 ? 0 : cursor - 1);
  offered.start = before == std::string::npos || cursor == 0 ? 0 : before + 1;
  std::filesystem::path typed(line.substr(offered.start, cursor - offered.start));
  std::filesystem::path folder = typed.parent_path();
  std::error_code failed;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder.empty() ? "." : folder, failed)) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with(typed.filename().string())) continue;
    offered.texts.push_back((folder / name).string() + (entry.is_directory(failed) ? "/" : ""));
    if (offered.texts.size() >= kMostFiles) break;
  }
  std::sort(offered.texts.begin(), offered.texts.end());
}

}  // namespace

Completions Complete(Session& session, const std::string& line, size_t cursor) {
  cursor = std::min(cursor, line.size());
  help::CompletionResult found =
      help::Complete(line, cursor, session.Commands(), session.Variables());
  Completions offered;
  offered.start = found.begin;
  for (help::Completion& match : found.matches) offered.texts.push_back(std::move(match.text));
  if (offered.texts.empty()) OfferFiles(line, cursor, offered);
  return offered;
}

}  // namespace sipsh
