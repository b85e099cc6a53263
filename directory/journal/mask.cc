// What must not be kept of a command line.
#include <algorithm>
#include <cctype>

#include "directory/journal/journal.h"

namespace sipsh::journal {
namespace {

constexpr std::string_view kStars = "********";

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

bool Contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

bool NamesSecret(std::string_view word) {
  std::string name = Lower(word);
  bool switch_like = Contains(name, "never") || Contains(name, "file") || Contains(name, "reset") ||
                     Contains(name, "asplaintext") || Contains(name, "notrequired");
  return !switch_like &&
         (Contains(name, "password") || Contains(name, "passwd") || Contains(name, "pwd") ||
          Contains(name, "secret") || Contains(name, "token") || Contains(name, "apikey") ||
          name == "-pin" || name == "-string" || name == "pin");
}

// The end of the word that begins at `at`: quoted text, (...), @{...} or plain characters.
size_t WordEnd(std::string_view line, size_t at) {
  size_t depth = 0;
  char quote = 0;
  for (size_t i = at; i < line.size(); ++i) {
    char c = line[i];
    if (quote != 0) {
      if (c == '`' && quote == '"') ++i;
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '{') {
      ++depth;
    } else if (c == ')' || c == '}') {
      if (depth == 0) return i;
      --depth;
    } else if (depth == 0 && (std::isspace(static_cast<unsigned char>(c)) || c == ';' || c == '|' ||
                              c == '=' || (c == ':' && line[at] == '-'))) {
      return std::max(i, at + 1);
    }
  }
  return line.size();
}

bool IsVariable(std::string_view word) { return !word.empty() && word.front() == '$'; }

}  // namespace

std::string MaskSecrets(std::string_view line) {
  std::string masked;
  bool hide = false;      // The next value is a secret.
  bool securing = false;  // Behind ConvertTo-SecureString: its literal is one.
  for (size_t at = 0; at < line.size();) {
    unsigned char c = static_cast<unsigned char>(line[at]);
    bool glue = c == '=' || (c == ':' && hide);
    if (std::isspace(c) || c == ';' || c == '|' || c == '(' || c == ')' || c == '{' || c == '}' ||
        c == '@' || glue) {
      if (c == ';' || c == '|') hide = securing = false;
      bool group = c == '(' && hide && !securing;  // (ConvertTo-SecureString ...) is looked into.
      if (group) hide = false;
      masked += line[at++];
      continue;
    }
    size_t end = WordEnd(line, at);
    std::string_view word = line.substr(at, end - at);
    at = end;
    bool parameter = word.front() == '-';
    if (securing && parameter) {
      hide = Lower(word) == "-string";
      masked += word;
    } else if ((hide || securing) && !parameter) {
      if (IsVariable(word))
        masked += word;
      else
        masked += kStars;
      hide = securing = false;
    } else {
      hide = NamesSecret(word);
      securing = Lower(word) == "convertto-securestring";
      if (securing) hide = false;
      masked += word;
    }
  }
  return masked;
}

}  // namespace sipsh::journal
