#include <algorithm>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/session_objects.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

class VariableCmdlet : public Cmdlet {
 public:
  std::vector<std::string> name, exclude, include;
  std::string scope;
  bool force = false, pass_through = false;

 protected:
  // The variables that the names mean; an exact name that is missing is an error.
  std::vector<VariableInfo> Matching(CommandRuntime& runtime) {
    VariableService& service = runtime.Service<VariableService>();
    std::vector<VariableInfo> found;
    const std::vector<std::string> names = name.empty() ? std::vector<std::string>{"*"} : name;
    for (const std::string& one : names) {
      if (!WildcardPattern::HasWildcards(one)) {
        if (auto variable = service.Find(one, scope))
          found.push_back(*variable);
        else
          runtime.WriteError(Missing(one));
        continue;
      }
      for (VariableInfo& variable : service.List(scope)) {
        if (WildcardMatches(one, variable.name) && !Listed(exclude, variable.name))
          found.push_back(std::move(variable));
      }
    }
    return found;
  }
  static bool Listed(const std::vector<std::string>& patterns, const std::string& text) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& p) { return WildcardMatches(p, text); });
  }
  static ErrorRecord Missing(const std::string& one) {
    ErrorRecord error("Cannot find a variable with the name '" + one + "'.", "VariableNotFound",
                      ErrorCategory::kObjectNotFound, Value::String(one));
    error.exception_type = "System.Management.Automation.ItemNotFoundException";
    return error;
  }
};

class GetVariable final : public VariableCmdlet {
 public:
  bool value_only = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (const VariableInfo& variable : Matching(runtime)) {
      const Flow flow = value_only ? runtime.WriteObject(variable.value)
                                   : runtime.WriteObject(VariableObject(variable));
      if (flow == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class SetVariable final : public VariableCmdlet {
 public:
  Value value;
  std::string description, option, visibility;
  bool is_new = false, from_pipeline = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    from_pipeline = runtime.Invocation().expecting_input && !runtime.IsBound("Value");
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (from_pipeline)
      collected_.push_back(value);
    else
      return Apply(runtime, value);
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (from_pipeline) (void)Apply(runtime, FromOutput(std::move(collected_)));
  }

 private:
  Flow Apply(CommandRuntime& runtime, const Value& content) {
    VariableService& service = runtime.Service<VariableService>();
    for (const std::string& one : name) {
      if (!runtime.ShouldProcess("Name: " + one, is_new ? "New variable" : "Set variable"))
        continue;
      VariableInfo variable;
      const auto existing = service.Find(one, is_new && scope.empty() ? "local" : scope);
      if (existing && is_new && !force) {
        Fail("VariableAlreadyExists",
             "A variable with name '" + one +
                 "' already exists. Use Set-Variable, "
                 "or -Force.",
             ErrorCategory::kResourceExists, Value::String(one));
      }
      if (existing && !is_new) variable = *existing;
      variable.name = one;
      if (is_new || runtime.IsBound("Value") || from_pipeline) variable.value = content;
      if (!description.empty()) variable.description = description;
      if (!option.empty()) {
        const std::string folded = Fold(option);
        variable.read_only = folded.find(Fold("ReadOnly")) != std::string::npos;
        variable.constant = folded.find(Fold("Constant")) != std::string::npos;
        variable.is_private = folded.find(Fold("Private")) != std::string::npos;
        variable.all_scope = folded.find(Fold("AllScope")) != std::string::npos;
      }
      service.Set(variable, scope, force);
      if (pass_through && runtime.WriteObject(VariableObject(variable)) == Flow::kStop)
        return Flow::kStop;
    }
    return Flow::kMore;
  }
  std::vector<Value> collected_;
};

class RemoveVariable final : public VariableCmdlet {
 public:
  bool clear = false;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    VariableService& service = runtime.Service<VariableService>();
    for (VariableInfo& variable : Matching(runtime)) {
      if (!runtime.ShouldProcess("Name: " + variable.name,
                                 clear ? "Clear variable" : "Remove variable"))
        continue;
      if (!clear) {
        service.Remove(variable.name, scope, force);
        continue;
      }
      variable.value = Value();
      service.Set(variable, scope, force);
    }
    return Flow::kMore;
  }
};

template <typename C>
CmdletMetadata Base(const char* verb, const char* synopsis, const char* alias) {
  CmdletMetadata m = MakeCmdlet<C>(verb, "Variable", synopsis);
  m.aliases = {alias};
  m.Add(Parameter<&VariableCmdlet::name, C>("Name", "Names.").Position(0).ByPropertyName());
  m.Add(Parameter<&VariableCmdlet::scope, C>("Scope", "global, script, local or a number."));
  m.Add(Parameter<&VariableCmdlet::include, C>("Include", "Only these."));
  m.Add(Parameter<&VariableCmdlet::exclude, C>("Exclude", "Not these."));
  return m;
}

CmdletMetadata SetMetadata(bool is_new) {
  using C = SetVariable;
  CmdletMetadata m =
      Base<C>(is_new ? "New" : "Set", is_new ? "Makes a variable." : "Sets a variable.",
              is_new ? "nv" : "sv");
  m.factory = [is_new] {
    auto cmdlet = std::make_unique<C>();
    cmdlet->is_new = is_new;
    return cmdlet;
  };
  m.parameters[0] = Parameter<&VariableCmdlet::name, C>("Name", "Its name.")
                        .Mandatory()
                        .Position(0)
                        .ByPropertyName();
  m.Add(Parameter<&C::value>("Value", "Its value.")
            .Position(1)
            .ByValue()
            .ByPropertyName()
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&C::description>("Description", "What it is for."));
  m.Add(Parameter<&C::option>("Option", "ReadOnly, Constant, Private, AllScope or None."));
  m.Add(Parameter<&C::visibility>("Visibility", "Public or Private."));
  m.Add(Parameter<&VariableCmdlet::force, C>("Force", "Changes read-only ones, too."));
  m.Add(Parameter<&VariableCmdlet::pass_through, C>("PassThru", "Gives the variable."));
  m.supports_should_process = true;
  return m;
}

CmdletMetadata RemoveMetadata(bool clear) {
  using C = RemoveVariable;
  CmdletMetadata m =
      Base<C>(clear ? "Clear" : "Remove", clear ? "Sets variables to $null." : "Removes variables.",
              clear ? "clv" : "rv");
  m.factory = [clear] {
    auto cmdlet = std::make_unique<C>();
    cmdlet->clear = clear;
    return cmdlet;
  };
  m.parameters[0] = Parameter<&VariableCmdlet::name, C>("Name", "Names; wildcards.")
                        .Mandatory()
                        .Position(0)
                        .ByPropertyName();
  m.Add(Parameter<&VariableCmdlet::force, C>("Force", "Read-only ones, too."));
  m.supports_should_process = true;
  return m;
}

}  // namespace

namespace utility {
void AddVariableCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  CmdletMetadata get = Base<GetVariable>("Get", "Lists variables.", "gv");
  get.Add(Parameter<&GetVariable::value_only>("ValueOnly", "Only the values."));
  cmdlets.push_back(std::move(get));
  cmdlets.push_back(SetMetadata(false));
  cmdlets.push_back(SetMetadata(true));
  cmdlets.push_back(RemoveMetadata(false));
  cmdlets.push_back(RemoveMetadata(true));
}
}  // namespace utility
}  // namespace sipsh
