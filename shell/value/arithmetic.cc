#include "shell/value/arithmetic.h"

#include <cmath>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"
#include "shell/value/error.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

using Wide = __int128;

enum class Level { kInt32, kUInt32, kInt64, kUInt64, kSingle, kDouble, kDecimal };

[[noreturn]] void ThrowNoOperator(const Value& left, std::string_view name) {
  throw ValueError("MethodNotFound",
                   "Method invocation failed because [" + std::string(TypeOf(left).full_name) +
                       "] does not contain a method named '" + std::string(name) + "'.",
                   ValueErrorCategory::kInvalidOperation);
}

[[noreturn]] void ThrowDivideByZero() {
  throw ValueError("RuntimeException", "Attempted to divide by zero.",
                   ValueErrorCategory::kNotSpecified, "System.DivideByZeroException");
}

// The operand as a number; `name` is for the message when it is none.
Value Operand(const Value& in, const Value& left, std::string_view name) {
  const Value& v = Unwrap(in);
  switch (v.kind()) {
    case Kind::kNothing:
    case Kind::kNull:
      return Value::Int32(0);
    case Kind::kBool:
      return Value::Int32(v.AsBool());
    case Kind::kChar:
      return Value::Int32(v.AsChar());
    case Kind::kString: {
      auto number = ParseNumber(v.AsStringView());
      if (number) return *number;
      if (TrimWhiteSpace(v.AsStringView()).empty()) return Value::Int32(0);
      return ConvertTo(v, &v == &Unwrap(left)                  ? types::kInt32
                          : TypeOf(left).kind == Kind::kString ? types::kInt32
                                                               : TypeOf(left));  // throws
    }
    case Kind::kObject:
      if (const auto* member = v.As<EnumValue>()) return Value::Int64(member->number());
      if (&v == &Unwrap(left)) ThrowNoOperator(left, name);
      return ConvertTo(v, TypeOf(left));
    case Kind::kDateTime:
    case Kind::kTimeSpan:
      ThrowNoOperator(left, name);
    default:
      return v;
  }
}

Level LevelOf(const Value& v) {
  switch (v.kind()) {
    case Kind::kUInt32:
      return Level::kUInt32;
    case Kind::kInt64:
      return Level::kInt64;
    case Kind::kUInt64:
      return Level::kUInt64;
    case Kind::kSingle:
      return Level::kSingle;
    case Kind::kDouble:
      return Level::kDouble;
    case Kind::kDecimal:
      return Level::kDecimal;
    default:
      return Level::kInt32;
  }
}

Level CommonLevel(const Value& a, const Value& b) {
  Level x = LevelOf(a), y = LevelOf(b);
  if (x == y) return x;
  if (x == Level::kDecimal || y == Level::kDecimal) {
    bool real = a.IsReal() || b.IsReal();
    return real ? Level::kDouble : Level::kDecimal;
  }
  if (a.IsReal() || b.IsReal()) return Level::kDouble;
  if (x == Level::kUInt64 || y == Level::kUInt64) return Level::kUInt64;
  return Level::kInt64;  // int32 with uint32 too
}

Decimal DecimalOf(const Value& v) { return AsDecimal(ConvertTo(v, types::kDecimal)); }
Wide WideOf(const Value& v) {
  return v.kind() == Kind::kUInt64 ? static_cast<Wide>(v.AsUInt64()) : v.AsInt64();
}

// An integer result in its level, or the next that holds it: int32, int64, double.
Value FitInteger(Wide n, Level level) {
  if (level == Level::kInt32 && n >= INT32_MIN && n <= INT32_MAX) {
    return Value::Int32(static_cast<int32_t>(n));
  }
  if (level == Level::kUInt32 && n >= 0 && n <= UINT32_MAX) {
    return Value::UInt32(static_cast<uint32_t>(n));
  }
  if (level == Level::kInt64 && n >= INT64_MIN && n <= INT64_MAX) {
    return Value::Int64(static_cast<int64_t>(n));
  }
  if (level == Level::kUInt64 && n >= 0 && n <= static_cast<Wide>(UINT64_MAX)) {
    return Value::UInt64(static_cast<uint64_t>(n));
  }
  return Value::Double(static_cast<double>(n));
}

struct Operation {
  Wide (*whole)(Wide, Wide);
  double (*real)(double, double);
  Decimal (*exact)(const Decimal&, const Decimal&);
};

Value Apply(const Operation& operation, const Value& a, const Value& b) {
  Level level = CommonLevel(a, b);
  if (level == Level::kDecimal) {
    return MakeDecimal(operation.exact(DecimalOf(a), DecimalOf(b)));
  }
  if (level == Level::kSingle) {
    return Value::Single(static_cast<float>(operation.real(a.AsDouble(), b.AsDouble())));
  }
  if (level == Level::kDouble) return Value::Double(operation.real(ToDouble(a), ToDouble(b)));
  return FitInteger(operation.whole(WideOf(a), WideOf(b)), level);
}

constexpr Operation kAdd = {[](Wide a, Wide b) { return a + b; },
                            [](double a, double b) { return a + b; },
                            [](const Decimal& a, const Decimal& b) { return a + b; }};
constexpr Operation kSubtract = {[](Wide a, Wide b) { return a - b; },
                                 [](double a, double b) { return a - b; },
                                 [](const Decimal& a, const Decimal& b) { return a - b; }};
constexpr Operation kMultiply = {[](Wide a, Wide b) { return a * b; },
                                 [](double a, double b) { return a * b; },
                                 [](const Decimal& a, const Decimal& b) { return a * b; }};

// object[] whatever the operand's own type was.
Value ConcatArrays(const std::vector<Value>& left, const Value& right) {
  std::vector<Value> items;
  std::vector<Value> more;
  if (right.IsNothing()) {
    more = {};
  } else if (IsEnumerable(right)) {
    more = ToVector(right);
  } else {
    more.push_back(right);
  }
  items.reserve(left.size() + more.size());
  items.insert(items.end(), left.begin(), left.end());
  for (Value& item : more) items.push_back(std::move(item));
  return MakeArray(std::move(items));
}

Value MergeHashtables(const HashtableObject& left, const Value& right) {
  const HashtableObject* other = AsHashtable(right);
  if (!other) {
    throw ValueError("AddHashTableToNonHashTable",
                     "A hash table can only be added to another hash table.",
                     ValueErrorCategory::kInvalidOperation);
  }
  auto merged = MakeObject<HashtableObject>(left.Type(), left.is_case_sensitive());
  merged->Reserve(left.size() + other->size());
  auto add = [&](const Value& key, const Value& value) {
    if (merged->Find(key)) {
      throw ValueError("ArgumentException",
                       "Item has already been added. Key in dictionary: '" + ToText(key) + "'.",
                       ValueErrorCategory::kInvalidOperation, "System.ArgumentException");
    }
    merged->Set(key, value);
    return true;
  };
  left.ForEach(add);
  other->ForEach(add);
  return Value::FromObject(merged);
}

int64_t RepeatCount(const Value& right) {
  int64_t count = ToInt64(right);
  if (count < 0) {
    throw ValueError("ArgumentOutOfRangeException",
                     "The number of repetitions must not be negative.",
                     ValueErrorCategory::kInvalidArgument, "System.ArgumentOutOfRangeException");
  }
  return count;
}

Value AddDates(const Value& left, const Value& right) {
  Value span = Unwrap(right);
  if (!span.IsTimeSpan()) span = ConvertTo(right, types::kTimeSpan);
  if (left.IsTimeSpan()) return Value::TimeSpan(left.AsTicks() + span.AsTicks());
  return WithTicks(left, left.AsTicks() + span.AsTicks());
}

// Integers for the bit operators: int64 or uint64 when either is.
Value BitOperand(const Value& in) {
  Value v = Unwrap(in);
  if (v.IsReal() || v.IsDecimal()) {
    int64_t n = ToInt64(v);
    return n == static_cast<int32_t>(n) ? Value::Int32(static_cast<int32_t>(n)) : Value::Int64(n);
  }
  return Operand(v, v, "op_BitwiseAnd");
}

template <typename Operator>
Value ApplyBits(const Value& left, const Value& right, Operator op) {
  Value a = BitOperand(left), b = BitOperand(right);
  if (a.IsReal() || a.IsDecimal()) a = BitOperand(a);
  if (b.IsReal() || b.IsDecimal()) b = BitOperand(b);
  const auto* flags = Unwrap(left).As<EnumValue>();
  if (flags) return MakeEnum(flags->Type(), op(a.AsInt64(), b.AsInt64()));
  Level level = CommonLevel(a, b);
  uint64_t bits = static_cast<uint64_t>(op(a.AsInt64(), b.AsInt64()));
  switch (level) {
    case Level::kInt32:
      return Value::Int32(static_cast<int32_t>(bits));
    case Level::kUInt32:
      return Value::UInt32(static_cast<uint32_t>(bits));
    case Level::kUInt64:
      return Value::UInt64(bits);
    default:
      return Value::Int64(static_cast<int64_t>(bits));
  }
}

}  // namespace

Value Add(const Value& left_in, const Value& right_in) {
  const Value& left = Unwrap(left_in);
  const Value& right = Unwrap(right_in);
  switch (left.kind()) {
    case Kind::kString: {
      std::string text;
      text.reserve(left.AsStringView().size() + 16);
      text = left.AsStringView();
      AppendText(&text, right_in);
      return Value::String(std::move(text));
    }
    case Kind::kNothing:
    case Kind::kNull:
      return right_in.IsNull() ? Value() : right_in;
    case Kind::kDateTime:
    case Kind::kTimeSpan:
      return AddDates(left, right);
    case Kind::kChar:
      if (right.IsString() || right.IsChar()) {
        return Value::String(CharToText(left.AsChar()) + ToText(right));
      }
      break;
    case Kind::kObject:
      if (const ArrayObject* array = AsArray(left)) return ConcatArrays(array->items(), right_in);
      if (const HashtableObject* table = AsHashtable(left)) {
        return MergeHashtables(*table, right_in);
      }
      if (IsEnumerable(left)) return ConcatArrays(ToVector(left), right_in);
      break;
    default:
      break;
  }
  return Apply(kAdd, Operand(left, left, "op_Addition"), Operand(right, left, "op_Addition"));
}

Value Subtract(const Value& left_in, const Value& right_in) {
  const Value& left = Unwrap(left_in);
  const Value& right = Unwrap(right_in);
  if (left.IsDateTime()) {
    if (right.IsTimeSpan()) return WithTicks(left, left.AsTicks() - right.AsTicks());
    Value date = ConvertTo(right, types::kDateTime);
    return Value::TimeSpan(left.AsTicks() - date.AsTicks());
  }
  if (left.IsTimeSpan()) {
    return Value::TimeSpan(left.AsTicks() - ConvertTo(right, types::kTimeSpan).AsTicks());
  }
  return Apply(kSubtract, Operand(left, left, "op_Subtraction"),
               Operand(right, left, "op_Subtraction"));
}

Value Multiply(const Value& left_in, const Value& right_in) {
  const Value& left = Unwrap(left_in);
  const Value& right = Unwrap(right_in);
  if (left.IsString()) {
    int64_t count = RepeatCount(right);
    std::string_view text = left.AsStringView();
    if (static_cast<double>(count) * static_cast<double>(text.size()) > 1e9) {
      throw ValueError("OutOfMemoryException",
                       "The repeated text would exceed 1,000,000,000 bytes.",
                       ValueErrorCategory::kLimitsExceeded, "System.OutOfMemoryException");
    }
    std::string out;
    out.reserve(text.size() * static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) out.append(text);
    return Value::String(std::move(out));
  }
  if (const ArrayObject* array = AsArray(left)) {
    int64_t count = RepeatCount(right);
    std::vector<Value> items;
    for (int64_t i = 0; i < count; ++i) {
      items.insert(items.end(), array->items().begin(), array->items().end());
    }
    return MakeArray(std::move(items));
  }
  if (left.IsNull()) return Value();
  if (left.IsTimeSpan()) {
    return Value::TimeSpan(
        static_cast<int64_t>(static_cast<double>(left.AsTicks()) * ToDouble(right)));
  }
  return Apply(kMultiply, Operand(left, left, "op_Multiply"), Operand(right, left, "op_Multiply"));
}

Value Divide(const Value& left_in, const Value& right_in) {
  const Value& left = Unwrap(left_in);
  const Value& right = Unwrap(right_in);
  if (left.IsTimeSpan()) {
    if (right.IsTimeSpan()) {
      return Value::Double(static_cast<double>(left.AsTicks()) /
                           static_cast<double>(right.AsTicks()));
    }
    return Value::TimeSpan(
        static_cast<int64_t>(static_cast<double>(left.AsTicks()) / ToDouble(right)));
  }
  Value a = Operand(left, left, "op_Division"), b = Operand(right, left, "op_Division");
  Level level = CommonLevel(a, b);
  if (level == Level::kDecimal) return MakeDecimal(DecimalOf(a) / DecimalOf(b));
  if (level == Level::kSingle) {
    return Value::Single(static_cast<float>(a.AsDouble() / b.AsDouble()));
  }
  if (level == Level::kDouble) return Value::Double(ToDouble(a) / ToDouble(b));
  Wide x = WideOf(a), y = WideOf(b);
  if (y == 0) ThrowDivideByZero();
  if (x % y == 0) return FitInteger(x / y, level);
  return Value::Double(static_cast<double>(x) / static_cast<double>(y));
}

Value Modulo(const Value& left_in, const Value& right_in) {
  const Value& left = Unwrap(left_in);
  Value a = Operand(left, left, "op_Modulus"), b = Operand(right_in, left, "op_Modulus");
  Level level = CommonLevel(a, b);
  if (level == Level::kDecimal) return MakeDecimal(DecimalOf(a) % DecimalOf(b));
  if (level == Level::kSingle) {
    return Value::Single(static_cast<float>(std::fmod(a.AsDouble(), b.AsDouble())));
  }
  if (level == Level::kDouble) return Value::Double(std::fmod(ToDouble(a), ToDouble(b)));
  Wide y = WideOf(b);
  if (y == 0) ThrowDivideByZero();
  return FitInteger(WideOf(a) % y, level);
}

Value Negate(const Value& value) {
  const Value& v = Unwrap(value);
  if (v.IsTimeSpan()) return Value::TimeSpan(-v.AsTicks());
  if (v.IsDouble()) return Value::Double(-v.AsDouble());  // keeps -0
  return Apply(kSubtract, Value::Int32(0), Operand(v, v, "op_UnaryNegation"));
}

Value UnaryPlus(const Value& value) {
  const Value& v = Unwrap(value);
  if (v.IsTimeSpan()) return v;
  return Apply(kAdd, Value::Int32(0), Operand(v, v, "op_UnaryPlus"));
}

Value BitAnd(const Value& left, const Value& right) {
  return ApplyBits(left, right, [](int64_t a, int64_t b) { return a & b; });
}
Value BitOr(const Value& left, const Value& right) {
  return ApplyBits(left, right, [](int64_t a, int64_t b) { return a | b; });
}
Value BitXor(const Value& left, const Value& right) {
  return ApplyBits(left, right, [](int64_t a, int64_t b) { return a ^ b; });
}
Value BitNot(const Value& value) {
  return ApplyBits(value, value, [](int64_t a, int64_t) { return ~a; });
}

Value ShiftLeft(const Value& left, const Value& right) {
  Value a = BitOperand(left);
  unsigned count = static_cast<unsigned>(ToInt32(right));
  switch (LevelOf(a)) {
    case Level::kInt32: {
      uint32_t bits = static_cast<uint32_t>(a.AsInt32()) << (count & 31);
      return Value::Int32(static_cast<int32_t>(bits));
    }
    case Level::kUInt32:
      return Value::UInt32(static_cast<uint32_t>(a.AsInt64()) << (count & 31));
    case Level::kUInt64:
      return Value::UInt64(a.AsUInt64() << (count & 63));
    default:
      return Value::Int64(static_cast<int64_t>(a.AsUInt64() << (count & 63)));
  }
}

Value ShiftRight(const Value& left, const Value& right) {
  Value a = BitOperand(left);
  unsigned count = static_cast<unsigned>(ToInt32(right));
  switch (LevelOf(a)) {
    case Level::kInt32:
      return Value::Int32(a.AsInt32() >> (count & 31));
    case Level::kUInt32:
      return Value::UInt32(static_cast<uint32_t>(a.AsInt64()) >> (count & 31));
    case Level::kUInt64:
      return Value::UInt64(a.AsUInt64() >> (count & 63));
    default:
      return Value::Int64(a.AsInt64() >> (count & 63));
  }
}

Value Range(const Value& first_in, const Value& last_in) {
  const Value& first = Unwrap(first_in);
  const Value& last = Unwrap(last_in);
  auto letter = [](const Value& v, char16_t* c) {
    if (v.IsChar()) {
      *c = v.AsChar();
      return true;
    }
    if (!v.IsString() || v.string_object()->Length() != 1) return false;
    *c = v.string_object()->CharAt(0);
    return !(*c >= '0' && *c <= '9');
  };
  std::vector<Value> items;
  char16_t low, high;
  if (letter(first, &low) && letter(last, &high)) {
    int step = low <= high ? 1 : -1;
    for (int c = low;; c += step) {
      items.push_back(Value::Char(static_cast<char16_t>(c)));
      if (c == high) break;
    }
    return MakeArray(std::move(items));
  }
  int64_t from = ToInt32(first), to = ToInt32(last);
  int64_t step = from <= to ? 1 : -1;
  items.reserve(static_cast<size_t>(std::llabs(to - from)) + 1);
  for (int64_t i = from;; i += step) {
    items.push_back(Value::Int32(static_cast<int32_t>(i)));
    if (i == to) break;
  }
  return MakeArray(std::move(items));
}

Value Join(const Value& items, std::string_view separator) {
  std::string out;
  bool first = true;
  Enumerate(items, [&](const Value& item) {
    if (!first) out.append(separator);
    first = false;
    AppendText(&out, item);
    return true;
  });
  return Value::String(std::move(out));
}

}  // namespace sipsh
