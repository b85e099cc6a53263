// Search filters (RFC 4515) as a tree. Values are plain bytes; ToString escapes what must be
// escaped, so a filter built from what somebody typed can never grow a clause. Plain values.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/entry.h"
#include "directory/status.h"

namespace sipsh::directory {

class Schema;

inline constexpr std::string_view kMatchBitAnd = "1.2.840.113556.1.4.803";
inline constexpr std::string_view kMatchBitOr = "1.2.840.113556.1.4.804";

struct Filter {
  enum class Kind {
    kAnd,  // Without children: absolutely true (RFC 4526).
    kOr,   // Without children: absolutely false.
    kNot,  // One child.
    kPresent,
    kEqual,
    kSubstring,  // parts: initial, any..., final; an empty initial or final stands for none.
    kGreaterOrEqual,
    kLessOrEqual,
    kApprox,
    kExtensible,
  };

  Kind kind = Kind::kAnd;
  std::string attribute;
  std::string value;
  std::vector<std::string> parts;
  std::string matching_rule;  // kExtensible: name or OID.
  bool dn_attributes = false;
  std::vector<Filter> children;

  static Filter True() { return {}; }
  static Filter And(std::vector<Filter> children);
  static Filter Or(std::vector<Filter> children);
  static Filter Not(Filter child);
  static Filter Present(std::string attribute);
  static Filter Equal(std::string attribute, std::string value);
  static Filter GreaterOrEqual(std::string attribute, std::string value);
  static Filter LessOrEqual(std::string attribute, std::string value);
  static Filter StartsWith(std::string attribute, std::string initial);
  static Filter EndsWith(std::string attribute, std::string final);
  static Filter Contains(std::string attribute, std::string part);
  static Filter Substring(std::string attribute, std::vector<std::string> parts);
  // "a*b*c": every star matches anything; no star at all gives Equal, a lone star Present.
  static Filter Wildcard(std::string attribute, std::string_view pattern);
  static Filter BitsSet(std::string attribute, long long bits);

  static Result<Filter> Parse(std::string_view text);  // kInvalidSyntax says where.
  std::string ToString() const;

  // One entry; to try many, make one FilterMatcher. Without a schema all values compare as text
  // without regard to case.
  bool Matches(const EntryView& entry, const Schema* schema = nullptr) const;
};

std::string EscapeFilterValue(std::string_view value);

// A filter made ready to be tried on many entries: values normalised once by each attribute's
// syntax. RFC 4511's three-valued logic: undefined counts as no match, also behind a (!...).
class FilterMatcher {
 public:
  FilterMatcher(const Filter& filter, const Schema* schema);  // Keeps neither.
  ~FilterMatcher();
  FilterMatcher(FilterMatcher&&) noexcept;
  FilterMatcher& operator=(FilterMatcher&&) noexcept;
  bool Matches(const EntryView& entry) const;

  struct Node;

 private:
  std::unique_ptr<Node> root_;
};

}  // namespace sipsh::directory
