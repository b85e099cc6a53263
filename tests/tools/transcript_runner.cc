// transcript_runner [--update] [--store embedded|slapd] [--environment DIR] FILE... : runs
// transcripts (or the fenced blocks of Markdown pages), each session in a Session of its own whose
// host writes into a string. Prints the differences and how many passed. Of a folder it takes the
// transcripts, and the pages of folders called help. tests/transcripts/README.md describes the
// format.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <unistd.h>

#include "shell/host/error_view.h"
#include "shell/host/output.h"
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

// A copy of an environment in a temporary folder, perhaps with a slapd behind it.
class Fixture {
 public:
  Fixture(const Settings& settings, const std::string& environment) : settings_(settings) {
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
    if (settings_.store != "slapd") return;
    std::string command = SlapdTool("start");
    if (fs::exists(home_ / "directory.ldif"))
      command += " '" + (home_ / "directory.ldif").string() + "'";
    OutputOf(command + " --point " + "'" + home_.string() + "'");
    slapd_ = true;
  }
  std::string SlapdTool(const std::string& action) const {
    return "/usr/bin/python3 '" + (settings_.root / "tests/tools/slapd.py").string() + "' " +
           action + " '" + (folder_ / "slapd").string() + "'";
  }

  const Settings& settings_;
  fs::path folder_, home_;
  bool slapd_ = false;
};

OutputFormat FormatOf(const std::string& name) {
  if (name == "Json") return OutputFormat::kJson;
  return name == "Csv" ? OutputFormat::kCsv : OutputFormat::kText;
}

void ShowDifference(const fs::path& file, const TranscriptStep& step,
                    const std::vector<std::string>& actual) {
  std::cout << file.string() << ":" << step.line << ": PS> " << step.input.front() << "\n";
  size_t lines = std::max(step.expected.size(), actual.size());
  for (size_t i = 0; i < lines; ++i) {
    bool wanted = i < step.expected.size(), given = i < actual.size();
    if (wanted && given && LineMatches(step.expected[i], actual[i])) {
      std::cout << "    " << actual[i] << "\n";
      continue;
    }
    if (wanted) std::cout << "  - " << step.expected[i] << "\n";
    if (given) std::cout << "  + " << actual[i] << "\n";
  }
}

// True when all answers were as expected, or were updated.
bool RunSteps(const Settings& settings, const fs::path& file, TranscriptSession& wanted) {
  Fixture fixture(settings, wanted.environment);
  CapturingHost host(wanted.width);
  SessionOptions options;
  options.module_directories = settings.module_directories;
  Session session(host, options);
  bool good = true;
  for (TranscriptStep& step : wanted.steps) {
    auto output = MakeOutput(FormatOf(wanted.format), host, session.Services(), false);
    RunResult result = session.Run(step.Text(), "", {}, *output);
    if (!result.parse_failed) output->Finish();
    std::vector<std::string> actual = OutputLines(host.Take());
    if (LinesMatch(step.expected, actual)) continue;
    if (settings.update) {
      step.expected = UpdatedLines(step.expected, actual);
      if (step.blank_after == 0 && &step != &wanted.steps.back() && !actual.empty())
        step.blank_after = 1;
    } else {
      ShowDifference(file, step, actual);
      good = false;
    }
    if (result.exited) break;
  }
  return good;
}

bool RunFile(const Settings& settings, const fs::path& file, int& passed, int& failed) {
  Transcript transcript = ReadTranscript(file, settings.environment);
  bool all_good = true;
  for (TranscriptSession& session : transcript.sessions) {
    if (session.steps.empty()) continue;
    bool elsewhere = !session.only_on.empty() && session.only_on != settings.store;
    bool no_matter = settings.store == "slapd" && session.environment.empty();
    if (elsewhere || no_matter) continue;
    bool good = false;
    try {
      good = RunSteps(settings, file, session);
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
  std::sort(files.begin(), files.end());
  fs::path build = fs::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path();
  settings.module_directories = {(build / "cmdlets").string()};
  int passed = 0, failed = 0;
  for (const fs::path& file : files) {
    try {
      RunFile(settings, file, passed, failed);
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
