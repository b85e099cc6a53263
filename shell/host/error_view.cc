#include "shell/host/error_view.h"

#include <algorithm>
#include <vector>

#include "shell/value/convert.h"

namespace sipsh {
namespace {

constexpr std::string_view kRed = "\x1b[31;1m";
constexpr std::string_view kCyan = "\x1b[36;1m";
constexpr std::string_view kYellow = "\x1b[33;1m";
constexpr std::string_view kReset = "\x1b[0m";

std::string Subject(const ErrorRecord& error) {
  if (!error.command.empty()) return error.command;
  if (!error.position.command_name.empty()) return error.position.command_name;
  if (error.from_throw) return "Exception";
  // A command that does not exist is still the one the operator typed.
  if (error.error_id == "CommandNotFoundException" && !error.target.IsNull())
    return ToText(error.target);
  if (error.category != ErrorCategory::kNotSpecified)
    return std::string(CategoryName(error.category));
  size_t dot = error.exception_type.rfind('.');
  return error.exception_type.substr(dot == std::string::npos ? 0 : dot + 1);
}

// Characters of UTF-8 text before byte `end`, tabs kept so that the marks stay below their text.
std::string Indent(const std::string& line, uint32_t column) {
  std::string blanks;
  uint32_t seen = 1;
  for (char c : line) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
    if (seen++ >= column) break;
    blanks += c == '\t' ? '\t' : ' ';
  }
  return blanks;
}

// Where each character of UTF-8 text begins, and its end.
std::vector<size_t> CharacterStarts(const std::string& text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
  starts.push_back(text.size());
  return starts;
}

// Of a very long line only what is around the place, so that the marks can be found.
ErrorPosition AroundMarks(const ErrorPosition& position) {
  constexpr size_t kMostShown = 240, kBefore = 60;
  const std::vector<size_t> starts = CharacterStarts(position.line_text);
  const size_t characters = starts.size() - 1;
  if (characters <= kMostShown || position.column > characters) return position;
  const size_t first = position.column > kBefore ? position.column - kBefore : 0;
  const size_t last = std::min(first + kMostShown, characters);
  ErrorPosition shown = position;
  shown.line_text = position.line_text.substr(starts[first], starts[last] - starts[first]);
  shown.column = position.column - static_cast<uint32_t>(first);
  if (first > 0) {
    shown.line_text.insert(0, "…");
    ++shown.column;
  }
  if (last < characters) shown.line_text += "…";
  return shown;
}

uint32_t MarkLength(const ErrorPosition& position) {
  uint32_t characters = 0;
  for (char c : position.line_text)
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++characters;
  uint32_t room = characters >= position.column ? characters - position.column + 1 : 1;
  return std::max<uint32_t>(1, std::min(position.length, room));
}

void AppendPosition(std::string& out, const ErrorPosition& at, bool colour) {
  const ErrorPosition position = AroundMarks(at);
  std::string number = std::to_string(position.line);
  std::string margin(std::max<size_t>(number.size(), 4), ' ');
  std::string shown = std::string(margin.size() - number.size(), ' ') + number;
  std::string_view frame = colour ? kCyan : "", plain = colour ? kReset : "";
  out += std::string(frame) + "Line" + std::string(margin.size() - 4, ' ') + " |\n";
  out += shown + " | " + std::string(plain) + position.line_text + "\n";
  out += std::string(frame) + margin + " | " + std::string(colour ? kRed : "") +
         Indent(position.line_text, position.column) + std::string(MarkLength(position), '~') +
         std::string(plain) + "\n";
}

}  // namespace

std::string ErrorText(const ErrorRecord& error, bool colour) {
  std::string out;
  std::string_view red = colour ? kRed : "", plain = colour ? kReset : "";
  const ErrorPosition& at = error.position;
  out += std::string(red) + Subject(error) + ": ";
  if (!at.script.empty() && at.line > 0) {
    out += std::string(plain) + at.script + ":" + std::to_string(at.line) + ":" +
           std::to_string(at.column) + "\n";
    AppendPosition(out, at, colour);
    out += std::string(red) + error.message + std::string(plain) + "\n";
  } else if (at.line > 1) {
    out += std::string(plain) + "line " + std::to_string(at.line) + "\n";
    AppendPosition(out, at, colour);
    out += std::string(red) + error.message + std::string(plain) + "\n";
  } else {
    out += error.message + std::string(plain) + "\n";
  }
  if (!error.recommended_action.empty()) out += "  " + error.recommended_action + "\n";
  std::string id = error.FullyQualifiedErrorId();
  if (!id.empty()) out += "  FullyQualifiedErrorId: " + id + "\n";
  return out;
}

std::string MessageText(Stream stream, std::string_view text, bool colour) {
  std::string prefix;
  switch (stream) {
    case Stream::kWarning:
      prefix = "WARNING: ";
      break;
    case Stream::kVerbose:
      prefix = "VERBOSE: ";
      break;
    case Stream::kDebug:
      prefix = "DEBUG: ";
      break;
    case Stream::kInformation:
      break;
  }
  bool tint = colour && !prefix.empty();
  return std::string(tint ? kYellow : "") + prefix + std::string(text) +
         std::string(tint ? kReset : "") + "\n";
}

}  // namespace sipsh
