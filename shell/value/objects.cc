#include "shell/value/objects.h"

#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <sys/random.h>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"
#include "shell/value/types/exception_names.h"

namespace sipsh {

std::string TypeLiteral::ToText() const { return std::string(type_->full_name); }
bool TypeLiteral::EqualsTo(const Value& other) const {
  const auto* literal = other.As<TypeLiteral>();
  return literal && literal->type_ == type_;
}
size_t TypeLiteral::Hash() const { return reinterpret_cast<size_t>(type_); }

std::string EnumValue::ToText() const {
  for (const EnumMember& member : type_->enum_members) {
    if (member.value == number_) return std::string(member.name);
  }
  if (type_->is_flags && number_ != 0) {
    std::string text;
    int64_t rest = number_;
    for (const EnumMember& member : type_->enum_members) {
      if (member.value == 0 || (rest & member.value) != member.value) continue;
      if (!text.empty()) text += ", ";
      text += member.name;
      rest &= ~member.value;
    }
    if (rest == 0) return text;
  }
  return std::to_string(number_);
}

bool EnumValue::EqualsTo(const Value& other) const {
  if (const auto* same = other.As<EnumValue>()) {
    return same->type_ == type_ && same->number_ == number_;
  }
  if (other.IsInteger()) return other.AsInt64() == number_;
  int64_t number;
  return other.IsString() && ParseEnum(*type_, other.AsStringView(), &number) && number == number_;
}

bool EnumValue::CompareWith(const Value& other, int* order) const {
  int64_t number;
  if (const auto* same = other.As<EnumValue>()) {
    number = same->number_;
  } else if (other.IsInteger()) {
    number = other.AsInt64();
  } else if (!other.IsString() || !ParseEnum(*type_, other.AsStringView(), &number)) {
    return false;
  }
  *order = number_ < number ? -1 : number_ > number;
  return true;
}

bool ParseEnum(const TypeInfo& type, std::string_view text, int64_t* number) {
  *number = 0;
  bool any = false;
  while (true) {
    size_t comma = text.find(',');
    std::string_view word = TrimWhiteSpace(text.substr(0, comma));
    const EnumMember* found = nullptr;
    bool ambiguous = false;
    for (const EnumMember& member : type.enum_members) {
      if (EqualsIgnoreCase(member.name, word)) {
        found = &member;
        ambiguous = false;
        break;
      }
      if (!word.empty() && StartsWithIgnoreCase(member.name, word)) {
        ambiguous = found != nullptr;
        found = &member;
      }
    }
    if (found && !ambiguous) {
      *number |= found->value;
    } else {
      int64_t value;
      auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
      if (error != std::errc() || end != word.data() + word.size() || word.empty()) return false;
      *number |= value;
    }
    any = true;
    if (comma == std::string_view::npos) return any;
    text.remove_prefix(comma + 1);
  }
}

const TypeInfo& ExceptionObject::Type() const {
  const TypeInfo* known = Heap::Current().types().FindFullName(type_name_);
  return known ? *known : types::kException;
}

Value ExceptionObject::data() {
  if (data_.IsNull()) data_ = Value::FromObject(new HashtableObject());
  return data_;
}

namespace {

bool SameTypeName(std::string_view full, std::string_view written) {
  return EqualsIgnoreCase(full, written) ||
         (StartsWithIgnoreCase(full, "System.") && EqualsIgnoreCase(full.substr(7), written)) ||
         (StartsWithIgnoreCase(full, "System.Management.Automation.") &&
          EqualsIgnoreCase(full.substr(29), written));
}

}  // namespace

bool ExceptionIsA(std::string_view thrown, std::string_view catching) {
  if (SameTypeName("System.Exception", catching)) return true;
  while (!SameTypeName(thrown, catching)) {
    std::string_view base;
    for (const auto& [type, parent] : kExceptionBases) {
      if (EqualsIgnoreCase(type, thrown)) base = parent;
    }
    if (base.empty()) return false;
    thrown = base;
  }
  return true;
}

std::string VersionObject::ToText() const {
  std::string text = fmt::format("{}.{}", parts_[0], parts_[1]);
  for (int i = 2; i < 4 && parts_[static_cast<size_t>(i)] >= 0; ++i) {
    text += fmt::format(".{}", parts_[static_cast<size_t>(i)]);
  }
  return text;
}
bool VersionObject::EqualsTo(const Value& other) const {
  int order;
  return CompareWith(other, &order) && order == 0;
}
bool VersionObject::CompareWith(const Value& other, int* order) const {
  std::array<int, 4> theirs;
  if (const auto* version = other.As<VersionObject>()) {
    theirs = version->parts_;
  } else if (other.IsNull() || !ParseVersion(sipsh::ToText(other), &theirs)) {
    return false;
  }
  *order = parts_ < theirs ? -1 : parts_ > theirs;
  return true;
}
size_t VersionObject::Hash() const { return HashText(ToText(), false); }

bool ParseVersion(std::string_view text, std::array<int, 4>* parts) {
  parts->fill(-1);
  size_t count = 0;
  while (count < 4) {
    size_t dot = text.find('.');
    std::string_view word = TrimWhiteSpace(text.substr(0, dot));
    int number;
    auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || number < 0) return false;
    (*parts)[count++] = number;
    if (dot == std::string_view::npos) return count >= 2;
    text.remove_prefix(dot + 1);
  }
  return false;
}

std::string GuidObject::ToText() const {
  std::string text;
  for (size_t i = 0; i < bytes_.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", bytes_[i]);
  }
  return text;
}
bool GuidObject::EqualsTo(const Value& other) const {
  if (const auto* guid = other.As<GuidObject>()) return guid->bytes_ == bytes_;
  std::array<uint8_t, 16> bytes;
  return other.IsString() && ParseGuid(other.AsStringView(), &bytes) && bytes == bytes_;
}
bool GuidObject::CompareWith(const Value& other, int* order) const {
  const auto* guid = other.As<GuidObject>();
  if (!guid) return false;
  int difference = std::memcmp(bytes_.data(), guid->bytes_.data(), bytes_.size());
  *order = difference < 0 ? -1 : difference > 0;
  return true;
}
size_t GuidObject::Hash() const {
  size_t hash;
  std::memcpy(&hash, bytes_.data(), sizeof hash);
  return hash;
}
ObjectRef<GuidObject> GuidObject::MakeRandom() {
  std::array<uint8_t, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw ValueError("RandomSource", "The system's random number source gave no bytes.");
  }
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
  return MakeObject<GuidObject>(bytes);
}

bool ParseGuid(std::string_view text, std::array<uint8_t, 16>* bytes) {
  text = TrimWhiteSpace(text);
  if (text.size() == 38 && (text.front() == '{' || text.front() == '(')) {
    text = text.substr(1, 36);
  }
  bool dashes = text.size() == 36;
  if (!dashes && text.size() != 32) return false;
  size_t digits = 0;
  int high = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (dashes && (i == 8 || i == 13 || i == 18 || i == 23)) {
      if (text[i] != '-') return false;
      continue;
    }
    char c = text[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0) return false;
    if (digits % 2 == 0) {
      high = digit;
    } else {
      (*bytes)[digits / 2] = static_cast<uint8_t>(high * 16 + digit);
    }
    ++digits;
  }
  return digits == 32;
}

std::string DictionaryEntryObject::ToText() const {
  if (type_ == &types::kDictionaryEntry) return std::string(type_->full_name);
  return "[" + sipsh::ToText(key_) + ", " + sipsh::ToText(value_) + "]";
}

}  // namespace sipsh
