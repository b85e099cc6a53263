#include "shell/runtime/binder/script_parameters.h"

#include "shell/runtime/compile/compiler.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

std::string AttributeName(const syntax::Attribute& attribute) {
  std::string name = Fold(attribute.type.name);
  size_t dot = name.rfind('.');
  if (dot != std::string::npos) name = name.substr(dot + 1);
  if (name.ends_with("attribute") && name.size() > 9) name.resize(name.size() - 9);
  return name;
}

// The arguments of attributes are constants in all but odd scripts; they are evaluated in the
// global scope.
Value Evaluate(Interpreter& interpreter, BlockCode& code, const syntax::Expression* expression) {
  if (!expression) return Value::Bool(true);
  Compiler compiler(interpreter, code);
  BlockCode empty;
  Frame frame{interpreter, &interpreter.global, &code, nullptr, nullptr, nullptr};
  return compiler.Compile(*expression)->Eval(frame);
}

std::vector<std::string> Texts(Interpreter& interpreter, BlockCode& code,
                               const syntax::Attribute& attribute) {
  std::vector<std::string> out;
  for (const auto& argument : attribute.arguments) {
    if (!argument.name.empty()) continue;
    for (const auto& item : ToVector(Evaluate(interpreter, code, argument.value.get())))
      out.push_back(ToText(item));
  }
  return out;
}

void ApplyParameter(Interpreter& interpreter, BlockCode& code, const syntax::Attribute& attribute,
                    ParameterMetadata& out) {
  ParameterSetEntry entry;
  for (const auto& argument : attribute.arguments) {
    std::string name = Fold(argument.name);
    Value value = Evaluate(interpreter, code, argument.value.get());
    if (argument.name.empty()) continue;
    if (name == "mandatory")
      entry.mandatory = ToBool(value);
    else if (name == "position")
      entry.position = ToInt32(value);
    else if (name == "valuefrompipeline")
      entry.by_value = ToBool(value);
    else if (name == "valuefrompipelinebypropertyname")
      entry.by_property_name = ToBool(value);
    else if (name == "valuefromremainingarguments")
      entry.from_remaining = ToBool(value);
    else if (name == "parametersetname")
      entry.set = ToText(value);
    else if (name == "helpmessage")
      entry.help = ToText(value);
    else if (name == "dontshow")
      out.hidden = ToBool(value);
  }
  out.sets.push_back(std::move(entry));
}

// [ValidateRange('Positive')]
void ApplyRangeKind(const std::string& kind, ParameterValidation& rule) {
  if (kind == "positive") rule.minimum = Value::Int32(1);
  if (kind == "nonnegative") rule.minimum = Value::Int32(0);
  if (kind == "negative") rule.maximum = Value::Int32(-1);
  if (kind == "nonpositive") rule.maximum = Value::Int32(0);
}

void ApplyValidation(Interpreter& interpreter, BlockCode& code, const syntax::Attribute& attribute,
                     ParameterMetadata& out) {
  std::string name = AttributeName(attribute);
  auto& rule = out.validation;
  auto number = [&](size_t i) {
    auto texts = Texts(interpreter, code, attribute);
    return i < texts.size() ? static_cast<int>(ToInt64(Value::String(texts[i]))) : -1;
  };
  if (name == "validateset") {
    rule.values = Texts(interpreter, code, attribute);
    for (const auto& argument : attribute.arguments)
      if (EqualsIgnoreCase(argument.name, "IgnoreCase"))
        rule.values_case_sensitive = !ToBool(Evaluate(interpreter, code, argument.value.get()));
  } else if (name == "validaterange") {
    std::vector<Value> ends;
    for (const auto& argument : attribute.arguments)
      ends.push_back(Evaluate(interpreter, code, argument.value.get()));
    if (ends.size() == 2) rule.minimum = ends[0], rule.maximum = ends[1];
    if (ends.size() == 1) ApplyRangeKind(Fold(ToText(ends[0])), rule);
  } else if (name == "validatelength") {
    rule.min_length = number(0), rule.max_length = number(1);
  } else if (name == "validatecount") {
    rule.min_count = number(0), rule.max_count = number(1);
  } else if (name == "validatepattern") {
    auto texts = Texts(interpreter, code, attribute);
    if (!texts.empty()) rule.pattern = texts[0];
  } else if (name == "validatescript") {
    for (const auto& argument : attribute.arguments) {
      Value block = Evaluate(interpreter, code, argument.value.get());
      if (argument.name.empty() && AsScriptBlock(block)) rule.scripts.push_back({block});
    }
  } else if (name == "validatenotnull") {
    rule.not_null = true;
  } else if (name == "validatenotnullorempty" || name == "validatenotnullorwhitespace") {
    rule.not_null_or_empty = true;
  } else if (name == "allownull") {
    rule.allow_null = true;
  } else if (name == "allowemptystring") {
    rule.allow_empty_string = true;
  } else if (name == "allowemptycollection") {
    rule.allow_empty_collection = true;
  } else if (name == "alias") {
    out.aliases = Texts(interpreter, code, attribute);
  }
}

void ApplyBinding(Interpreter& interpreter, BlockCode& code, const syntax::Attribute& attribute) {
  code.advanced = true;
  for (const auto& argument : attribute.arguments) {
    std::string name = Fold(argument.name);
    Value value = Evaluate(interpreter, code, argument.value.get());
    if (name == "defaultparametersetname")
      code.metadata.default_set = ToText(value);
    else if (name == "supportsshouldprocess")
      code.metadata.supports_should_process = ToBool(value);
    else if (name == "positionalbinding")
      code.metadata.positional_binding = ToBool(value);
    else if (name == "confirmimpact") {
      std::string impact = Fold(ToText(value));
      code.metadata.confirm_impact = impact == "high"   ? ConfirmImpact::kHigh
                                     : impact == "low"  ? ConfirmImpact::kLow
                                     : impact == "none" ? ConfirmImpact::kNone
                                                        : ConfirmImpact::kMedium;
    }
  }
}

}  // namespace

std::shared_ptr<const ParameterMetadata> DescribeValidation(
    Interpreter& interpreter, BlockCode& code,
    const std::vector<const syntax::Attribute*>& attributes) {
  std::shared_ptr<ParameterMetadata> out;
  for (const auto* attribute : attributes) {
    if (attribute->is_type_constraint || !AttributeName(*attribute).starts_with("validate"))
      continue;
    if (!out) out = std::make_shared<ParameterMetadata>();
    ApplyValidation(interpreter, code, *attribute, *out);
  }
  return out;
}

bool HasValidation(const syntax::Parameter& parameter) {
  for (const auto& attribute : parameter.attributes) {
    if (!attribute->is_type_constraint) return true;
  }
  return false;
}

void DescribeParameters(Interpreter& interpreter, BlockCode& code) {
  code.metadata.is_function = true;
  code.metadata.help = code.block->help;
  for (const auto& attribute : code.block->attributes) {
    if (AttributeName(*attribute) == "cmdletbinding") ApplyBinding(interpreter, code, *attribute);
  }
  for (size_t i = 0; i < code.block->parameters.size(); ++i) {
    const auto& source = *code.block->parameters[i];
    ParameterMetadata out;
    out.name = source.name;
    if (code.parameters[i].is_switch) {
      out.type_name = "System.Management.Automation.SwitchParameter";
      out.is_switch = true;
    } else if (code.parameters[i].type) {
      out.type_name = std::string(code.parameters[i].type->full_name);
    }
    for (const auto& attribute : source.attributes) {
      if (attribute->is_type_constraint) continue;
      if (AttributeName(*attribute) == "parameter") {
        code.advanced = true;
        ApplyParameter(interpreter, code, *attribute, out);
      } else {
        ApplyValidation(interpreter, code, *attribute, out);
      }
    }
    if (out.sets.empty()) out.sets.push_back({});
    code.metadata.parameters.push_back(std::move(out));
  }
  code.metadata.has_common_parameters = code.advanced;
  // Without any Position= or set the order of declaration gives the positions.
  bool any = false;
  for (const auto& parameter : code.metadata.parameters) {
    for (const auto& entry : parameter.sets)
      any = any || entry.position >= 0 || entry.set != kAllSets;
  }
  if (any || !code.metadata.positional_binding) return;
  int next = 0;
  for (auto& parameter : code.metadata.parameters) {
    if (parameter.is_switch) continue;
    for (auto& entry : parameter.sets) {
      if (!entry.from_remaining) entry.position = next;
    }
    ++next;
  }
}

}  // namespace sipsh::runtime
