// Ticks (100 ns since 0001-01-01) to and from calendar fields, the clock and the local time zone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

inline constexpr int64_t kTicksPerMillisecond = 10000;
inline constexpr int64_t kTicksPerSecond = 10000000;
inline constexpr int64_t kTicksPerMinute = kTicksPerSecond * 60;
inline constexpr int64_t kTicksPerHour = kTicksPerMinute * 60;
inline constexpr int64_t kTicksPerDay = kTicksPerHour * 24;
inline constexpr int64_t kUnixEpochTicks = 621355968000000000;
inline constexpr int64_t kMaxTicks = 3155378975999999999;

struct DateFields {
  int year = 1, month = 1, day = 1;
  int hour = 0, minute = 0, second = 0;
  int fraction = 0;  // ticks within the second
  int day_of_week = 0;
  int day_of_year = 1;
};

DateFields FieldsOf(int64_t ticks);
// Throws ValueError when a field is out of range.
int64_t TicksOf(const DateFields& fields);
int DaysInMonth(int year, int month);
bool IsLeapYear(int year);

Value Now();
Value UtcNow();
Value ToLocalTime(const Value& date);
Value ToUniversalTime(const Value& date);
// Offset of local time from UTC at a moment given in local or UTC ticks.
int64_t UtcOffset(const Value& date);
Value FromUnixSeconds(int64_t seconds);  // UTC
int64_t ToUnixSeconds(const Value& date);
Value AddMonths(const Value& date, int months);
Value WithTicks(const Value& date, int64_t ticks);  // same kind; throws outside the calendar

// Exactly by a .NET custom or standard format; false when the text differs.
bool ParseDateTimeExact(std::string_view text, std::string_view format, Value* out);

std::string_view MonthName(int month, bool short_name);
std::string_view DayName(int day_of_week, bool short_name);

}  // namespace sipsh
