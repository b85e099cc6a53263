// DateTime, TimeSpan, Stopwatch.
#include <cmath>
#include <ctime>

#include "shell/value/compare.h"
#include "shell/value/date_time.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace {

using namespace type_rows;

DateFields F(const Value& self) { return FieldsOf(self.AsTicks()); }

// AddDays(1.5): whole milliseconds, as .NET had it, would lose ticks; ticks are kept.
template <int64_t unit>
Value AddUnits(CallContext*, const Value& self, Args args) {
  double amount = ToDouble(args[0]);
  double whole = std::trunc(amount);
  if (std::fabs(whole) > 4e6 * (kTicksPerDay / unit)) {
    ThrowRange("The added or subtracted value results in an un-representable DateTime.");
  }
  int64_t ticks = static_cast<int64_t>(whole) * unit +
                  static_cast<int64_t>(std::llround((amount - whole) * static_cast<double>(unit)));
  return WithTicks(self, self.AsTicks() + ticks);
}
Value AddTicks(CallContext*, const Value& self, Args args) {
  return WithTicks(self, self.AsTicks() + ToInt64(args[0]));
}
Value AddMonthsMethod(CallContext*, const Value& self, Args args) {
  return AddMonths(self, ToInt32(args[0]));
}
Value AddYearsMethod(CallContext*, const Value& self, Args args) {
  return AddMonths(self, ToInt32(args[0]) * 12);
}
Value AddSpan(CallContext*, const Value& self, Args args) {
  return WithTicks(self, self.AsTicks() + ConvertTo(args[0], types::kTimeSpan).AsTicks());
}
Value SubtractDate(CallContext*, const Value& self, Args args) {
  if (args[0].IsTimeSpan()) return WithTicks(self, self.AsTicks() - args[0].AsTicks());
  return Value::TimeSpan(self.AsTicks() - ConvertTo(args[0], types::kDateTime).AsTicks());
}
template <char letter>
Value Formatted(CallContext*, const Value& self, Args) {
  constexpr char format[] = {letter, 0};
  return Value::String(FormatDateTime(self, format));
}

const PropertyInfo kDateProperties[] = {
    {"Date", &types::kDateTime,
     [](const Value& v) { return WithTicks(v, v.AsTicks() / kTicksPerDay * kTicksPerDay); }},
    {"Day", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).day); }},
    {"DayOfWeek", &types::kDayOfWeek,
     [](const Value& v) { return MakeEnum(types::kDayOfWeek, F(v).day_of_week); }},
    {"DayOfYear", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).day_of_year); }},
    {"Hour", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).hour); }},
    {"Kind", &types::kDateTimeKind,
     [](const Value& v) {
       return MakeEnum(types::kDateTimeKind, static_cast<int64_t>(v.AsDateTimeKind()));
     }},
    {"Millisecond", &types::kInt32,
     [](const Value& v) { return Value::Int32(F(v).fraction / 10000); }},
    {"Minute", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).minute); }},
    {"Month", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).month); }},
    {"Second", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).second); }},
    {"Ticks", &types::kInt64, [](const Value& v) { return Value::Int64(v.AsTicks()); }},
    {"TimeOfDay", &types::kTimeSpan,
     [](const Value& v) { return Value::TimeSpan(v.AsTicks() % kTicksPerDay); }},
    {"Year", &types::kInt32, [](const Value& v) { return Value::Int32(F(v).year); }},
    {"DateTime", &types::kString,
     [](const Value& v) { return Value::String(FormatDateTime(v, "F")); }},
};
const MethodInfo kDateMethods[] = {
    {"AddDays", 1, 1, AddUnits<kTicksPerDay>, "datetime AddDays(double value)"},
    {"AddHours", 1, 1, AddUnits<kTicksPerHour>, "datetime AddHours(double value)"},
    {"AddMinutes", 1, 1, AddUnits<kTicksPerMinute>, "datetime AddMinutes(double value)"},
    {"AddSeconds", 1, 1, AddUnits<kTicksPerSecond>, "datetime AddSeconds(double value)"},
    {"AddMilliseconds", 1, 1, AddUnits<kTicksPerMillisecond>,
     "datetime AddMilliseconds(double value)"},
    {"AddTicks", 1, 1, AddTicks, "datetime AddTicks(long value)"},
    {"AddMonths", 1, 1, AddMonthsMethod, "datetime AddMonths(int months)"},
    {"AddYears", 1, 1, AddYearsMethod, "datetime AddYears(int value)"},
    {"Add", 1, 1, AddSpan, "datetime Add(timespan value)"},
    {"Subtract", 1, 1, SubtractDate, "timespan Subtract(datetime value)"},
    {"ToUniversalTime", 0, 0, [](CallContext*, const Value& v, Args) { return ToUniversalTime(v); },
     "datetime ToUniversalTime()"},
    {"ToLocalTime", 0, 0, [](CallContext*, const Value& v, Args) { return ToLocalTime(v); },
     "datetime ToLocalTime()"},
    {"ToShortDateString", 0, 0, Formatted<'d'>, "string ToShortDateString()"},
    {"ToLongDateString", 0, 0, Formatted<'D'>, "string ToLongDateString()"},
    {"ToShortTimeString", 0, 0, Formatted<'t'>, "string ToShortTimeString()"},
    {"ToLongTimeString", 0, 0, Formatted<'T'>, "string ToLongTimeString()"},
    {"ToFileTime", 0, 0,
     [](CallContext*, const Value& v, Args) {
       return Value::Int64(ToUniversalTime(v).AsTicks() - 504911232000000000);
     },
     "long ToFileTime()"},
    {"ToFileTimeUtc", 0, 0,
     [](CallContext*, const Value& v, Args) {
       return Value::Int64(v.AsTicks() - 504911232000000000);
     },
     "long ToFileTimeUtc()"},
    {"ToOADate", 0, 0,
     [](CallContext*, const Value& v, Args) {
       return Value::Double(static_cast<double>(v.AsTicks() - 599264352000000000) /
                            static_cast<double>(kTicksPerDay));
     },
     "double ToOADate()"},
    {"IsDaylightSavingTime", 0, 0,
     [](CallContext*, const Value& v, Args) {
       time_t seconds = ToUnixSeconds(v);
       std::tm local{};
       localtime_r(&seconds, &local);
       return Value::Bool(local.tm_isdst > 0);
     },
     "bool IsDaylightSavingTime()"},
};

Value ParseDate(CallContext*, const Value&, Args args) {
  Value date;
  if (ParseDateTime(ToText(args[0]), &date)) return date;
  ThrowArgument("String '" + ToText(args[0]) + "' was not recognized as a valid DateTime.",
                "System.FormatException");
}
Value TryParseDate(CallContext*, const Value&, Args args) {
  Value date;
  bool good = ParseDateTime(ToText(args[0]), &date);
  SetReference(args.back(), good ? date : Value::DateTime(0));
  return Value::Bool(good);
}
bool ExactDate(Args args, Value* date) {
  std::string text = ToText(args[0]);
  for (const Value& format : ToVector(args[1])) {
    if (ParseDateTimeExact(text, ToText(format), date)) return true;
  }
  return false;
}
Value ParseExactDate(CallContext*, const Value&, Args args) {
  Value date;
  if (ExactDate(args, &date)) return date;
  ThrowArgument("String '" + ToText(args[0]) + "' was not recognized as a valid DateTime.",
                "System.FormatException");
}
Value TryParseExactDate(CallContext*, const Value&, Args args) {
  Value date;
  bool good = ExactDate(args, &date);
  SetReference(args.back(), good ? date : Value::DateTime(0));
  return Value::Bool(good);
}
Value FromFileTime(CallContext*, const Value&, Args args) {
  return ToLocalTime(Value::DateTime(ToInt64(args[0]) + 504911232000000000, DateTimeKind::kUtc));
}
const MethodInfo kDateStatics[] = {
    {"Parse", 1, 3, ParseDate},
    {"TryParse", 2, 4, TryParseDate},
    {"ParseExact", 3, 4, ParseExactDate},
    {"TryParseExact", 5, 5, TryParseExactDate},
    {"DaysInMonth", 2, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::Int32(DaysInMonth(ToInt32(args[0]), ToInt32(args[1])));
     }},
    {"IsLeapYear", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::Bool(IsLeapYear(ToInt32(args[0])));
     }},
    {"FromFileTime", 1, 1, FromFileTime},
    {"FromFileTimeUtc", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::DateTime(ToInt64(args[0]) + 504911232000000000, DateTimeKind::kUtc);
     }},
    {"FromOADate", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::DateTime(599264352000000000 +
                              std::llround(ToDouble(args[0]) * static_cast<double>(kTicksPerDay)));
     }},
    {"SpecifyKind", 2, 2,
     [](CallContext*, const Value&, Args args) {
       Value kind = ConvertTo(args[1], types::kDateTimeKind);
       return Value::DateTime(ConvertTo(args[0], types::kDateTime).AsTicks(),
                              static_cast<DateTimeKind>(kind.As<EnumValue>()->number()));
     }},
    {"Compare", 2, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::Int32(CompareValues(args[0], args[1]));
     }},
};
const StaticPropertyInfo kDateStaticProperties[] = {
    {"Now", &types::kDateTime, Now},
    {"UtcNow", &types::kDateTime, UtcNow},
    {"Today", &types::kDateTime,
     [] {
       Value now = Now();
       return WithTicks(now, now.AsTicks() / kTicksPerDay * kTicksPerDay);
     }},
    {"MinValue", &types::kDateTime, [] { return Value::DateTime(0); }},
    {"MaxValue", &types::kDateTime, [] { return Value::DateTime(kMaxTicks); }},
    {"UnixEpoch", &types::kDateTime,
     [] { return Value::DateTime(kUnixEpochTicks, DateTimeKind::kUtc); }},
};

Value MakeDate(CallContext*, Args args) {
  if (args.empty()) return Value::DateTime(0);
  if (args.size() == 1) return Value::DateTime(ToInt64(args[0]));
  if (args.size() == 2) {
    Value kind = ConvertTo(args[1], types::kDateTimeKind);
    return Value::DateTime(ToInt64(args[0]),
                           static_cast<DateTimeKind>(kind.As<EnumValue>()->number()));
  }
  DateFields f;
  int* fields[] = {&f.year, &f.month, &f.day, &f.hour, &f.minute, &f.second};
  for (size_t i = 0; i < args.size() && i < 6; ++i) *fields[i] = ToInt32(args[i]);
  DateTimeKind kind = DateTimeKind::kUnspecified;
  for (size_t i = 6; i < args.size(); ++i) {
    if (const auto* given = args[i].As<EnumValue>()) {
      kind = static_cast<DateTimeKind>(given->number());
    } else {
      f.fraction = ToInt32(args[i]) * 10000;
    }
  }
  return Value::DateTime(TicksOf(f), kind);
}

// Spans of time.
template <int64_t unit, int64_t modulus>
Value Part(const Value& v) {
  int64_t n = v.AsTicks() / unit;
  return Value::Int32(static_cast<int32_t>(modulus ? n % (modulus ? modulus : 1) : n));
}
template <int64_t unit>
Value Total(const Value& v) {
  return Value::Double(static_cast<double>(v.AsTicks()) / static_cast<double>(unit));
}
const PropertyInfo kSpanProperties[] = {
    {"Ticks", &types::kInt64, [](const Value& v) { return Value::Int64(v.AsTicks()); }},
    {"Days", &types::kInt32, Part<kTicksPerDay, 0>},
    {"Hours", &types::kInt32, Part<kTicksPerHour, 24>},
    {"Milliseconds", &types::kInt32, Part<kTicksPerMillisecond, 1000>},
    {"Minutes", &types::kInt32, Part<kTicksPerMinute, 60>},
    {"Seconds", &types::kInt32, Part<kTicksPerSecond, 60>},
    {"TotalDays", &types::kDouble, Total<kTicksPerDay>},
    {"TotalHours", &types::kDouble, Total<kTicksPerHour>},
    {"TotalMilliseconds", &types::kDouble, Total<kTicksPerMillisecond>},
    {"TotalMinutes", &types::kDouble, Total<kTicksPerMinute>},
    {"TotalSeconds", &types::kDouble, Total<kTicksPerSecond>},
};
int64_t SpanArg(const Value& arg) { return ConvertTo(arg, types::kTimeSpan).AsTicks(); }
const MethodInfo kSpanMethods[] = {
    {"Add", 1, 1,
     [](CallContext*, const Value& v, Args args) {
       return Value::TimeSpan(v.AsTicks() + SpanArg(args[0]));
     },
     "timespan Add(timespan ts)"},
    {"Subtract", 1, 1,
     [](CallContext*, const Value& v, Args args) {
       return Value::TimeSpan(v.AsTicks() - SpanArg(args[0]));
     },
     "timespan Subtract(timespan ts)"},
    {"Negate", 0, 0,
     [](CallContext*, const Value& v, Args) { return Value::TimeSpan(-v.AsTicks()); },
     "timespan Negate()"},
    {"Duration", 0, 0,
     [](CallContext*, const Value& v, Args) { return Value::TimeSpan(std::llabs(v.AsTicks())); },
     "timespan Duration()"},
};
template <int64_t unit>
Value FromUnits(CallContext*, const Value&, Args args) {
  double ticks = ToDouble(args[0]) * static_cast<double>(unit);
  if (std::fabs(ticks) > 9.2e18)
    ThrowRange("TimeSpan overflowed because the duration is too long.");
  return Value::TimeSpan(std::llround(ticks));
}
const MethodInfo kSpanStatics[] = {
    {"FromDays", 1, 1, FromUnits<kTicksPerDay>},
    {"FromHours", 1, 1, FromUnits<kTicksPerHour>},
    {"FromMinutes", 1, 1, FromUnits<kTicksPerMinute>},
    {"FromSeconds", 1, 1, FromUnits<kTicksPerSecond>},
    {"FromMilliseconds", 1, 1, FromUnits<kTicksPerMillisecond>},
    {"FromTicks", 1, 1,
     [](CallContext*, const Value&, Args args) { return Value::TimeSpan(ToInt64(args[0])); }},
    {"Parse", 1, 2,
     [](CallContext*, const Value&, Args args) {
       Value span;
       if (!ParseTimeSpan(ToText(args[0]), &span)) {
         ThrowArgument("String '" + ToText(args[0]) + "' was not recognized as a valid TimeSpan.",
                       "System.FormatException");
       }
       return span;
     }},
    {"TryParse", 2, 2,
     [](CallContext*, const Value&, Args args) {
       Value span = Value::TimeSpan(0);
       bool good = ParseTimeSpan(ToText(args[0]), &span);
       SetReference(args[1], span);
       return Value::Bool(good);
     }},
};
const StaticPropertyInfo kSpanStaticProperties[] = {
    {"Zero", &types::kTimeSpan, [] { return Value::TimeSpan(0); }},
    {"MaxValue", &types::kTimeSpan, [] { return Value::TimeSpan(INT64_MAX); }},
    {"MinValue", &types::kTimeSpan, [] { return Value::TimeSpan(INT64_MIN); }},
};
Value MakeSpan(CallContext*, Args args) {
  if (args.empty()) return Value::TimeSpan(0);
  if (args.size() == 1) return Value::TimeSpan(ToInt64(args[0]));
  int64_t units[] = {kTicksPerDay, kTicksPerHour, kTicksPerMinute, kTicksPerSecond,
                     kTicksPerMillisecond};
  size_t first = args.size() == 3 ? 1 : 0;
  int64_t ticks = 0;
  for (size_t i = 0; i < args.size() && first + i < 5; ++i) {
    ticks += ToInt32(args[i]) * units[first + i];
  }
  return Value::TimeSpan(ticks);
}

class StopwatchObject final : public Object {
 public:
  const TypeInfo& Type() const override { return types::kStopwatch; }
  int64_t Elapsed() const { return elapsed_ + (running_ ? Clock() - since_ : 0); }
  void Start() {
    if (!running_) since_ = Clock();
    running_ = true;
  }
  void Stop() {
    elapsed_ = Elapsed();
    running_ = false;
  }
  void Reset() {
    elapsed_ = 0;
    running_ = false;
  }
  bool running() const { return running_; }

 private:
  static int64_t Clock() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * kTicksPerSecond + now.tv_nsec / 100;
  }
  int64_t elapsed_ = 0, since_ = 0;
  bool running_ = false;
};
StopwatchObject& Watch(const Value& self) { return *static_cast<StopwatchObject*>(self.object()); }
const PropertyInfo kWatchProperties[] = {
    {"IsRunning", &types::kBool, [](const Value& v) { return Value::Bool(Watch(v).running()); }},
    {"Elapsed", &types::kTimeSpan,
     [](const Value& v) { return Value::TimeSpan(Watch(v).Elapsed()); }},
    {"ElapsedMilliseconds", &types::kInt64,
     [](const Value& v) { return Value::Int64(Watch(v).Elapsed() / kTicksPerMillisecond); }},
    {"ElapsedTicks", &types::kInt64,
     [](const Value& v) { return Value::Int64(Watch(v).Elapsed()); }},
};
const MethodInfo kWatchMethods[] = {
    {"Start", 0, 0,
     [](CallContext*, const Value& v, Args) {
       Watch(v).Start();
       return Value::Nothing();
     }},
    {"Stop", 0, 0,
     [](CallContext*, const Value& v, Args) {
       Watch(v).Stop();
       return Value::Nothing();
     }},
    {"Reset", 0, 0,
     [](CallContext*, const Value& v, Args) {
       Watch(v).Reset();
       return Value::Nothing();
     }},
    {"Restart", 0, 0,
     [](CallContext*, const Value& v, Args) {
       Watch(v).Reset();
       Watch(v).Start();
       return Value::Nothing();
     }},
};
const MethodInfo kWatchStatics[] = {
    {"StartNew", 0, 0,
     [](CallContext*, const Value&, Args) {
       auto watch = MakeObject<StopwatchObject>();
       watch->Start();
       return Value::FromObject(watch);
     }},
};
constexpr std::string_view kInterfaces[] = {"System.IComparable", "System.IFormattable"};

}  // namespace

const TypeInfo types::kDateTime = {
    .full_name = "System.DateTime",
    .name = "DateTime",
    .base = &types::kValueType,
    .type_class = TypeClass::kPrimitive,
    .kind = Kind::kDateTime,
    .interfaces = kInterfaces,
    .properties = kDateProperties,
    .methods = kDateMethods,
    .static_properties = kDateStaticProperties,
    .static_methods = kDateStatics,
    .construct = MakeDate,
};
const TypeInfo types::kTimeSpan = {
    .full_name = "System.TimeSpan",
    .name = "TimeSpan",
    .base = &types::kValueType,
    .type_class = TypeClass::kPrimitive,
    .kind = Kind::kTimeSpan,
    .interfaces = kInterfaces,
    .properties = kSpanProperties,
    .methods = kSpanMethods,
    .static_properties = kSpanStaticProperties,
    .static_methods = kSpanStatics,
    .construct = MakeSpan,
};
const TypeInfo types::kStopwatch = {
    .full_name = "System.Diagnostics.Stopwatch",
    .name = "Stopwatch",
    .base = &types::kObject,
    .properties = kWatchProperties,
    .methods = kWatchMethods,
    .static_methods = kWatchStatics,
    .construct = [](CallContext*, Args) { return Value::FromObject(new StopwatchObject()); },
};

}  // namespace sipsh
