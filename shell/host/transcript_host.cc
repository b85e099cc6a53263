#include "shell/host/transcript_host.h"

#include <cerrno>
#include <cstring>

#include "shell/host/error_view.h"

namespace sipsh {
namespace {

// Without the sequences that set colours (ESC [ ... letter).
std::string WithoutColours(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b' || i + 1 == text.size() || text[i + 1] != '[') {
      plain += text[i];
      continue;
    }
    i += 2;
    while (i < text.size() && (text[i] < '@' || text[i] > '~')) ++i;
  }
  return plain;
}

}  // namespace

void TranscriptHost::Start(const std::string& path, bool append, std::string_view heading) {
  std::FILE* file = std::fopen(path.c_str(), append ? "ae" : "we");
  if (file == nullptr)
    throw TerminatingError(
        "The transcript '" + path + "' cannot be written: " + std::strerror(errno) +
            ". Name a file in a folder that you may write to.",
        "CannotStartTranscription", ErrorCategory::kOpenError, Value::String(path));
  running_.push_back({path, std::unique_ptr<std::FILE, Close>(file)});
  std::fwrite(heading.data(), 1, heading.size(), file);
  Flush();
}

std::string TranscriptHost::Stop(std::string_view closing) {
  if (running_.empty()) return {};
  Transcript ended = std::move(running_.back());
  running_.pop_back();
  std::fwrite(closing.data(), 1, closing.size(), ended.file.get());
  return ended.path;
}

void TranscriptHost::Record(std::string_view text) {
  if (running_.empty()) return;
  const std::string plain = WithoutColours(text);
  for (Transcript& transcript : running_)
    std::fwrite(plain.data(), 1, plain.size(), transcript.file.get());
}

// One that can be written no longer is given up, and told of.
void TranscriptHost::Flush() {
  for (size_t i = running_.size(); i-- > 0;) {
    std::FILE* file = running_[i].file.get();
    if (std::fflush(file) == 0 && std::ferror(file) == 0) continue;
    const std::string path = running_[i].path;
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    inner_.ShowMessage(Stream::kWarning,
                       "The transcript '" + path + "' cannot be written any more; it ends here.");
  }
}

void TranscriptHost::Note(std::string_view text) {
  Record(text);
  Flush();
}

void TranscriptHost::WriteOut(std::string_view text) {
  Record(text);
  inner_.WriteOut(text);
}

void TranscriptHost::WriteErr(std::string_view text) {
  Record(text);
  inner_.WriteErr(text);
}

void TranscriptHost::WriteColored(std::string_view text, std::string_view foreground,
                                  std::string_view background) {
  Record(text);
  inner_.WriteColored(text, foreground, background);
}

void TranscriptHost::ShowError(const ErrorRecord& error) {
  if (!running_.empty()) Note(ErrorText(error, false));
  inner_.ShowError(error);
}

void TranscriptHost::ShowMessage(Stream stream, std::string_view text) {
  if (!running_.empty()) Note(MessageText(stream, text, false));
  inner_.ShowMessage(stream, text);
}

std::string TranscriptHost::ReadLine(std::string_view prompt) {
  std::string line = inner_.ReadLine(prompt);
  Note(std::string(prompt) + line + "\n");
  return line;
}

std::string TranscriptHost::ReadSecret(std::string_view prompt) {
  std::string secret = inner_.ReadSecret(prompt);
  Note(std::string(prompt) + "\n");
  return secret;
}

size_t TranscriptHost::Choose(std::string_view caption, std::string_view message,
                              const std::vector<PromptChoice>& choices, size_t default_choice) {
  const size_t chosen = inner_.Choose(caption, message, choices, default_choice);
  Note(std::string(caption) + "\n" + std::string(message) + " " + choices[chosen].label + "\n");
  return chosen;
}

}  // namespace sipsh
