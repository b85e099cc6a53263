// SourceText: the text of one script with its name and a line table.
//
// Offsets are bytes into the UTF-8 text; lines and columns start at 1 and columns count characters.
// Immutable after construction; shared by every node of the ScriptAst that was parsed from it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::syntax {

// A half-open range of bytes of the source text.
struct Extent {
  uint32_t start = 0;
  uint32_t end = 0;

  bool operator==(const Extent&) const = default;
};

struct Position {
  uint32_t line = 1;
  uint32_t column = 1;
};

class SourceText {
 public:
  SourceText(std::string text, std::string file_name)
      : text_(std::move(text)), file_name_(std::move(file_name)) {}

  const std::string& Text() const { return text_; }
  // Empty for text that came from no file (the prompt, -Command, standard input).
  const std::string& FileName() const { return file_name_; }

  std::string_view Slice(Extent extent) const {
    return std::string_view(text_).substr(extent.start, extent.end - extent.start);
  }
  Position PositionOf(uint32_t offset) const;
  // The text of a line without its line end; empty when there is no such line.
  std::string_view LineText(uint32_t line) const;
  // "file:line:column", as diagnostics begin; "line:column" when there is no file.
  std::string Describe(uint32_t offset) const;

 private:
  const std::vector<uint32_t>& LineStarts() const;

  std::string text_;
  std::string file_name_;
  mutable std::vector<uint32_t> line_starts_;  // built when a position is first asked for
};

}  // namespace sipsh::syntax
