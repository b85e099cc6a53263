// The composition root: the program is the host room, which is built on all of the shell; plug-ins
// are found and loaded by name.
#include "shell/host/program.h"

int main(int argc, char** argv) {
  return sipsh::RunProgram(std::vector<std::string>(argv + 1, argv + argc));
}
