#include "directory/ldap/unique_id.h"

#include <algorithm>
#include <array>

namespace sipsh::directory::ldap {
namespace {

constexpr std::string_view kStandardName = "entryUUID";
// Where the bytes of an objectGUID stand in the text of the UUID.
constexpr std::array<int, 16> kGuidOrder = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

const char* NativeName(UniqueIdForm form) {
  return form == UniqueIdForm::kNsUniqueId ? "nsUniqueId" : "objectGUID";
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The 16 bytes of a text of 32 hexadecimal digits; hyphens stand anywhere.
bool ReadBytes(std::string_view text, std::array<unsigned char, 16>* bytes) {
  size_t digits = 0;
  for (char c : text) {
    if (c == '-') continue;
    int digit = HexDigit(c);
    if (digit < 0 || digits == 32) return false;
    unsigned char& byte = (*bytes)[digits / 2];
    byte = static_cast<unsigned char>(digits % 2 == 0 ? digit << 4 : byte | digit);
    ++digits;
  }
  return digits == 32;
}

// `hyphens`: before which bytes.
std::string WriteBytes(const std::array<unsigned char, 16>& bytes,
                       std::initializer_list<size_t> hyphens) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (std::find(hyphens.begin(), hyphens.end(), i) != hyphens.end()) text += '-';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

bool Names(const Filter& filter) {
  return EqualIgnoreCase(filter.attribute, kStandardName) ||
         std::any_of(filter.children.begin(), filter.children.end(), Names);
}

void Rewrite(UniqueIdForm form, Filter* filter) {
  for (Filter& child : filter->children) Rewrite(form, &child);
  if (!EqualIgnoreCase(filter->attribute, kStandardName)) return;
  if (filter->kind == Filter::Kind::kEqual) {
    std::string native = FromUuid(filter->value, form);
    if (native.empty()) {
      *filter = Filter::Or({});  // What is no UUID is nobody's.
      return;
    }
    filter->value = native;
  }
  filter->attribute = NativeName(form);
}

bool Lists(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& each) { return EqualIgnoreCase(each, name); });
}

}  // namespace

std::string ToUuid(std::string_view native, UniqueIdForm form) {
  std::array<unsigned char, 16> bytes{};
  if (form == UniqueIdForm::kActiveDirectory) {
    if (native.size() != bytes.size()) return {};
    for (size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<unsigned char>(native[static_cast<size_t>(kGuidOrder[i])]);
  } else if (!ReadBytes(native, &bytes)) {
    return {};
  }
  return WriteBytes(bytes, {4, 6, 8, 10});
}

std::string FromUuid(std::string_view uuid, UniqueIdForm form) {
  std::array<unsigned char, 16> bytes{};
  if (!ReadBytes(uuid, &bytes)) return {};
  if (form != UniqueIdForm::kActiveDirectory) {
    return form == UniqueIdForm::kNsUniqueId ? WriteBytes(bytes, {4, 8, 12})
                                             : WriteBytes(bytes, {4, 6, 8, 10});
  }
  std::string native(bytes.size(), '\0');
  for (size_t i = 0; i < bytes.size(); ++i)
    native[static_cast<size_t>(kGuidOrder[i])] = static_cast<char>(bytes[i]);
  return native;
}

bool AsksForUniqueId(const SearchRequest& request) {
  return Lists(request.attributes, kStandardName) || Lists(request.attributes, "+") ||
         Names(request.filter);
}

SearchRequest InNativeTerms(const SearchRequest& request, UniqueIdForm form) {
  SearchRequest native = request;
  if (form == UniqueIdForm::kStandard) return native;
  if (!request.attributes.empty()) native.attributes.emplace_back(NativeName(form));
  Rewrite(form, &native.filter);
  return native;
}

void GiveUniqueId(const SearchRequest& asked, UniqueIdForm form, Entry* entry) {
  const char* name = NativeName(form);
  std::string native = entry->Get(name);
  bool wanted = Lists(asked.attributes, kStandardName) || Lists(asked.attributes, "+");
  bool native_wanted = asked.attributes.empty() || Lists(asked.attributes, name) ||
                       Lists(asked.attributes, "*") || Lists(asked.attributes, "+");
  if (!native_wanted) entry->Remove(name);
  std::string uuid = ToUuid(native, form);
  if (wanted && !uuid.empty()) entry->Set(kStandardName, uuid);
}

}  // namespace sipsh::directory::ldap
