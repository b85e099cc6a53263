// [Enum] and the enumerations of the engine.
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace {

using namespace type_rows;

const TypeInfo& EnumArg(const Value& arg) {
  if (const auto* literal = arg.As<TypeLiteral>()) {
    if (literal->type().type_class == TypeClass::kEnum) return literal->type();
  }
  if (arg.IsString()) return Heap::Current().types().Get(arg.AsStringView());
  ThrowArgument("Type provided must be an Enum.");
}
// [Enum]::GetNames([X]) and [X]::GetNames(): `self` is the type in the second form.
const TypeInfo& EnumOf(const Value& self, Args args) {
  return EnumArg(args.empty() || !args[0].As<TypeLiteral>() ? self : args[0]);
}

Value GetNames(CallContext*, const Value& self, Args args) {
  std::vector<std::string> names;
  for (const EnumMember& member : EnumOf(self, args).enum_members) names.emplace_back(member.name);
  return MakeStringArray(names);
}
Value GetValues(CallContext*, const Value& self, Args args) {
  const TypeInfo& type = EnumOf(self, args);
  std::vector<Value> values;
  for (const EnumMember& member : type.enum_members) {
    values.push_back(MakeEnum(type, member.value));
  }
  return MakeArray(std::move(values), Heap::Current().types().ArrayOf(type));
}
Value IsDefined(CallContext*, const Value&, Args args) {
  const TypeInfo& type = EnumArg(args[0]);
  for (const EnumMember& member : type.enum_members) {
    bool same = args[1].IsString()    ? member.name == args[1].AsStringView()
                : args[1].IsInteger() ? args[1].AsInt64() == member.value
                                      : MakeEnum(type, member.value).object()->EqualsTo(args[1]);
    if (same) return Value::Bool(true);
  }
  return Value::Bool(false);
}
Value ParseMember(CallContext*, const Value&, Args args) {
  const TypeInfo& type = EnumArg(args[0]);
  int64_t number;
  if (ParseEnum(type, ToText(args[1]), &number)) return MakeEnum(type, number);
  ThrowArgument("Requested value '" + ToText(args[1]) + "' was not found.");
}
Value ToObjectOf(CallContext*, const Value&, Args args) {
  return MakeEnum(EnumArg(args[0]), ToInt64(args[1]));
}
const MethodInfo kStatics[] = {
    {"GetNames", 0, 1, GetNames}, {"GetValues", 0, 1, GetValues}, {"IsDefined", 2, 2, IsDefined},
    {"Parse", 2, 3, ParseMember}, {"ToObject", 2, 2, ToObjectOf},
};

const EnumValue& Self(const Value& self) { return *static_cast<EnumValue*>(self.object()); }
const PropertyInfo kProperties[] = {
    {"value__", &types::kInt32, [](const Value& v) { return Value::Integer(Self(v).number()); }},
};
const MethodInfo kMethods[] = {
    {"HasFlag", 1, 1,
     [](CallContext*, const Value& v, Args args) {
       Value flag = ConvertTo(args[0], Self(v).Type());
       int64_t bits = static_cast<EnumValue*>(flag.object())->number();
       return Value::Bool((Self(v).number() & bits) == bits);
     },
     "bool HasFlag(Enum flag)"},
};

constexpr TypeInfo Enumeration(std::string_view full_name, std::span<const EnumMember> members,
                               bool flags = false) {
  return {.full_name = full_name,
          .name = full_name.substr(full_name.rfind('.') + 1),
          .base = &types::kEnum,
          .type_class = TypeClass::kEnum,
          .enum_members = members,
          .is_flags = flags};
}

constexpr EnumMember kDays[] = {{"Sunday", 0},   {"Monday", 1}, {"Tuesday", 2}, {"Wednesday", 3},
                                {"Thursday", 4}, {"Friday", 5}, {"Saturday", 6}};
constexpr EnumMember kDateKinds[] = {{"Unspecified", 0}, {"Utc", 1}, {"Local", 2}};
constexpr EnumMember kComparisons[] = {{"CurrentCulture", 0},   {"CurrentCultureIgnoreCase", 1},
                                       {"InvariantCulture", 2}, {"InvariantCultureIgnoreCase", 3},
                                       {"Ordinal", 4},          {"OrdinalIgnoreCase", 5}};
constexpr EnumMember kSplits[] = {{"None", 0}, {"RemoveEmptyEntries", 1}, {"TrimEntries", 2}};
constexpr EnumMember kRoundings[] = {{"ToEven", 0},
                                     {"AwayFromZero", 1},
                                     {"ToZero", 2},
                                     {"ToNegativeInfinity", 3},
                                     {"ToPositiveInfinity", 4}};
constexpr EnumMember kColors[] = {
    {"Black", 0},    {"DarkBlue", 1},    {"DarkGreen", 2},  {"DarkCyan", 3},
    {"DarkRed", 4},  {"DarkMagenta", 5}, {"DarkYellow", 6}, {"Gray", 7},
    {"DarkGray", 8}, {"Blue", 9},        {"Green", 10},     {"Cyan", 11},
    {"Red", 12},     {"Magenta", 13},    {"Yellow", 14},    {"White", 15}};

}  // namespace

const TypeInfo types::kEnum = {
    .full_name = "System.Enum",
    .name = "Enum",
    .base = &types::kValueType,
    .properties = kProperties,
    .methods = kMethods,
    .static_methods = kStatics,
};
const TypeInfo types::kDayOfWeek = Enumeration("System.DayOfWeek", kDays);
const TypeInfo types::kDateTimeKind = Enumeration("System.DateTimeKind", kDateKinds);
const TypeInfo types::kStringComparison = Enumeration("System.StringComparison", kComparisons);
const TypeInfo types::kStringSplitOptions = Enumeration("System.StringSplitOptions", kSplits, true);
const TypeInfo types::kMidpointRounding = Enumeration("System.MidpointRounding", kRoundings);
const TypeInfo types::kConsoleColor = Enumeration("System.ConsoleColor", kColors);

}  // namespace sipsh
