#include <cmath>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/compare.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

struct Measure {
  std::string property;
  MemberCache cache;
  int64_t count = 0;
  double sum = 0, sum_of_squares = 0;
  int64_t exact = 0;  // The sum as long as all were integers.
  bool is_exact = true;
  Value minimum, maximum;
  int64_t lines = 0, words = 0, characters = 0;
};

class MeasureObject final : public Cmdlet {
 public:
  Value input;
  std::vector<std::string> property;
  bool sum = false, all = false, average = false, maximum = false, minimum = false;
  bool deviation = false, line = false, word = false, character = false, ignore_blanks = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    if (all) sum = average = maximum = minimum = deviation = true;
    text_ = runtime.Invocation().parameter_set == "TextMeasure" || line || word || character;
    numbers_ = sum || average || deviation;
    if (property.empty()) property.emplace_back();
    for (const std::string& name : property) {
      measures_.emplace_back();
      measures_.back().property = name;
    }
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNull()) return Flow::kMore;
    for (Measure& measure : measures_) {
      if (measure.property.empty()) {
        Take(runtime, measure, input);
        continue;
      }
      const Value value = GetMember(input, measure.property, &measure.cache);
      if (!value.IsNull()) Take(runtime, measure, value);
    }
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    for (const Measure& measure : measures_) {
      if (!measure.property.empty() && measure.count == 0) {
        runtime.WriteError(ErrorRecord("The property \"" + measure.property +
                                           "\" cannot be found in the input for any objects.",
                                       "GenericMeasurePropertyNotFound",
                                       ErrorCategory::kInvalidArgument));
        continue;
      }
      if (runtime.WriteObject(text_ ? TextResult(measure) : Result(measure)) == Flow::kStop) return;
    }
  }

 private:
  void Take(CommandRuntime& runtime, Measure& measure, const Value& value) {
    if (text_) {
      TakeText(measure, ToText(value));
      return;
    }
    if (numbers_ && !Add(runtime, measure, value)) return;
    ++measure.count;
    if (maximum && (measure.maximum.IsNull() || Order(value, measure.maximum) > 0))
      measure.maximum = value;
    if (minimum && (measure.minimum.IsNull() || Order(value, measure.minimum) < 0))
      measure.minimum = value;
  }

  static int Order(const Value& a, const Value& b) { return OrderValues(Unwrap(a), Unwrap(b)); }

  bool Add(CommandRuntime& runtime, Measure& measure, const Value& value) {
    if (value.IsInt32() || value.IsInt64()) {
      const int64_t number = value.AsInt64();
      if (measure.is_exact && __builtin_add_overflow(measure.exact, number, &measure.exact))
        measure.is_exact = false;
      AddReal(measure, static_cast<double>(number));
      return true;
    }
    Value real;
    if (!TryConvertTo(value, types::kDouble, &real)) {
      runtime.WriteError(ErrorRecord("Input object \"" + ToText(value) + "\" is not numeric.",
                                     "NonNumericInputObject", ErrorCategory::kInvalidType, value));
      return false;
    }
    measure.is_exact = false;
    AddReal(measure, real.AsDouble());
    return true;
  }
  static void AddReal(Measure& measure, double number) {
    measure.sum += number;
    measure.sum_of_squares += number * number;
  }

  void TakeText(Measure& measure, const std::string& text) {
    ++measure.count;
    if (!text.empty()) {
      ++measure.lines;
      for (size_t i = 0; i + 1 < text.size(); ++i) measure.lines += text[i] == '\n';
    }
    bool inside = false;
    for (size_t at = 0; at < text.size();) {
      const char32_t code = NextCodePoint(text, &at);
      const bool blank = IsWhiteSpace(code);
      measure.words += !blank && !inside;
      inside = !blank;
      if (!blank || !ignore_blanks) measure.characters += code > 0xFFFF ? 2 : 1;
    }
  }

  Value Number(const Measure& measure, double number) const {
    (void)measure;
    return Value::Double(number);
  }
  // Whole results are shown as whole numbers, as a double without a fraction is.
  Value Result(const Measure& measure) {
    static const std::vector<std::string_view> kTypes = {
        "Microsoft.PowerShell.Commands.GenericMeasureInfo",
        "Microsoft.PowerShell.Commands.MeasureInfo"};
    const RecordMaker maker(
        kTypes, {"Count", "Average", "Sum", "Maximum", "Minimum", "StandardDeviation", "Property"});
    const double count = static_cast<double>(measure.count);
    const double total = measure.is_exact ? static_cast<double>(measure.exact) : measure.sum;
    Value spread;
    if (deviation && measure.count > 1) {
      spread = Value::Double(std::sqrt(std::max(
          0.0, (measure.sum_of_squares - measure.sum * measure.sum / count) / (count - 1))));
    }
    const bool any = measure.count > 0;
    return maker.Make({Value::Integer(measure.count),
                       average && any ? Value::Double(total / count) : Value(),
                       sum && any ? Number(measure, total) : Value(), Bound(measure.maximum),
                       Bound(measure.minimum), spread,
                       measure.property.empty() ? Value() : Value::String(measure.property)});
  }
  // Numbers come back as doubles, as PowerShell gives them.
  static Value Bound(const Value& value) {
    if (!value.IsInteger()) return value;
    return Value::Double(ToDouble(value));
  }
  Value TextResult(const Measure& measure) {
    const RecordMaker maker({"Microsoft.PowerShell.Commands.TextMeasureInfo",
                             "Microsoft.PowerShell.Commands.MeasureInfo"},
                            {"Lines", "Words", "Characters", "Property"});
    return maker.Make({line ? Value::Integer(measure.lines) : Value(),
                       word ? Value::Integer(measure.words) : Value(),
                       character ? Value::Integer(measure.characters) : Value(),
                       measure.property.empty() ? Value() : Value::String(measure.property)});
  }

  std::vector<Measure> measures_;
  bool text_ = false, numbers_ = false;
};

}  // namespace

namespace utility {
void AddMeasureCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using C = MeasureObject;
  CmdletMetadata m = MakeCmdlet<C>("Measure", "Object",
                                   "Counts objects and computes sums, averages and extremes.");
  m.aliases = {"measure"};
  m.default_set = "GenericMeasure";
  m.Add(AnyInput(Parameter<&C::input>("InputObject", "The objects.")));
  m.Add(Parameter<&C::property>("Property", "The properties measured.").Position(0));
  const std::string numbers = "GenericMeasure", text = "TextMeasure";
  m.Add(Parameter<&C::deviation>("StandardDeviation", "The sample's deviation.").InSet(numbers));
  m.Add(Parameter<&C::sum>("Sum", "The sum.").InSet(numbers));
  m.Add(Parameter<&C::all>("AllStats", "All of them.").InSet(numbers));
  m.Add(Parameter<&C::average>("Average", "The average.").InSet(numbers));
  m.Add(Parameter<&C::maximum>("Maximum", "The largest.").InSet(numbers));
  m.Add(Parameter<&C::minimum>("Minimum", "The smallest.").InSet(numbers));
  m.Add(Parameter<&C::line>("Line", "Counts lines.").InSet(text));
  m.Add(Parameter<&C::word>("Word", "Counts words.").InSet(text));
  m.Add(Parameter<&C::character>("Character", "Counts characters.").InSet(text));
  m.Add(Parameter<&C::ignore_blanks>("IgnoreWhiteSpace", "Blanks do not count.").InSet(text));
  cmdlets.push_back(std::move(m));
}
}  // namespace utility
}  // namespace sipsh
