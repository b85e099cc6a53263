// TranscriptHost: stands before another host and writes what it shows into transcripts, without
// colours. What a person enters without seeing it (a password) is left out, and so is what a
// program writes to the terminal by itself.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "shell/command/host_ui.h"
#include "shell/command/transcript.h"

namespace sipsh {

class TranscriptHost final : public HostUi, public TranscriptService {
 public:
  explicit TranscriptHost(HostUi& inner) : inner_(inner) {}  // Must outlive this.

  void Start(const std::string& path, bool append, std::string_view heading) override;
  std::string Stop(std::string_view closing) override;
  // For what is shown by others, such as a line at the prompt.
  void Note(std::string_view text);

  void WriteOut(std::string_view text) override;
  void WriteErr(std::string_view text) override;
  void WriteColored(std::string_view text, std::string_view foreground,
                    std::string_view background) override;
  void ShowError(const ErrorRecord& error) override;
  void ShowMessage(Stream stream, std::string_view text) override;
  void ShowProgress(const ProgressRecord& progress) override { inner_.ShowProgress(progress); }
  int Width() const override { return inner_.Width(); }
  bool IsInteractive() const override { return inner_.IsInteractive(); }
  std::string ReadLine(std::string_view prompt) override;
  std::string ReadSecret(std::string_view prompt) override;
  size_t Choose(std::string_view caption, std::string_view message,
                const std::vector<PromptChoice>& choices, size_t default_choice) override;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct Transcript {
    std::string path;
    std::unique_ptr<std::FILE, Close> file;
  };
  void Record(std::string_view text);
  void Flush();

  HostUi& inner_;
  std::vector<Transcript> running_;
};

}  // namespace sipsh
