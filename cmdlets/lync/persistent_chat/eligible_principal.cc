#include "cmdlets/directory_support/user_accounts.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_objects.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using directory::Filter;

constexpr const char* kPrincipalType =
    "Microsoft.Rtc.Management.GroupChat.Cmdlets.ADPersistentChatPrincipal";

// Everybody in the directory who may be put on a list now: users with an enabled SIP address,
// groups, containers and domains inside the category's set.
class GetEligiblePrincipal final : public ObjectCmdlet {
 public:
  std::string category, filter, pool_fqdn, room;
  std::optional<int> result_size;
  bool presenters = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    chat::ChatStore& store = ChatOf(environment);
    chat::Room of;
    std::string name = category;
    if (!room.empty()) {
      ChatName named = ParseChatName(environment, room, pool_fqdn);
      of = RequireChat(store.FindRoom(named.pool, named.name), kRoomKind, named.AsValue());
      if (presenters && of.type != chat::RoomType::kAuditorium) {
        Fail("The room '" + named.Text() +
                 "' is of type Normal and has no presenters. Leave -Presenters out.",
             "NotAnAuditorium", ErrorCategory::kInvalidArgument, named.AsValue());
      }
      name = ChatName{named.pool, of.category}.Text();
    }
    ChatName within = ParseChatName(environment, name, pool_fqdn);
    chat::Category set =
        RequireChat(store.FindCategory(within.pool, within.name), kCategoryKind, within.AsValue());
    return List(runtime, environment, set, of);
  }

 private:
  Flow List(CommandRuntime& runtime, EnvironmentService& environment, const chat::Category& set,
            const chat::Room& of) {
    PrincipalDirectory principals(environment, false);
    WildcardPattern pattern(filter.empty() ? "*" : filter);
    int64_t left = result_size ? *result_size : INT64_MAX;
    Flow flow = Flow::kMore;
    directory::SearchRequest request;
    request.base = environment.Base();
    request.filter = Filter::Or(
        {Filter::And({Filter::Present("msRTCSIP-PrimaryUserAddress"),
                      Filter::Equal("msRTCSIP-UserEnabled", "TRUE"), UserAccounts()}),
         Filter::Equal("objectClass", "group"), Filter::Equal("objectClass", "groupOfNames"),
         Filter::Equal("objectClass", "organizationalUnit"), Filter::Equal("objectClass", "domain"),
         Filter::Equal("objectClass", "dcObject")});
    request.attributes = PrincipalDirectory::Attributes();
    Check(environment.Store().Search(request, [&](directory::Entry&& entry) {
      if (left <= 0 || runtime.Stopping()) return false;
      std::string address = entry.Get("msRTCSIP-PrimaryUserAddress");
      if (!filter.empty() && !pattern.Matches(address)) return true;
      ChatPrincipal principal = principals.FromEntry(entry);
      if (!chat::Eligible(set, principal.subject)) return true;
      if (presenters && !of.members.empty() && !chat::Covers(of.members, principal.subject))
        return true;
      --left;
      flow = runtime.WriteObject(ChatRecord(kPrincipalType)
                                     .Add("PersistentChatPrincipalType", principal.kind)
                                     .Add("SipAddress", address)
                                     .Add("DisplayName", principal.display_name)
                                     .Add("DistinguishedName", principal.dn)
                                     .Build());
      return flow == Flow::kMore;
    }));
    return flow;
  }
};

}  // namespace

CmdletMetadata GetCsPersistentChatEligiblePrincipal() {
  CmdletMetadata m = MakeCmdlet<GetEligiblePrincipal>(
      "Get", "CsPersistentChatEligiblePrincipal",
      "Gets who may be put on the lists of a category or room as it stands.");
  m.output_type = kPrincipalType;
  m.default_set = "Category";
  m.Add(Parameter<&GetEligiblePrincipal::category>("Category", "The category.")
            .InSet("Category")
            .Mandatory());
  m.Add(Parameter<&GetEligiblePrincipal::filter>("Filter", "A pattern of the SIP address."));
  m.Add(Parameter<&GetEligiblePrincipal::pool_fqdn>("PersistentChatPoolFqdn",
                                                    "The pool; needed where there are several."));
  m.Add(Parameter<&GetEligiblePrincipal::presenters>("Presenters",
                                                     "Who may be a presenter of an auditorium.")
            .InSet("Room"));
  m.Add(Parameter<&GetEligiblePrincipal::result_size>("ResultSize", "How many at most.")
            .ValidateRange(Value::Int32(0), Value::Int32(INT32_MAX)));
  m.Add(Parameter<&GetEligiblePrincipal::room>("Room", "The room.").InSet("Room").Mandatory());
  return m;
}

}  // namespace sipsh
