#include "shell/runtime/command_table.h"

#include <algorithm>
#include <cstdlib>
#include <dirent.h>
#include <sys/stat.h>

#include "shell/runtime/interpreter.h"
#include "shell/runtime/native_process.h"
#include "shell/runtime/script_block_object.h"
#include "shell/runtime/script_module.h"
#include "shell/value/convert.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::runtime {

namespace {

size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// Where Import-Module NAME looks for NAME/NAME.psm1.
std::vector<std::string> ScriptModuleFolders() {
  std::vector<std::string> folders;
  const char* path = std::getenv("PSModulePath");
  for (std::string_view rest = path ? path : ""; !rest.empty();) {
    const size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) folders.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return folders;
}

bool IsFile(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

std::string NearestName(std::string_view name, const std::vector<std::string>& names) {
  std::string wanted = Fold(name), best;
  // Some of it must be right: a single letter is not near to every other.
  size_t limit = std::min(std::max<size_t>(1, wanted.size() / 3) + 1, wanted.size());
  for (const auto& candidate : names) {
    size_t distance = Distance(wanted, Fold(candidate));
    if (distance < limit) {
      limit = distance;
      best = candidate;
    }
  }
  return best;
}

const CmdletEntry* CommandTable::AddCmdlet(const SipshModule& module, CmdletMetadata metadata) {
  metadata.module = module.name;
  std::string name = metadata.Name();
  std::unique_ptr<CmdletEntry>& place = cmdlets_[Fold(name)];
  if (place) return place.get();  // Call sites hold it.
  for (const auto& alias : metadata.aliases) aliases_.try_emplace(Fold(alias), alias, name);
  auto holder = std::make_unique<CmdletMetadata>(std::move(metadata));
  auto entry = std::unique_ptr<CmdletEntry>(
      new CmdletEntry{*holder, CommandSignature(interpreter_, *holder)});
  entry->signature = CommandSignature(interpreter_, entry->metadata);
  place = std::move(entry);
  return place.get();
}

void CommandTable::AddModule(const SipshModule& module, std::string path) {
  for (const auto& known : modules_) {
    if (known.loaded && EqualsIgnoreCase(known.name, module.name)) return;
  }
  ModuleInfo info{.name = module.name,
                  .version = module.version,
                  .description = module.description,
                  .path = std::move(path),
                  .loaded = true};
  for (CmdletMetadata& metadata : module.cmdlets()) {
    info.cmdlets.push_back(metadata.Name());
    AddCmdlet(module, std::move(metadata));
  }
  modules_.push_back(std::move(info));
  if (module.attach) module.attach(interpreter_.services);
  ++epoch;
}

void CommandTable::AddModuleDirectory(const std::string& directory) {
  loader_.AddDirectory(directory);
  all_aliases_read_ = false;
  ++epoch;
}

const CommandTable::Alias* CommandTable::FindAlias(const std::string& key) {
  auto found = aliases_.find(key);
  if (found == aliases_.end() && !all_aliases_read_) {
    std::optional<IndexedCommand> indexed = loader_.Find(key);
    if (indexed && !indexed->target.empty())
      found = aliases_.try_emplace(key, indexed->name, indexed->target).first;
  }
  return found == aliases_.end() ? nullptr : &found->second;
}

const std::map<std::string, CommandTable::Alias>& CommandTable::Aliases() {
  if (!all_aliases_read_) {
    loader_.ForEach([&](const IndexedCommand& command) {
      if (!command.target.empty())
        aliases_.try_emplace(Fold(command.name), command.name, command.target);
    });
    all_aliases_read_ = true;
  }
  return aliases_;
}

void CommandTable::SetAlias(std::string_view name, std::string_view target) {
  aliases_[Fold(name)] = {std::string(name), std::string(target)};
  ++epoch;
}

// What is taken away is not to be found in the index again.
bool CommandTable::RemoveAlias(std::string_view name) {
  (void)Aliases();
  ++epoch;
  return aliases_.erase(Fold(name)) > 0;
}

const CmdletEntry* CommandTable::AddLoaded(const std::string& path, const std::string& key) {
  const SipshModule& module = ModuleLoader::Load(path);
  if (!module.cmdlet) {
    AddModule(module, path);
    auto found = cmdlets_.find(key);
    return found == cmdlets_.end() ? nullptr : found->second.get();
  }
  std::optional<CmdletMetadata> one = module.cmdlet(key);
  if (!one) return nullptr;
  AddIndexed(module, path);
  return AddCmdlet(module, std::move(*one));
}

std::vector<std::string> CommandTable::CmdletsIn(const std::string& path) const {
  std::vector<std::string> names;
  loader_.ForEach([&](const IndexedCommand& command) {
    if (command.path == path && command.target.empty()) names.push_back(command.name);
  });
  return names;
}

// A module that makes its cmdlets one by one: the index knows the others.
void CommandTable::AddIndexed(const SipshModule& module, const std::string& path) {
  for (const auto& known : modules_) {
    if (known.loaded && EqualsIgnoreCase(known.name, module.name)) return;
  }
  ModuleInfo info{.name = module.name,
                  .version = module.version,
                  .description = module.description,
                  .path = path,
                  .loaded = true};
  info.cmdlets = CmdletsIn(path);
  modules_.push_back(std::move(info));
  if (module.attach) module.attach(interpreter_.services);
  ++epoch;
}

const CmdletEntry* CommandTable::FindCmdlet(const std::string& key) {
  auto found = cmdlets_.find(key);
  if (found != cmdlets_.end()) return found->second.get();
  const std::optional<IndexedCommand> indexed = loader_.Find(key);
  if (!indexed || !indexed->target.empty()) return nullptr;
  return AddLoaded(indexed->path, key);
}

std::string CommandTable::FindScript(std::string_view name) const {
  std::string path(name);
  for (const auto& candidate : {path, path + ".ps1"}) {
    if (!EqualsIgnoreCase(
            candidate.size() > 4 ? std::string_view(candidate).substr(candidate.size() - 4) : "",
            ".ps1"))
      continue;
    if (candidate.find('/') != std::string::npos) {
      if (IsFile(candidate)) return candidate;
      continue;
    }
    const char* search = std::getenv("PATH");
    for (std::string_view rest = search ? search : ""; !rest.empty();) {
      std::string full = std::string(rest.substr(0, rest.find(':'))) + "/" + candidate;
      if (IsFile(full)) return full;
      size_t colon = rest.find(':');
      rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
  }
  return {};
}

std::optional<ResolvedCommand> CommandTable::Resolve(std::string_view given, Scope* scope,
                                                     int depth) {
  std::string name(given);
  std::replace(name.begin(), name.end(), '\\', '/');
  std::string key = Fold(name);
  if (const Alias* alias = FindAlias(key); alias && depth < 20 && Fold(alias->second) != key) {
    return Resolve(alias->second, scope, depth + 1);
  }
  for (Scope* s = scope; s; s = s->parent) {
    if (!s->functions) continue;
    auto found = s->functions->find(key);
    if (found == s->functions->end()) continue;
    return ResolvedCommand{CommandType::kFunction, found->second->name, found->second, nullptr, {}};
  }
  if (const CmdletEntry* cmdlet = FindCmdlet(key)) {
    return ResolvedCommand{CommandType::kCmdlet, cmdlet->metadata.Name(), nullptr, cmdlet, {}};
  }
  if (size_t slash = key.find('/');
      slash != std::string::npos && slash > 0 && key[0] != '.' && key[0] != '~') {
    std::string bare = key.substr(key.rfind('/') + 1);  // Module\Command
    if (const CmdletEntry* cmdlet = FindCmdlet(bare);
        cmdlet && EqualsIgnoreCase(cmdlet->metadata.module, key.substr(0, slash))) {
      return ResolvedCommand{CommandType::kCmdlet, cmdlet->metadata.Name(), nullptr, cmdlet, {}};
    }
  }
  std::string path = FindScript(name);
  if (!path.empty())
    return ResolvedCommand{CommandType::kExternalScript, name, nullptr, nullptr, path};
  if (name.starts_with("~/") && std::getenv("HOME")) name = std::getenv("HOME") + name.substr(1);
  path = FindProgram(name);
  if (!path.empty())
    return ResolvedCommand{CommandType::kApplication, name, nullptr, nullptr, path};
  if (FindCmdlet("get-" + key)) return Resolve("Get-" + name, scope, depth + 1);
  return std::nullopt;
}

std::vector<std::string> CommandTable::Nearest(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& info : List("*", false, false)) names.push_back(info.name);
  std::string best = NearestName(name, names);
  return best.empty() ? std::vector<std::string>{} : std::vector<std::string>{best};
}

void CommandTable::ThrowNotFound(std::string_view name) {
  auto near = Nearest(name);
  ErrorRecord error("The term '" + std::string(name) +
                        "' is not recognized as a name of a cmdlet, function, script file, or "
                        "executable program." +
                        (near.empty() ? " Check the spelling, or the path if there is one."
                                      : " Did you mean " + near[0] + "?"),
                    "CommandNotFoundException", ErrorCategory::kObjectNotFound,
                    Value::String(name));
  error.exception_type = "System.Management.Automation.CommandNotFoundException";
  throw TerminatingError(std::move(error));
}

void CommandTable::DefineFunction(Scope& scope, std::string_view name,
                                  std::shared_ptr<FunctionInfo> function) {
  if (!scope.functions)
    scope.functions = std::make_unique<std::map<std::string, std::shared_ptr<FunctionInfo>>>();
  if (defined_.size() >= defined_limit_) {
    std::erase_if(defined_, [](const auto& known) { return known.expired(); });
    defined_limit_ = 2 * defined_.size() + 64;
  }
  defined_.push_back(function);
  (*scope.functions)[Fold(name)] = std::move(function);
  ++epoch;
}

void CommandTable::ReleaseFunctions() {
  for (const std::weak_ptr<FunctionInfo>& known : defined_) {
    if (std::shared_ptr<FunctionInfo> function = known.lock()) function->block = {};
  }
  defined_.clear();
}

bool CommandTable::RemoveFunction(std::string_view name) {
  for (Scope* s = interpreter_.current_scope; s; s = s->parent) {
    if (s->functions && s->functions->erase(Fold(name)) > 0) {
      ++epoch;
      return true;
    }
  }
  return false;
}

CommandTable::CommandTable(Interpreter& interpreter) : interpreter_(interpreter) {}
CommandTable::~CommandTable() = default;

void CommandTable::CloseScriptModules() { script_modules_.clear(); }

ModuleInfo CommandTable::ImportScript(const std::string& path) {
  const size_t start = path.rfind('/') + 1;
  ModuleInfo info{
      .name = path.substr(start, path.rfind('.') - start), .path = path, .loaded = true};
  const Value block = interpreter_.LoadScript(path);
  if (path.ends_with(".ps1")) {
    interpreter_.InvokeInScope(interpreter_.global, block, nullptr);
  } else {
    // Functions of an earlier import may still be running: its scope stays until the session ends.
    script_modules_.push_back(std::make_unique<ScriptModule>(interpreter_, info.name));
    script_modules_.back()->Load(block, interpreter_.global);
    info.cmdlets = script_modules_.back()->exported();
  }
  std::erase_if(modules_, [&](const ModuleInfo& known) { return known.path == path; });
  modules_.push_back(info);
  return info;
}

ModuleInfo CommandTable::Import(std::string_view given) {
  std::string name(given);
  if (EqualsIgnoreCase(name.size() > 3 ? name.substr(name.size() - 3) : "", ".so")) {
    const SipshModule& module = ModuleLoader::Load(name);
    AddModule(module, name);
    name = module.name;
  } else {
    for (const auto& file : loader_.Files()) {
      std::string stem = file.substr(file.rfind('/') + 1);
      stem = stem.substr(0, stem.rfind('.'));
      if (EqualsIgnoreCase(stem, name) || EqualsIgnoreCase(stem, "lib" + name)) {
        const SipshModule& module = ModuleLoader::Load(file);
        AddModule(module, file);
        name = module.name;
        break;
      }
    }
  }
  for (const auto& module : modules_) {
    if (EqualsIgnoreCase(module.name, name)) return module;
  }
  for (const auto& candidate : {name, name + ".psm1", name + ".ps1"}) {
    if ((!candidate.ends_with(".psm1") && !candidate.ends_with(".ps1")) || !IsFile(candidate))
      continue;
    return ImportScript(candidate);
  }
  for (const std::string& folder : ScriptModuleFolders()) {
    const std::string candidate = folder + "/" + name + "/" + name + ".psm1";
    if (IsFile(candidate)) return ImportScript(candidate);
  }
  // The modules of Windows installations that scripts name; their cmdlets are here under other
  // roofs.
  for (const auto& file : loader_.Files()) {
    if (WildcardMatches("*" + name + "*", file)) {
      const SipshModule& module = ModuleLoader::Load(file);
      AddModule(module, file);
      return Import(module.name);
    }
  }
  throw TerminatingError("The module '" + name +
                             "' was not found in any module directory. Give a file's path, or see "
                             "Get-Module -ListAvailable.",
                         "Modules_ModuleNotFound", ErrorCategory::kResourceUnavailable,
                         Value::String(name));
}

std::vector<ModuleInfo> CommandTable::Modules() {
  std::vector<ModuleInfo> out = modules_;
  for (const auto& file : loader_.Files()) {
    bool known = std::any_of(out.begin(), out.end(), [&](const auto& m) { return m.path == file; });
    if (known) continue;
    std::string stem = file.substr(file.rfind('/') + 1);
    ModuleInfo info{.name = stem.substr(0, stem.rfind('.')), .path = file};
    info.cmdlets = CmdletsIn(file);
    out.push_back(std::move(info));
  }
  return out;
}

CommandInfo CommandTable::Describe(const ResolvedCommand& command) {
  CommandInfo info{.type = command.type, .name = command.name};
  if (command.cmdlet) {
    info.metadata = &command.cmdlet->metadata;
    info.module = command.cmdlet->metadata.module;
  } else if (command.function) {
    info.type = command.function->is_filter ? CommandType::kFilter : CommandType::kFunction;
    info.module = command.function->module;
    info.metadata = &command.function->lazy->Get(interpreter_).metadata;
    command.function->lazy->code->metadata.verb = command.function->name;
    info.block.block = Value::FromObject(command.function->block);
    info.definition = ToText(info.block.block);
  } else {
    info.definition = command.path;
    if (command.type == CommandType::kExternalScript) DescribeScript(&info);
  }
  return info;
}

// A script's parameters and help; one that cannot be parsed has none.
void CommandTable::DescribeScript(CommandInfo* info) {
  try {
    Value block = interpreter_.LoadScript(info->definition);
    LazyBlock& lazy = AsScriptBlock(block)->lazy();
    info->metadata = &lazy.Get(interpreter_).metadata;
    lazy.code->metadata.verb = info->name;
    info->block.block = block;
  } catch (const TerminatingError&) {
    info->metadata = nullptr;
  }
}

std::vector<CommandInfo> CommandTable::List(std::string_view wildcard, bool load,
                                            bool applications) {
  WildcardPattern pattern(wildcard);
  std::map<std::string, CommandInfo> found;
  for (const auto& [key, alias] : Aliases()) {
    if (pattern.Matches(alias.first))
      found.try_emplace("0" + key, CommandInfo{.type = CommandType::kAlias,
                                               .name = alias.first,
                                               .definition = alias.second});
  }
  for (Scope* s = interpreter_.current_scope; s; s = s->parent) {
    if (!s->functions) continue;
    for (const auto& [key, function] : *s->functions) {
      if (!pattern.Matches(function->name)) continue;
      found.try_emplace("1" + key,
                        Describe({CommandType::kFunction, function->name, function, nullptr, {}}));
    }
  }
  loader_.ForEach([&](const IndexedCommand& command) {
    if (!command.target.empty() || !pattern.Matches(command.name)) return;
    const std::string key = Fold(command.name);
    if (load) FindCmdlet(key);
    found.try_emplace("2" + key, CommandInfo{.type = CommandType::kCmdlet, .name = command.name});
  });
  for (const auto& [key, entry] : cmdlets_) {
    if (!pattern.Matches(entry->metadata.Name())) continue;
    found["2" + key] =
        Describe({CommandType::kCmdlet, entry->metadata.Name(), nullptr, entry.get(), {}});
  }
  if (applications) {
    const char* search = std::getenv("PATH");
    for (std::string_view rest = search ? search : ""; !rest.empty();) {
      std::string directory(rest.substr(0, rest.find(':')));
      if (DIR* dir = opendir(directory.c_str())) {
        while (dirent* file = readdir(dir)) {
          if (file->d_name[0] == '.' || !pattern.Matches(file->d_name)) continue;
          found.try_emplace("3" + std::string(file->d_name),
                            CommandInfo{.type = CommandType::kApplication,
                                        .name = file->d_name,
                                        .definition = directory + "/" + file->d_name});
        }
        closedir(dir);
      }
      size_t colon = rest.find(':');
      rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
  }
  std::vector<CommandInfo> out;
  for (auto& [key, info] : found) out.push_back(std::move(info));
  return out;
}

}  // namespace sipsh::runtime
