#include "shell/format/text_layout.h"

#include <algorithm>
#include <utf8proc.h>

namespace sipsh::format {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Step {
  size_t bytes;
  int columns;
  utf8proc_int32_t code;
};

// Length of the SGR sequence ESC [ digits and semicolons m at the head of `text`, or 0.
size_t SgrLength(std::string_view text) {
  if (text.size() < 3 || text[0] != '\x1b' || text[1] != '[') return 0;
  size_t at = 2;
  while (at < text.size() && (text[at] == ';' || (text[at] >= '0' && text[at] <= '9'))) ++at;
  return at < text.size() && text[at] == 'm' ? at + 1 : 0;
}

Step Next(std::string_view text) {
  const unsigned char first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    if (first == 0x1b) {
      if (const size_t sgr = SgrLength(text)) return {sgr, 0, 0x1b};
    }
    return {1, 1, first};
  }
  utf8proc_int32_t code = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) return {1, 1, -1};
  return {static_cast<size_t>(length), utf8proc_charwidth(code), code};
}

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\x1b'; });
}

bool OverridesDirection(utf8proc_int32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

int DisplayWidth(std::string_view text) {
  if (IsPlainAscii(text)) return static_cast<int>(text.size());
  int columns = 0;
  while (!text.empty()) {
    const Step step = Next(text);
    columns += step.columns;
    text.remove_prefix(step.bytes);
  }
  return columns;
}

std::string_view Prefix(std::string_view text, int width) {
  size_t at = 0;
  int columns = 0;
  while (at < text.size()) {
    const Step step = Next(text.substr(at));
    if (columns + step.columns > width) break;
    columns += step.columns;
    at += step.bytes;
  }
  return text.substr(0, at);
}

std::string Truncate(std::string_view text, int width) {
  if (width <= 0) return {};
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut(Prefix(text, width - 1));
  return cut.append(kEllipsis);
}

void AppendCell(std::string& out, std::string_view text, int width, Alignment alignment) {
  int columns = DisplayWidth(text);
  std::string cut;
  if (columns > width) {
    cut = Truncate(text, width);
    text = cut;
    columns = DisplayWidth(text);
  }
  const int padding = std::max(0, width - columns);
  const int before = alignment == Alignment::kRight    ? padding
                     : alignment == Alignment::kCenter ? padding / 2
                                                       : 0;
  out.append(static_cast<size_t>(before), ' ');
  out.append(text);
  out.append(static_cast<size_t>(padding - before), ' ');
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> Wrap(std::string_view text, int width) {
  width = std::max(width, 1);
  std::vector<std::string> wrapped;
  for (std::string_view line : Lines(text)) {
    while (DisplayWidth(line) > width) {
      std::string_view head = Prefix(line, width);
      if (head.empty()) head = line.substr(0, Next(line).bytes);
      size_t cut = head.size();
      if (cut < line.size() && line[cut] != ' ') {
        const size_t space = head.rfind(' ');
        if (space != std::string_view::npos && space > 0) cut = space + 1;
      }
      std::string_view piece = line.substr(0, cut);
      line.remove_prefix(cut);
      while (!piece.empty() && piece.back() == ' ') piece.remove_suffix(1);
      while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
      wrapped.emplace_back(piece);
    }
    wrapped.emplace_back(line);
  }
  return wrapped;
}

std::string Visible(std::string_view text, bool keep_colour) {
  const bool clean = std::all_of(text.begin(), text.end(), [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t';
  });
  if (clean) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const Step step = Next(text);
    if (step.code == 0x1b && step.bytes > 1) {
      if (keep_colour)
        out.append(text.substr(0, step.bytes));
      else
        out.append("\xE2\x90\x9B").append(text.substr(1, step.bytes - 1));
    } else if (step.code == '\r' && text.size() > 1 && text[1] == '\n') {
      out.push_back('\r');
    } else if (step.code >= 0 && step.code < 0x20 && step.code != '\n' && step.code != '\t') {
      out.append("\xE2\x90").push_back(static_cast<char>(0x80 + step.code));
    } else if (step.code == 0x7f) {
      out.append("\xE2\x90\xA1");
    } else if (step.code < 0 || (step.code >= 0x80 && step.code < 0xA0) ||
               OverridesDirection(step.code)) {
      out.append(kReplacement);
    } else {
      out.append(text.substr(0, step.bytes));
    }
    text.remove_prefix(step.bytes);
  }
  return out;
}

}  // namespace sipsh::format
