#include "shell/host/console_host.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

#include "shell/host/error_view.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

constexpr size_t kBufferSize = 64 * 1024;
constexpr int kWidthWithoutTerminal = 120;

// 0, or the errno of what went wrong.
int WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {
        pollfd wait{descriptor, POLLOUT, 0};
        ::poll(&wait, 1, 100);
        continue;
      }
      return errno;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

bool ColourWanted() {
  const char* term = std::getenv("TERM");
  return !std::getenv("NO_COLOR") && term && std::strcmp(term, "dumb") != 0;
}

std::string ColourSequence(std::string_view name, bool background) {
  static constexpr std::array<std::pair<std::string_view, int>, 16> kColours = {
      {{"black", 30},
       {"darkred", 31},
       {"darkgreen", 32},
       {"darkyellow", 33},
       {"darkblue", 34},
       {"darkmagenta", 35},
       {"darkcyan", 36},
       {"gray", 37},
       {"darkgray", 90},
       {"red", 91},
       {"green", 92},
       {"yellow", 93},
       {"blue", 94},
       {"magenta", 95},
       {"cyan", 96},
       {"white", 97}}};
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& [colour, code] : kColours)
    if (colour == lower) return "\x1b[" + std::to_string(code + (background ? 10 : 0)) + "m";
  return "";
}

// The choice's short form: the letter behind '&', else the whole label.
std::string HotKey(const std::string& label) {
  size_t mark = label.find('&');
  return mark == std::string::npos || mark + 1 >= label.size() ? label : label.substr(mark + 1, 1);
}

std::string WithoutMark(std::string label) {
  size_t mark = label.find('&');
  if (mark != std::string::npos) label.erase(mark, 1);
  return label;
}

bool SameIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

ConsoleHost::ConsoleHost(bool non_interactive)
    : out_terminal_(isatty(STDOUT_FILENO)), err_terminal_(isatty(STDERR_FILENO)) {
  bool colour = (out_terminal_ || err_terminal_) && ColourWanted();
  colour_out_ = colour && out_terminal_;
  colour_err_ = colour && err_terminal_;
  interactive_ = !non_interactive && isatty(STDIN_FILENO) && (out_terminal_ || err_terminal_);
}

ConsoleHost::~ConsoleHost() {
  ClearProgress();
  Flush();
}

void ConsoleHost::Flush() {
  if (buffer_.empty()) return;
  std::string text = std::exchange(buffer_, {});
  if (output_error_ != 0) return;
  output_error_ = WriteAll(STDOUT_FILENO, text);
  if (output_error_ == 0) return;
  // A reader that has seen enough is nothing to speak of.
  if (output_error_ != EPIPE)
    WriteAll(STDERR_FILENO, std::string("sipsh: Standard output cannot be written: ") +
                                std::strerror(output_error_) +
                                ". What was to be shown is not complete.\n");
  if (on_failed_) on_failed_();
}

void ConsoleHost::WriteOut(std::string_view text) {
  ClearProgress();
  if (output_error_ != 0) return;
  buffer_ += text;
  if (out_terminal_ || buffer_.size() >= kBufferSize) Flush();
}

void ConsoleHost::WriteErr(std::string_view text) {
  ClearProgress();
  Flush();
  WriteAll(STDERR_FILENO, text);
}

void ConsoleHost::WriteColored(std::string_view text, std::string_view foreground,
                               std::string_view background) {
  std::string before;
  if (colour_out_) before = ColourSequence(foreground, false) + ColourSequence(background, true);
  if (before.empty()) return WriteOut(text);
  // The colour ends before a line end, so that a background does not run on to the next line.
  size_t end = text.find_last_not_of("\r\n");
  size_t body = end == std::string_view::npos ? 0 : end + 1;
  WriteOut(before + std::string(text.substr(0, body)) + "\x1b[0m" + std::string(text.substr(body)));
}

void ConsoleHost::ShowError(const ErrorRecord& error) { WriteErr(ErrorText(error, colour_err_)); }

void ConsoleHost::ShowMessage(Stream stream, std::string_view text) {
  WriteErr(MessageText(stream, text, colour_err_));
}

void ConsoleHost::ShowProgress(const ProgressRecord& progress) {
  if (!err_terminal_) return;
  ClearProgress();
  if (progress.completed) return;
  Flush();
  std::string line = progress.activity + ": " + progress.status;
  if (progress.percent >= 0) line += " " + std::to_string(progress.percent) + "%";
  WriteAll(STDERR_FILENO, TruncateToWidth(line, std::max(Width() - 1, 10)));
  progress_shown_ = true;
}

void ConsoleHost::ClearProgress() {
  if (!std::exchange(progress_shown_, false)) return;
  WriteAll(STDERR_FILENO, "\r\x1b[K");
}

int ConsoleHost::Width() const {
  winsize size{};
  if (out_terminal_ && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  if (const char* columns = std::getenv("COLUMNS"))
    if (int width = std::atoi(columns); width > 0) return width;
  return kWidthWithoutTerminal;
}

void ConsoleHost::RequireSomebody(std::string_view what) const {
  if (interactive_) return;
  throw TerminatingError(
      "Nobody can be asked: '" + std::string(what) +
          "' needs a terminal. Give the value as a parameter, or -Confirm:$false.",
      "HostNotInteractive", ErrorCategory::kInvalidOperation);
}

std::string ConsoleHost::ReadKeys(bool& ended) {
  std::string line;
  ended = false;
  while (true) {
    pollfd wait{STDIN_FILENO, POLLIN, 0};
    int ready = ::poll(&wait, 1, 200);
    if (stopping_ && stopping_())
      throw TerminatingError("The question was interrupted.", "PipelineStopped",
                             ErrorCategory::kOperationStopped);
    if (ready <= 0) continue;
    char c;
    ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      ended = line.empty();
      return line;
    }
    if (c == '\n') return line;
    line += c;
  }
}

std::string ConsoleHost::ReadLine(std::string_view prompt) {
  RequireSomebody(prompt);
  WriteErr(prompt);
  bool ended = false;
  return ReadKeys(ended);
}

std::string ConsoleHost::ReadSecret(std::string_view prompt) {
  RequireSomebody(prompt);
  WriteErr(prompt);
  termios before{};
  tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  struct Restore {
    const termios& settings;
    ~Restore() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings); }
  } restore{before};
  bool ended = false;
  std::string secret = ReadKeys(ended);
  WriteErr("\n");
  return secret;
}

size_t ConsoleHost::Choose(std::string_view caption, std::string_view message,
                           const std::vector<PromptChoice>& choices, size_t default_choice) {
  RequireSomebody(message);
  std::string question;
  if (!caption.empty()) question += std::string(caption) + "\n";
  if (!message.empty()) question += std::string(message) + "\n";
  std::string keys;
  for (const PromptChoice& choice : choices)
    keys += "[" + HotKey(choice.label) + "] " + WithoutMark(choice.label) + "  ";
  keys += "[?] Help";
  if (default_choice < choices.size())
    keys += " (default is \"" + HotKey(choices[default_choice].label) + "\")";
  WriteErr(question);
  while (true) {
    WriteErr(keys + ": ");
    bool ended = false;
    std::string answer = ReadKeys(ended);
    if (ended)
      throw TerminatingError("The question was not answered.", "PipelineStopped",
                             ErrorCategory::kOperationStopped);
    if (answer.empty() && default_choice < choices.size()) return default_choice;
    for (size_t i = 0; i < choices.size(); ++i) {
      if (SameIgnoringCase(answer, HotKey(choices[i].label)) ||
          SameIgnoringCase(answer, WithoutMark(choices[i].label)))
        return i;
    }
    for (const PromptChoice& choice : choices)
      if (answer == "?") WriteErr(HotKey(choice.label) + " - " + choice.help + "\n");
  }
}

}  // namespace sipsh
