// The binder's conversion and validation of one argument.
#include <algorithm>

#include "shell/command/error_record.h"
#include "shell/runtime/interpreter.h"
#include "shell/runtime/parameter_binder.h"
#include "shell/runtime/regex.h"
#include "shell/value/compare.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/text.h"

namespace sipsh::runtime {
namespace {

constexpr const char* kValidationId = "ParameterArgumentValidationError";

std::string Join(const std::vector<std::string>& items) {
  std::string joined;
  for (const std::string& item : items) joined += (joined.empty() ? "" : ", ") + item;
  return joined;
}

// The member of a closed list that the text stands for: itself in any case, or its unique beginning.
const std::string* Choose(const std::vector<std::string>& values, std::string_view text) {
  const std::string* found = nullptr;
  for (const std::string& value : values) {
    if (EqualsIgnoreCase(value, text)) return &value;
    if (!text.empty() && StartsWithIgnoreCase(value, text)) {
      if (found != nullptr) return nullptr;
      found = &value;
    }
  }
  return found;
}

bool IsEmpty(const Value& value) {
  if (value.IsString()) return value.AsStringView().empty();
  if (const ArrayObject* array = AsArray(value)) return array->size() == 0;
  return value.IsNull();
}

// Why a single value breaks the rules; empty when it keeps them.
std::string Fault(const ParameterValidation& rules, const Value& value) {
  if ((rules.not_null || rules.not_null_or_empty) && value.IsNull()) return "The argument is null.";
  if (rules.not_null_or_empty && IsEmpty(value)) return "The argument is empty.";
  if (!rules.values.empty()) {
    const std::string text = ToText(value);
    const bool listed = std::any_of(rules.values.begin(), rules.values.end(), [&](const std::string& each) {
      return rules.values_case_sensitive ? each == text : EqualsIgnoreCase(each, text);
    });
    if (!listed) return "The argument \"" + text + "\" is not one of: " + Join(rules.values) + ".";
  }
  if (!rules.minimum.IsNull() && ToBool(ApplyCompare(CompareOp::kLt, value, rules.minimum, true)))
    return "The argument " + ToText(value) + " is less than the minimum of " + ToText(rules.minimum) + ".";
  if (!rules.maximum.IsNull() && ToBool(ApplyCompare(CompareOp::kGt, value, rules.maximum, true)))
    return "The argument " + ToText(value) + " is greater than the maximum of " + ToText(rules.maximum) + ".";
  if (rules.min_length >= 0 || rules.max_length >= 0) {
    const auto length = static_cast<int>(Utf16Length(ToText(value)));
    if (length < rules.min_length)
      return "The argument has " + std::to_string(length) + " characters; at least " + std::to_string(rules.min_length) +
             " are needed.";
    if (rules.max_length >= 0 && length > rules.max_length)
      return "The argument has " + std::to_string(length) + " characters; at most " + std::to_string(rules.max_length) +
             " are allowed.";
  }
  if (!rules.pattern.empty() && !Regex::Compile(rules.pattern, {.ignore_case = true})->IsMatch(ToText(value)))
    return "The argument \"" + ToText(value) + "\" does not match the pattern \"" + rules.pattern + "\".";
  return {};
}

std::string CountFault(const ParameterValidation& rules, size_t count) {
  if (rules.min_count >= 0 && static_cast<int>(count) < rules.min_count)
    return std::to_string(count) + " arguments are given; at least " + std::to_string(rules.min_count) + " are needed.";
  if (rules.max_count >= 0 && static_cast<int>(count) > rules.max_count)
    return std::to_string(count) + " arguments are given; at most " + std::to_string(rules.max_count) + " are allowed.";
  return {};
}

bool HasRules(const ParameterValidation& rules) {
  return !rules.values.empty() || !rules.minimum.IsNull() || !rules.maximum.IsNull() || rules.min_length >= 0 ||
         rules.max_length >= 0 || rules.min_count >= 0 || rules.max_count >= 0 || !rules.pattern.empty() ||
         rules.not_null || rules.not_null_or_empty || !rules.scripts.empty();
}

}  // namespace

Value ParameterBinder::Convert(int parameter, const Value& given) const {
  const BoundParameterInfo& info = signature_.parameters[static_cast<size_t>(parameter)];
  const ParameterMetadata& declared = *info.metadata;
  const bool is_function = signature_.metadata->is_function;
  const auto refuse = [&](const std::string& why) {
    if (is_function)
      Fail("ParameterArgumentTransformationError",
           "The argument for parameter '" + declared.name + "' of " + command_ + " cannot be used. " + why);
    Fail("CannotConvertArgumentNoMessage", "Cannot bind parameter '" + declared.name + "' of " + command_ + ". " + why);
  };
  Value value = given.IsNothing() ? Value() : given;

  if (declared.is_switch) {
    const Value& bare = Unwrap(value);
    if (!bare.IsBool() && !bare.IsNumber() && !bare.IsNull())
      refuse("\"" + ToText(value) + "\" is no Boolean; write -" + declared.name + " or -" + declared.name + ":$false.");
    return Value::Bool(ToBool(bare));
  }
  const auto choose = [&](const Value& each) {
    if (each.IsInt32() && each.AsInt32() >= 0 && static_cast<size_t>(each.AsInt32()) < declared.enum_values.size())
      return Value::String(declared.enum_values[static_cast<size_t>(each.AsInt32())]);
    const std::string* chosen = Choose(declared.enum_values, ToText(each));
    if (chosen == nullptr)
      refuse("\"" + ToText(each) + "\" is not one of: " + Join(declared.enum_values) + ".");
    return Value::String(*chosen);
  };
  try {
    if (!declared.enum_values.empty()) {
      if (declared.IsArray()) {
        std::vector<Value> chosen;
        for (const Value& each : parameter_detail::Elements(value)) chosen.push_back(choose(each));
        value = MakeArray(std::move(chosen));
      } else {
        value = choose(value);
      }
    } else if (info.type != nullptr) {
      if (info.element != nullptr && !value.IsNull() && AsArray(value) == nullptr) {
        value = MakeArray({ConvertTo(value, *info.element)}, *info.type);
      } else if (!is_function && !info.takes_collection && info.type->type_class == TypeClass::kPrimitive &&
                 AsArray(value) != nullptr) {
        refuse("It takes one value of type '" + declared.type_name + "', and several are given.");
      } else if (!(value.IsNull() && info.type->kind >= Kind::kString && info.type != &types::kString)) {
        value = ConvertTo(value, *info.type);
      }
    }
  } catch (const ValueError& error) {
    refuse(error.what());
  }

  if (info.mandatory != 0) {
    const ParameterValidation& rules = declared.validation;
    const auto empty = [&](const char* id, const char* what) {
      Fail(id, "Cannot bind parameter '" + declared.name + "' of " + command_ + " because the argument is " + what + ".");
    };
    if (given.IsNull() && !rules.allow_null) empty("ParameterArgumentValidationErrorNullNotAllowed", "null");
    if (value.IsString() && value.AsStringView().empty() && !rules.allow_empty_string)
      empty("ParameterArgumentValidationErrorEmptyStringNotAllowed", "an empty string");
    if (const ArrayObject* array = AsArray(value); array != nullptr && array->size() == 0 && !rules.allow_empty_collection)
      empty("ParameterArgumentValidationErrorEmptyArrayNotAllowed", "an empty array");
  }
  if (HasRules(declared.validation)) Validate(parameter, value);
  return value;
}

void ParameterBinder::Validate(int parameter, const Value& value) const {
  const ParameterMetadata& declared = *signature_.parameters[static_cast<size_t>(parameter)].metadata;
  const ParameterValidation& rules = declared.validation;
  const auto refuse = [&](const std::string& fault) {
    Fail(kValidationId, "The argument for parameter '" + declared.name + "' of " + command_ + " is not valid. " + fault,
         "System.Management.Automation.ParameterBindingValidationException");
  };
  const std::vector<Value> elements = parameter_detail::Elements(value);
  if (const std::string fault = CountFault(rules, elements.size()); !fault.empty()) refuse(fault);
  if (elements.empty()) {
    ParameterValidation presence;  // of what is not there, only its absence can be checked
    presence.not_null = rules.not_null;
    presence.not_null_or_empty = rules.not_null_or_empty;
    if (const std::string fault = Fault(presence, value); !fault.empty()) refuse(fault);
    return;
  }
  for (const Value& element : elements) {
    if (const std::string fault = Fault(rules, element); !fault.empty()) refuse(fault);
    for (const ScriptBlockRef& script : rules.scripts) {
      bool truth = false;
      (void)interpreter_.services.Get<ScriptBlockInvoker>().InvokeForTruth(script, element, truth);
      if (!truth)
        refuse("\"" + ToText(element) + "\" did not pass the script {" + ToText(script.block) + "}.");
    }
  }
}

}  // namespace sipsh::runtime
