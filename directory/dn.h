// Distinguished names (RFC 4514): reading, escaping, comparing, walking up and down.
// A Dn keeps the text it was made from; comparing ignores case, insignificant blanks and the way
// characters were escaped. Values are plain UTF-8 (unescaped) wherever a function takes or returns
// them. Plain values, usable from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/status.h"

namespace sipsh::directory {

struct Ava {
  std::string type;
  std::string value;
};

// One or more type=value pairs ("cn=a+uid=b").
using Rdn = std::vector<Ava>;

class Dn {
 public:
  Dn() = default;                                  // The root DSE: empty.
  static Result<Dn> Parse(std::string_view text);  // kInvalidDn says where.
  static Dn FromTrusted(std::string text);  // No check: text came from a server or from Parse.
  static Dn FromRdns(const std::vector<Rdn>& rdns);

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::vector<Rdn> Rdns() const;  // Leaf first.
  Rdn Leaf() const;
  std::string LeafText() const;   // "cn=pools"
  std::string LeafValue() const;  // "pools": the first value of the leaf RDN, unescaped.
  Dn Parent() const;              // The root's parent is the root.
  Dn Child(std::string_view type, std::string_view value) const;
  Dn Child(const Rdn& rdn) const;

  std::string Key() const;  // Equal names have equal keys.
  // Root first, each RDN ended by 0x01: a subtree is the range
  // [ReversedKey(), SubtreeEnd(ReversedKey())).
  std::string ReversedKey() const;
  bool IsUnder(const Dn& ancestor) const;  // Itself included.

  friend bool operator==(const Dn& a, const Dn& b) {
    return a.text_ == b.text_ || a.Key() == b.Key();
  }

 private:
  std::string text_;
};

std::string SubtreeEnd(std::string reversed_key);
std::string ParentReversedKey(std::string_view reversed_key);
std::string EscapeDnValue(std::string_view value);
Result<Rdn> ParseRdn(std::string_view text);
std::string RdnText(const Rdn& rdn);

}  // namespace sipsh::directory
