// Regular expressions with .NET's syntax on top of PCRE2.
//
// PCRE2 is loaded by the first expression compiled, so that a start without one does not pay for
// it. What .NET and PCRE2 write differently is translated (class subtraction, `\z`, `(?<name>`,
// numbering of named groups); what cannot be kept (balancing groups, variable-length look-behind,
// right-to-left) is refused with a ValueError, never matched differently. Match limits stay on: a
// runaway expression is an error, not a hang.
//
// Offsets are bytes of the UTF-8 subject; callers that show them to scripts convert to UTF-16
// units.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh {

struct RegexOptions {
  bool ignore_case = false;
  bool multiline = false;         // ^ and $ at every line
  bool singleline = false;        // . matches a newline
  bool explicit_capture = false;  // unnamed groups do not capture
  bool ignore_whitespace = false;
};

// One group of a match; `matched` is false for a group that took no part.
struct RegexGroup {
  bool matched = false;
  size_t begin = 0, end = 0;
};

class Regex {
 public:
  // Throws ValueError (id "InvalidRegularExpression") naming the position and the fault.
  static std::shared_ptr<const Regex> Compile(std::string_view pattern, RegexOptions options = {});
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  // First match at or after `start` (a byte offset). False: none. Throws ValueError when a match
  // limit is hit.
  bool Match(std::string_view subject, size_t start, std::vector<RegexGroup>& groups) const;
  bool IsMatch(std::string_view subject) const;
  // Every match replaced by `replacement`, with .NET's substitutions ($1, ${name}, $&, $`, $', $+,
  // $_, $$).
  std::string Replace(std::string_view subject, std::string_view replacement, int limit = -1) const;
  // The text a replacement stands for in one match.
  std::string Expand(std::string_view subject, std::string_view replacement,
                     const std::vector<RegexGroup>&) const;

  // Group names in .NET's numbering: unnamed groups first, then named ones in order of appearance.
  const std::vector<std::string>& GroupNames() const { return group_names_; }
  const std::string& Pattern() const { return pattern_; }
  const RegexOptions& Options() const { return options_; }

  static std::string Escape(std::string_view text);
  static std::string Unescape(std::string_view text);

 private:
  Regex() = default;
  void* code_ = nullptr;  // pcre2_code, freed through the loaded library
  std::string pattern_;
  RegexOptions options_;
  std::vector<std::string> group_names_;
  std::vector<int> pcre_number_;  // .NET's group number -> PCRE2's
};

}  // namespace sipsh
