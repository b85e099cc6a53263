// ModuleLoader: which plug-in holds which cmdlet, and loading it when one is first named.
//
// Each module directory holds plug-ins (*.so) and, made when they are built, `cmdlets.index`: a
// line `Name<TAB>file` for every cmdlet and `alias<TAB>file<TAB>Name` for every alias that a cmdlet
// declares. Reading it opens no plug-in. A loaded plug-in stays loaded until the process ends.
#pragma once

#include <map>
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

class ModuleLoader {
 public:
  // A directory without an index adds nothing.
  void AddDirectory(const std::string& directory);

  // Null when no plug-in has it. Names compare without regard to case.
  const IndexedCommand* Find(std::string_view name) const;
  const std::map<std::string, IndexedCommand>& Commands() const {
    return commands_;
  }  // by lower-case name
  // Paths of the plug-ins that the directories hold.
  const std::vector<std::string>& Files() const { return files_; }

  // Throws TerminatingError naming the file: it cannot be loaded (ModuleLoadFailed), is no plug-in
  // (NotASipshModule), or was built for another interface (ModuleAbiMismatch).
  static const SipshModule& Load(const std::string& path);

 private:
  std::map<std::string, IndexedCommand> commands_;
  std::vector<std::string> files_;
};

}  // namespace sipsh::runtime
