// Case folding for comparing text: simple (one to one) folding of the alphabets that have case and
// are met in directories. Pairs are listed as ranges; see Unicode's CaseFolding.txt.
#include <cstdint>
#include <string>
#include <string_view>

#include "directory/schema.h"

namespace sipsh::directory {
namespace {

struct Shift {
  uint32_t first, last;
  int32_t by;
};

constexpr Shift kShifts[] = {
    {0x00C0, 0x00D6, 32}, {0x00D8, 0x00DE, 32},   {0x0178, 0x0178, -121}, {0x0386, 0x0386, 38},
    {0x0388, 0x038A, 37}, {0x038C, 0x038C, 64},   {0x038E, 0x038F, 63},   {0x0391, 0x03A1, 32},
    {0x03A3, 0x03AB, 32}, {0x03C2, 0x03C2, 1},    {0x0400, 0x040F, 80},   {0x0410, 0x042F, 32},
    {0x0531, 0x0556, 48}, {0x10A0, 0x10C5, 7264}, {0xFF21, 0xFF3A, 32},
};

// Capital and small letter alternate; the capital has the parity of `first`.
struct Pairs {
  uint32_t first, last;
};

constexpr Pairs kPairs[] = {
    {0x0100, 0x012F}, {0x0132, 0x0137}, {0x0139, 0x0148}, {0x014A, 0x0177},
    {0x0179, 0x017E}, {0x01CD, 0x01DC}, {0x01DE, 0x01EF}, {0x01F8, 0x021F},
    {0x0222, 0x0233}, {0x03D8, 0x03EF}, {0x0460, 0x0481}, {0x048A, 0x04BF},
    {0x04C1, 0x04CE}, {0x04D0, 0x052F}, {0x1E00, 0x1E95}, {0x1EA0, 0x1EFF},
};

uint32_t Fold(uint32_t c) {
  for (const Shift& shift : kShifts) {
    if (c >= shift.first && c <= shift.last) return static_cast<uint32_t>(c + shift.by);
  }
  for (const Pairs& pairs : kPairs) {
    if (c >= pairs.first && c <= pairs.last) return ((c - pairs.first) % 2 == 0) ? c + 1 : c;
  }
  return c;
}

void AppendUtf8(uint32_t c, std::string* out) {
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out->push_back(static_cast<char>(0xC0 | (c >> 6)));
    out->push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out->push_back(static_cast<char>(0xE0 | (c >> 12)));
    out->push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
    out->push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

// Folds the two or three byte sequence at `at`; anything else passes byte by byte.
size_t FoldSequence(std::string_view text, size_t at, std::string* out) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  auto continues = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  unsigned char lead = byte(at);
  if (lead >= 0xC2 && lead < 0xE0 && continues(at + 1)) {
    AppendUtf8(Fold((lead & 0x1Fu) << 6 | (byte(at + 1) & 0x3Fu)), out);
    return 2;
  }
  if (lead >= 0xE0 && lead < 0xF0 && continues(at + 1) && continues(at + 2)) {
    uint32_t c = (lead & 0x0Fu) << 12 | (byte(at + 1) & 0x3Fu) << 6 | (byte(at + 2) & 0x3Fu);
    if (c >= 0x800) {
      AppendUtf8(Fold(c), out);
      return 3;
    }
  }
  out->push_back(text[at]);
  return 1;
}

}  // namespace

std::string FoldText(std::string_view text) {
  // ASCII, which nearly all is, in one pass over memory of the right size.
  std::string out(text.size(), '\0');
  size_t at = 0, size = 0;
  for (; at < text.size() && static_cast<unsigned char>(text[at]) < 0x80; ++at) {
    char c = text[at];
    if (c == ' ' && (size == 0 || out[size - 1] == ' ')) continue;
    out[size++] = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  out.resize(size);
  while (at < text.size()) {
    unsigned char c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      at += FoldSequence(text, at, &out);
      continue;
    }
    ++at;
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace sipsh::directory
