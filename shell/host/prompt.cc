#include "shell/host/prompt.h"

#include <csignal>
#include <cstdlib>

#include "shell/command/history.h"
#include "shell/host/completer.h"
#include "shell/host/exit_code.h"
#include "shell/host/line_editor.h"
#include "shell/host/output.h"
#include "shell/syntax/parser.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"

namespace sipsh {
namespace {

std::string HistoryFile() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state)
    return std::string(state) + "/sipsh/history";
  const char* home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.local/state/sipsh/history" : "";
}

constexpr size_t kMostEntries = 4096;

// What was entered in this session; the line editor's file remembers beyond it.
class PromptHistory final : public HistoryService {
 public:
  const std::vector<HistoryEntry>& Entries() const override { return entries_; }
  void Remove(int64_t id) override {
    std::erase_if(entries_, [id](const HistoryEntry& entry) { return entry.id == id; });
  }
  void Begin(const std::string& statement) {
    if (entries_.size() >= kMostEntries) entries_.erase(entries_.begin());
    entries_.push_back({.id = ++last_id_, .command_line = statement, .start = Now()});
  }
  // The statement begun last may be gone: it can clear the history.
  void End(bool failed) {
    if (entries_.empty() || entries_.back().id != last_id_) return;
    entries_.back().end = Now();
    entries_.back().failed = failed;
  }

 private:
  std::vector<HistoryEntry> entries_;
  int64_t last_id_ = 0;
};

class Prompt {
 public:
  Prompt(Session& session, ConsoleHost& host, TranscriptHost& shown, Signals& signals,
         OutputFormat format)
      : session_(session), host_(host), shown_(shown), signals_(signals), format_(format) {
    session_.Services().Add<HistoryService>(history_);
  }

  int Run(const std::vector<std::string>& module_directories);

 private:
  std::string PromptText();
  LineResult ReadStatement(std::string& statement);

  Session& session_;
  ConsoleHost& host_;
  TranscriptHost& shown_;
  Signals& signals_;
  OutputFormat format_;
  std::unique_ptr<LineEditor> editor_;
  std::shared_ptr<PromptHistory> history_ = std::make_shared<PromptHistory>();
};

// What the function `prompt` says, when a profile defines one.
std::string Prompt::PromptText() {
  auto command = session_.Commands().Find("prompt");
  if (command && command->type == CommandType::kFunction) {
    Value text;
    session_.Evaluate("prompt", text);
    std::string shown = ToDisplayText(text);
    if (!shown.empty()) return shown;
  }
  return "PS> ";
}

LineResult Prompt::ReadStatement(std::string& statement) {
  statement.clear();
  std::string line;
  while (true) {
    host_.Flush();
    LineResult result = editor_->Read(statement.empty() ? PromptText() : ">> ", line);
    if (result != LineResult::kLine) return result;
    statement += statement.empty() ? line : "\n" + line;
    // Ctrl+C leaves an unfinished statement; an empty line does not, since what is pasted has some.
    if (!syntax::Parse(statement).incomplete) return LineResult::kLine;
  }
}

int Prompt::Run(const std::vector<std::string>& module_directories) {
  LineEditorSettings settings;
  settings.history_file = HistoryFile();
  settings.interrupted = [this] { return signals_.Pending() != 0; };
  settings.complete = [this](const std::string& line, size_t cursor) {
    return Complete(session_, line, cursor);
  };
  editor_ = MakeLineEditor(module_directories, settings);
  std::string statement;
  while (true) {
    LineResult read = ReadStatement(statement);
    if (signals_.Pending() == SIGTERM) return kExitTerminated;
    if (read == LineResult::kInterrupted) {
      signals_.Clear();
      continue;
    }
    if (read == LineResult::kEnd) break;
    if (statement.find_first_not_of(" \t\n") == std::string::npos) continue;
    editor_->Remember(statement);
    shown_.Note("PS> " + statement + "\n");
    auto output = MakeOutput(format_, shown_, session_.Services(), host_.OutputIsTerminal());
    history_->Begin(statement);
    RunResult result = session_.Run(statement, "", {}, *output);
    output->Finish();
    history_->End(result.failed || result.parse_failed);
    if (result.exited) return result.exit_code;
    if (signals_.Pending() == SIGTERM) return kExitTerminated;
    if (signals_.Pending() == SIGINT) host_.WriteErr("\n");  // Behind the terminal's ^C.
    signals_.Clear();
  }
  host_.WriteOut("\n");
  return kExitSuccess;
}

}  // namespace

int RunPrompt(Session& session, ConsoleHost& host, TranscriptHost& shown, Signals& signals,
              OutputFormat format, const std::vector<std::string>& module_directories) {
  return Prompt(session, host, shown, signals, format).Run(module_directories);
}

}  // namespace sipsh
