#include <algorithm>
#include <cctype>

#include "cmdlets/lync/coexistence/output_path.h"
#include "cmdlets/lync/cutover/cutover_cmdlets.h"
#include "cmdlets/lync/cutover/session_ground.h"
#include "cmdlets/lync/persistent_chat/chat_database.h"
#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "directory/cutover/chat_data.h"
#include "directory/file/atomic_file.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using cutover::OldUser;
using cutover::Plan;
using topology::Pool;

Value PlanObject(const Plan& plan, const std::string& path) {
  std::vector<Value> steps;
  for (const cutover::StepText& step : cutover::StepsOf(plan))
    steps.push_back(Value::String(step.id + ": " + step.does));
  ShapeBuilder shape(kPlanType);
  std::vector<Value> slots;
  auto add = [&](std::string_view name, Value value) {
    shape.Add(name);
    slots.push_back(std::move(value));
  };
  add("Id", Value::String(plan.Id()));
  add("Path", Value::String(path));
  add("Address", Value::String(plan.address));
  add("LegacyPool", Value::String(plan.legacy_pool));
  add("TargetPool", Value::String(plan.target_pool));
  add("OldUser", Value::String(cutover::OldUserName(plan.old_user)));
  add("User", Value::String(plan.user.text()));
  add("Contact", Value::String(plan.contact.dn().text()));
  add("Server", Value::String(plan.server));
  add("OneChangeSet", Value::Bool(plan.one_change_set));
  add("Steps", MakeArray(std::move(steps)));
  add("Changes", Value::String(cutover::ChangesAsLdif(plan)));
  add("ChatData", Value::String(plan.chat.Moved() ? cutover::Held(plan.chat.counts)
                                                  : std::string("moved outside")));
  add("Conversions", MakeStringArray(plan.chat.conversions));
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

OldUser ChoiceOf(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text == "clear") return OldUser::kClear;
  return text == "disable" ? OldUser::kDisable : OldUser::kDelete;
}

class NewPlan final : public ObjectCmdlet {
 public:
  std::string path, legacy_pool, target_pool, sip_address, display_name, old_user;
  std::string domain_controller, window, chat_data, sql_backup;
  bool force = false, move_chat_data = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (move_chat_data && !chat_data.empty()) {
      Fail(
          "-ChatData names an export that was made before, -MoveChatData makes one. Give one of "
          "them.",
          "ParametersExclude", ErrorCategory::kInvalidArgument, Value::String(chat_data));
    }
    if (!force && directory::FileExists(path)) {
      Fail("The file " + path + " is there already. Name another or overwrite it with -Force.",
           "FileExists", ErrorCategory::kResourceExists, Value::String(path));
    }
    cutover::Ground ground = MakeGround(runtime, environment, domain_controller, true);
    directory::StoreInfo info = Require(ground.store->Describe());
    Plan plan = MakePlan(runtime, environment, ground, info);
    plan.binding = Require(cutover::ReadBinding(ground, plan.user));
    if (!runtime.ShouldProcess(path, "write the plan to hand " + plan.address + " over from " +
                                         plan.user.text() + " to " + plan.target_pool)) {
      if (runtime.WhatIf()) ShowText(runtime, cutover::PlanAsYaml(plan));
      return Flow::kMore;
    }
    Check(cutover::WritePlan(plan, path), Value::String(path));
    return runtime.WriteObject(PlanObject(plan, path));
  }

 private:
  const Pool& RequireLegacy(EnvironmentService& environment) {
    const topology::Topology& topology = environment.Topology();
    std::string known;
    for (const Pool& pool : topology.pools)
      if (pool.group_chat) known += (known.empty() ? "" : ", ") + pool.fqdn;
    const Pool* pool = topology.FindPool(legacy_pool);
    if (pool != nullptr && pool->group_chat) return *pool;
    Fail("'" + legacy_pool + "' is not a legacy Group Chat pool of the published topology. " +
             (known.empty() ? "There is none." : "There is: " + known + "."),
         "LegacyPoolNotFound", ErrorCategory::kObjectNotFound, Value::String(legacy_pool));
  }

  // The one user that holds the address; everything else is refused by name.
  directory::Entry RequireHolder(const cutover::Ground& ground, const std::string& address) {
    std::vector<cutover::Holder> holders = Require(ground.holders(*ground.store, address));
    std::vector<cutover::Holder> users;
    std::string list;
    for (const cutover::Holder& holder : holders) {
      list += (list.empty() ? "" : ", ") + holder.description;
      if (holder.is_user && holder.attribute == cutover::kAddress) users.push_back(holder);
    }
    if (users.size() == 1 && holders.size() == 1)
      return Require(directory::Find(*ground.store, users[0].dn));
    if (holders.empty()) {
      Fail("Nobody holds " + address +
               ". If the well-known user is gone already, New-CsPersistentChatEndpoint creates the "
               "endpoint.",
           "WellKnownUserNotFound", ErrorCategory::kObjectNotFound, Value::String(address));
    }
    Fail("The address " + address +
             " must be held by one user and by nothing else; it is held by " + list +
             ". Take it from the others first.",
         "WellKnownUserAmbiguous", ErrorCategory::kInvalidData, Value::String(address));
  }

  Plan MakePlan(CommandRuntime& runtime, EnvironmentService& environment,
                const cutover::Ground& ground, const directory::StoreInfo& info) {
    const Pool& legacy = RequireLegacy(environment);
    const Pool& target = RequirePersistentChatPool(environment, target_pool);
    std::string wanted = sip_address.empty() ? legacy.group_chat->well_known_user : sip_address;
    SipAddress address = RequireSipAddress(runtime, environment, wanted);
    directory::Entry user = RequireHolder(ground, address.uri);
    Plan plan;
    plan.made = topology::UtcNow();
    plan.author = topology::CurrentAuthor();
    plan.address = user.Get(cutover::kAddress);  // As the clients have it.
    plan.display_name = display_name;
    plan.legacy_pool = legacy.fqdn;
    plan.legacy_generation = topology::GenerationName(legacy.generation);
    plan.target_pool = target.fqdn;
    plan.target_generation = topology::GenerationName(target.generation);
    plan.old_user = ChoiceOf(old_user);
    plan.server = info.server;
    plan.one_change_set = info.atomic_change_sets;
    plan.window = window;
    plan.chat = MakeChatPart(runtime, environment, legacy);
    plan.sql_backup = sql_backup;
    plan.user = user.dn();
    plan.user_modifications =
        Require(cutover::Freeing(user, plan.old_user), Value::String(plan.user.text()));
    address.uri = plan.address;
    plan.contact = MakeEndpointContact(environment, address, target, display_name);
    if (plan.chat.Moved()) {
      auto survey = cutover::SurveyChat(ground, plan);
      if (!survey.ok()) {
        Fail(survey.status().message, "ChatDataUnreadable", ErrorCategory::kInvalidData,
             Value::String(plan.chat.archive.empty() ? plan.chat.dumps : plan.chat.archive));
      }
      cutover::Note(*survey, &plan.chat);
    }
    return plan;
  }

  cutover::ChatPart MakeChatPart(CommandRuntime& runtime, EnvironmentService& environment,
                                 const Pool& legacy) const {
    cutover::ChatPart chat;
    if (!chat_data.empty()) chat.archive = AbsolutePath(runtime, chat_data);
    if (!move_chat_data) return chat;
    ChatDatabase database = RequireChatDatabase(environment, legacy.fqdn, {});
    chat.dumps = database.dumps;
    chat.database = database.name;
    return chat;
  }
};

class TestPlan final : public ObjectCmdlet {
 public:
  std::string path;
  bool after = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    Plan plan = RequirePlan(path);
    cutover::Ground ground = MakeGround(runtime, environment, plan.server, true);
    if (!after && runtime.WriteObject(Fresh(ground, plan)) == Flow::kStop) return Flow::kStop;
    for (const cutover::CheckDefinition& check :
         after ? cutover::PostChecks() : cutover::PreChecks()) {
      Flow flow = runtime.WriteObject(
          CheckObject(check.number, check.id, check.title, check.check(ground, plan)));
      if (flow == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }

 private:
  static Value Fresh(const cutover::Ground& ground, const Plan& plan) {
    std::vector<std::string> changed = Require(cutover::WhatChanged(plan, ground));
    for (std::string& one : Require(cutover::WhatChangedInChat(plan, ground)))
      changed.push_back(std::move(one));
    std::string list;
    for (const std::string& one : changed) list += (list.empty() ? "" : "; ") + one;
    return CheckObject(
        0, "fresh", "The plan was made from what stands",
        changed.empty()
            ? cutover::Pass("made " + plan.made + " by " + plan.author + ", nothing changed since")
            : cutover::FailWith(list, "Make a new plan with New-CsCutoverPlan."));
  }
};

}  // namespace

CmdletMetadata NewCsCutoverPlan() {
  using C = NewPlan;
  CmdletMetadata m = MakeCmdlet<C>(
      "New", "CsCutoverPlan",
      "Writes the plan of a cut-over, from a legacy Group Chat pool to a Persistent Chat pool, for "
      "review. Changes nothing else.");
  m.output_type = kPlanType;
  m.supports_should_process = true;
  m.confirm_impact = ConfirmImpact::kLow;
  m.Add(Parameter<&C::path>("Path", "File to write: YAML, or JSON by its name.")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&C::legacy_pool>("LegacyPool", "FQDN of the Group Chat pool that is left.")
            .Mandatory());
  m.Add(Parameter<&C::target_pool>("TargetPool", "FQDN of the Persistent Chat pool that follows.")
            .Mandatory()
            .Alias("PersistentChatPoolFqdn"));
  m.Add(Parameter<&C::sip_address>(
      "SipAddress", "The well-known user's address; the one the topology names when left out."));
  m.Add(Parameter<&C::display_name>("DisplayName", "Name shown for the new contact."));
  m.Add(Parameter<&C::old_user>("OldUser",
                                "What becomes of the account: Delete (the default), Clear its SIP "
                                "attributes, or Disable it as well; the latter keep SID and "
                                "password.")
            .Enum({"Delete", "Clear", "Disable"}));
  m.Add(Parameter<&C::domain_controller>("DomainController",
                                         "The one server that all is read from and written to."));
  m.Add(Parameter<&C::window>("Window", "When it is to happen, for the reader."));
  m.Add(Parameter<&C::chat_data>("ChatData",
                                 "Path of an export of the chat data that was made before; the "
                                 "cut-over imports it."));
  m.Add(Parameter<&C::move_chat_data>(
      "MoveChatData",
      "The cut-over exports the legacy pool's chat data, from the dumps of its database that "
      "environment.yaml names, and imports them."));
  m.Add(Parameter<&C::sql_backup>("SqlBackup", "Where the database backup is."));
  m.Add(Parameter<&C::force>("Force", "Overwrites the file."));
  return m;
}

CmdletMetadata TestCsCutoverPlan() {
  CmdletMetadata m =
      MakeCmdlet<TestPlan>("Test", "CsCutoverPlan",
                           "Checks whether a plan still holds and whether the cut-over would "
                           "succeed; with -After, whether it did.");
  m.output_type = kCheckType;
  m.Add(Parameter<&TestPlan::path>("Path", "The plan's file.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&TestPlan::after>("After", "Checks what must stand after the cut-over."));
  return m;
}

}  // namespace sipsh
