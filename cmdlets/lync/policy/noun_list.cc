// The embedded nouns: the files of nouns/, one behind the other, each begun by a line "#
// nouns/NAME".
#include "cmdlets/lync/policy/noun.h"
#include "shell/command/error_record.h"

extern "C" const char sipsh_nouns_begin[];
extern "C" const char sipsh_nouns_end[];

namespace sipsh {
namespace {

constexpr std::string_view kHead = "# nouns/";

struct NounText {
  std::string_view name, text;
};

std::vector<NounText> NounTexts() {
  std::string_view all(sipsh_nouns_begin, static_cast<size_t>(sipsh_nouns_end - sipsh_nouns_begin));
  std::vector<NounText> texts;
  for (size_t at = all.find(kHead); at != std::string_view::npos;) {
    size_t line = all.find('\n', at);
    size_t next = all.find("\n# nouns/", line);
    std::string_view name = all.substr(at + kHead.size(), line - at - kHead.size());
    texts.push_back(
        {name, all.substr(line + 1, next == std::string_view::npos ? next : next - line)});
    at = next == std::string_view::npos ? next : next + 1;
  }
  return texts;
}

}  // namespace

std::vector<std::string> NounNames() {
  std::vector<std::string> names;
  for (const NounText& noun : NounTexts()) names.emplace_back(noun.name);
  return names;
}

NounRef FindNoun(std::string_view name) {
  for (const NounText& noun : NounTexts()) {
    if (!topology::EqualsIgnoreCase(noun.name, name)) continue;
    std::vector<directory::Problem> problems;
    NounRef read = ReadNoun(std::string(noun.name) + ".yaml", noun.text, &problems);
    if (read == nullptr) {
      throw TerminatingError(
          "The noun " + std::string(name) + " cannot be read: " + directory::JoinProblems(problems),
          "NounInvalid", ErrorCategory::kInvalidData, Value::String(name));
    }
    return read;
  }
  return nullptr;
}

}  // namespace sipsh
