#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_target.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

using chat::Addin;

void CheckAddin(const Addin& addin, const ChatName& named) {
  CheckChat(chat::CheckName("add-in", addin.name), kAddinKind, named.AsValue());
  CheckChat(chat::CheckUrl(addin.name, addin.url), kAddinKind, named.AsValue());
}

class GetAddin final : public ObjectCmdlet {
 public:
  std::string identity, pool_fqdn;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    chat::ChatStore& store = ChatOf(environment);
    if (!identity.empty()) {
      ChatName name = ParseChatName(environment, identity);
      Addin addin = RequireChat(store.FindAddin(name.pool, name.name), kAddinKind, name.AsValue());
      return runtime.WriteObject(AddinObject(name.pool, addin));
    }
    for (const std::string& pool : ChatPools(environment, pool_fqdn)) {
      std::vector<Addin> found;
      Check(store.EachAddin(pool, [&](Addin&& addin) {
        found.push_back(std::move(addin));
        return !runtime.Stopping();
      }));
      for (const Addin& addin : found) {
        Flow flow = runtime.WriteObject(AddinObject(pool, addin));
        if (flow == Flow::kStop) return flow;
      }
    }
    return Flow::kMore;
  }
};

class NewAddin final : public ObjectCmdlet {
 public:
  std::string name, pool_fqdn, url;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named{ChatPoolMeant(environment, pool_fqdn).fqdn, name};
    Addin addin{name, url};
    CheckAddin(addin, named);
    ChatChange changes;
    changes.Add(chat::ToEntry(named.pool, addin));
    if (!CommitChat(runtime, environment, kAddinKind, named, "register the add-in",
                    std::move(changes))) {
      return Flow::kMore;
    }
    return runtime.WriteObject(AddinObject(named.pool, addin));
  }
};

class SetAddin final : public ChatTarget {
 public:
  std::string name, url;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named = Named(environment);
    Addin before = RequireChat(ChatOf(environment).FindAddin(named.pool, named.name), kAddinKind,
                               named.AsValue());
    Addin after = before;
    if (auto wished = Wished(runtime, "Name", "Name", Value::String(name)))
      after.name = ToText(*wished);
    if (auto wished = Wished(runtime, "Url", "Url", Value::String(url)))
      after.url = ToText(*wished);
    CheckAddin(after, named);
    ChatChange changes;
    changes.Replace(chat::ToEntry(named.pool, before), chat::ToEntry(named.pool, after));
    CommitChat(runtime, environment, kAddinKind, named, "change the add-in", std::move(changes));
    return Flow::kMore;
  }
};

// Rooms that show it lose it with the same change, so that an undo gives it back to them.
class RemoveAddin final : public ChatTarget {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named = Named(environment);
    chat::ChatStore& store = ChatOf(environment);
    Addin addin = RequireChat(store.FindAddin(named.pool, named.name), kAddinKind, named.AsValue());
    ChatChange changes;
    Check(store.EachRoom(named.pool, "", [&](chat::Room&& room) {
      if (room.addin != addin.name) return true;
      chat::Room without = room;
      without.addin.clear();
      changes.Replace(chat::ToEntry(named.pool, room), chat::ToEntry(named.pool, without));
      return true;
    }));
    size_t rooms = changes.changes.changes.size();
    changes.Delete(chat::ToEntry(named.pool, addin));
    std::string from = rooms == 0   ? ""
                       : rooms == 1 ? " and take it from 1 room"
                                    : " and take it from " + std::to_string(rooms) + " rooms";
    CommitChat(runtime, environment, kAddinKind, named, "delete the add-in" + from,
               std::move(changes));
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata GetCsPersistentChatAddin() {
  CmdletMetadata m = MakeCmdlet<GetAddin>("Get", "CsPersistentChatAddin",
                                          "Gets the web pages that rooms can show in a pane.");
  m.output_type = kAddinType;
  m.default_set = "Pool";
  m.Add(Parameter<&GetAddin::identity>("Identity", "The add-in as pool\\Name.")
            .InSet("Identity")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&GetAddin::pool_fqdn>("PersistentChatPoolFqdn",
                                        "Only add-ins of this pool; all when left out.")
            .InSet("Pool"));
  return m;
}

CmdletMetadata NewCsPersistentChatAddin() {
  CmdletMetadata m = MakeCmdlet<NewAddin>("New", "CsPersistentChatAddin",
                                          "Registers a web page that rooms can show in a pane.");
  m.output_type = kAddinType;
  m.Add(Parameter<&NewAddin::name>("Name", "Its name, unique in the pool.").Mandatory());
  m.Add(Parameter<&NewAddin::pool_fqdn>("PersistentChatPoolFqdn",
                                        "The pool; needed where there are several."));
  m.Add(Parameter<&NewAddin::url>("Url", "The page: http or https.").Mandatory());
  return m;
}

CmdletMetadata SetCsPersistentChatAddin() {
  CmdletMetadata m = MakeCmdlet<SetAddin>("Set", "CsPersistentChatAddin",
                                          "Changes name or page of an add-in; rooms follow.");
  m.supports_should_process = true;
  AddChatTarget<SetAddin>(&m, kAddinKind);
  std::move(m.parameters.front()).InSet("Identity").ByValue();
  m.Add(Parameter<&SetAddin::name>("Name", "A new name, unique in the pool."));
  m.Add(Parameter<&SetAddin::url>("Url", "Another page: http or https."));
  return m;
}

CmdletMetadata RemoveCsPersistentChatAddin() {
  CmdletMetadata m = MakeCmdlet<RemoveAddin>(
      "Remove", "CsPersistentChatAddin", "Deletes an add-in; rooms that show it lose the pane.");
  m.supports_should_process = true;
  AddChatTarget<RemoveAddin>(&m, kAddinKind);
  m.Add(Parameter<&ChatTarget::force, RemoveAddin>("Force",
                                                   "Leaves out messages that are not errors."));
  return m;
}

}  // namespace sipsh
