// ParameterBinder: from the arguments of a call to the parameters of a command.
//
// A CommandSignature is made once per command; a BindPlan once per call site (and argument shape):
// which argument goes to which parameter. Values are then converted, checked and assigned. Rules:
// about_Parameter_Binding, about_Functions_Advanced_Parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/cmdlet_metadata.h"
#include "shell/value/type_info.h"

namespace sipsh::runtime {

class Interpreter;

using SetMask = uint32_t;

struct BoundParameterInfo {
  const ParameterMetadata* metadata = nullptr;
  const TypeInfo* type = nullptr;     // null: no conversion
  const TypeInfo* element = nullptr;  // of an array type
  SetMask sets = 0;                   // the sets it belongs to
  SetMask mandatory = 0, by_value = 0, by_property = 0, remaining = 0;
  std::vector<int> positions;  // by set
  bool is_common = false;
  bool takes_collection = false;
};

struct CommandSignature {
  CommandSignature(Interpreter& interpreter, const CmdletMetadata& metadata);

  const CmdletMetadata* metadata;
  std::vector<BoundParameterInfo> parameters;
  std::vector<std::string> sets;
  SetMask all_sets = 1;
  int default_set = -1;
  bool takes_pipeline = false;

  // Exact name, alias or unique beginning. Throws when unknown or ambiguous.
  int Find(std::string_view name, std::string_view command) const;
  // By its name or an alias only; -1 when there is none.
  int FindExactly(std::string_view name) const;
};

struct Argument {
  std::string name;  // of a parameter; empty for a positional one
  Value value;
  bool is_parameter = false;
  bool has_value = false;             // -Name:value, or a positional one
  const std::string* text = nullptr;  // a number as it was typed, for string parameters
  bool splatted = false;              // named by a splatted table
  bool is_default = false;            // from $PSDefaultParameterValues
};

struct BindPlan {
  struct Step {
    int argument;  // -1: a bare switch
    int parameter;
  };
  std::vector<Step> steps;
  std::vector<int> remaining;    // arguments for the parameter `remaining_parameter`
  int remaining_parameter = -1;  // -1: they are a simple function's $args
  bool cacheable = true;         // false: the types of the values decided, so plan each call anew
  SetMask sets = 0;
};

struct BoundValue {
  int parameter;
  Value value;
};

// What a command was given; `sets` are the parameter sets still possible.
struct BoundParameters {
  std::vector<BoundValue> values;
  SetMask sets = 0;

  const Value* Find(int parameter) const;
};

// As a cast, but that [bool] takes no text: -Flag 'false' would else be true. Throws ValueError.
Value ConvertParameter(const Value& value, const TypeInfo& type);

// The name nearest to a mistyped one; empty when none is near.
std::string NearestName(std::string_view name, const std::vector<std::string>& names);

class ParameterBinder {
 public:
  ParameterBinder(Interpreter& interpreter, const CommandSignature& signature,
                  std::string command_name)
      : interpreter_(interpreter), signature_(signature), command_(std::move(command_name)) {}

  // Which argument goes where; depends on the shape of the arguments only. Throws TerminatingError.
  BindPlan MakePlan(const std::vector<Argument>& arguments) const;
  // Converts and checks.
  BoundParameters Bind(const BindPlan& plan, const std::vector<Argument>& arguments) const;
  // Binds one pipeline object; false when nothing takes it.
  bool BindPipeline(const Value& object, const BoundParameters& bound, SetMask& sets,
                    std::vector<BoundValue>& out) const;
  // Chooses the set; throws when a mandatory parameter is missing or no single set is left.
  int ResolveSet(const BoundParameters& bound, const std::vector<BoundValue>& from_pipeline,
                 SetMask sets, bool expecting_input) const;
  // Asks a person for the mandatory parameters that are missing; none where nobody can be asked, or
  // where a value cannot be typed (ask_missing.cc).
  std::vector<BoundValue> AskMissing(const BoundParameters& bound, bool expecting_input) const;
  Value Convert(int parameter, const Value& value) const;
  bool CanTakePipeline(const BoundParameters& bound) const;

 private:
  // Mandatory parameters of a set that have no value and will get none from the pipeline.
  std::vector<int> Missing(size_t set, const BoundParameters& bound,
                           const std::vector<BoundValue>& from_pipeline,
                           bool expecting_input) const;
  // The set that is meant where none is complete. Throws when none is left.
  size_t MeantSet(SetMask sets) const;
  void Validate(int parameter, const Value& value) const;
  [[noreturn]] void Fail(std::string id, std::string message, std::string type = "") const;
  bool TryTake(int parameter, const Value& value, bool convert, std::vector<BoundValue>& out) const;

  Interpreter& interpreter_;
  const CommandSignature& signature_;
  std::string command_;
};

}  // namespace sipsh::runtime
