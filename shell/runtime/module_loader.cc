#include "shell/runtime/module_loader.h"

#include <algorithm>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/command/error_record.h"

namespace sipsh::runtime {
namespace {

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string ReadAll(const std::string& path) {
  std::string text;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return text;
  struct stat info {};
  if (::fstat(fd, &info) == 0) text.resize(static_cast<size_t>(info.st_size));
  size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t got = ::read(fd, text.data() + filled, text.size() - filled);
    if (got <= 0) break;
    filled += static_cast<size_t>(got);
  }
  text.resize(filled);
  ::close(fd);
  return text;
}

std::string_view LineAt(std::string_view text, size_t start) {
  return text.substr(start, std::min(text.find('\n', start), text.size()) - start);
}

std::string_view NameOf(std::string_view line) { return line.substr(0, line.find('\t')); }

}  // namespace

int CompareCommandNames(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    const int difference =
        static_cast<unsigned char>(LowerCase(a[i])) - static_cast<unsigned char>(LowerCase(b[i]));
    if (difference != 0) return difference;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

void ModuleLoader::AddDirectory(const std::string& directory) {
  std::string text = ReadAll(directory + "/cmdlets.index");
  if (!text.empty()) indexes_.push_back({directory, std::move(text)});
}

// Halves the bytes between the starts of two lines; empty when the name is not there.
std::string_view ModuleLoader::FindLine(const Index& index, std::string_view name) {
  const std::string_view text = index.text;
  size_t low = 0, high = text.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const size_t before = middle == 0 ? std::string_view::npos : text.rfind('\n', middle - 1);
    const size_t start = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view line = LineAt(text, start);
    const int order = CompareCommandNames(name, NameOf(line));
    if (order == 0) return line;
    if (order < 0) {
      high = start;
    } else {
      low = start + line.size() + 1;
    }
  }
  return {};
}

IndexedCommand ModuleLoader::Parse(const Index& index, std::string_view line) {
  const size_t first = std::min(line.find('\t'), line.size());
  const size_t second = std::min(line.find('\t', first + 1), line.size());
  IndexedCommand command;
  command.name = line.substr(0, first);
  command.path = index.directory + "/";
  if (first < second) command.path += line.substr(first + 1, second - first - 1);
  if (second < line.size()) command.target = line.substr(second + 1);
  return command;
}

std::optional<IndexedCommand> ModuleLoader::Find(std::string_view name) const {
  for (const Index& index : indexes_) {
    const std::string_view line = FindLine(index, name);
    if (!line.empty()) return Parse(index, line);
  }
  return std::nullopt;
}

void ModuleLoader::ForEach(const std::function<void(const IndexedCommand&)>& visit) const {
  for (auto index = indexes_.begin(); index != indexes_.end(); ++index) {
    const std::string_view text = index->text;
    for (size_t start = 0; start < text.size();) {
      const std::string_view line = LineAt(text, start);
      start += line.size() + 1;
      const bool earlier = std::any_of(indexes_.begin(), index, [&](const Index& other) {
        return !FindLine(other, NameOf(line)).empty();
      });
      if (!line.empty() && !earlier) visit(Parse(*index, line));
    }
  }
}

std::vector<std::string> ModuleLoader::Files() const {
  std::vector<std::string> files;
  ForEach([&](const IndexedCommand& command) {
    if (!files.empty() && files.back() == command.path) return;
    if (std::find(files.begin(), files.end(), command.path) == files.end())
      files.push_back(command.path);
  });
  return files;
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
