#include "shell/runtime/regex_type.h"

#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/objects.h"
#include "shell/value/regex.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"

namespace sipsh::runtime {
namespace {

extern const TypeInfo kRegexType, kMatchType, kGroupType;

class RegexObject final : public Object {
 public:
  explicit RegexObject(std::shared_ptr<const Regex> regex) : regex_(std::move(regex)) {}
  const TypeInfo& Type() const override { return kRegexType; }
  std::string ToText() const override { return regex_->Pattern(); }
  const Regex& regex() const { return *regex_; }

 private:
  std::shared_ptr<const Regex> regex_;
};

// One group of a match, with offsets in UTF-16 units.
class GroupObject final : public Object {
 public:
  GroupObject(std::string name, std::string_view subject, const RegexGroup& group)
      : name_(std::move(name)) {
    success_ = group.matched;
    if (!success_) return;
    text_ = subject.substr(group.begin, group.end - group.begin);
    index_ = static_cast<int32_t>(Utf16Length(subject.substr(0, group.begin)));
  }
  const TypeInfo& Type() const override { return kGroupType; }
  std::string ToText() const override { return text_; }
  const std::string& name() const { return name_; }
  bool success() const { return success_; }
  int32_t index() const { return index_; }

 private:
  std::string name_, text_;
  int32_t index_ = 0;
  bool success_ = false;
};

class MatchObject final : public Container {
 public:
  MatchObject(const Regex& regex, std::string_view subject, const std::vector<RegexGroup>& found)
      : groups_(new HashtableObject(types::kOrderedDictionary)) {
    for (size_t i = 0; i < regex.GroupNames().size(); ++i) {
      const RegexGroup group = i < found.size() ? found[i] : RegexGroup{};
      const std::string& name = regex.GroupNames()[i];
      groups_->Set(name, Value::FromObject(new GroupObject(name, subject, group)));
    }
  }
  const TypeInfo& Type() const override { return kMatchType; }
  std::string ToText() const override { return whole().ToText(); }
  void DropReferences() override { groups_ = nullptr; }
  const GroupObject& whole() const { return *groups_->EntryAt(0)->value.As<GroupObject>(); }
  const ObjectRef<HashtableObject>& groups() const { return groups_; }

 private:
  // Ordered by number, with the name as key: $m.Groups[1] and $m.Groups['user'] both find their
  // group.
  ObjectRef<HashtableObject> groups_;
};

RegexOptions ReadOptions(const Value& value) {
  RegexOptions options;
  if (value.IsInteger()) {  // .NET's RegexOptions flags
    const int64_t flags = value.AsInt64();
    options.ignore_case = (flags & 1) != 0;
    options.multiline = (flags & 2) != 0;
    options.explicit_capture = (flags & 4) != 0;
    options.singleline = (flags & 16) != 0;
    options.ignore_whitespace = (flags & 32) != 0;
    return options;
  }
  const std::string text = ToText(value);
  for (size_t from = 0; from <= text.size();) {
    const size_t comma = std::min(text.find(',', from), text.size());
    const std::string_view name = TrimWhiteSpace(std::string_view(text).substr(from, comma - from));
    from = comma + 1;
    if (EqualsIgnoreCase(name, "IgnoreCase"))
      options.ignore_case = true;
    else if (EqualsIgnoreCase(name, "Multiline"))
      options.multiline = true;
    else if (EqualsIgnoreCase(name, "Singleline"))
      options.singleline = true;
    else if (EqualsIgnoreCase(name, "ExplicitCapture"))
      options.explicit_capture = true;
    else if (EqualsIgnoreCase(name, "IgnorePatternWhitespace"))
      options.ignore_whitespace = true;
    else if (!EqualsIgnoreCase(name, "None") && !EqualsIgnoreCase(name, "Compiled") &&
             !EqualsIgnoreCase(name, "CultureInvariant") && !name.empty())
      throw ValueError("InvalidRegexOption",
                       "'" + std::string(name) + "' is no option of a regular expression here.",
                       ValueErrorCategory::kInvalidArgument, "System.ArgumentException");
  }
  return options;
}

const Regex& RegexOf(const Value& self) {
  return static_cast<RegexObject&>(*Unwrap(self).object()).regex();
}

size_t NextStart(std::string_view subject, const RegexGroup& whole) {
  if (whole.end > whole.begin) return whole.end;
  size_t at = whole.end;
  if (at < subject.size())
    (void)NextCodePoint(subject, &at);
  else
    ++at;
  return at;
}

Value MatchOne(const Regex& regex, std::string_view subject) {
  std::vector<RegexGroup> groups;
  (void)regex.Match(subject, 0, groups);
  return Value::FromObject(new MatchObject(regex, subject, groups));
}

Value MatchAll(const Regex& regex, std::string_view subject) {
  std::vector<Value> all;
  std::vector<RegexGroup> groups;
  for (size_t at = 0; at <= subject.size() && regex.Match(subject, at, groups);
       at = NextStart(subject, groups[0]))
    all.push_back(Value::FromObject(new MatchObject(regex, subject, groups)));
  return MakeArray(std::move(all));
}

// A script block as replacement is asked for the text of each match.
Value ReplaceAll(CallContext* context, const Regex& regex, std::string_view subject,
                 const Value& replacement) {
  if (replacement.IsString() || context == nullptr || !replacement.IsObject())
    return Value::String(regex.Replace(subject, ToText(replacement)));
  std::string out;
  std::vector<RegexGroup> groups;
  size_t copied = 0;
  for (size_t at = 0; at <= subject.size() && regex.Match(subject, at, groups);
       at = NextStart(subject, groups[0])) {
    out += subject.substr(copied, groups[0].begin - copied);
    const Value match = Value::FromObject(new MatchObject(regex, subject, groups));
    out += ToText(context->InvokeScript(replacement, Value(), Args(&match, 1)));
    copied = groups[0].end;
  }
  out += subject.substr(std::min(copied, subject.size()));
  return Value::String(out);
}

Value SplitAll(const Regex& regex, std::string_view subject) {
  std::vector<Value> parts;
  std::vector<RegexGroup> groups;
  size_t from = 0;
  for (size_t at = 0; at <= subject.size() && regex.Match(subject, at, groups);
       at = NextStart(subject, groups[0])) {
    if (groups[0].end == groups[0].begin &&
        (groups[0].begin == 0 || groups[0].begin == subject.size()))
      continue;
    parts.push_back(Value::String(subject.substr(from, groups[0].begin - from)));
    for (size_t i = 1; i < groups.size(); ++i)
      if (groups[i].matched)
        parts.push_back(
            Value::String(subject.substr(groups[i].begin, groups[i].end - groups[i].begin)));
    from = groups[0].end;
  }
  parts.push_back(Value::String(subject.substr(from)));
  return MakeArray(std::move(parts), types::kStringArray);
}

// The expression of a static call: [regex]::Match(input, pattern [, options]).
std::shared_ptr<const Regex> StaticRegex(Args args, size_t options_at) {
  return Regex::Compile(ToText(args[1]),
                        args.size() > options_at ? ReadOptions(args[options_at]) : RegexOptions{});
}

constexpr MethodInfo kRegexMethods[] = {
    {"IsMatch", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return Value::Bool(RegexOf(self).IsMatch(ToText(args[0])));
     }},
    {"Match", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return MatchOne(RegexOf(self), ToText(args[0]));
     }},
    {"Matches", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return MatchAll(RegexOf(self), ToText(args[0]));
     }},
    {"Replace", 2, 2,
     [](CallContext* context, const Value& self, Args args) {
       return ReplaceAll(context, RegexOf(self), ToText(args[0]), args[1]);
     }},
    {"Replace", 3, 3,
     [](CallContext*, const Value& self, Args args) {
       return Value::String(
           RegexOf(self).Replace(ToText(args[0]), ToText(args[1]), ToInt32(args[2])));
     }},
    {"Split", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return SplitAll(RegexOf(self), ToText(args[0]));
     }},
    {"GetGroupNames", 0, 0,
     [](CallContext*, const Value& self, Args) {
       return MakeStringArray(RegexOf(self).GroupNames());
     }},
};

constexpr MethodInfo kRegexStatics[] = {
    {"IsMatch", 2, 3,
     [](CallContext*, const Value&, Args args) {
       return Value::Bool(StaticRegex(args, 2)->IsMatch(ToText(args[0])));
     }},
    {"Match", 2, 3,
     [](CallContext*, const Value&, Args args) {
       return MatchOne(*StaticRegex(args, 2), ToText(args[0]));
     }},
    {"Matches", 2, 3,
     [](CallContext*, const Value&, Args args) {
       return MatchAll(*StaticRegex(args, 2), ToText(args[0]));
     }},
    {"Replace", 3, 4,
     [](CallContext* context, const Value&, Args args) {
       return ReplaceAll(context, *StaticRegex(args, 3), ToText(args[0]), args[2]);
     }},
    {"Split", 2, 3,
     [](CallContext*, const Value&, Args args) {
       return SplitAll(*StaticRegex(args, 2), ToText(args[0]));
     }},
    {"Escape", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::String(Regex::Escape(ToText(args[0])));
     }},
    {"Unescape", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::String(Regex::Unescape(ToText(args[0])));
     }},
};

Value MakeRegex(CallContext*, Args args) {
  if (args.empty() || args.size() > 2)
    throw ValueError("ConstructorNotFound", "[regex]::new takes a pattern and, if wanted, options.",
                     ValueErrorCategory::kInvalidArgument);
  return Value::FromObject(new RegexObject(
      Regex::Compile(ToText(args[0]), args.size() == 2 ? ReadOptions(args[1]) : RegexOptions{})));
}

bool ConvertToRegex(const Value& from, Value* out) {
  if (!from.IsString()) return false;
  *out = Value::FromObject(new RegexObject(Regex::Compile(from.AsStringView())));
  return true;
}

const GroupObject& GroupOf(const Value& self) {
  return static_cast<GroupObject&>(*Unwrap(self).object());
}
const MatchObject& MatchOf(const Value& self) {
  return static_cast<MatchObject&>(*Unwrap(self).object());
}

template <const GroupObject& (*Get)(const Value&)>
struct GroupMembers {
  static Value Success(const Value& self) { return Value::Bool(Get(self).success()); }
  static Value Text(const Value& self) { return Value::String(Get(self).ToText()); }
  static Value Name(const Value& self) { return Value::String(Get(self).name()); }
  static Value Index(const Value& self) { return Value::Int32(Get(self).index()); }
  static Value Length(const Value& self) {
    return Value::Int32(static_cast<int32_t>(Utf16Length(Get(self).ToText())));
  }
};
const GroupObject& WholeOf(const Value& self) { return MatchOf(self).whole(); }
using Whole = GroupMembers<WholeOf>;
using Single = GroupMembers<GroupOf>;

constexpr PropertyInfo kMatchProperties[] = {
    {"Groups", nullptr,
     [](const Value& self) { return Value::FromObject(MatchOf(self).groups()); }},
    {"Success", &types::kBool, Whole::Success},
    {"Name", &types::kString, Whole::Name},
    {"Index", &types::kInt32, Whole::Index},
    {"Length", &types::kInt32, Whole::Length},
    {"Value", &types::kString, Whole::Text},
};
constexpr PropertyInfo kGroupProperties[] = {
    {"Success", &types::kBool, Single::Success}, {"Name", &types::kString, Single::Name},
    {"Index", &types::kInt32, Single::Index},    {"Length", &types::kInt32, Single::Length},
    {"Value", &types::kString, Single::Text},
};
constexpr PropertyInfo kRegexProperties[] = {
    {"Pattern", &types::kString,
     [](const Value& self) { return Value::String(RegexOf(self).Pattern()); }},
};

const TypeInfo kRegexType = {.full_name = "System.Text.RegularExpressions.Regex",
                             .name = "Regex",
                             .base = &types::kObject,
                             .properties = kRegexProperties,
                             .methods = kRegexMethods,
                             .static_methods = kRegexStatics,
                             .construct = MakeRegex,
                             .convert_from = ConvertToRegex};
const TypeInfo kMatchType = {.full_name = "System.Text.RegularExpressions.Match",
                             .name = "Match",
                             .base = &types::kObject,
                             .properties = kMatchProperties};
const TypeInfo kGroupType = {.full_name = "System.Text.RegularExpressions.Group",
                             .name = "Group",
                             .base = &types::kObject,
                             .properties = kGroupProperties};

}  // namespace

void RegisterRegexTypes(TypeTable& types) {
  types.Register(kRegexType, {"regex"});
  types.Register(kMatchType);
  types.Register(kGroupType);
}

}  // namespace sipsh::runtime
