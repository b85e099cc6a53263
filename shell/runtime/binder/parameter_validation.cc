#include "shell/runtime/binder/parameter_validation.h"

#include <algorithm>

#include "shell/runtime/interpreter.h"
#include "shell/value/compare.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

std::string Listed(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool IsEmptyText(const Value& value) { return value.IsString() && value.AsStringView().empty(); }

std::string SetFault(const ParameterValidation& rule, const Value& item) {
  if (rule.values.empty()) return {};
  const std::string text = ToText(item);
  const bool found = std::any_of(rule.values.begin(), rule.values.end(), [&](const auto& each) {
    return TextEquals(each, text, !rule.values_case_sensitive);
  });
  if (found) return {};
  return "The argument \"" + text + "\" does not belong to the set \"" + Listed(rule.values) +
         "\" of allowed values. Supply one of them and try again.";
}

std::string RangeFault(const ParameterValidation& rule, const Value& item) {
  const auto compare = [&](const Value& limit) {
    try {
      return CompareValues(item, limit);
    } catch (const ValueError&) {
      throw ValueError("ValidateRangeElementType",
                       "The argument '" + ToText(item) + "' cannot be compared with the limit " +
                           ToText(limit) + ".",
                       ValueErrorCategory::kInvalidArgument);
    }
  };
  if (!rule.minimum.IsNull() && compare(rule.minimum) < 0) {
    return "The " + ToText(item) + " argument is less than the minimum allowed range of " +
           ToText(rule.minimum) + ".";
  }
  if (!rule.maximum.IsNull() && compare(rule.maximum) > 0) {
    return "The " + ToText(item) + " argument is greater than the maximum allowed range of " +
           ToText(rule.maximum) + ".";
  }
  return {};
}

std::string LengthFault(const ParameterValidation& rule, const Value& item) {
  if (rule.min_length < 0 && rule.max_length < 0) return {};
  const int length = static_cast<int>(Utf16Length(ToText(item)));
  if (length >= rule.min_length && (rule.max_length < 0 || length <= rule.max_length)) return {};
  return "The character length (" + std::to_string(length) + ") of the argument is not between " +
         std::to_string(rule.min_length) + " and " + std::to_string(rule.max_length) + ".";
}

std::string ScriptFault(Interpreter& interpreter, const ParameterValidation& rule,
                        const Value& item) {
  for (const auto& script : rule.scripts) {
    Value saved = std::exchange(interpreter.underscore, item);
    bool holds = false;
    try {
      holds = ToBool(interpreter.InvokeScript(script.block, Value(), {}));
    } catch (const TerminatingError& error) {
      interpreter.underscore = std::move(saved);
      return error.Record().message;  // What the script throws says why.
    }
    interpreter.underscore = std::move(saved);
    if (holds) continue;
    return "The \"" + ToText(script.block) + "\" validation script for the argument with value \"" +
           ToText(item) + "\" did not return a result of True.";
  }
  return {};
}

std::string ItemFault(Interpreter& interpreter, const ParameterValidation& rule,
                      const Value& item) {
  std::string why = SetFault(rule, item);
  if (why.empty()) why = RangeFault(rule, item);
  if (why.empty()) why = LengthFault(rule, item);
  if (why.empty() && !rule.pattern.empty() &&
      !interpreter.regexes.Get(rule.pattern, true).IsMatch(ToText(item))) {
    why = "The argument \"" + ToText(item) + "\" does not match the \"" + rule.pattern +
          "\" pattern.";
  }
  return why.empty() ? ScriptFault(interpreter, rule, item) : why;
}

std::string CountFault(const ParameterValidation& rule, size_t count) {
  if (rule.min_count < 0) return {};
  const auto given = static_cast<int>(count);
  if (given >= rule.min_count && (rule.max_count < 0 || given <= rule.max_count)) return {};
  return "The number of provided arguments (" + std::to_string(given) +
         ") is outside the allowed range of " + std::to_string(rule.min_count) + " to " +
         std::to_string(rule.max_count) + ".";
}

}  // namespace

std::string FindFault(Interpreter& interpreter, const ParameterValidation& rule,
                      bool takes_collection, const Value& value) {
  if ((rule.not_null || rule.not_null_or_empty) && value.IsNull())
    return "The argument is null. Provide a valid value and try again.";
  const std::vector<Value> items =
      takes_collection || AsArray(value) ? ToVector(value) : std::vector<Value>{value};
  if (rule.not_null_or_empty &&
      (items.empty() || std::any_of(items.begin(), items.end(), [](const Value& item) {
         return item.IsNull() || IsEmptyText(item);
       }))) {
    return "The argument is null or empty. Provide an argument that is not null or empty, and then "
           "try the command again.";
  }
  std::string why = CountFault(rule, items.size());
  for (size_t i = 0; i < items.size() && why.empty(); ++i)
    why = ItemFault(interpreter, rule, items[i]);
  return why;
}

EmptyFault FindEmptyFault(const ParameterMetadata& parameter, bool is_text, bool takes_collection,
                          const Value& value) {
  const ParameterValidation& rule = parameter.validation;
  if (value.IsNull() && !rule.allow_null && !parameter.is_switch)
    return {"ParameterArgumentValidationErrorNullNotAllowed", "null"};
  if (is_text && IsEmptyText(value) && !rule.allow_empty_string)
    return {"ParameterArgumentValidationErrorEmptyStringNotAllowed", "an empty string"};
  const ArrayObject* array = AsArray(value);
  if (takes_collection && array && array->size() == 0 && !rule.allow_empty_collection)
    return {"ParameterArgumentValidationErrorEmptyArrayNotAllowed", "an empty array"};
  return {};
}

}  // namespace sipsh::runtime
