#include "shell/runtime/binder/default_parameters.h"

#include "shell/runtime/script_block_object.h"
#include "shell/value/convert.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::runtime {

bool AddDefaultParameters(Interpreter& interpreter, std::string_view command,
                          std::vector<Argument>& arguments) {
  const HashtableObject* shared = AsHashtable(interpreter.default_parameters->value);
  if (!interpreter.own_defaults && (!shared || shared->size() == 0)) return false;
  const Value held = interpreter.GetVariable("PSDefaultParameterValues");
  const HashtableObject* table = AsHashtable(held);
  if (!table || table->size() == 0) return false;
  const Value* disabled = table->Find(Value::String("Disabled"));
  if (disabled && ToBool(*disabled)) return false;
  const size_t before = arguments.size();
  table->ForEach([&](const Value& key, const Value& value) {
    const std::string text = ToText(key);
    const size_t colon = text.find(':');
    if (colon == std::string::npos || !WildcardMatches(text.substr(0, colon), command)) return true;
    Value chosen = value;
    if (AsScriptBlock(value)) chosen = interpreter.InvokeScript(value, Value(), {});
    arguments.push_back({.name = text.substr(colon + 1),
                         .value = std::move(chosen),
                         .is_parameter = true,
                         .has_value = true,
                         .is_default = true});
    return true;
  });
  return arguments.size() > before;
}

}  // namespace sipsh::runtime
