// PowerShell's wildcards: * ? [a-z] and the backtick that takes the next character as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sipsh {

// A pattern made ready for many texts.
class WildcardPattern {
 public:
  explicit WildcardPattern(std::string_view pattern, bool ignore_case = true);
  bool Matches(std::string_view text) const;
  // No wildcard in it: an exact name.
  bool is_literal() const { return literal_; }
  const std::string& pattern() const { return pattern_; }

  static bool HasWildcards(std::string_view text);
  // Puts a backtick before every special character.
  static std::string Escape(std::string_view text);
  static std::string Unescape(std::string_view text);

 private:
  struct Element {
    enum Type : uint8_t { kOne, kAny, kMany, kSet } type;
    char32_t character = 0;
    std::vector<std::pair<char32_t, char32_t>> ranges;
  };
  std::string pattern_;
  std::vector<Element> elements_;
  bool ignore_case_;
  bool literal_ = true;
};

// -like for one text.
bool WildcardMatches(std::string_view pattern, std::string_view text, bool ignore_case = true);

}  // namespace sipsh
