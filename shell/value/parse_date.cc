// Dates from text: freely, as en-US and ISO 8601 write them, and exactly by a format.
#include <charconv>

#include "shell/value/convert.h"
#include "shell/value/date_time.h"
#include "shell/value/error.h"
#include "shell/value/format_string.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int MonthOf(std::string_view word) {
  for (int m = 1; m <= 12; ++m) {
    if (EqualsIgnoreCase(word, MonthName(m, true)) || EqualsIgnoreCase(word, MonthName(m, false))) {
      return m;
    }
  }
  return EqualsIgnoreCase(word, "sept") ? 9 : 0;
}

bool IsDayName(std::string_view word) {
  for (int d = 0; d < 7; ++d) {
    if (EqualsIgnoreCase(word, DayName(d, true)) || EqualsIgnoreCase(word, DayName(d, false))) {
      return true;
    }
  }
  return false;
}

int FullYear(int year, size_t digits) {
  if (digits > 2) return year;
  return year + (year < 50 ? 2000 : 1900);
}

// Reads a date freely: a cursor over the text and what was found so far.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : text_(text) {}

  bool Read(Value* out) {
    while (SkipSeparators()) {
      char c = text_[at_];
      bool good = IsDigit(c) ? ReadNumber() : IsLetter(c) ? ReadWord() : ReadZone();
      if (!good) return false;
    }
    return Finish(out);
  }

 private:
  bool SkipSeparators() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == ',')) ++at_;
    return at_ < text_.size();
  }
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool TakeInt(int* number, size_t* digits) {
    size_t start = at_;
    while (IsDigit(Peek())) ++at_;
    *digits = at_ - start;
    return *digits > 0 && *digits <= 9 &&
           std::from_chars(text_.data() + start, text_.data() + at_, *number).ec == std::errc();
  }

  bool ReadNumber() {
    int first;
    size_t digits;
    if (!TakeInt(&first, &digits)) return false;
    if (Peek() == ':') return !has_time_ && ReadTime(first);
    if (Peek() == '-' || Peek() == '/' || (Peek() == '.' && IsDigit(Peek(1)))) {
      return ReadNumericDate(first, digits);
    }
    size_t word = at_;
    while (word < text_.size() && text_[word] == ' ') ++word;
    if (!has_time_ && word + 1 < text_.size() && first <= 12 && IsMeridian(word)) {
      f_.hour = first;
      has_time_ = true;
      return true;
    }
    if (plain_ >= 2) return false;
    numbers_[plain_] = first;
    lengths_[plain_++] = digits;
    return true;
  }

  bool IsMeridian(size_t at) const {
    char a = text_[at] | 0x20, m = text_[at + 1] | 0x20;
    return (a == 'a' || a == 'p') && m == 'm';
  }

  bool ReadNumericDate(int first, size_t first_digits) {
    if (has_date_) return false;
    char separator = Peek();
    ++at_;
    int second = 0, third = 0;
    size_t second_digits = 0, third_digits = 0;
    if (IsLetter(Peek())) {  // 5-Jun-2020
      size_t start = at_;
      while (IsLetter(Peek())) ++at_;
      f_.month = MonthOf(text_.substr(start, at_ - start));
      if (f_.month == 0 || Peek() != separator) return false;
      ++at_;
      if (!TakeInt(&third, &third_digits)) return false;
      f_.day = first;
      f_.year = FullYear(third, third_digits);
      return has_date_ = true;
    }
    if (!TakeInt(&second, &second_digits)) return false;
    bool has_third = Peek() == separator && IsDigit(Peek(1));
    if (has_third) {
      ++at_;
      if (!TakeInt(&third, &third_digits)) return false;
    }
    if (first_digits >= 3) {  // year first
      f_.year = first;
      f_.month = second;
      f_.day = has_third ? third : 1;
    } else {
      f_.month = first;
      if (!has_third && second_digits >= 3) {
        f_.day = 1;
        f_.year = second;
      } else {
        f_.day = second;
        f_.year = has_third ? FullYear(third, third_digits) : FieldsOf(Now().AsTicks()).year;
      }
    }
    has_date_ = true;
    if ((Peek() == 'T' || Peek() == 't') && IsDigit(Peek(1))) ++at_;
    return true;
  }

  bool ReadTime(int hour) {
    size_t digits;
    f_.hour = hour;
    ++at_;
    if (!TakeInt(&f_.minute, &digits)) return false;
    if (Peek() == ':') {
      ++at_;
      if (!TakeInt(&f_.second, &digits)) return false;
      if (Peek() == '.' || Peek() == ',') {
        ++at_;
        int scale = 1000000, fraction = 0;
        if (!IsDigit(Peek())) return false;
        for (; IsDigit(Peek()); ++at_, scale /= 10) fraction += (Peek() - '0') * scale;
        f_.fraction = fraction;
      }
    }
    return has_time_ = true;
  }

  bool ReadWord() {
    size_t start = at_;
    while (IsLetter(Peek())) ++at_;
    std::string_view word = text_.substr(start, at_ - start);
    if (Peek() == '.') ++at_;
    if (EqualsIgnoreCase(word, "am") || EqualsIgnoreCase(word, "pm")) {
      if (!has_time_ || f_.hour > 12 || f_.hour == 0) return false;
      f_.hour = f_.hour % 12 + (EqualsIgnoreCase(word, "pm") ? 12 : 0);
      return true;
    }
    if (EqualsIgnoreCase(word, "z") || EqualsIgnoreCase(word, "gmt") ||
        EqualsIgnoreCase(word, "utc")) {
      return has_zone_ = true;
    }
    if (EqualsIgnoreCase(word, "t") || IsDayName(word)) return true;
    int month = MonthOf(word);
    if (month == 0 || named_month_) return false;
    named_month_ = month;
    return true;
  }

  bool ReadZone() {
    char sign = Peek();
    if ((sign != '+' && sign != '-') || !has_time_ || has_zone_) return false;
    ++at_;
    int hours, minutes = 0;
    size_t digits;
    if (!TakeInt(&hours, &digits)) return false;
    if (digits > 2) {
      minutes = hours % 100;
      hours /= 100;
    } else if (Peek() == ':') {
      ++at_;
      if (!TakeInt(&minutes, &digits)) return false;
    }
    offset_ = (hours * 60 + minutes) * kTicksPerMinute * (sign == '-' ? -1 : 1);
    return has_zone_ = true;
  }

  bool PlaceNamedDate() {
    f_.month = named_month_;
    f_.year = FieldsOf(Now().AsTicks()).year;
    f_.day = 1;
    if (plain_ == 2) {
      bool day_first = lengths_[0] <= 2;
      f_.day = day_first ? numbers_[0] : numbers_[1];
      f_.year =
          FullYear(day_first ? numbers_[1] : numbers_[0], day_first ? lengths_[1] : lengths_[0]);
    } else if (plain_ == 1) {
      (lengths_[0] > 2 ? f_.year : f_.day) = numbers_[0];
    } else {
      return false;
    }
    return has_date_ = true;
  }

  bool Finish(Value* out) {
    if (named_month_) {
      if (has_date_ || !PlaceNamedDate()) return false;
    } else if (plain_ > 0) {
      return false;
    }
    if (!has_date_) {
      if (!has_time_) return false;
      DateFields today = FieldsOf(Now().AsTicks());
      f_.year = today.year;
      f_.month = today.month;
      f_.day = today.day;
    }
    try {
      int64_t ticks = TicksOf(f_);
      *out = has_zone_ ? ToLocalTime(Value::DateTime(ticks - offset_, DateTimeKind::kUtc))
                       : Value::DateTime(ticks);
    } catch (const ValueError&) {
      return false;
    }
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  DateFields f_;
  bool has_date_ = false, has_time_ = false, has_zone_ = false;
  int64_t offset_ = 0;
  int named_month_ = 0;
  int numbers_[2] = {0, 0};
  size_t lengths_[2] = {0, 0};
  int plain_ = 0;
};

// Reads text by a format's fields.
class ExactReader {
 public:
  ExactReader(std::string_view text, std::string_view format) : text_(text), format_(format) {}

  bool Read(Value* out) {
    for (size_t i = 0; i < format_.size();) {
      char c = format_[i];
      if (c == '%') {
        ++i;
      } else if (c == '\\' && i + 1 < format_.size()) {
        if (!Take(format_[i + 1])) return false;
        i += 2;
      } else if (c == '\'' || c == '"') {
        size_t end = format_.find(c, i + 1);
        if (end == std::string_view::npos) return false;
        for (size_t k = i + 1; k < end; ++k) {
          if (!Take(format_[k])) return false;
        }
        i = end + 1;
      } else {
        size_t end = i;
        while (end < format_.size() && format_[end] == c) ++end;
        size_t width = end - i;
        if (std::string_view("yMdHhmstfFzK").find(c) == std::string_view::npos) {
          if (!Take(c)) return false;
          ++i;
          continue;
        }
        if (!ReadField(c, width)) return false;
        i = end;
      }
    }
    return at_ == text_.size() && Finish(out);
  }

 private:
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool Number(size_t least, size_t most, int* out) {
    size_t start = at_;
    while (at_ < text_.size() && at_ - start < most && IsDigit(text_[at_])) ++at_;
    return at_ - start >= least &&
           std::from_chars(text_.data() + start, text_.data() + at_, *out).ec == std::errc();
  }
  template <typename NameOf>
  bool Name(int count, int first, NameOf name_of, int* out) {
    for (int n = first; n < first + count; ++n) {
      std::string_view name = name_of(n);
      if (StartsWithIgnoreCase(text_.substr(at_), name)) {
        at_ += name.size();
        *out = n;
        return true;
      }
    }
    return false;
  }
  bool ReadField(char c, size_t width) {
    size_t least = width >= 2 ? 2 : 1;
    int ignored;
    switch (c) {
      case 'y':
        if (width <= 2) {
          if (!Number(least, 2, &f_.year)) return false;
          f_.year = FullYear(f_.year, 2);
          return true;
        }
        return Number(width, std::max<size_t>(width, 4), &f_.year);
      case 'M':
        if (width <= 2) return Number(least, 2, &f_.month);
        return Name(
            12, 1, [&](int m) { return MonthName(m, width == 3); }, &f_.month);
      case 'd':
        if (width <= 2) return Number(least, 2, &f_.day);
        return Name(
            7, 0, [&](int d) { return DayName(d, width == 3); }, &ignored);
      case 'H':
        return Number(least, 2, &f_.hour);
      case 'h':
        twelve_ = true;
        return Number(least, 2, &f_.hour);
      case 'm':
        return Number(least, 2, &f_.minute);
      case 's':
        return Number(least, 2, &f_.second);
      case 't': {
        char letter = at_ < text_.size() ? static_cast<char>(text_[at_] | 0x20) : '\0';
        if (letter != 'a' && letter != 'p') return false;
        afternoon_ = letter == 'p';
        at_ += width;
        return at_ <= text_.size();
      }
      case 'f':
      case 'F': {
        size_t start = at_;
        int fraction = 0;
        if (!Number(c == 'f' ? width : 0, width, &fraction) && at_ != start) return false;
        if (c == 'f' && at_ - start != width) return false;
        for (size_t n = at_ - start; n < 7; ++n) fraction *= 10;
        f_.fraction = fraction;
        return true;
      }
      case 'K':
      case 'z':
        return ReadZone(c);
      default:
        return false;
    }
  }
  bool ReadZone(char c) {
    if (c == 'K' && (at_ == text_.size() || Take('Z'))) {
      has_zone_ = has_zone_ || text_.back() == 'Z';
      return true;
    }
    int hours, minutes = 0;
    bool negative = at_ < text_.size() && text_[at_] == '-';
    if (!Take('+') && !Take('-')) return false;
    if (!Number(1, 2, &hours)) return false;
    if (Take(':') && !Number(2, 2, &minutes)) return false;
    offset_ = (hours * 60 + minutes) * kTicksPerMinute * (negative ? -1 : 1);
    return has_zone_ = true;
  }
  bool Finish(Value* out) {
    if (twelve_) f_.hour = f_.hour % 12 + (afternoon_ ? 12 : 0);
    try {
      int64_t ticks = TicksOf(f_);
      *out = has_zone_ ? ToLocalTime(Value::DateTime(ticks - offset_, DateTimeKind::kUtc))
                       : Value::DateTime(ticks);
    } catch (const ValueError&) {
      return false;
    }
    return true;
  }

  std::string_view text_;
  std::string_view format_;
  size_t at_ = 0;
  DateFields f_{FieldsOf(Now().AsTicks()).year, 1, 1, 0, 0, 0, 0, 0, 1};
  bool twelve_ = false, afternoon_ = false, has_zone_ = false;
  int64_t offset_ = 0;
};

std::string_view StandardExact(std::string_view format) {
  if (format.size() != 1) return format;
  switch (format[0]) {
    case 'd':
      return "M/d/yyyy";
    case 'g':
      return "M/d/yyyy h:mm tt";
    case 'G':
      return "M/d/yyyy h:mm:ss tt";
    case 'o':
    case 'O':
      return "yyyy-MM-ddTHH:mm:ss.fffffffK";
    case 's':
      return "yyyy-MM-ddTHH:mm:ss";
    case 'u':
      return "yyyy-MM-dd HH:mm:ssK";
    case 'r':
    case 'R':
      return "ddd, dd MMM yyyy HH:mm:ss 'GMT'";
    case 't':
      return "h:mm tt";
    case 'T':
      return "h:mm:ss tt";
    default:
      return format;
  }
}

}  // namespace

bool ParseDateTime(std::string_view text, Value* out) {
  return DateReader(TrimWhiteSpace(text)).Read(out);
}

bool ParseDateTimeExact(std::string_view text, std::string_view format, Value* out) {
  return ExactReader(text, StandardExact(format)).Read(out);
}

// [-][d.]hh:mm[:ss[.fffffff]], or days alone.
bool ParseTimeSpan(std::string_view text, Value* out) {
  text = TrimWhiteSpace(text);
  bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  int64_t parts[4] = {0, 0, 0, 0};
  int64_t days = 0, fraction = 0;
  int count = 0;
  size_t i = 0;
  while (i < text.size() && count < 4) {
    size_t start = i;
    while (i < text.size() && IsDigit(text[i])) ++i;
    if (i == start || i - start > 8) return false;
    std::from_chars(text.data() + start, text.data() + i, parts[count++]);
    if (i == text.size()) break;
    if (text[i] == '.' && count == 1 && text.find(':', i) != std::string_view::npos) {
      days = parts[0];
      count = 0;
    } else if (text[i] == '.' && count >= 3) {
      int64_t scale = kTicksPerSecond / 10;
      for (++i; i < text.size() && IsDigit(text[i]); ++i, scale /= 10) {
        fraction += (text[i] - '0') * scale;
      }
      break;
    } else if (text[i] != ':') {
      return false;
    }
    ++i;
  }
  if (i != text.size() || count == 0) return false;
  int64_t ticks;
  if (count == 1) {
    ticks = parts[0] * kTicksPerDay;
  } else {
    if (count == 4) {
      days = parts[0];
      for (int k = 0; k < 3; ++k) parts[k] = parts[k + 1];
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return false;
    ticks = days * kTicksPerDay + parts[0] * kTicksPerHour + parts[1] * kTicksPerMinute +
            parts[2] * kTicksPerSecond + fraction;
  }
  *out = Value::TimeSpan(negative ? -ticks : ticks);
  return true;
}

}  // namespace sipsh
