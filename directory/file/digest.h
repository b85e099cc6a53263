// SHA-256, by Nettle, to tell whether a file is the one that was read.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sipsh::directory {

std::string Sha256Hex(std::string_view bytes);  // 64 lower-case hexadecimal digits.

// The same of what comes piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void Add(std::string_view bytes);
  std::string Hex();  // Of all so far; begins anew.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sipsh::directory
