#include "shell/host/program.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <optional>
#include <pwd.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/host/command_line.h"
#include "shell/host/console_host.h"
#include "shell/host/exit_code.h"
#include "shell/host/output.h"
#include "shell/host/prompt.h"
#include "shell/host/signals.h"
#include "shell/host/transcript_host.h"
#include "shell/runtime/session.h"

namespace sipsh {
namespace {

// Reads a descriptor to its end; gives up when a stop is asked for.
std::string ReadAll(int descriptor, const Signals& signals) {
  std::string text;
  char buffer[65536];
  while (signals.Pending() == 0) {
    ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(buffer, static_cast<size_t>(got));
  }
  return text;
}

std::optional<std::string> ReadFile(const std::string& path, const Signals& signals) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text = ReadAll(file, signals);
  ::close(file);
  return text;
}

// Only a script that asks for $input waits for standard input: cron and ssh leave it open.
bool AsksForInput(const std::string& text) {
  static constexpr std::string_view kName = "$input";
  for (size_t i = 0; i + kName.size() <= text.size(); ++i)
    if (::strncasecmp(text.data() + i, kName.data(), kName.size()) == 0) return true;
  return false;
}

std::vector<Value> InputLines(const std::string& text) {
  std::vector<Value> lines;
  for (size_t start = 0; start < text.size();) {
    size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    size_t length = end - start;
    if (length > 0 && text[end - 1] == '\r') --length;
    lines.push_back(Value::String(std::string_view(text).substr(start, length)));
    start = end + 1;
  }
  return lines;
}

std::string ProfileFile() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config && *config) return std::string(config) + "/sipsh/profile.ps1";
  const char* home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.config/sipsh/profile.ps1" : "";
}

class Program {
 public:
  explicit Program(CommandLine line)
      : line_(std::move(line)),
        host_(line_.non_interactive),
        directories_(ModuleDirectories()),
        session_(shown_,
                 SessionOptions{.module_directories = directories_, .version = SIPSH_VERSION}) {
    signals_.OnStop([](void* session) { static_cast<Session*>(session)->RequestStop(); },
                    &session_);
    host_.OnOutputFailed([this] { session_.RequestStop(); });
    host_.SetStopQuestion([this] { return session_.Stopping(); });
    session_.Services().AddReference<TranscriptService>(shown_);
  }
  ~Program() { signals_.OnStop(nullptr, nullptr); }

  int Run();

 private:
  // False when the profile ended the session; `code` is then the exit code.
  bool RunProfile(int& code);
  RunResult RunScript(ObjectSink& output);
  int ExitCode(const RunResult& result) const;
  void GiveInput(const std::string& text);

  CommandLine line_;
  ConsoleHost host_;
  TranscriptHost shown_{host_};
  Signals signals_;
  std::vector<std::string> directories_;
  Session session_;
};

bool Program::RunProfile(int& code) {
  std::string path = line_.no_profile ? "" : ProfileFile();
  if (path.empty() || ::access(path.c_str(), R_OK) != 0) return true;
  auto text = ReadFile(path, signals_);
  if (!text) return true;
  auto output =
      MakeOutput(OutputFormat::kText, shown_, session_.Services(), host_.OutputIsTerminal());
  RunResult result = session_.Run(*text, path, {}, *output);
  output->Finish();
  if (!result.exited) return true;
  code = result.exit_code;
  return false;
}

void Program::GiveInput(const std::string& text) {
  if (::isatty(STDIN_FILENO) || !AsksForInput(text)) return;
  session_.SetInput(InputLines(ReadAll(STDIN_FILENO, signals_)));
}

RunResult Program::RunScript(ObjectSink& output) {
  switch (line_.mode) {
    case RunMode::kCommand:
      GiveInput(line_.command);
      return session_.Run(line_.command, "", {}, output);
    case RunMode::kFile:
      if (auto text = ReadFile(line_.file, signals_)) GiveInput(*text);
      return session_.RunFile(line_.file, line_.arguments, output);
    default:
      return session_.Run(ReadAll(STDIN_FILENO, signals_), "", line_.arguments, output);
  }
}

int Program::ExitCode(const RunResult& result) const {
  if (int code = signals_.ExitCode()) return code;
  if (int error = host_.OutputError()) return error == EPIPE ? kExitBrokenPipe : kExitFailure;
  if (result.exited) return result.exit_code;
  if (result.stopped) return kExitInterrupted;
  if (result.parse_failed || result.failed || !result.succeeded) return kExitFailure;
  if (line_.fail_on_error && result.error_count > 0) return kExitFailure;
  return kExitSuccess;
}

int Program::Run() {
  int code = kExitSuccess;
  if (!RunProfile(code)) return code;
  if (line_.mode == RunMode::kInteractive)
    return RunPrompt(session_, host_, shown_, signals_, line_.output_format, directories_);
  auto output =
      MakeOutput(line_.output_format, shown_, session_.Services(), host_.OutputIsTerminal());
  RunResult result = RunScript(*output);
  if (!result.parse_failed) output->Finish();
  host_.Flush();
  return ExitCode(result) & 0xFF;
}

// A file that is opened later must not become a standard stream: what is shown would end up in it.
// Opened the wrong way round, so that using it still fails.
void HoldStandardStreams() {
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    int held = ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (held != descriptor && held >= 0) ::close(held);
  }
}

// A service may be started without HOME; everything below asks the environment for it.
void GiveHome() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return;
  const passwd* user = ::getpwuid(::getuid());
  if (user != nullptr && user->pw_dir != nullptr) ::setenv("HOME", user->pw_dir, 1);
}

bool IsFile(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

int RunSession(CommandLine line) {
  if (line.mode == RunMode::kFile && !IsFile(line.file)) {
    std::cerr << "sipsh: There is no script '" << line.file
              << "'. To run a command, say -Command.\n";
    return kExitUsage;
  }
  if (line.environment) ::setenv("SIPSH_ENVIRONMENT", line.environment->c_str(), 1);
  return Program(std::move(line)).Run();
}

}  // namespace

std::vector<std::string> ModuleDirectories() {
  std::vector<std::string> directories;
  if (const char* path = std::getenv("SIPSH_MODULE_PATH")) {
    std::string_view rest = path;
    while (!rest.empty()) {
      size_t colon = std::min(rest.find(':'), rest.size());
      if (colon > 0) directories.emplace_back(rest.substr(0, colon));
      rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
  }
  std::error_code failed;
  std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  std::filesystem::path folder = program.parent_path();
  std::string beside = (folder / "../cmdlets").lexically_normal().string();
  if (::access((beside + "/cmdlets.index").c_str(), R_OK) == 0) {
    directories.push_back(beside);
    directories.push_back((folder / "host").string());  // The line editor.
  } else {
    directories.push_back((folder / SIPSH_MODULES_FROM_BIN).lexically_normal().string());
  }
  return directories;
}

int RunProgram(const std::vector<std::string>& arguments) {
  HoldStandardStreams();
  GiveHome();
  try {
    CommandLine line = ParseCommandLine(arguments, ::isatty(STDIN_FILENO));
    switch (line.mode) {
      case RunMode::kVersion:
        std::cout << "sipsh " << SIPSH_VERSION << "\n";
        return kExitSuccess;
      case RunMode::kHelp:
        std::cout << UsageText();
        return kExitSuccess;
      case RunMode::kCheck:
        return CheckFiles(line.arguments);
      default:
        return RunSession(std::move(line));
    }
  } catch (const UsageError& error) {
    std::cerr << "sipsh: " << error.what() << "\n";
    return kExitUsage;
  }
}

}  // namespace sipsh
