#include "shell/host/command_line.h"

#include <boost/program_options.hpp>
#include <cctype>

namespace sipsh {
namespace {

namespace po = boost::program_options;

// Where the program's own options end, and what the rest is.
enum class Rest { kNone, kCommand, kFile, kScript, kInput, kCheck };

struct OptionName {
  const char* name;
  bool takes_value;
  Rest rest;
};

constexpr OptionName kOptions[] = {
    {"command", false, Rest::kCommand},  {"file", false, Rest::kFile},
    {"check", false, Rest::kCheck},      {"environment", true, Rest::kNone},
    {"outputformat", true, Rest::kNone}, {"noninteractive", false, Rest::kNone},
    {"noprofile", false, Rest::kNone},   {"nologo", false, Rest::kNone},
    {"failonerror", false, Rest::kNone}, {"version", false, Rest::kNone},
    {"help", false, Rest::kNone},
};

// "-OutputFormat", "--outputformat" -> "outputformat"; a value glued on by '=' or ':' is cut off.
std::string PlainName(const std::string& argument) {
  size_t start = argument.find_first_not_of('-');
  if (start == std::string::npos) return "";
  size_t end = argument.find_first_of("=:", start);
  std::string name = argument.substr(start, end == std::string::npos ? end : end - start);
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

const OptionName* FindOption(const std::string& argument) {
  std::string name = PlainName(argument);
  if (name == "?" || name == "h") name = "help";
  if (name == "c") name = "command";
  if (name == "f") name = "file";
  if (name == "v") name = "version";
  const OptionName* found = nullptr;
  for (const OptionName& option : kOptions) {
    std::string full = option.name;
    if (full == name) return &option;
    if (!full.starts_with(name)) continue;
    if (found)
      throw UsageError("The option '" + argument + "' is ambiguous: -" + found->name + " or -" +
                       full + "?");
    found = &option;
  }
  if (!found) throw UsageError("There is no option '" + argument + "'. sipsh -Help lists them.");
  return found;
}

struct Cut {
  std::vector<std::string> options;
  Rest rest = Rest::kNone;
  std::vector<std::string> remaining;
};

Cut CutArguments(const std::vector<std::string>& arguments) {
  Cut cut;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "-" || argument.empty() || argument[0] != '-') {
      cut.rest = argument == "-" ? Rest::kInput : Rest::kScript;
      size_t first = argument == "-" ? i + 1 : i;
      cut.remaining.assign(arguments.begin() + static_cast<long>(first), arguments.end());
      return cut;
    }
    const OptionName* option = FindOption(argument);
    if (option->rest != Rest::kNone) {
      cut.rest = option->rest;
      size_t glue = argument.find_first_of("=:");
      if (glue != std::string::npos) cut.remaining.push_back(argument.substr(glue + 1));
      cut.remaining.insert(cut.remaining.end(), arguments.begin() + static_cast<long>(i) + 1,
                           arguments.end());
      return cut;
    }
    size_t glue = argument.find_first_of("=:");
    std::string full = std::string("-") + option->name;
    if (glue != std::string::npos) {
      cut.options.push_back(full + "=" + argument.substr(glue + 1));
    } else {
      cut.options.push_back(full);
      if (option->takes_value && i + 1 < arguments.size()) cut.options.push_back(arguments[++i]);
    }
  }
  return cut;
}

OutputFormat ReadOutputFormat(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (text == "text") return OutputFormat::kText;
  if (text == "json") return OutputFormat::kJson;
  if (text == "csv") return OutputFormat::kCsv;
  throw UsageError("-OutputFormat knows Text, Json and Csv, not '" + text + "'.");
}

po::options_description Description() {
  po::options_description description;
  description.add_options()("environment", po::value<std::string>())(
      "outputformat", po::value<std::string>())("noninteractive", "")("noprofile", "")(
      "nologo", "")("failonerror", "")("version", "")("help", "");
  return description;
}

void ReadOptions(const std::vector<std::string>& options, CommandLine& line) {
  namespace style = po::command_line_style;
  po::variables_map values;
  po::options_description description = Description();
  try {
    po::store(
        po::command_line_parser(options)
            .options(description)
            .style(style::allow_long | style::allow_long_disguise | style::long_case_insensitive |
                   style::long_allow_next | style::long_allow_adjacent)
            .run(),
        values);
  } catch (const po::error& error) {
    throw UsageError(std::string(error.what()) + ". sipsh -Help lists the options.");
  }
  line.non_interactive = values.count("noninteractive") > 0;
  line.no_profile = values.count("noprofile") > 0;
  line.fail_on_error = values.count("failonerror") > 0;
  if (values.count("environment")) line.environment = values["environment"].as<std::string>();
  if (values.count("outputformat"))
    line.output_format = ReadOutputFormat(values["outputformat"].as<std::string>());
  if (values.count("version")) line.mode = RunMode::kVersion;
  if (values.count("help")) line.mode = RunMode::kHelp;
}

void TakeCommand(const std::vector<std::string>& words, CommandLine& line) {
  if (words.empty()) throw UsageError("-Command wants the text to run, or - for standard input.");
  if (words.size() == 1 && words[0] == "-") {
    line.mode = RunMode::kStandardInput;
    return;
  }
  line.mode = RunMode::kCommand;
  for (const std::string& word : words) line.command += (line.command.empty() ? "" : " ") + word;
}

void TakeFile(const std::vector<std::string>& words, CommandLine& line) {
  if (words.empty()) throw UsageError("-File wants the script's name, or - for standard input.");
  line.mode = words[0] == "-" ? RunMode::kStandardInput : RunMode::kFile;
  line.file = words[0];
  line.arguments.assign(words.begin() + 1, words.end());
}

}  // namespace

CommandLine ParseCommandLine(const std::vector<std::string>& arguments, bool input_is_terminal) {
  CommandLine line;
  Cut cut = CutArguments(arguments);
  ReadOptions(cut.options, line);
  if (line.mode == RunMode::kVersion || line.mode == RunMode::kHelp) return line;
  switch (cut.rest) {
    case Rest::kCommand:
      TakeCommand(cut.remaining, line);
      break;
    case Rest::kFile:
    case Rest::kScript:
      TakeFile(cut.remaining, line);
      break;
    case Rest::kInput:
      line.mode = RunMode::kStandardInput;
      line.arguments = cut.remaining;
      break;
    case Rest::kCheck:
      if (cut.remaining.empty()) throw UsageError("-Check wants the names of scripts.");
      line.mode = RunMode::kCheck;
      line.arguments = cut.remaining;
      break;
    case Rest::kNone:
      line.mode = input_is_terminal ? RunMode::kInteractive : RunMode::kStandardInput;
      break;
  }
  return line;
}

std::string UsageText() {
  return R"(usage: sipsh [options] [FILE [ARGUMENTS...]]
       sipsh [options] -Command TEXT...
       sipsh -Check FILE...

The Lync / Skype for Business management shell: runs PowerShell scripts, edits the topology
document and the directory.

  -Command, -c TEXT     run TEXT and end; everything behind it belongs to the command
  -File, -f FILE ARGS   run a script; everything behind FILE are its arguments; - is standard input
  -Environment PATH     the environment: its directory, or its environment.yaml
                        (else $SIPSH_ENVIRONMENT, else $XDG_STATE_HOME/sipsh/default)
  -OutputFormat FORMAT  Text (views), Json or Csv
  -NonInteractive       never ask: a question becomes an error that names the parameter
  -NoProfile            do not run $XDG_CONFIG_HOME/sipsh/profile.ps1
  -FailOnError          exit code 1 after any unsilenced error
  -Check FILE...        parse only; faults as file:line:column: message, exit code 1 when any
  -Version, -Help (-?)

Exit codes: what `exit N` says; 1 after a terminating error, a last statement that failed or text
that cannot be parsed; 64 for a wrong command line; 130 after Ctrl+C, 143 after SIGTERM; else 0.
)";
}

}  // namespace sipsh
