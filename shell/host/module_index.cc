// module_index OUT FOLDER MODULE... : loads plug-ins as the shell would and writes their
// cmdlets.index (see shell/runtime/module_loader.h), paths relative to FOLDER. The shell finds a
// name by the lines' order.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/error_record.h"
#include "shell/runtime/module_loader.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: module_index OUT FOLDER MODULE...\n";
    return 64;
  }
  std::vector<std::string> lines;
  try {
    for (int i = 3; i < argc; ++i) {
      std::filesystem::path path = std::filesystem::absolute(argv[i]);
      std::string file = std::filesystem::relative(path, argv[2]).string();
      for (const sipsh::CmdletMetadata& cmdlet :
           sipsh::runtime::ModuleLoader::Load(path).cmdlets()) {
        lines.push_back(cmdlet.Name() + "\t" + file);
        for (const std::string& alias : cmdlet.aliases)
          lines.push_back(alias + "\t" + file + "\t" + cmdlet.Name());
      }
    }
  } catch (const sipsh::TerminatingError& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  auto order = [](const std::string& a, const std::string& b) {
    return sipsh::runtime::CompareCommandNames(std::string_view(a).substr(0, a.find('\t')),
                                               std::string_view(b).substr(0, b.find('\t')));
  };
  std::sort(lines.begin(), lines.end(),
            [&](const std::string& a, const std::string& b) { return order(a, b) < 0; });
  auto same_name = [&](const std::string& a, const std::string& b) { return order(a, b) == 0; };
  auto twice = std::adjacent_find(lines.begin(), lines.end(), same_name);
  if (twice != lines.end()) {
    std::cerr << "Two modules declare the same name: " << *twice << " and " << *(twice + 1) << "\n";
    return 1;
  }
  std::ofstream out(argv[1]);
  for (const std::string& line : lines) out << line << '\n';
  out.close();
  return out ? 0 : 1;
}
