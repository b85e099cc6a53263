// Dates and spans of time under .NET's standard and custom format strings.
#include <fmt/format.h>

#include "shell/value/convert.h"
#include "shell/value/date_time.h"
#include "shell/value/error.h"
#include "shell/value/format_string.h"

namespace sipsh {

namespace {

[[noreturn]] void ThrowFormat(std::string_view format) {
  throw ValueError("FormatError",
                   "The date format \"" + std::string(format) + "\" was not in a correct format.",
                   ValueErrorCategory::kInvalidOperation, "System.FormatException");
}

std::string_view StandardPattern(char letter, bool invariant) {
  switch (letter) {
    case 'd':
      return invariant ? "MM/dd/yyyy" : "M/d/yyyy";
    case 'D':
      return invariant ? "dddd, dd MMMM yyyy" : "dddd, MMMM d, yyyy";
    case 'f':
      return invariant ? "dddd, dd MMMM yyyy HH:mm" : "dddd, MMMM d, yyyy h:mm tt";
    case 'F':
    case 'U':
      return invariant ? "dddd, dd MMMM yyyy HH:mm:ss" : "dddd, MMMM d, yyyy h:mm:ss tt";
    case 'g':
      return invariant ? "MM/dd/yyyy HH:mm" : "M/d/yyyy h:mm tt";
    case 'G':
      return invariant ? "MM/dd/yyyy HH:mm:ss" : "M/d/yyyy h:mm:ss tt";
    case 'm':
    case 'M':
      return invariant ? "MMMM dd" : "MMMM d";
    case 'o':
    case 'O':
      return "yyyy-MM-ddTHH:mm:ss.fffffffK";
    case 'r':
    case 'R':
      return "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    case 's':
      return "yyyy-MM-ddTHH:mm:ss";
    case 't':
      return invariant ? "HH:mm" : "h:mm tt";
    case 'T':
      return invariant ? "HH:mm:ss" : "h:mm:ss tt";
    case 'u':
      return "yyyy-MM-dd HH:mm:ss'Z'";
    case 'y':
    case 'Y':
      return invariant ? "yyyy MMMM" : "MMMM yyyy";
    default:
      return {};
  }
}

std::string OffsetText(const Value& date, size_t width) {
  int64_t minutes = UtcOffset(date) / kTicksPerMinute;
  char sign = minutes < 0 ? '-' : '+';
  if (minutes < 0) minutes = -minutes;
  if (width == 1) return fmt::format("{}{}", sign, minutes / 60);
  if (width == 2) return fmt::format("{}{:02}", sign, minutes / 60);
  return fmt::format("{}{:02}:{:02}", sign, minutes / 60, minutes % 60);
}

std::string FractionText(int fraction, size_t width, bool trim) {
  std::string digits = fmt::format("{:07}", fraction).substr(0, width);
  if (trim) {
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
  }
  return digits;
}

// One run of equal letters. False when the letter means nothing.
bool AppendField(std::string* out, char letter, size_t width, const Value& date,
                 const DateFields& f) {
  auto number = [&](int n) {
    *out += width == 1 ? fmt::format("{}", n) : fmt::format("{:02}", n);
    return true;
  };
  switch (letter) {
    case 'y':
      if (width <= 2) return number(f.year % 100);
      *out += fmt::format("{:0{}}", f.year, width);
      return true;
    case 'M':
      if (width <= 2) return number(f.month);
      *out += MonthName(f.month, width == 3);
      return true;
    case 'd':
      if (width <= 2) return number(f.day);
      *out += DayName(f.day_of_week, width == 3);
      return true;
    case 'H':
      return number(f.hour);
    case 'h':
      return number(f.hour % 12 == 0 ? 12 : f.hour % 12);
    case 'm':
      return number(f.minute);
    case 's':
      return number(f.second);
    case 't':
      *out += std::string_view(f.hour < 12 ? "AM" : "PM").substr(0, width);
      return true;
    case 'f':
      *out += FractionText(f.fraction, width, false);
      return true;
    case 'F': {
      std::string digits = FractionText(f.fraction, width, true);
      if (digits.empty() && !out->empty() && out->back() == '.') out->pop_back();
      *out += digits;
      return true;
    }
    case 'z':
      *out += OffsetText(date, width);
      return true;
    case 'K':
      if (date.AsDateTimeKind() == DateTimeKind::kUtc) *out += 'Z';
      if (date.AsDateTimeKind() == DateTimeKind::kLocal) *out += OffsetText(date, 3);
      return true;
    case 'g':
      *out += "A.D.";
      return true;
    default:
      return false;
  }
}

// Quoted text and \x; true when *i stood on one.
bool AppendQuoted(std::string* out, std::string_view pattern, size_t* i) {
  char c = pattern[*i];
  if (c == '\\' && *i + 1 < pattern.size()) {
    out->push_back(pattern[*i + 1]);
    *i += 2;
    return true;
  }
  if (c != '\'' && c != '"') return false;
  size_t end = pattern.find(c, *i + 1);
  if (end == std::string_view::npos) ThrowFormat(pattern);
  out->append(pattern.substr(*i + 1, end - *i - 1));
  *i = end + 1;
  return true;
}

}  // namespace

std::string FormatDateTime(const Value& date_in, std::string_view format, bool invariant) {
  Value date = date_in;
  std::string_view pattern = format.empty() ? "G" : format;
  if (pattern.size() == 1) {
    if (pattern[0] == 'U') date = ToUniversalTime(date);
    pattern = StandardPattern(pattern[0], invariant);
    if (pattern.empty()) ThrowFormat(format);
  }
  DateFields f = FieldsOf(date.AsTicks());
  std::string out;
  for (size_t i = 0; i < pattern.size();) {
    if (pattern[i] == '%') {
      ++i;
      continue;
    }
    if (AppendQuoted(&out, pattern, &i)) continue;
    size_t end = i;
    while (end < pattern.size() && pattern[end] == pattern[i]) ++end;
    if (AppendField(&out, pattern[i], end - i, date, f)) {
      i = end;
    } else {
      out.push_back(pattern[i++]);
    }
  }
  return out;
}

std::string FormatTimeSpan(const Value& span, std::string_view format) {
  int64_t ticks = span.AsTicks();
  bool negative = ticks < 0;
  uint64_t size = negative ? 0 - static_cast<uint64_t>(ticks) : static_cast<uint64_t>(ticks);
  uint64_t days = size / kTicksPerDay, hours = size / kTicksPerHour % 24,
           minutes = size / kTicksPerMinute % 60, seconds = size / kTicksPerSecond % 60,
           fraction = size % kTicksPerSecond;
  std::string_view sign = negative ? "-" : "";
  if (format.empty() || format == "c" || format == "t" || format == "T") {
    std::string out(sign);
    if (days) out += fmt::format("{}.", days);
    out += fmt::format("{:02}:{:02}:{:02}", hours, minutes, seconds);
    if (fraction) out += fmt::format(".{:07}", fraction);
    return out;
  }
  if (format == "g" || format == "G") {
    std::string out(sign);
    if (days || format == "G") out += fmt::format("{}:", days);
    out += format == "G" ? fmt::format("{:02}:{:02}:{:02}.{:07}", hours, minutes, seconds, fraction)
                         : fmt::format("{}:{:02}:{:02}", hours, minutes, seconds);
    if (format == "g" && fraction) {
      out += "." + FractionText(static_cast<int>(fraction), 7, true);
    }
    return out;
  }
  std::string out;
  for (size_t i = 0; i < format.size();) {
    if (format[i] == '%') {
      ++i;
      continue;
    }
    if (AppendQuoted(&out, format, &i)) continue;
    size_t end = i;
    while (end < format.size() && format[end] == format[i]) ++end;
    size_t width = end - i;
    switch (format[i]) {
      case 'd':
        out += fmt::format("{:0{}}", days, width);
        break;
      case 'h':
        out += fmt::format("{:0{}}", hours, width);
        break;
      case 'm':
        out += fmt::format("{:0{}}", minutes, width);
        break;
      case 's':
        out += fmt::format("{:0{}}", seconds, width);
        break;
      case 'f':
        out += FractionText(static_cast<int>(fraction), width, false);
        break;
      case 'F':
        out += FractionText(static_cast<int>(fraction), width, true);
        break;
      default:
        ThrowFormat(format);
    }
    i = end;
  }
  return out;
}

}  // namespace sipsh
