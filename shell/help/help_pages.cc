#include "shell/help/help_pages.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::help {
namespace {

namespace fs = std::filesystem;

std::string TextOfFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return MakeValidUtf8(
      std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()));
}

std::vector<std::string> StemsOf(const std::vector<fs::path>& files) {
  std::vector<std::string> names;
  for (const fs::path& file : files) names.push_back(file.stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

HelpPages::HelpPages(const std::vector<std::string>& plugins) {
  for (const std::string& plugin : plugins) {
    fs::path folder = fs::path(plugin).parent_path() / "help";
    if (std::find(folders_.begin(), folders_.end(), folder) == folders_.end())
      folders_.push_back(std::move(folder));
  }
}

std::vector<fs::path> HelpPages::Files(std::string_view wildcard) const {
  const WildcardPattern pattern(wildcard);
  std::vector<fs::path> found;
  for (const fs::path& folder : folders_) {
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
      if (entry.path().extension() == ".md" && pattern.Matches(entry.path().stem().string()))
        found.push_back(entry.path());
    }
  }
  return found;
}

std::optional<std::string> HelpPages::Read(std::string_view name) const {
  for (const fs::path& file : Files("*")) {
    if (EqualsIgnoreCase(file.stem().string(), name)) return TextOfFile(file);
  }
  return std::nullopt;
}

std::vector<std::string> HelpPages::Names(std::string_view wildcard) const {
  return StemsOf(Files(wildcard));
}

std::vector<std::string> HelpPages::Holding(std::string_view phrase) const {
  const std::string wanted = Fold(phrase);
  std::vector<fs::path> files = Files("*");
  std::erase_if(files, [&](const fs::path& file) {
    std::string text = Fold(TextOfFile(file));
    std::replace(text.begin(), text.end(), '\n', ' ');  // A phrase may run over a line's end.
    return text.find(wanted) == std::string::npos;
  });
  return StemsOf(files);
}

}  // namespace sipsh::help
