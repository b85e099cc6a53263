#include <fstream>
#include <sstream>

#include "cmdlets/directory_support/user_policies.h"
#include "cmdlets/lync/contact/bulk_pipeline.h"
#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_editor.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "directory/file/atomic_file.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using directory::Entry;
using topology::Pool;

constexpr int kOcs2007R2 = 4;

// What all moves have in common: the new home is written, the mark of a running move goes.
class MoveBase : public ObjectCmdlet {
 public:
  explicit MoveBase(const SipObjectType& type) : type_(type) {}

  Value identity, credential;
  std::string domain_controller, proxy_pool, target, hosted_override;
  bool force = false, ignore_backend = false, pass_thru = false;

 protected:
  const SipObjectType& type_;

  static void RefuseCloud(CommandRuntime& runtime, std::initializer_list<const char*> parameters) {
    for (const char* name : parameters) {
      if (!runtime.IsBound(name)) continue;
      Fail(
          std::string("-") + name +
              " is for moves into the cloud or out of it, which sipsh does not make. Leave it out.",
          "ParameterNotKept", ErrorCategory::kNotEnabled, Value::String(name));
    }
  }

  static const Pool* HomeOf(EnvironmentService& environment, const Entry& object) {
    std::string fqdn = environment.PoolOfHomeServer(object.Get("msRTCSIP-PrimaryHomeServer"));
    return fqdn.empty() ? nullptr : environment.Topology().FindPool(fqdn);
  }

  // Nothing when the object is there already.
  static std::optional<PlannedChange> Plan(SipObjectEditor* editor, const Pool& pool,
                                           const std::string& from,
                                           SipObjectEditor::Holding holding) {
    editor->PutHome(pool);
    editor->Put("msRTCSIP-DeploymentLocator", "SRV:");
    editor->Put("msRTCSIP-TargetHomeServer", "");
    editor->Put("msRTCSIP-TargetUserPolicies", "");
    if (!editor->Changed()) return std::nullopt;
    return PlannedChange{editor->Modification(holding),
                         editor->Before(),
                         "move from " + (from.empty() ? "no pool" : from) + " to " + pool.fqdn,
                         {},
                         {}};
  }

  // False when -WhatIf or the operator said no.
  bool Move(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
            SipObjectEditor* editor, const Pool& pool, const std::string& from) {
    auto planned = Plan(editor, pool, from, SipObjectEditor::Holding::kComputed);
    if (!planned) return true;
    const directory::Dn dn = editor->After().dn();
    DirectoryChange change{dn.text(), planned->action, {}, {}};
    change.changes.changes.push_back(std::move(planned->change));
    return CommitChange(runtime, environment, store, std::move(change), Value::String(dn.text()));
  }
};

class MoveObject final : public MoveBase {
 public:
  using MoveBase::MoveBase;
  std::string report, user_list, tenant_administrator;
  std::vector<std::string> access_tokens;
  bool move_to_teams = false, bypass_audio = false, bypass_voice = false, conference_data = false;
  bool legacy_mode = false;

  void StopProcessing() override { pipeline_.Stop(); }
  void EndProcessing(CommandRuntime& runtime) override {
    pipeline_.End(runtime);
    if (report.empty()) return;
    std::string text = "Identity,SourcePool,TargetPool,Status\r\n" + rows_;
    directory::Status status = directory::ReplaceFile(report, text);
    if (!status.ok()) ThrowStatus(status, Value::String(report));
  }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    RefuseCloud(runtime,
                {"MoveToTeams", "HostedMigrationOverrideUrl", "TenantAdminUserName",
                 "BypassAudioConferencingCheck", "BypassEnterpriseVoiceCheck", "AccessTokens"});
    directory::Store& store = environment.StoreOn(domain_controller, credential);
    (void)RequireRegistrarPool(environment, target);
    bool may_wait = BulkPipeline::MayWait(runtime);
    if (user_list.empty()) {
      std::string name = IdentityText(identity);
      if (!may_wait) return MoveOne(runtime, environment, store, name);
      pipeline_.Take(runtime, environment, store, std::move(name));
      return Flow::kMore;
    }
    for (const std::string& name : NamesInList()) {
      try {
        if (MoveOne(runtime, environment, store, name) == Flow::kStop) return Flow::kStop;
      } catch (const ObjectError& error) {  // The next ones are moved all the same.
        runtime.WriteError(error.Record());
      }
    }
    return Flow::kMore;
  }

 private:
  std::string RequireMovable(CommandRuntime& runtime, EnvironmentService& environment,
                             const Pool& pool, const std::string& name, const Entry& object) const {
    const Pool* home = HomeOf(environment, object);
    Value about = Value::String(name);
    if (home == &pool && !force) {
      Fail("The " + std::string(type_.what) + " " + object.dn().text() + " is homed on " +
               pool.fqdn + " already.",
           "AlreadyHomed", ErrorCategory::kInvalidOperation, about);
    }
    if (home != nullptr && topology::GenerationVersion(home->generation) == kOcs2007R2) {
      Fail("The " + std::string(type_.what) + " " + object.dn().text() + " is homed on " +
               home->fqdn + ", a pool of OCS 2007 R2. Move it with Move-CsLegacyUser.",
           "LegacyHome", ErrorCategory::kInvalidOperation, about);
    }
    if (force) {
      runtime.WriteMessage(Stream::kWarning, "With -Force the contacts and conferences of " +
                                                 object.dn().text() +
                                                 " stay behind on the old pool and are lost.");
    }
    return home == nullptr ? "" : home->fqdn;
  }

  Flow MoveOne(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
               const std::string& name) {
    const Pool& pool = RequireRegistrarPool(environment, target);
    Entry object = RequireSipObject(runtime, environment, store, type_, name);
    std::string from = RequireMovable(runtime, environment, pool, name, object);
    directory::Dn dn = object.dn();
    SipObjectEditor editor(runtime, environment, store, std::move(object));
    if (!Move(runtime, environment, store, &editor, pool, from)) return Flow::kMore;
    Report(dn, from, pool.fqdn);
    return pass_thru ? PassObject(runtime, environment, store, type_, dn) : Flow::kMore;
  }

  // One of many that came through the pipeline.
  std::optional<PlannedChange> PlanOne(CommandRuntime& runtime, EnvironmentService& environment,
                                       directory::Store& store, const std::string& name,
                                       Entry object) {
    const Pool& pool = RequireRegistrarPool(environment, target);
    std::string from = RequireMovable(runtime, environment, pool, name, object);
    SipObjectEditor editor(runtime, environment, store, std::move(object));
    auto planned = Plan(&editor, pool, from, SipObjectEditor::Holding::kAll);
    if (planned) {
      planned->made = [this, dn = planned->before.dn(), from, to = pool.fqdn] {
        Report(dn, from, to);
      };
    }
    return planned;
  }

  void Report(const directory::Dn& dn, const std::string& from, const std::string& to) {
    rows_ += '"' + Quoted(dn.text()) + "\"," + from + "," + to + ",Moved\r\n";
  }

  static std::string Quoted(const std::string& text) {
    std::string quoted;
    for (char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted;
  }

  // Addresses between commas, blanks or line ends.
  std::vector<std::string> NamesInList() const {
    std::ifstream in(user_list, std::ios::binary);
    if (!in) {
      Fail("The file " + user_list + " that -UserList names cannot be read.", "UserListNotFound",
           ErrorCategory::kObjectNotFound, Value::String(user_list));
    }
    std::stringstream all;
    all << in.rdbuf();
    std::string text = all.str();
    for (char& c : text) {
      if (c == ',' || c == ';' || c == '"') c = ' ';
    }
    std::stringstream words(text);
    std::vector<std::string> names;
    for (std::string word; words >> word;) names.push_back(word);
    return names;
  }

  std::string rows_;
  BulkPipeline pipeline_{type_, [this](auto& runtime, auto& environment, auto& store,
                                       const std::string& name, Entry object) {
                           return PlanOne(runtime, environment, store, name, std::move(object));
                         }};
};

// Carries the policies of OCS over: a value of msRTCSIP-UserPolicy is B:8:<kind>:<DN of a policy>.
class MoveLegacyUser final : public MoveBase {
 public:
  MoveLegacyUser() : MoveBase(CsUserType()) {}
  bool exclude_archiving = false, exclude_conferencing = false, exclude_dial_plan = false;
  bool exclude_external = false, exclude_presence = false, exclude_voice = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    RefuseCloud(runtime, {"HostedMigrationOverrideUrl"});
    directory::Store& store = environment.StoreOn(domain_controller, credential);
    const Pool& pool = RequireRegistrarPool(environment, target);
    std::string name = IdentityText(identity);
    Entry user = RequireSipObject(runtime, environment, store, type_, name);
    directory::Dn dn = user.dn();
    const Pool* home = HomeOf(environment, user);
    if (home != nullptr && topology::GenerationVersion(home->generation) > 5) {
      Fail("The user " + dn.text() + " is homed on " + home->fqdn +
               ", which is no legacy pool. Move it with Move-CsUser.",
           "NotLegacyHome", ErrorCategory::kInvalidOperation, Value::String(name));
    }
    SipObjectEditor editor(runtime, environment, store, user);
    if (user.Has("msRTCSIP-UserPolicy")) {
      MapPolicies(runtime, environment.Topology(), user, &editor);
      editor.Put("msRTCSIP-UserPolicy", "");
    }
    if (!Move(runtime, environment, store, &editor, pool, home == nullptr ? "" : home->fqdn)) {
      return Flow::kMore;
    }
    return pass_thru ? PassObject(runtime, environment, store, type_, dn) : Flow::kMore;
  }

 private:
  struct Mapping {
    int kind;
    const char* policy;
    bool MoveLegacyUser::*excluded;
  };

  void MapPolicies(CommandRuntime& runtime, const topology::Topology& topology, const Entry& user,
                   SipObjectEditor* editor) {
    static constexpr Mapping kMappings[] = {
        {1, "ConferencingPolicy", &MoveLegacyUser::exclude_conferencing},
        {2, "VoicePolicy", &MoveLegacyUser::exclude_voice},
        {5, "PresencePolicy", &MoveLegacyUser::exclude_presence},
    };
    std::vector<std::string> policies = user.ValueList(kUserPolicies);
    for (std::string_view value : user.Values("msRTCSIP-UserPolicy")) {
      auto [kind, policy_name] = Legacy(value);
      for (const Mapping& mapping : kMappings) {
        if (mapping.kind != kind || this->*mapping.excluded) continue;
        std::optional<int> type = UserPolicyType(topology, mapping.policy);
        std::optional<std::string> anchor =
            AnchorOfUserPolicy(topology, mapping.policy, policy_name);
        if (!type || !anchor) {
          runtime.WriteMessage(Stream::kWarning,
                               user.dn().text() + ": the topology has no " + mapping.policy + " '" +
                                   policy_name +
                                   "' to carry the legacy policy over to; the user "
                                   "gets the site's or the global one.");
          continue;
        }
        policies.push_back(std::to_string(*type) + "=" + *anchor);
      }
    }
    SipProperty row{"UserPolicies", SipPropertyKind::kTextList, kUserPolicies};
    std::vector<Value> values;
    for (std::string& policy : policies) values.push_back(Value::String(std::move(policy)));
    editor->Put(row, MakeArray(std::move(values)));
  }

  static std::pair<int, std::string> Legacy(std::string_view value) {
    // B:8:01000000:CN=Default,...: the kind is the first byte.
    size_t second = value.find(':', 2), third = value.find(':', second + 1);
    if (value.substr(0, 2) != "B:" || third == std::string_view::npos) return {0, ""};
    std::string hex(value.substr(second + 1, 2));
    return {static_cast<int>(std::strtol(hex.c_str(), nullptr, 16)),
            directory::Dn::FromTrusted(std::string(value.substr(third + 1))).LeafValue()};
  }
};

class MoveEndpoint final : public MoveBase {
 public:
  MoveEndpoint() : MoveBase(ApplicationEndpointType()) {}

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    const topology::Topology& topology = environment.Topology();
    const Pool* pool = topology.FindPool(target);
    const Pool* home = pool == nullptr ? nullptr : topology.HomeOf(*pool);
    if (home == nullptr) {
      std::string why = pool == nullptr ? "is not in the published topology" : "has no Registrar";
      Fail("The pool '" + target + "' " + why +
               ". Get-CsTrustedApplicationPool lists the pools applications run on.",
           pool == nullptr ? "PoolNotFound" : "RegistrarMissing",
           pool == nullptr ? ErrorCategory::kObjectNotFound : ErrorCategory::kInvalidOperation,
           Value::String(target));
    }
    Entry contact = RequireSipObject(runtime, environment, store, type_, name);
    directory::Dn dn = contact.dn();
    std::string urn = contact.Get("msRTCSIP-OwnerUrn");
    const Pool* from = HomeOf(environment, contact);
    SipObjectEditor editor(runtime, environment, store, std::move(contact));
    std::vector<Entry> services = environment.TrustedServicesOf(
        pool->fqdn, directory::EqualIgnoreCase(urn, kPersistentChatUrn)
                        ? trusted_service::kPersistentChat
                        : std::string_view(urn));
    if (services.empty()) {
      Fail("The pool '" + pool->fqdn + "' has no trusted-service entry of " + urn +
               " in the directory. Add the application there and run Enable-CsTopology.",
           "ApplicationNotEnabled", ErrorCategory::kNotEnabled, Value::String(target));
    }
    editor.Put("msRTCSIP-ApplicationDestination", services[0].dn().text());
    if (!Move(runtime, environment, store, &editor, *home, from == nullptr ? "" : from->fqdn)) {
      return Flow::kMore;
    }
    return pass_thru ? PassObject(runtime, environment, store, type_, dn) : Flow::kMore;
  }
};

template <typename C>
ParameterMetadata Identity(int position) {
  return Parameter<&MoveBase::identity, C>("Identity", "sip: address, DN or display name.")
      .Mandatory()
      .Position(position)
      .ByValue()
      .ByPropertyName();
}

template <typename C>
void AddCommon(CmdletMetadata* m) {
  m->Add(Parameter<&MoveBase::domain_controller, C>("DomainController",
                                                    "The one server to read from and write to."));
  m->Add(Parameter<&MoveBase::force, C>("Force", "Moves without the data on the old pool."));
  m->Add(Parameter<&MoveBase::ignore_backend, C>(
      "IgnoreBackendStoreException", "No effect here: the directory alone is changed."));
  m->Add(Parameter<&MoveBase::pass_thru, C>("PassThru", "Outputs what was moved."));
}

template <typename C>
void AddUserParameters(CmdletMetadata* m) {
  m->Add(Parameter<&MoveBase::proxy_pool, C>("ProxyPool", "No effect here."));
  m->Add(Parameter<&MoveBase::credential, C>("Credential",
                                             "Binds to the directory as somebody else."));
  m->Add(Parameter<&MoveBase::hosted_override, C>("HostedMigrationOverrideUrl",
                                                  "For moves to the cloud only."));
}

CmdletMetadata Base(std::string noun, std::string synopsis) {
  CmdletMetadata m;
  m.verb = "Move";
  m.noun = std::move(noun);
  m.synopsis = std::move(synopsis);
  m.supports_should_process = true;
  return m;
}

}  // namespace

CmdletMetadata MoveSipObject(const SipObjectType& type) {
  CmdletMetadata m =
      Base(std::string(type.noun), "Homes " + std::string(type.what) + "s on another pool.");
  bool user = &type == &CsUserType(), room = &type == &MeetingRoomType();
  m.factory = [&type] { return std::make_unique<MoveObject>(type); };
  m.output_type = type.table->type_name;
  m.default_set = "Identity";
  // Where there is no identity, the pool comes first.
  m.Add(Identity<MoveObject>(0).InSet("Identity").Mandatory().Position(user ? 0 : 1));
  AddCommon<MoveObject>(&m);
  m.Add(Parameter<&MoveObject::report>("Report", "File for a CSV report of what was moved."));
  m.Add(Parameter<&MoveObject::user_list>("UserList", "File with sip: addresses between commas.")
            .InSet("Users")
            .Mandatory());
  m.Add(Parameter<&MoveBase::target, MoveObject>("Target", "FQDN of the pool to move to.")
            .InSet("Identity")
            .Mandatory()
            .Position(user ? 1 : 0)
            .InSet("Users")
            .Mandatory()
            .Position(0));
  if (user || room) {
    AddUserParameters<MoveObject>(&m);
  } else {
    m.Add(Parameter<&MoveBase::proxy_pool, MoveObject>("ProxyPool", "No effect here."));
  }
  if (!room) m.Add(Parameter<&MoveObject::legacy_mode>("UseLegacyMode", "No effect here."));
  if (!user) return m;
  m.Add(Parameter<&MoveObject::conference_data>("MoveConferenceData",
                                                "No effect here: the directory alone is changed."));
  m.Add(Parameter<&MoveObject::move_to_teams>("MoveToTeams", "For moves to the cloud only."));
  m.Add(Parameter<&MoveObject::tenant_administrator>("TenantAdminUserName",
                                                     "For moves to the cloud only."));
  m.Add(Parameter<&MoveObject::bypass_audio>("BypassAudioConferencingCheck",
                                             "For moves to the cloud only."));
  m.Add(Parameter<&MoveObject::bypass_voice>("BypassEnterpriseVoiceCheck",
                                             "For moves to the cloud only."));
  m.Add(Parameter<&MoveObject::access_tokens>("AccessTokens", "For moves to the cloud only."));
  return m;
}

CmdletMetadata MoveCsLegacyUser() {
  CmdletMetadata m = Base("CsLegacyUser",
                          "Homes users of OCS 2007 R2 or Lync 2010 on a newer pool, with their "
                          "policies.");
  m.factory = [] { return std::make_unique<MoveLegacyUser>(); };
  m.output_type = CsUserType().table->type_name;
  m.Add(Identity<MoveLegacyUser>(0));
  m.Add(Parameter<&MoveBase::target, MoveLegacyUser>("Target", "FQDN of the pool to move to.")
            .Mandatory()
            .Position(1));
  AddCommon<MoveLegacyUser>(&m);
  AddUserParameters<MoveLegacyUser>(&m);
  m.Add(Parameter<&MoveLegacyUser::exclude_archiving>("ExcludeArchivingPolicy",
                                                      "Leaves the archiving policy behind."));
  m.Add(Parameter<&MoveLegacyUser::exclude_conferencing>("ExcludeConferencingPolicy",
                                                         "Leaves the conferencing policy behind."));
  m.Add(Parameter<&MoveLegacyUser::exclude_dial_plan>("ExcludeDialPlan",
                                                      "Leaves the dial plan behind."));
  m.Add(Parameter<&MoveLegacyUser::exclude_external>("ExcludeExternalAccessPolicy",
                                                     "Leaves the external access policy behind."));
  m.Add(Parameter<&MoveLegacyUser::exclude_presence>("ExcludePresencePolicy",
                                                     "Leaves the presence policy behind."));
  m.Add(Parameter<&MoveLegacyUser::exclude_voice>("ExcludeVoicePolicy",
                                                  "Leaves the voice policy behind."));
  return m;
}

CmdletMetadata MoveCsApplicationEndpoint() {
  CmdletMetadata m =
      Base("CsApplicationEndpoint", "Points an application endpoint at another pool.");
  m.factory = [] { return std::make_unique<MoveEndpoint>(); };
  m.output_type = ApplicationEndpointType().table->type_name;
  m.Add(Identity<MoveEndpoint>(0));
  m.Add(Parameter<&MoveBase::target, MoveEndpoint>("TargetApplicationPool",
                                                   "FQDN of a pool that has a Registrar.")
            .Mandatory()
            .Position(1)
            .Alias("Target"));
  AddCommon<MoveEndpoint>(&m);
  return m;
}

}  // namespace sipsh
