// Character classes of the tokenizer.
//
// The language takes typographic dashes and quotes and every Unicode space for the ASCII ones;
// FoldCharacter maps them, everything else beyond ASCII counts as a letter.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sipsh::syntax {

enum CharacterClass : uint8_t {
  kBlank = 1,        // space, tab, vertical tab, form feed
  kNewLineChar = 2,  // \r \n
  kDigitChar = 4,
  kLetterChar = 8,     // letters, underscore and every byte beyond ASCII
  kBareEnd = 16,       // ends a bareword in argument mode
  kBareSpecial = 32,   // makes a bareword composite: $ ` " '
  kVariableChar = 64,  // letters, digits, _ and ?
};

constexpr std::array<uint8_t, 256> MakeCharacterTable() {
  std::array<uint8_t, 256> table{};
  auto add = [&table](std::string_view characters, uint8_t flags) {
    for (char c : characters) table[static_cast<unsigned char>(c)] |= flags;
  };
  add(" \t\v\f", kBlank | kBareEnd);
  add("\r\n", kNewLineChar | kBareEnd);
  add("0123456789", kDigitChar | kVariableChar);
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", kLetterChar | kVariableChar);
  add("?", kVariableChar);
  add("(){};,|&<>", kBareEnd);
  add("$`\"'", kBareSpecial);
  table[0] |= kBareEnd;
  for (int i = 128; i < 256; ++i) table[i] |= kLetterChar | kVariableChar;
  return table;
}

inline constexpr std::array<uint8_t, 256> kCharacterTable = MakeCharacterTable();

inline bool HasClass(char c, uint8_t classes) {
  return (kCharacterTable[static_cast<unsigned char>(c)] & classes) != 0;
}

struct FoldedCharacter {
  char ascii = 0;      // the ASCII character meant; 0 for any other character beyond ASCII
  uint8_t length = 1;  // bytes of UTF-8
};

// The character at `offset`; past the end it is {0, 0}.
FoldedCharacter FoldBeyondAscii(std::string_view text, uint32_t offset);

inline FoldedCharacter FoldCharacter(std::string_view text, uint32_t offset) {
  if (offset >= text.size()) return {0, 0};
  char c = text[offset];
  if (static_cast<unsigned char>(c) < 0x80) return {c, 1};
  return FoldBeyondAscii(text, offset);
}

// A letter for names: letter, underscore, or beyond ASCII and not folded to something else.
inline bool IsNameStart(std::string_view text, uint32_t offset) {
  if (offset >= text.size()) return false;
  char c = text[offset];
  if (static_cast<unsigned char>(c) < 0x80) return HasClass(c, kLetterChar);
  return FoldBeyondAscii(text, offset).ascii == 0;
}

inline char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Compares without case; `lower` must be lower case ASCII.
inline bool EqualsLower(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (LowerAscii(text[i]) != lower[i]) return false;
  }
  return true;
}

void AppendUtf8(std::string& out, uint32_t code_point);

}  // namespace sipsh::syntax
