#include "directory/filter.h"

#include <utility>

namespace sipsh::directory {
namespace {

constexpr int kDeepest = 200;  // Nesting a filter may have.

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Filter Item(Filter::Kind kind, std::string attribute, std::string value) {
  Filter filter;
  filter.kind = kind;
  filter.attribute = std::move(attribute);
  filter.value = std::move(value);
  return filter;
}

Filter Group(Filter::Kind kind, std::vector<Filter> children) {
  Filter filter;
  filter.kind = kind;
  filter.children = std::move(children);
  return filter;
}

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : text_(text) {}

  Result<Filter> Parse() {
    Filter filter;
    SkipBlanks();
    bool good = ParseFilter(0, &filter);
    SkipBlanks();
    if (good && at_ < text_.size()) good = Fail("something follows the filter's end");
    if (good) return filter;
    return Status(Code::kInvalidSyntax, "'" + std::string(text_) +
                                            "' is not an LDAP filter: " + problem_ +
                                            " at character " + std::to_string(at_ + 1) + ".");
  }

 private:
  bool Fail(std::string_view problem) {
    problem_ = problem;
    return false;
  }
  bool At(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool Take(char c) {
    if (!At(c)) return false;
    ++at_;
    return true;
  }
  void SkipBlanks() {
    while (At(' ') || At('\t') || At('\n') || At('\r')) ++at_;
  }

  bool ParseFilter(int depth, Filter* out) {
    if (depth > kDeepest) return Fail("brackets nested too deeply");
    if (!Take('(')) return Fail("'(' is missing");
    SkipBlanks();
    if (!ParseInside(depth, out)) return false;
    SkipBlanks();
    return Take(')') || Fail("')' is missing");
  }

  bool ParseInside(int depth, Filter* out) {
    if (Take('&')) return ParseChildren(Filter::Kind::kAnd, depth, out);
    if (Take('|')) return ParseChildren(Filter::Kind::kOr, depth, out);
    if (!Take('!')) return ParseItem(out);
    out->kind = Filter::Kind::kNot;
    SkipBlanks();
    return ParseFilter(depth + 1, &out->children.emplace_back());
  }

  bool ParseChildren(Filter::Kind kind, int depth, Filter* out) {
    out->kind = kind;
    for (SkipBlanks(); At('('); SkipBlanks()) {
      if (!ParseFilter(depth + 1, &out->children.emplace_back())) return false;
    }
    return true;
  }

  bool ParseItem(Filter* out) {
    size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view("=~<>:()*").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    out->attribute = text_.substr(start, at_ - start);
    while (!out->attribute.empty() && out->attribute.back() == ' ') out->attribute.pop_back();
    if (At(':')) return ParseExtensible(out);
    if (out->attribute.empty()) return Fail("an attribute name is missing");
    if (Take('~')) return ParseOrdered(Filter::Kind::kApprox, out);
    if (Take('>')) return ParseOrdered(Filter::Kind::kGreaterOrEqual, out);
    if (Take('<')) return ParseOrdered(Filter::Kind::kLessOrEqual, out);
    if (!Take('=')) return Fail("'=' is missing");
    return ParseEquality(out);
  }

  bool ParseOrdered(Filter::Kind kind, Filter* out) {
    out->kind = kind;
    if (!Take('=')) return Fail("'=' is missing");
    return ParseValue(&out->value) && (!At('*') || Fail("'*' must be written \\2a here"));
  }

  bool ParseExtensible(Filter* out) {
    out->kind = Filter::Kind::kExtensible;
    while (Take(':')) {
      if (Take('=')) {
        if (out->attribute.empty() && out->matching_rule.empty()) {
          return Fail("an attribute name or a matching rule is missing");
        }
        return ParseValue(&out->value) && (!At('*') || Fail("'*' must be written \\2a here"));
      }
      size_t start = at_;
      while (at_ < text_.size() &&
             std::string_view(":=()").find(text_[at_]) == std::string_view::npos) {
        ++at_;
      }
      std::string_view word = text_.substr(start, at_ - start);
      if (EqualIgnoreCase(word, "dn") && !out->dn_attributes) {
        out->dn_attributes = true;
      } else if (out->matching_rule.empty() && !word.empty()) {
        out->matching_rule = word;
      } else {
        return Fail("two matching rules");
      }
    }
    return Fail("':=' is missing");
  }

  bool ParseEquality(Filter* out) {
    std::vector<std::string> parts;
    do {
      if (!ParseValue(&parts.emplace_back())) return false;
    } while (Take('*'));
    if (parts.size() == 1) {
      out->kind = Filter::Kind::kEqual;
      out->value = std::move(parts.front());
      return true;
    }
    *out = Filter::Substring(std::move(out->attribute), std::move(parts));
    return true;
  }

  bool ParseValue(std::string* value) {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == ')' || c == '*') return true;
      if (c == '(') return Fail("'(' must be written \\28 here");
      if (c == '\\') {
        int high = at_ + 2 < text_.size() ? HexDigit(text_[at_ + 1]) : -1;
        int low = high >= 0 ? HexDigit(text_[at_ + 2]) : -1;
        if (low < 0) return Fail("a backslash without two hexadecimal digits");
        value->push_back(static_cast<char>(high * 16 + low));
        at_ += 3;
        continue;
      }
      value->push_back(c);
      ++at_;
    }
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string problem_;
};

void Print(const Filter& filter, std::string* out) {
  using Kind = Filter::Kind;
  *out += '(';
  switch (filter.kind) {
    case Kind::kAnd:
      *out += '&';
      break;
    case Kind::kOr:
      *out += '|';
      break;
    case Kind::kNot:
      *out += '!';
      break;
    case Kind::kPresent:
      *out += filter.attribute + "=*";
      break;
    case Kind::kEqual:
      *out += filter.attribute + "=" + EscapeFilterValue(filter.value);
      break;
    case Kind::kGreaterOrEqual:
      *out += filter.attribute + ">=" + EscapeFilterValue(filter.value);
      break;
    case Kind::kLessOrEqual:
      *out += filter.attribute + "<=" + EscapeFilterValue(filter.value);
      break;
    case Kind::kApprox:
      *out += filter.attribute + "~=" + EscapeFilterValue(filter.value);
      break;
    case Kind::kSubstring:
      *out += filter.attribute + "=";
      for (size_t i = 0; i < filter.parts.size(); ++i) {
        if (i > 0) *out += '*';
        *out += EscapeFilterValue(filter.parts[i]);
      }
      break;
    case Kind::kExtensible:
      *out += filter.attribute + (filter.dn_attributes ? ":dn" : "");
      if (!filter.matching_rule.empty()) *out += ":" + filter.matching_rule;
      *out += ":=" + EscapeFilterValue(filter.value);
      break;
  }
  for (const Filter& child : filter.children) Print(child, out);
  *out += ')';
}

}  // namespace

Filter Filter::And(std::vector<Filter> children) { return Group(Kind::kAnd, std::move(children)); }
Filter Filter::Or(std::vector<Filter> children) { return Group(Kind::kOr, std::move(children)); }

Filter Filter::Not(Filter child) {
  Filter filter;
  filter.kind = Kind::kNot;
  filter.children.push_back(std::move(child));
  return filter;
}

Filter Filter::Present(std::string attribute) {
  return Item(Kind::kPresent, std::move(attribute), {});
}
Filter Filter::Equal(std::string attribute, std::string value) {
  return Item(Kind::kEqual, std::move(attribute), std::move(value));
}
Filter Filter::GreaterOrEqual(std::string attribute, std::string value) {
  return Item(Kind::kGreaterOrEqual, std::move(attribute), std::move(value));
}
Filter Filter::LessOrEqual(std::string attribute, std::string value) {
  return Item(Kind::kLessOrEqual, std::move(attribute), std::move(value));
}
Filter Filter::StartsWith(std::string attribute, std::string initial) {
  return Substring(std::move(attribute), {std::move(initial), ""});
}
Filter Filter::EndsWith(std::string attribute, std::string final) {
  return Substring(std::move(attribute), {"", std::move(final)});
}
Filter Filter::Contains(std::string attribute, std::string part) {
  return Substring(std::move(attribute), {"", std::move(part), ""});
}

Filter Filter::Substring(std::string attribute, std::vector<std::string> parts) {
  // Empty parts between two stars say nothing.
  for (size_t i = 1; i + 1 < parts.size();) {
    if (parts[i].empty()) {
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  if (parts.size() == 1) return Equal(std::move(attribute), std::move(parts.front()));
  if (parts.size() == 2 && parts[0].empty() && parts[1].empty()) {
    return Present(std::move(attribute));
  }
  Filter filter = Item(Kind::kSubstring, std::move(attribute), {});
  filter.parts = std::move(parts);
  return filter;
}

Filter Filter::Wildcard(std::string attribute, std::string_view pattern) {
  std::vector<std::string> parts(1);
  for (char c : pattern) {
    if (c == '*') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return Substring(std::move(attribute), std::move(parts));
}

Filter Filter::BitsSet(std::string attribute, long long bits) {
  Filter filter = Item(Kind::kExtensible, std::move(attribute), std::to_string(bits));
  filter.matching_rule = kMatchBitAnd;
  return filter;
}

Result<Filter> Filter::Parse(std::string_view text) { return FilterParser(text).Parse(); }

std::string Filter::ToString() const {
  std::string out;
  Print(*this, &out);
  return out;
}

bool Filter::Matches(const EntryView& entry, const Schema* schema) const {
  return FilterMatcher(*this, schema).Matches(entry);
}

std::string EscapeFilterValue(std::string_view value) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(value.size());
  for (char c : value) {
    unsigned char byte = static_cast<unsigned char>(c);
    if (c == '*' || c == '(' || c == ')' || c == '\\' || byte < 0x20 || byte == 0x7F) {
      out += '\\';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace sipsh::directory
