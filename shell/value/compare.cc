#include "shell/value/compare.h"

#include <cmath>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

// Weight of a character in linguistic order: punctuation, digits, letters.
int ClassOf(char32_t c) {
  if (c >= '0' && c <= '9') return 2;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0) return 3;
  if (c == '_') return 1;
  return c == 0 ? -1 : IsWhiteSpace(c) ? 0 : 1;
}

// Latin letters with marks sort beside their base letter.
char32_t BaseLetter(char32_t c) {
  static constexpr std::string_view kLatin1 =
      "aaaaaaaceeeeiiiidnooooo*ouuuuyts"  // U+00C0..U+00DF
      "aaaaaaaceeeeiiiidnooooo*ouuuuyty";
  if (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7) {
    return static_cast<unsigned char>(kLatin1[c - 0xC0]);
  }
  return FoldCodePoint(c);
}

int Sign(int64_t n) { return n < 0 ? -1 : n > 0; }

enum class NumberRank { kInt64, kUInt64, kDecimal, kDouble };

NumberRank RankOf(const Value& v) {
  switch (v.kind()) {
    case Kind::kUInt64:
      return v.AsUInt64() > INT64_MAX ? NumberRank::kUInt64 : NumberRank::kInt64;
    case Kind::kSingle:
    case Kind::kDouble:
      return NumberRank::kDouble;
    case Kind::kDecimal:
      return NumberRank::kDecimal;
    default:
      return NumberRank::kInt64;
  }
}

Decimal DecimalOf(const Value& v) {
  if (v.IsDecimal()) return AsDecimal(v);
  if (v.kind() == Kind::kUInt64) return Decimal::FromUInt64(v.AsUInt64());
  return Decimal::FromInt64(v.AsInt64());
}

// Unordered (NaN) gives 2.
int CompareNumbers(const Value& a, const Value& b) {
  NumberRank rank = std::max(RankOf(a), RankOf(b));
  if (rank == NumberRank::kInt64) {
    return a.AsInt64() < b.AsInt64() ? -1 : a.AsInt64() > b.AsInt64();
  }
  if (rank == NumberRank::kDouble) {
    double x = ToDouble(a), y = ToDouble(b);
    if (std::isnan(x) || std::isnan(y)) return 2;
    return x < y ? -1 : x > y;
  }
  return DecimalOf(a).Compare(DecimalOf(b));
}

bool IsNumeric(const Value& v) { return v.IsNumber() || v.IsBool() || v.IsChar(); }

[[noreturn]] void ThrowCannotCompare(const Value& left, const Value& right) {
  throw ValueError("NotIcomparable",
                   "Cannot compare \"" + ToText(left) + "\" (" +
                       std::string(TypeOf(left).full_name) + ") with \"" + ToText(right) + "\" (" +
                       std::string(TypeOf(right).full_name) +
                       "): values of these types have no order. Compare one of their properties.",
                   ValueErrorCategory::kInvalidOperation, "System.ArgumentException");
}

// Brings the right operand to the left one's type and compares. False: they do not compare.
bool TryCompare(const Value& left_in, const Value& right_in, bool ignore_case, bool equality,
                int* order) {
  const Value& left = Unwrap(left_in);
  const Value& right = Unwrap(right_in);
  switch (left.kind()) {
    case Kind::kNothing:
    case Kind::kNull:
      if (right.IsNull()) {
        *order = 0;
        return true;
      }
      if (equality) return false;
      if (IsNumeric(right)) return TryCompare(Value::Int32(0), right, ignore_case, false, order);
      *order = -1;
      return true;
    case Kind::kString: {
      if (right.IsNull()) {
        *order = 1;
        return !equality;
      }
      std::string converted;
      std::string_view text;
      if (right.IsString()) {
        text = right.AsStringView();
      } else {
        converted = ToText(right);
        text = converted;
      }
      *order = equality ? (TextEquals(left.AsStringView(), text, ignore_case) ? 0 : 1)
                        : CompareText(left.AsStringView(), text, ignore_case);
      return true;
    }
    case Kind::kBool: {
      *order = static_cast<int>(left.AsBool()) - static_cast<int>(ToBool(right));
      return true;
    }
    case Kind::kObject: {
      if (right.IsNull()) {
        *order = 1;
        return !equality;
      }
      if (equality) {
        bool same = left.object()->EqualsTo(right);
        if (!same && left.object()->Type().convert_from && right.kind() != Kind::kObject) {
          Value converted;
          same = TryConvertTo(right, left.object()->Type(), &converted) &&
                 left.object()->EqualsTo(converted);
        }
        *order = same ? 0 : 1;
        return true;
      }
      return left.object()->CompareWith(right, order);
    }
    case Kind::kDateTime:
    case Kind::kTimeSpan: {
      Value converted;
      if (right.IsNull()) {
        *order = 1;
        return !equality;
      }
      if (!TryConvertTo(right, TypeOf(left), &converted)) return false;
      *order = Sign(left.AsTicks() - converted.AsTicks());
      return true;
    }
    default:
      break;
  }
  // A number or character.
  if (right.IsNull()) {
    if (equality) return false;
    *order = CompareNumbers(left, Value::Int32(0));
    return true;
  }
  if (left.IsChar() && (right.IsString() || right.IsChar())) {
    std::string right_text = ToText(right);
    *order = CompareText(CharToText(left.AsChar()), right_text, ignore_case);
    return true;
  }
  if (IsNumeric(right)) {
    *order = CompareNumbers(left, right);
    return *order != 2 || equality;
  }
  Value converted;
  if (right.IsString()) {
    auto number = ParseNumber(right.AsStringView());
    if (right.AsStringView().empty()) number = Value::Int32(0);
    if (!number) return false;
    // The left type decides: '1.5' compared with an integer is rounded first.
    if (left.IsInteger() && !number->IsInteger()) {
      if (!TryConvertTo(*number, TypeOf(left), &converted)) converted = *number;
    } else {
      converted = *number;
    }
  } else if (const auto* member = right.As<EnumValue>()) {
    converted = Value::Int64(member->number());
  } else if (!TryConvertTo(right, TypeOf(left), &converted)) {
    return false;
  }
  *order = CompareNumbers(left, converted);
  return *order != 2 || equality;
}

bool OrderFits(CompareOp op, int order) {
  switch (op) {
    case CompareOp::kEq:
      return order == 0;
    case CompareOp::kNe:
      return order != 0;
    case CompareOp::kGt:
      return order > 0 && order != 2;
    case CompareOp::kGe:
      return order >= 0 && order != 2;
    case CompareOp::kLt:
      return order < 0;
    case CompareOp::kLe:
      return order <= 0;
  }
  return false;
}

bool Holds(CompareOp op, const Value& left, const Value& right, bool ignore_case) {
  if (op == CompareOp::kEq) return ValuesEqual(left, right, ignore_case);
  if (op == CompareOp::kNe) return !ValuesEqual(left, right, ignore_case);
  int order = 0;
  if (!TryCompare(left, right, ignore_case, false, &order)) {
    if (left.IsReal() || right.IsReal()) return false;  // NaN
    const Value& bare = Unwrap(left);
    if (!bare.IsObject() && right.IsString()) ConvertTo(right, TypeOf(bare));  // throws, saying why
    ThrowCannotCompare(left, right);
  }
  return OrderFits(op, order);
}

}  // namespace

bool TextEquals(std::string_view a, std::string_view b, bool ignore_case) {
  if (!ignore_case) return a == b;
  return (a.size() == b.size() && a == b) || EqualsIgnoreCase(a, b);
}

int CompareText(std::string_view a, std::string_view b, bool ignore_case) {
  size_t i = 0, j = 0;
  int marks = 0, cases = 0;  // later criteria, decided at the first difference of each
  while (i < a.size() && j < b.size()) {
    char32_t x = NextCodePoint(a, &i), y = NextCodePoint(b, &j);
    if (x == y) continue;
    char32_t base_x = BaseLetter(x), base_y = BaseLetter(y);
    if (base_x != base_y) {
      int class_x = ClassOf(base_x), class_y = ClassOf(base_y);
      if (class_x != class_y) return class_x < class_y ? -1 : 1;
      return base_x < base_y ? -1 : 1;
    }
    char32_t fold_x = FoldCodePoint(x), fold_y = FoldCodePoint(y);
    if (fold_x != fold_y) {
      if (!marks) marks = fold_x < fold_y ? -1 : 1;
    } else if (!cases) {
      cases = x == fold_x ? -1 : 1;  // lower before upper
    }
  }
  if (i < a.size()) return 1;
  if (j < b.size()) return -1;
  if (marks) return marks;
  return ignore_case ? 0 : cases;
}

bool ValuesEqual(const Value& left, const Value& right, bool ignore_case) {
  int order = 1;
  if (!TryCompare(left, right, ignore_case, true, &order)) return false;
  return order == 0;
}

int CompareValues(const Value& left, const Value& right, bool ignore_case) {
  int order = 0;
  if (!TryCompare(left, right, ignore_case, false, &order)) {
    const Value& bare = Unwrap(left);
    if (!bare.IsObject() && right.IsString()) ConvertTo(right, TypeOf(bare));
    ThrowCannotCompare(left, right);
  }
  return order == 2 ? 1 : order;
}

int OrderValues(const Value& left, const Value& right, bool ignore_case) {
  if (left.IsNull() || right.IsNull()) {
    return static_cast<int>(!left.IsNull()) - static_cast<int>(!right.IsNull());
  }
  int order = 0;
  bool compared = false;
  if (IsNumeric(Unwrap(left)) && Unwrap(right).IsString()) {
    // A number against text that is no number: as text.
    compared = ParseNumber(Unwrap(right).AsStringView()).has_value() &&
               TryCompare(left, right, ignore_case, false, &order);
  } else {
    compared = TryCompare(left, right, ignore_case, false, &order);
  }
  if (compared && order != 2) return order;
  return CompareText(ToText(left), ToText(right), ignore_case);
}

Value ApplyCompare(CompareOp op, const Value& left, const Value& right, bool ignore_case) {
  if (IsEnumerable(left)) {
    std::vector<Value> kept;
    Enumerate(left, [&](const Value& item) {
      bool holds;
      try {
        holds = Holds(op, item, right, ignore_case);
      } catch (const ValueError&) {
        holds = false;
      }
      if (holds) kept.push_back(item);
      return true;
    });
    return MakeArray(std::move(kept));
  }
  return Value::Bool(Holds(op, left, right, ignore_case));
}

bool Contains(const Value& collection, const Value& item, bool ignore_case) {
  if (collection.IsNothing()) return false;
  bool found = false;
  Enumerate(collection, [&](const Value& element) {
    found = ValuesEqual(element, item, ignore_case);
    return !found;
  });
  return found;
}

bool KeysEqual(const Value& a_in, const Value& b_in, bool ignore_case) {
  const Value& a = Unwrap(a_in);
  const Value& b = Unwrap(b_in);
  if (a.IsString() && b.IsString()) {
    return TextEquals(a.AsStringView(), b.AsStringView(), ignore_case);
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kDecimal:
      return AsDecimal(a).Compare(AsDecimal(b)) == 0;
    case Kind::kSingle:
    case Kind::kDouble:
      return a.AsDouble() == b.AsDouble();
    case Kind::kDateTime:
      return a.AsTicks() == b.AsTicks();
    case Kind::kObject:
      return a.object() == b.object() || a.object()->EqualsTo(b);
    default:
      return a.IsSame(b) || (a.IsNull() && b.IsNull());
  }
}

size_t HashValue(const Value& in, bool ignore_case) {
  const Value& v = Unwrap(in);
  auto mix = [](uint64_t n) {
    n = (n ^ (n >> 31)) * 0x9E3779B97F4A7C15ull;
    return static_cast<size_t>(n ^ (n >> 32));
  };
  switch (v.kind()) {
    case Kind::kString:
      return HashText(v.AsStringView(), ignore_case);
    case Kind::kDecimal:
      return std::hash<double>()(AsDecimal(v).ToDouble());
    case Kind::kSingle:
    case Kind::kDouble:
      return std::hash<double>()(v.AsDouble());
    case Kind::kObject:
      return mix(v.object()->Hash());
    case Kind::kDateTime:
    case Kind::kTimeSpan:
      return mix(static_cast<uint64_t>(v.AsTicks()));
    case Kind::kNothing:
    case Kind::kNull:
      return 0;
    default:
      return mix(v.AsUInt64());
  }
}

}  // namespace sipsh
