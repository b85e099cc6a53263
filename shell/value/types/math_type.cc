// [Math] and [Random].
#include <cmath>
#include <random>

#include "shell/value/arithmetic.h"
#include "shell/value/compare.h"
#include "shell/value/members.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace {

using namespace type_rows;

template <double (*Function)(double)>
Value Real(CallContext*, const Value&, Args args) {
  return Value::Double(Function(ToDouble(args[0])));
}
double Sin(double x) { return std::sin(x); }
double Cos(double x) { return std::cos(x); }
double Tan(double x) { return std::tan(x); }
double Asin(double x) { return std::asin(x); }
double Acos(double x) { return std::acos(x); }
double Atan(double x) { return std::atan(x); }
double Sinh(double x) { return std::sinh(x); }
double Cosh(double x) { return std::cosh(x); }
double Tanh(double x) { return std::tanh(x); }
double Sqrt(double x) { return std::sqrt(x); }
double Cbrt(double x) { return std::cbrt(x); }
double Exp(double x) { return std::exp(x); }
double Log10(double x) { return std::log10(x); }
double Log2(double x) { return std::log2(x); }

double RoundDouble(double x, int digits, bool away) {
  double power = std::pow(10.0, digits);
  double scaled = x * power;
  if (!std::isfinite(scaled) || std::fabs(scaled) >= 1e16) return x;
  return (away ? std::round(scaled) : std::nearbyint(scaled)) / power;
}

// Round(value[, digits][, mode]): half to even unless AwayFromZero.
Value Round(CallContext*, const Value&, Args args) {
  int digits = 0;
  bool away = false;
  for (const Value& arg : args.subspan(1)) {
    if (arg.IsNumber()) {
      digits = ToInt32(arg);
    } else {
      away = ConvertTo(arg, types::kMidpointRounding).As<EnumValue>()->number() == 1;
    }
  }
  if (digits < 0 || digits > 28) ThrowRange("Rounding digits must be between 0 and 15, inclusive.");
  if (args[0].IsDecimal()) return MakeDecimal(AsDecimal(args[0]).Round(digits, away));
  return Value::Double(RoundDouble(ToDouble(args[0]), digits, away));
}

template <double (*OnDouble)(double), Decimal (Decimal::*OnDecimal)() const>
Value ToWhole(CallContext*, const Value&, Args args) {
  if (args[0].IsDecimal()) return MakeDecimal((AsDecimal(args[0]).*OnDecimal)());
  return Value::Double(OnDouble(ToDouble(args[0])));
}
double FloorOf(double x) { return std::floor(x); }
double CeilingOf(double x) { return std::ceil(x); }
double TruncateOf(double x) { return std::trunc(x); }

Value Number(const Value& arg) {
  const Value& bare = Unwrap(arg);
  return bare.IsNumber() ? bare : ConvertTo(bare, types::kDouble);
}
Value Abs(CallContext*, const Value&, Args args) {
  Value n = Number(args[0]);
  return CompareValues(n, Value::Int32(0)) < 0 ? Negate(n) : n;
}
// The common type of two numbers: what adding zero of the one to the other gives.
Value Widened(const Value& chosen, const Value& other) {
  if (chosen.kind() == other.kind()) return chosen;
  return ConvertTo(chosen, TypeOf(Add(ConvertTo(Value::Int32(0), TypeOf(chosen)),
                                      ConvertTo(Value::Int32(0), TypeOf(other)))));
}
template <int sign>
Value Extreme(CallContext*, const Value&, Args args) {
  Value a = Number(args[0]), b = Number(args[1]);
  return CompareValues(a, b) * sign >= 0 ? Widened(a, b) : Widened(b, a);
}
Value Log(CallContext*, const Value&, Args args) {
  double x = std::log(ToDouble(args[0]));
  return Value::Double(args.size() > 1 ? x / std::log(ToDouble(args[1])) : x);
}

const MethodInfo kMathMethods[] = {
    {"Abs", 1, 1, Abs},
    {"Acos", 1, 1, Real<Acos>},
    {"Asin", 1, 1, Real<Asin>},
    {"Atan", 1, 1, Real<Atan>},
    {"Atan2", 2, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::Double(std::atan2(ToDouble(args[0]), ToDouble(args[1])));
     }},
    {"Cbrt", 1, 1, Real<Cbrt>},
    {"Ceiling", 1, 1, ToWhole<CeilingOf, &Decimal::Ceiling>},
    {"Clamp", 3, 3,
     [](CallContext*, const Value&, Args args) {
       Value n = Number(args[0]);
       if (CompareValues(n, args[1]) < 0) return args[1];
       return CompareValues(n, args[2]) > 0 ? args[2] : n;
     }},
    {"Cos", 1, 1, Real<Cos>},
    {"Cosh", 1, 1, Real<Cosh>},
    {"DivRem", 2, 2,
     [](CallContext*, const Value&, Args args) {
       Value rest = Modulo(args[0], args[1]);
       return MakeArray({Divide(Subtract(args[0], rest), args[1]), rest});
     }},
    {"Exp", 1, 1, Real<Exp>},
    {"Floor", 1, 1, ToWhole<FloorOf, &Decimal::Floor>},
    {"Log", 1, 2, Log},
    {"Log10", 1, 1, Real<Log10>},
    {"Log2", 1, 1, Real<Log2>},
    {"Max", 2, 2, Extreme<1>},
    {"Min", 2, 2, Extreme<-1>},
    {"Pow", 2, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::Double(std::pow(ToDouble(args[0]), ToDouble(args[1])));
     }},
    {"Round", 1, 3, Round},
    {"Sign", 1, 1,
     [](CallContext*, const Value&, Args args) {
       int order = CompareValues(Number(args[0]), Value::Int32(0));
       return Value::Int32(order < 0 ? -1 : order > 0);
     }},
    {"Sin", 1, 1, Real<Sin>},
    {"Sinh", 1, 1, Real<Sinh>},
    {"Sqrt", 1, 1, Real<Sqrt>},
    {"Tan", 1, 1, Real<Tan>},
    {"Tanh", 1, 1, Real<Tanh>},
    {"Truncate", 1, 1, ToWhole<TruncateOf, &Decimal::Truncate>},
};
const StaticPropertyInfo kMathProperties[] = {
    {"PI", &types::kDouble, [] { return Value::Double(M_PI); }},
    {"E", &types::kDouble, [] { return Value::Double(M_E); }},
};

class RandomObject final : public Object {
 public:
  explicit RandomObject(uint64_t seed) : engine_(seed) {}
  const TypeInfo& Type() const override { return types::kRandom; }
  int64_t Next(int64_t low, int64_t high) {
    if (low >= high) return low;
    return std::uniform_int_distribution<int64_t>(low, high - 1)(engine_);
  }
  double NextDouble() { return std::uniform_real_distribution<double>(0, 1)(engine_); }

 private:
  std::mt19937_64 engine_;
};
RandomObject& Rng(const Value& self) { return *static_cast<RandomObject*>(self.object()); }
const MethodInfo kRandomMethods[] = {
    {"Next", 0, 2,
     [](CallContext*, const Value& self, Args args) {
       int64_t low = args.size() == 2 ? ToInt32(args[0]) : 0;
       int64_t high = args.empty() ? INT32_MAX : ToInt32(args.back());
       if (low > high) ThrowRange("'minValue' cannot be greater than maxValue.");
       return Value::Int32(static_cast<int32_t>(Rng(self).Next(low, high)));
     },
     "int Next(int minValue, int maxValue)"},
    {"NextDouble", 0, 0,
     [](CallContext*, const Value& self, Args) { return Value::Double(Rng(self).NextDouble()); },
     "double NextDouble()"},
};

}  // namespace

const TypeInfo types::kMath = {
    .full_name = "System.Math",
    .name = "Math",
    .base = &types::kObject,
    .static_properties = kMathProperties,
    .static_methods = kMathMethods,
};
const TypeInfo types::kRandom = {
    .full_name = "System.Random",
    .name = "Random",
    .base = &types::kObject,
    .methods = kRandomMethods,
    .construct =
        [](CallContext*, Args args) {
          uint64_t seed =
              args.empty() ? std::random_device()() : static_cast<uint64_t>(ToInt64(args[0]));
          return Value::FromObject(new RandomObject(seed));
        },
};

}  // namespace sipsh
