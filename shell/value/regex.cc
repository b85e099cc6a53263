#include "shell/value/regex.h"

#include <cctype>
#include <charconv>

#include "shell/value/error.h"
#include "shell/value/pcre2_library.h"
#include "shell/value/regex_translate.h"

namespace sipsh {
namespace {

constexpr std::string_view kMetacharacters = "\\*+?|{[()^$.# ";

[[noreturn]] void Refuse(std::string_view pattern, const std::string& why, size_t offset) {
  throw ValueError("InvalidRegularExpression",
                   "The regular expression '" + std::string(pattern) + "' is not usable: " + why +
                       " (at offset " + std::to_string(offset) + ").",
                   ValueErrorCategory::kInvalidArgument, "System.ArgumentException");
}

std::string ErrorText(const Pcre2Library& library, int code) {
  unsigned char buffer[256];
  library.error_message(code, buffer, sizeof buffer);
  return reinterpret_cast<const char*>(buffer);
}

uint32_t CompileOptions(const RegexOptions& options) {
  uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.multiline) flags |= PCRE2_MULTILINE;
  if (options.singleline) flags |= PCRE2_DOTALL;
  if (options.ignore_whitespace) flags |= PCRE2_EXTENDED;
  return flags;
}

PCRE2_SPTR Bytes(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

// The next character's start: a match that took nothing must not be found again at the same place.
size_t NextCharacter(std::string_view text, size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

std::string_view TextOf(std::string_view subject, const RegexGroup& group) {
  return group.matched ? subject.substr(group.begin, group.end - group.begin) : std::string_view();
}

}  // namespace

std::shared_ptr<const Regex> Regex::Compile(std::string_view pattern, RegexOptions options) {
  TranslatedRegex translated = TranslateRegex(pattern, options.explicit_capture);
  if (!translated.error.empty()) Refuse(pattern, translated.error, translated.error_offset);
  const Pcre2Library& library = Pcre2Library::Get();
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = library.compile(Bytes(translated.pattern), translated.pattern.size(),
                                     CompileOptions(options), &error, &offset, nullptr);
  if (code == nullptr) Refuse(pattern, ErrorText(library, error), offset);
  library.jit_compile(
      code, PCRE2_JIT_COMPLETE);  // without JIT the interpreter answers the same, only slower
  std::shared_ptr<Regex> regex(new Regex);
  regex->code_ = code;
  regex->pattern_ = pattern;
  regex->options_ = options;
  regex->group_names_ = std::move(translated.names);
  regex->pcre_number_ = std::move(translated.pcre_number);
  return regex;
}

Regex::~Regex() {
  if (code_ != nullptr) Pcre2Library::Get().code_free(static_cast<pcre2_code*>(code_));
}

bool Regex::Match(std::string_view subject, size_t start, std::vector<RegexGroup>& groups) const {
  const Pcre2Library& library = Pcre2Library::Get();
  auto* code = static_cast<pcre2_code*>(code_);
  std::unique_ptr<pcre2_match_data, decltype(library.match_data_free)> data(
      library.match_data_create(code, nullptr), library.match_data_free);
  const int found =
      library.match(code, Bytes(subject), subject.size(), start, 0, data.get(), library.limits);
  if (found == PCRE2_ERROR_NOMATCH) return false;
  if (found < 0)
    throw ValueError("RegularExpressionMatchFailed",
                     "The regular expression '" + pattern_ +
                         "' could not be matched: " + ErrorText(library, found) + ".");
  const PCRE2_SIZE* ends = library.ovector(data.get());
  groups.assign(pcre_number_.size(), {});
  for (size_t i = 0; i < pcre_number_.size(); ++i) {
    const int number = pcre_number_[i];
    if (number >= found || ends[2 * number] == PCRE2_UNSET) continue;
    groups[i] = {true, ends[2 * number], ends[2 * number + 1]};
  }
  return true;
}

bool Regex::IsMatch(std::string_view subject) const {
  std::vector<RegexGroup> groups;
  return Match(subject, 0, groups);
}

std::string Regex::Replace(std::string_view subject, std::string_view replacement,
                           int limit) const {
  std::string out;
  std::vector<RegexGroup> groups;
  size_t copied = 0, at = 0;
  while (limit != 0 && at <= subject.size() && Match(subject, at, groups)) {
    out += subject.substr(copied, groups[0].begin - copied);
    out += Expand(subject, replacement, groups);
    copied = groups[0].end;
    at = groups[0].end > groups[0].begin ? groups[0].end : NextCharacter(subject, groups[0].end);
    if (limit > 0) --limit;
  }
  if (copied < subject.size()) out += subject.substr(copied);
  return out;
}

std::string Regex::Expand(std::string_view subject, std::string_view replacement,
                          const std::vector<RegexGroup>& groups) const {
  std::string out;
  for (size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '$' || i + 1 == replacement.size()) {
      out += replacement[i];
      continue;
    }
    const char next = replacement[i + 1];
    const auto substitute = [&](std::string_view text, size_t length) {
      out += text;
      i += length - 1;
    };
    if (next == '$') {
      substitute("$", 2);
    } else if (next == '&') {
      substitute(TextOf(subject, groups[0]), 2);
    } else if (next == '`') {
      substitute(subject.substr(0, groups[0].begin), 2);
    } else if (next == '\'') {
      substitute(subject.substr(groups[0].end), 2);
    } else if (next == '_') {
      substitute(subject, 2);
    } else if (next == '+') {
      substitute(TextOf(subject, groups.back()), 2);
    } else if (std::isdigit(static_cast<unsigned char>(next)) != 0) {
      size_t number = 0;
      const char* from = replacement.data() + i + 1;
      const auto read = std::from_chars(from, replacement.data() + replacement.size(), number);
      if (read.ec != std::errc() || number >= groups.size()) {
        out += '$';
        continue;
      }
      substitute(TextOf(subject, groups[number]), 1 + static_cast<size_t>(read.ptr - from));
    } else if (const size_t close = replacement.find('}', i);
               next == '{' && close != std::string_view::npos) {
      const std::string_view name = replacement.substr(i + 2, close - i - 2);
      size_t group = 0;
      while (group < group_names_.size() && group_names_[group] != name) ++group;
      if (group == group_names_.size())
        out += '$';
      else
        substitute(TextOf(subject, groups[group]), close - i + 1);
    } else {
      out += '$';
    }
  }
  return out;
}

std::string Regex::Escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (kMetacharacters.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
  }
  return out;
}

std::string Regex::Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'f':
        out += '\f';
        break;
      default:
        out += text[i];
    }
  }
  return out;
}

}  // namespace sipsh
