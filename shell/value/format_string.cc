#include "shell/value/format_string.h"

#include <charconv>

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {

namespace {

[[noreturn]] void ThrowFormat(std::string_view reason) {
  throw ValueError("FormatError", "Error formatting a string: " + std::string(reason),
                   ValueErrorCategory::kInvalidOperation, "System.FormatException");
}

std::string FormatEnum(const EnumValue& value, std::string_view format) {
  switch (format.empty() ? 'G' : format[0]) {
    case 'd':
    case 'D':
      return std::to_string(value.number());
    case 'x':
    case 'X':
      return FormatNumber(Value::Int32(static_cast<int32_t>(value.number())), "X8");
    default:
      return value.ToText();
  }
}

std::string FormatGuid(const GuidObject& guid, std::string_view format) {
  std::string text = guid.ToText();
  char letter = format.empty() ? 'D' : format[0];
  if (letter == 'N' || letter == 'n') std::erase(text, '-');
  if (letter == 'B' || letter == 'b') text = "{" + text + "}";
  if (letter == 'P' || letter == 'p') text = "(" + text + ")";
  return text;
}

void Pad(std::string* text, int width) {
  size_t length = Utf16Length(*text);
  size_t wanted = static_cast<size_t>(width < 0 ? -width : width);
  if (length >= wanted) return;
  text->insert(width < 0 ? text->size() : 0, wanted - length, ' ');
}

// Reads "index[,width][:format]}" behind an opening brace.
struct Hole {
  size_t index = 0;
  int width = 0;
  std::string format;
};

Hole ReadHole(std::string_view pattern, size_t* i) {
  Hole hole;
  const char* end = pattern.data() + pattern.size();
  auto skip_spaces = [&] {
    while (*i < pattern.size() && pattern[*i] == ' ') ++*i;
  };
  auto [after, error] = std::from_chars(pattern.data() + *i, end, hole.index);
  if (error != std::errc()) ThrowFormat("Input string was not in a correct format.");
  *i = static_cast<size_t>(after - pattern.data());
  skip_spaces();
  if (*i < pattern.size() && pattern[*i] == ',') {
    ++*i;
    skip_spaces();
    auto [stop, bad] = std::from_chars(pattern.data() + *i, end, hole.width);
    if (bad != std::errc()) ThrowFormat("Input string was not in a correct format.");
    *i = static_cast<size_t>(stop - pattern.data());
    skip_spaces();
  }
  if (*i < pattern.size() && pattern[*i] == ':') {
    size_t close = pattern.find('}', ++*i);
    if (close == std::string_view::npos) ThrowFormat("Input string was not in a correct format.");
    hole.format = pattern.substr(*i, close - *i);
    *i = close;
  }
  if (*i >= pattern.size() || pattern[*i] != '}') {
    ThrowFormat("Input string was not in a correct format.");
  }
  ++*i;
  return hole;
}

}  // namespace

std::string FormatValue(const Value& in, std::string_view format, bool invariant) {
  const Value& v = Unwrap(in);
  if (v.IsNumber()) return FormatNumber(v, format);
  if (v.IsDateTime()) return FormatDateTime(v, format, invariant);
  if (v.IsTimeSpan()) return FormatTimeSpan(v, format);
  if (const auto* member = v.As<EnumValue>()) return FormatEnum(*member, format);
  if (const auto* guid = v.As<GuidObject>()) return FormatGuid(*guid, format);
  return ToDisplayText(in);
}

std::string FormatComposite(std::string_view pattern, std::span<const Value> args, bool invariant) {
  std::string out;
  for (size_t i = 0; i < pattern.size();) {
    char c = pattern[i++];
    bool doubled = i < pattern.size() && pattern[i] == c;
    if (c == '{' && !doubled) {
      Hole hole = ReadHole(pattern, &i);
      if (hole.index >= args.size()) {
        ThrowFormat(
            "Index (zero based) must be greater than or equal to zero and less than the size of "
            "the argument list.");
      }
      std::string text = FormatValue(args[hole.index], hole.format, invariant);
      Pad(&text, hole.width);
      out += text;
    } else if (c == '}' && !doubled) {
      ThrowFormat("Input string was not in a correct format.");
    } else {
      if (c == '{' || c == '}') ++i;
      out.push_back(c);
    }
  }
  return out;
}

Value FormatOperator(const Value& pattern, const Value& args) {
  std::string text = ToText(pattern);
  if (const ArrayObject* array = AsArray(args)) {
    return Value::String(FormatComposite(text, array->items()));
  }
  return Value::String(FormatComposite(text, std::span<const Value>(&args, 1)));
}

}  // namespace sipsh
