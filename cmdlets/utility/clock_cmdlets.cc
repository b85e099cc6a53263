#include <algorithm>
#include <random>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/date_time.h"
#include "shell/value/format_string.h"

namespace sipsh {
namespace {

class GetDate final : public Cmdlet {
 public:
  Value date;
  std::optional<int> year, month, day, hour, minute, second, millisecond;
  std::optional<double> unix_seconds;
  std::string format, uformat, hint;
  bool as_utc = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    Value moment = unix_seconds ? ToLocalTime(FromUnixSeconds(static_cast<int64_t>(*unix_seconds)))
                   : date.IsDateTime() ? date
                                       : Now();
    DateFields fields = FieldsOf(moment.AsTicks());
    if (year) fields.year = *year;
    if (month) fields.month = *month;
    if (day) fields.day = *day;
    if (hour) fields.hour = *hour;
    if (minute) fields.minute = *minute;
    if (second) fields.second = *second;
    if (millisecond) fields.fraction = static_cast<int>(*millisecond * kTicksPerMillisecond);
    moment = Value::DateTime(TicksOf(fields), moment.AsDateTimeKind());
    if (as_utc) moment = ToUniversalTime(moment);
    if (!format.empty())
      return runtime.WriteObject(Value::String(FormatDateTime(moment, Named(format))));
    if (!uformat.empty()) return runtime.WriteObject(Value::String(UnixFormat(moment)));
    return runtime.WriteObject(moment);
  }

 private:
  static std::string Named(const std::string& name) {
    if (name == "FileDate") return "yyyyMMdd";
    if (name == "FileDateTime") return "yyyyMMddTHHmmssffff";
    if (name == "FileDateUniversal") return "yyyyMMddZ";
    if (name == "FileDateTimeUniversal") return "yyyyMMddTHHmmssffffZ";
    return name;
  }
  std::string UnixFormat(const Value& moment) const {
    std::string out;
    std::string_view text = uformat;
    if (text.starts_with("+")) text.remove_prefix(1);
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '%' || i + 1 == text.size()) {
        out.push_back(text[i]);
        continue;
      }
      out += UnixField(moment, text[++i]);
    }
    return out;
  }
  static std::string UnixField(const Value& moment, char field) {
    const auto show = [&](const char* format) { return FormatDateTime(moment, format); };
    switch (field) {
      case 'Y':
        return show("yyyy");
      case 'y':
        return show("yy");
      case 'm':
        return show("MM");
      case 'd':
        return show("dd");
      case 'H':
        return show("HH");
      case 'I':
        return show("hh");
      case 'M':
        return show("mm");
      case 'S':
        return show("ss");
      case 'p':
        return show("tt");
      case 'A':
        return show("dddd");
      case 'a':
        return show("ddd");
      case 'B':
        return show("MMMM");
      case 'b':
        return show("MMM");
      case 'F':
        return show("yyyy-MM-dd");
      case 'T':
        return show("HH:mm:ss");
      case 'D':
        return show("MM/dd/yy");
      case 'R':
        return show("HH:mm");
      case 's':
        return std::to_string(ToUnixSeconds(moment));
      case '%':
        return "%";
      default:
        return std::string("%") + field;
    }
  }
};

class NewTimeSpan final : public Cmdlet {
 public:
  Value start, end;
  int days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (runtime.IsBound("Start") || runtime.IsBound("End")) {
      const Value now = Now();
      const int64_t to = end.IsDateTime() ? end.AsTicks() : now.AsTicks();
      const int64_t from = start.IsDateTime() ? start.AsTicks() : now.AsTicks();
      return runtime.WriteObject(Value::TimeSpan(to - from));
    }
    return runtime.WriteObject(
        Value::TimeSpan(days * kTicksPerDay + hours * kTicksPerHour + minutes * kTicksPerMinute +
                        seconds * kTicksPerSecond + milliseconds * kTicksPerMillisecond));
  }
};

class StartSleep final : public Cmdlet {
 public:
  std::optional<double> seconds;
  std::optional<int> milliseconds;
  Value duration;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    int64_t wait = milliseconds.value_or(0);
    if (seconds) wait = static_cast<int64_t>(*seconds * 1000);
    if (duration.IsTimeSpan()) wait = duration.AsTicks() / kTicksPerMillisecond;
    const auto result = runtime.Service<Waiter>().Wait(-1, 0, std::chrono::milliseconds(wait));
    return result == WaitResult::kStopped ? Flow::kStop : Flow::kMore;
  }
};

class GetRandom final : public Cmdlet {
 public:
  Value maximum, minimum;
  std::vector<Value> input;
  std::optional<int> seed, count;
  bool shuffle = false;

  Flow ProcessRecord(CommandRuntime&) override {
    collected_.insert(collected_.end(), input.begin(), input.end());
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    std::mt19937_64 engine(seed ? static_cast<uint64_t>(*seed) : std::random_device{}());
    if (!collected_.empty()) {
      std::shuffle(collected_.begin(), collected_.end(), engine);
      const size_t wanted =
          shuffle ? collected_.size() : static_cast<size_t>(std::max(count.value_or(1), 0));
      for (size_t i = 0; i < std::min(wanted, collected_.size()); ++i) {
        if (runtime.WriteObject(collected_[i]) == Flow::kStop) return;
      }
      return;
    }
    for (int i = 0; i < count.value_or(1); ++i) {
      if (runtime.WriteObject(Draw(engine)) == Flow::kStop) return;
    }
  }

 private:
  Value Draw(std::mt19937_64& engine) const {
    const Value high = maximum.IsNull() ? Value::Int32(2147483647) : Number(maximum);
    const Value low = minimum.IsNull() ? Value::Int32(0) : Number(minimum);
    if (ToDouble(low) >= ToDouble(high)) {
      Fail("MinGreaterThanOrEqualMax",
           "The Minimum value (" + ToText(low) +
               ") cannot be greater than or "
               "equal to the Maximum value (" +
               ToText(high) + ").",
           ErrorCategory::kInvalidArgument);
    }
    if (low.IsReal() || high.IsReal())
      return Value::Double(
          std::uniform_real_distribution<double>(ToDouble(low), ToDouble(high))(engine));
    const int64_t drawn =
        std::uniform_int_distribution<int64_t>(ToInt64(low), ToInt64(high) - 1)(engine);
    return low.IsInt64() || high.IsInt64() ? Value::Int64(drawn) : Value::Integer(drawn);
  }
  static Value Number(const Value& value) {
    if (value.IsNumber()) return value;
    const auto parsed = ParseNumber(ToText(value));
    return parsed ? *parsed : Value::Int32(ToInt32(value));
  }
  std::vector<Value> collected_;
};

class NewGuid final : public Cmdlet {
 public:
  bool empty = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    return runtime.WriteObject(empty ? Value::FromObject(new GuidObject(std::array<uint8_t, 16>{}))
                                     : Value::FromObject(GuidObject::MakeRandom()));
  }
};

CmdletMetadata DateMetadata() {
  using C = GetDate;
  CmdletMetadata m = MakeCmdlet<C>("Get", "Date", "Gives the date and time.");
  m.output_type = "System.DateTime";
  m.Add(Parameter<&C::date>("Date", "The moment; now unless given.")
            .Type("System.DateTime")
            .Position(0)
            .ByValue()
            .ByPropertyName()
            .Alias("LastWriteTime"));
  m.Add(Parameter<&C::unix_seconds>("UnixTimeSeconds", "Seconds since 1970.").Alias("UnixTime"));
  m.Add(Parameter<&C::year>("Year", "The year.").ByPropertyName());
  m.Add(Parameter<&C::month>("Month", "The month.").ByPropertyName());
  m.Add(Parameter<&C::day>("Day", "The day.").ByPropertyName());
  m.Add(Parameter<&C::hour>("Hour", "The hour.").ByPropertyName());
  m.Add(Parameter<&C::minute>("Minute", "The minute.").ByPropertyName());
  m.Add(Parameter<&C::second>("Second", "The second.").ByPropertyName());
  m.Add(Parameter<&C::millisecond>("Millisecond", "The millisecond.").ByPropertyName());
  m.Add(Parameter<&C::hint>("DisplayHint", "What to show.").Enum({"Date", "Time", "DateTime"}));
  m.Add(Parameter<&C::format>("Format", "A .NET format; gives text."));
  m.Add(Parameter<&C::uformat>("UFormat", "A UNIX format; gives text."));
  m.Add(Parameter<&C::as_utc>("AsUTC", "In universal time."));
  return m;
}

CmdletMetadata SpanMetadata() {
  using C = NewTimeSpan;
  CmdletMetadata m = MakeCmdlet<C>("New", "TimeSpan", "Makes a span of time.");
  m.default_set = "Date";
  m.Add(Parameter<&C::start>("Start", "From.")
            .Type("System.DateTime")
            .InSet("Date")
            .Position(0)
            .ByValue()
            .ByPropertyName()
            .Alias("LastWriteTime"));
  m.Add(Parameter<&C::end>("End", "To.")
            .Type("System.DateTime")
            .InSet("Date")
            .Position(1)
            .ByPropertyName());
  m.Add(Parameter<&C::days>("Days", "Days.").InSet("Time"));
  m.Add(Parameter<&C::hours>("Hours", "Hours.").InSet("Time"));
  m.Add(Parameter<&C::minutes>("Minutes", "Minutes.").InSet("Time"));
  m.Add(Parameter<&C::seconds>("Seconds", "Seconds.").InSet("Time"));
  m.Add(Parameter<&C::milliseconds>("Milliseconds", "Milliseconds.").InSet("Time"));
  return m;
}

}  // namespace

namespace utility {
void AddClockCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  cmdlets.push_back(DateMetadata());
  cmdlets.push_back(SpanMetadata());
  using S = StartSleep;
  CmdletMetadata sleep = MakeCmdlet<S>("Start", "Sleep", "Waits.");
  sleep.aliases = {"sleep"};
  sleep.default_set = "Seconds";
  sleep.Add(Parameter<&S::seconds>("Seconds", "So many seconds.")
                .InSet("Seconds")
                .Mandatory()
                .Position(0)
                .ByValue());
  sleep.Add(Parameter<&S::milliseconds>("Milliseconds", "So many milliseconds.")
                .InSet("Milliseconds")
                .Mandatory()
                .Alias("ms"));
  sleep.Add(Parameter<&S::duration>("Duration", "A time span.")
                .Type("System.TimeSpan")
                .InSet("FromTimeSpan")
                .Mandatory());
  cmdlets.push_back(std::move(sleep));
  using R = GetRandom;
  CmdletMetadata random = MakeCmdlet<R>("Get", "Random", "Gives a random number or member.");
  random.default_set = "RandomNumberParameterSet";
  random.Add(Parameter<&R::maximum>("Maximum", "Below this.")
                 .InSet("RandomNumberParameterSet")
                 .Position(0));
  random.Add(
      Parameter<&R::minimum>("Minimum", "Not below this.").InSet("RandomNumberParameterSet"));
  random.Add(Parameter<&R::input>("InputObject", "To choose from.")
                 .InSet("RandomListItemParameterSet")
                 .Mandatory()
                 .Position(0)
                 .ByValue()
                 .AllowNull());
  random.Add(Parameter<&R::shuffle>("Shuffle", "All of them in random order.")
                 .InSet("RandomListItemParameterSet"));
  random.Add(Parameter<&R::seed>("SetSeed", "Where to begin."));
  random.Add(Parameter<&R::count>("Count", "How many."));
  cmdlets.push_back(std::move(random));
  CmdletMetadata guid = MakeCmdlet<NewGuid>("New", "Guid", "Makes a random GUID.");
  guid.Add(Parameter<&NewGuid::empty>("Empty", "All zeros."));
  cmdlets.push_back(std::move(guid));
}
}  // namespace utility
}  // namespace sipsh
