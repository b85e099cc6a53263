#include "shell/runtime/binder/parameter_binder.h"

#include <algorithm>

#include "shell/runtime/binder/parameter_validation.h"
#include "shell/runtime/interpreter.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/compare.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

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

Value ConvertParameter(const Value& value, const TypeInfo& type) {
  const bool truth =
      &type == &types::kBool || (type.base == &types::kNullable && type.element == &types::kBool);
  if (truth && value.IsString()) {
    throw ValueError("InvalidBooleanArgument",
                     "A Boolean parameter takes $true, $false or a number, not text.",
                     ValueErrorCategory::kInvalidArgument);
  }
  return ConvertTo(value, type);
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
  // What is named outright wins over a splatted value of the same name.
  const auto splatted = [&](int argument) {
    return argument >= 0 && arguments[static_cast<size_t>(argument)].splatted;
  };
  auto take = [&](int argument, int parameter, bool from_splat = false) {
    auto p = static_cast<size_t>(parameter);
    if (used[p]) {
      auto step = std::find_if(plan.steps.begin(), plan.steps.end(),
                               [&](const auto& each) { return each.parameter == parameter; });
      if (from_splat && !splatted(step->argument)) return;
      if (!from_splat && splatted(step->argument)) {
        step->argument = argument;
        return;
      }
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
    if (argument.is_default) continue;
    if (!argument.is_parameter) {
      positional.push_back(static_cast<int>(i));
      continue;
    }
    int parameter = signature_.Find(argument.name, command_);
    const auto& metadata = *signature_.parameters[static_cast<size_t>(parameter)].metadata;
    if (argument.has_value) {
      take(static_cast<int>(i), parameter, argument.splatted);
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
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].is_default) continue;
    const int parameter = signature_.FindExactly(arguments[i].name);
    const auto p = static_cast<size_t>(parameter);
    if (parameter < 0 || used[p] || parameter == plan.remaining_parameter) continue;
    if (signature_.parameters[p].is_common || (signature_.parameters[p].sets & plan.sets) != 0)
      take(static_cast<int>(i), parameter);
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
      if (int32_t number = value.IsInt32() ? value.AsInt32() : -1;
          number >= 0 && static_cast<size_t>(number) < metadata.enum_values.size())
        match = metadata.enum_values[static_cast<size_t>(number)];
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
        value = ConvertParameter(value, *info.type);
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
  const auto fail = [&](std::string id, const std::string& why) {
    Fail(std::move(id), why, "System.Management.Automation.ParameterBindingValidationException");
  };
  const std::string& name = info.metadata->name;
  if (info.mandatory && !info.is_common) {
    const bool is_text = info.type == &types::kString || info.element == &types::kString;
    const EmptyFault fault = FindEmptyFault(*info.metadata, is_text, info.takes_collection, value);
    if (!fault.id.empty())
      fail(fault.id,
           "Cannot bind argument to parameter '" + name + "' because it is " + fault.what + ".");
  }
  const std::string why =
      FindFault(interpreter_, info.metadata->validation, info.takes_collection, value);
  if (!why.empty())
    fail("ParameterArgumentValidationError",
         "Cannot validate argument on parameter '" + name + "'. " + why);
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

std::vector<int> ParameterBinder::Missing(size_t set, const BoundParameters& bound,
                                          const std::vector<BoundValue>& from_pipeline,
                                          bool expecting_input) const {
  std::vector<int> missing;
  for (size_t p = 0; p < signature_.parameters.size(); ++p) {
    const auto& info = signature_.parameters[p];
    const int index = static_cast<int>(p);
    if (!(info.mandatory >> set & 1) || bound.Find(index)) continue;
    if (std::any_of(from_pipeline.begin(), from_pipeline.end(),
                    [&](const auto& v) { return v.parameter == index; }))
      continue;
    if (expecting_input && ((info.by_value | info.by_property) >> set & 1)) continue;
    missing.push_back(index);
  }
  return missing;
}

size_t ParameterBinder::MeantSet(SetMask sets) const {
  size_t set = static_cast<size_t>(std::max(signature_.default_set, 0));
  if (sets >> set & 1) return set;
  for (set = 0; set < signature_.sets.size() && !(sets >> set & 1); ++set) {
  }
  if (set >= signature_.sets.size())
    Fail("AmbiguousParameterSet", "The parameters given cannot be used together.");
  return set;
}

int ParameterBinder::ResolveSet(const BoundParameters& bound,
                                const std::vector<BoundValue>& from_pipeline, SetMask sets,
                                bool expecting_input) const {
  std::vector<size_t> complete;
  for (size_t s = 0; s < signature_.sets.size(); ++s)
    if ((sets >> s & 1) && Missing(s, bound, from_pipeline, expecting_input).empty())
      complete.push_back(s);
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
  std::vector<std::string> names;
  for (int p : Missing(MeantSet(sets), bound, from_pipeline, expecting_input))
    names.push_back(signature_.parameters[static_cast<size_t>(p)].metadata->name);
  Fail("MissingMandatoryParameter",
       "Cannot process command because of one or more missing mandatory parameters: " +
           Quoted(names) + ". Supply " + (names.size() == 1 ? "it" : "them") + " and try again.");
}

}  // namespace sipsh::runtime
