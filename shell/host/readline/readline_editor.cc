// The prompt's line editor on GNU readline, in a module of its own: readline keeps its state in
// globals, so one editor may live at a time, in the program's main thread.
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/command/module.h"
#include "shell/host/line_editor.h"

namespace sipsh {
namespace {

constexpr int kHistoryLines = 10000;

class ReadlineEditor final : public LineEditor {
 public:
  explicit ReadlineEditor(const LineEditorSettings& settings);
  ~ReadlineEditor() override { current_ = nullptr; }
  LineResult Read(const std::string& prompt, std::string& line) override;
  void Remember(const std::string& statement) override;

 private:
  static int ReadKey(FILE* stream);
  static char** Complete(const char* text, int start, int end);
  static char* NextMatch(const char* text, int state);

  static inline ReadlineEditor* current_ = nullptr;  // Readline's callbacks carry no context.
  LineEditorSettings settings_;
  Completions matches_;
  bool interrupted_ = false;
};

ReadlineEditor::ReadlineEditor(const LineEditorSettings& settings) : settings_(settings) {
  current_ = this;
  rl_readline_name = "sipsh";
  rl_catch_signals = 0;  // The program owns its signals.
  rl_getc_function = ReadKey;
  rl_attempted_completion_function = Complete;
  rl_completer_word_break_characters = " \t\n|;(){},='\"&";
  rl_completer_quote_characters = "";
  rl_variable_bind("completion-ignore-case", "on");
  rl_variable_bind("show-all-if-ambiguous", "on");
  rl_variable_bind("enable-bracketed-paste", "on");
  using_history();
  stifle_history(kHistoryLines);
  if (settings_.history_file.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(settings_.history_file).parent_path(),
                                      ignored);
  int file = ::open(settings_.history_file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) {
    settings_.history_file.clear();
    return;
  }
  ::fchmod(file, 0600);
  ::close(file);
  read_history(settings_.history_file.c_str());
}

// Waits for a key so that Ctrl+C ends the line at once: the line is emptied and accepted.
int ReadlineEditor::ReadKey(FILE* stream) {
  while (true) {
    if (current_->settings_.interrupted && current_->settings_.interrupted()) {
      current_->interrupted_ = true;
      rl_replace_line("", 0);
      return '\n';
    }
    pollfd wait{fileno(stream), POLLIN, 0};
    if (::poll(&wait, 1, 1000) <= 0) continue;
    unsigned char c;
    ssize_t got = ::read(fileno(stream), &c, 1);
    if (got == 1) return c;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    return EOF;
  }
}

char** ReadlineEditor::Complete(const char*, int start, int end) {
  rl_attempted_completion_over = 1;  // Never fall back to file names of readline's own.
  current_->matches_ = {};
  if (!current_->settings_.complete) return nullptr;
  current_->matches_ = current_->settings_.complete(rl_line_buffer, static_cast<size_t>(end));
  std::string head;  // What readline's word has before our start belongs to every match.
  if (current_->matches_.start > static_cast<size_t>(start))
    head.assign(rl_line_buffer + start, current_->matches_.start - static_cast<size_t>(start));
  for (std::string& text : current_->matches_.texts) {
    size_t skip = current_->matches_.start < static_cast<size_t>(start)
                      ? static_cast<size_t>(start) - current_->matches_.start
                      : 0;
    text = skip < text.size() ? head + text.substr(skip) : text;
  }
  return rl_completion_matches(rl_line_buffer + start, NextMatch);
}

char* ReadlineEditor::NextMatch(const char*, int state) {
  auto& texts = current_->matches_.texts;
  return static_cast<size_t>(state) < texts.size()
             ? ::strdup(texts[static_cast<size_t>(state)].c_str())
             : nullptr;
}

LineResult ReadlineEditor::Read(const std::string& prompt, std::string& line) {
  interrupted_ = false;
  char* text = ::readline(prompt.c_str());
  if (!text) return LineResult::kEnd;
  line = text;
  std::free(text);
  return interrupted_ ? LineResult::kInterrupted : LineResult::kLine;
}

bool NamesSecret(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text.find("password") != std::string::npos ||
         text.find("securestring") != std::string::npos;
}

void ReadlineEditor::Remember(const std::string& statement) {
  if (statement.empty() || statement[0] == ' ' || NamesSecret(statement)) return;
  std::string line = statement;
  for (char& c : line)
    if (c == '\n') c = ' ';
  HIST_ENTRY* last = history_length > 0 ? history_get(history_base + history_length - 1) : nullptr;
  if (last && line == last->line) return;
  add_history(line.c_str());
  if (!settings_.history_file.empty()) append_history(1, settings_.history_file.c_str());
}

}  // namespace
}  // namespace sipsh

extern "C" SIPSH_EXPORT sipsh::LineEditor* sipsh_line_editor(
    const sipsh::LineEditorSettings& settings) {
  return new sipsh::ReadlineEditor(settings);
}
