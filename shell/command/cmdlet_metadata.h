// CmdletMetadata: what a cmdlet is, as data. Binder, Get-Help, Get-Command -Syntax, completion, the
// golden list and the tests read this one declaration.
//
//   CmdletMetadata GetUserMetadata() {
//     CmdletMetadata m = MakeCmdlet<GetUser>("Get", "CsUser", "Gets SIP-enabled users.");
//     m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser";
//     m.default_set = "Identity";
//     m.Add(Parameter<&GetUser::identity>("Identity", "Which
//     user.").Position(0).InSet("Identity").ByValue()); m.Add(Parameter<&GetUser::filter>("Filter",
//     "Which users.").InSet("Filter").Mandatory()); return m;
//   }
//
// Type and conversion come from the C++ member: std::string, bool (a switch), int, int64_t, double,
// Value ([object]), ScriptBlockRef, std::vector of string, int, int64_t, double, Value or
// ScriptBlockRef, and std::optional of any of them
// ("was it given"). A Value member takes any .NET type by .Type("datetime").
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/cmdlet.h"
#include "shell/command/script_block.h"
#include "shell/value/value.h"

namespace sipsh {

inline constexpr int kNamedOnly = -1;
inline constexpr std::string_view kAllSets = "__AllParameterSets";

// How a parameter behaves in one parameter set.
struct ParameterSetEntry {
  std::string set{kAllSets};
  bool mandatory = false;
  int position = kNamedOnly;
  bool by_value = false;
  bool by_property_name = false;
  bool from_remaining = false;
  std::string help;  // HelpMessage
};

struct ParameterValidation {
  std::vector<std::string> values;  // ValidateSet
  bool values_case_sensitive = false;
  Value minimum, maximum;  // ValidateRange; null: no limit
  int min_length = -1, max_length = -1;
  int min_count = -1, max_count = -1;
  std::string pattern;  // ValidatePattern
  bool not_null = false;
  bool not_null_or_empty = false;
  bool allow_null = false, allow_empty_string = false, allow_empty_collection = false;
  std::vector<ScriptBlockRef> scripts;  // ValidateScript
};

struct ParameterMetadata {
  std::string name;
  std::string help;
  std::string type_name =
      "System.Object";  // "System.String[]", "System.Management.Automation.SwitchParameter"
  std::vector<std::string> aliases;
  std::vector<ParameterSetEntry> sets;  // never empty
  ParameterValidation validation;
  std::vector<std::string> enum_values;  // the type's values: offered, checked, may be abbreviated
  bool is_switch = false;
  bool hidden = false;  // not listed by help
  // Puts a value already converted and checked into the cmdlet. Null for a function's parameters.
  std::function<void(Cmdlet&, const Value&)> assign;

  bool IsArray() const { return type_name.ends_with("[]"); }
  const ParameterSetEntry* InSetOrAll(std::string_view set) const;

  // ---- declaring; each applies to the set last named by InSet(), or to all sets
  // --------------------
  ParameterMetadata&& Mandatory(bool yes = true) &&;
  ParameterMetadata&& Position(int position) &&;
  ParameterMetadata&& ByValue() &&;
  ParameterMetadata&& ByPropertyName() &&;
  ParameterMetadata&& FromRemaining() &&;
  ParameterMetadata&& InSet(
      std::string set) &&;  // begins (or names again) a set; the rest applies to it
  ParameterMetadata&& Alias(std::string alias) &&;
  ParameterMetadata&& Type(std::string type) &&;
  ParameterMetadata&& ValidateSet(std::vector<std::string> values) &&;
  ParameterMetadata&& ValidateRange(Value minimum, Value maximum) &&;
  ParameterMetadata&& ValidateLength(int minimum, int maximum) &&;
  ParameterMetadata&& ValidateCount(int minimum, int maximum) &&;
  ParameterMetadata&& ValidatePattern(std::string pattern) &&;
  ParameterMetadata&& ValidateNotNull() &&;
  ParameterMetadata&& ValidateNotNullOrEmpty() &&;
  ParameterMetadata&& AllowNull() &&;
  ParameterMetadata&& AllowEmpty() &&;  // an empty string or collection in spite of Mandatory
  ParameterMetadata&& Enum(std::vector<std::string> values) &&;
  ParameterMetadata&& Hidden() &&;
};

enum class ConfirmImpact : uint8_t { kNone, kLow, kMedium, kHigh };

struct CmdletMetadata {
  std::string verb, noun;
  std::string synopsis;  // one sentence
  std::string output_type;
  std::vector<ParameterMetadata> parameters;
  std::string default_set;  // empty: none
  bool supports_should_process = false;
  ConfirmImpact confirm_impact = ConfirmImpact::kMedium;
  std::vector<std::string> aliases;  // "ft", "%"
  std::string help;                  // Markdown
  std::function<std::unique_ptr<Cmdlet>()> factory;
  std::string module;  // set by the loader
  // For tools that read the surface: a function's metadata has no factory.
  bool is_function = false;
  bool positional_binding = true;
  bool has_common_parameters =
      true;  // false for a simple function: what fits nowhere goes to $args

  std::string Name() const { return noun.empty() ? verb : verb + "-" + noun; }
  CmdletMetadata& Add(ParameterMetadata parameter) {
    parameters.push_back(std::move(parameter));
    return *this;
  }
  const ParameterMetadata* Find(std::string_view parameter) const;
  // Names of the parameter sets in order of appearance; kAllSets when there is only that.
  std::vector<std::string> SetNames() const;
};

// The parameters every cmdlet has (-Verbose, -ErrorAction ...) and those of
// supports_should_process.
const std::vector<ParameterMetadata>& CommonParameters();
const std::vector<ParameterMetadata>& ShouldProcessParameters();

// ---- from a C++ member to a parameter
// ---------------------------------------------------------------
namespace parameter_detail {

template <auto M>
struct MemberOf;
template <typename C, typename T, T C::*M>
struct MemberOf<M> {
  using Class = C;
  using Type = T;
};

void Take(std::string& member, const Value& value);
void Take(bool& member, const Value& value);
void Take(int& member, const Value& value);
void Take(int64_t& member, const Value& value);
void Take(double& member, const Value& value);
void Take(Value& member, const Value& value);
void Take(ScriptBlockRef& member, const Value& value);
// The elements of an array value; a single value is one element.
std::vector<Value> Elements(const Value& value);
template <typename T>
void Take(std::vector<T>& member, const Value& value) {
  member.clear();
  for (const Value& element : Elements(value)) {
    T item{};
    Take(item, element);
    member.push_back(std::move(item));
  }
}
template <typename T>
void Take(std::optional<T>& member, const Value& value) {
  T item{};
  Take(item, value);
  member = std::move(item);
}

template <typename T>
struct NameOf;
template <>
struct NameOf<std::string> {
  static constexpr const char* kName = "System.String";
};
template <>
struct NameOf<bool> {
  static constexpr const char* kName = "System.Boolean";
};
template <>
struct NameOf<int> {
  static constexpr const char* kName = "System.Int32";
};
template <>
struct NameOf<int64_t> {
  static constexpr const char* kName = "System.Int64";
};
template <>
struct NameOf<double> {
  static constexpr const char* kName = "System.Double";
};
template <>
struct NameOf<Value> {
  static constexpr const char* kName = "System.Object";
};
template <>
struct NameOf<ScriptBlockRef> {
  static constexpr const char* kName = "System.Management.Automation.ScriptBlock";
};
template <typename T>
struct TypeOf {
  static std::string Name() { return NameOf<T>::kName; }
  static constexpr bool kSwitch = false;
};
template <>
struct TypeOf<bool> {
  static std::string Name() { return "System.Management.Automation.SwitchParameter"; }
  static constexpr bool kSwitch = true;
};
template <typename T>
struct TypeOf<std::vector<T>> {
  static std::string Name() { return std::string(NameOf<T>::kName) + "[]"; }
  static constexpr bool kSwitch = false;
};
// optional<bool> is a [bool] that takes a value, bool alone a switch.
template <typename T>
struct TypeOf<std::optional<T>> {
  static std::string Name() {
    if constexpr (std::is_same_v<T, bool>)
      return "System.Boolean";
    else
      return TypeOf<T>::Name();
  }
  static constexpr bool kSwitch = false;
};

ParameterMetadata Make(std::string name, std::string help, std::string type, bool is_switch,
                       std::function<void(Cmdlet&, const Value&)> assign);

}  // namespace parameter_detail

template <auto Member>
ParameterMetadata Parameter(std::string name, std::string help) {
  using M = parameter_detail::MemberOf<Member>;
  using T = typename M::Type;
  return parameter_detail::Make(
      std::move(name), std::move(help), parameter_detail::TypeOf<T>::Name(),
      parameter_detail::TypeOf<T>::kSwitch, [](Cmdlet& cmdlet, const Value& value) {
        parameter_detail::Take(static_cast<typename M::Class&>(cmdlet).*Member, value);
      });
}

// For parameters a base class declares: Parameter<&Derived::member, Derived>.
template <auto Member, typename Derived>
ParameterMetadata Parameter(std::string name, std::string help) {
  using T = typename parameter_detail::MemberOf<Member>::Type;
  return parameter_detail::Make(
      std::move(name), std::move(help), parameter_detail::TypeOf<T>::Name(),
      parameter_detail::TypeOf<T>::kSwitch, [](Cmdlet& cmdlet, const Value& value) {
        parameter_detail::Take(static_cast<Derived&>(cmdlet).*Member, value);
      });
}

// A parameter whose value goes to a function (table-made cmdlets). `type` is a type name:
// "string[]", "switch".
ParameterMetadata DynamicParameter(std::string name, std::string help, std::string type,
                                   std::function<void(Cmdlet&, const Value&)> assign);

template <typename C>
CmdletMetadata MakeCmdlet(std::string verb, std::string noun, std::string synopsis) {
  CmdletMetadata m;
  m.verb = std::move(verb);
  m.noun = std::move(noun);
  m.synopsis = std::move(synopsis);
  m.factory = [] { return std::make_unique<C>(); };
  return m;
}

}  // namespace sipsh
