#include <algorithm>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/compare.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

class NewObject final : public Cmdlet {
 public:
  std::string type_name;
  std::vector<Value> arguments;
  Value property;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    Value object = Make();
    if (const auto* table = AsHashtable(property)) {
      table->ForEach([&](const Value& key, const Value& value) {
        const std::string name = ToText(key);
        if (AsRecord(object))
          AsRecord(object)->Set(name, value);
        else
          SetMember(object, name, value);
        return true;
      });
    }
    return runtime.WriteObject(std::move(object));
  }

 private:
  Value Make() const {
    for (std::string_view record :
         {"PSObject", "PSCustomObject", "System.Management.Automation.PSObject",
          "System.Management.Automation.PSCustomObject", "Object"}) {
      if (EqualsIgnoreCase(type_name, record)) return Value::FromObject(new RecordObject());
    }
    const TypeInfo* type = Heap::Current().types().Find(type_name);
    if (!type) {
      Fail("TypeNotFound",
           "Cannot find type [" + type_name +
               "]: verify that the assembly containing this "
               "type is loaded.",
           ErrorCategory::kInvalidType, Value::String(type_name));
    }
    if (arguments.size() == 1 && IsEnumerable(arguments.front())) {
      const std::vector<Value> items = ToVector(arguments.front());
      return Construct(*type, items);
    }
    return Construct(*type, arguments);
  }
};

class AddMemberCmdlet final : public Cmdlet {
 public:
  Value input, value, second_value, notes, note_value;
  std::string member_type = "NoteProperty", name, note_name, type_name;
  bool force = false, pass_through = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    Value object = input;
    if (const auto* table = AsHashtable(notes)) {
      table->ForEach([&](const Value& key, const Value& item) {
        object = Put(runtime, object, ToText(key), MemberKind::kNoteProperty, item);
        return true;
      });
    } else if (!note_name.empty()) {
      object = Put(runtime, object, note_name, MemberKind::kNoteProperty, note_value);
    } else if (!name.empty()) {
      object = Put(runtime, object, name, Kind(), Content());
    }
    if (!type_name.empty()) object = AddTypeName(object, type_name);
    return pass_through ? runtime.WriteObject(object) : Flow::kMore;
  }

 private:
  MemberKind Kind() const {
    if (EqualsIgnoreCase(member_type, "ScriptProperty")) return MemberKind::kScriptProperty;
    if (EqualsIgnoreCase(member_type, "ScriptMethod")) return MemberKind::kScriptMethod;
    if (EqualsIgnoreCase(member_type, "AliasProperty")) return MemberKind::kAliasProperty;
    return MemberKind::kNoteProperty;
  }
  Value Content() const {
    if (Kind() == MemberKind::kScriptProperty && !second_value.IsNull())
      return MakeArray({value, second_value});
    return value;
  }
  Value Put(CommandRuntime& runtime, const Value& object, const std::string& member,
            MemberKind kind, const Value& content) const {
    if (!force && HasProperty(object, member)) {
      runtime.WriteError(
          ErrorRecord("Cannot add a member with the name \"" + member +
                          "\" because a member "
                          "with that name already exists. To overwrite the member anyway, add the "
                          "Force parameter to your command.",
                      "MemberAlreadyExists", ErrorCategory::kInvalidOperation, object));
      return object;
    }
    return AddMember(object, member, kind, content);
  }
};

class GetMemberCmdlet final : public Cmdlet {
 public:
  Value input;
  std::vector<std::string> name, member_type;
  bool is_static = false, force = false;
  std::string view;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNull()) return Flow::kMore;
    any_ = true;
    std::string type = TypeNames(input).front();
    if (const auto* literal = input.As<TypeLiteral>(); literal && is_static)
      type = literal->type().full_name;
    if (std::find(seen_.begin(), seen_.end(), type) != seen_.end()) return Flow::kMore;
    seen_.push_back(type);
    std::vector<MemberDescription> members = ListMembers(input, is_static);
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      const bool method_a = a.kind == MemberKind::kMethod, method_b = b.kind == MemberKind::kMethod;
      if (method_a != method_b) return method_a;
      return Fold(a.name) < Fold(b.name);
    });
    const RecordMaker maker({"Microsoft.PowerShell.Commands.MemberDefinition"},
                            {"TypeName", "Name", "MemberType", "Definition"});
    for (const MemberDescription& member : members) {
      if (!Fits(name, member.name) || !FitsType(MemberKindName(member.kind))) continue;
      if (runtime.WriteObject(maker.Make({Value::String(type), Value::String(member.name),
                                          Value::String(MemberKindName(member.kind)),
                                          Value::String(member.definition)})) == Flow::kStop) {
        return Flow::kStop;
      }
    }
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (any_) return;
    runtime.WriteError(ErrorRecord("You must specify an object for the Get-Member cmdlet.",
                                   "NoObjectInGetMember", ErrorCategory::kCloseError));
  }

 private:
  static bool Fits(const std::vector<std::string>& patterns, std::string_view text) {
    return patterns.empty() ||
           std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& p) { return WildcardMatches(p, text); });
  }
  bool FitsType(std::string_view type) const {
    if (member_type.empty()) return true;
    for (const std::string& wanted : member_type) {
      if (EqualsIgnoreCase(wanted, type) || EqualsIgnoreCase(wanted, "All")) return true;
      if (EqualsIgnoreCase(wanted, "Properties") && type.ends_with("Property")) return true;
      if (EqualsIgnoreCase(wanted, "Methods") && type.ends_with("Method")) return true;
    }
    return false;
  }
  std::vector<std::string> seen_;
  bool any_ = false;
};

class InvokeExpression final : public Cmdlet {
 public:
  std::string command;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    auto& invoker = runtime.Service<ScriptBlockInvoker>();
    const ScriptBlockRef block = invoker.Create(command);
    LambdaSink sink([&](Value object) { return runtime.WriteObject(std::move(object)); });
    return invoker.Invoke(block, {}, sink);
  }
};

CmdletMetadata AddMemberMetadata() {
  using C = AddMemberCmdlet;
  CmdletMetadata m = MakeCmdlet<C>("Add", "Member", "Adds properties and methods to an object.");
  m.default_set = "TypeNameSet";
  m.Add(Parameter<&C::input>("InputObject", "The object.").Mandatory().ByValue());
  m.Add(Parameter<&C::member_type>("MemberType", "What kind.")
            .InSet("MemberSet")
            .Mandatory()
            .Position(0)
            .Alias("Type")
            .Enum({"NoteProperty", "ScriptProperty", "ScriptMethod", "AliasProperty"}));
  m.Add(Parameter<&C::name>("Name", "Its name.").InSet("MemberSet").Mandatory().Position(1));
  m.Add(Parameter<&C::value>("Value", "Its value, script block, or the name meant.")
            .InSet("MemberSet")
            .Position(2)
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&C::second_value>("SecondValue", "The block that sets it.")
            .InSet("MemberSet")
            .Position(3));
  m.Add(Parameter<&C::note_name>("NotePropertyName", "A note property's name.")
            .InSet("NotePropertySingleMemberSet")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&C::note_value>("NotePropertyValue", "Its value.")
            .InSet("NotePropertySingleMemberSet")
            .Mandatory()
            .Position(1)
            .AllowNull()
            .AllowEmpty());
  m.Add(Parameter<&C::notes>("NotePropertyMembers", "Names and values.")
            .Type("System.Collections.IDictionary")
            .InSet("NotePropertyMultiMemberSet")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&C::type_name>("TypeName", "A type name put first."));
  m.Add(Parameter<&C::force>("Force", "Replaces a member of that name."));
  m.Add(Parameter<&C::pass_through>("PassThru", "Gives the object."));
  return m;
}

}  // namespace

namespace utility {
void AddObjectCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  CmdletMetadata make = MakeCmdlet<NewObject>("New", "Object", "Makes an object.");
  make.Add(Parameter<&NewObject::type_name>("TypeName", "Its type.").Mandatory().Position(0));
  make.Add(Parameter<&NewObject::arguments>("ArgumentList", "The constructor's arguments.")
               .Position(1)
               .Alias("Args"));
  make.Add(Parameter<&NewObject::property>("Property", "Names and values.")
               .Type("System.Collections.IDictionary"));
  cmdlets.push_back(std::move(make));
  cmdlets.push_back(AddMemberMetadata());
  using G = GetMemberCmdlet;
  CmdletMetadata get = MakeCmdlet<G>("Get", "Member", "Lists properties and methods of objects.");
  get.aliases = {"gm"};
  get.Add(AnyInput(Parameter<&G::input>("InputObject", "The objects.")));
  get.Add(Parameter<&G::name>("Name", "Names; wildcards.").Position(0));
  get.Add(Parameter<&G::member_type>("MemberType", "Kinds.")
              .Alias("Type")
              .Enum({"AliasProperty", "NoteProperty", "Property", "ScriptProperty", "Properties",
                     "Method", "ScriptMethod", "Methods", "All"}));
  get.Add(Parameter<&G::is_static>("Static", "Members of the type itself."));
  get.Add(Parameter<&G::force>("Force", "Hidden ones, too."));
  get.Add(Parameter<&G::view>("View", "Which of them."));
  cmdlets.push_back(std::move(get));
  CmdletMetadata invoke =
      MakeCmdlet<InvokeExpression>("Invoke", "Expression", "Runs text as a command.");
  invoke.aliases = {"iex"};
  invoke.Add(Parameter<&InvokeExpression::command>("Command", "The text.")
                 .Mandatory()
                 .Position(0)
                 .ByValue());
  cmdlets.push_back(std::move(invoke));
}
}  // namespace utility
}  // namespace sipsh
