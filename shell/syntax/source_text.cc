#include "shell/syntax/source_text.h"

#include <algorithm>

namespace sipsh::syntax {

const std::vector<uint32_t>& SourceText::LineStarts() const {
  if (!line_starts_.empty()) return line_starts_;
  line_starts_.push_back(0);
  for (size_t i = 0; i < text_.size(); ++i) {
    bool lone_return = text_[i] == '\r' && (i + 1 >= text_.size() || text_[i + 1] != '\n');
    if (text_[i] == '\n' || lone_return) line_starts_.push_back(static_cast<uint32_t>(i + 1));
  }
  return line_starts_;
}

Position SourceText::PositionOf(uint32_t offset) const {
  const auto& starts = LineStarts();
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(text_.size()));
  auto next = std::upper_bound(starts.begin(), starts.end(), offset);
  Position position;
  position.line = static_cast<uint32_t>(next - starts.begin());
  for (uint32_t i = *(next - 1); i < offset; ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) ++position.column;
  }
  return position;
}

std::string_view SourceText::LineText(uint32_t line) const {
  const auto& starts = LineStarts();
  if (line == 0 || line > starts.size()) return {};
  size_t end = line < starts.size() ? starts[line] : text_.size();
  std::string_view text = std::string_view(text_).substr(starts[line - 1], end - starts[line - 1]);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string SourceText::Describe(uint32_t offset) const {
  Position position = PositionOf(offset);
  std::string out = file_name_;
  if (!out.empty()) out += ':';
  return out + std::to_string(position.line) + ':' + std::to_string(position.column);
}

}  // namespace sipsh::syntax
