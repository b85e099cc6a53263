#include <algorithm>

#include "shell/value/compare.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace type_rows {

bool AsksIgnoreCase(const Value& arg) {
  if (arg.IsBool()) return arg.AsBool();
  std::string name = ToText(arg);
  return name.ends_with("IgnoreCase") || EqualsIgnoreCase(name, "OrdinalIgnoreCase");
}

}  // namespace type_rows

namespace {

using namespace type_rows;

StringObject& Self(const Value& self) { return *self.string_object(); }
std::string_view View(const Value& self) { return self.AsStringView(); }

size_t CheckedIndex(const Value& arg, size_t limit, std::string_view what) {
  int32_t at = ToInt32(arg);
  if (at < 0 || static_cast<size_t>(at) > limit) {
    ThrowRange(std::string(what) + " must be between 0 and the length of the string (" +
               std::to_string(limit) + ").");
  }
  return static_cast<size_t>(at);
}

Value Substring(CallContext*, const Value& self, Args args) {
  size_t length = Self(self).Length();
  size_t start = CheckedIndex(args[0], length, "startIndex");
  size_t count = length - start;
  if (args.size() > 1) {
    count = CheckedIndex(args[1], length, "length");
    if (start + count > length) {
      ThrowRange("Index and length must refer to a location within the string.");
    }
  }
  return Value::String(Self(self).Substring(start, count));
}

std::string ReplaceAll(std::string_view text, std::string_view from, std::string_view to,
                       bool ignore_case) {
  if (from.empty()) ThrowArgument("String cannot be of zero length. (Parameter 'oldValue')");
  std::string folded_text, folded_from;
  std::string_view haystack = text, needle = from;
  if (ignore_case) {
    folded_text = Fold(text);
    folded_from = Fold(from);
    if (folded_text.size() == text.size()) {
      haystack = folded_text;
      needle = folded_from;
    }
  }
  std::string out;
  size_t at = 0;
  for (;;) {
    size_t found = haystack.find(needle, at);
    if (found == std::string_view::npos) break;
    out.append(text, at, found - at).append(to);
    at = found + needle.size();
  }
  out.append(text, at);
  return out;
}

Value Replace(CallContext*, const Value& self, Args args) {
  return Value::String(ReplaceAll(View(self), ToText(args[0]), ToText(args[1]),
                                  args.size() > 2 && AsksIgnoreCase(args[2])));
}

// The characters an argument names: a char, text, or an array of them.
std::u32string CharSet(Args args) {
  std::u32string set;
  auto add = [&](const Value& v) {
    std::string text = ToText(v);
    for (size_t i = 0; i < text.size();) set.push_back(NextCodePoint(text, &i));
  };
  for (const Value& arg : args) {
    if (const ArrayObject* array = AsArray(arg)) {
      for (const Value& item : array->items()) add(item);
    } else {
      add(arg);
    }
  }
  return set;
}

std::string_view TrimSet(std::string_view text, const std::u32string& set, bool start, bool end) {
  auto in_set = [&](char32_t c) {
    return set.empty() ? IsWhiteSpace(c) : set.find(c) != std::u32string::npos;
  };
  size_t first = text.size(), last = 0;
  for (size_t i = 0; i < text.size();) {
    size_t at = i;
    if (!in_set(NextCodePoint(text, &i))) {
      first = std::min(first, at);
      last = i;
    }
  }
  if (first == text.size()) return {};
  size_t from = start ? first : 0;
  return text.substr(from, (end ? last : text.size()) - from);
}

template <bool start, bool end>
Value Trim(CallContext*, const Value& self, Args args) {
  return Text(TrimSet(View(self), CharSet(args), start, end));
}

template <bool left>
Value Pad(CallContext*, const Value& self, Args args) {
  int64_t width = ToInt32(args[0]);
  if (width < 0) ThrowRange("totalWidth must not be negative.");
  std::string fill = args.size() > 1 ? ToText(args[1]) : " ";
  if (Utf16Length(fill) != 1) ThrowArgument("The padding must be one character.");
  std::string pad;
  for (int64_t n = static_cast<int64_t>(Self(self).Length()); n < width; ++n) pad += fill;
  return Value::String(left ? pad + std::string(View(self)) : std::string(View(self)) + pad);
}

struct SearchText {
  std::string text, needle;
};
SearchText ForSearch(const Value& self, Args args) {
  SearchText search{std::string(View(self)), ToText(args[0])};
  if (args.size() > 1 && !args.back().IsInteger() && AsksIgnoreCase(args.back())) {
    std::string folded = Fold(search.text);
    if (folded.size() == search.text.size()) search = {folded, Fold(search.needle)};
  }
  return search;
}

Value IndexOf(CallContext*, const Value& self, Args args) {
  SearchText search = ForSearch(self, args);
  size_t from = 0;
  if (args.size() > 1 && args[1].IsInteger()) {
    from = Self(self).ByteOffset(CheckedIndex(args[1], Self(self).Length(), "startIndex"));
  }
  size_t found = search.text.find(search.needle, from);
  return found == std::string::npos ? Value::Int32(-1) : Int(Self(self).Utf16Index(found));
}

Value LastIndexOf(CallContext*, const Value& self, Args args) {
  SearchText search = ForSearch(self, args);
  size_t from = std::string::npos;
  if (args.size() > 1 && args[1].IsInteger()) {
    size_t end =
        Self(self).ByteOffset(CheckedIndex(args[1], Self(self).Length(), "startIndex") + 1);
    if (end < search.needle.size()) return Value::Int32(-1);
    from = end - search.needle.size();
  }
  size_t found = search.text.rfind(search.needle, from);
  return found == std::string::npos ? Value::Int32(-1) : Int(Self(self).Utf16Index(found));
}

template <bool last>
Value IndexOfAny(CallContext*, const Value& self, Args args) {
  std::u32string set = CharSet(args.subspan(0, 1));
  std::string_view text = View(self);
  int found = -1;
  for (size_t i = 0; i < text.size();) {
    size_t at = i;
    if (set.find(NextCodePoint(text, &i)) == std::u32string::npos) continue;
    found = static_cast<int>(Self(self).Utf16Index(at));
    if (!last) break;
  }
  return Value::Int32(found);
}

Value ContainsText(CallContext*, const Value& self, Args args) {
  SearchText search = ForSearch(self, args);
  return Value::Bool(search.text.find(search.needle) != std::string::npos);
}
Value StartsWith(CallContext*, const Value& self, Args args) {
  SearchText search = ForSearch(self, args);
  return Value::Bool(search.text.starts_with(search.needle));
}
Value EndsWith(CallContext*, const Value& self, Args args) {
  SearchText search = ForSearch(self, args);
  return Value::Bool(search.text.ends_with(search.needle));
}

// Separators of Split: single characters, or whole strings.
std::vector<std::string> Separators(const Value& arg) {
  std::vector<std::string> separators;
  if (const ArrayObject* array = AsArray(arg)) {
    for (const Value& item : array->items()) separators.push_back(ToText(item));
  } else if (!arg.IsNull()) {
    separators.push_back(ToText(arg));
  }
  std::erase(separators, "");
  return separators;
}

struct SplitOptions {
  size_t limit = SIZE_MAX;
  bool remove_empty = false;
  bool trim = false;
};

SplitOptions ReadSplitOptions(Args args) {
  SplitOptions options;
  for (const Value& arg : args) {
    if (arg.IsInteger()) {
      options.limit = static_cast<size_t>(std::max(0, ToInt32(arg)));
    } else {
      Value chosen = ConvertTo(arg, types::kStringSplitOptions);
      int64_t number = chosen.As<EnumValue>()->number();
      options.remove_empty = number & 1;
      options.trim = number & 2;
    }
  }
  return options;
}

Value SplitText(std::string_view text, const std::vector<std::string>& separators,
                const SplitOptions& options) {
  std::vector<Value> parts;
  auto put = [&](std::string_view part) {
    if (options.trim) part = TrimWhiteSpace(part);
    if (!part.empty() || !options.remove_empty) parts.push_back(Text(part));
  };
  size_t start = 0;
  for (size_t i = 0; i < text.size() && parts.size() + 1 < options.limit;) {
    size_t length = 0;
    if (separators.empty()) {
      size_t next = i;
      if (IsWhiteSpace(NextCodePoint(text, &next))) length = next - i;
    } else {
      for (const std::string& separator : separators) {
        if (text.compare(i, separator.size(), separator) == 0) {
          length = separator.size();
          break;
        }
      }
    }
    if (length == 0) {
      ++i;
      continue;
    }
    put(text.substr(start, i - start));
    i += length;
    start = i;
  }
  if (options.limit > 0) put(text.substr(start));
  return MakeArray(std::move(parts), types::kStringArray);
}

Value Split(CallContext*, const Value& self, Args args) {
  std::vector<std::string> separators;
  size_t used = 0;
  if (!args.empty() && !args[0].IsInteger() && !args[0].As<EnumValue>()) {
    separators = Separators(args[0]);
    used = 1;
    // Split('a', 'b') of several characters: each one separates.
    while (used < args.size() && args[used].IsChar()) separators.push_back(ToText(args[used++]));
  }
  return SplitText(View(self), separators, ReadSplitOptions(args.subspan(used)));
}

Value Insert(CallContext*, const Value& self, Args args) {
  std::string text(View(self));
  text.insert(Self(self).ByteOffset(CheckedIndex(args[0], Self(self).Length(), "startIndex")),
              ToText(args[1]));
  return Value::String(std::move(text));
}

Value Remove(CallContext*, const Value& self, Args args) {
  size_t length = Self(self).Length();
  size_t start = CheckedIndex(args[0], length, "startIndex");
  size_t count = args.size() > 1 ? CheckedIndex(args[1], length, "count") : length - start;
  if (start + count > length)
    ThrowRange("Index and count must refer to a location within the string.");
  return Value::String(Self(self).Substring(0, start) +
                       Self(self).Substring(start + count, length - start - count));
}

Value ToCharArray(CallContext*, const Value& self, Args) {
  return ConvertTo(self, types::kCharArray);
}

Value EqualsMethod(CallContext*, const Value& self, Args args) {
  bool ignore_case = args.size() > 1 && AsksIgnoreCase(args[1]);
  return Value::Bool(args[0].IsString() &&
                     TextEquals(View(self), args[0].AsStringView(), ignore_case));
}

template <bool upper>
Value ChangeCase(CallContext*, const Value& self, Args) {
  return Value::String(upper ? ToUpper(View(self)) : ToLower(View(self)));
}

Value CharAtIndex(CallContext*, const Value& self, Args args) {
  size_t at = CheckedIndex(args[0], Self(self).Length(), "index");
  if (at == Self(self).Length())
    ThrowArgument("Index was outside the bounds of the string.", "System.IndexOutOfRangeException");
  return Value::Char(Self(self).CharAt(at));
}

Value GetChars(CallContext*, const Value& self, Args) { return ConvertTo(self, types::kCharArray); }

const PropertyInfo kProperties[] = {
    {"Length", &types::kInt32, [](const Value& self) { return Int(Self(self).Length()); }},
};

const MethodInfo kMethods[] = {
    {"Substring", 1, 2, Substring, "string Substring(int startIndex, int length)"},
    {"Replace", 2, 4, Replace, "string Replace(string oldValue, string newValue)"},
    {"Split", 0, -1, Split, "string[] Split(Params char[] separator)"},
    {"Trim", 0, -1, Trim<true, true>, "string Trim(Params char[] trimChars)"},
    {"TrimStart", 0, -1, Trim<true, false>, "string TrimStart(Params char[] trimChars)"},
    {"TrimEnd", 0, -1, Trim<false, true>, "string TrimEnd(Params char[] trimChars)"},
    {"PadLeft", 1, 2, Pad<true>, "string PadLeft(int totalWidth, char paddingChar)"},
    {"PadRight", 1, 2, Pad<false>, "string PadRight(int totalWidth, char paddingChar)"},
    {"IndexOf", 1, 4, IndexOf, "int IndexOf(string value, int startIndex)"},
    {"LastIndexOf", 1, 4, LastIndexOf, "int LastIndexOf(string value)"},
    {"IndexOfAny", 1, 1, IndexOfAny<false>, "int IndexOfAny(char[] anyOf)"},
    {"LastIndexOfAny", 1, 1, IndexOfAny<true>, "int LastIndexOfAny(char[] anyOf)"},
    {"Contains", 1, 2, ContainsText, "bool Contains(string value)"},
    {"StartsWith", 1, 3, StartsWith, "bool StartsWith(string value)"},
    {"EndsWith", 1, 3, EndsWith, "bool EndsWith(string value)"},
    {"ToUpper", 0, 1, ChangeCase<true>, "string ToUpper()"},
    {"ToLower", 0, 1, ChangeCase<false>, "string ToLower()"},
    {"ToUpperInvariant", 0, 0, ChangeCase<true>, "string ToUpperInvariant()"},
    {"ToLowerInvariant", 0, 0, ChangeCase<false>, "string ToLowerInvariant()"},
    {"Insert", 2, 2, Insert, "string Insert(int startIndex, string value)"},
    {"Remove", 1, 2, Remove, "string Remove(int startIndex, int count)"},
    {"ToCharArray", 0, 0, ToCharArray, "char[] ToCharArray()"},
    {"Equals", 1, 2, EqualsMethod, "bool Equals(string value)"},
    {"Chars", 1, 1, CharAtIndex, "char Chars(int index)"},
    {"get_Chars", 1, 1, CharAtIndex},
    {"GetEnumerator", 0, 0, GetChars, "CharEnumerator GetEnumerator()"},
    {"Clone", 0, 0, [](CallContext*, const Value& self, Args) { return self; }, "Object Clone()"},
    {"Normalize", 0, 1, [](CallContext*, const Value& self, Args) { return self; },
     "string Normalize()"},
};

Value JoinStatic(CallContext*, const Value&, Args args) {
  std::string separator = ToText(args[0]);
  std::string out;
  bool first = true;
  auto put = [&](const Value& item) {
    if (!first) out += separator;
    first = false;
    AppendText(&out, item);
    return true;
  };
  for (const Value& arg : args.subspan(1)) Enumerate(arg, put);
  return Value::String(std::move(out));
}

Value FormatStatic(CallContext*, const Value&, Args args) {
  size_t pattern = args[0].IsString() ? 0 : 1;  // a culture may stand first
  if (args.size() == pattern + 2) return FormatOperator(args[pattern], args[pattern + 1]);
  return Value::String(FormatComposite(ToText(args[pattern]), args.subspan(pattern + 1)));
}

Value ConcatStatic(CallContext*, const Value&, Args args) {
  std::string out;
  for (const Value& arg : args) {
    Enumerate(arg, [&](const Value& item) {
      AppendText(&out, item);
      return true;
    });
  }
  return Value::String(std::move(out));
}

Value CompareStatic(CallContext*, const Value&, Args args) {
  return Value::Int32(
      CompareText(ToText(args[0]), ToText(args[1]), args.size() > 2 && AsksIgnoreCase(args[2])));
}

Value EqualsStatic(CallContext*, const Value&, Args args) {
  return Value::Bool(
      TextEquals(ToText(args[0]), ToText(args[1]), args.size() > 2 && AsksIgnoreCase(args[2])));
}

const MethodInfo kStaticMethods[] = {
    {"IsNullOrEmpty", 1, 1,
     [](CallContext*, const Value&, Args args) { return Value::Bool(ToText(args[0]).empty()); }},
    {"IsNullOrWhiteSpace", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::Bool(TrimWhiteSpace(ToText(args[0])).empty());
     }},
    {"Join", 1, -1, JoinStatic},
    {"Format", 1, -1, FormatStatic},
    {"Concat", 0, -1, ConcatStatic},
    {"Compare", 2, 4, CompareStatic},
    {"CompareOrdinal", 2, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::Int32(ToText(args[0]).compare(ToText(args[1])));
     }},
    {"Equals", 2, 3, EqualsStatic},
};
const StaticPropertyInfo kStaticProperties[] = {
    {"Empty", &types::kString, [] { return Value::EmptyString(); }},
};

Value ConstructText(CallContext*, Args args) {
  if (args.size() == 2 && args[1].IsInteger()) {
    std::string unit = ToText(args[0]), out;
    for (int32_t n = ToInt32(args[1]); n > 0; --n) out += unit;
    return Value::String(std::move(out));
  }
  return args.empty() ? Value::EmptyString() : ConcatStatic(nullptr, Value(), args.subspan(0, 1));
}

constexpr std::string_view kInterfaces[] = {"System.IComparable", "System.Collections.IEnumerable"};

}  // namespace

const TypeInfo types::kString = {
    .full_name = "System.String",
    .name = "String",
    .base = &types::kObject,
    .type_class = TypeClass::kPrimitive,
    .kind = Kind::kString,
    .interfaces = kInterfaces,
    .properties = kProperties,
    .methods = kMethods,
    .static_properties = kStaticProperties,
    .static_methods = kStaticMethods,
    .construct = ConstructText,
};

}  // namespace sipsh
