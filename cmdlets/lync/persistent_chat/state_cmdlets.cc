// States of Persistent Chat pools (Normal, FailedOver) and their active servers. Both stand in the
// topology document: the state below configurations: PersistentChatState, a server at its pool.
#include <algorithm>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "directory/chat/rules.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using topology::EqualsIgnoreCase;
using topology::Pool;
using topology::Setting;
using topology::SettingKind;

constexpr const char* kStateType =
    "Microsoft.Rtc.Management.WritableConfig.Settings.PersistentChat.PersistentChatState";
constexpr const char* kSection = "PersistentChatState";
constexpr std::string_view kService = "PersistentChatServer:";

std::string StateIdentity(const std::string& pool) { return std::string(kService) + pool; }

// The pool that `PersistentChatServer:<fqdn>` means, also with `Service:` before it.
std::string PoolOfIdentity(EnvironmentService& environment, std::string_view identity) {
  for (std::string_view prefix : {std::string_view("Service:"), kService}) {
    if (EqualsIgnoreCase(identity.substr(0, prefix.size()), prefix))
      identity.remove_prefix(prefix.size());
  }
  return ChatPoolMeant(environment, std::string(identity),
                       "with -Identity PersistentChatServer:POOL")
      .fqdn;
}

std::string StateOf(const topology::Topology& topology, const std::string& pool) {
  const Setting* section = topology.configurations.Find(kSection);
  const Setting* said = section == nullptr ? nullptr : section->Find(StateIdentity(pool));
  const Setting* state = said == nullptr ? nullptr : said->Find("PoolState");
  return state == nullptr ? "Normal" : state->text;
}

class GetState final : public ObjectCmdlet {
 public:
  std::string filter, identity;
  bool local_store = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::vector<std::string> pools = ChatPools(environment, {});
    if (!identity.empty()) pools = {PoolOfIdentity(environment, identity)};
    WildcardPattern pattern(filter.empty() ? "*" : filter);
    for (const std::string& pool : pools) {
      if (!pattern.Matches(StateIdentity(pool))) continue;
      Flow flow = runtime.WriteObject(ChatRecord(kStateType)
                                          .Add("Identity", StateIdentity(pool))
                                          .Add("PoolState", StateOf(environment.Topology(), pool))
                                          .Build());
      if (flow == Flow::kStop) return flow;
    }
    return Flow::kMore;
  }
};

class SetState final : public ObjectCmdlet {
 public:
  std::string identity, state;
  Value instance;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string named = identity, wished = state;
    if (!instance.IsNull()) {
      named = ToText(GetMember(instance, "Identity"));
      if (wished.empty()) wished = ToText(GetMember(instance, "PoolState"));
    }
    std::string pool = PoolOfIdentity(environment, named);
    bool failed_over = EqualsIgnoreCase(wished, "FailedOver");
    if (!failed_over && !EqualsIgnoreCase(wished, "Normal") && !wished.empty()) {
      Fail("'" + wished + "' is no state of a pool; it is Normal or FailedOver.",
           "InvalidPropertyValue", ErrorCategory::kInvalidArgument, Value::String(wished));
    }
    const char* now = failed_over ? "FailedOver" : "Normal";
    if (wished.empty() || EqualsIgnoreCase(StateOf(environment.Topology(), pool), now))
      return Flow::kMore;
    Setting value;
    value.kind = SettingKind::kScalar;
    value.key = "PoolState";
    value.text = now;
    Setting said;
    said.kind = SettingKind::kMapping;
    said.items.push_back(std::move(value));
    std::vector<std::string> path{kSection, StateIdentity(pool)};
    journal::TopologyStep step;
    step.edit = failed_over ? topology::SetSetting("configurations", path, std::move(said))
                            : topology::SetSetting("configurations", path, std::nullopt);
    std::string action = "Set the state of " + StateIdentity(pool) + " to " + now;
    step.edit->description = action;
    CommitTopology(runtime, environment, action, std::move(step));
    return Flow::kMore;
  }
};

class SetActiveServer final : public ObjectCmdlet {
 public:
  std::string identity;
  Value active_servers;
  bool swap = false, force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    bool collection = identity.find('.') == std::string::npos;  // PChatServerCollection, global
    const Pool& pool = *environment.Topology().FindPool(
        PoolOfIdentity(environment, collection ? std::string() : identity));
    const std::string pool_fqdn = pool.fqdn;
    std::vector<std::string> wished = swap ? Others(pool) : Wished(pool);
    if (wished.size() > chat::kMaxActiveServers) {
      Fail("A Persistent Chat pool has at most " + std::to_string(chat::kMaxActiveServers) +
               " active servers; these would be " + std::to_string(wished.size()) +
               ". Take one off the list with @{Remove=...}.",
           "TooManyActiveServers", ErrorCategory::kLimitsExceeded, Value::String(pool.fqdn));
    }
    std::vector<topology::Edit> edits;
    std::string action;
    for (const topology::Computer& computer : pool.computers) {
      bool active = Has(wished, computer.fqdn);
      if (active == computer.active) continue;
      edits.push_back(topology::SetComputerActive(computer.fqdn, active));
      action += (action.empty() ? "Make " : ", ") + computer.fqdn +
                (active ? " an active server" : " a standby server");
    }
    if (edits.empty()) return Flow::kMore;
    journal::TopologyStep step;
    step.edit = topology::Sequence(action, std::move(edits));
    // Where the computers do not stand one a line, the pool is written anew.
    directory::Result<std::string> in_place = environment.Parts().Document().Preview(*step.edit);
    if (in_place.status().code == directory::Code::kNotSupported) {
      Pool anew = pool;
      for (topology::Computer& computer : anew.computers)
        computer.active = Has(wished, computer.fqdn);
      step.edit = topology::ReplacePool(anew);
      step.edit->description = action;
    }
    bool done = CommitTopology(runtime, environment, action, std::move(step));
    if (done && wished.empty() && !force) {
      runtime.WriteMessage(Stream::kWarning,
                           "The pool " + pool_fqdn +
                               " has no active server now: nobody can connect anew until "
                               "-ActiveServers names one.");
    }
    return Flow::kMore;
  }

 private:
  static bool Has(const std::vector<std::string>& list, const std::string& fqdn) {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& one) { return EqualsIgnoreCase(one, fqdn); });
  }

  static std::vector<std::string> Others(const Pool& pool) {
    std::vector<std::string> list;
    for (const topology::Computer& computer : pool.computers)
      if (!computer.active) list.push_back(computer.fqdn);
    return list;
  }

  std::vector<std::string> Wished(const Pool& pool) const {
    ListChange change = ParseListChange(active_servers);
    std::vector<std::string> list;
    for (const topology::Computer& computer : pool.computers)
      if (computer.active) list.push_back(computer.fqdn);
    if (change.replace) list = *change.replace;
    std::erase_if(list, [&](const std::string& one) { return Has(change.remove, one); });
    for (const std::string& one : change.add)
      if (!Has(list, one)) list.push_back(one);
    for (const std::string& one : list) {
      bool known = std::any_of(pool.computers.begin(), pool.computers.end(),
                               [&](const auto& own) { return EqualsIgnoreCase(own.fqdn, one); });
      if (known) continue;
      Fail("'" + one + "' is no computer of the pool " + pool.fqdn + ". Get-CsPool -Identity " +
               pool.fqdn + " lists its computers.",
           "ComputerNotInPool", ErrorCategory::kInvalidArgument, Value::String(one));
    }
    return list;
  }
};

}  // namespace

CmdletMetadata GetCsPersistentChatState() {
  CmdletMetadata m = MakeCmdlet<GetState>(
      "Get", "CsPersistentChatState",
      "Gets whether Persistent Chat pools are in normal operation or failed over.");
  m.output_type = kStateType;
  m.default_set = "Identity";
  m.Add(Parameter<&GetState::filter>("Filter", "Those whose identity matches: *.contoso.com.")
            .InSet("Filter"));
  m.Add(
      Parameter<&GetState::identity>("Identity", "PersistentChatServer:<pool>; all when left out.")
          .InSet("Identity")
          .Position(0));
  m.Add(Parameter<&GetState::local_store>(
      "LocalStore", "Reads the local copy; here the document published last, either way."));
  return m;
}

CmdletMetadata SetCsPersistentChatState() {
  CmdletMetadata m = MakeCmdlet<SetState>(
      "Set", "CsPersistentChatState",
      "Notes in the topology that a Persistent Chat pool has failed over, or is normal again.");
  m.supports_should_process = true;
  m.default_set = "Identity";
  m.Add(Parameter<&SetState::force>("Force", "Leaves out messages that are not errors."));
  m.Add(Parameter<&SetState::identity>("Identity",
                                       "PersistentChatServer:<pool>; the only pool when left out.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&SetState::instance>("Instance", "An object of Get-CsPersistentChatState.")
            .InSet("Instance")
            .ByValue());
  m.Add(Parameter<&SetState::state>("PoolState", "The state from now on.")
            .Enum({"Normal", "FailedOver"}));
  return m;
}

CmdletMetadata SetCsPersistentChatActiveServer() {
  CmdletMetadata m = MakeCmdlet<SetActiveServer>(
      "Set", "CsPersistentChatActiveServer",
      "Says which servers of a Persistent Chat pool accept new connections.");
  m.supports_should_process = true;
  m.default_set = "Explicit";
  m.Add(Parameter<&SetActiveServer::active_servers>(
            "ActiveServers",
            "FQDNs: a list, or @{Add=...}, @{Remove=...}; $null: none accepts new connections.")
            .InSet("Explicit")
            .Mandatory()
            .AllowNull());
  m.Add(Parameter<&SetActiveServer::force>("Force", "Leaves out messages that are not errors."));
  m.Add(Parameter<&SetActiveServer::identity>(
            "Identity", "PersistentChatServer:<pool>; the only pool when left out.")
            .Position(0));
  m.Add(Parameter<&SetActiveServer::swap>("Swap", "Active servers become standby, and the reverse.")
            .InSet("Swap"));
  return m;
}

}  // namespace sipsh
