// The drives that are no file system: env:, function:, variable: and alias:. They are flat: names,
// each with a value.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/command/command_runtime.h"

namespace sipsh::management {

class ItemDrive {
 public:
  virtual ~ItemDrive() = default;
  virtual std::vector<std::string> Names() = 0;
  // What Get-Item gives; nothing when the name is not there. Case counts where it does for the
  // system (env:).
  virtual std::optional<Value> Item(const std::string& name) = 0;
  virtual Value Content(const std::string& name) = 0;  // Of one that is there.
  // Throws TerminatingError where that is not offered.
  virtual void Set(const std::string& name, const Value& value) = 0;
  virtual void Remove(const std::string& name) = 0;
};

// A path on one of the drives, such as env:PATH or function:f*.
struct DrivePath {
  std::unique_ptr<ItemDrive> drive;
  std::string path;  // As it was given.
  std::string name;  // May hold wildcards; empty: the drive itself.

  // The names that it means, sorted; empty when there is none.
  std::vector<std::string> Matching(bool literal) const;
};

// Nothing when the path begins with none of the drives.
std::optional<DrivePath> FindDrive(CommandRuntime& runtime, const std::string& path);

}  // namespace sipsh::management
