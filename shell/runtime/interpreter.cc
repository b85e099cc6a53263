#include "shell/runtime/interpreter.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

#include "shell/command/error_record_object.h"
#include "shell/command/stream_record.h"
#include "shell/runtime/binder/parameter_validation.h"
#include "shell/runtime/output.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/reference.h"
#include "shell/runtime/regex_type.h"
#include "shell/runtime/script_block_object.h"
#include "shell/runtime/service_set.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/syntax/decode.h"
#include "shell/syntax/parser.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

extern char** environ;

namespace sipsh::runtime {

Interpreter::Interpreter(HostUi& ui, SessionOptions given)
    : host(ui), options(std::move(given)), commands(*this) {
  HeapScope heap_scope(heap);
  heap.set_call_context(this);
  heap.types().Register(kScriptBlockType, {"scriptblock"});
  RegisterRegexTypes(heap.types());
  RegisterErrorTypes(heap.types());
  heap.types().Register(kReferenceType, {"ref"});
  RegisterStreamRecords(heap.types());
  global.script = &global;
  global.serial = next_serial++;
  global.call = &global_call;
  errors = MakeObject<ArrayObject>(types::kArrayList);
  rlimit limit{};
  getrlimit(RLIMIT_STACK, &limit);
  uintptr_t size = limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > (64u << 20) ? (64u << 20)
                                                                                   : limit.rlim_cur;
  stack_limit_ = reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - size + (size / 4);
  service_set_ = std::make_unique<SessionServiceSet>(*this);
  SetUpVariables();
  for (const auto& directory : options.module_directories) commands.AddModuleDirectory(directory);
}

Interpreter::~Interpreter() {
  HeapScope heap_scope(heap);
  services.Clear();
  commands.CloseScriptModules();
  global.extra.reset();
  global.functions.reset();
  commands.ReleaseFunctions();
}

void Interpreter::SetUpVariables() {
  auto set = [&](const char* name, Value value) {
    SetNamed(global, names.Intern(name), std::move(value));
  };
  const char* home = std::getenv("HOME");
  set("HOME", Value::String(home ? home : "/"));
  set("PID", Value::Int32(getpid()));
  set("ErrorActionPreference", Value::String("Continue"));
  set("WarningPreference", Value::String("Continue"));
  set("VerbosePreference", Value::String("SilentlyContinue"));
  set("DebugPreference", Value::String("SilentlyContinue"));
  set("InformationPreference", Value::String("SilentlyContinue"));
  set("ProgressPreference", Value::String("Continue"));
  set("ConfirmPreference", Value::String("High"));
  set("WhatIfPreference", Value::Bool(false));
  set("ShellId", Value::String("sipsh"));
  set("IsLinux", Value::Bool(true));
  set("IsWindows", Value::Bool(false));
  set("IsMacOS", Value::Bool(false));
  set("IsCoreCLR", Value::Bool(true));
  set("MaximumHistoryCount", Value::Int32(4096));
  set("PSCulture", Value::String("en-US"));
  set("PSUICulture", Value::String("en-US"));
  set("NestedPromptLevel", Value::Int32(0));
  set("PSDefaultParameterValues", Value::FromObject(new HashtableObject()));
  default_parameters = global.FindHere(names.Intern("PSDefaultParameterValues"));
  own_defaults = false;
  auto table = MakeObject<HashtableObject>(types::kOrderedDictionary);
  std::array<int, 4> parts{5, 1, 0, -1};
  table->Set("PSVersion", Value::FromObject(new VersionObject(parts)));
  table->Set("PSEdition", Value::String("Core"));
  table->Set("Sipsh", Value::String(options.version));
  table->Set("Platform", Value::String("Unix"));
  set("PSVersionTable", Value::FromObject(table));
  auto host_object = MakeObject<RecordObject>();
  host_object->Set("Name", Value::String("sipsh"));
  host_object->Set("Version", Value::String(options.version));
  set("Host", Value::FromObject(host_object));
}

// ---- variables
// --------------------------------------------------------------------------------------

Value Interpreter::GetVariable(Scope& scope, NameId name) {
  Variable* found = scope.Find(name);
  return found ? found->value : Value();
}

void Interpreter::SetVariable(Variable& variable, std::string_view name, Value value) {
  if (!variable.is_set) {
    ++epoch;
    own_defaults = own_defaults || EqualsIgnoreCase(name, "PSDefaultParameterValues");
  }
  if (variable.more) {
    if (variable.is_set && (variable.more->read_only || variable.more->constant)) {
      throw TerminatingError("Cannot overwrite variable " + std::string(name) +
                                 " because it is read-only or constant.",
                             "VariableNotWritable", ErrorCategory::kWriteError,
                             Value::String(name));
    }
    if (variable.more->type) value = ConvertTo(value, *variable.more->type);
    if (variable.more->validation) CheckVariable(*variable.more->validation, name, value);
  }
  variable.value = std::move(value);
  variable.is_set = true;
  if (EqualsIgnoreCase(name, "OFS")) heap.set_ofs(ToText(variable.value));
}

void Interpreter::CheckVariable(const ParameterMetadata& rule, std::string_view name,
                                const Value& value) {
  const std::string why = FindFault(*this, rule.validation, AsArray(value) != nullptr, value);
  if (why.empty()) return;
  ErrorRecord error("The variable " + std::string(name) + " cannot take the value " +
                        (value.IsNull() ? "$null" : "'" + ToText(value) + "'") + ". " + why,
                    "ValidateSetFailure", ErrorCategory::kMetadataError);
  error.exception_type = "System.Management.Automation.ValidationMetadataException";
  throw TerminatingError(std::move(error));
}

void Interpreter::SetNamed(Scope& scope, NameId name, Value value) {
  SetVariable(scope.FindOrAdd(name), names.Text(name), std::move(value));
}

std::string Interpreter::CurrentDirectory() const {
  char buffer[4096];
  return getcwd(buffer, sizeof buffer) ? buffer : "/";
}

Value Interpreter::ReadDrive(Scope& scope, const std::string& drive, const std::string& name) {
  if (drive == "env") {
    const char* value = std::getenv(name.c_str());
    return value ? Value::String(value) : Value();
  }
  if (drive == "function") {
    auto found = commands.Resolve(name, &scope);
    return found && found->function ? Value::FromObject(found->function->block) : Value();
  }
  if (drive == "alias") {
    const CommandTable::Alias* found = commands.FindAlias(Fold(name));
    return found ? Value::String(found->second) : Value();
  }
  if (drive == "variable") return GetVariable(scope, names.Intern(name));
  throw TerminatingError("Cannot find drive. A drive with the name '" + drive + "' does not exist.",
                         "DriveNotFound", ErrorCategory::kObjectNotFound, Value::String(drive));
}

void Interpreter::WriteDrive(Scope& scope, const std::string& drive, const std::string& name,
                             const Value& value) {
  if (drive == "env") {
    if (value.IsNull())
      unsetenv(name.c_str());
    else
      setenv(name.c_str(), ToText(value).c_str(), 1);
  } else if (drive == "function" && AsScriptBlock(value)) {
    auto info = std::make_shared<FunctionInfo>();
    info->name = name;
    info->block = ObjectRef<Object>(value.object());
    info->lazy = &AsScriptBlock(value)->lazy();
    commands.DefineFunction(scope, name, std::move(info));
  } else {
    throw TerminatingError("Nothing can be assigned to '" + drive + ":" + name + "'.",
                           "DriveNotWritable", ErrorCategory::kWriteError);
  }
}

ActionPreference Interpreter::Preference(const char* name, ActionPreference otherwise) {
  Value value = GetVariable(*current_scope, names.Intern(name));
  return value.IsNull() ? otherwise : ParsePreference(value);
}

// ---- running
// ----------------------------------------------------------------------------------------

syntax::ScriptAstPtr Interpreter::ParseOrThrow(std::string text, std::string file_name) {
  auto result = syntax::Parse(std::move(text), std::move(file_name));
  if (result.Ok()) return result.ast;
  const auto& first = result.errors.front();
  ErrorRecord error(first.message, first.id, ErrorCategory::kParserError);
  error.exception_type = "System.Management.Automation.ParseException";
  const auto& source = result.ast->source;
  auto position = source.PositionOf(first.extent.start);
  error.position.script = source.FileName();
  error.position.line = position.line;
  error.position.column = position.column;
  error.position.line_text = std::string(source.LineText(position.line));
  error.position.length = std::max<uint32_t>(1, first.extent.end - first.extent.start);
  error.from_throw = true;
  throw TerminatingError(std::move(error));
}

Value Interpreter::LoadScript(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw TerminatingError(
        "The script '" + path + "' cannot be read; check its name and permissions.",
        "ScriptNotFound", ErrorCategory::kObjectNotFound, Value::String(path));
  }
  std::stringstream bytes;
  bytes << file.rdbuf();
  auto lazy = std::make_shared<LazyBlock>();
  lazy->ast = ParseOrThrow(syntax::DecodeScript(bytes.str()), path);
  lazy->block = lazy->ast->root.get();
  return Value::FromObject(new ScriptBlockObject(lazy));
}

Value Interpreter::InvokeInScope(Scope& scope, const Value& block, const Value* input) {
  ValueCollector collector;
  Completion completion = RunBlock(*this, block, &scope, true, input, {}, Value(), collector);
  if (completion != Completion::kNormal) throw FlowEscape{completion};
  return collector.Take();
}

Value Interpreter::InvokeScript(const Value& block, const Value& self, Args args) {
  ValueCollector collector;
  Value saved = this_value;
  if (!self.IsNull()) this_value = self;
  Completion completion =
      RunBlock(*this, block, current_scope, false, nullptr, args, Value(), collector);
  this_value = saved;
  if (completion != Completion::kNormal) throw FlowEscape{completion};
  return collector.Take();
}

RunResult Interpreter::Finish(Completion completion) {
  RunResult result;
  result.error_count = error_count;
  result.succeeded = success;
  if (completion == Completion::kExit) {
    result.exited = true;
    result.exit_code = exit_code;
  }
  result.stopped = Stopping();
  return result;
}

template <typename F>
RunResult Interpreter::Guard(const BlockCode* code, F&& run) {
  HeapScope heap_scope(heap);
  stop.Clear();
  error_count = 0;
  pending = Completion::kNormal;
  try_depth = 0;
  streams = {};
  current_scope = &global;
  auto failed = [&](const ErrorRecord& record) {
    current_scope = &global;
    streams = {};
    ReportError(record, true);
    success = false;
    RunResult result = Finish(Completion::kNormal);
    result.failed = !result.stopped;
    result.succeeded = false;
    return result;
  };
  try {
    return Finish(run());
  } catch (const FlowEscape& escape) {
    return Finish(escape.completion);
  } catch (const std::bad_alloc&) {
    return failed(ErrorRecord("The script needs more memory than there is.", "OutOfMemory",
                              ErrorCategory::kLimitsExceeded));
  } catch (const TerminatingError& error) {
    RunResult result = failed(error.Record());
    result.parse_failed = error.Record().category == ErrorCategory::kParserError &&
                          error.Record().exception_type.ends_with("ParseException");
    return result;
  } catch (const ValueError&) {
    TerminatingError error = CurrentError(code, {});
    return failed(error.Record());
  } catch (const std::exception& error) {
    return failed(ErrorRecord(error.what(), "UnexpectedError", ErrorCategory::kNotSpecified));
  }
}

RunResult Interpreter::Run(std::string text, std::string file_name,
                           const std::vector<std::string>& arguments, ObjectSink& output) {
  return Guard(nullptr, [&] {
    top_output = &output;
    auto lazy = std::make_shared<LazyBlock>();
    lazy->ast = ParseOrThrow(std::move(text), std::move(file_name));
    lazy->block = lazy->ast->root.get();
    Value block = Value::FromObject(new ScriptBlockObject(lazy));
    std::vector<Value> args;
    for (const auto& argument : arguments) args.push_back(Value::String(argument));
    if (!args.empty()) global_call.args = MakeArray(args);
    if (!program_input.empty()) global_call.input = MakeArray(std::exchange(program_input, {}));
    return RunBlock(*this, block, &global, true, nullptr, args, Value(), output);
  });
}

RunResult Interpreter::RunFile(const std::string& path, const std::vector<std::string>& arguments,
                               ObjectSink& output) {
  return Guard(nullptr, [&] {
    top_output = &output;
    Value block = LoadScript(path);
    const BlockCode& code = AsScriptBlock(block)->lazy().Get(*this);
    Frame frame{*this, &global, &code, nullptr, nullptr, &output};
    std::vector<Argument> list;
    for (const auto& text : arguments) {
      size_t colon = text.find(':');
      if (text.size() > 1 && text[0] == '-' && isalpha(static_cast<unsigned char>(text[1]))) {
        Argument argument{.name = text.substr(1, colon == std::string::npos ? colon : colon - 1),
                          .is_parameter = true};
        if (colon != std::string::npos && colon + 1 < text.size()) {
          std::string rest = text.substr(colon + 1);
          argument.value = EqualsIgnoreCase(rest, "$true")    ? Value::Bool(true)
                           : EqualsIgnoreCase(rest, "$false") ? Value::Bool(false)
                                                              : Value::String(rest);
          argument.has_value = true;
        }
        list.push_back(std::move(argument));
      } else {
        list.push_back({.value = Value::String(text), .has_value = true});
      }
    }
    auto processor =
        MakeBlockProcessor(frame, nullptr, code, nullptr, std::move(list), &output, false, block);
    processor->SetInput(!program_input.empty());
    processor->Begin();
    for (Value& value : std::exchange(program_input, {})) {
      if (processor->Write(std::move(value)) == Flow::kStop) break;
    }
    processor->End();
    processor->Close();
    return std::exchange(pending, Completion::kNormal);
  });
}

}  // namespace sipsh::runtime
