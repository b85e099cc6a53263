#include "shell/value/convert.h"

#include <charconv>
#include <cmath>

#include "shell/value/containers.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

constexpr std::string_view kCastException = "System.Management.Automation.PSInvalidCastException";

[[noreturn]] void ThrowCast(const Value& value, const TypeInfo& type, const std::string& reason,
                            std::string id = "ConvertToFinalInvalidCastException") {
  std::string message = "Cannot convert ";
  if (value.IsNull()) {
    message += "null";
  } else if (Unwrap(value).IsString()) {
    message += "value \"" + ToText(value) + "\"";
  } else {
    message += "the \"" + ToText(value) + "\" value of type \"" +
               std::string(TypeOf(value).full_name) + "\"";
  }
  message += " to type \"" + std::string(type.full_name) + "\".";
  if (!reason.empty()) message += " " + reason;
  throw ValueError(std::move(id), std::move(message), ValueErrorCategory::kInvalidCast,
                   std::string(kCastException));
}

struct IntegerRange {
  __int128 low, high;
};

IntegerRange RangeOf(Kind kind) {
  switch (kind) {
    case Kind::kChar:
    case Kind::kUInt16:
      return {0, 65535};
    case Kind::kByte:
      return {0, 255};
    case Kind::kSByte:
      return {-128, 127};
    case Kind::kInt16:
      return {-32768, 32767};
    case Kind::kInt32:
      return {INT32_MIN, INT32_MAX};
    case Kind::kUInt32:
      return {0, UINT32_MAX};
    case Kind::kUInt64:
      return {0, UINT64_MAX};
    default:
      return {INT64_MIN, INT64_MAX};
  }
}

Value MakeInteger(Kind kind, __int128 n) {
  switch (kind) {
    case Kind::kChar:
      return Value::Char(static_cast<char16_t>(n));
    case Kind::kByte:
      return Value::Byte(static_cast<uint8_t>(n));
    case Kind::kSByte:
      return Value::SByte(static_cast<int8_t>(n));
    case Kind::kInt16:
      return Value::Int16(static_cast<int16_t>(n));
    case Kind::kUInt16:
      return Value::UInt16(static_cast<uint16_t>(n));
    case Kind::kInt32:
      return Value::Int32(static_cast<int32_t>(n));
    case Kind::kUInt32:
      return Value::UInt32(static_cast<uint32_t>(n));
    case Kind::kUInt64:
      return Value::UInt64(static_cast<uint64_t>(n));
    default:
      return Value::Int64(static_cast<int64_t>(n));
  }
}

// Text as a number for a cast: empty is zero, thousands may be parted by commas.
Value NumberFromText(const Value& value, const TypeInfo& type) {
  std::string_view text = TrimWhiteSpace(value.AsStringView());
  if (text.empty()) return Value::Int32(0);
  if (auto number = ParseNumber(text)) return *number;
  if (text.find(',') != std::string_view::npos && text.front() != ',') {
    std::string bare;
    for (char c : text) {
      if (c != ',') bare.push_back(c);
    }
    if (auto number = ParseNumber(bare)) return *number;
  }
  if (type.kind == Kind::kSingle || type.kind == Kind::kDouble) {
    if (EqualsIgnoreCase(text, "NaN")) return Value::Double(std::nan(""));
    if (EqualsIgnoreCase(text, "Infinity") || text == "\u221E") return Value::Double(INFINITY);
    if (EqualsIgnoreCase(text, "-Infinity") || text == "-\u221E") return Value::Double(-INFINITY);
  }
  ThrowCast(value, type,
            "Error: \"The input string '" + std::string(value.AsStringView()) +
                "' was not in a correct format.\"",
            type.kind == Kind::kDouble || type.kind == Kind::kSingle || type.kind == Kind::kDecimal
                ? "InvalidCastFromStringToDoubleOrSingle"
                : "InvalidCastFromStringToInteger");
}

Value ToNumberSource(const Value& in, const TypeInfo& type);

Value IntegerFrom(const Value& in, const TypeInfo& type) {
  Value source = ToNumberSource(in, type);
  __int128 n;
  switch (source.kind()) {
    case Kind::kSingle:
    case Kind::kDouble: {
      double rounded = std::nearbyint(source.AsDouble());
      if (!(std::fabs(rounded) < 1e20)) {
        ThrowCast(in, type, "Error: \"Value was either too large or too small for the type.\"",
                  "InvalidCastIConvertible");
      }
      n = static_cast<__int128>(rounded);
      break;
    }
    case Kind::kDecimal:
      n = AsDecimal(source).Round(0).mantissa;
      break;
    case Kind::kUInt64:
      n = source.AsUInt64();
      break;
    default:
      n = source.AsInt64();
  }
  IntegerRange range = RangeOf(type.kind);
  if (n < range.low || n > range.high) {
    ThrowCast(
        in, type,
        "Error: \"Value was either too large or too small for " + std::string(type.name) + ".\"",
        "InvalidCastIConvertible");
  }
  return MakeInteger(type.kind, n);
}

// A number, bool or char the arithmetic conversions start from.
Value ToNumberSource(const Value& in, const TypeInfo& type) {
  const Value& v = Unwrap(in);
  if (v.IsNull()) return Value::Int32(0);
  if (v.IsNumber() || v.IsBool() || v.IsChar()) return v;
  if (v.IsString()) return NumberFromText(v, type);
  if (const auto* member = v.As<EnumValue>()) return Value::Int64(member->number());
  if (const ArrayObject* array = AsArray(v); array && array->size() == 1) {
    return ToNumberSource(array->items()[0], type);
  }
  ThrowCast(in, type, "");
}

double DoubleFrom(const Value& in, const TypeInfo& type) {
  Value source = ToNumberSource(in, type);
  switch (source.kind()) {
    case Kind::kSingle:
    case Kind::kDouble:
      return source.AsDouble();
    case Kind::kDecimal:
      return AsDecimal(source).ToDouble();
    case Kind::kUInt64:
      return static_cast<double>(source.AsUInt64());
    default:
      return static_cast<double>(source.AsInt64());
  }
}

Value DecimalFrom(const Value& in) {
  if (Unwrap(in).IsString()) {
    Decimal exact;
    if (Decimal::Parse(TrimWhiteSpace(Unwrap(in).AsStringView()), &exact)) {
      return MakeDecimal(exact);
    }
  }
  Value source = ToNumberSource(in, types::kDecimal);
  if (source.IsDecimal()) return source;
  if (source.IsReal()) return MakeDecimal(Decimal::FromDouble(source.AsDouble()));
  if (source.kind() == Kind::kUInt64) return MakeDecimal(Decimal::FromUInt64(source.AsUInt64()));
  return MakeDecimal(Decimal::FromInt64(source.AsInt64()));
}

Value CharFrom(const Value& in) {
  const Value& v = Unwrap(in);
  if (v.IsString()) {
    if (v.string_object()->Length() == 1) return Value::Char(v.string_object()->CharAt(0));
    ThrowCast(in, types::kChar, "Error: \"String must be exactly one character long.\"",
              "InvalidCastFromStringToChar");
  }
  return IntegerFrom(in, types::kChar);
}

Value DateFrom(const Value& in) {
  const Value& v = Unwrap(in);
  Value date;
  if (v.IsString() && ParseDateTime(v.AsStringView(), &date)) return date;
  if (v.IsInteger()) return Value::DateTime(v.AsInt64());
  ThrowCast(in, types::kDateTime,
            v.IsString() ? "Error: \"String '" + std::string(v.AsStringView()) +
                               "' was not recognized as a valid DateTime.\""
                         : "",
            "InvalidCastParseTargetInvocation");
}

Value SpanFrom(const Value& in) {
  const Value& v = Unwrap(in);
  Value span;
  if (v.IsString() && ParseTimeSpan(v.AsStringView(), &span)) return span;
  if (v.IsInteger()) return Value::TimeSpan(v.AsInt64());
  ThrowCast(in, types::kTimeSpan,
            v.IsString() ? "Error: \"String '" + std::string(v.AsStringView()) +
                               "' was not recognized as a valid TimeSpan.\""
                         : "",
            "InvalidCastParseTargetInvocation");
}

Value EnumFrom(const Value& in, const TypeInfo& type) {
  const Value& v = Unwrap(in);
  int64_t number;
  if (v.IsInteger()) return MakeEnum(type, v.AsInt64());
  if (v.IsReal()) return MakeEnum(type, ToInt64(v));
  if (const auto* other = v.As<EnumValue>()) return MakeEnum(type, other->number());
  std::string text = ToText(v);
  if (!v.IsNull() && ParseEnum(type, text, &number)) return MakeEnum(type, number);
  std::string names;
  for (const EnumMember& member : type.enum_members) {
    if (!names.empty()) names += ", ";
    names += member.name;
  }
  ThrowCast(in, type, "Specify one of: " + names + ".", "InvalidCastFromStringToEnum");
}

Value ArrayFrom(const Value& in, const TypeInfo& type) {
  const Value& v = Unwrap(in);
  auto made = MakeObject<ArrayObject>(type);
  if (v.IsString() && type.element == &types::kChar) {
    for (char16_t unit : ToUtf16(v.AsStringView())) made->items().push_back(Value::Char(unit));
    return Value::FromObject(made);
  }
  std::vector<Value> items = ToVector(v);
  made->items().reserve(items.size());
  for (const Value& item : items) made->Add(item);
  return Value::FromObject(made);
}

Value DictionaryFrom(const Value& in, const TypeInfo& type) {
  const HashtableObject* source = AsHashtable(in);
  if (!source) {
    const RecordObject* record = AsRecord(in);
    if (!record || &type != &types::kHashtable) ThrowCast(in, type, "");
    ThrowCast(in, type, "Take the properties one by one instead.");
  }
  auto made = MakeObject<HashtableObject>(type);
  source->ForEach([&](const Value& key, const Value& value) {
    made->Set(type.key ? ConvertTo(key, *type.key) : key,
              type.element ? ConvertTo(value, *type.element) : value);
    return true;
  });
  return Value::FromObject(made);
}

// [Type]@{Property = value}: a new object with these properties.
Value FromHashtable(const HashtableObject& source, const TypeInfo& type) {
  Value made = type.construct(Heap::Current().call_context(), {});
  source.ForEach([&](const Value& key, const Value& value) {
    SetMember(made, ToText(key), value);
    return true;
  });
  return made;
}

Value ConvertToClass(const Value& in, const TypeInfo& type) {
  const Value& v = Unwrap(in);
  Value out;
  if (type.convert_from && type.convert_from(v, &out)) return out;
  if (v.IsNull()) return Value();
  switch (type.type_class) {
    case TypeClass::kEnum:
      return EnumFrom(in, type);
    case TypeClass::kArray:
    case TypeClass::kList:
      return ArrayFrom(in, type);
    case TypeClass::kDictionary:
      return DictionaryFrom(in, type);
    default:
      break;
  }
  if (type.construct) {
    if (const HashtableObject* table = AsHashtable(v)) return FromHashtable(*table, type);
  }
  ThrowCast(in, type, "");
}

}  // namespace

bool ToBoolSlow(const Value& in) {
  const Value& v = Unwrap(in);
  switch (v.kind()) {
    case Kind::kNothing:
    case Kind::kNull:
      return false;
    case Kind::kString:
      return !v.AsStringView().empty();
    case Kind::kSingle:
    case Kind::kDouble:
      return v.AsDouble() != 0;
    case Kind::kDecimal:
      return AsDecimal(v).mantissa != 0;
    case Kind::kDateTime:
    case Kind::kTimeSpan:
      return true;
    case Kind::kObject:
      break;
    default:
      return v.AsInt64() != 0;
  }
  if (const ArrayObject* array = AsArray(v)) {
    if (array->size() == 1) {
      const Value& only = array->items()[0];
      const ArrayObject* inner = AsArray(only);
      return inner ? inner->size() > 0 : ToBool(only);
    }
    return array->size() > 1;
  }
  if (const auto* member = v.As<EnumValue>()) return member->number() != 0;
  return true;
}

int32_t ToInt32(const Value& value) {
  return value.IsInt32() ? value.AsInt32() : IntegerFrom(value, types::kInt32).AsInt32();
}
int64_t ToInt64(const Value& value) {
  return value.IsInt64() || value.IsInt32() ? value.AsInt64()
                                            : IntegerFrom(value, types::kInt64).AsInt64();
}
double ToDouble(const Value& value) {
  return value.IsDouble() ? value.AsDouble() : DoubleFrom(value, types::kDouble);
}

void AppendText(std::string* out, const Value& v) {
  char buffer[32];
  switch (v.kind()) {
    case Kind::kNothing:
    case Kind::kNull:
      return;
    case Kind::kString:
      out->append(v.AsStringView());
      return;
    case Kind::kBool:
      out->append(v.AsBool() ? "True" : "False");
      return;
    case Kind::kChar:
      AppendUtf16Unit(out, v.AsChar());
      return;
    case Kind::kSingle:
      out->append(SingleText(static_cast<float>(v.AsDouble())));
      return;
    case Kind::kDouble:
      out->append(DoubleText(v.AsDouble()));
      return;
    case Kind::kDecimal:
      out->append(AsDecimal(v).ToText());
      return;
    case Kind::kDateTime:
      out->append(FormatDateTime(v, "MM/dd/yyyy HH:mm:ss", true));
      return;
    case Kind::kTimeSpan:
      out->append(FormatTimeSpan(v, "c"));
      return;
    case Kind::kUInt64:
      out->append(buffer, std::to_chars(buffer, buffer + 32, v.AsUInt64()).ptr);
      return;
    case Kind::kObject:
      break;
    default:
      out->append(buffer, std::to_chars(buffer, buffer + 32, v.AsInt64()).ptr);
      return;
  }
  if (const ArrayObject* array = AsArray(v)) {
    const std::string& separator = Heap::Current().ofs();
    bool first = true;
    for (const Value& item : array->items()) {
      if (!first) out->append(separator);
      first = false;
      if (const ArrayObject* inner = AsArray(item)) {
        out->append(inner->Type().full_name);  // one level only
      } else {
        AppendText(out, item);
      }
    }
    return;
  }
  if (const RecordObject* record = AsRecord(v)) {
    int slot = record->shape()->Find("ToString");
    CallContext* context = Heap::Current().call_context();
    if (slot >= 0 && context &&
        record->shape()->member(static_cast<size_t>(slot)).kind == MemberKind::kScriptMethod) {
      AppendText(out, context->InvokeScript(record->slot(static_cast<size_t>(slot)), v, {}));
      return;
    }
  }
  out->append(v.object()->ToText());
}

std::string ToText(const Value& value) {
  if (value.IsString()) return std::string(value.AsStringView());
  std::string out;
  AppendText(&out, value);
  return out;
}

std::string ToDisplayText(const Value& value) {
  if (value.IsDateTime()) return FormatDateTime(value, "G");
  if (const ArrayObject* array = AsArray(value)) return std::string(array->Type().full_name);
  return ToText(value);
}

Value ConvertTo(const Value& in, const TypeInfo& type) {
  if (in.kind() == type.kind && type.type_class == TypeClass::kPrimitive) return in;
  if (&type == &types::kObject) return in.IsNothing() ? Value() : in;
  switch (type.kind) {
    case Kind::kString:
      return Unwrap(in).IsString() ? Unwrap(in) : Value::String(ToText(in));
    case Kind::kBool:
      return Value::Bool(ToBool(in));
    case Kind::kByte:
    case Kind::kSByte:
    case Kind::kInt16:
    case Kind::kUInt16:
    case Kind::kInt32:
    case Kind::kUInt32:
    case Kind::kInt64:
    case Kind::kUInt64:
      return IntegerFrom(in, type);
    case Kind::kSingle:
      return Value::Single(static_cast<float>(DoubleFrom(in, type)));
    case Kind::kDouble:
      return Value::Double(DoubleFrom(in, type));
    case Kind::kDecimal:
      return DecimalFrom(in);
    case Kind::kChar:
      return CharFrom(in);
    case Kind::kDateTime:
      return Unwrap(in).IsDateTime() ? Unwrap(in) : DateFrom(in);
    case Kind::kTimeSpan:
      return Unwrap(in).IsTimeSpan() ? Unwrap(in) : SpanFrom(in);
    default:
      break;
  }
  if (&type == &types::kVoid) return Value::Nothing();
  if (type.base == &types::kNullable) {
    return in.IsNull() || (Unwrap(in).IsString() && Unwrap(in).AsStringView().empty())
               ? Value()
               : ConvertTo(in, *type.element);
  }
  if (&type == &types::kPSCustomObject) return ToCustomObject(in);
  if (&type == &types::kPSObject) return in;
  if (!in.IsNull() && IsInstanceOf(in, type)) return in;
  return ConvertToClass(in, type);
}

bool TryConvertTo(const Value& value, const TypeInfo& type, Value* out, std::string* error) {
  try {
    *out = ConvertTo(value, type);
    return true;
  } catch (const ValueError& failure) {
    if (error) *error = failure.what();
    return false;
  }
}

bool IsInstanceOf(const Value& value, const TypeInfo& type) {
  if (value.IsNull()) return false;
  if (&type == &types::kObject) return true;
  if (&type == &types::kPSCustomObject || &type == &types::kPSObject) {
    return AsRecord(value) != nullptr;
  }
  if (const auto* exception = value.As<ExceptionObject>()) {
    return ExceptionIsA(exception->type_name(), type.full_name);
  }
  return TypeOf(value).IsA(type);
}

Value ToCustomObject(const Value& in) {
  const HashtableObject* table = AsHashtable(in);
  if (!table) return in.IsNothing() ? Value() : in;
  auto record = MakeObject<RecordObject>();
  table->ForEach([&](const Value& key, const Value& value) {
    record->Set(ToText(key), value);
    return true;
  });
  return Value::FromObject(record);
}

}  // namespace sipsh
