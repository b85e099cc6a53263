// What -Property, -GroupBy and -ExpandProperty take: a name (wildcards allowed), a script block, or
// a hash table with Name/Label, Expression, Width, Alignment, FormatString, Ascending, Descending.
// Keys may be shortened as long as they stay unique, as in PowerShell.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shell/format/text_layout.h"
#include "shell/value/value.h"

namespace sipsh::format {

struct PropertySpec {
  std::string label;     // Header; the property's name or the block's text unless given.
  std::string property;  // Name or wildcard; empty with a script.
  Value script;          // A script block, or $null.
  int width = 0;
  std::optional<Alignment> alignment;
  std::string format;
  std::optional<bool> descending;
};

// Runs a script block with $_ set to the object.
using Evaluator = std::function<Value(const Value& script, const Value& object)>;

bool IsScriptBlock(const Value& value);
// Throws ValueError (id "DictionaryKeyUnknown", "DictionaryKeyIllegalValue") for a bad hash table.
PropertySpec ParsePropertySpec(const Value& value);
std::vector<PropertySpec> ParsePropertySpecs(const std::vector<Value>& values);
// Wildcards replaced by the names of the object's properties, each once.
std::vector<PropertySpec> ExpandWildcards(const std::vector<PropertySpec>& specs,
                                          const Value& object);
// The property's value; a script that fails gives $null (the error is the script's own affair).
Value Read(const PropertySpec& spec, const Value& object, const Evaluator& evaluate);

}  // namespace sipsh::format
