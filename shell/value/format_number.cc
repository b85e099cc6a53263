// Numbers under .NET's standard and custom format strings, en-US separators.
#include <charconv>
#include <cmath>
#include <cstdio>

#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/format_string.h"
#include "shell/value/objects.h"

namespace sipsh {

namespace {

// A number as decimal digits: whole part without leading zeros ("" for 0), and fraction.
struct Digits {
  bool negative = false;
  std::string whole;
  std::string fraction;

  bool IsZero() const {
    return whole.find_first_not_of('0') == std::string::npos &&
           fraction.find_first_not_of('0') == std::string::npos;
  }
  // To so many decimals, half away from zero; pads with zeros.
  void RoundTo(size_t decimals) {
    if (fraction.size() <= decimals) {
      fraction.append(decimals - fraction.size(), '0');
      return;
    }
    bool up = fraction[decimals] >= '5';
    fraction.resize(decimals);
    std::string all = whole + fraction;
    for (size_t i = all.size(); up && i-- > 0;) {
      up = all[i] == '9';
      all[i] = up ? '0' : static_cast<char>(all[i] + 1);
    }
    if (up) all.insert(0, "1");
    whole = all.substr(0, all.size() - decimals);
    fraction = all.substr(all.size() - decimals);
  }
  void ShiftLeft(size_t places) {
    fraction.append(places > fraction.size() ? places - fraction.size() : 0, '0');
    whole += fraction.substr(0, places);
    fraction.erase(0, places);
    whole.erase(0, whole.find_first_not_of('0'));
  }
  void ShiftRight(size_t places) {
    if (whole.size() < places) whole.insert(0, places - whole.size(), '0');
    fraction.insert(0, whole.substr(whole.size() - places));
    whole.resize(whole.size() - places);
  }
};

Digits DigitsOf(const Value& number, size_t decimals) {
  std::string text;
  if (number.IsReal()) {
    char buffer[1600];
    int length =
        std::snprintf(buffer, sizeof buffer, "%.*f",
                      static_cast<int>(std::min<size_t>(decimals + 25, 1100)), number.AsDouble());
    text.assign(buffer, static_cast<size_t>(length));
    // Digits beyond what the shortest text needs are noise for custom formats, but standard ones
    // show the exact value; both agree after rounding.
  } else {
    text = ToText(number);
  }
  Digits digits;
  size_t at = 0;
  if (!text.empty() && text[0] == '-') {
    digits.negative = true;
    at = 1;
  }
  size_t point = text.find('.');
  digits.whole = text.substr(at, point == std::string::npos ? point : point - at);
  if (point != std::string::npos) digits.fraction = text.substr(point + 1);
  digits.whole.erase(0, digits.whole.find_first_not_of('0'));
  return digits;
}

std::string Grouped(const std::string& whole) {
  std::string out;
  for (size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) out.push_back(',');
    out.push_back(whole[i]);
  }
  return out;
}

std::string Plain(const Digits& digits, bool group) {
  std::string whole = digits.whole.empty() ? "0" : digits.whole;
  std::string out = group ? Grouped(whole) : whole;
  if (!digits.fraction.empty()) out += "." + digits.fraction;
  return out;
}

std::string FixedText(const Value& number, size_t decimals, bool group, bool percent = false) {
  Digits digits = DigitsOf(number, decimals + (percent ? 2 : 0));
  if (percent) digits.ShiftLeft(2);
  digits.RoundTo(decimals);
  std::string out = Plain(digits, group);
  return digits.negative && !digits.IsZero() ? "-" + out : out;
}

std::string ExponentText(const Value& number, size_t decimals, char letter, int min_digits = 3) {
  char buffer[128];
  std::snprintf(buffer, sizeof buffer, "%.*e", static_cast<int>(std::min<size_t>(decimals, 60)),
                ToDouble(number));
  std::string text = buffer;
  size_t e = text.find('e');
  std::string exponent = text.substr(e + 2);
  exponent.erase(0, std::min(exponent.find_first_not_of('0'), exponent.size() - 1));
  while (static_cast<int>(exponent.size()) < min_digits) exponent.insert(0, "0");
  return text.substr(0, e) + letter + text[e + 1] + exponent;
}

std::string GeneralText(const Value& number, int precision) {
  if (precision <= 0) return ToText(number);
  char buffer[128];
  std::snprintf(buffer, sizeof buffer, "%.*g", std::min(precision, 60), ToDouble(number));
  std::string text = buffer;
  size_t e = text.find('e');
  if (e == std::string::npos) return text;
  return text.substr(0, e) + 'E' + text.substr(e + 1);
}

int BitsOf(Kind kind) {
  switch (kind) {
    case Kind::kByte:
    case Kind::kSByte:
      return 8;
    case Kind::kInt16:
    case Kind::kUInt16:
      return 16;
    case Kind::kInt32:
    case Kind::kUInt32:
      return 32;
    default:
      return 64;
  }
}

[[noreturn]] void ThrowFormat(std::string_view format) {
  throw ValueError("FormatError",
                   "Format specifier \"" + std::string(format) + "\" does not fit the value.",
                   ValueErrorCategory::kInvalidOperation, "System.FormatException");
}

std::string RadixText(const Value& number, int base, bool upper, size_t width) {
  uint64_t bits = number.AsUInt64();
  int size = BitsOf(number.kind());
  if (size < 64) bits &= (uint64_t{1} << size) - 1;
  char buffer[72];
  std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, bits, base).ptr);
  if (upper) {
    for (char& c : text) c = c >= 'a' ? static_cast<char>(c - 32) : c;
  }
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

std::string StandardText(const Value& number, char specifier, int precision,
                         std::string_view format) {
  size_t decimals = precision < 0 ? 2 : static_cast<size_t>(precision);
  switch (specifier) {
    case 'N':
    case 'n':
      return FixedText(number, decimals, true);
    case 'F':
    case 'f':
      return FixedText(number, decimals, false);
    case 'P':
    case 'p':
      return FixedText(number, decimals, true, true) + "%";
    case 'C':
    case 'c': {
      std::string text = FixedText(number, decimals, true);
      return text[0] == '-' ? "-$" + text.substr(1) : "$" + text;
    }
    case 'E':
    case 'e':
      return ExponentText(number, precision < 0 ? 6 : decimals, specifier);
    case 'G':
    case 'g':
      return GeneralText(number, precision);
    case 'R':
    case 'r':
      return ToText(number);
    case 'D':
    case 'd': {
      if (!number.IsInteger()) ThrowFormat(format);
      std::string text = ToText(number);
      bool negative = text[0] == '-';
      if (negative) text.erase(0, 1);
      if (precision > static_cast<int>(text.size())) {
        text.insert(0, static_cast<size_t>(precision) - text.size(), '0');
      }
      return negative ? "-" + text : text;
    }
    case 'X':
    case 'x':
      if (!number.IsInteger()) ThrowFormat(format);
      return RadixText(number, 16, specifier == 'X',
                       static_cast<size_t>(precision < 0 ? 0 : precision));
    case 'B':
    case 'b':
      if (!number.IsInteger()) ThrowFormat(format);
      return RadixText(number, 2, false, static_cast<size_t>(precision < 0 ? 0 : precision));
    default:
      ThrowFormat(format);
  }
}

// One section of a custom format, cut into its pattern and what it asks for.
struct CustomPattern {
  size_t whole_zeros = 0;     // digits before the point that must show
  size_t fraction_zeros = 0;  // after it
  size_t fraction_total = 0;
  size_t whole_places = 0;
  bool group = false;
  size_t percent = 0;
  size_t thousands = 0;  // commas right before the point
};

bool IsPlace(char c) { return c == '0' || c == '#'; }

// Skips a quoted or escaped piece at *i; true when there was one, appended to `out` if given.
bool TakeLiteral(std::string_view section, size_t* i, std::string* out) {
  char c = section[*i];
  if (c == '\\' && *i + 1 < section.size()) {
    if (out) out->push_back(section[*i + 1]);
    *i += 2;
    return true;
  }
  if (c == '\'' || c == '"') {
    size_t end = section.find(c, *i + 1);
    if (end == std::string_view::npos) end = section.size();
    if (out) out->append(section.substr(*i + 1, end - *i - 1));
    *i = std::min(end + 1, section.size());
    return true;
  }
  return false;
}

CustomPattern ReadPattern(std::string_view section) {
  CustomPattern p;
  bool point = false, zero_seen = false;
  for (size_t i = 0; i < section.size();) {
    if (TakeLiteral(section, &i, nullptr)) continue;
    char c = section[i++];
    if (c == '.') {
      point = true;
    } else if (IsPlace(c) && !point) {
      ++p.whole_places;
      zero_seen = zero_seen || c == '0';
      if (zero_seen) ++p.whole_zeros;
    } else if (IsPlace(c)) {
      ++p.fraction_total;
      if (c == '0') p.fraction_zeros = p.fraction_total;
    } else if (c == ',' && !point) {
      if (i < section.size() && IsPlace(section[i])) {
        p.group = p.whole_places > 0;
      } else if (p.whole_places > 0) {
        ++p.thousands;
      }
    } else if (c == '%') {
      ++p.percent;
    }
  }
  return p;
}

std::string CustomText(const Value& number, std::string_view section, bool drop_sign) {
  CustomPattern p = ReadPattern(section);
  size_t wanted = p.fraction_total + p.percent * 2;
  Digits digits = DigitsOf(number, std::max<size_t>(wanted, 15));
  digits.ShiftLeft(p.percent * 2);
  if (p.thousands) digits.ShiftRight(p.thousands * 3);
  digits.RoundTo(p.fraction_total);
  while (digits.fraction.size() > p.fraction_zeros && digits.fraction.back() == '0') {
    digits.fraction.pop_back();
  }
  digits.whole.erase(0, digits.whole.find_first_not_of('0'));
  if (digits.whole.size() < p.whole_zeros) {
    digits.whole.insert(0, p.whole_zeros - digits.whole.size(), '0');
  }
  bool negative = digits.negative && !digits.IsZero() && !drop_sign;
  // Digits go to their places from the right; the first place takes all that remain in front.
  std::string out;
  size_t place = 0, used = 0, fraction_at = 0, total = digits.whole.size();
  bool point = false;
  auto put_whole = [&](size_t upto) {
    for (; used < upto; ++used) {
      out.push_back(digits.whole[used]);
      size_t left = total - used - 1;
      if (p.group && left > 0 && left % 3 == 0) out.push_back(',');
    }
  };
  for (size_t i = 0; i < section.size();) {
    if (TakeLiteral(section, &i, &out)) continue;
    char c = section[i++];
    if (IsPlace(c) && !point) {
      ++place;
      size_t behind = p.whole_places - place;
      if (total > behind) put_whole(total - behind);
    } else if (IsPlace(c)) {
      if (fraction_at < digits.fraction.size()) out.push_back(digits.fraction[fraction_at++]);
    } else if (c == '.') {
      if (p.whole_places == 0) put_whole(total);
      if (!point && !digits.fraction.empty()) out.push_back('.');
      point = true;
    } else if (c != ',') {
      out.push_back(c);
    }
  }
  return negative ? "-" + out : out;
}

std::vector<std::string_view> Sections(std::string_view format) {
  std::vector<std::string_view> sections;
  size_t start = 0;
  for (size_t i = 0; i < format.size();) {
    if (TakeLiteral(format, &i, nullptr)) continue;
    if (format[i] == ';') {
      sections.push_back(format.substr(start, i - start));
      start = i + 1;
    }
    ++i;
  }
  sections.push_back(format.substr(start));
  return sections;
}

// 0.0E+0 and alike.
size_t FindExponent(std::string_view section) {
  for (size_t i = 1; i + 1 < section.size(); ++i) {
    if ((section[i] == 'E' || section[i] == 'e') &&
        (section[i + 1] == '0' || ((section[i + 1] == '+' || section[i + 1] == '-') &&
                                   i + 2 < section.size() && section[i + 2] == '0'))) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string CustomSections(const Value& number, std::string_view format) {
  std::vector<std::string_view> sections = Sections(format);
  double size = ToDouble(number);
  size_t chosen = 0;
  if (size < 0 && sections.size() > 1 && !sections[1].empty()) chosen = 1;
  if (size == 0 && sections.size() > 2) chosen = 2;
  std::string_view section = sections[chosen];
  size_t exponent = FindExponent(section);
  if (exponent != std::string_view::npos) {
    CustomPattern p = ReadPattern(section.substr(0, exponent));
    int min_digits = 0;
    for (size_t i = exponent + 1; i < section.size() && section[i] != ' '; ++i) {
      min_digits += section[i] == '0';
    }
    return ExponentText(number, p.fraction_total, section[exponent], min_digits);
  }
  return CustomText(number, section, chosen == 1);
}

template <typename T>
std::string ShortestText(T number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-\u221E" : "\u221E";
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  char buffer[64];
  std::string text(
      buffer,
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr);
  size_t e = text.find('e');
  int exponent = std::stoi(text.substr(e + 1));
  bool negative = text[0] == '-';
  std::string digits;
  for (char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  std::string out;
  int limit = sizeof(T) == 8 ? 15 : 7;
  if (exponent >= limit || exponent < -4) {
    out = digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    std::string power = std::to_string(std::abs(exponent));
    if (power.size() < 2) power.insert(0, "0");
    out += exponent < 0 ? "E-" + power : "E+" + power;
  } else if (exponent < 0) {
    out = "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else {
    size_t whole = static_cast<size_t>(exponent) + 1;
    if (digits.size() < whole) digits.append(whole - digits.size(), '0');
    out = digits.substr(0, whole);
    if (digits.size() > whole) out += "." + digits.substr(whole);
  }
  return negative ? "-" + out : out;
}

}  // namespace

std::string DoubleText(double number) { return ShortestText(number); }
std::string SingleText(float number) { return ShortestText(number); }

std::string FormatNumber(const Value& number, std::string_view format) {
  if (format.empty()) return ToText(number);
  if (number.IsReal() && !std::isfinite(number.AsDouble())) return ToText(number);
  char letter = format[0];
  bool alpha = (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
  if (alpha && format.size() <= 4) {
    int precision = -1;
    auto [end, error] =
        std::from_chars(format.data() + 1, format.data() + format.size(), precision);
    bool whole = end == format.data() + format.size();
    if (format.size() == 1 || (error == std::errc() && whole)) {
      return StandardText(number, letter, precision, format);
    }
  }
  return CustomSections(number, format);
}

}  // namespace sipsh
