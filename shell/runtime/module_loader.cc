#include "shell/runtime/module_loader.h"

#include <algorithm>
#include <dlfcn.h>
#include <fstream>

#include "shell/command/error_record.h"

namespace sipsh::runtime {
namespace {

// Names of commands are ASCII.
std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::string text(file ? static_cast<size_t>(file.tellg()) : 0, '\0');
  file.seekg(0);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}

}  // namespace

// Every start reads the index, hence with few allocations; it is nearly sorted, so that a command's
// place is mostly the end.
void ModuleLoader::AddDirectory(const std::string& directory) {
  const std::string text = ReadAll(directory + "/cmdlets.index");
  std::string_view last_file;
  std::string path;
  for (size_t start = 0, end; start < text.size(); start = end + 1) {
    end = std::min(text.find('\n', start), text.size());
    const std::string_view line = std::string_view(text).substr(start, end - start);
    const size_t first = line.find('\t');
    if (first == std::string_view::npos) continue;
    const size_t second = std::min(line.find('\t', first + 1), line.size());
    const std::string_view file = line.substr(first + 1, second - first - 1);
    if (file != last_file) {
      last_file = file;
      path.assign(directory).append("/").append(file);
      if (std::find(files_.begin(), files_.end(), path) == files_.end()) files_.push_back(path);
    }
    const std::string_view name = line.substr(0, first);
    const auto known = commands_.size();
    const auto place = commands_.emplace_hint(commands_.end(), LowerCase(name), IndexedCommand());
    if (commands_.size() == known) continue;  // the first directory wins
    place->second.name = name;
    place->second.path = path;
    if (second < line.size()) place->second.target = line.substr(second + 1);
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
