#include "shell/runtime/module_loader.h"

#include <algorithm>
#include <cctype>
#include <dlfcn.h>
#include <fstream>

#include "shell/command/error_record.h"

namespace sipsh::runtime {
namespace {

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace

void ModuleLoader::AddDirectory(const std::string& directory) {
  std::ifstream index(directory + "/cmdlets.index");
  for (std::string line; std::getline(index, line);) {
    const size_t first = line.find('\t');
    if (first == std::string::npos) continue;
    const size_t second = line.find('\t', first + 1);
    IndexedCommand command;
    command.name = line.substr(0, first);
    command.path =
        directory + "/" +
        line.substr(first + 1, second == std::string::npos ? second : second - first - 1);
    if (second != std::string::npos) command.target = line.substr(second + 1);
    if (std::find(files_.begin(), files_.end(), command.path) == files_.end())
      files_.push_back(command.path);
    commands_.emplace(LowerCase(command.name), std::move(command));  // the first directory wins
  }
}

const IndexedCommand* ModuleLoader::Find(std::string_view name) const {
  const auto found = commands_.find(LowerCase(name));
  return found == commands_.end() ? nullptr : &found->second;
}

const SipshModule& ModuleLoader::Load(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr)
    throw TerminatingError(
        std::string("The module '") + path + "' could not be loaded: " + dlerror() + ".",
        "ModuleLoadFailed", ErrorCategory::kResourceUnavailable, Value::String(path));
  const auto entry = reinterpret_cast<SipshModuleEntry>(dlsym(library, kSipshModuleEntryName));
  if (entry == nullptr)
    throw TerminatingError("The file '" + path + "' is no sipsh module: it exports no function " +
                               kSipshModuleEntryName + ".",
                           "NotASipshModule", ErrorCategory::kInvalidData, Value::String(path));
  const SipshModule* module = entry(kSipshAbi);
  if (module == nullptr)
    throw TerminatingError(
        "The module '" + path +
            "' was built for another version of sipsh's interface (this one is " +
            std::to_string(kSipshAbi) + "); build it again against the installed headers.",
        "ModuleAbiMismatch", ErrorCategory::kInvalidData, Value::String(path));
  return *module;
}

}  // namespace sipsh::runtime
