#include <algorithm>
#include <charconv>

#include "directory/file/yaml_document.h"

namespace sipsh::directory {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// YAML 1.1 readers take these bare words for truth values or nothing.
bool IsBareWord(std::string_view text) {
  static constexpr std::string_view kWords[] = {"y",   "n",    "yes",   "no",   "on",
                                                "off", "true", "false", "null", "~"};
  std::string lower(text);
  for (char& c : lower) c = Lower(c);
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

std::string KindText(YamlKind kind) {
  switch (kind) {
    case YamlKind::kNull:
      return "nothing";
    case YamlKind::kScalar:
      return "a single value";
    case YamlKind::kSequence:
      return "a list";
    case YamlKind::kMapping:
      return "a mapping";
  }
  return "";
}

size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t substituted = diagonal + (Lower(a[i - 1]) == Lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 64) return "";
  std::string best;
  size_t limit = std::max<size_t>(word.size() / 3, 2) + 1;
  for (const std::string& candidate : candidates) {
    size_t distance = Distance(word, candidate);
    if (distance < limit) {
      limit = distance;
      best = candidate;
    }
  }
  if (!best.empty() || word.size() < 4) return best;
  // A word that was only begun: PersistentChat for PersistentChatServer.
  for (const std::string& candidate : candidates)
    if (candidate.size() > word.size() && Distance(word, candidate.substr(0, word.size())) == 0 &&
        (best.empty() || candidate.size() < best.size()))
      best = candidate;
  return best;
}

YamlFields::YamlFields(const YamlNode& node, std::string what, std::string file,
                       std::vector<Problem>* problems)
    : node_(node),
      what_(std::move(what)),
      file_(std::move(file)),
      problems_(problems),
      valid_(node.kind == YamlKind::kMapping) {
  if (!valid_)
    Report(node, "yaml-shape",
           what_ + " must be a mapping (key: value), but " + KindText(node.kind) + " stands here");
}

void YamlFields::Report(const YamlNode& at, std::string rule, std::string message) {
  problems_->push_back(
      {file_, std::max(at.line, 1), std::max(at.column, 1), std::move(message), std::move(rule)});
}

const YamlNode* YamlFields::Member(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
  return node_.Find(name);
}

bool YamlFields::NameOf(const YamlNode& node, std::string* text) {
  std::string about = node.key.empty() ? "an item" : "'" + node.key + "'";
  if (node.kind != YamlKind::kScalar) {
    Report(node, "yaml-shape",
           about + " of " + what_ + " must be a single value, but " + KindText(node.kind) +
               " stands here");
    return false;
  }
  if (!node.quoted && IsBareWord(node.text)) {
    Report(node, "yaml-bare-word",
           node.text +
               " without quotes is a truth value or nothing in "
               "YAML, not a name; write \"" +
               node.text + "\"");
    return false;
  }
  *text = node.text;
  return true;
}

bool YamlFields::NumberOf(const YamlNode& node, int* number, int least, int most) {
  int value = 0;
  const char* end = node.text.data() + node.text.size();
  auto parsed = std::from_chars(node.text.data(), end, value);
  if (node.kind == YamlKind::kScalar && parsed.ec == std::errc() && parsed.ptr == end &&
      value >= least && value <= most) {
    *number = value;
    return true;
  }
  Report(node, "yaml-number",
         "'" + node.key + "' of " + what_ + " must be a whole number from " +
             std::to_string(least) + " to " + std::to_string(most) +
             (node.kind == YamlKind::kScalar ? ", not '" + node.text + "'" : ""));
  return false;
}

bool YamlFields::Text(std::string_view name, std::string* text) {
  const YamlNode* member = Member(name);
  return member != nullptr && NameOf(*member, text);
}

bool YamlFields::Integer(std::string_view name, int* number, int least, int most) {
  const YamlNode* member = Member(name);
  return member != nullptr && NumberOf(*member, number, least, most);
}

bool YamlFields::Flag(std::string_view name, bool* flag) {
  const YamlNode* member = Member(name);
  if (member == nullptr) return false;
  if (member->kind == YamlKind::kScalar && (member->text == "true" || member->text == "false")) {
    *flag = member->text == "true";
    return true;
  }
  Report(*member, "yaml-flag",
         "'" + std::string(name) + "' of " + what_ + " must be true or false");
  return false;
}

void YamlFields::Require(std::initializer_list<std::string_view> names) {
  if (!valid_) return;
  for (std::string_view name : names) {
    if (node_.Find(name) != nullptr) continue;
    Report(node_, "yaml-missing-key",
           what_ + " lacks '" + std::string(name) + "'; add a line " + std::string(name) + ": ...");
  }
}

void YamlFields::Finish() {
  if (!valid_) return;
  for (const YamlNode& item : node_.items) {
    if (std::find(known_.begin(), known_.end(), item.key) != known_.end()) continue;
    std::string nearest = Nearest(item.key, known_), all;
    for (const std::string& name : known_) all += (all.empty() ? "" : ", ") + name;
    YamlNode at;
    at.line = item.key_line;
    at.column = item.key_column;
    Report(at, "yaml-unknown-key",
           "'" + item.key + "' is not a key of " + what_ +
               (nearest.empty() ? "; known keys are " + all : "; did you mean '" + nearest + "'?"));
  }
}

}  // namespace sipsh::directory
