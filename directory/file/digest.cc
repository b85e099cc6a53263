#include "directory/file/digest.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace sipsh::directory {
namespace {

// FIPS 180-4, 4.2.2 and 5.3.3: the first 32 bits of the fractional parts of the
// cube roots (round constants) and square roots (initial state) of the primes.
struct Constants {
  std::array<uint32_t, 64> rounds;
  std::array<uint32_t, 8> start;
};

uint32_t FractionBits(long double root) {
  return static_cast<uint32_t>((root - std::floor(root)) * 4294967296.0L);
}

Constants MakeConstants() {
  Constants constants{};
  size_t found = 0;
  for (unsigned candidate = 2; found < 64; ++candidate) {
    bool prime = true;
    for (unsigned divisor = 2; divisor * divisor <= candidate && prime; ++divisor)
      prime = candidate % divisor != 0;
    if (!prime) continue;
    auto number = static_cast<long double>(candidate);
    if (found < 8) constants.start[found] = FractionBits(std::sqrt(number));
    constants.rounds[found++] = FractionBits(std::cbrt(number));
  }
  return constants;
}

const Constants& GetConstants() {
  static const Constants constants = MakeConstants();
  return constants;
}

void Block(const unsigned char* block, std::array<uint32_t, 8>& state) {
  uint32_t w[64];
  for (int i = 0; i < 16; ++i)
    w[i] = uint32_t{block[4 * i]} << 24 | uint32_t{block[4 * i + 1]} << 16 |
           uint32_t{block[4 * i + 2]} << 8 | uint32_t{block[4 * i + 3]};
  for (int i = 16; i < 64; ++i) {
    uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
    uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = state;
  const auto& rounds = GetConstants().rounds;
  for (size_t i = 0; i < 64; ++i) {
    uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + rounds[i] + w[i];
    uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  const uint32_t mixed[8] = {a, b, c, d, e, f, g, h};
  for (size_t i = 0; i < 8; ++i) state[i] += mixed[i];
}

}  // namespace

std::string Sha256Hex(std::string_view bytes) {
  auto state = GetConstants().start;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  size_t whole = bytes.size() / 64 * 64;
  for (size_t at = 0; at < whole; at += 64) Block(data + at, state);
  std::string tail(bytes.substr(whole));
  tail.push_back(static_cast<char>(0x80));
  while (tail.size() % 64 != 56) tail.push_back('\0');
  uint64_t bits = uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) tail.push_back(static_cast<char>(bits >> shift));
  for (size_t at = 0; at < tail.size(); at += 64)
    Block(reinterpret_cast<const unsigned char*>(tail.data()) + at, state);
  std::string text;
  for (uint32_t word : state)
    for (int shift = 28; shift >= 0; shift -= 4)
      text.push_back("0123456789abcdef"[word >> shift & 15]);
  return text;
}

}  // namespace sipsh::directory
