// Packed form: for each attribute: length of name, name, number of values, bytes that the values
// take, then each value as length and bytes. Numbers are base-128, low group first.
#include "directory/entry.h"

#include <algorithm>

namespace sipsh::directory {
namespace {

char* PutNumber(size_t n, char* out) {
  for (; n >= 0x80; n >>= 7) *out++ = static_cast<char>(n | 0x80);
  *out++ = static_cast<char>(n);
  return out;
}

char* PutText(std::string_view text, char* out) {
  return std::copy(text.begin(), text.end(), PutNumber(text.size(), out));
}

inline size_t GetNumber(const char*& at) {
  unsigned char byte = static_cast<unsigned char>(*at++);
  size_t n = byte & 0x7F;
  for (int shift = 7; byte & 0x80; shift += 7) {
    byte = static_cast<unsigned char>(*at++);
    n |= static_cast<size_t>(byte & 0x7F) << shift;
  }
  return n;
}

size_t NumberSize(size_t n) {
  size_t size = 1;
  for (; n >= 0x80; n >>= 7) ++size;
  return size;
}

template <typename Values>
void Pack(std::string_view name, const Values& values, std::string* out) {
  size_t bytes = 0;
  for (const auto& value : values) bytes += NumberSize(value.size()) + value.size();
  const size_t more =
      NumberSize(name.size()) + name.size() + NumberSize(values.size()) + NumberSize(bytes) + bytes;
  const size_t size = out->size();
  // Entries have many attributes: not one allocation for each doubling from nothing.
  if (out->capacity() < size + more)
    out->reserve(std::max({size + more, 2 * out->capacity(), size_t{500}}));
  out->resize(size + more);
  char* at = PutText(name, out->data() + size);
  at = PutNumber(bytes, PutNumber(values.size(), at));
  for (const auto& value : values) at = PutText(value, at);
}

// Reads one number inside [at, end); false when it runs over.
bool CheckedNumber(const char*& at, const char* end, size_t* n) {
  *n = 0;
  for (int shift = 0; at < end && shift < 63; shift += 7) {
    unsigned char byte = static_cast<unsigned char>(*at++);
    *n |= static_cast<size_t>(byte & 0x7F) << shift;
    if (!(byte & 0x80)) return true;
  }
  return false;
}

bool CheckedSkip(const char*& at, const char* end, size_t n) {
  if (static_cast<size_t>(end - at) < n) return false;
  at += n;
  return true;
}

inline char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool EqualIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

ValueRange::iterator::iterator(const char* at, size_t left) : at_(at), left_(left) { Load(); }

void ValueRange::iterator::Load() {
  if (left_ == 0) return;
  const char* at = at_;
  size_t size = GetNumber(at);
  value_ = {at, size};
}

ValueRange::iterator& ValueRange::iterator::operator++() {
  at_ = value_.data() + value_.size();
  --left_;
  Load();
  return *this;
}

ValueRange::iterator ValueRange::iterator::operator++(int) {
  iterator before = *this;
  ++*this;
  return before;
}

EntryView::iterator::iterator(const char* at, const char* end) : at_(at), end_(end) { Load(); }

void EntryView::iterator::Load() {
  if (at_ == end_) return;
  const char* at = at_;
  size_t name_size = GetNumber(at);
  attribute_.name = {at, name_size};
  at += name_size;
  size_t count = GetNumber(at);
  size_t bytes = GetNumber(at);
  attribute_.values = ValueRange(at, count);
  next_ = at + bytes;
}

EntryView::iterator& EntryView::iterator::operator++() {
  at_ = next_;
  Load();
  return *this;
}

EntryView::iterator EntryView::iterator::operator++(int) {
  iterator before = *this;
  ++*this;
  return before;
}

ValueRange EntryView::Values(std::string_view name) const {
  const char* at = data_.data();
  const char* end = at + data_.size();
  while (at < end) {
    size_t name_size = GetNumber(at);
    const char* here = at;
    at += name_size;
    size_t count = GetNumber(at);
    size_t bytes = GetNumber(at);
    if (name_size == name.size() && EqualIgnoreCase({here, name_size}, name)) return {at, count};
    at += bytes;
  }
  return {};
}

std::optional<std::string_view> EntryView::First(std::string_view name) const {
  ValueRange values = Values(name);
  if (values.empty()) return std::nullopt;
  return values.front();
}

bool EntryView::HasValue(std::string_view name, std::string_view value) const {
  for (std::string_view each : Values(name)) {
    if (EqualIgnoreCase(each, value)) return true;
  }
  return false;
}

bool IsPackedEntry(std::string_view data) {
  const char* at = data.data();
  const char* end = at + data.size();
  while (at < end) {
    size_t size, count, bytes;
    if (!CheckedNumber(at, end, &size) || !CheckedSkip(at, end, size) ||
        !CheckedNumber(at, end, &count) || !CheckedNumber(at, end, &bytes)) {
      return false;
    }
    if (static_cast<size_t>(end - at) < bytes) return false;
    const char* values_end = at + bytes;
    for (; count > 0; --count) {
      if (!CheckedNumber(at, values_end, &size) || !CheckedSkip(at, values_end, size)) return false;
    }
    if (at != values_end) return false;
  }
  return true;
}

std::vector<std::string> Entry::ValueList(std::string_view name) const {
  std::vector<std::string> list;
  for (std::string_view value : Values(name)) list.emplace_back(value);
  return list;
}

std::string Entry::Get(std::string_view name) const {
  return std::string(First(name).value_or(std::string_view()));
}

void Entry::Append(std::string_view name, const std::vector<std::string_view>& values) {
  if (!values.empty()) Pack(name, values, &data_);
}

void Entry::Add(std::string_view name, std::string_view value) {
  if (!Has(name)) {
    Append(name, {value});
    return;
  }
  std::vector<std::string> values = ValueList(name);
  values.emplace_back(value);
  Set(name, values);
}

void Entry::Set(std::string_view name, const std::vector<std::string>& values) {
  std::string packed;
  packed.reserve(data_.size() + 64);
  bool placed = false;
  for (const AttributeView& attribute : *this) {
    if (!EqualIgnoreCase(attribute.name, name)) {
      Pack(attribute.name, attribute.values, &packed);
    } else if (!placed) {
      if (!values.empty()) Pack(attribute.name, values, &packed);
      placed = true;
    }
  }
  if (!placed && !values.empty()) Pack(name, values, &packed);
  data_ = std::move(packed);
}

void Entry::Set(std::string_view name, std::string_view value) {
  Set(name, std::vector<std::string>{std::string(value)});
}

bool Entry::Remove(std::string_view name) {
  if (!Has(name)) return false;
  Set(name, std::vector<std::string>{});
  return true;
}

}  // namespace sipsh::directory
