// ConsoleHost: the terminal, or whatever stands in its place, as the host of a session. Data goes
// to descriptor 1 through a buffer, diagnostics to descriptor 2 after flushing it; colours only
// where a terminal is. With nobody to ask (no terminal, -NonInteractive) questions throw
// TerminatingError.
#pragma once

#include <functional>
#include <string>

#include "shell/command/host_ui.h"

namespace sipsh {

class ConsoleHost final : public HostUi {
 public:
  explicit ConsoleHost(bool non_interactive);
  ~ConsoleHost() override;

  void WriteOut(std::string_view text) override;
  void WriteErr(std::string_view text) override;
  void WriteColored(std::string_view text, std::string_view foreground,
                    std::string_view background) override;
  void ShowError(const ErrorRecord& error) override;
  void ShowMessage(Stream stream, std::string_view text) override;
  void ShowProgress(const ProgressRecord& progress) override;
  int Width() const override;
  bool IsInteractive() const override { return interactive_; }
  std::string ReadLine(std::string_view prompt) override;
  std::string ReadSecret(std::string_view prompt) override;
  size_t Choose(std::string_view caption, std::string_view message,
                const std::vector<PromptChoice>& choices, size_t default_choice) override;

  void Flush();
  // Once descriptor 1 takes nothing more: the errno (EPIPE: the reader has gone; others are told
  // on descriptor 2). `function` is called when that is found out.
  int OutputError() const { return output_error_; }
  void OnOutputFailed(std::function<void()> function) { on_failed_ = std::move(function); }
  // Whether waiting for a key should end (Ctrl+C).
  void SetStopQuestion(std::function<bool()> stopping) { stopping_ = std::move(stopping); }
  bool OutputIsTerminal() const { return out_terminal_; }

 private:
  void ClearProgress();
  std::string ReadKeys(bool& ended);
  void RequireSomebody(std::string_view what) const;

  std::string buffer_;
  bool out_terminal_;
  bool err_terminal_;
  bool colour_out_;
  bool colour_err_;
  bool interactive_;
  int output_error_ = 0;
  bool progress_shown_ = false;
  std::function<void()> on_failed_;
  std::function<bool()> stopping_;
};

}  // namespace sipsh
