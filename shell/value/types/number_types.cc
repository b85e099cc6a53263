// Numbers, booleans and characters.
#include <cmath>
#include <limits>

#include "shell/value/compare.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace type_rows {

void SetReference(const Value& reference, const Value& value) {
  if (!reference.IsNull()) SetMember(reference, "Value", value);
}

}  // namespace type_rows

namespace {

using namespace type_rows;

[[noreturn]] void ThrowNumberFormat(const std::string& text) {
  ThrowArgument("The input string '" + text + "' was not in a correct format.",
                "System.FormatException");
}

// What [int]::Parse takes: no hex, no suffix, spaces around allowed.
bool ParseAs(const TypeInfo& type, const Value& arg, Value* out) {
  std::string text(TrimWhiteSpace(ToText(arg)));
  std::string bare;
  for (char c : text) {
    bool real =
        type.kind == Kind::kDouble || type.kind == Kind::kSingle || type.kind == Kind::kDecimal;
    bool allowed = (c >= '0' && c <= '9') || c == '-' || c == '+' ||
                   (real && (c == '.' || c == 'e' || c == 'E' || c == ','));
    if (!allowed) return false;
    if (c != ',') bare.push_back(c);
  }
  if (bare.empty()) return false;
  return TryConvertTo(Value::String(bare), type, out);
}

template <const TypeInfo& type>
Value Parse(CallContext*, const Value&, Args args) {
  Value out;
  std::string text = ToText(args[0]);
  if (args.size() > 1 && ToText(args[1]).find("Hex") != std::string::npos) text = "0x" + text;
  if (text.starts_with("0x") ? TryConvertTo(Value::String(text), type, &out)
                             : ParseAs(type, args[0], &out)) {
    return out;
  }
  ThrowNumberFormat(text);
}

template <const TypeInfo& type>
Value TryParse(CallContext*, const Value&, Args args) {
  Value out;
  bool good = ParseAs(type, args[0], &out);
  SetReference(args.back(), good ? out : ConvertTo(Value::Int32(0), type));
  return Value::Bool(good);
}

template <const TypeInfo& type>
constexpr MethodInfo kParseMethods[] = {
    {"Parse", 1, 3, Parse<type>},
    {"TryParse", 2, 4, TryParse<type>},
};

constexpr std::string_view kInterfaces[] = {"System.IComparable", "System.IFormattable",
                                            "System.IConvertible"};

template <typename T, Value (*Make)(T)>
constexpr StaticPropertyInfo kLimits[] = {
    {"MaxValue", nullptr, [] { return Make(std::numeric_limits<T>::max()); }},
    {"MinValue", nullptr, [] { return Make(std::numeric_limits<T>::min()); }},
};

Value MakeByte(uint8_t n) { return Value::Byte(n); }
Value MakeSByte(int8_t n) { return Value::SByte(n); }
Value MakeInt16(int16_t n) { return Value::Int16(n); }
Value MakeUInt16(uint16_t n) { return Value::UInt16(n); }
Value MakeInt32(int32_t n) { return Value::Int32(n); }
Value MakeUInt32(uint32_t n) { return Value::UInt32(n); }
Value MakeInt64(int64_t n) { return Value::Int64(n); }
Value MakeUInt64(uint64_t n) { return Value::UInt64(n); }

Value IsNaNOf(CallContext*, const Value&, Args args) {
  return Value::Bool(std::isnan(ToDouble(args[0])));
}
Value IsInfinityOf(CallContext*, const Value&, Args args) {
  return Value::Bool(std::isinf(ToDouble(args[0])));
}
const MethodInfo kDoubleMethods[] = {
    {"Parse", 1, 3, Parse<types::kDouble>},
    {"TryParse", 2, 4, TryParse<types::kDouble>},
    {"IsNaN", 1, 1, IsNaNOf},
    {"IsInfinity", 1, 1, IsInfinityOf},
};
const StaticPropertyInfo kDoubleStatics[] = {
    {"MaxValue", nullptr, [] { return Value::Double(std::numeric_limits<double>::max()); }},
    {"MinValue", nullptr, [] { return Value::Double(std::numeric_limits<double>::lowest()); }},
    {"NaN", nullptr, [] { return Value::Double(std::nan("")); }},
    {"PositiveInfinity", nullptr, [] { return Value::Double(INFINITY); }},
    {"NegativeInfinity", nullptr, [] { return Value::Double(-INFINITY); }},
    {"Epsilon", nullptr, [] { return Value::Double(std::numeric_limits<double>::denorm_min()); }},
};
const StaticPropertyInfo kSingleStatics[] = {
    {"MaxValue", nullptr, [] { return Value::Single(std::numeric_limits<float>::max()); }},
    {"MinValue", nullptr, [] { return Value::Single(std::numeric_limits<float>::lowest()); }},
};
const __int128 kDecimalMax = (static_cast<__int128>(1) << 96) - 1;
const StaticPropertyInfo kDecimalStatics[] = {
    {"MaxValue", nullptr,
     [] {
       return MakeDecimal({kDecimalMax, 0});
     }},
    {"MinValue", nullptr,
     [] {
       return MakeDecimal({-kDecimalMax, 0});
     }},
    {"Zero", nullptr,
     [] {
       return MakeDecimal({0, 0});
     }},
    {"One", nullptr,
     [] {
       return MakeDecimal({1, 0});
     }},
};
Value DecimalRound(CallContext*, const Value&, Args args) {
  Decimal d = AsDecimal(ConvertTo(args[0], types::kDecimal));
  return MakeDecimal(d.Round(args.size() > 1 ? ToInt32(args[1]) : 0));
}
const MethodInfo kDecimalMethods[] = {
    {"Parse", 1, 3, Parse<types::kDecimal>},
    {"TryParse", 2, 4, TryParse<types::kDecimal>},
    {"Round", 1, 2, DecimalRound},
};

// Booleans.
bool ParseBool(std::string_view text, bool* out) {
  text = TrimWhiteSpace(text);
  *out = EqualsIgnoreCase(text, "true");
  return *out || EqualsIgnoreCase(text, "false");
}
const MethodInfo kBoolMethods[] = {
    {"Parse", 1, 1,
     [](CallContext*, const Value&, Args args) {
       bool parsed;
       if (!ParseBool(ToText(args[0]), &parsed)) {
         ThrowArgument("String '" + ToText(args[0]) + "' was not recognized as a valid Boolean.",
                       "System.FormatException");
       }
       return Value::Bool(parsed);
     }},
    {"TryParse", 2, 2,
     [](CallContext*, const Value&, Args args) {
       bool parsed;
       bool good = ParseBool(ToText(args[0]), &parsed);
       SetReference(args[1], Value::Bool(good && parsed));
       return Value::Bool(good);
     }},
};
const StaticPropertyInfo kBoolStatics[] = {
    {"TrueString", nullptr, [] { return Text("True"); }},
    {"FalseString", nullptr, [] { return Text("False"); }},
};
// A switch parameter is a Bool inside; scripts ask it for IsPresent.
const PropertyInfo kSwitchProperties[] = {
    {"IsPresent", &types::kBool, [](const Value& self) { return self; }},
};
const MethodInfo kSwitchMethods[] = {
    {"ToBool", 0, 0, [](CallContext*, const Value& self, Args) { return self; }},
};

// Characters.
char32_t CodeOf(Args args) {
  if (args.size() > 1) {
    Value text = ConvertTo(args[0], types::kString);
    return text.string_object()->CharAt(static_cast<size_t>(ToInt32(args[1])));
  }
  return ConvertTo(args[0], types::kChar).AsChar();
}
bool IsUpperChar(char32_t c) { return FoldCodePoint(c) != c; }
bool IsLowerChar(char32_t c) {
  std::string text;
  AppendCodePoint(&text, c);
  return ToUpper(text) != text;
}
bool IsDigitChar(char32_t c) { return c >= '0' && c <= '9'; }
bool IsLetterChar(char32_t c) {
  return IsUpperChar(c) || IsLowerChar(c) || (c >= 0x2E80 && c < 0xD800) || c == 0xDF;
}
bool IsPunctuationChar(char32_t c) {
  return c < 0x80 && std::string_view("!\"#%&'()*,-./:;?@[\\]_{}").find(static_cast<char>(c)) !=
                         std::string_view::npos;
}
template <bool (*Test)(char32_t)>
Value TestChar(CallContext*, const Value&, Args args) {
  return Value::Bool(Test(CodeOf(args)));
}
bool IsLetterOrDigitChar(char32_t c) { return IsLetterChar(c) || IsDigitChar(c); }
bool IsControlChar(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }
Value ToUpperChar(CallContext*, const Value&, Args args) {
  return ConvertTo(Value::String(ToUpper(CharToText(static_cast<char16_t>(CodeOf(args))))),
                   types::kChar);
}
Value ToLowerChar(CallContext*, const Value&, Args args) {
  return Value::Char(static_cast<char16_t>(FoldCodePoint(CodeOf(args))));
}
const MethodInfo kCharMethods[] = {
    {"IsDigit", 1, 2, TestChar<IsDigitChar>},
    {"IsNumber", 1, 2, TestChar<IsDigitChar>},
    {"IsLetter", 1, 2, TestChar<IsLetterChar>},
    {"IsLetterOrDigit", 1, 2, TestChar<IsLetterOrDigitChar>},
    {"IsUpper", 1, 2, TestChar<IsUpperChar>},
    {"IsLower", 1, 2, TestChar<IsLowerChar>},
    {"IsWhiteSpace", 1, 2, TestChar<IsWhiteSpace>},
    {"IsPunctuation", 1, 2, TestChar<IsPunctuationChar>},
    {"IsControl", 1, 2, TestChar<IsControlChar>},
    {"ToUpper", 1, 2, ToUpperChar},
    {"ToLower", 1, 2, ToLowerChar},
    {"ToUpperInvariant", 1, 1, ToUpperChar},
    {"ToLowerInvariant", 1, 1, ToLowerChar},
    {"ToString", 1, 1,
     [](CallContext*, const Value&, Args args) { return Value::String(ToText(args[0])); }},
    {"ConvertFromUtf32", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::string text;
       AppendCodePoint(&text, static_cast<char32_t>(ToInt32(args[0])));
       return Value::String(std::move(text));
     }},
};
const StaticPropertyInfo kCharStatics[] = {
    {"MaxValue", nullptr, [] { return Value::Char(0xFFFF); }},
    {"MinValue", nullptr, [] { return Value::Char(0); }},
};

template <typename Table>
constexpr TypeInfo Number(std::string_view full_name, Kind kind, const Table& statics,
                          std::span<const MethodInfo> methods) {
  return {.full_name = full_name,
          .name = full_name.substr(7),
          .base = &types::kValueType,
          .type_class = TypeClass::kPrimitive,
          .kind = kind,
          .interfaces = kInterfaces,
          .static_properties = statics,
          .static_methods = methods};
}

}  // namespace

constexpr TypeInfo MakeBool() {
  return {.full_name = "System.Boolean",
          .name = "Boolean",
          .base = &types::kValueType,
          .type_class = TypeClass::kPrimitive,
          .kind = Kind::kBool,
          .properties = kSwitchProperties,
          .methods = kSwitchMethods,
          .static_properties = kBoolStatics,
          .static_methods = kBoolMethods};
}

const TypeInfo types::kBool = MakeBool();
const TypeInfo types::kSwitchParameter = {
    .full_name = "System.Management.Automation.SwitchParameter",
    .name = "SwitchParameter",
    .base = &types::kValueType,
    .kind = Kind::kBool,
    .properties = kSwitchProperties,
    .methods = kSwitchMethods,
    .construct = [](CallContext*,
                    Args args) { return Value::Bool(!args.empty() && ToBool(args[0])); },
};
const TypeInfo types::kChar = Number("System.Char", Kind::kChar, kCharStatics, kCharMethods);
const TypeInfo types::kByte =
    Number("System.Byte", Kind::kByte, kLimits<uint8_t, MakeByte>, kParseMethods<types::kByte>);
const TypeInfo types::kSByte =
    Number("System.SByte", Kind::kSByte, kLimits<int8_t, MakeSByte>, kParseMethods<types::kSByte>);
const TypeInfo types::kInt16 =
    Number("System.Int16", Kind::kInt16, kLimits<int16_t, MakeInt16>, kParseMethods<types::kInt16>);
const TypeInfo types::kUInt16 = Number(
    "System.UInt16", Kind::kUInt16, kLimits<uint16_t, MakeUInt16>, kParseMethods<types::kUInt16>);
const TypeInfo types::kInt32 =
    Number("System.Int32", Kind::kInt32, kLimits<int32_t, MakeInt32>, kParseMethods<types::kInt32>);
const TypeInfo types::kUInt32 = Number(
    "System.UInt32", Kind::kUInt32, kLimits<uint32_t, MakeUInt32>, kParseMethods<types::kUInt32>);
const TypeInfo types::kInt64 =
    Number("System.Int64", Kind::kInt64, kLimits<int64_t, MakeInt64>, kParseMethods<types::kInt64>);
const TypeInfo types::kUInt64 = Number(
    "System.UInt64", Kind::kUInt64, kLimits<uint64_t, MakeUInt64>, kParseMethods<types::kUInt64>);
const TypeInfo types::kSingle =
    Number("System.Single", Kind::kSingle, kSingleStatics, kParseMethods<types::kSingle>);
const TypeInfo types::kDouble =
    Number("System.Double", Kind::kDouble, kDoubleStatics, kDoubleMethods);
const TypeInfo types::kDecimal =
    Number("System.Decimal", Kind::kDecimal, kDecimalStatics, kDecimalMethods);

}  // namespace sipsh
