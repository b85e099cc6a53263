// Text: UTF-8 that may carry lone surrogates (three bytes each), with an ASCII flag. Length and
// indexes are in UTF-16 units, as scripts expect; text that is not ASCII builds an index on demand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shell/value/object.h"

namespace sipsh {

class StringObject final : public Object {
 public:
  explicit StringObject(std::string text) : text_(std::move(text)) {}

  const TypeInfo& Type() const override;
  std::string ToText() const override { return text_; }

  std::string_view view() const noexcept { return text_; }
  const std::string& str() const noexcept { return text_; }
  const char* c_str() const noexcept { return text_.c_str(); }
  bool IsAscii() const;
  // In UTF-16 units.
  size_t Length() const;
  // Byte offset of a UTF-16 index (at most Length()); inside a pair it gives the pair's start.
  size_t ByteOffset(size_t utf16_index) const;
  // UTF-16 index of a byte offset.
  size_t Utf16Index(size_t byte_offset) const;
  char16_t CharAt(size_t utf16_index) const;
  // Cuts through a pair leave lone surrogates, as in .NET.
  std::string Substring(size_t utf16_index, size_t utf16_length) const;

  // Only while a single owner holds it (see AppendInPlace in arithmetic_inline.h).
  void Append(std::string_view more);

 private:
  struct Index;
  const Index& GetIndex() const;

  std::string text_;
  mutable int8_t ascii_ = -1;  // unknown
  mutable std::unique_ptr<Index, void (*)(Index*)> index_{nullptr, nullptr};
};

}  // namespace sipsh
