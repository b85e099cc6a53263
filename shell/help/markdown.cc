#include "shell/help/markdown.h"

#include <algorithm>
#include <cctype>

#include "shell/format/text_layout.h"
#include "shell/value/text.h"

namespace sipsh::help {
namespace {

constexpr int kStep = 4;
constexpr int kNarrowest = 20;

bool IsFence(std::string_view line) { return line.starts_with("```"); }

// Length of the mark that begins a list item ("- ", "12. "), 0 when none does.
size_t ItemMark(std::string_view line) {
  if (line.starts_with("- ") || line.starts_with("* ")) return 2;
  size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
  return digits > 0 && line.substr(digits).starts_with(". ") ? digits + 2 : 0;
}

enum class Block { kNone, kHeading, kParagraph, kItem, kFence };

// Reads line after line, gathers what belongs to one paragraph or item, and lays it out.
class Layout {
 public:
  explicit Layout(int width) : width_(width) {}

  void Line(std::string_view line) {
    if (IsFence(line)) {
      Flush();
      fenced_ = !fenced_;
      if (fenced_) Begin(Block::kFence);
    } else if (fenced_) {
      Put(line, margin_ + kStep);
    } else if (TrimWhiteSpace(line).empty()) {
      Flush();
    } else if (line.starts_with("#")) {
      Heading(line);
    } else if (const size_t mark = ItemMark(line); mark > 0) {
      Flush();
      item_mark_ = line.substr(0, mark);
      paragraph_ = line.substr(mark);
    } else {
      if (!paragraph_.empty()) paragraph_.push_back(' ');
      paragraph_ += TrimWhiteSpace(line);
    }
  }

  std::string Finish() {
    Flush();
    while (out_.ends_with('\n')) out_.pop_back();
    return std::move(out_);
  }

 private:
  // An empty line before each block but the first, the one below a heading and an item's next.
  void Begin(Block block) {
    const bool joined = last_ == Block::kNone || (last_ == Block::kHeading && block != last_) ||
                        (last_ == Block::kItem && block == last_);
    if (!joined) out_.push_back('\n');
    last_ = block;
  }
  void Put(std::string_view text, int indent) {
    if (!text.empty()) out_.append(static_cast<size_t>(indent), ' ').append(text);
    out_.push_back('\n');
  }
  void Heading(std::string_view line) {
    Flush();
    Begin(Block::kHeading);
    const size_t level = std::min(line.find_first_not_of('#'), line.size());
    const std::string title = PlainInline(TrimWhiteSpace(line.substr(level)));
    margin_ = kStep;
    if (level <= 2)
      Put(ToUpper(title), 0);
    else
      Put(title, kStep / 2);
  }
  void Flush() {
    if (paragraph_.empty()) return;
    Begin(item_mark_.empty() ? Block::kParagraph : Block::kItem);
    const int room = width_ - margin_ - static_cast<int>(item_mark_.size());
    for (const std::string& piece :
         format::Wrap(PlainInline(paragraph_), std::max(room, kNarrowest))) {
      Put(item_mark_ + piece, margin_);
      item_mark_.assign(item_mark_.size(), ' ');
    }
    paragraph_.clear();
    item_mark_.clear();
  }

  int width_;
  int margin_ = 0;
  bool fenced_ = false;
  Block last_ = Block::kNone;
  std::string out_, paragraph_, item_mark_;
};

}  // namespace

std::string PlainInline(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest[0] == '`') {
      const size_t end = text.find('`', i + 1);
      if (end != std::string_view::npos) {
        out += text.substr(i + 1, end - i - 1);
        i = end;
        continue;
      }
    } else if (rest.starts_with("**")) {
      ++i;
      continue;
    } else if (rest[0] == '\\' && rest.size() > 1 &&
               std::ispunct(static_cast<unsigned char>(rest[1]))) {
      out.push_back(text[++i]);
      continue;
    } else if (rest[0] == '[') {
      const size_t middle = rest.find("](");
      const size_t end = middle == std::string_view::npos ? middle : rest.find(')', middle);
      if (end != std::string_view::npos && rest.find(']') == middle) {
        out += rest.substr(1, middle - 1);
        i += end;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

std::string LayMarkdown(std::string_view markdown, int width) {
  Layout layout(width);
  for (std::string_view line : format::Lines(markdown)) layout.Line(line);
  return layout.Finish();
}

std::string Indented(std::string_view text, int columns) {
  std::string out;
  for (std::string_view line : format::Lines(text)) {
    if (!out.empty()) out.push_back('\n');
    if (!line.empty()) out.append(static_cast<size_t>(columns), ' ').append(line);
  }
  return out;
}

}  // namespace sipsh::help
