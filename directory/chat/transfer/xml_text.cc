#include "directory/chat/transfer/xml_text.h"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "directory/file/utf8_check.h"

namespace sipsh::chat {
namespace {

constexpr int64_t kFirst = -62135596800000, kLast = 253402300799999;  // Years 1 to 9999.

// What XML 1.0 does not know: control characters (those with an entity are asked before) and the
// two code points that are none.
bool InXml(std::string_view character) {
  return static_cast<unsigned char>(character[0]) >= 0x20 && character != "\xEF\xBF\xBE" &&
         character != "\xEF\xBF\xBF";
}

// What has to be written otherwise, or "".
const char* Entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    case '\\':
      return "\\\\";
    default:
      return nullptr;
  }
}

void AppendHex(const char* form, uint32_t code, std::string* xml) {
  char text[8];
  std::snprintf(text, sizeof text, form, code);
  *xml += text;
}

std::optional<uint32_t> Hex(std::string_view digits) {
  uint32_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

void AppendUtf8(uint32_t code, std::string* text) {
  if (code < 0x80) {
    *text += static_cast<char>(code);
  } else if (code < 0x800) {
    *text += static_cast<char>(0xC0 | (code >> 6));
    *text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *text += static_cast<char>(0xE0 | (code >> 12));
    *text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    *text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

void AppendXml(std::string_view text, std::string* xml) {
  size_t plain = 0;  // From here on nothing was written yet.
  for (size_t at = 0; at < text.size();) {
    if (char c = text[at]; c >= 0x20 && Entity(c) == nullptr) {  // Most of what people write.
      ++at;
      continue;
    }
    size_t length = directory::Utf8Length(text.substr(at));
    const char* entity = length == 1 ? Entity(text[at]) : nullptr;
    if (length != 0 && entity == nullptr && InXml(text.substr(at, length))) {
      at += length;
      continue;
    }
    auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
    *xml += text.substr(plain, at - plain);
    if (entity != nullptr)
      *xml += entity;
    else if (length == 0)
      AppendHex("\\x%02X", byte(0), xml);
    else
      AppendHex("\\u%04X", length == 1 ? byte(0) : 0xFFC0U | (byte(2) & 0x3FU), xml);
    at += length == 0 ? 1 : length;
    plain = at;
  }
  *xml += text.substr(plain);
}

std::optional<std::string> FromXml(std::string_view text) {
  size_t slash = text.find('\\');
  if (slash == std::string_view::npos) return std::string(text);
  std::string plain(text.substr(0, slash));
  for (size_t at = slash; at < text.size();) {
    if (text[at] != '\\') {
      plain += text[at++];
      continue;
    }
    char kind = at + 1 < text.size() ? text[at + 1] : '\0';
    size_t digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
    if (kind == '\\') {
      plain += '\\';
    } else if (digits != 0 && at + 2 + digits <= text.size()) {
      std::optional<uint32_t> code = Hex(text.substr(at + 2, digits));
      if (!code) return std::nullopt;
      if (kind == 'x')
        plain += static_cast<char>(*code);
      else
        AppendUtf8(*code, &plain);
    } else {
      return std::nullopt;
    }
    at += 2 + digits;
  }
  return plain;
}

std::string TimeText(int64_t milliseconds) {
  if (milliseconds < kFirst || milliseconds > kLast) return std::to_string(milliseconds);
  std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day date(day);
  std::chrono::hh_mm_ss clock(time - day);
  char text[40];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

std::optional<int64_t> ParseTimeText(std::string_view text) {
  if (text.size() != 24 || text[10] != 'T') return ParseInteger(text);
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
  for (size_t i = 0; i < kForm.size(); ++i) {
    bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == '0' ? !digit : text[i] != kForm[i]) return std::nullopt;
  }
  auto number = [&](size_t at, size_t digits) {
    int value = 0;
    for (size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                   std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                   std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + number(20, 3);
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

}  // namespace sipsh::chat
