#include "shell/help/syntax_lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "shell/value/text.h"

namespace sipsh::help {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kAccelerators = {{
    {"System.String", "string"},
    {"System.Int32", "int"},
    {"System.Int64", "long"},
    {"System.Double", "double"},
    {"System.Single", "float"},
    {"System.Boolean", "bool"},
    {"System.Object", "Object"},
    {"System.Byte", "byte"},
    {"System.Char", "char"},
    {"System.Decimal", "decimal"},
    {"System.DateTime", "datetime"},
    {"System.TimeSpan", "timespan"},
    {"System.Guid", "guid"},
    {"System.Uri", "uri"},
    {"System.Version", "version"},
    {"System.Xml.XmlDocument", "xml"},
    {"System.Type", "type"},
    {"System.UInt32", "uint"},
    {"System.UInt64", "ulong"},
    {"System.Int16", "short"},
    {"System.UInt16", "ushort"},
    {"System.Management.Automation.ScriptBlock", "scriptblock"},
    {"System.Management.Automation.PSObject", "psobject"},
    {"System.Collections.Hashtable", "hashtable"},
}};

struct Shown {
  const ParameterMetadata* parameter;
  const ParameterSetEntry* entry;
};

std::string ValueText(const ParameterMetadata& parameter) {
  if (parameter.is_switch) return {};
  if (!parameter.enum_values.empty() || !parameter.validation.values.empty()) {
    const auto& values =
        parameter.enum_values.empty() ? parameter.validation.values : parameter.enum_values;
    if (values.size() <= 12) {
      std::string joined;
      for (const std::string& value : values) joined += (joined.empty() ? "" : " | ") + value;
      return " {" + joined + "}";
    }
  }
  return " <" + ShortTypeName(parameter.type_name) + ">";
}

std::string ParameterText(const Shown& shown) {
  const ParameterMetadata& parameter = *shown.parameter;
  std::string name = "-" + parameter.name;
  if (shown.entry->position >= 0 && !parameter.is_switch) name = "[" + name + "]";
  const std::string text = name + ValueText(parameter);
  return shown.entry->mandatory ? text : "[" + text + "]";
}

std::string Line(const CmdletMetadata& metadata, const std::string& set) {
  std::vector<Shown> shown;
  const auto take = [&](const std::vector<ParameterMetadata>& parameters) {
    for (const ParameterMetadata& parameter : parameters) {
      if (parameter.hidden) continue;
      if (const auto* entry = parameter.InSetOrAll(set)) shown.push_back({&parameter, entry});
    }
  };
  take(metadata.parameters);
  if (metadata.supports_should_process) take(ShouldProcessParameters());
  const auto rank = [](const Shown& s) {
    if (s.entry->position >= 0) return s.entry->position;
    return s.entry->mandatory ? 1000 : 1001;
  };
  std::stable_sort(shown.begin(), shown.end(),
                   [&](const Shown& a, const Shown& b) { return rank(a) < rank(b); });
  std::string line = metadata.Name();
  for (const Shown& s : shown) line += " " + ParameterText(s);
  return line + " [<CommonParameters>]";
}

}  // namespace

std::string ShortTypeName(const std::string& type_name) {
  std::string_view name = type_name;
  std::string suffix;
  while (name.ends_with("[]")) {
    suffix += "[]";
    name.remove_suffix(2);
  }
  for (const auto& [full, accelerator] : kAccelerators) {
    if (EqualsIgnoreCase(name, full)) return std::string(accelerator) + suffix;
  }
  const size_t dot = name.rfind('.');
  return std::string(dot == std::string_view::npos ? name : name.substr(dot + 1)) + suffix;
}

std::vector<std::string> SyntaxLines(const CmdletMetadata& metadata) {
  std::vector<std::string> sets = metadata.SetNames();
  if (sets.empty()) sets.emplace_back(kAllSets);
  std::stable_partition(sets.begin(), sets.end(), [&](const std::string& set) {
    return EqualsIgnoreCase(set, metadata.default_set);
  });
  std::vector<std::string> lines;
  for (const std::string& set : sets) {
    std::string line = Line(metadata, set);
    if (std::find(lines.begin(), lines.end(), line) == lines.end())
      lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace sipsh::help
