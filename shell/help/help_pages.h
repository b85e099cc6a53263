// HelpPages: the Markdown pages beside the plug-ins. The folder that holds a plug-in's file has a
// folder `help` with a page NAME.md for each cmdlet, and pages about_SUBJECT.md. Nothing is read
// before it is asked for; a folder that is missing or cannot be read holds no pages.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::help {

class HelpPages {
 public:
  // Paths of plug-ins; several may lie in one folder.
  explicit HelpPages(const std::vector<std::string>& plugins);

  // The text of a page; names compare without regard to case.
  std::optional<std::string> Read(std::string_view name) const;
  // Names of the pages that match, sorted.
  std::vector<std::string> Names(std::string_view wildcard) const;
  // Names of the pages whose text holds the phrase, sorted; case does not count.
  std::vector<std::string> Holding(std::string_view phrase) const;

 private:
  std::vector<std::filesystem::path> Files(std::string_view wildcard) const;

  std::vector<std::filesystem::path> folders_;
};

}  // namespace sipsh::help
