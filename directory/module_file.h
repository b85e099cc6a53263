// Modules of our own that are loaded when they are first needed, because they and their libraries
// take longer to load than most cmdlets run. They are never unloaded.
#pragma once

#include <string>

namespace sipsh::directory {

// Beside the plug-in that this code is linked into, else where the build tree or the installation
// has it. `file` is its name: sipsh_ldap.so.
std::string ModuleFile(const std::string& file);
// Loads it; nullptr when it, or the function in it, is not there.
void* FindInModule(const std::string& file, const char* function);

}  // namespace sipsh::directory
