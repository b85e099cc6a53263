#include "cmdlets/lync/persistent_chat/chat_bulk.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_target.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

using chat::Category;
using chat::Room;

// The existing object that a room names; of the room's own pool.
template <typename T>
std::string NameOf(EnvironmentService& environment, const std::string& pool,
                   const std::string& text, const ChatKind& kind,
                   chat::Result<T> (chat::ChatStore::*find)(const std::string&,
                                                            const std::string&)) {
  ChatName name = ParseChatName(environment, text, pool);
  return RequireChat((ChatOf(environment).*find)(name.pool, name.name), kind, name.AsValue()).name;
}

std::string CategoryName(EnvironmentService& environment, const std::string& pool,
                         const std::string& text) {
  return NameOf<Category>(environment, pool, text, kCategoryKind, &chat::ChatStore::FindCategory);
}

std::string AddinName(EnvironmentService& environment, const std::string& pool,
                      const std::string& text) {
  if (text.empty()) return {};
  return NameOf<chat::Addin>(environment, pool, text, kAddinKind, &chat::ChatStore::FindAddin);
}

void CheckTexts(const Room& room, const ChatName& named) {
  CheckChat(chat::CheckName("room", room.name), kRoomKind, named.AsValue());
  CheckChat(chat::CheckDescription("room", room.name, room.description), kRoomKind,
            named.AsValue());
}

class NewRoom final : public ObjectCmdlet {
 public:
  std::string addin, category, description, invitations, name, pool_fqdn, privacy, type;
  std::optional<bool> disabled;

  void EndProcessing(CommandRuntime& runtime) override { bulk_.End(runtime); }
  void StopProcessing() override { bulk_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    return bulk_.InOrder(runtime, [&] { return One(runtime, environment); });
  }

 private:
  Flow One(CommandRuntime& runtime, EnvironmentService& environment) {
    ChatName of = ParseChatName(environment, category, pool_fqdn);
    ChatName named{of.pool, name};
    // A name that waits to be given is taken.
    if (bulk_.Settle(runtime, environment, chat::Kind::kRoom, named) == Flow::kStop)
      return Flow::kStop;
    Room room;
    room.name = name;
    room.description = description;
    room.category = CategoryName(environment, of.pool, of.Text());
    room.addin = AddinName(environment, of.pool, addin);
    room.disabled = disabled.value_or(false);
    room.invitations = chat::ParseInvitations(invitations).value_or(room.invitations);
    room.privacy = chat::ParsePrivacy(privacy).value_or(room.privacy);
    room.type = chat::ParseRoomType(type).value_or(room.type);
    CheckTexts(room, named);
    ChatChange changes;
    changes.Add(chat::ToEntry(named.pool, room));
    if (ChatBulk::MayWait(runtime)) {
      auto output = [&environment, named, room] {
        PrincipalDirectory principals(environment, false);
        return RoomObject(named.pool, room, principals);
      };
      return bulk_.Take(runtime, environment, kRoomKind, named, "create the room",
                        std::move(changes), output);
    }
    if (!CommitChat(runtime, environment, kRoomKind, named, "create the room",
                    std::move(changes))) {
      return Flow::kMore;
    }
    PrincipalDirectory principals(environment, false);
    return runtime.WriteObject(RoomObject(named.pool, room, principals));
  }

  ChatBulk bulk_;
};

class SetRoom final : public ChatTarget {
 public:
  Value managers, members, presenters;
  std::string addin, category, description, invitations, name, privacy, type;
  std::optional<bool> disabled;
  bool as_object = false;

  void EndProcessing(CommandRuntime& runtime) override { bulk_.End(runtime); }
  void StopProcessing() override { bulk_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    return bulk_.InOrder(runtime, [&] { return One(runtime, environment); });
  }

 private:
  Flow One(CommandRuntime& runtime, EnvironmentService& environment) {
    ChatName named = Named(environment);
    if (bulk_.Settle(runtime, environment, chat::Kind::kRoom, named) == Flow::kStop)
      return Flow::kStop;
    chat::ChatStore& store = ChatOf(environment);
    Room before = RequireChat(store.FindRoom(named.pool, named.name), kRoomKind, named.AsValue());
    PrincipalDirectory principals(environment, as_object);
    Room after = before;
    SetPlain(runtime, environment, named, &after);
    ChangeList(runtime, principals, "Members", members, &after.members);
    ChangeList(runtime, principals, "Managers", managers, &after.managers);
    ChangeList(runtime, principals, "Presenters", presenters, &after.presenters);
    CheckTexts(after, named);
    ChatChange changes;
    changes.as_read.push_back(CheckLists(store, principals, named, before, after));
    changes.Replace(chat::ToEntry(named.pool, before), chat::ToEntry(named.pool, after));
    if (ChatBulk::MayWait(runtime) && after.name == before.name) {
      return bulk_.Take(runtime, environment, kRoomKind, named, "change the room",
                        std::move(changes), {});
    }
    CommitChat(runtime, environment, kRoomKind, named, "change the room", std::move(changes));
    return Flow::kMore;
  }

  void SetPlain(CommandRuntime& runtime, EnvironmentService& environment, const ChatName& named,
                Room* room) const {
    auto text = [&](std::string_view parameter, const std::string& bound) {
      std::optional<Value> wished = Wished(runtime, parameter, parameter, Value::String(bound));
      return wished ? std::optional<std::string>(ToText(*wished)) : std::nullopt;
    };
    if (auto wished = text("Name", name)) room->name = *wished;
    if (auto wished = text("Description", description)) room->description = *wished;
    if (auto wished = text("Category", category))
      room->category = CategoryName(environment, named.pool, *wished);
    if (auto wished = text("Addin", addin))
      room->addin = AddinName(environment, named.pool, *wished);
    if (auto wished = text("Privacy", privacy))
      room->privacy = chat::ParsePrivacy(*wished).value_or(room->privacy);
    if (auto wished = text("Type", type))
      room->type = chat::ParseRoomType(*wished).value_or(room->type);
    if (auto wished = text("Invitations", invitations))
      room->invitations = chat::ParseInvitations(*wished).value_or(room->invitations);
    if (auto wished =
            Wished(runtime, "Disabled", "Disabled", Value::Bool(disabled.value_or(false))))
      room->disabled = ToBool(*wished);
  }

  // Whom a change puts on a list must be inside the category; all of them where the category is
  // another one. Answers the category it relied on.
  static directory::Entry CheckLists(chat::ChatStore& store, PrincipalDirectory& principals,
                                     const ChatName& named, const Room& before, const Room& after) {
    Category category =
        RequireChat(store.FindCategory(named.pool, after.category), kCategoryKind, named.AsValue());
    bool moved = before.category != after.category;
    auto check = [&](const chat::Principals& old, const chat::Principals& now,
                     std::string_view role) {
      for (const std::string& one : now) {
        if (!moved && chat::Contains(old, one)) continue;
        CheckChat(chat::RequireEligible(category, principals.Require(one).subject, role), kRoomKind,
                  named.AsValue());
      }
    };
    check(before.members, after.members, "member");
    check(before.managers, after.managers, "manager");
    check(before.presenters, after.presenters, "presenter");
    if (after.type == before.type && after.presenters == before.presenters &&
        after.members == before.members) {
      return chat::ToEntry(named.pool, category);
    }
    std::vector<chat::Subject> speaking;
    for (const std::string& one : after.presenters) {
      const ChatPrincipal* known = principals.Find(one);
      speaking.push_back(known != nullptr ? known->subject : chat::Subject{one, {one}});
    }
    CheckChat(chat::CheckPresenters(after, speaking), kRoomKind, named.AsValue());
    return chat::ToEntry(named.pool, category);
  }

  ChatBulk bulk_;
};

class RemoveRoom final : public ChatTarget {
 public:
  void EndProcessing(CommandRuntime& runtime) override { bulk_.End(runtime); }
  void StopProcessing() override { bulk_.Stop(); }

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    return bulk_.InOrder(runtime, [&] { return One(runtime, environment); });
  }

 private:
  Flow One(CommandRuntime& runtime, EnvironmentService& environment) {
    ChatName named = Named(environment);
    if (bulk_.Settle(runtime, environment, chat::Kind::kRoom, named) == Flow::kStop)
      return Flow::kStop;
    chat::ChatStore& store = ChatOf(environment);
    Room room = RequireChat(store.FindRoom(named.pool, named.name), kRoomKind, named.AsValue());
    int64_t messages = Require(store.ContentOf(named.pool, room.name)).messages;
    ChatChange changes;
    changes.Delete(chat::ToEntry(named.pool, room));
    std::string with = messages == 0   ? ""
                       : messages == 1 ? " with its message"
                                       : " with its " + std::to_string(messages) + " messages";
    if (ChatBulk::MayWait(runtime)) {
      return bulk_.Take(runtime, environment, kRoomKind, named, "delete the room" + with,
                        std::move(changes), {});
    }
    CommitChat(runtime, environment, kRoomKind, named, "delete the room" + with,
               std::move(changes));
    return Flow::kMore;
  }

  ChatBulk bulk_;
};

}  // namespace

CmdletMetadata NewCsPersistentChatRoom() {
  CmdletMetadata m =
      MakeCmdlet<NewRoom>("New", "CsPersistentChatRoom", "Creates a room in a category.");
  m.output_type = kRoomType;
  m.Add(Parameter<&NewRoom::addin>("Addin", "The add-in it shows.").ByPropertyName().AllowEmpty());
  m.Add(Parameter<&NewRoom::category>("Category", "Its category: a name or pool\\Name.")
            .Mandatory()
            .ByPropertyName());
  m.Add(Parameter<&NewRoom::description>("Description", "What it is for.").ByPropertyName());
  m.Add(Parameter<&NewRoom::disabled>("Disabled", "$true: nobody can enter it yet.")
            .ByPropertyName());
  m.Add(Parameter<&NewRoom::invitations>("Invitations",
                                         "As the category says, or none. Default: "
                                         "Inherit.")
            .Enum({"Inherit", "False"})
            .ByPropertyName());
  m.Add(Parameter<&NewRoom::name>("Name", "Its name, unique in the pool; at most 256 characters.")
            .Mandatory()
            .ByPropertyName());
  m.Add(Parameter<&NewRoom::pool_fqdn>("PersistentChatPoolFqdn",
                                       "The pool, where -Category does not name it.")
            .ByPropertyName());
  m.Add(Parameter<&NewRoom::privacy>("Privacy", "Who finds and who joins it. Default: Closed.")
            .Enum({"Open", "Closed", "Secret"})
            .ByPropertyName());
  m.Add(Parameter<&NewRoom::type>("Type",
                                  "Whether all may post, or presenters only. Default: "
                                  "Normal.")
            .Enum({"Normal", "Auditorium"})
            .ByPropertyName());
  return m;
}

CmdletMetadata SetCsPersistentChatRoom() {
  constexpr const char* kListHelp =
      " A list, or @{Add=...}, @{Remove=...}, @{Replace=...}; $null "
      "empties.";
  CmdletMetadata m =
      MakeCmdlet<SetRoom>("Set", "CsPersistentChatRoom", "Changes what is named of a room.");
  m.supports_should_process = true;
  AddChatTarget<SetRoom>(&m, kRoomKind);
  m.Add(Parameter<&SetRoom::addin>("Addin", "The add-in it shows; empty for none.").AllowEmpty());
  m.Add(Parameter<&SetRoom::as_object>("AsObject", "Takes principals by display name too."));
  m.Add(Parameter<&SetRoom::category>("Category", "Another category of the same pool."));
  m.Add(Parameter<&SetRoom::description>("Description", "What it is for.").AllowEmpty());
  m.Add(Parameter<&SetRoom::disabled>("Disabled",
                                      "$true hides it from users and keeps its content."));
  m.Add(
      Parameter<&ChatTarget::force, SetRoom>("Force", "Leaves out messages that are not errors."));
  m.Add(Parameter<&SetRoom::invitations>("Invitations", "As the category says, or none.")
            .Enum({"Inherit", "False"}));
  m.Add(
      Parameter<&SetRoom::managers>("Managers", std::string("Who may change the room.") + kListHelp)
          .AllowNull());
  m.Add(Parameter<&SetRoom::members>(
            "Members",
            std::string("Who belongs to it; none: all whom the category allows.") + kListHelp)
            .AllowNull());
  m.Add(Parameter<&SetRoom::name>("Name", "A new name, unique in the pool."));
  m.Add(Parameter<&SetRoom::presenters>("Presenters",
                                        std::string("Who may post in an auditorium.") + kListHelp)
            .AllowNull());
  m.Add(Parameter<&SetRoom::privacy>("Privacy", "Who finds and who joins it.")
            .Enum({"Open", "Closed", "Secret"}));
  m.Add(Parameter<&SetRoom::type>("Type", "Whether all may post, or presenters only.")
            .Enum({"Normal", "Auditorium"}));
  return m;
}

CmdletMetadata RemoveCsPersistentChatRoom() {
  CmdletMetadata m =
      MakeCmdlet<RemoveRoom>("Remove", "CsPersistentChatRoom", "Deletes a room and its messages.");
  m.supports_should_process = true;
  AddChatTarget<RemoveRoom>(&m, kRoomKind);
  m.Add(Parameter<&ChatTarget::force, RemoveRoom>("Force",
                                                  "Leaves out messages that are not errors."));
  return m;
}

}  // namespace sipsh
