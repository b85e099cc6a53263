// LineEditor: one line from the terminal, with history and completion. Its implementation is a
// module (sipsh_readline) loaded at the first prompt; without it the prompt reads plain lines.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sipsh {

struct Completions {
  size_t start = 0;  // Byte offset in the line of the text that is replaced, up to the cursor.
  std::vector<std::string> texts;
};

struct LineEditorSettings {
  std::string history_file;  // Kept with mode 0600; empty: no history between sessions.
  std::function<Completions(const std::string& line, size_t cursor)> complete;
  std::function<bool()> interrupted;  // Ctrl+C was pressed.
};

enum class LineResult { kLine, kInterrupted, kEnd };

class LineEditor {
 public:
  virtual ~LineEditor() = default;
  virtual LineResult Read(const std::string& prompt, std::string& line) = 0;
  // Remembers a whole statement; those that name a password are left out.
  virtual void Remember(const std::string& statement) = 0;
};

// What the module exports as "sipsh_line_editor"; the caller deletes the editor.
using LineEditorEntry = LineEditor* (*)(const LineEditorSettings& settings);
inline constexpr const char* kLineEditorEntryName = "sipsh_line_editor";
inline constexpr const char* kLineEditorFile = "libsipsh_readline.so";

// From the first of `directories` that holds the module, else a plain reader of lines.
std::unique_ptr<LineEditor> MakeLineEditor(const std::vector<std::string>& directories,
                                           const LineEditorSettings& settings);

}  // namespace sipsh
