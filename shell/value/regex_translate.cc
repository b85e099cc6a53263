#include "shell/value/regex_translate.h"

#include <algorithm>
#include <cctype>

namespace sipsh {
namespace {

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Translator {
 public:
  Translator(std::string_view source, bool explicit_capture)
      : source_(source), explicit_capture_(explicit_capture) {}

  TranslatedRegex Run() {
    while (result_.error.empty() && at_ < source_.size()) Step();
    if (result_.error.empty()) NumberGroups();
    return std::move(result_);
  }

 private:
  struct Group {
    std::string name;  // empty: unnamed
    int pcre_number;
  };

  char Peek(size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool LooksAt(std::string_view text) const { return source_.substr(at_, text.size()) == text; }
  void Take(size_t count = 1) {
    result_.pattern += source_.substr(at_, count);
    at_ += count;
  }
  void Refuse(std::string why) {
    result_.error = std::move(why);
    result_.error_offset = at_;
  }

  void Step() {
    switch (Peek()) {
      case '\\':
        return Escape();
      case '[':
        return CharacterClass();
      case '(':
        return OpenGroup();
      default:
        return Take();
    }
  }

  void Escape() {
    const char next = Peek(1);
    if (next == '\0') return Refuse("a backslash at the end of the pattern");
    if (next == 'u') {  // \u0041: four hexadecimal digits
      if (at_ + 6 > source_.size()) return Refuse("\\u needs four hexadecimal digits");
      result_.pattern += "\\x{" + std::string(source_.substr(at_ + 2, 4)) + "}";
      at_ += 6;
      return;
    }
    if (next == 'k' && Peek(2) == '\'') return Take(3);
    Take(2);
  }

  // A class, with .NET's subtraction [a-z-[aeiou]] turned into (?![aeiou])[a-z].
  void CharacterClass() {
    std::string translated;
    if (!ReadClass(translated)) return;
    result_.pattern += translated;
  }

  bool ReadClass(std::string& out) {
    const size_t opened = at_;
    std::string body = "[";
    ++at_;
    if (Peek() == '^') {
      body += '^';
      ++at_;
    }
    bool first = true;
    for (;; first = false) {
      if (at_ >= source_.size()) {
        at_ = opened;
        Refuse("a character class without its closing ]");
        return false;
      }
      const char c = Peek();
      if (c == ']' && !first) break;
      if (c == '-' && Peek(1) == '[' && !first) return Subtraction(body, out);
      if (c == '\\' && Peek(1) == 'u' && at_ + 6 <= source_.size()) {
        body += "\\x{" + std::string(source_.substr(at_ + 2, 4)) + "}";
        at_ += 6;
      } else if (c == '\\' && at_ + 1 < source_.size()) {
        body += source_.substr(at_, 2);
        at_ += 2;
      } else if (c == '[') {  // literal in .NET; PCRE2 would read [: as a POSIX class
        body += "\\[";
        ++at_;
      } else if (c == ']') {
        body += "\\]";
        ++at_;
      } else {
        body += c;
        ++at_;
      }
    }
    ++at_;
    out = body + "]";
    return true;
  }

  bool Subtraction(const std::string& body, std::string& out) {
    ++at_;  // the hyphen
    if (++depth_ > 32) {
      Refuse("character class subtraction nested too deeply");
      return false;
    }
    std::string excluded;
    if (!ReadClass(excluded)) return false;
    --depth_;
    if (Peek() != ']') {
      Refuse("a subtraction must be the last thing in a character class");
      return false;
    }
    ++at_;
    out = "(?:(?!" + excluded + ")" + body + "])";
    return true;
  }

  void OpenGroup() {
    if (Peek(1) != '?') {
      if (explicit_capture_) {
        result_.pattern += "(?:";
        ++at_;
        return;
      }
      groups_.push_back({"", ++pcre_groups_});
      return Take();
    }
    if (LooksAt("(?<=") || LooksAt("(?<!")) return Take(4);
    if (Peek(2) == '<' || Peek(2) == '\'') return NamedGroup(Peek(2) == '<' ? '>' : '\'');
    if (LooksAt("(?#")) {
      const size_t close = source_.find(')', at_);
      if (close == std::string_view::npos) return Refuse("a comment without its closing )");
      at_ = close + 1;
      return;
    }
    if (LooksAt("(?P") || LooksAt("(?R") || LooksAt("(?&") || LooksAt("(?|"))
      return Refuse("a group construct that .NET does not have");
    Take(2);
  }

  void NamedGroup(char close) {
    const size_t from = at_ + 3, to = source_.find(close, from);
    if (to == std::string_view::npos) return Refuse("a group name without its end");
    const std::string_view name = source_.substr(from, to - from);
    if (name.find('-') != std::string_view::npos)
      return Refuse("balancing groups are not supported");
    if (name.empty() || !std::all_of(name.begin(), name.end(), IsWord))
      return Refuse("a group name must be letters, digits and underscores");
    if (std::isdigit(static_cast<unsigned char>(name[0])) != 0)
      return Refuse("numbered group names are not supported; use a name that begins with a letter");
    for (const Group& group : groups_)
      if (group.name == name) return Refuse("a group name used twice is not supported");
    groups_.push_back({std::string(name), ++pcre_groups_});
    result_.pattern += "(?<" + std::string(name) + ">";
    at_ = to + 1;
  }

  // .NET numbers unnamed groups first and named ones after them, so \1 must be written as PCRE2's
  // number.
  void NumberGroups() {
    result_.names = {"0"};
    result_.pcre_number = {0};
    for (const Group& group : groups_)
      if (group.name.empty()) Add(std::to_string(result_.names.size()), group.pcre_number);
    const bool mixed = result_.names.size() > 1 && result_.names.size() <= groups_.size();
    for (const Group& group : groups_)
      if (!group.name.empty()) Add(group.name, group.pcre_number);
    if (mixed) RenumberBackReferences();
  }

  void Add(std::string name, int number) {
    result_.names.push_back(std::move(name));
    result_.pcre_number.push_back(number);
  }

  void RenumberBackReferences() {
    std::string out;
    bool in_class = false;
    const std::string& text = result_.pattern;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '[') in_class = true;
      if (text[i] == ']') in_class = false;
      if (text[i] != '\\' || i + 1 >= text.size()) {
        out += text[i];
        continue;
      }
      const char next = text[++i];
      const auto number = static_cast<size_t>(next - '0');
      if (!in_class && next >= '1' && next <= '9' && number < result_.pcre_number.size())
        out += "\\g{" + std::to_string(result_.pcre_number[number]) + "}";
      else
        out += {'\\', next};
    }
    result_.pattern = std::move(out);
  }

  std::string_view source_;
  bool explicit_capture_;
  size_t at_ = 0;
  int depth_ = 0, pcre_groups_ = 0;
  std::vector<Group> groups_;
  TranslatedRegex result_;
};

}  // namespace

TranslatedRegex TranslateRegex(std::string_view pattern, bool explicit_capture) {
  return Translator(pattern, explicit_capture).Run();
}

}  // namespace sipsh
