// transcript_runner [--update] [--store STORE] [--environment DIR] FILE... : runs
// transcripts (or the fenced blocks of Markdown pages), each session in a Session of its own whose
// host writes into a string. Prints the differences and how many passed. Of a folder it takes the
// transcripts, and the pages of folders called help. tests/transcripts/README.md describes the
// format.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <unistd.h>

#include "shell/host/error_view.h"
#include "shell/host/output.h"
#include "shell/host/transcript_host.h"
#include "shell/runtime/session.h"
#include "tests/tools/transcript_file.h"

namespace sipsh {
namespace {

namespace fs = std::filesystem;

// Data and diagnostics in one string, in the order in which they came; nobody to ask.
class CapturingHost final : public HostUi {
 public:
  explicit CapturingHost(int width) : width_(width) {}
  std::string Take() { return std::exchange(text_, {}); }

  void WriteOut(std::string_view text) override { text_ += text; }
  void WriteErr(std::string_view text) override { text_ += text; }
  void ShowError(const ErrorRecord& error) override { text_ += ErrorText(error, false); }
  void ShowMessage(Stream stream, std::string_view text) override {
    text_ += MessageText(stream, text, false);
  }
  int Width() const override { return width_; }
  bool IsInteractive() const override { return false; }
  std::string ReadLine(std::string_view prompt) override { Refuse(prompt); }
  std::string ReadSecret(std::string_view prompt) override { Refuse(prompt); }
  size_t Choose(std::string_view, std::string_view message, const std::vector<PromptChoice>&,
                size_t) override {
    Refuse(message);
  }

 private:
  [[noreturn]] static void Refuse(std::string_view what) {
    throw TerminatingError(
        "Nobody can be asked: '" + std::string(what) +
            "' needs a terminal. Give the value as a parameter, or -Confirm:$false.",
        "HostNotInteractive", ErrorCategory::kInvalidOperation);
  }

  std::string text_;
  int width_;
};

struct Settings {
  bool update = false;
  std::string store = "embedded";
  std::string environment;  // of sessions that name none
  fs::path root;
  std::vector<std::string> module_directories;
};

// Runs the command and returns its standard output; throws when it fails.
std::string OutputOf(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string text;
  char buffer[4096];
  for (size_t got; (got = ::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
  if (::pclose(pipe) != 0) throw std::runtime_error(command + " failed: " + text);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// The script that starts and stops a store's server.
std::string ToolOf(const Settings& settings) {
  std::string name = settings.store == "389ds" ? "ds389" : settings.store;
  return "/usr/bin/python3 '" + (settings.root / "tests/tools" / (name + ".py")).string() + "' ";
}

// 389-ds and Samba start slowly: one serves all sessions, which put its directory back.
class SharedServer {
 public:
  explicit SharedServer(const Settings& settings) : settings_(settings) {}
  ~SharedServer() {
    if (folder_.empty()) return;
    std::system((ToolOf(settings_) + "stop '" + folder_.string() + "' >/dev/null").c_str());
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  SharedServer(const SharedServer&) = delete;

  // Gives the environment in `home` a directory with its seed.
  void Serve(const fs::path& home) {
    if (folder_.empty()) {
      std::string name = (fs::temp_directory_path() / "sipsh-server.XXXXXX").string();
      if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
      folder_ = name;
      OutputOf(ToolOf(settings_) + "start '" + folder_.string() + "'");
    }
    fs::path seed = home / "directory.ldif";
    OutputOf(ToolOf(settings_) + "reset '" + folder_.string() + "' " +
             (fs::exists(seed) ? "'" + seed.string() + "' " : "") + "--point '" + home.string() +
             "'");
  }

 private:
  const Settings& settings_;
  fs::path folder_;
};

// A copy of an environment in a temporary folder, perhaps with a server behind it.
class Fixture {
 public:
  Fixture(const Settings& settings, SharedServer& server, const std::string& environment)
      : settings_(settings), server_(server) {
    std::string name = (fs::temp_directory_path() / "sipsh-transcript.XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
    folder_ = name;
    fs::create_directory(folder_ / "work");
    ::setenv("XDG_STATE_HOME", (folder_ / "state").c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", (folder_ / "config").c_str(), 1);
    ::unsetenv("SIPSH_ENVIRONMENT");
    home_ = folder_ / "work";
    if (!environment.empty()) PrepareEnvironment(environment);
    fs::current_path(home_);
  }
  ~Fixture() {
    std::error_code ignored;
    fs::current_path(settings_.root, ignored);
    if (slapd_) std::system((SlapdTool("stop") + " >/dev/null").c_str());
    fs::remove_all(folder_, ignored);
  }

 private:
  void PrepareEnvironment(const std::string& environment) {
    fs::copy(settings_.root / environment, home_, fs::copy_options::recursive);
    ::setenv("SIPSH_ENVIRONMENT", home_.c_str(), 1);
    if (settings_.store == "embedded") return;
    if (settings_.store != "slapd") return server_.Serve(home_);
    std::string command = SlapdTool("start");
    if (fs::exists(home_ / "directory.ldif"))
      command += " '" + (home_ / "directory.ldif").string() + "'";
    OutputOf(command + " --point " + "'" + home_.string() + "'");
    slapd_ = true;
  }
  std::string SlapdTool(const std::string& action) const {
    return ToolOf(settings_) + action + " '" + (folder_ / "slapd").string() + "'";
  }

  const Settings& settings_;
  SharedServer& server_;
  fs::path folder_, home_;
  bool slapd_ = false;
};

OutputFormat FormatOf(const std::string& name) {
  if (name == "Json") return OutputFormat::kJson;
  return name == "Csv" ? OutputFormat::kCsv : OutputFormat::kText;
}

void ShowDifference(const fs::path& file, const TranscriptStep& step,
                    const std::vector<std::string>& expected,
                    const std::vector<std::string>& actual) {
  std::cout << file.string() << ":" << step.line << ": PS> " << step.input.front() << "\n";
  size_t lines = std::max(expected.size(), actual.size());
  for (size_t i = 0; i < lines; ++i) {
    bool wanted = i < expected.size(), given = i < actual.size();
    if (wanted && given && LineMatches(expected[i], actual[i])) {
      std::cout << "    " << actual[i] << "\n";
      continue;
    }
    if (wanted) std::cout << "  - " << expected[i] << "\n";
    if (given) std::cout << "  + " << actual[i] << "\n";
  }
}

// True when all answers were as expected, or were updated.
bool RunSteps(const Settings& settings, SharedServer& server, const fs::path& file,
              TranscriptSession& wanted) {
  Fixture fixture(settings, server, wanted.environment);
  CapturingHost host(wanted.width);
  SessionOptions options;
  options.module_directories = settings.module_directories;
  TranscriptHost shown(host);
  Session session(shown, options);
  session.Services().AddReference<TranscriptService>(shown);
  bool good = true;
  for (TranscriptStep& step : wanted.steps) {
    auto output = MakeOutput(FormatOf(wanted.format), shown, session.Services(), false);
    RunResult result = session.Run(step.Text(), "", {}, *output);
    if (!result.parse_failed) output->Finish();
    std::vector<std::string> actual = ActualOn(OutputLines(host.Take()), settings.store);
    std::vector<std::string> expected = ExpectedOn(step.expected, settings.store);
    if (LinesMatch(expected, actual)) continue;
    if (settings.update) {
      auto rest = std::find_if(step.expected.begin(), step.expected.end(),
                               [](const std::string& line) { return line.starts_with("//on "); });
      std::vector<std::string> others(rest, step.expected.end());
      step.expected = UpdatedLines(expected, actual);
      step.expected.insert(step.expected.end(), others.begin(), others.end());
      if (step.blank_after == 0 && &step != &wanted.steps.back() && !actual.empty())
        step.blank_after = 1;
    } else {
      ShowDifference(file, step, expected, actual);
      good = false;
    }
    if (result.exited) break;
  }
  return good;
}

bool RunFile(const Settings& settings, SharedServer& server, const fs::path& file, int& passed,
             int& failed) {
  Transcript transcript = ReadTranscript(file, settings.environment);
  bool all_good = true;
  for (TranscriptSession& session : transcript.sessions) {
    if (session.steps.empty()) continue;
    bool elsewhere = !session.only_on.empty() && session.only_on != settings.store &&
                     (session.only_on == "embedded" || settings.store == "embedded");
    bool no_matter = settings.store != "embedded" && session.environment.empty();
    if (elsewhere || no_matter) continue;
    if (session.not_on.starts_with(settings.store + ",")) {
      std::cout << "left out: " << session.title << " (not on " << session.not_on << ")\n";
      continue;
    }
    bool good = false;
    try {
      good = RunSteps(settings, server, file, session);
    } catch (const std::exception& error) {
      std::cout << file.string() << ":" << session.line << ": " << error.what() << "\n";
    }
    ++(good ? passed : failed);
    if (!good)
      std::cout << "failed: " << session.title << " (" << file.filename().string() << ")\n";
    all_good = all_good && good;
  }
  if (settings.update) WriteTranscript(file, transcript);
  return all_good;
}

bool IsTranscript(const fs::path& file) {
  return file.extension() == ".transcript" ||
         (file.extension() == ".md" && file.parent_path().filename() == "help");
}

int Main(int argc, char** argv) {
  Settings settings;
  settings.root = SIPSH_SOURCE_ROOT;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--update")
      settings.update = true;
    else if (argument == "--store" && i + 1 < argc)
      settings.store = argv[++i];
    else if (argument == "--environment" && i + 1 < argc)
      settings.environment = argv[++i];
    else if (fs::is_directory(argument)) {
      for (const auto& entry : fs::recursive_directory_iterator(argument))
        if (IsTranscript(entry.path())) files.push_back(fs::absolute(entry.path()));
    } else
      files.push_back(fs::absolute(argument));
  }
  if (settings.update && settings.store != "embedded" && settings.store != "slapd") {
    std::cout << "--update writes what holds on every store: use it with embedded or slapd. Where "
              << settings.store << " may differ, write \"//on " << settings.store
              << ", REASON\".\n";
    return 1;
  }
  std::sort(files.begin(), files.end());
  fs::path build = fs::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path();
  settings.module_directories = {(build / "cmdlets").string()};
  SharedServer server(settings);
  int passed = 0, failed = 0;
  for (const fs::path& file : files) {
    try {
      RunFile(settings, server, file, passed, failed);
    } catch (const std::exception& error) {
      std::cout << error.what() << "\n";
      ++failed;
    }
  }
  if (files.empty()) {
    std::cout << "There is no transcript there.\n";
    ++failed;
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace sipsh

int main(int argc, char** argv) { return sipsh::Main(argc, argv); }
