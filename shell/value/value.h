// A value of the language in 16 bytes: numbers, dates and characters inline, text and objects by
// reference. Copying costs a reference count, moving nothing.
//
// A default-made Value is $null. Kind::kNothing is "no output" (AutomationNull): it reads as $null
// but vanishes in a pipeline. The accessors AsXxx() do not check: ask IsXxx() first.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "shell/value/object.h"
#include "shell/value/string_object.h"

namespace sipsh {

enum class Kind : uint8_t {
  kNothing,
  kNull,
  kBool,
  kChar,
  // Numbers; integers from kByte to kUInt64.
  kByte,
  kSByte,
  kInt16,
  kUInt16,
  kInt32,
  kUInt32,
  kInt64,
  kUInt64,
  kSingle,
  kDouble,
  kDateTime,
  kTimeSpan,
  // From here on the payload is a counted Object.
  kDecimal,
  kString,
  kObject,
};

enum class DateTimeKind : uint8_t { kUnspecified = 0, kUtc = 1, kLocal = 2 };

class ArrayObject;
class HashtableObject;
class RecordObject;
class DecimalObject;

class Value {
 public:
  Value() noexcept = default;
  Value(const Value& other) noexcept : kind_(other.kind_), data_(other.data_) {
    if (is_counted()) data_.object->AddRef();
  }
  Value(Value&& other) noexcept : kind_(other.kind_), data_(other.data_) {
    other.kind_ = Kind::kNull;
  }
  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Value taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Value() {
    if (is_counted()) data_.object->Release();
  }
  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(data_, other.data_);
  }

  static Value Null() noexcept { return Value(); }
  static Value Nothing() noexcept { return Value(Kind::kNothing, Data{.i64 = 0}); }
  static Value Bool(bool v) noexcept { return Value(Kind::kBool, Data{.i64 = v}); }
  static Value Char(char16_t v) noexcept { return Value(Kind::kChar, Data{.i64 = v}); }
  static Value Byte(uint8_t v) noexcept { return Value(Kind::kByte, Data{.i64 = v}); }
  static Value SByte(int8_t v) noexcept { return Value(Kind::kSByte, Data{.i64 = v}); }
  static Value Int16(int16_t v) noexcept { return Value(Kind::kInt16, Data{.i64 = v}); }
  static Value UInt16(uint16_t v) noexcept { return Value(Kind::kUInt16, Data{.i64 = v}); }
  static Value Int32(int32_t v) noexcept { return Value(Kind::kInt32, Data{.i64 = v}); }
  static Value UInt32(uint32_t v) noexcept { return Value(Kind::kUInt32, Data{.i64 = v}); }
  static Value Int64(int64_t v) noexcept { return Value(Kind::kInt64, Data{.i64 = v}); }
  static Value UInt64(uint64_t v) noexcept { return Value(Kind::kUInt64, Data{.u64 = v}); }
  static Value Single(float v) noexcept { return Value(Kind::kSingle, Data{.real = v}); }
  static Value Double(double v) noexcept { return Value(Kind::kDouble, Data{.real = v}); }
  // Int32 when it fits, else Int64.
  static Value Integer(int64_t v) noexcept {
    return v == static_cast<int32_t>(v) ? Int32(static_cast<int32_t>(v)) : Int64(v);
  }
  // Ticks of 100 ns since 0001-01-01.
  static Value DateTime(int64_t ticks, DateTimeKind kind = DateTimeKind::kUnspecified) noexcept {
    return Value(Kind::kDateTime, Data{.u64 = (static_cast<uint64_t>(kind) << 62) |
                                              (static_cast<uint64_t>(ticks) & kTicksMask)});
  }
  static Value TimeSpan(int64_t ticks) noexcept {
    return Value(Kind::kTimeSpan, Data{.i64 = ticks});
  }
  static Value String(std::string_view text);
  static Value String(std::string&& text);
  static Value String(const char* text) { return String(std::string_view(text)); }
  static Value String(const std::string& text) { return String(std::string_view(text)); }
  static Value String(StringObject* text) noexcept { return Counted(Kind::kString, text); }
  static Value EmptyString() { return String(std::string_view()); }
  // Null pointer gives $null.
  static Value FromObject(Object* object) noexcept {
    return object ? Counted(Kind::kObject, object) : Value();
  }
  template <typename T>
  static Value FromObject(const ObjectRef<T>& object) noexcept {
    return FromObject(static_cast<Object*>(object.get()));
  }
  static Value Decimal(DecimalObject* decimal) noexcept;

  Kind kind() const noexcept { return kind_; }
  bool IsNothing() const noexcept { return kind_ == Kind::kNothing; }
  bool IsNull() const noexcept { return kind_ <= Kind::kNull; }  // $null or nothing
  bool IsBool() const noexcept { return kind_ == Kind::kBool; }
  bool IsChar() const noexcept { return kind_ == Kind::kChar; }
  bool IsInt32() const noexcept { return kind_ == Kind::kInt32; }
  bool IsInt64() const noexcept { return kind_ == Kind::kInt64; }
  bool IsDouble() const noexcept { return kind_ == Kind::kDouble; }
  bool IsDateTime() const noexcept { return kind_ == Kind::kDateTime; }
  bool IsTimeSpan() const noexcept { return kind_ == Kind::kTimeSpan; }
  bool IsDecimal() const noexcept { return kind_ == Kind::kDecimal; }
  bool IsString() const noexcept { return kind_ == Kind::kString; }
  bool IsObject() const noexcept { return kind_ == Kind::kObject; }
  bool IsInteger() const noexcept { return kind_ >= Kind::kByte && kind_ <= Kind::kUInt64; }
  bool IsReal() const noexcept { return kind_ == Kind::kSingle || kind_ == Kind::kDouble; }
  bool IsNumber() const noexcept {
    return (kind_ >= Kind::kByte && kind_ <= Kind::kDouble) || kind_ == Kind::kDecimal;
  }

  bool AsBool() const noexcept { return data_.i64 != 0; }
  char16_t AsChar() const noexcept { return static_cast<char16_t>(data_.i64); }
  int32_t AsInt32() const noexcept { return static_cast<int32_t>(data_.i64); }
  // Any integer kind but UInt64 beyond the signed range.
  int64_t AsInt64() const noexcept { return data_.i64; }
  uint64_t AsUInt64() const noexcept { return data_.u64; }
  double AsDouble() const noexcept { return data_.real; }  // kSingle and kDouble
  int64_t AsTicks() const noexcept {                       // kDateTime and kTimeSpan
    return kind_ == Kind::kDateTime ? static_cast<int64_t>(data_.u64 & kTicksMask) : data_.i64;
  }
  DateTimeKind AsDateTimeKind() const noexcept {
    return static_cast<DateTimeKind>(data_.u64 >> 62);
  }
  std::string_view AsStringView() const noexcept { return string_object()->view(); }
  StringObject* string_object() const noexcept { return static_cast<StringObject*>(data_.object); }
  // The object of kObject (kString and kDecimal too); null for all others.
  Object* object() const noexcept { return is_counted() ? data_.object : nullptr; }
  // The object when it is of class T, else null.
  template <typename T>
  T* As() const noexcept {
    return kind_ == Kind::kObject ? dynamic_cast<T*>(data_.object) : nullptr;
  }

  // The same bits: same kind and payload (objects by identity).
  bool IsSame(const Value& other) const noexcept {
    return kind_ == other.kind_ && data_.u64 == other.data_.u64;
  }

 private:
  union Data {
    int64_t i64;
    uint64_t u64;
    double real;
    Object* object;
  };
  static constexpr uint64_t kTicksMask = (uint64_t{1} << 62) - 1;

  Value(Kind kind, Data data) noexcept : kind_(kind), data_(data) {}
  static Value Counted(Kind kind, Object* object) noexcept {
    object->AddRef();
    return Value(kind, Data{.object = object});
  }
  bool is_counted() const noexcept { return kind_ >= Kind::kDecimal; }

  Kind kind_ = Kind::kNull;
  Data data_ = {.i64 = 0};
};

static_assert(sizeof(Value) == 16);

}  // namespace sipsh
