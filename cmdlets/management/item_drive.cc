#include "cmdlets/management/item_drive.h"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/session_objects.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh::management {
namespace {

class EnvironmentDrive final : public ItemDrive {
 public:
  std::vector<std::string> Names() override {
    std::vector<std::string> names;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      names.emplace_back(text.substr(0, text.find('=')));
    }
    return names;
  }
  std::optional<Value> Item(const std::string& name) override {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    const RecordMaker maker({"System.Collections.DictionaryEntry"}, {"Name", "Key", "Value"});
    return maker.Make({Value::String(name), Value::String(name), Value::String(value)});
  }
  Value Content(const std::string& name) override {
    return Value::String(std::getenv(name.c_str()));
  }
  void Set(const std::string& name, const Value& value) override {
    if (::setenv(name.c_str(), ToText(value).c_str(), 1) != 0)
      Fail("ArgumentException", "'" + name + "' cannot be the name of an environment variable.",
           ErrorCategory::kInvalidArgument, Value::String(name));
  }
  void Remove(const std::string& name) override { ::unsetenv(name.c_str()); }
};

class VariableDrive final : public ItemDrive {
 public:
  explicit VariableDrive(VariableService& variables) : variables_(variables) {}
  std::vector<std::string> Names() override {
    std::vector<std::string> names;
    for (const VariableInfo& variable : variables_.List("")) names.push_back(variable.name);
    return names;
  }
  std::optional<Value> Item(const std::string& name) override {
    const auto found = variables_.Find(name, "");
    return found ? std::optional(VariableObject(*found)) : std::nullopt;
  }
  Value Content(const std::string& name) override { return variables_.Get(name); }
  void Set(const std::string& name, const Value& value) override {
    VariableInfo variable;
    if (auto found = variables_.Find(name, "")) variable = *found;
    variable.name = name;
    variable.value = value;
    variables_.Set(variable, "", false);
  }
  void Remove(const std::string& name) override { variables_.Remove(name, "", false); }

 private:
  VariableService& variables_;
};

class AliasDrive final : public ItemDrive {
 public:
  explicit AliasDrive(CommandCatalog& catalog) : catalog_(catalog) {}
  std::vector<std::string> Names() override {
    std::vector<std::string> names;
    for (const auto& [alias, target] : catalog_.Aliases()) names.push_back(alias);
    return names;
  }
  std::optional<Value> Item(const std::string& name) override {
    if (!catalog_.AliasTarget(name)) return std::nullopt;
    const auto found = catalog_.Find(name);
    return found ? std::optional(CommandObject(*found)) : std::nullopt;
  }
  Value Content(const std::string& name) override {
    return Value::String(catalog_.AliasTarget(name).value_or(""));
  }
  void Set(const std::string& name, const Value& value) override {
    catalog_.SetAlias(name, ToText(value));
  }
  void Remove(const std::string& name) override { catalog_.RemoveAlias(name); }

 private:
  CommandCatalog& catalog_;
};

class FunctionDrive final : public ItemDrive {
 public:
  explicit FunctionDrive(CommandCatalog& catalog) : catalog_(catalog) {}
  std::vector<std::string> Names() override {
    std::vector<std::string> names;
    for (const CommandInfo& command : catalog_.List("*", false, false))
      if (IsFunction(command)) names.push_back(command.name);
    return names;
  }
  std::optional<Value> Item(const std::string& name) override {
    const auto found = catalog_.Find(name);
    return found && IsFunction(*found) ? std::optional(CommandObject(*found)) : std::nullopt;
  }
  Value Content(const std::string& name) override { return catalog_.Find(name)->block.block; }
  void Set(const std::string& name, const Value&) override {
    Fail("NotSupported",
         "A function cannot be set as an item. Write ${function:" + name + "} = { ... } instead.",
         ErrorCategory::kNotImplemented, Value::String(name));
  }
  void Remove(const std::string& name) override { catalog_.RemoveFunction(name); }

 private:
  static bool IsFunction(const CommandInfo& command) {
    return command.type == CommandType::kFunction || command.type == CommandType::kFilter;
  }
  CommandCatalog& catalog_;
};

std::unique_ptr<ItemDrive> MakeDrive(CommandRuntime& runtime, std::string_view name) {
  if (EqualsIgnoreCase(name, "env")) return std::make_unique<EnvironmentDrive>();
  if (EqualsIgnoreCase(name, "variable"))
    return std::make_unique<VariableDrive>(runtime.Service<VariableService>());
  if (EqualsIgnoreCase(name, "alias"))
    return std::make_unique<AliasDrive>(runtime.Service<CommandCatalog>());
  if (EqualsIgnoreCase(name, "function"))
    return std::make_unique<FunctionDrive>(runtime.Service<CommandCatalog>());
  return nullptr;
}

}  // namespace

std::vector<std::string> DrivePath::Matching(bool literal) const {
  if (!name.empty() && (literal || !WildcardPattern::HasWildcards(name)))
    return drive->Item(name) ? std::vector{name} : std::vector<std::string>{};
  std::vector<std::string> found;
  for (std::string& each : drive->Names())
    if (name.empty() || WildcardMatches(name, each)) found.push_back(std::move(each));
  std::sort(found.begin(), found.end(),
            [](const std::string& a, const std::string& b) { return Fold(a) < Fold(b); });
  return found;
}

std::optional<DrivePath> FindDrive(CommandRuntime& runtime, const std::string& path) {
  const size_t colon = path.find(':');
  if (colon == std::string::npos) return std::nullopt;
  auto drive = MakeDrive(runtime, std::string_view(path).substr(0, colon));
  if (!drive) return std::nullopt;
  size_t start = colon + 1;
  while (start < path.size() && (path[start] == '/' || path[start] == '\\')) ++start;
  return DrivePath{std::move(drive), path, path.substr(start)};
}

}  // namespace sipsh::management
