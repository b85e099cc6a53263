#include <map>
#include <optional>

#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/coexistence/facts_reader.h"
#include "cmdlets/lync/coexistence/room_reader.h"
#include "cmdlets/lync/persistent_chat/principals.h"
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
using coexistence::RoomAccess;

constexpr const char* kAccessType = "Sipsh.PersistentChatAccess";
constexpr const char* kRoomAccessType = "Sipsh.PersistentChatRoomAccess";

Value TextOrNull(std::string_view text) { return text.empty() ? Value() : Value::String(text); }

// `rooms`: how many the user finds there; nothing where that is not known.
Value AccessObject(const coexistence::User& user, const Access& access,
                   std::optional<size_t> rooms) {
  static const std::string_view kNames[] = {"User",    "Client", "Pool",   "Generation",  "Reached",
                                            "Address", "Way",    "Reason", "Explanation", "Rooms"};
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
                           Value::String(access.explanation),
                           rooms ? Value::Integer(static_cast<int64_t>(*rooms)) : Value()};
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

// Where the pool is not reached none of its rooms is, for the pool's reason.
Value RoomObject(const coexistence::User& user, const Access& access, const RoomAccess& room) {
  static const std::string_view kNames[] = {"User",     "Client",  "Pool",  "Room",
                                            "Category", "Privacy", "Type",  "Finds",
                                            "Joins",    "Posts",   "Reason"};
  ShapeBuilder shape(kRoomAccessType);
  for (std::string_view name : kNames) shape.Add(name);
  bool reached = access.reached();
  std::vector<Value> slots{Value::String(user.name),
                           Value::String(coexistence::ClientName(access.client)),
                           Value::String(access.pool->fqdn),
                           Value::String(room.room->name),
                           TextOrNull(room.room->category),
                           Value::String(chat::Name(room.room->privacy)),
                           Value::String(chat::Name(room.room->type)),
                           Value::Bool(reached && room.finds),
                           Value::Bool(reached && room.joins),
                           Value::Bool(reached && room.posts),
                           TextOrNull(reached ? coexistence::RoomObstacleName(room.obstacle)
                                              : coexistence::ObstacleName(access.obstacle))};
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

// The rooms of every pool, read once for all users asked for.
class PoolsWithRooms {
 public:
  PoolsWithRooms(CommandRuntime& runtime, EnvironmentService& environment)
      : principals_(environment, false), pools_(ReadRooms(runtime, environment)) {
    for (const coexistence::PoolRooms& pool : pools_) {
      any_ = any_ || !pool.rooms.empty();
      if (pool.missing.empty()) index_.emplace(pool.pool, pool);
    }
  }

  // Null: not known.
  const coexistence::RoomIndex* Find(const std::string& pool) const {
    auto found = index_.find(pool);
    return found == index_.end() ? nullptr : &found->second;
  }
  // The directory is asked for groups only where there are rooms.
  chat::Subject SubjectOf(const directory::Entry& user) {
    return any_ ? principals_.FromEntry(user).subject : chat::Subject{};
  }
  std::vector<std::string> Missing() const {
    std::vector<std::string> missing;
    for (const coexistence::PoolRooms& pool : pools_)
      if (!pool.missing.empty()) missing.push_back(pool.pool + ": " + pool.missing);
    return missing;
  }

 private:
  PrincipalDirectory principals_;
  const std::vector<coexistence::PoolRooms> pools_;
  std::map<std::string, coexistence::RoomIndex> index_;
  bool any_ = false;
};

class GetCoexistence final : public ObjectCmdlet {
 public:
  Value identity;
  std::vector<std::string> client;
  std::string domain_controller;
  bool rooms = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(domain_controller);
    if (!facts_) facts_ = ReadFacts(environment, store, WaitOf(runtime), FactsExtent::kAddresses);
    if (!pools_) {
      pools_.emplace(runtime, environment);
      if (rooms)
        for (const std::string& missing : pools_->Missing())
          runtime.WriteMessage(Stream::kWarning, "Not known are the rooms of " + missing);
    }
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
              const directory::Entry& entry) {
    coexistence::User user = ReadChatUser(environment, entry);
    chat::Subject subject = pools_->SubjectOf(entry);
    for (Client one : Clients()) {
      for (const Access& access :
           coexistence::AccessOf(environment.Topology(), *facts_, user, one)) {
        const coexistence::RoomIndex* index = pools_->Find(access.pool->fqdn);
        Flow flow =
            rooms ? AnswerRooms(runtime, user, access, index, subject)
                  : runtime.WriteObject(AccessObject(user, access, Found(access, index, subject)));
        if (flow == Flow::kStop) return flow;
      }
    }
    return Flow::kMore;
  }

  static std::optional<size_t> Found(const Access& access, const coexistence::RoomIndex* index,
                                     const chat::Subject& subject) {
    if (!access.reached() || index == nullptr) return std::nullopt;
    return index->CountFound(subject);
  }

  static Flow AnswerRooms(CommandRuntime& runtime, const coexistence::User& user,
                          const Access& access, const coexistence::RoomIndex* index,
                          const chat::Subject& subject) {
    if (index == nullptr) return Flow::kMore;
    for (const RoomAccess& room : index->AccessOf(subject))
      if (runtime.WriteObject(RoomObject(user, access, room)) == Flow::kStop) return Flow::kStop;
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

  // Read once for all input.
  std::optional<coexistence::Facts> facts_;
  std::optional<PoolsWithRooms> pools_;
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
  view.columns.push_back({.property = "Rooms"});
  views.Add(std::move(view));
}

// "find, join, post", or why not.
Value May(const Value& object) {
  std::string may;
  for (auto [property, word] : {std::pair{"Finds", "find"}, {"Joins", "join"}, {"Posts", "post"}})
    if (ToBool(GetMember(object, property))) may += (may.empty() ? "" : ", ") + std::string(word);
  std::string reason = ToText(GetMember(object, "Reason"));
  if (may.empty()) return Value::String("no: " + reason);
  return Value::String(reason.empty() ? may : may + ": " + reason);
}

void AddRoomView(format::ViewRegistry& views) {
  format::ViewDefinition view;
  view.type_names = {kRoomAccessType};
  view.kind = format::FormatKind::kTable;
  view.group_property = "User";
  view.columns = {{.property = "Client"}, {.property = "Pool"}, {.property = "Room"}};
  view.columns.push_back({.property = "May", .read = &May});
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
  AddRoomView(views);
  AddTaskView(views);
}

CmdletMetadata GetCsPersistentChatCoexistence() {
  using C = GetCoexistence;
  CmdletMetadata m = MakeCmdlet<C>(
      "Get", "CsPersistentChatCoexistence",
      "Tells which chat pools and rooms a user reaches with which client, and why not the others.");
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
  m.Add(Parameter<&C::rooms>("Rooms",
                             "One object for each room of the pools instead: whether the user "
                             "finds it, joins it, may post in it, and why not."));
  return m;
}

}  // namespace sipsh
