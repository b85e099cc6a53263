#include "shell/runtime/operators.h"

#include "shell/runtime/interpreter.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::runtime {

namespace {

// A scalar's truth, or the elements of the left array that satisfy the test.
template <typename F>
Value Filter(const Value& left, bool negate, F test) {
  if (!IsEnumerable(left)) return Value::Bool(test(ToText(left)) != negate);
  std::vector<Value> kept;
  for (const Value& item : ToVector(left)) {
    if (test(ToText(item)) != negate) kept.push_back(item);
  }
  return MakeArray(std::move(kept));
}

template <typename F>
Value Map(const Value& left, F function) {
  if (!IsEnumerable(left)) return function(ToText(left));
  std::vector<Value> out;
  for (const Value& item : ToVector(left)) out.push_back(function(ToText(item)));
  return MakeArray(std::move(out));
}

struct SplitRequest {
  Value delimiter;
  int limit = 0;
  bool simple = false, has_delimiter = false;
};

void SplitWhitespace(std::string_view text, int limit, std::vector<Value>& out) {
  text = TrimWhiteSpace(text);
  int count = 0;
  while (!text.empty()) {
    if (limit > 0 && ++count == limit) {
      out.push_back(Value::String(text));
      return;
    }
    size_t end = text.find_first_of(" \t\r\n\v\f");
    out.push_back(Value::String(text.substr(0, end)));
    if (end == std::string_view::npos) return;
    size_t next = text.find_first_not_of(" \t\r\n\v\f", end);
    text = next == std::string_view::npos ? std::string_view() : text.substr(next);
  }
}

void SplitByRegex(const Regex& regex, std::string_view text, int limit, std::vector<Value>& out) {
  std::vector<RegexGroup> groups;
  size_t start = 0, from = 0;
  int count = 1;
  while ((limit <= 0 || count < limit) && from <= text.size() && regex.Match(text, from, groups)) {
    if (groups[0].end == groups[0].begin) {
      if (groups[0].begin >= text.size()) break;
      if (groups[0].begin == start) {
        from = groups[0].begin + 1;
        while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80)
          ++from;
        if (start == 0 && groups[0].begin == 0) {
          out.push_back(Value::EmptyString());
          ++count;
        }
        continue;
      }
    }
    out.push_back(Value::String(text.substr(start, groups[0].begin - start)));
    ++count;
    for (size_t i = 1; i < groups.size(); ++i) {
      if (groups[i].matched)
        out.push_back(Value::String(text.substr(groups[i].begin, groups[i].end - groups[i].begin)));
    }
    start = groups[0].end;
    from = groups[0].end > groups[0].begin ? groups[0].end : groups[0].end + 1;
  }
  out.push_back(Value::String(text.substr(start)));
}

}  // namespace

const Regex& RegexCache::Get(std::string_view pattern, bool ignore_case) {
  auto key = std::make_pair(std::string(pattern), ignore_case);
  auto found = known_.find(key);
  if (found != known_.end()) return *found->second;
  if (known_.size() > 500) known_.clear();
  RegexOptions options;
  options.ignore_case = ignore_case;
  return *(known_[key] = Regex::Compile(pattern, options));
}

Value LikeOperator(const Value& left, const Value& right, bool ignore_case, bool negate) {
  WildcardPattern pattern(ToText(right), ignore_case);
  return Filter(left, negate, [&](const std::string& text) { return pattern.Matches(text); });
}

Value MatchTable(const Regex& regex, std::string_view subject,
                 const std::vector<RegexGroup>& groups) {
  auto* table = new HashtableObject();
  Value result = Value::FromObject(table);
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!groups[i].matched) continue;
    std::string name = i < regex.GroupNames().size() ? regex.GroupNames()[i] : std::to_string(i);
    bool number = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    Value key = number ? Value::Int32(std::stoi(name)) : Value::String(name);
    table->Set(key,
               Value::String(subject.substr(groups[i].begin, groups[i].end - groups[i].begin)));
  }
  return result;
}

Value MatchOperator(Interpreter& interpreter, const Value& left, const Value& right,
                    bool ignore_case, bool negate) {
  const Regex& regex = interpreter.regexes.Get(ToText(right), ignore_case);
  if (IsEnumerable(left)) {
    return Filter(left, negate, [&](const std::string& text) { return regex.IsMatch(text); });
  }
  std::string text = ToText(left);
  std::vector<RegexGroup> groups;
  bool matched = regex.Match(text, 0, groups);
  if (matched) interpreter.matches = MatchTable(regex, text, groups);
  return Value::Bool(matched != negate);
}

Value ReplaceOperator(Interpreter& interpreter, const Value& left, const Value& right,
                      bool ignore_case) {
  Value pattern = right, replacement = Value::EmptyString();
  if (const ArrayObject* pair = AsArray(right)) {
    if (pair->size() > 2) {
      throw ValueError("BadReplaceArgument", "-replace takes a pattern and a replacement, not " +
                                                 std::to_string(pair->size()) + " values.");
    }
    pattern = pair->size() > 0 ? pair->items()[0] : Value();
    if (pair->size() > 1) replacement = pair->items()[1];
  }
  const Regex& regex = interpreter.regexes.Get(ToText(pattern), ignore_case);
  if (!AsScriptBlock(replacement)) {
    std::string with = ToText(replacement);
    return Map(left,
               [&](const std::string& text) { return Value::String(regex.Replace(text, with)); });
  }
  return Map(left, [&](const std::string& text) {
    std::string out;
    std::vector<RegexGroup> groups;
    size_t from = 0, done = 0;
    while (from <= text.size() && regex.Match(text, from, groups)) {
      out.append(text, done, groups[0].begin - done);
      Value table = ToCustomObject(Value::FromObject([&] {
        auto* made = new HashtableObject(types::kOrderedDictionary);
        made->Set("Value",
                  Value::String(text.substr(groups[0].begin, groups[0].end - groups[0].begin)));
        made->Set("Index", Value::Integer(static_cast<int64_t>(
                               Utf16Length(std::string_view(text).substr(0, groups[0].begin)))));
        return made;
      }()));
      Value saved = std::exchange(interpreter.underscore, table);
      out += ToText(interpreter.InvokeScript(replacement, Value(), {}));
      interpreter.underscore = saved;
      done = groups[0].end;
      from = groups[0].end > groups[0].begin ? groups[0].end : groups[0].end + 1;
    }
    out.append(text, std::min(done, text.size()), std::string::npos);
    return Value::String(std::move(out));
  });
}

Value SplitOperator(Interpreter& interpreter, const Value& left, const Value& right,
                    bool ignore_case) {
  SplitRequest request{.delimiter = right};
  if (const ArrayObject* parts = AsArray(right)) {
    request.delimiter = parts->size() > 0 ? parts->items()[0] : Value();
    if (parts->size() > 1) request.limit = ToInt32(parts->items()[1]);
    if (parts->size() > 2) {
      std::string options = Fold(ToText(parts->items()[2]));
      request.simple = options.find("simplematch") != std::string::npos;
      if (options.find("ignorecase") != std::string::npos) ignore_case = true;
    }
  }
  std::vector<Value> out;
  std::string delimiter;
  if (!AsScriptBlock(request.delimiter)) {
    delimiter = ToText(request.delimiter);
    if (request.simple) delimiter = Regex::Escape(delimiter);
  }
  for (const Value& item : ToVector(left)) {
    std::string text = ToText(item);
    if (AsScriptBlock(request.delimiter)) {
      std::string piece;
      for (size_t offset = 0; offset < text.size();) {
        size_t start = offset;
        NextCodePoint(text, &offset);
        Value saved = std::exchange(interpreter.underscore,
                                    Value::String(text.substr(start, offset - start)));
        bool split = ToBool(interpreter.InvokeScript(request.delimiter, Value(), {}));
        interpreter.underscore = saved;
        if (split)
          out.push_back(Value::String(std::exchange(piece, {})));
        else
          piece += text.substr(start, offset - start);
      }
      out.push_back(Value::String(piece));
    } else if (delimiter.empty()) {
      SplitByRegex(interpreter.regexes.Get("", ignore_case), text, request.limit, out);
    } else {
      SplitByRegex(interpreter.regexes.Get(delimiter, ignore_case), text, request.limit, out);
    }
  }
  return MakeArray(std::move(out), types::kStringArray);
}

Value UnarySplit(Interpreter&, const Value& value, bool) {
  std::vector<Value> out;
  for (const Value& item : ToVector(value)) SplitWhitespace(ToText(item), 0, out);
  return MakeArray(std::move(out), types::kStringArray);
}

}  // namespace sipsh::runtime
