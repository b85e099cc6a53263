#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_target.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

using chat::Category;

class GetCategory final : public ObjectCmdlet {
 public:
  std::string identity, pool_fqdn;
  bool as_object = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    chat::ChatStore& store = ChatOf(environment);
    PrincipalDirectory principals(environment, as_object);
    if (!identity.empty()) {
      ChatName name = ParseChatName(environment, identity);
      Category category =
          RequireChat(store.FindCategory(name.pool, name.name), kCategoryKind, name.AsValue());
      return runtime.WriteObject(CategoryObject(name.pool, category, principals));
    }
    for (const std::string& pool : ChatPools(environment, pool_fqdn)) {
      // Read first: what stands behind in the pipeline may change them.
      std::vector<Category> found;
      Check(store.EachCategory(pool, [&](Category&& category) {
        found.push_back(std::move(category));
        return !runtime.Stopping();
      }));
      for (const Category& category : found) {
        Flow flow = runtime.WriteObject(CategoryObject(pool, category, principals));
        if (flow == Flow::kStop) return flow;
      }
    }
    return Flow::kMore;
  }
};

class NewCategory final : public ObjectCmdlet {
 public:
  std::string name, description, pool_fqdn;
  bool file_upload = false, invitations = false, remove_history = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named{ChatPoolMeant(environment, pool_fqdn).fqdn, name};
    Category category;
    category.name = name;
    category.description = description;
    category.file_upload = file_upload;
    category.invitations = invitations;
    category.chat_history = !remove_history;
    CheckChat(chat::CheckName("category", name), kCategoryKind, named.AsValue());
    CheckChat(chat::CheckDescription("category", name, description), kCategoryKind,
              named.AsValue());
    ChatChange changes;
    changes.Add(chat::ToEntry(named.pool, category));
    if (!CommitChat(runtime, environment, kCategoryKind, named, "create the category",
                    std::move(changes))) {
      return Flow::kMore;
    }
    PrincipalDirectory principals(environment, false);
    return runtime.WriteObject(CategoryObject(named.pool, category, principals));
  }
};

class SetCategory final : public ChatTarget {
 public:
  Value allowed, denied, creators;
  std::string name, description;
  std::optional<bool> history, file_upload, invitations;
  bool as_object = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named = Named(environment);
    chat::ChatStore& store = ChatOf(environment);
    Category before =
        RequireChat(store.FindCategory(named.pool, named.name), kCategoryKind, named.AsValue());
    PrincipalDirectory principals(environment, as_object);
    Category after = before;
    SetPlain(runtime, &after);
    ChangeList(runtime, principals, "AllowedMembers", allowed, &after.allowed);
    ChangeList(runtime, principals, "DeniedMembers", denied, &after.denied);
    ChangeList(runtime, principals, "Creators", creators, &after.creators);
    CheckChat(chat::CheckName("category", after.name), kCategoryKind, named.AsValue());
    CheckChat(chat::CheckDescription("category", after.name, after.description), kCategoryKind,
              named.AsValue());
    ChatChange changes;
    CheckCreators(principals, before, after, named);
    if (after.allowed != before.allowed || after.denied != before.denied)
      StripRooms(runtime, environment, principals, named, before, after, &changes);
    changes.Replace(chat::ToEntry(named.pool, before), chat::ToEntry(named.pool, after));
    CommitChat(runtime, environment, kCategoryKind, named, "change the category",
               std::move(changes));
    return Flow::kMore;
  }

 private:
  void SetPlain(CommandRuntime& runtime, Category* category) const {
    auto text = [&](std::string_view parameter, const std::string& bound, std::string* into) {
      if (auto wished = Wished(runtime, parameter, parameter, Value::String(bound)))
        *into = ToText(*wished);
    };
    auto flag = [&](std::string_view parameter, std::string_view member,
                    const std::optional<bool>& bound, bool* into) {
      if (auto wished = Wished(runtime, parameter, member, Value::Bool(bound.value_or(false))))
        *into = ToBool(*wished);
    };
    text("Name", name, &category->name);
    text("Description", description, &category->description);
    flag("ChatHistory", "EnableChatHistory", history, &category->chat_history);
    flag("FileUpload", "EnableFileUpload", file_upload, &category->file_upload);
    flag("Invitations", "Invites", invitations, &category->invitations);
  }

  // Who is put on the list must be inside; who is on it already, where the directory knows it.
  static void CheckCreators(PrincipalDirectory& principals, const Category& before,
                            const Category& after, const ChatName& named) {
    for (const std::string& creator : after.creators) {
      const ChatPrincipal* known = chat::Contains(before.creators, creator)
                                       ? principals.FindAnyway(creator)
                                       : &principals.Require(creator);
      if (known == nullptr) continue;
      CheckChat(chat::RequireEligible(after, known->subject, "creator"), kCategoryKind,
                named.AsValue());
    }
  }

  // Who was inside and no longer is, leaves the rooms of the category with the same change.
  static void StripRooms(CommandRuntime& runtime, EnvironmentService& environment,
                         PrincipalDirectory& principals, const ChatName& named,
                         const Category& before, const Category& after, ChatChange* changes) {
    Check(ChatOf(environment).EachRoom(named.pool, before.name, [&](chat::Room&& room) {
      chat::Room stripped = room;
      std::vector<chat::Subject> subjects;
      for (const chat::Principals* list : {&room.members, &room.managers, &room.presenters}) {
        for (const std::string& name : *list) {
          if (const ChatPrincipal* known = principals.FindAnyway(name))
            subjects.push_back(known->subject);
        }
      }
      std::string gone;
      for (const std::string& name : chat::StripOutsiders(after, subjects, &stripped))
        gone += (gone.empty() ? "" : ", ") + name;
      if (gone.empty()) return true;
      runtime.WriteMessage(Stream::kWarning, "The room '" + named.pool + "\\" + room.name +
                                                 "' loses " + gone +
                                                 ", no longer inside the category.");
      changes->Replace(chat::ToEntry(named.pool, room), chat::ToEntry(named.pool, stripped));
      return true;
    }));
  }
};

class RemoveCategory final : public ChatTarget {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named = Named(environment);
    Category category = RequireChat(ChatOf(environment).FindCategory(named.pool, named.name),
                                    kCategoryKind, named.AsValue());
    if (category.rooms > 0) {
      CheckChat({directory::Code::kNotAllowedOnNonLeaf,
                 "The category '" + named.Text() + "' holds " + std::to_string(category.rooms) +
                     (category.rooms == 1 ? " room" : " rooms") +
                     ". Move or remove them first; Get-CsPersistentChatRoom -Category '" +
                     named.Text() + "' lists them."},
                kCategoryKind, named.AsValue());
    }
    ChatChange changes;
    changes.Delete(chat::ToEntry(named.pool, category));
    CommitChat(runtime, environment, kCategoryKind, named, "delete the category",
               std::move(changes));
    return Flow::kMore;
  }
};

constexpr const char* kListHelp =
    " SIP addresses, DNs of groups, containers and domains: a list, "
    "or @{Add=...}, @{Remove=...}, @{Replace=...}; $null empties.";

}  // namespace

CmdletMetadata GetCsPersistentChatCategory() {
  CmdletMetadata m = MakeCmdlet<GetCategory>("Get", "CsPersistentChatCategory",
                                             "Gets categories of Persistent Chat rooms.");
  m.output_type = kCategoryType;
  m.default_set = "Pool";
  m.Add(Parameter<&GetCategory::as_object>("AsObject",
                                           "Shows principals by display name instead of address."));
  m.Add(Parameter<&GetCategory::identity>("Identity", "The category as pool\\Name.")
            .InSet("Identity")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&GetCategory::pool_fqdn>("PersistentChatPoolFqdn",
                                           "Only categories of this pool; all when left out.")
            .InSet("Pool"));
  return m;
}

CmdletMetadata NewCsPersistentChatCategory() {
  CmdletMetadata m = MakeCmdlet<NewCategory>("New", "CsPersistentChatCategory",
                                             "Creates a category; nobody is allowed in it yet.");
  m.output_type = kCategoryType;
  m.Add(Parameter<&NewCategory::description>("Description", "What it is for."));
  m.Add(Parameter<&NewCategory::file_upload>("EnableFileUpload",
                                             "Files may be uploaded to its rooms."));
  m.Add(
      Parameter<&NewCategory::invitations>("EnableInvitations", "Its rooms may send invitations."));
  m.Add(Parameter<&NewCategory::name>("Name", "Its name, unique in the pool.").Mandatory());
  m.Add(Parameter<&NewCategory::pool_fqdn>("PersistentChatPoolFqdn",
                                           "The pool; needed where there are several."));
  m.Add(Parameter<&NewCategory::remove_history>("RemoveChatHistory", "Its rooms keep no history."));
  return m;
}

CmdletMetadata SetCsPersistentChatCategory() {
  CmdletMetadata m = MakeCmdlet<SetCategory>("Set", "CsPersistentChatCategory",
                                             "Changes what is named of a category.");
  m.supports_should_process = true;
  AddChatTarget<SetCategory>(&m, kCategoryKind, false);
  m.Add(Parameter<&SetCategory::allowed>("AllowedMembers",
                                         std::string("Who may use its rooms.") + kListHelp)
            .AllowNull());
  m.Add(Parameter<&SetCategory::as_object>("AsObject", "Takes principals by display name too."));
  m.Add(Parameter<&SetCategory::history>("ChatHistory", "Whether its rooms keep a history."));
  m.Add(Parameter<&SetCategory::creators>(
            "Creators", std::string("Who may make rooms in it; they must be allowed.") + kListHelp)
            .AllowNull());
  m.Add(Parameter<&SetCategory::denied>("DeniedMembers",
                                        std::string("Who may not, though allowed.") + kListHelp)
            .AllowNull());
  m.Add(Parameter<&SetCategory::description>("Description", "What it is for.").AllowEmpty());
  m.Add(Parameter<&SetCategory::file_upload>("FileUpload",
                                             "Whether files may be uploaded to its rooms."));
  m.Add(Parameter<&SetCategory::invitations>("Invitations",
                                             "Whether its rooms may send invitations."));
  m.Add(Parameter<&SetCategory::name>("Name", "A new name, unique in the pool."));
  return m;
}

CmdletMetadata RemoveCsPersistentChatCategory() {
  CmdletMetadata m = MakeCmdlet<RemoveCategory>("Remove", "CsPersistentChatCategory",
                                                "Deletes a category that holds no rooms.");
  m.supports_should_process = true;
  AddChatTarget<RemoveCategory>(&m, kCategoryKind);
  return m;
}

}  // namespace sipsh
