#include "directory/dn.h"

#include <algorithm>
#include <array>

#include "directory/schema.h"

namespace sipsh::directory {
namespace {

// Keys are kept in files: their form stays as it is.
constexpr std::string_view kSpecialInKeys = "\"+,;<>\\";

std::string Escape(std::string_view value, std::string_view special) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(value.size() + 4);
  for (size_t i = 0; i < value.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(value[i]);
    bool edge = (c == ' ' && (i == 0 || i + 1 == value.size())) || (c == '#' && i == 0);
    if (c < 0x20 || c == 0x7F) {
      out += '\\';
      out += kHex[c >> 4];
      out += kHex[c & 15];
      continue;
    }
    if (edge || special.find(value[i]) != std::string_view::npos) out += '\\';
    out += value[i];
  }
  return out;
}

constexpr char kRdnEnd = '\x01';

// Long names and OIDs of the types that occur in DNs (RFC 4514, section 3).
constexpr std::array<std::array<std::string_view, 3>, 10> kTypeAliases = {{
    {"cn", "commonname", "2.5.4.3"},
    {"l", "localityname", "2.5.4.7"},
    {"st", "stateorprovincename", "2.5.4.8"},
    {"o", "organizationname", "2.5.4.10"},
    {"ou", "organizationalunitname", "2.5.4.11"},
    {"c", "countryname", "2.5.4.6"},
    {"street", "streetaddress", "2.5.4.9"},
    {"dc", "domaincomponent", "0.9.2342.19200300.100.1.25"},
    {"uid", "userid", "0.9.2342.19200300.100.1.1"},
    {"sn", "surname", "2.5.4.4"},
}};

std::string CanonicalType(std::string_view type) {
  std::string lower(type);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  for (const auto& names : kTypeAliases) {
    if (lower == names[1] || lower == names[2]) return std::string(names[0]);
  }
  return lower;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsTypeCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

// One pass over the text of a DN.
class DnParser {
 public:
  explicit DnParser(std::string_view text) : text_(text) {}

  bool Parse(std::vector<Rdn>* rdns) {
    SkipBlanks();
    if (at_ == text_.size()) return true;
    rdns->emplace_back();
    for (;;) {
      Ava ava;
      if (!ParseType(&ava.type) || !ParseValue(&ava.value)) return false;
      rdns->back().push_back(std::move(ava));
      if (at_ == text_.size()) return true;
      char separator = text_[at_++];
      if (separator != '+') rdns->emplace_back();
      SkipBlanks();
    }
  }

  std::string Problem() const {
    return "'" + std::string(text_) + "' is not a distinguished name: " + problem_ +
           " at character " + std::to_string(at_ + 1) +
           ". Write it as in CN=Ken Myer,OU=Finance,DC=contoso,DC=com.";
  }

 private:
  void SkipBlanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  bool Fail(std::string_view problem) {
    problem_ = problem;
    return false;
  }

  bool ParseType(std::string* type) {
    size_t start = at_;
    while (at_ < text_.size() && IsTypeCharacter(text_[at_])) ++at_;
    if (at_ == start) return Fail("an attribute name is missing");
    *type = text_.substr(start, at_ - start);
    if (EqualIgnoreCase(std::string_view(*type).substr(0, 4), "oid.")) type->erase(0, 4);
    SkipBlanks();
    if (at_ == text_.size() || text_[at_] != '=') return Fail("'=' is missing");
    ++at_;
    SkipBlanks();
    return true;
  }

  bool ParseValue(std::string* value) {
    if (at_ < text_.size() && text_[at_] == '#') return ParseHexValue(value);
    size_t keep = 0;  // Length up to the last character that is not an unescaped blank.
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == ',' || c == '+' || c == ';') break;
      if (c == '\\') {
        if (!ParseEscape(value)) return false;
        keep = value->size();
        continue;
      }
      if (c == '"' || c == '<' || c == '>' || c == '\0') {
        return Fail("a character that needs a backslash before it");
      }
      value->push_back(c);
      ++at_;
      if (c != ' ') keep = value->size();
    }
    value->resize(keep);
    if (value->empty()) return Fail("a value is missing");
    return true;
  }

  bool ParseEscape(std::string* value) {
    if (at_ + 1 >= text_.size()) return Fail("nothing follows the backslash");
    char next = text_[at_ + 1];
    if (std::string_view(" \"#+,;<=>\\").find(next) != std::string_view::npos) {
      value->push_back(next);
      at_ += 2;
      return true;
    }
    int high = HexDigit(next);
    int low = at_ + 2 < text_.size() ? HexDigit(text_[at_ + 2]) : -1;
    if (high < 0 || low < 0) return Fail("a backslash that escapes nothing");
    value->push_back(static_cast<char>(high * 16 + low));
    at_ += 3;
    return true;
  }

  // "#0403414243": the BER of a string.
  bool ParseHexValue(std::string* value) {
    std::string bytes;
    ++at_;
    while (at_ + 1 < text_.size() && HexDigit(text_[at_]) >= 0 && HexDigit(text_[at_ + 1]) >= 0) {
      bytes.push_back(static_cast<char>(HexDigit(text_[at_]) * 16 + HexDigit(text_[at_ + 1])));
      at_ += 2;
    }
    SkipBlanks();
    bool ends = at_ == text_.size() || text_[at_] == ',' || text_[at_] == '+' || text_[at_] == ';';
    if (!ends || bytes.size() < 3 || static_cast<unsigned char>(bytes[1]) != bytes.size() - 2) {
      return Fail("a value written in hexadecimal that is no BER string");
    }
    *value = bytes.substr(2);
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string problem_;
};

std::vector<Rdn> Split(std::string_view text) {
  std::vector<Rdn> rdns;
  // Text that is no DN stays one opaque name, so that it can never pass for the root.
  if (!DnParser(text).Parse(&rdns)) rdns = {Rdn{{"", std::string(text)}}};
  return rdns;
}

// The text of the first RDN, as written.
size_t LeafLength(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == ',' || text[i] == ';') {
      return i;
    }
  }
  return text.size();
}

std::string RdnKey(const Rdn& rdn) {
  std::vector<std::string> parts;
  for (const Ava& ava : rdn) {
    parts.push_back(CanonicalType(ava.type) + "=" + Escape(FoldText(ava.value), kSpecialInKeys));
  }
  std::sort(parts.begin(), parts.end());
  std::string key;
  for (const std::string& part : parts) {
    if (!key.empty()) key += '+';
    key += part;
  }
  return key;
}

}  // namespace

Result<Dn> Dn::Parse(std::string_view text) {
  DnParser parser(text);
  std::vector<Rdn> rdns;
  if (!parser.Parse(&rdns)) return Status(Code::kInvalidDn, parser.Problem(), std::string(text));
  return FromTrusted(std::string(text));
}

Dn Dn::FromTrusted(std::string text) {
  Dn dn;
  dn.text_ = std::move(text);
  return dn;
}

Dn Dn::FromRdns(const std::vector<Rdn>& rdns) {
  std::string text;
  for (const Rdn& rdn : rdns) {
    if (!text.empty()) text += ',';
    text += RdnText(rdn);
  }
  return FromTrusted(std::move(text));
}

std::vector<Rdn> Dn::Rdns() const { return Split(text_); }

Rdn Dn::Leaf() const {
  std::vector<Rdn> rdns = Split(LeafText());
  return rdns.empty() ? Rdn{} : std::move(rdns.front());
}

std::string Dn::LeafText() const { return text_.substr(0, LeafLength(text_)); }

std::string Dn::LeafValue() const {
  // As most are: one value, in which nothing is escaped.
  const size_t equals = text_.find('=');
  const size_t end =
      text_.find_first_of("\\\"+,;=#<>", equals == std::string::npos ? 0 : equals + 1);
  if (equals != std::string::npos && (end == std::string::npos || text_[end] == ',')) {
    const std::string_view value = std::string_view(text_).substr(equals + 1, end - equals - 1);
    const bool plain = !value.empty() && value.front() != ' ' && value.back() != ' ';
    if (plain) return std::string(value);
  }
  Rdn leaf = Leaf();
  return leaf.empty() ? std::string() : std::move(leaf.front().value);
}

Dn Dn::Parent() const {
  size_t leaf = LeafLength(text_);
  if (leaf == text_.size()) return {};
  size_t start = text_.find_first_not_of(' ', leaf + 1);
  return FromTrusted(text_.substr(start == std::string::npos ? text_.size() : start));
}

Dn Dn::Child(std::string_view type, std::string_view value) const {
  return Child(Rdn{{std::string(type), std::string(value)}});
}

Dn Dn::Child(const Rdn& rdn) const {
  std::string text = RdnText(rdn);
  if (!text_.empty()) text += "," + text_;
  return FromTrusted(std::move(text));
}

std::string Dn::Key() const {
  std::string key;
  for (const Rdn& rdn : Rdns()) {
    if (!key.empty()) key += ',';
    key += RdnKey(rdn);
  }
  return key;
}

std::string Dn::ReversedKey() const {
  std::vector<Rdn> rdns = Rdns();
  std::string key;
  for (auto rdn = rdns.rbegin(); rdn != rdns.rend(); ++rdn) key += RdnKey(*rdn) + kRdnEnd;
  return key;
}

bool Dn::IsUnder(const Dn& ancestor) const {
  return ReversedKey().starts_with(ancestor.ReversedKey());
}

std::string SubtreeEnd(std::string reversed_key) {
  if (reversed_key.empty()) return "\xff";
  reversed_key.back() = static_cast<char>(kRdnEnd + 1);
  return reversed_key;
}

std::string ParentReversedKey(std::string_view reversed_key) {
  if (reversed_key.empty()) return {};
  size_t end = reversed_key.substr(0, reversed_key.size() - 1).rfind(kRdnEnd);
  return std::string(reversed_key.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

std::string EscapeDnValue(std::string_view value) {
  // RFC 4514 leaves '=' to taste; Samba refuses some values where it is bare.
  return Escape(value, "\"+,;<>\\=");
}

Result<Rdn> ParseRdn(std::string_view text) {
  DnParser parser(text);
  std::vector<Rdn> rdns;
  if (!parser.Parse(&rdns)) return Status(Code::kInvalidDn, parser.Problem(), std::string(text));
  if (rdns.size() != 1) {
    return Status(Code::kInvalidDn,
                  "'" + std::string(text) +
                      "' is not one relative name: write one name=value, as in CN=Ken Myer.");
  }
  return std::move(rdns.front());
}

std::string RdnText(const Rdn& rdn) {
  std::string text;
  for (const Ava& ava : rdn) {
    if (!text.empty()) text += '+';
    text += ava.type + "=" + EscapeDnValue(ava.value);
  }
  return text;
}

}  // namespace sipsh::directory
