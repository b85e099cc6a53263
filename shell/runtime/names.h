// Variable names as small numbers, equal for names that differ in case only. One table per
// Interpreter.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sipsh::runtime {

using NameId = uint32_t;

class NameTable {
 public:
  NameId Intern(std::string_view name);
  // As first written.
  const std::string& Text(NameId id) const { return texts_[id]; }

 private:
  std::unordered_map<std::string, NameId> ids_;
  std::deque<std::string> texts_;
};

}  // namespace sipsh::runtime
