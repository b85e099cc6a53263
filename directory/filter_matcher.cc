#include <algorithm>
#include <charconv>

#include "directory/filter.h"
#include "directory/schema.h"

namespace sipsh::directory {
namespace {

enum class Truth { kFalse, kTrue, kUndefined };
Truth Of(bool b) { return b ? Truth::kTrue : Truth::kFalse; }

bool ParseInteger(std::string_view text, long long* n) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *n);
  return error == std::errc() && end == text.data() + text.size();
}

bool IsPlainAscii(std::string_view text) {
  bool blank = true;  // A blank here would be trimmed or joined with the one before.
  for (char c : text) {
    if (static_cast<signed char>(c) < 0 || (c == ' ' && blank)) return false;
    blank = c == ' ';
  }
  return text.empty() || !blank;
}

// `folded` is FoldText's result.
bool EqualsFolded(std::string_view value, std::string_view folded) {
  if (EqualIgnoreCase(value, folded)) return true;
  return !IsPlainAscii(value) && FoldText(value) == folded;
}

bool MatchesParts(std::string_view value, const std::vector<std::string>& parts) {
  const std::string& initial = parts.front();
  const std::string& final = parts.back();
  if (!value.starts_with(initial)) return false;
  value.remove_prefix(initial.size());
  for (size_t i = 1; i + 1 < parts.size(); ++i) {
    size_t found = value.find(parts[i]);
    if (found == std::string_view::npos) return false;
    value.remove_prefix(found + parts[i].size());
  }
  return value.ends_with(final);
}

// Folds a substring's part, keeping the blanks at its ends: they stand inside the value.
std::string FoldPart(const std::string& part) {
  std::string folded = FoldText("x" + part + "x");
  return folded.substr(1, folded.size() - 2);
}

}  // namespace

struct FilterMatcher::Node {
  using Kind = Filter::Kind;

  Kind kind = Kind::kAnd;
  std::vector<std::string> names;
  const Schema* schema = nullptr;
  const AttributeType* type = nullptr;
  Syntax syntax = Syntax::kText;
  bool undefined = false;
  bool dn_attributes = false;
  bool bits_any = false;
  bool bits = false;
  std::string value;
  long long number = 0;
  std::vector<std::string> parts;
  std::vector<Node> children;

  Node(const Filter& filter, const Schema* with);
  void PrepareValue(const Filter& filter);
  void PrepareRule(const Filter& filter);
  Truth Evaluate(const EntryView& entry) const;
  Truth EvaluateItem(const EntryView& entry) const;
  bool MatchesValue(std::string_view candidate) const;
  bool MatchesOrder(std::string_view candidate) const;
  bool MatchesBits(std::string_view candidate) const;
  bool MatchesDn(std::string_view dn) const;
};

FilterMatcher::Node::Node(const Filter& filter, const Schema* with)
    : kind(filter.kind), schema(with), dn_attributes(filter.dn_attributes) {
  for (const Filter& child : filter.children) children.emplace_back(child, with);
  if (kind == Kind::kAnd || kind == Kind::kOr || kind == Kind::kNot) return;
  names = {filter.attribute};
  if (schema) {
    type = schema->FindAttribute(filter.attribute);
    if (type) {
      names = type->names;
      syntax = type->syntax;
    } else if (!filter.attribute.empty()) {
      undefined = true;
    }
  }
  PrepareRule(filter);
  if (!undefined) PrepareValue(filter);
}

void FilterMatcher::Node::PrepareRule(const Filter& filter) {
  if (kind != Kind::kExtensible || filter.matching_rule.empty()) return;
  const std::string& rule = filter.matching_rule;
  if (rule == kMatchBitAnd || rule == kMatchBitOr) {
    bits = true;
    bits_any = rule == kMatchBitOr;
    undefined = undefined || !ParseInteger(filter.value, &number);
  } else if (EqualIgnoreCase(rule, "caseExactMatch") || rule == "2.5.13.5") {
    syntax = Syntax::kExactText;
    type = nullptr;
  } else if (EqualIgnoreCase(rule, "caseIgnoreMatch") || rule == "2.5.13.2") {
    syntax = Syntax::kText;
    type = nullptr;
  } else {
    undefined = true;
  }
}

void FilterMatcher::Node::PrepareValue(const Filter& filter) {
  if (bits || kind == Kind::kPresent) return;
  if (kind == Kind::kSubstring) {
    for (const std::string& part : filter.parts) {
      parts.push_back(syntax == Syntax::kText ? FoldPart(part) : part);
    }
    if (syntax == Syntax::kText) {
      // The ends of a value are trimmed, so those of the pattern are too.
      parts.front().erase(0, std::min(parts.front().find_first_not_of(' '), parts.front().size()));
      size_t last = parts.back().find_last_not_of(' ');
      parts.back().resize(last == std::string::npos ? 0 : last + 1);
    }
    return;
  }
  if (syntax == Syntax::kInteger && !ParseInteger(filter.value, &number)) undefined = true;
  if (syntax == Syntax::kBoolean && type && !schema->ValidValue(*type, filter.value)) {
    undefined = true;
  }
  if (schema && type) {
    value = schema->Normalise(type, filter.value);
  } else {
    value = syntax == Syntax::kText ? FoldText(filter.value) : filter.value;
  }
}

Truth FilterMatcher::Node::Evaluate(const EntryView& entry) const {
  Truth result;
  switch (kind) {
    case Kind::kAnd:
      result = Truth::kTrue;
      for (const Node& child : children) {
        Truth truth = child.Evaluate(entry);
        if (truth == Truth::kFalse) return truth;
        if (truth == Truth::kUndefined) result = truth;
      }
      return result;
    case Kind::kOr:
      result = Truth::kFalse;
      for (const Node& child : children) {
        Truth truth = child.Evaluate(entry);
        if (truth == Truth::kTrue) return truth;
        if (truth == Truth::kUndefined) result = truth;
      }
      return result;
    case Kind::kNot:
      result = children.front().Evaluate(entry);
      return result == Truth::kUndefined ? result : Of(result == Truth::kFalse);
    default:
      return EvaluateItem(entry);
  }
}

Truth FilterMatcher::Node::EvaluateItem(const EntryView& entry) const {
  if (undefined) return Truth::kUndefined;
  if (dn_attributes && MatchesDn(entry.dn())) return Truth::kTrue;
  if (kind == Kind::kExtensible && names.front().empty()) {
    for (const AttributeView& attribute : entry) {
      for (std::string_view each : attribute.values) {
        if (MatchesValue(each)) return Truth::kTrue;
      }
    }
    return Truth::kFalse;
  }
  for (const std::string& name : names) {
    ValueRange values = entry.Values(name);
    if (values.empty()) continue;
    if (kind == Kind::kPresent) return Truth::kTrue;
    for (std::string_view each : values) {
      if (MatchesValue(each)) return Truth::kTrue;
    }
  }
  return Truth::kFalse;
}

bool FilterMatcher::Node::MatchesValue(std::string_view candidate) const {
  if (bits) return MatchesBits(candidate);
  if (kind == Kind::kSubstring) {
    if (syntax == Syntax::kText) return MatchesParts(FoldText(candidate), parts);
    return MatchesParts(candidate, parts);
  }
  if (kind == Kind::kGreaterOrEqual || kind == Kind::kLessOrEqual) return MatchesOrder(candidate);
  switch (syntax) {
    case Syntax::kText:
      return EqualsFolded(candidate, value);
    case Syntax::kBoolean:
      return EqualIgnoreCase(candidate, value);
    case Syntax::kExactText:
    case Syntax::kOctets:
      return candidate == value;
    default:
      return schema && type ? schema->Normalise(type, candidate) == value : candidate == value;
  }
}

bool FilterMatcher::Node::MatchesOrder(std::string_view candidate) const {
  bool greater = kind == Kind::kGreaterOrEqual;
  if (syntax == Syntax::kInteger) {
    long long n = 0;
    if (!ParseInteger(candidate, &n)) return false;
    return greater ? n >= number : n <= number;
  }
  std::string folded = syntax == Syntax::kText ? FoldText(candidate) : std::string(candidate);
  return greater ? folded >= value : folded <= value;
}

bool FilterMatcher::Node::MatchesBits(std::string_view candidate) const {
  long long n = 0;
  if (!ParseInteger(candidate, &n)) return false;
  return bits_any ? (n & number) != 0 : (n & number) == number;
}

bool FilterMatcher::Node::MatchesDn(std::string_view dn) const {
  for (const Rdn& rdn : Dn::FromTrusted(std::string(dn)).Rdns()) {
    for (const Ava& ava : rdn) {
      bool named = names.front().empty();
      for (const std::string& name : names) named = named || EqualIgnoreCase(ava.type, name);
      if (named && MatchesValue(ava.value)) return true;
    }
  }
  return false;
}

FilterMatcher::FilterMatcher(const Filter& filter, const Schema* schema)
    : root_(std::make_unique<Node>(filter, schema)) {}
FilterMatcher::~FilterMatcher() = default;
FilterMatcher::FilterMatcher(FilterMatcher&&) noexcept = default;
FilterMatcher& FilterMatcher::operator=(FilterMatcher&&) noexcept = default;

bool FilterMatcher::Matches(const EntryView& entry) const {
  return root_->Evaluate(entry) == Truth::kTrue;
}

}  // namespace sipsh::directory
