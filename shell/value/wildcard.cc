#include "shell/value/wildcard.h"

#include "shell/value/text.h"

namespace sipsh {

WildcardPattern::WildcardPattern(std::string_view pattern, bool ignore_case)
    : pattern_(pattern), ignore_case_(ignore_case) {
  auto fold = [&](char32_t c) { return ignore_case_ ? FoldCodePoint(c) : c; };
  for (size_t i = 0; i < pattern.size();) {
    char32_t c = NextCodePoint(pattern, &i);
    Element element{Element::kOne, 0, {}};
    if (c == '`' && i < pattern.size()) {
      element.character = fold(NextCodePoint(pattern, &i));
    } else if (c == '*') {
      element.type = Element::kMany;
      literal_ = false;
      if (!elements_.empty() && elements_.back().type == Element::kMany) continue;
    } else if (c == '?') {
      element.type = Element::kAny;
      literal_ = false;
    } else if (c == '[' && pattern.find(']', i) != std::string_view::npos) {
      element.type = Element::kSet;
      literal_ = false;
      bool first = true;
      while (i < pattern.size()) {
        char32_t low = NextCodePoint(pattern, &i);
        if (low == ']' && !first) break;
        first = false;
        if (low == '`' && i < pattern.size()) low = NextCodePoint(pattern, &i);
        char32_t high = low;
        if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
          ++i;
          high = NextCodePoint(pattern, &i);
        }
        element.ranges.emplace_back(fold(low), fold(high));
      }
    } else {
      element.character = fold(c);
    }
    elements_.push_back(std::move(element));
  }
}

bool WildcardPattern::Matches(std::string_view text) const {
  size_t at = 0, element = 0;
  size_t star = std::string_view::npos, star_text = 0;
  while (true) {
    if (element < elements_.size() && elements_[element].type == Element::kMany) {
      if (element + 1 == elements_.size()) return true;
      star = element++;
      star_text = at;
      continue;
    }
    if (at >= text.size()) {
      return element == elements_.size();
    }
    bool fits = false;
    size_t next = at;
    if (element < elements_.size()) {
      const Element& wanted = elements_[element];
      char32_t c = NextCodePoint(text, &next);
      if (ignore_case_) c = FoldCodePoint(c);
      switch (wanted.type) {
        case Element::kOne:
          fits = c == wanted.character;
          break;
        case Element::kAny:
          fits = true;
          break;
        case Element::kSet:
          for (const auto& [low, high] : wanted.ranges) fits = fits || (c >= low && c <= high);
          break;
        case Element::kMany:
          break;
      }
    }
    if (fits) {
      at = next;
      ++element;
    } else if (star != std::string_view::npos) {
      NextCodePoint(text, &star_text);
      at = star_text;
      element = star + 1;
    } else {
      return false;
    }
  }
}

bool WildcardPattern::HasWildcards(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') {
      ++i;
    } else if (text[i] == '*' || text[i] == '?' || text[i] == '[') {
      return true;
    }
  }
  return false;
}

std::string WildcardPattern::Escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '`') out.push_back('`');
    out.push_back(c);
  }
  return out;
}

std::string WildcardPattern::Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`' && i + 1 < text.size()) ++i;
    out.push_back(text[i]);
  }
  return out;
}

bool WildcardMatches(std::string_view pattern, std::string_view text, bool ignore_case) {
  return WildcardPattern(pattern, ignore_case).Matches(text);
}

}  // namespace sipsh
