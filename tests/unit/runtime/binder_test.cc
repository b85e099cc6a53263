// The parameter binder alone: positions, sets, ambiguity, and the order of pipeline binding.
#include <doctest/doctest.h>

#include "shell/runtime/interpreter.h"
#include "tests/unit/runtime/test_session.h"

namespace sipsh::runtime {
namespace {

ParameterMetadata Make(const char* name, const char* type) {
  return DynamicParameter(name, "", type, nullptr);
}

Argument Named(std::string name, Value value, bool splatted = false) {
  return {.name = std::move(name),
          .value = std::move(value),
          .is_parameter = true,
          .has_value = true,
          .splatted = splatted};
}
Argument Positional(Value value) { return {.value = std::move(value), .has_value = true}; }

// A command with the parameters a test gives it, and what was bound, as "Name=1 Age=2 [Set]".
class Binder {
 public:
  CmdletMetadata metadata;

  Binder() : heap_scope_(interpreter_.heap) {
    metadata.verb = "Test";
    metadata.noun = "Thing";
  }
  std::string Bind(const std::vector<Argument>& arguments, bool expecting_input = false) {
    Prepare();
    const BindPlan plan = binder_->MakePlan(arguments);
    cacheable = plan.cacheable;
    const BoundParameters bound = binder_->Bind(plan, arguments);
    const int set = binder_->ResolveSet(bound, {}, bound.sets, expecting_input);
    return Text(bound.values) + "[" + signature_->sets[static_cast<size_t>(set)] + "]";
  }
  std::string BindInput(const Value& object, const std::vector<Argument>& arguments = {}) {
    Prepare();
    const BoundParameters bound = binder_->Bind(binder_->MakePlan(arguments), arguments);
    SetMask sets = bound.sets;
    std::vector<BoundValue> values;
    if (!binder_->BindPipeline(object, bound, sets, values)) return "unbound";
    const int set = binder_->ResolveSet(bound, values, sets, false);
    return Text(values) + "[" + signature_->sets[static_cast<size_t>(set)] + "]";
  }
  // The id of the error that binding ends with.
  std::string Fault(const std::vector<Argument>& arguments) {
    try {
      return "bound " + Bind(arguments);
    } catch (const TerminatingError& error) {
      return error.Record().error_id;
    }
  }
  Value Record(std::initializer_list<std::pair<const char*, Value>> members) {
    auto record = MakeObject<RecordObject>();
    for (const auto& [name, value] : members) record->Set(name, value);
    return Value::FromObject(record);
  }

  bool cacheable = false;

 private:
  void Prepare() {
    signature_ = std::make_unique<CommandSignature>(interpreter_, metadata);
    binder_ = std::make_unique<ParameterBinder>(interpreter_, *signature_, metadata.Name());
  }
  std::string Text(const std::vector<BoundValue>& values) {
    std::string out;
    for (const auto& value : values) {
      out += signature_->parameters[static_cast<size_t>(value.parameter)].metadata->name + "=" +
             ToText(value.value) + " ";
    }
    return out;
  }

  test::RememberingHost host_;
  Interpreter interpreter_{host_, SessionOptions{}};
  HeapScope heap_scope_;
  std::unique_ptr<CommandSignature> signature_;
  std::unique_ptr<ParameterBinder> binder_;
};

TEST_CASE("positions, names and abbreviations") {
  Binder b;
  b.metadata.Add(Make("Name", "string").Position(0))
      .Add(Make("Age", "int").Position(1))
      .Add(Make("Agent", "string"));
  CHECK(b.Bind({Positional(Value::String("ann")), Positional(Value::String("30"))}) ==
        "Name=ann Age=30 [__AllParameterSets]");
  CHECK(b.Bind({Named("age", Value::Int32(3)), Positional(Value::String("ann"))}) ==
        "Age=3 Name=ann [__AllParameterSets]");
  CHECK(b.Bind({Named("n", Value::String("x"))}) == "Name=x [__AllParameterSets]");
  CHECK(b.cacheable);
  CHECK(b.Fault({Named("ag", Value::Int32(3))}) == "AmbiguousParameter");
  CHECK(b.Bind({Named("agen", Value::String("x"))}) == "Agent=x [__AllParameterSets]");
  CHECK(b.Fault({Named("nope", Value())}) == "NamedParameterNotFound");
  CHECK(b.Fault({Named("Name", Value::String("a")), Named("n", Value::String("b"))}) ==
        "ParameterAlreadyBound");
  CHECK(b.Fault({Positional(Value::Int32(1)), Positional(Value::Int32(2)),
                 Positional(Value::Int32(3))}) == "PositionalParameterNotFound");
  CHECK(b.Fault({Named("Age", Value::String("old"))}) == "ParameterArgumentTransformationError");
}

TEST_CASE("a common parameter's name yields to an own one of the same beginning") {
  Binder b;
  b.metadata.Add(Make("Version", "string"));
  CHECK(b.Bind({Named("ver", Value::String("1"))}) == "Version=1 [__AllParameterSets]");
  Binder none;
  CHECK(none.Bind({Named("verb", Value::Bool(true))}) == "Verbose=True [__AllParameterSets]");
}

TEST_CASE("what is named outright wins over a splatted value") {
  Binder b;
  b.metadata.Add(Make("Name", "string").Alias("Label"));
  const Value own = Value::String("own"), splatted = Value::String("splatted");
  CHECK(b.Bind({Named("Name", splatted, true), Named("Name", own)}) ==
        "Name=own [__AllParameterSets]");
  CHECK(b.Bind({Named("Label", own), Named("Name", splatted, true)}) ==
        "Name=own [__AllParameterSets]");
}

TEST_CASE("parameter sets: narrowed by names, completed by mandatory ones, else the default") {
  Binder b;
  b.metadata.default_set = "ByName";
  b.metadata.Add(Make("Name", "string").InSet("ByName").Position(0))
      .Add(Make("Id", "int").InSet("ById").Mandatory())
      .Add(Make("Force", "switch"));
  CHECK(b.Bind({}) == "[ByName]");
  CHECK(b.Bind({Named("Id", Value::Int32(5))}) == "Id=5 [ById]");
  CHECK(b.Bind({Positional(Value::String("x")), Named("Force", Value::Bool(true))}) ==
        "Force=True Name=x [ByName]");
  CHECK(b.Fault({Named("Id", Value::Int32(5)), Named("Name", Value::String("x"))}) ==
        "AmbiguousParameterSet");
  CHECK(b.Fault({Named("Id", Value::Int32(5)), Positional(Value::String("x"))}) ==
        "PositionalParameterNotFound");
}

TEST_CASE("a missing mandatory parameter is named, unless the pipeline may bring it") {
  Binder b;
  b.metadata.Add(Make("Name", "string").Mandatory().ByPropertyName());
  CHECK(b.Fault({}) == "MissingMandatoryParameter");
  CHECK(b.Bind({}, true) == "[__AllParameterSets]");
  CHECK(b.Fault({Named("Name", Value())}) ==
        "ParameterArgumentValidationErrorEmptyStringNotAllowed");
  CHECK(b.Fault({Named("Name", Value::String(""))}) ==
        "ParameterArgumentValidationErrorEmptyStringNotAllowed");
  Binder any;
  any.metadata.Add(Make("Object", "object").Mandatory());
  CHECK(any.Fault({Named("Object", Value())}) == "ParameterArgumentValidationErrorNullNotAllowed");
}

TEST_CASE("where sets compete for a position, the argument's type decides") {
  Binder b;
  b.metadata.default_set = "Text";
  b.metadata.Add(Make("Text", "string").InSet("Text").Mandatory().Position(0))
      .Add(Make("Date", "datetime").InSet("Date").Mandatory().Position(0));
  CHECK(b.Bind({Positional(Value::String("x"))}) == "Text=x [Text]");
  CHECK_FALSE(b.cacheable);
  CHECK(b.Bind({Positional(Value::DateTime(0))}).ends_with("[Date]"));
}

TEST_CASE("what is left over goes to the parameter for the rest") {
  Binder b;
  b.metadata.Add(Make("First", "string").Position(0)).Add(Make("Rest", "string[]").FromRemaining());
  CHECK(b.Bind({Positional(Value::String("a")), Positional(Value::String("b")),
                Positional(Value::Int32(3))}) == "First=a Rest=b 3 [__AllParameterSets]");
}

TEST_CASE("pipeline input: by value as it is, by property name, then with conversion") {
  Binder b;
  b.metadata.Add(Make("Number", "int").ByValue())
      .Add(Make("Name", "string").ByPropertyName().Alias("Label"));
  CHECK(b.BindInput(Value::Int32(5)) == "Number=5 [__AllParameterSets]");
  CHECK(b.BindInput(Value::String("7")) == "Number=7 [__AllParameterSets]");
  CHECK(b.BindInput(b.Record({{"Label", Value::String("x")}})) == "Name=x [__AllParameterSets]");
  CHECK(b.BindInput(Value::String("seven")) == "unbound");
  CHECK(b.BindInput(Value::Int32(5), {Named("Number", Value::Int32(1))}) == "unbound");
}

TEST_CASE("the type of the input chooses the set") {
  Binder b;
  b.metadata.Add(Make("Number", "int").InSet("Number").ByValue().Mandatory())
      .Add(Make("Text", "string").InSet("Text").ByValue().Mandatory());
  CHECK(b.BindInput(Value::Int32(5)) == "Number=5 [Number]");
  CHECK(b.BindInput(Value::String("5")) == "Text=5 [Text]");
}

TEST_CASE("values of a closed list: in any case, abbreviated, by number") {
  Binder b;
  b.metadata.Add(Make("Kind", "string").Enum({"Alpha", "Beta"}));
  CHECK(b.Bind({Named("Kind", Value::String("beta"))}) == "Kind=Beta [__AllParameterSets]");
  CHECK(b.Bind({Named("Kind", Value::String("al"))}) == "Kind=Alpha [__AllParameterSets]");
  CHECK(b.Bind({Named("Kind", Value::Int32(1))}) == "Kind=Beta [__AllParameterSets]");
  CHECK(b.Fault({Named("Kind", Value::String("gamma"))}) == "ParameterArgumentTransformationError");
}

}  // namespace
}  // namespace sipsh::runtime
