#include "shell/help/completion.h"

#include <algorithm>

#include "shell/help/syntax_lines.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::help {
namespace {

bool EndsWord(char c) {
  return c == ' ' || c == '\t' || c == '|' || c == ';' || c == '{' || c == '(' || c == '&' ||
         c == '=' || c == ',';
}

bool BeginsCommand(char c) {
  return c == '|' || c == ';' || c == '{' || c == '(' || c == '&' || c == '=' || c == '\n';
}

struct Words {
  std::vector<std::string_view> before;  // Of the command being typed, its name first.
  std::string_view word;
  size_t begin = 0;
};

// Cuts the line before the cursor into the words of the last command.
Words Cut(std::string_view line) {
  Words words;
  size_t begin = 0;
  char quote = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '\'' || c == '"') {
      quote = c;
      continue;
    }
    if (!EndsWord(c) && c != '\n') continue;
    if (i > begin) words.before.push_back(line.substr(begin, i - begin));
    if (BeginsCommand(c)) words.before.clear();
    begin = i + 1;
  }
  words.word = line.substr(begin);
  words.begin = begin;
  return words;
}

std::string Quoted(const std::string& value) {
  if (value.find_first_of(" '\"$;|&(){},") == std::string::npos && !value.empty()) return value;
  std::string out = "'";
  for (char c : value) {
    if (c == '\'') out.push_back('\'');
    out.push_back(c);
  }
  return out + "'";
}

const ParameterMetadata* FindParameter(const CmdletMetadata& metadata, std::string_view name) {
  const ParameterMetadata* found = metadata.Find(name);
  if (found) return found;
  for (const ParameterMetadata& parameter : metadata.parameters) {
    if (!StartsWithIgnoreCase(parameter.name, name)) continue;
    if (found) return nullptr;
    found = &parameter;
  }
  return found;
}

}  // namespace

std::vector<Completion> CompleteCommand(CommandCatalog& commands, std::string_view prefix) {
  std::vector<Completion> matches;
  const std::string pattern = WildcardPattern::Escape(prefix) + "*";
  for (const CommandInfo& command : commands.List(pattern, false, false)) {
    if (command.type == CommandType::kAlias && prefix.find('-') != std::string_view::npos) continue;
    matches.push_back(
        {command.name, command.metadata ? command.metadata->synopsis : std::string()});
  }
  std::sort(matches.begin(), matches.end(),
            [](const Completion& a, const Completion& b) { return a.text < b.text; });
  matches.erase(
      std::unique(matches.begin(), matches.end(),
                  [](const Completion& a, const Completion& b) { return a.text == b.text; }),
      matches.end());
  return matches;
}

std::vector<Completion> CompleteParameter(const CmdletMetadata& metadata, std::string_view prefix) {
  if (prefix.starts_with("-")) prefix.remove_prefix(1);
  std::vector<Completion> matches;
  const auto take = [&](const std::vector<ParameterMetadata>& parameters) {
    for (const ParameterMetadata& parameter : parameters) {
      if (parameter.hidden || !StartsWithIgnoreCase(parameter.name, prefix)) continue;
      matches.push_back({"-" + parameter.name, ShortTypeName(parameter.type_name)});
    }
  };
  take(metadata.parameters);
  if (metadata.supports_should_process) take(ShouldProcessParameters());
  take(CommonParameters());
  return matches;
}

std::vector<Completion> CompleteValue(const ParameterMetadata& parameter, std::string_view prefix) {
  if (!prefix.empty() && (prefix.front() == '\'' || prefix.front() == '"')) prefix.remove_prefix(1);
  std::vector<Completion> matches;
  const auto& values =
      parameter.enum_values.empty() ? parameter.validation.values : parameter.enum_values;
  for (const std::string& value : values) {
    if (StartsWithIgnoreCase(value, prefix)) matches.push_back({Quoted(value), {}});
  }
  if (values.empty() && EqualsIgnoreCase(parameter.type_name, "System.Boolean")) {
    for (const char* value : {"$true", "$false"}) {
      if (StartsWithIgnoreCase(value, prefix)) matches.push_back({value, {}});
    }
  }
  return matches;
}

std::vector<Completion> CompleteVariable(VariableService& variables, std::string_view prefix) {
  if (prefix.starts_with("$")) prefix.remove_prefix(1);
  std::vector<Completion> matches;
  for (const VariableInfo& variable : variables.List("")) {
    if (StartsWithIgnoreCase(variable.name, prefix)) matches.push_back({"$" + variable.name, {}});
  }
  return matches;
}

CompletionResult Complete(std::string_view line, size_t cursor, CommandCatalog& commands,
                          VariableService& variables) {
  const Words words = Cut(line.substr(0, std::min(cursor, line.size())));
  CompletionResult result;
  result.begin = words.begin;
  if (words.word.starts_with("$")) {
    result.matches = CompleteVariable(variables, words.word);
    return result;
  }
  if (words.before.empty()) {
    result.matches = CompleteCommand(commands, words.word);
    return result;
  }
  auto command = commands.Find(words.before.front());
  if (command && command->type == CommandType::kAlias) command = commands.Find(command->definition);
  if (!command || !command->metadata) return result;
  if (words.word.starts_with("-")) {
    result.matches = CompleteParameter(*command->metadata, words.word);
    return result;
  }
  const std::string_view last = words.before.back();
  if (words.before.size() > 1 && last.starts_with("-")) {
    const auto* parameter = FindParameter(*command->metadata, last.substr(1));
    if (parameter) result.matches = CompleteValue(*parameter, words.word);
  }
  return result;
}

}  // namespace sipsh::help
