#include <optional>

#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/coexistence/facts_reader.h"
#include "cmdlets/lync/user/user_lookup.h"
#include "directory/coexistence/access.h"
#include "shell/format/view_registry.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {
namespace {

using coexistence::Access;
using coexistence::Client;

constexpr const char* kAccessType = "Sipsh.PersistentChatAccess";

Value TextOrNull(std::string_view text) { return text.empty() ? Value() : Value::String(text); }

Value AccessObject(const coexistence::User& user, const Access& access) {
  static const std::string_view kNames[] = {"User",    "Client", "Pool",   "Generation", "Reached",
                                            "Address", "Way",    "Reason", "Explanation"};
  ShapeBuilder shape(kAccessType);
  for (std::string_view name : kNames) shape.Add(name);
  std::vector<Value> slots{Value::String(user.name),
                           Value::String(coexistence::ClientName(access.client)),
                           Value::String(access.pool->fqdn),
                           Value::String(topology::GenerationName(access.pool->generation)),
                           Value::Bool(access.reached()),
                           TextOrNull(access.address),
                           TextOrNull(coexistence::WayName(access.way)),
                           TextOrNull(coexistence::ObstacleName(access.obstacle)),
                           Value::String(access.explanation)};
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

class GetCoexistence final : public ObjectCmdlet {
 public:
  Value identity;
  std::vector<std::string> client;
  std::string domain_controller;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    if (!facts_) facts_ = ReadFacts(environment, store, WaitOf(runtime), FactsExtent::kAddresses);
    std::string name = IdentityText(identity);
    if (!name.empty()) {
      return Answer(
          runtime, environment,
          RequireUser(runtime, environment, store, name, UserKind::kAnyUser, ChatUserAttributes()));
    }
    return AnswerAll(runtime, environment, store);
  }

 private:
  std::vector<Client> Clients() const {
    std::vector<Client> chosen;
    for (const std::string& one : client) {
      auto parsed = coexistence::ParseClient(one);
      if (parsed) chosen.push_back(*parsed);
    }
    return chosen.empty() ? coexistence::AllClients() : chosen;
  }

  Flow Answer(CommandRuntime& runtime, EnvironmentService& environment,
              const directory::EntryView& entry) {
    coexistence::User user = ReadChatUser(environment, entry);
    for (Client one : Clients()) {
      for (const Access& access :
           coexistence::AccessOf(environment.Topology(), *facts_, user, one)) {
        if (runtime.WriteObject(AccessObject(user, access)) == Flow::kStop) return Flow::kStop;
      }
    }
    return Flow::kMore;
  }

  // Every user with an address.
  Flow AnswerAll(CommandRuntime& runtime, EnvironmentService& environment,
                 directory::Store& store) {
    directory::SearchRequest request;
    request.filter = CsUserType().Kind();
    request.attributes = ChatUserAttributes();
    request.wait = WaitOf(runtime);
    Flow flow = Flow::kMore;
    for (const directory::Dn& base : environment.SearchBases()) {
      request.base = base;
      directory::Status status = store.Search(request, [&](directory::Entry&& entry) {
        flow = Answer(runtime, environment, entry);
        return flow == Flow::kMore;
      });
      if (status.code == directory::Code::kCancelled || flow == Flow::kStop) return Flow::kStop;
      if (status.code != directory::Code::kNoSuchObject) Check(status);
    }
    return flow;
  }

  std::optional<coexistence::Facts> facts_;  // Read once for all input.
};

// The address, or why there is none.
Value Reaches(const Value& object) {
  Value address = GetMember(object, "Address");
  return address.IsNull() ? Value::String("no: " + ToText(GetMember(object, "Reason"))) : address;
}

void AddAccessView(format::ViewRegistry& views) {
  format::ViewDefinition view;
  view.type_names = {kAccessType};
  view.kind = format::FormatKind::kTable;
  view.group_property = "User";
  view.columns = {{.property = "Client"}, {.property = "Pool"}};
  view.columns.push_back({.property = "Reaches", .read = &Reaches});
  views.Add(std::move(view));
}

// What is wrong, after the place where that does not name it.
Value WhatAndWhere(const Value& object) {
  std::string where = ToText(GetMember(object, "Where")), what = ToText(GetMember(object, "What"));
  if (what.empty()) return Value::String(where);
  return Value::String(what.find(where) == std::string::npos ? where + ": " + what : what);
}

void AddTaskView(format::ViewRegistry& views) {
  format::ViewDefinition view;
  view.type_names = {"Microsoft.Rtc.SyntheticTransactions.TaskOutput"};
  view.kind = format::FormatKind::kTable;
  view.wrap = true;
  view.columns = {{.property = "Result", .width = 11}, {.property = "Rule", .width = 21}};
  view.columns.push_back({.property = "What", .read = &WhatAndWhere});
  views.Add(std::move(view));
}

}  // namespace

void AddCoexistenceViews(ServiceRegistry& services) {
  format::ViewRegistry& views = format::SessionViews(services);
  AddAccessView(views);
  AddTaskView(views);
}

CmdletMetadata GetCsPersistentChatCoexistence() {
  using C = GetCoexistence;
  CmdletMetadata m = MakeCmdlet<C>(
      "Get", "CsPersistentChatCoexistence",
      "Tells which chat pools a user reaches with which client, and why not the others.");
  m.output_type = kAccessType;
  std::vector<std::string> names;
  for (Client client : coexistence::AllClients())
    names.emplace_back(coexistence::ClientName(client));
  m.Add(Parameter<&C::identity>("Identity",
                                "The user: sip: address, UPN, DOMAIN\\logon, display name or DN. "
                                "Left out: every user with an address.")
            .Position(0)
            .Alias("User")
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&C::client>("Client", "Only these clients; left out: all three.")
            .ValidateSet(std::move(names)));
  m.Add(Parameter<&C::domain_controller>("DomainController", "The one server to read from."));
  return m;
}

}  // namespace sipsh
