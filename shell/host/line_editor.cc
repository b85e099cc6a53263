#include "shell/host/line_editor.h"

#include <cerrno>
#include <dlfcn.h>
#include <poll.h>
#include <unistd.h>

namespace sipsh {
namespace {

class PlainLineEditor final : public LineEditor {
 public:
  explicit PlainLineEditor(LineEditorSettings settings) : settings_(std::move(settings)) {}

  LineResult Read(const std::string& prompt, std::string& line) override {
    line.clear();
    if (::write(STDOUT_FILENO, prompt.data(), prompt.size()) < 0) return LineResult::kEnd;
    while (true) {
      if (settings_.interrupted && settings_.interrupted()) return LineResult::kInterrupted;
      pollfd wait{STDIN_FILENO, POLLIN, 0};
      if (::poll(&wait, 1, 200) <= 0) continue;
      char c;
      ssize_t got = ::read(STDIN_FILENO, &c, 1);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return line.empty() ? LineResult::kEnd : LineResult::kLine;
      if (c == '\n') return LineResult::kLine;
      line += c;
    }
  }
  void Remember(const std::string&) override {}

 private:
  LineEditorSettings settings_;
};

}  // namespace

std::unique_ptr<LineEditor> MakeLineEditor(const std::vector<std::string>& directories,
                                           const LineEditorSettings& settings) {
  for (const std::string& directory : directories) {
    std::string path = directory + "/" + kLineEditorFile;
    if (::access(path.c_str(), R_OK) != 0) continue;
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) continue;
    auto entry = reinterpret_cast<LineEditorEntry>(::dlsym(library, kLineEditorEntryName));
    if (entry) return std::unique_ptr<LineEditor>(entry(settings));
  }
  return std::make_unique<PlainLineEditor>(settings);
}

}  // namespace sipsh
