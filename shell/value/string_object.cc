#include "shell/value/string_object.h"

#include <algorithm>

#include "shell/value/text.h"
#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {

// The byte offset of every 64th unit, and the length.
struct StringObject::Index {
  static constexpr size_t kStep = 64;
  std::vector<std::pair<size_t, size_t>> marks;  // UTF-16 index, byte offset, at code point starts
  size_t length = 0;
};

const TypeInfo& StringObject::Type() const { return types::kString; }

bool StringObject::IsAscii() const {
  if (ascii_ < 0) ascii_ = sipsh::IsAscii(text_) ? 1 : 0;
  return ascii_ == 1;
}

const StringObject::Index& StringObject::GetIndex() const {
  if (!index_) {
    auto* index = new Index;
    size_t next_mark = 0;
    for (size_t i = 0; i < text_.size();) {
      if (index->length >= next_mark) {
        index->marks.emplace_back(index->length, i);
        next_mark = index->length + Index::kStep;
      }
      index->length += NextCodePoint(text_, &i) >= 0x10000 ? 2 : 1;
    }
    index_ = {index, [](Index* dead) { delete dead; }};
  }
  return *index_;
}

size_t StringObject::Length() const { return IsAscii() ? text_.size() : GetIndex().length; }

size_t StringObject::ByteOffset(size_t utf16_index) const {
  if (IsAscii()) return std::min(utf16_index, text_.size());
  const Index& index = GetIndex();
  if (utf16_index >= index.length) return text_.size();
  auto mark =
      std::upper_bound(index.marks.begin(), index.marks.end(), utf16_index,
                       [](size_t wanted, const auto& entry) { return wanted < entry.first; });
  --mark;
  size_t unit = mark->first, byte = mark->second;
  while (unit < utf16_index) {
    size_t next = byte;
    size_t units = NextCodePoint(text_, &next) >= 0x10000 ? 2 : 1;
    if (unit + units > utf16_index) break;
    unit += units;
    byte = next;
  }
  return byte;
}

size_t StringObject::Utf16Index(size_t byte_offset) const {
  if (IsAscii()) return byte_offset;
  const Index& index = GetIndex();
  if (byte_offset >= text_.size()) return index.length;
  auto mark =
      std::upper_bound(index.marks.begin(), index.marks.end(), byte_offset,
                       [](size_t wanted, const auto& entry) { return wanted < entry.second; });
  --mark;
  size_t unit = mark->first, byte = mark->second;
  while (byte < byte_offset) unit += NextCodePoint(text_, &byte) >= 0x10000 ? 2 : 1;
  return unit;
}

char16_t StringObject::CharAt(size_t utf16_index) const {
  if (IsAscii()) return static_cast<char16_t>(static_cast<unsigned char>(text_[utf16_index]));
  size_t byte = ByteOffset(utf16_index);
  size_t start = Utf16Index(byte);
  char32_t c = NextCodePoint(text_, &byte);
  if (c < 0x10000) return static_cast<char16_t>(c);
  return utf16_index == start ? static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10))
                              : static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
}

std::string StringObject::Substring(size_t utf16_index, size_t utf16_length) const {
  if (IsAscii()) return text_.substr(utf16_index, utf16_length);
  if (utf16_length == 0) return {};
  size_t end_index = utf16_index + utf16_length;
  size_t begin = ByteOffset(utf16_index), end = ByteOffset(end_index);
  std::string out;
  if (Utf16Index(begin) != utf16_index) {  // starts inside a pair
    AppendUtf16Unit(&out, CharAt(utf16_index));
    NextCodePoint(text_, &begin);
  }
  if (end > begin) out.append(text_, begin, end - begin);
  if (Utf16Index(end) != end_index && end >= begin) AppendUtf16Unit(&out, CharAt(end_index - 1));
  return out;
}

void StringObject::Append(std::string_view more) {
  text_.append(more);
  ascii_ = -1;
  index_.reset();
}

Value Value::String(std::string_view text) {
  return Value::String(new StringObject(std::string(text)));
}
Value Value::String(std::string&& text) { return Value::String(new StringObject(std::move(text))); }

}  // namespace sipsh
