// ModuleLoader: which plug-in holds which cmdlet, and loading it when one is first named.
//
// Each module directory holds plug-ins (*.so) and, made when they are built, `cmdlets.index`: a
// line `Name<TAB>file` for every cmdlet and `alias<TAB>file<TAB>Name` for every alias that a cmdlet
// declares, in the order of CompareCommandNames. Its bytes are read once and nothing is parsed: a
// name is found in it by halves. That opens no plug-in; one that is loaded stays loaded until the
// process ends.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/module.h"

namespace sipsh::runtime {

struct IndexedCommand {
  std::string name;    // as declared
  std::string path;    // of the plug-in
  std::string target;  // of an alias; empty for a cmdlet
};

// Names of commands are ASCII; case does not count. Less than, equal to or greater than 0.
int CompareCommandNames(std::string_view a, std::string_view b);

class ModuleLoader {
 public:
  // A directory without an index adds nothing. Of two that have a name, the first one wins.
  void AddDirectory(const std::string& directory);

  // Nothing when no plug-in has it.
  std::optional<IndexedCommand> Find(std::string_view name) const;
  void ForEach(const std::function<void(const IndexedCommand&)>& visit) const;
  // Paths of the plug-ins that the directories name.
  std::vector<std::string> Files() const;

  // Throws TerminatingError naming the file: it cannot be loaded (ModuleLoadFailed), is no plug-in
  // (NotASipshModule), or was built for another interface (ModuleAbiMismatch).
  static const SipshModule& Load(const std::string& path);

 private:
  struct Index {
    std::string directory, text;
  };
  static std::string_view FindLine(const Index& index, std::string_view name);
  static IndexedCommand Parse(const Index& index, std::string_view line);

  std::vector<Index> indexes_;
};

}  // namespace sipsh::runtime
