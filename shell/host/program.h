// The program: from a command line to an exit code. One Program lives per process, since it owns
// the signals and the terminal; the Session inside could live anywhere.
#pragma once

#include <string>
#include <vector>

namespace sipsh {

// Everything `main` does. `arguments` without the program's name.
int RunProgram(const std::vector<std::string>& arguments);

// Directories that hold plug-ins and the line editor: those of $SIPSH_MODULE_PATH, the build tree's
// or the installed ones, found from where the program itself lies.
std::vector<std::string> ModuleDirectories();

// -Check: parses each file, prints `file:line:column: message` for every fault to stdout. Exit
// code.
int CheckFiles(const std::vector<std::string>& files);

}  // namespace sipsh
