#include "cmdlets/active_directory/ad_cmdlets.h"
#include "cmdlets/active_directory/ad_editor.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;
using Given = std::vector<std::pair<const AdParameter*, Value>>;

class NewObject final : public ObjectCmdlet {
 public:
  explicit NewObject(const AdNoun& noun) : noun_(noun) {}

  Given given;
  Value other_attributes, credential;
  std::string name, path, server, type;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    Dn parent = Parent(environment, store);
    std::string naming(noun_.naming_attribute);
    if (directory::EqualIgnoreCase(type, "organizationalUnit")) naming = "ou";
    Entry start(parent.Child(naming, name));
    start.Add(naming, name);
    AdEditor editor(runtime, environment, store, std::move(start));
    bool named = false;
    for (const auto& [parameter, value] : given) {
      editor.Put(*parameter, value);
      named = named || parameter->name == "SamAccountName";
    }
    editor.Add(other_attributes);
    Entry entry = editor.After();
    Complete(environment, store, named, &entry);
    DirectoryChange change{entry.dn().text(), "New", {}, {}};
    change.changes.changes.push_back(directory::Change::Add(entry));
    if (!CommitChange(runtime, environment, store, std::move(change),
                      Value::String(entry.dn().text())) ||
        !pass_thru) {
      return Flow::kMore;
    }
    return PassAdObject(runtime, environment, store, noun_, entry.dn());
  }

 private:
  // As the directory spells it.
  Dn Parent(EnvironmentService& environment, directory::Store& store) {
    if (!path.empty()) return RequireContainer(store, path, "Path");
    if (noun_.object_class != AdClass::kOrganizationalUnit) {
      for (const char* unit : {"cn", "ou"}) {  // Active Directory's own place, and the usual other.
        Dn dn = environment.Base().Child(unit, "Users");
        if (Require(directory::Exists(store, dn))) return dn;
      }
    }
    return environment.Base();
  }

  void Complete(EnvironmentService& environment, directory::Store& store, bool named,
                Entry* entry) {
    bool active_directory = Require(store.Describe()).active_directory;
    switch (noun_.object_class) {
      case AdClass::kUser:
      case AdClass::kAccount:
        if (!named) entry->Set("sAMAccountName", name);
        // An account without a password cannot be enabled on Active Directory.
        if (!entry->Has("userAccountControl")) {
          entry->Set("userAccountControl", active_directory ? "514" : "512");
        }
        environment.Profile().CompleteUser(entry);
        return;
      case AdClass::kGroup: {
        if (!named) entry->Set("sAMAccountName", name);
        const directory::Schema* schema = Require(store.GetSchema());
        bool plain = schema->FindClass("group") != nullptr;
        entry->Set("objectClass",
                   std::vector<std::string>{"top", plain ? "group" : "groupOfNames"});
        return;
      }
      case AdClass::kOrganizationalUnit:
        entry->Set("objectClass", std::vector<std::string>{"top", "organizationalUnit"});
        return;
      case AdClass::kAny:
        break;
    }
    if (directory::EqualIgnoreCase(type, "contact")) {
      environment.Profile().CompleteContact(entry);
    } else if (directory::EqualIgnoreCase(type, "user")) {
      environment.Profile().CompleteUser(entry);
    } else {
      entry->Set("objectClass", std::vector<std::string>{"top", type});
    }
  }

  const AdNoun& noun_;
};

class SetObject final : public ObjectCmdlet {
 public:
  explicit SetObject(const AdNoun& noun) : noun_(noun) {}

  Given given;
  Value identity, add, remove, replace, credential;
  std::vector<std::string> clear;
  std::string partition, server;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    std::string name = IdentityText(identity);
    Entry entry = RequireAdObject(runtime, environment, store, noun_, name, {}, partition);
    Dn dn = entry.dn();
    AdEditor editor(runtime, environment, store, std::move(entry));
    for (const auto& [parameter, value] : given) editor.Put(*parameter, value);
    // The order in which the public module applies them.
    editor.Remove(remove);
    editor.Add(add);
    editor.Replace(replace);
    editor.Clear(clear);
    if (!editor.Modifications().empty()) {
      DirectoryChange change{dn.text(), "Set", {}, {}};
      change.changes.changes.push_back(directory::Change::Modify(dn, editor.Modifications()));
      if (!CommitChange(runtime, environment, store, std::move(change), Value::String(name))) {
        return Flow::kMore;
      }
    }
    return pass_thru ? PassAdObject(runtime, environment, store, noun_, dn) : Flow::kMore;
  }

 private:
  const AdNoun& noun_;
};

class RemoveObject final : public ObjectCmdlet {
 public:
  explicit RemoveObject(const AdNoun& noun) : noun_(noun) {}

  Value identity, credential;
  std::string partition, server;
  bool recursive = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    std::string name = IdentityText(identity);
    Entry entry =
        RequireAdObject(runtime, environment, store, noun_, name, {"objectClass"}, partition);
    DirectoryChange change{entry.dn().text(), "Remove", {}, {}};
    if (recursive) AddBelow(runtime, store, entry.dn(), &change.changes);
    change.changes.changes.push_back(directory::Change::Delete(entry.dn()));
    CommitChange(runtime, environment, store, std::move(change), Value::String(name));
    return Flow::kMore;
  }

 private:
  // Leaves first.
  static void AddBelow(CommandRuntime& runtime, directory::Store& store, const Dn& dn,
                       directory::ChangeSet* changes) {
    directory::SearchRequest request;
    request.base = dn;
    request.scope = directory::Scope::kOneLevel;
    request.filter = directory::Filter::Present("objectClass");
    request.attributes = {"objectClass"};
    request.wait = WaitOf(runtime);
    for (const Entry& child : Require(directory::FindAll(store, request))) {
      AddBelow(runtime, store, child.dn(), changes);
      changes->changes.push_back(directory::Change::Delete(child.dn()));
    }
  }

  const AdNoun& noun_;
};

template <typename C>
void AddParameters(CmdletMetadata* m, const AdNoun& noun, bool creating) {
  for (const AdParameter& row : noun.parameters) {
    const char* type = row.kind == AdParameterKind::kAccountDisabled ? "System.Boolean"
                       : row.kind == AdParameterKind::kObject        ? "System.Object"
                                                                     : "System.String";
    ParameterMetadata parameter =
        DynamicParameter(std::string(row.name), std::string(row.help), type,
                         [&row](Cmdlet& cmdlet, const Value& value) {
                           static_cast<C&>(cmdlet).given.emplace_back(&row, value);
                         });
    std::move(parameter).AllowEmpty().AllowNull();
    if (row.kind == AdParameterKind::kGroupCategory) {
      std::move(parameter).Enum({"Distribution", "Security"});
    }
    if (row.kind == AdParameterKind::kGroupScope) {
      std::move(parameter).Enum({"DomainLocal", "Global", "Universal"});
      if (creating) std::move(parameter).Mandatory().Position(1);
    }
    m->Add(std::move(parameter));
  }
}

CmdletMetadata Base(const char* verb, const AdNoun& noun, std::string synopsis) {
  CmdletMetadata m;
  m.verb = verb;
  m.noun = noun.noun;
  m.synopsis = std::move(synopsis);
  m.supports_should_process = true;
  return m;
}

}  // namespace

CmdletMetadata NewAdCmdlet(const AdNoun& noun) {
  CmdletMetadata m = Base("New", noun, "Creates a new " + std::string(noun.what) + ".");
  m.factory = [&noun] { return std::make_unique<NewObject>(noun); };
  m.output_type = noun.table().type_name;
  m.Add(Parameter<&NewObject::name>("Name", "Its name, unique in its place.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  if (noun.object_class == AdClass::kAny) {
    m.Add(Parameter<&NewObject::type>("Type", "Its object class: contact, container ...")
              .Mandatory()
              .Position(1));
  }
  m.Add(Parameter<&NewObject::path>("Path", "DN of the OU or container to make it in.")
            .ByPropertyName());
  AddParameters<NewObject>(&m, noun, true);
  m.Add(Parameter<&NewObject::other_attributes>("OtherAttributes",
                                                "Further attributes: @{attribute='value'}.")
            .Type("System.Collections.Hashtable"));
  m.Add(Parameter<&NewObject::pass_thru>("PassThru", "Outputs what was made."));
  m.Add(Parameter<&NewObject::server>("Server", "The one server to write to."));
  m.Add(Parameter<&NewObject::credential>("Credential", "Who writes."));
  return m;
}

CmdletMetadata SetAdCmdlet(const AdNoun& noun) {
  CmdletMetadata m = Base(
      "Set", noun,
      "Changes " + std::string(noun.what == "user" ? "a " : "an ") + std::string(noun.what) + ".");
  if (noun.object_class == AdClass::kGroup) m.synopsis = "Changes a group; its members by others.";
  m.factory = [&noun] { return std::make_unique<SetObject>(noun); };
  m.output_type = noun.table().type_name;
  m.Add(Parameter<&SetObject::identity>("Identity", "DN, GUID or sAMAccountName.")
            .Mandatory()
            .Position(0)
            .ByValue());
  AddParameters<SetObject>(&m, noun, false);
  auto table = [](ParameterMetadata parameter) {
    return std::move(parameter).Type("System.Collections.Hashtable");
  };
  m.Add(table(Parameter<&SetObject::add>("Add", "Values to add: @{attribute='value'}.")));
  m.Add(table(Parameter<&SetObject::remove>("Remove", "Values to remove: @{attribute='value'}.")));
  m.Add(table(Parameter<&SetObject::replace>("Replace",
                                             "Attributes to set: @{attribute='value','value'}.")));
  m.Add(Parameter<&SetObject::clear>("Clear", "Attributes to empty."));
  m.Add(Parameter<&SetObject::pass_thru>("PassThru", "Outputs what was changed."));
  m.Add(Parameter<&SetObject::partition>("Partition", "DN of the naming context to look in."));
  m.Add(Parameter<&SetObject::server>("Server", "The one server to write to."));
  m.Add(Parameter<&SetObject::credential>("Credential", "Who writes."));
  return m;
}

CmdletMetadata RemoveAdCmdlet(const AdNoun& noun) {
  CmdletMetadata m = Base("Remove", noun,
                          noun.object_class == AdClass::kUser
                              ? "Deletes a user account."
                              : "Deletes from the directory: " + std::string(noun.what) + "s.");
  m.factory = [&noun] { return std::make_unique<RemoveObject>(noun); };
  m.confirm_impact = ConfirmImpact::kHigh;
  m.Add(Parameter<&RemoveObject::identity>("Identity", "DN, GUID or sAMAccountName.")
            .Mandatory()
            .Position(0)
            .ByValue());
  if (noun.object_class == AdClass::kOrganizationalUnit || noun.object_class == AdClass::kAny) {
    m.Add(Parameter<&RemoveObject::recursive>("Recursive", "Deletes all below it as well."));
  }
  m.Add(Parameter<&RemoveObject::partition>("Partition", "DN of the naming context to look in."));
  m.Add(Parameter<&RemoveObject::server>("Server", "The one server to write to."));
  m.Add(Parameter<&RemoveObject::credential>("Credential", "Who deletes."));
  return m;
}

}  // namespace sipsh
