// surface syntax|parameters MODULE... : what the plug-ins declare, for the golden lists, sorted.
//   syntax      module, parameter set, and its syntax line, without the common parameters
//   parameters  cmdlet, parameter, type, sets, pipeline, aliases: a parameter a line, written as in
//               cs-parameters.tsv
#include <algorithm>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "shell/command/error_record.h"
#include "shell/help/syntax_lines.h"
#include "shell/runtime/module_loader.h"

namespace {

using sipsh::CmdletMetadata;
using sipsh::ParameterMetadata;
using sipsh::ParameterSetEntry;

std::string ShownSet(const std::string& set) { return set == sipsh::kAllSets ? "*" : set; }

// The metadata of one parameter set alone.
CmdletMetadata OnlySet(const CmdletMetadata& cmdlet, const std::string& set) {
  CmdletMetadata only = cmdlet;
  only.parameters.clear();
  only.default_set.clear();
  for (const ParameterMetadata& parameter : cmdlet.parameters) {
    const ParameterSetEntry* entry = parameter.InSetOrAll(set);
    if (entry == nullptr) continue;
    ParameterMetadata copy = parameter;
    copy.sets = {*entry};
    copy.sets[0].set = sipsh::kAllSets;
    only.parameters.push_back(std::move(copy));
  }
  return only;
}

void ListSyntax(const CmdletMetadata& cmdlet, std::vector<std::string>* lines) {
  for (const std::string& set : cmdlet.SetNames()) {
    std::string text = sipsh::help::SyntaxLines(OnlySet(cmdlet, set)).at(0);
    const std::string common = " [<CommonParameters>]";
    if (text.ends_with(common)) text.resize(text.size() - common.size());
    lines->push_back(cmdlet.Name() + '\t' + cmdlet.module + '\t' + ShownSet(set) + '\t' + text);
  }
}

std::string Standing(const ParameterSetEntry& entry) {
  std::string text = entry.mandatory ? "!" : "";
  if (entry.position >= 0) text += "@" + std::to_string(entry.position);
  return text;
}

// "*" when it stands alike in all sets, else the sets by name.
std::string SetsText(const CmdletMetadata& cmdlet, const ParameterMetadata& parameter) {
  std::vector<std::string> all = cmdlet.SetNames();
  std::set<std::string> standings, named;
  for (const std::string& set : all) {
    const ParameterSetEntry* entry = parameter.InSetOrAll(set);
    if (entry == nullptr) continue;
    standings.insert(Standing(*entry));
    named.insert(ShownSet(set) + Standing(*entry));
  }
  if (named.size() == all.size() && standings.size() == 1) return "*" + *standings.begin();
  std::string text;
  for (const std::string& one : named) text += (text.empty() ? "" : ",") + one;
  return text;
}

void ListParameters(const CmdletMetadata& cmdlet, std::vector<std::string>* lines) {
  for (const ParameterMetadata& parameter : cmdlet.parameters) {
    if (parameter.hidden) continue;
    bool by_value = false, by_name = false;
    for (const ParameterSetEntry& entry : parameter.sets) {
      by_value = by_value || entry.by_value;
      by_name = by_name || entry.by_property_name;
    }
    std::string pipeline = std::string(by_value ? "v" : "") + (by_name ? "n" : "");
    std::string aliases;
    for (const std::string& alias : parameter.aliases)
      aliases += (aliases.empty() ? "" : ",") + alias;
    lines->push_back(cmdlet.Name() + '\t' + parameter.name + '\t' + parameter.type_name + '\t' +
                     SetsText(cmdlet, parameter) + '\t' + (pipeline.empty() ? "-" : pipeline) +
                     '\t' + (aliases.empty() ? "-" : aliases));
  }
  if (cmdlet.supports_should_process)
    lines->push_back(cmdlet.Name() +
                     "\tWhatIf\tSystem.Management.Automation.SwitchParameter\t*\t-\twi");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string form = argc > 1 ? argv[1] : "";
  if (argc < 3 || (form != "syntax" && form != "parameters")) {
    std::cerr << "usage: surface syntax|parameters MODULE...\n";
    return 64;
  }
  std::vector<std::string> lines;
  try {
    for (int i = 2; i < argc; ++i) {
      const sipsh::SipshModule& module = sipsh::runtime::ModuleLoader::Load(argv[i]);
      for (CmdletMetadata& cmdlet : module.cmdlets()) {
        cmdlet.module = module.name;
        form == "syntax" ? ListSyntax(cmdlet, &lines) : ListParameters(cmdlet, &lines);
      }
    }
  } catch (const sipsh::TerminatingError& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) std::cout << line << '\n';
  return std::cout.good() ? 0 : 1;
}
