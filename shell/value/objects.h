// The small objects of the type table: decimals, types as values, enum values, exceptions,
// builders.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "shell/value/decimal.h"
#include "shell/value/heap.h"
#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {

class DecimalObject final : public Object {
 public:
  explicit DecimalObject(const Decimal& number) : number_(number) {}
  const TypeInfo& Type() const override { return types::kDecimal; }
  const Decimal& number() const { return number_; }

 private:
  Decimal number_;
};

inline Value Value::Decimal(DecimalObject* decimal) noexcept {
  return Counted(Kind::kDecimal, decimal);
}
inline Value MakeDecimal(const Decimal& number) {
  return Value::Decimal(new DecimalObject(number));
}
inline const Decimal& AsDecimal(const Value& value) {
  return static_cast<DecimalObject*>(value.object())->number();
}

// [int] as a value.
class TypeLiteral final : public Object {
 public:
  explicit TypeLiteral(const TypeInfo& type) : type_(&type) {}
  const TypeInfo& Type() const override { return types::kType; }
  const TypeInfo& type() const { return *type_; }
  std::string ToText() const override;
  bool EqualsTo(const Value& other) const override;
  size_t Hash() const override;

 private:
  const TypeInfo* type_;
};
inline Value MakeTypeLiteral(const TypeInfo& type) {
  return Value::FromObject(new TypeLiteral(type));
}

class EnumValue final : public Object {
 public:
  EnumValue(const TypeInfo& type, int64_t number) : type_(&type), number_(number) {}
  const TypeInfo& Type() const override { return *type_; }
  int64_t number() const { return number_; }
  // The member's name; flags joined by ", "; the number when no member fits.
  std::string ToText() const override;
  bool EqualsTo(const Value& other) const override;
  bool CompareWith(const Value& other, int* order) const override;
  size_t Hash() const override { return static_cast<size_t>(number_); }

 private:
  const TypeInfo* type_;
  int64_t number_;
};
inline Value MakeEnum(const TypeInfo& type, int64_t number) {
  return Value::FromObject(new EnumValue(type, number));
}
// By name in any case, by unique beginning, or by number; several joined by commas for flags.
bool ParseEnum(const TypeInfo& type, std::string_view text, int64_t* number);

// An exception as scripts see it in $_.Exception. The type name may be one the table does not know.
class ExceptionObject : public Container {
 public:
  ExceptionObject(std::string type_name, std::string message, Value inner = {})
      : type_name_(std::move(type_name)), message_(std::move(message)), inner_(std::move(inner)) {}
  const TypeInfo& Type() const override;
  std::string ToText() const override { return type_name_ + ": " + message_; }
  void DropReferences() override {
    inner_ = Value();
    data_ = Value();
  }

  const std::string& type_name() const { return type_name_; }
  const std::string& message() const { return message_; }
  const Value& inner() const { return inner_; }
  // The dictionary .Data, made when first asked for.
  Value data();

 private:
  std::string type_name_;
  std::string message_;
  Value inner_;
  Value data_;
};
// Whether an exception of type `thrown` is caught by `[catching]`: same name (the prefix "System."
// may be missing) or one of its known base types.
bool ExceptionIsA(std::string_view thrown, std::string_view catching);

class StringBuilderObject final : public Object {
 public:
  explicit StringBuilderObject(std::string text = {}) : text_(std::move(text)) {}
  const TypeInfo& Type() const override { return types::kStringBuilder; }
  std::string ToText() const override { return text_; }
  std::string& text() { return text_; }

 private:
  std::string text_;
};

class VersionObject final : public Object {
 public:
  // -1: the part is not given.
  explicit VersionObject(std::array<int, 4> parts) : parts_(parts) {}
  const TypeInfo& Type() const override { return types::kVersion; }
  std::string ToText() const override;
  bool EqualsTo(const Value& other) const override;
  bool CompareWith(const Value& other, int* order) const override;
  size_t Hash() const override;
  const std::array<int, 4>& parts() const { return parts_; }

 private:
  std::array<int, 4> parts_;
};
bool ParseVersion(std::string_view text, std::array<int, 4>* parts);

// Bytes in the order they are written.
class GuidObject final : public Object {
 public:
  explicit GuidObject(std::array<uint8_t, 16> bytes) : bytes_(bytes) {}
  const TypeInfo& Type() const override { return types::kGuid; }
  std::string ToText() const override;
  bool EqualsTo(const Value& other) const override;
  bool CompareWith(const Value& other, int* order) const override;
  size_t Hash() const override;
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  static ObjectRef<GuidObject> MakeRandom();

 private:
  std::array<uint8_t, 16> bytes_;
};
bool ParseGuid(std::string_view text, std::array<uint8_t, 16>* bytes);

// What enumerating a hash table gives: Key (also Name) and Value.
class DictionaryEntryObject final : public Container {
 public:
  DictionaryEntryObject(Value key, Value value, const TypeInfo& type = types::kDictionaryEntry)
      : key_(std::move(key)), value_(std::move(value)), type_(&type) {}
  const TypeInfo& Type() const override { return *type_; }
  std::string ToText() const override;
  void DropReferences() override {
    key_ = Value();
    value_ = Value();
  }
  const Value& key() const { return key_; }
  const Value& value() const { return value_; }

 private:
  Value key_;
  Value value_;
  const TypeInfo* type_;
};

// -Switch parameters hold this: converts to bool, has IsPresent. An inline Bool serves inside.
}  // namespace sipsh
