#include "shell/runtime/binder/simple_binding.h"

#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

class SimpleBinder {
 public:
  SimpleBinder(Activation& activation, const std::vector<Argument>& arguments)
      : activation_(activation),
        code_(*activation.frame.code),
        arguments_(arguments),
        named_by_(code_.parameters.size()) {}

  void Bind() {
    for (size_t i = 0; i < arguments_.size(); ++i) {
      if (arguments_[i].is_parameter)
        i = Named(i);
      else
        unnamed_.push_back(arguments_[i]);
    }
    size_t next = 0;
    std::vector<Value> rest;
    for (Argument& argument : unnamed_) {
      if (argument.is_parameter) {  // of no parameter here: goes to $args with its value
        rest.push_back(Value::String("-" + argument.name + (argument.has_value ? ":" : "")));
        if (argument.has_value) rest.push_back(std::move(argument.value));
        continue;
      }
      while (next < named_by_.size() && (named_by_[next] || code_.parameters[next].is_switch))
        ++next;
      if (next < named_by_.size())
        Set(next++, argument);
      else
        rest.push_back(std::move(argument.value));
    }
    if (!rest.empty()) activation_.call.args = MakeArray(std::move(rest));
  }

 private:
  [[noreturn]] void Fail(const char* id, std::string message) const {
    ErrorRecord record(std::move(message), id, ErrorCategory::kInvalidArgument);
    record.exception_type = "System.Management.Automation.ParameterBindingException";
    if (activation_.call.name) record.command = *activation_.call.name;
    throw TerminatingError(std::move(record));
  }

  // The parameter of that name, alias or unique beginning; -1 when there is none.
  int Find(const std::string& wanted) const {
    const auto& parameters = code_.metadata.parameters;
    int found = -1, beginning = 0;
    std::string matches;
    for (size_t p = 0; p < parameters.size(); ++p) {
      if (EqualsIgnoreCase(parameters[p].name, wanted)) return static_cast<int>(p);
      for (const auto& alias : parameters[p].aliases)
        if (EqualsIgnoreCase(alias, wanted)) return static_cast<int>(p);
      if (!StartsWithIgnoreCase(parameters[p].name, wanted)) continue;
      found = static_cast<int>(p), ++beginning;
      matches += " -" + parameters[p].name;
    }
    if (beginning > 1) {
      Fail("AmbiguousParameter", "Parameter cannot be processed because the parameter name '" +
                                     wanted +
                                     "' is ambiguous. Possible matches include:" + matches + ".");
    }
    return found;
  }

  // Binds the parameter named at `i`; gives the index of the last argument used.
  size_t Named(size_t i) {
    const Argument& argument = arguments_[i];
    const int found = Find(argument.name);
    if (found < 0) {
      unnamed_.push_back(argument);
      return i;
    }
    const auto index = static_cast<size_t>(found);
    const bool has_value = argument.has_value || code_.parameters[index].is_switch;
    const Argument* value = &argument;
    if (!has_value) {
      if (i + 1 == arguments_.size() || arguments_[i + 1].is_parameter) {
        Fail("MissingArgument", "Missing an argument for parameter '" +
                                    code_.metadata.parameters[index].name +
                                    "'. Specify a value and try again.");
      }
      value = &arguments_[++i];
    }
    if (const Argument* before = named_by_[index]) {
      // What is named outright wins over a splatted value of the same name.
      if (argument.splatted && !before->splatted) return i;
      if (argument.splatted || !before->splatted) {
        Fail("ParameterAlreadyBound", "Cannot bind parameter because parameter '" +
                                          code_.metadata.parameters[index].name +
                                          "' is specified more than once.");
      }
    }
    named_by_[index] = &argument;
    if (value->has_value)
      Set(index, *value);
    else
      activation_.SetParameter(index, Value::Bool(true), false);
    return i;
  }

  void Set(size_t index, const Argument& argument) {
    const bool as_typed = argument.text && code_.parameters[index].type == &types::kString;
    activation_.SetParameter(index, as_typed ? Value::String(*argument.text) : argument.value,
                             true);
  }

  Activation& activation_;
  const BlockCode& code_;
  const std::vector<Argument>& arguments_;
  std::vector<const Argument*> named_by_;
  std::vector<Argument> unnamed_;
};

}  // namespace

void BindSimple(Activation& activation, const std::vector<Argument>& arguments) {
  if (!arguments.empty()) SimpleBinder(activation, arguments).Bind();
}

}  // namespace sipsh::runtime
