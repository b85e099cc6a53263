// Session: one shell. Owns variables, functions, aliases, modules, services and everything scripts
// make; two can live in one process, each used by one thread at a time. Only RequestStop() may be
// called from another thread or a signal handler.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/host_ui.h"
#include "shell/command/module.h"
#include "shell/command/session_services.h"

namespace sipsh {

namespace runtime {
class Interpreter;
}

struct SessionOptions {
  std::vector<std::string> module_directories;  // where plug-ins and their cmdlets.index are found
  std::string version = "0.1.0";
  bool use_working_directory = true;  // Set-Location also moves the process
};

// How a script ended.
struct RunResult {
  bool exited = false;  // `exit` was called; `exit_code` is its argument
  int exit_code = 0;
  bool failed = false;        // a terminating error reached the top; it was shown
  bool succeeded = true;      // $? of the last statement
  bool stopped = false;       // stop was requested
  bool parse_failed = false;  // nothing ran; the errors were shown
  size_t error_count = 0;     // unsilenced non-terminating errors
};

class Session {
 public:
  // `host` must outlive the session.
  Session(HostUi& host, SessionOptions options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Runs text in the global scope, handing each output object to `output`. Never throws for what a
  // script does.
  RunResult Run(std::string text, std::string file_name, const std::vector<std::string>& arguments,
                ObjectSink& output);
  // Runs a script file in a new script scope, its arguments bound as at a command line ("-Name"
  // "value").
  RunResult RunFile(const std::string& path, const std::vector<std::string>& arguments,
                    ObjectSink& output);
  // Runs one statement list for its value, errors shown as usual (prompt functions and the like).
  RunResult Evaluate(std::string text, Value& result);
  // Objects for the `$input` of the next Run (text piped into the program).
  void SetInput(std::vector<Value> objects);

  // Async-signal-safe. What runs is stopped; cleared by the next Run.
  void RequestStop() noexcept;
  bool Stopping() const noexcept;

  // A module linked into the program or test; plug-ins are found by name through the module
  // directories.
  void AddModule(const SipshModule& module);

  ServiceRegistry& Services();
  CommandCatalog& Commands();
  VariableService& Variables();
  ModuleService& Modules();
  HostUi& Host();

 private:
  std::unique_ptr<runtime::Interpreter> interpreter_;
};

}  // namespace sipsh
