#include "directory/coexistence/markup.h"

#include <cmath>
#include <cstdint>

namespace sipsh::coexistence {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

// Length of the character at `at`, 0 when the bytes are no UTF-8 that XML allows.
size_t CharacterAt(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(at);
  if (first < 0x80)
    return first >= 0x20 && first != 0x7F ? 1 : (first == '\t' || first == '\n' ? 1 : 0);
  size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return 0;
  uint32_t code = first & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    code = (code << 6) | (byte(at + i) & 0x3FU);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  bool allowed = code >= kLeast[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF) &&
                 code != 0xFFFE && code != 0xFFFF;
  return allowed ? length : 0;
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t length = CharacterAt(text, at);
    if (length == 0) {
      out += kReplacement;
      ++at;
      continue;
    }
    switch (text[at]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += text.substr(at, length);
    }
    at += length;
  }
  return out;
}

std::string Shorten(const std::string& text, size_t characters) {
  std::vector<size_t> starts;
  for (size_t at = 0; at < text.size();) {
    starts.push_back(at);
    size_t length = CharacterAt(text, at);
    at += length == 0 ? 1 : length;
  }
  if (starts.size() <= characters || characters < 3) return text;
  size_t tail = (characters - 1) / 2, head = characters - 1 - tail;
  return text.substr(0, starts[head]) + std::string(kEllipsis) +
         text.substr(starts[starts.size() - tail]);
}

std::string Thousands(size_t count) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string Number(double value) {
  long tenths = std::lround(value * 10);
  std::string text = std::to_string(tenths / 10);
  if (tenths < 0 && tenths / 10 == 0) text = "-" + text;
  long rest = std::labs(tenths % 10);
  return rest == 0 ? text : text + "." + std::to_string(rest);
}

void Markup::Start(std::string_view element, const Attributes& attributes) {
  text_ += '<';
  text_ += element;
  for (const auto& [name, value] : attributes) {
    text_ += ' ';
    text_ += name;
    text_ += "=\"" + Escape(value) + "\"";
  }
}

void Markup::Open(std::string_view element, const Attributes& attributes) {
  Start(element, attributes);
  text_ += '>';
  open_.emplace_back(element);
}

void Markup::Close() {
  text_ += "</" + open_.back() + ">\n";
  open_.pop_back();
}

void Markup::Text(std::string_view text) { text_ += Escape(text); }

void Markup::Put(std::string_view element, std::string_view text, const Attributes& attributes) {
  Open(element, attributes);
  Text(text);
  Close();
}

void Markup::Empty(std::string_view element, const Attributes& attributes) {
  Start(element, attributes);
  text_ += "/>\n";
}

}  // namespace sipsh::coexistence
