#include "shell/runtime/parameter_binder.h"

#include <algorithm>

#include "shell/runtime/interpreter.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/compare.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

int SetIndex(std::vector<std::string>& sets, const std::string& name) {
  for (size_t i = 0; i < sets.size(); ++i) {
    if (EqualsIgnoreCase(sets[i], name)) return static_cast<int>(i);
  }
  if (sets.size() == 32) return 31;
  sets.push_back(name);
  return static_cast<int>(sets.size() - 1);
}

std::string Quoted(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool SameType(const Value& value, const BoundParameterInfo& parameter) {
  if (!parameter.type || parameter.type == &types::kObject) return true;
  if (IsInstanceOf(value, *parameter.type)) return true;
  return parameter.element &&
         (parameter.element == &types::kObject || IsInstanceOf(value, *parameter.element));
}

}  // namespace

CommandSignature::CommandSignature(Interpreter& interpreter, const CmdletMetadata& source)
    : metadata(&source) {
  for (const auto& name : source.SetNames()) {
    if (name != kAllSets) SetIndex(sets, name);
  }
  if (!source.default_set.empty()) default_set = SetIndex(sets, source.default_set);
  if (sets.empty()) sets.push_back(std::string(kAllSets));
  all_sets = sets.size() >= 32 ? ~SetMask{0} : (SetMask{1} << sets.size()) - 1;
  auto add = [&](const ParameterMetadata& parameter, bool common) {
    BoundParameterInfo info;
    info.metadata = &parameter;
    info.is_common = common;
    if (!parameter.is_switch && parameter.type_name != "System.Object") {
      info.type = interpreter.heap.types().Find(parameter.type_name);
      if (info.type && (info.type->type_class == TypeClass::kArray))
        info.element = info.type->element;
    }
    info.takes_collection =
        parameter.IsArray() || (info.type && (info.type->type_class == TypeClass::kArray ||
                                              info.type->type_class == TypeClass::kList));
    info.positions.assign(sets.size(), kNamedOnly);
    for (const auto& entry : parameter.sets) {
      SetMask mask = entry.set == kAllSets ? all_sets : SetMask{1} << SetIndex(sets, entry.set);
      info.sets |= mask;
      if (entry.mandatory) info.mandatory |= mask;
      if (entry.by_value) info.by_value |= mask;
      if (entry.by_property_name) info.by_property |= mask;
      if (entry.from_remaining) info.remaining |= mask;
      for (size_t s = 0; s < sets.size(); ++s) {
        if (mask >> s & 1) info.positions[s] = entry.position;
      }
    }
    takes_pipeline = takes_pipeline || info.by_value || info.by_property;
    parameters.push_back(std::move(info));
  };
  for (const auto& parameter : source.parameters) add(parameter, false);
  for (const auto& parameter : CommonParameters()) add(parameter, true);
  if (source.supports_should_process) {
    for (const auto& parameter : ShouldProcessParameters()) add(parameter, true);
  }
}

int CommandSignature::Find(std::string_view name, std::string_view command) const {
  std::vector<int> beginning;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto& parameter = *parameters[i].metadata;
    if (EqualsIgnoreCase(parameter.name, name)) return static_cast<int>(i);
    for (const auto& alias : parameter.aliases) {
      if (EqualsIgnoreCase(alias, name)) return static_cast<int>(i);
    }
    if (StartsWithIgnoreCase(parameter.name, name)) beginning.push_back(static_cast<int>(i));
  }
  if (beginning.size() > 1) {
    std::vector<int> own;
    for (int i : beginning) {
      if (!parameters[static_cast<size_t>(i)].is_common) own.push_back(i);
    }
    if (own.size() == 1) beginning = own;
  }
  if (beginning.size() == 1) return beginning[0];
  std::string subject(name);
  if (beginning.size() > 1) {
    std::vector<std::string> names;
    for (int i : beginning)
      names.push_back("-" + parameters[static_cast<size_t>(i)].metadata->name);
    throw TerminatingError("Parameter cannot be processed because the parameter name '" + subject +
                               "' is ambiguous. Possible matches include: " + Quoted(names) + ".",
                           "AmbiguousParameter", ErrorCategory::kInvalidArgument,
                           Value::String(subject));
  }
  std::vector<std::string> names;
  for (const auto& parameter : parameters) names.push_back(parameter.metadata->name);
  std::string near = NearestName(name, names);
  ErrorRecord record("A parameter cannot be found that matches parameter name '" + subject + "'." +
                         (near.empty() ? "" : " Did you mean -" + near + "?"),
                     "NamedParameterNotFound", ErrorCategory::kInvalidArgument,
                     Value::String(subject));
  record.exception_type = "System.Management.Automation.ParameterBindingException";
  record.command = command;
  throw TerminatingError(std::move(record));
}

const Value* BoundParameters::Find(int parameter) const {
  for (const auto& value : values) {
    if (value.parameter == parameter) return &value.value;
  }
  return nullptr;
}

void ParameterBinder::Fail(std::string id, std::string message, std::string type) const {
  ErrorRecord record(std::move(message), std::move(id), ErrorCategory::kInvalidArgument);
  record.exception_type =
      type.empty() ? "System.Management.Automation.ParameterBindingException" : std::move(type);
  record.command = command_;
  throw TerminatingError(std::move(record));
}

namespace {

// Whether a value can go to the parameter without conversion; text that names a value of a closed
// list counts.
bool Fits(const BoundParameterInfo& info, const Value& value) {
  const ParameterMetadata& metadata = *info.metadata;
  if (!metadata.enum_values.empty()) {
    const std::string text = ToText(value);
    return std::any_of(metadata.enum_values.begin(), metadata.enum_values.end(),
                       [&](const std::string& each) { return EqualsIgnoreCase(each, text); });
  }
  if (metadata.type_name.starts_with("System.Management.Automation.ScriptBlock"))
    return AsScriptBlock(value) != nullptr || AsArray(value) != nullptr;
  if (info.type == nullptr || value.IsNull()) return true;
  return IsInstanceOf(value, *info.type) ||
         (info.element != nullptr && IsInstanceOf(value, *info.element));
}

// The free parameter with the lowest position in one set; -1 when there is none.
int LowestPosition(const CommandSignature& signature, const std::vector<bool>& used, size_t set) {
  int best = -1;
  for (size_t p = 0; p < used.size(); ++p) {
    const BoundParameterInfo& info = signature.parameters[p];
    const int position = info.positions[set];
    if (used[p] || position < 0 || (info.remaining >> set & 1) != 0) continue;
    if (best < 0 || position < signature.parameters[static_cast<size_t>(best)].positions[set])
      best = static_cast<int>(p);
  }
  return best;
}

// Where the next positional argument goes: among the sets still possible, the first parameter whose
// type it has, the default set's before the others; without such a one, the default set's. A choice
// by type makes the plan uncacheable.
int NextPositional(const CommandSignature& signature, const std::vector<bool>& used, SetMask sets,
                   const Value& value, bool* cacheable) {
  std::vector<int> candidates;
  for (size_t set = 0; set < signature.sets.size(); ++set) {
    if ((sets >> set & 1) == 0) continue;
    const int candidate = LowestPosition(signature, used, set);
    if (candidate < 0 ||
        std::find(candidates.begin(), candidates.end(), candidate) != candidates.end())
      continue;
    const bool first =
        static_cast<int>(set) == signature.default_set ||
        !signature.parameters[static_cast<size_t>(candidate)].metadata->enum_values.empty();
    candidates.insert(first ? candidates.begin() : candidates.end(), candidate);
  }
  if (candidates.empty()) return -1;
  if (candidates.size() == 1) return candidates.front();
  *cacheable = false;
  for (const int candidate : candidates)
    if (Fits(signature.parameters[static_cast<size_t>(candidate)], value)) return candidate;
  return candidates.front();
}

}  // namespace

BindPlan ParameterBinder::MakePlan(const std::vector<Argument>& arguments) const {
  BindPlan plan;
  plan.sets = signature_.all_sets;
  std::vector<bool> used(signature_.parameters.size());
  std::vector<int> positional;
  auto take = [&](int argument, int parameter) {
    auto p = static_cast<size_t>(parameter);
    if (used[p]) {
      Fail("ParameterAlreadyBound", "Cannot bind parameter because parameter '" +
                                        signature_.parameters[p].metadata->name +
                                        "' is specified more than once.");
    }
    used[p] = true;
    plan.steps.push_back({argument, parameter});
    if (!signature_.parameters[p].is_common) plan.sets &= signature_.parameters[p].sets;
  };
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Argument& argument = arguments[i];
    if (!argument.is_parameter) {
      positional.push_back(static_cast<int>(i));
      continue;
    }
    int parameter = signature_.Find(argument.name, command_);
    const auto& metadata = *signature_.parameters[static_cast<size_t>(parameter)].metadata;
    if (argument.has_value) {
      take(static_cast<int>(i), parameter);
    } else if (metadata.is_switch) {
      take(-1, parameter);
    } else if (i + 1 < arguments.size() && !arguments[i + 1].is_parameter) {
      take(static_cast<int>(++i), parameter);
    } else {
      Fail("MissingArgument", "Missing an argument for parameter '" + metadata.name +
                                  "'. Specify a value of type '" + metadata.type_name +
                                  "' and try again.");
    }
  }
  if (plan.sets == 0) {
    Fail("AmbiguousParameterSet",
         "Parameter set cannot be resolved using the specified named parameters: they cannot be "
         "used together.");
  }
  // Which parameter takes the rest is known only once the sets are narrowed by what went before.
  const auto takes_rest = [&] {
    for (size_t p = 0; p < used.size(); ++p)
      if (!used[p] && (signature_.parameters[p].remaining & plan.sets) != 0)
        return static_cast<int>(p);
    return -1;
  };
  for (int argument : positional) {
    const Value& value = arguments[static_cast<size_t>(argument)].value;
    const int parameter = NextPositional(signature_, used, plan.sets, value, &plan.cacheable);
    if (parameter >= 0) {
      take(argument, parameter);
    } else if (const int rest = takes_rest(); rest >= 0) {
      plan.remaining.push_back(argument);
      plan.remaining_parameter = rest;
      plan.sets &= signature_.parameters[static_cast<size_t>(rest)].sets;
    } else {
      Fail("PositionalParameterNotFound",
           "A positional parameter cannot be found that accepts argument '" + ToText(value) + "'.");
    }
  }
  return plan;
}

Value ParameterBinder::Convert(int index, const Value& given) const {
  const auto& info = signature_.parameters[static_cast<size_t>(index)];
  const auto& metadata = *info.metadata;
  Value value = given;
  std::string reason;
  try {
    if (metadata.is_switch) {
      value = Value::Bool(ToBool(value));
    } else if (!metadata.enum_values.empty() && !info.takes_collection) {
      std::string text = ToText(value), match;
      for (const auto& candidate : metadata.enum_values) {
        if (EqualsIgnoreCase(candidate, text)) {
          match = candidate;
          break;
        }
        if (match.empty() && !text.empty() && StartsWithIgnoreCase(candidate, text))
          match = candidate;
      }
      if (match.empty()) {
        reason =
            "Specify one of the following and try again: " + Quoted(metadata.enum_values) + ".";
      } else {
        value = Value::String(match);
      }
    } else if (info.type) {
      if (value.IsNull() && info.takes_collection) return Value();
      if (!info.takes_collection && AsArray(value) && info.type != &types::kString &&
          info.type->type_class == TypeClass::kPrimitive) {
        reason = "Cannot convert an array to the type '" + std::string(info.type->full_name) + "'.";
      } else if (!info.takes_collection && AsArray(value) && info.type == &types::kString) {
        reason = "Cannot convert value to type System.String.";
      } else {
        value = ConvertTo(value, *info.type);
      }
    } else if (metadata.type_name.ends_with("ScriptBlock") && !AsScriptBlock(value) &&
               value.IsString()) {
      reason = "Cannot convert the text to a script block; write it in braces.";
    } else if (info.takes_collection && !value.IsNull() && !AsArray(value)) {
      value = MakeArray(ToVector(value));
    }
  } catch (const ValueError& error) {
    reason = error.what();
  }
  if (!reason.empty()) {
    Fail("ParameterArgumentTransformationError",
         "Cannot bind argument to parameter '" + metadata.name + "': '" + ToText(given) + "'. " +
             reason,
         "System.Management.Automation.ParameterBindingArgumentTransformationException");
  }
  Validate(index, value);
  return value;
}

void ParameterBinder::Validate(int index, const Value& value) const {
  const auto& info = signature_.parameters[static_cast<size_t>(index)];
  const auto& metadata = *info.metadata;
  const auto& rule = metadata.validation;
  bool is_text = metadata.type_name == "System.String" || metadata.type_name == "System.String[]";
  const char* kType = "System.Management.Automation.ParameterBindingValidationException";
  auto invalid = [&](const std::string& why) {
    Fail("ParameterArgumentValidationError",
         "Cannot validate argument on parameter '" + metadata.name + "'. " + why, kType);
  };
  if (info.mandatory && !info.is_common) {
    if (value.IsNull() && !rule.allow_null && !metadata.is_switch) {
      Fail("ParameterArgumentValidationErrorNullNotAllowed",
           "Cannot bind argument to parameter '" + metadata.name + "' because it is null.", kType);
    }
    if (is_text && value.IsString() && value.AsStringView().empty() && !rule.allow_empty_string) {
      Fail("ParameterArgumentValidationErrorEmptyStringNotAllowed",
           "Cannot bind argument to parameter '" + metadata.name +
               "' because it is an empty string.",
           kType);
    }
    const ArrayObject* array = AsArray(value);
    if (info.takes_collection && array && array->size() == 0 && !rule.allow_empty_collection) {
      Fail(
          "ParameterArgumentValidationErrorEmptyArrayNotAllowed",
          "Cannot bind argument to parameter '" + metadata.name + "' because it is an empty array.",
          kType);
    }
  }
  if ((rule.not_null || rule.not_null_or_empty) && value.IsNull())
    invalid("The argument is null. Provide a valid value and try again.");
  std::vector<Value> items =
      info.takes_collection || AsArray(value) ? ToVector(value) : std::vector<Value>{value};
  if (rule.not_null_or_empty) {
    bool empty = items.empty();
    for (const auto& item : items)
      empty = empty || item.IsNull() || (item.IsString() && item.AsStringView().empty());
    if (empty)
      invalid(
          "The argument is null or empty. Provide an argument that is not null or empty, and then "
          "try the command again.");
  }
  int count = static_cast<int>(items.size());
  if (rule.min_count >= 0 &&
      (count < rule.min_count || (rule.max_count >= 0 && count > rule.max_count))) {
    invalid("The number of provided arguments (" + std::to_string(count) +
            ") is outside the allowed range of " + std::to_string(rule.min_count) + " to " +
            std::to_string(rule.max_count) + ".");
  }
  for (const auto& item : items) {
    if (!rule.values.empty()) {
      std::string text = ToText(item);
      bool found = std::any_of(rule.values.begin(), rule.values.end(), [&](const auto& v) {
        return TextEquals(v, text, !rule.values_case_sensitive);
      });
      if (!found) {
        invalid("The argument \"" + text + "\" does not belong to the set \"" +
                Quoted(rule.values) + "\" of allowed values. Supply one of them and try again.");
      }
    }
    if (!rule.minimum.IsNull() && CompareValues(item, rule.minimum) < 0) {
      invalid("The " + ToText(item) + " argument is less than the minimum allowed range of " +
              ToText(rule.minimum) + ".");
    }
    if (!rule.maximum.IsNull() && CompareValues(item, rule.maximum) > 0) {
      invalid("The " + ToText(item) + " argument is greater than the maximum allowed range of " +
              ToText(rule.maximum) + ".");
    }
    if (rule.min_length >= 0 || rule.max_length >= 0) {
      int length = static_cast<int>(Utf16Length(ToText(item)));
      if (length < rule.min_length || (rule.max_length >= 0 && length > rule.max_length)) {
        invalid("The character length (" + std::to_string(length) +
                ") of the argument is not between " + std::to_string(rule.min_length) + " and " +
                std::to_string(rule.max_length) + ".");
      }
    }
    if (!rule.pattern.empty() &&
        !interpreter_.regexes.Get(rule.pattern, true).IsMatch(ToText(item))) {
      invalid("The argument \"" + ToText(item) + "\" does not match the \"" + rule.pattern +
              "\" pattern.");
    }
    for (const auto& script : rule.scripts) {
      Value saved = std::exchange(interpreter_.underscore, item);
      bool ok = ToBool(interpreter_.InvokeScript(script.block, Value(), {}));
      interpreter_.underscore = saved;
      if (!ok) {
        invalid("The \"" + ToText(script.block) +
                "\" validation script for the argument with value \"" + ToText(item) +
                "\" did not return a result of True.");
      }
    }
  }
}

BoundParameters ParameterBinder::Bind(const BindPlan& plan,
                                      const std::vector<Argument>& arguments) const {
  BoundParameters bound;
  bound.sets = plan.sets;
  bound.values.reserve(plan.steps.size() + 1);
  for (const auto& step : plan.steps) {
    if (step.argument < 0) {
      bound.values.push_back({step.parameter, Value::Bool(true)});
      continue;
    }
    const Argument& argument = arguments[static_cast<size_t>(step.argument)];
    const auto& info = signature_.parameters[static_cast<size_t>(step.parameter)];
    bool as_typed =
        argument.text && (info.type == &types::kString || info.element == &types::kString);
    bound.values.push_back(
        {step.parameter,
         Convert(step.parameter, as_typed ? Value::String(*argument.text) : argument.value)});
  }
  if (plan.remaining_parameter >= 0) {
    std::vector<Value> rest;
    for (int i : plan.remaining) {
      for (const auto& item : ToVector(arguments[static_cast<size_t>(i)].value))
        rest.push_back(item);
    }
    bool one =
        rest.size() == 1 &&
        !signature_.parameters[static_cast<size_t>(plan.remaining_parameter)].takes_collection;
    bound.values.push_back({plan.remaining_parameter,
                            Convert(plan.remaining_parameter, one ? rest[0] : MakeArray(rest))});
  }
  return bound;
}

bool ParameterBinder::CanTakePipeline(const BoundParameters& bound) const {
  for (size_t p = 0; p < signature_.parameters.size(); ++p) {
    const auto& info = signature_.parameters[p];
    if (((info.by_value | info.by_property) & bound.sets) && !bound.Find(static_cast<int>(p)))
      return true;
  }
  return false;
}

bool ParameterBinder::TryTake(int parameter, const Value& value, bool convert,
                              std::vector<BoundValue>& out) const {
  const auto& info = signature_.parameters[static_cast<size_t>(parameter)];
  if (!convert && !info.metadata->is_switch && !SameType(value, info)) return false;
  if (!convert) {
    out.push_back({parameter, Convert(parameter, value)});
    return true;
  }
  try {
    out.push_back({parameter, Convert(parameter, value)});
    return true;
  } catch (const TerminatingError& error) {
    if (error.Record().error_id == "ParameterArgumentTransformationError") return false;
    throw;
  }
}

bool ParameterBinder::BindPipeline(const Value& object, const BoundParameters& bound, SetMask& sets,
                                   std::vector<BoundValue>& out) const {
  auto taken = [&](size_t p) {
    if (bound.Find(static_cast<int>(p))) return true;
    return std::any_of(out.begin(), out.end(),
                       [&](const auto& v) { return v.parameter == static_cast<int>(p); });
  };
  auto narrow = [&](size_t p) { sets &= signature_.parameters[p].sets; };
  for (bool convert : {false, true}) {
    for (size_t p = 0; p < signature_.parameters.size(); ++p) {
      if (!(signature_.parameters[p].by_value & sets) || taken(p)) continue;
      if (TryTake(static_cast<int>(p), object, convert, out)) {
        narrow(p);
        if (!convert) break;
      }
    }
    for (size_t p = 0; p < signature_.parameters.size(); ++p) {
      const auto& info = signature_.parameters[p];
      if (!(info.by_property & sets) || taken(p)) continue;
      Value property;
      bool has = TryGetMember(object, info.metadata->name, &property);
      for (size_t a = 0; !has && a < info.metadata->aliases.size(); ++a) {
        has = TryGetMember(object, info.metadata->aliases[a], &property);
      }
      if (has && TryTake(static_cast<int>(p), property, convert, out)) narrow(p);
    }
  }
  return !out.empty();
}

int ParameterBinder::ResolveSet(const BoundParameters& bound,
                                const std::vector<BoundValue>& from_pipeline, SetMask sets,
                                bool expecting_input) const {
  auto is_bound = [&](size_t p) {
    if (bound.Find(static_cast<int>(p))) return true;
    return std::any_of(from_pipeline.begin(), from_pipeline.end(),
                       [&](const auto& v) { return v.parameter == static_cast<int>(p); });
  };
  std::vector<size_t> complete;
  std::vector<std::vector<std::string>> missing(signature_.sets.size());
  for (size_t s = 0; s < signature_.sets.size(); ++s) {
    if (!(sets >> s & 1)) continue;
    for (size_t p = 0; p < signature_.parameters.size(); ++p) {
      const auto& info = signature_.parameters[p];
      if (!(info.mandatory >> s & 1) || is_bound(p)) continue;
      if (expecting_input && ((info.by_value | info.by_property) >> s & 1)) continue;
      missing[s].push_back(info.metadata->name);
    }
    if (missing[s].empty()) complete.push_back(s);
  }
  auto preferred = static_cast<size_t>(std::max(signature_.default_set, 0));
  for (size_t s : complete) {
    if (s == preferred) return static_cast<int>(s);
  }
  if (!complete.empty()) {
    // Of several the one with the most mandatory parameters given says most.
    size_t best = complete[0];
    auto weight = [&](size_t s) {
      int n = 0;
      for (size_t p = 0; p < signature_.parameters.size(); ++p)
        n += signature_.parameters[p].mandatory >> s & 1;
      return n;
    };
    for (size_t s : complete) {
      if (weight(s) > weight(best)) best = s;
    }
    return static_cast<int>(best);
  }
  size_t chosen = preferred;
  if (!(sets >> chosen & 1)) {
    for (chosen = 0; chosen < signature_.sets.size() && !(sets >> chosen & 1); ++chosen) {
    }
  }
  if (chosen >= signature_.sets.size())
    Fail("AmbiguousParameterSet", "The parameters given cannot be used together.");
  std::vector<std::string> names;
  for (const auto& name : missing[chosen]) names.push_back(name);
  Fail("MissingMandatoryParameter",
       "Cannot process command because of one or more missing mandatory parameters: " +
           Quoted(names) + ". Supply " + (names.size() == 1 ? "it" : "them") + " and try again.");
}

}  // namespace sipsh::runtime
