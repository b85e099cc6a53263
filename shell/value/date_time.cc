#include "shell/value/date_time.h"

#include <chrono>
#include <ctime>

#include "shell/value/error.h"

namespace sipsh {

namespace {

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
constexpr std::string_view kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};

// Days since 0001-01-01 of a civil date (Gregorian, proleptic).
int64_t DaysOf(int year, int month, int day) {
  namespace ch = std::chrono;
  ch::sys_days days = ch::year_month_day(ch::year(year), ch::month(static_cast<unsigned>(month)),
                                         ch::day(static_cast<unsigned>(day)));
  return days.time_since_epoch().count() + kUnixEpochTicks / kTicksPerDay;
}

[[noreturn]] void ThrowRange(const std::string& what) {
  throw ValueError("ArgumentOutOfRangeException", what, ValueErrorCategory::kInvalidArgument,
                   "System.ArgumentOutOfRangeException");
}

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

// Offset of local time at a moment in UTC.
int64_t OffsetAtUtc(int64_t utc_ticks) {
  time_t seconds = FloorDiv(utc_ticks - kUnixEpochTicks, kTicksPerSecond);
  std::tm local{};
  localtime_r(&seconds, &local);
  return local.tm_gmtoff * kTicksPerSecond;
}

int64_t OffsetAtLocal(int64_t local_ticks) {
  int64_t guess = OffsetAtUtc(local_ticks);
  return OffsetAtUtc(local_ticks - guess);
}

}  // namespace

bool IsLeapYear(int year) { return std::chrono::year(year).is_leap(); }

int DaysInMonth(int year, int month) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) ThrowRange("Month must be between one and twelve.");
  return month == 2 && IsLeapYear(year) ? 29 : kLengths[month - 1];
}

DateFields FieldsOf(int64_t ticks) {
  namespace ch = std::chrono;
  DateFields f;
  int64_t days = ticks / kTicksPerDay, rest = ticks % kTicksPerDay;
  ch::sys_days point{ch::days(days - kUnixEpochTicks / kTicksPerDay)};
  ch::year_month_day civil(point);
  f.year = static_cast<int>(civil.year());
  f.month = static_cast<int>(static_cast<unsigned>(civil.month()));
  f.day = static_cast<int>(static_cast<unsigned>(civil.day()));
  f.day_of_week = static_cast<int>(ch::weekday(point).c_encoding());
  f.day_of_year = static_cast<int>(days - DaysOf(f.year, 1, 1)) + 1;
  f.hour = static_cast<int>(rest / kTicksPerHour);
  f.minute = static_cast<int>(rest / kTicksPerMinute % 60);
  f.second = static_cast<int>(rest / kTicksPerSecond % 60);
  f.fraction = static_cast<int>(rest % kTicksPerSecond);
  return f;
}

int64_t TicksOf(const DateFields& f) {
  if (f.year < 1 || f.year > 9999 || f.month < 1 || f.month > 12 || f.day < 1 ||
      f.day > DaysInMonth(f.year, f.month)) {
    ThrowRange("Year, Month, and Day parameters describe an un-representable DateTime.");
  }
  if (f.hour < 0 || f.hour > 23 || f.minute < 0 || f.minute > 59 || f.second < 0 || f.second > 59) {
    ThrowRange("Hour, Minute, and Second parameters describe an un-representable DateTime.");
  }
  return DaysOf(f.year, f.month, f.day) * kTicksPerDay + f.hour * kTicksPerHour +
         f.minute * kTicksPerMinute + f.second * kTicksPerSecond + f.fraction;
}

Value WithTicks(const Value& date, int64_t ticks) {
  if (ticks < 0 || ticks > kMaxTicks) {
    ThrowRange("The added or subtracted value results in an un-representable DateTime.");
  }
  return Value::DateTime(ticks, date.AsDateTimeKind());
}

Value UtcNow() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return Value::DateTime(kUnixEpochTicks + now.tv_sec * kTicksPerSecond + now.tv_nsec / 100,
                         DateTimeKind::kUtc);
}

Value Now() { return ToLocalTime(UtcNow()); }

Value ToLocalTime(const Value& date) {
  if (date.AsDateTimeKind() == DateTimeKind::kLocal) return date;
  int64_t ticks = date.AsTicks();
  return Value::DateTime(ticks + OffsetAtUtc(ticks), DateTimeKind::kLocal);
}

Value ToUniversalTime(const Value& date) {
  if (date.AsDateTimeKind() == DateTimeKind::kUtc) return date;
  int64_t ticks = date.AsTicks();
  return Value::DateTime(ticks - OffsetAtLocal(ticks), DateTimeKind::kUtc);
}

int64_t UtcOffset(const Value& date) {
  int64_t ticks = date.AsTicks();
  return date.AsDateTimeKind() == DateTimeKind::kUtc ? 0 : OffsetAtLocal(ticks);
}

Value FromUnixSeconds(int64_t seconds) {
  return Value::DateTime(kUnixEpochTicks + seconds * kTicksPerSecond, DateTimeKind::kUtc);
}

int64_t ToUnixSeconds(const Value& date) {
  return FloorDiv(ToUniversalTime(date).AsTicks() - kUnixEpochTicks, kTicksPerSecond);
}

Value AddMonths(const Value& date, int months) {
  DateFields f = FieldsOf(date.AsTicks());
  int64_t total = static_cast<int64_t>(f.year) * 12 + f.month - 1 + months;
  int64_t year = FloorDiv(total, 12);
  if (year < 1 || year > 9999) {
    ThrowRange("The added or subtracted value results in an un-representable DateTime.");
  }
  f.year = static_cast<int>(year);
  f.month = static_cast<int>(total - year * 12) + 1;
  f.day = std::min(f.day, DaysInMonth(f.year, f.month));
  return WithTicks(date, TicksOf(f));
}

std::string_view MonthName(int month, bool short_name) {
  std::string_view name = kMonths[month - 1];
  return short_name ? name.substr(0, 3) : name;
}

std::string_view DayName(int day_of_week, bool short_name) {
  std::string_view name = kDays[day_of_week];
  return short_name ? name.substr(0, 3) : name;
}

}  // namespace sipsh
