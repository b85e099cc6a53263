#include "cmdlets/directory_support/filter_evaluation.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_objects.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using chat::Room;

constexpr PropertyDefinition kRoomProperties[] = {
    {"Name", PropertyKind::kRdn},
    {"Description", PropertyKind::kText, "description"},
    {"Category", PropertyKind::kText, "category"},
    {"Privacy", PropertyKind::kText, "privacy"},
    {"Type", PropertyKind::kText, "type"},
    {"Invitations", PropertyKind::kText, "invitations"},
    {"Addin", PropertyKind::kText, "addin"},
    {"Disabled", PropertyKind::kFlag, "disabled"},
    {"Members", PropertyKind::kTextList, "members"},
    {"Managers", PropertyKind::kTextList, "managers"},
    {"Presenters", PropertyKind::kTextList, "presenters"}};
constexpr ObjectTable kRoomTable{kRoomType, kRoomProperties, {}};

// -Filter: key words, a pattern with * and ?, or a condition on properties.
class RoomFilter {
 public:
  RoomFilter(CommandRuntime& runtime, const std::string& text, bool descriptions)
      : descriptions_(descriptions), reader_(kRoomTable, {}) {
    bool condition = text.find(" -") != std::string::npos;
    if (condition) {
      auto parsed = ParseFilterExpression(text, VariablesOf(runtime));
      if (!parsed.ok()) {
        throw TerminatingError(parsed.status().message, "InvalidFilter",
                               ErrorCategory::kInvalidArgument, Value::String(text));
      }
      condition_ = std::move(*parsed);
    } else if (WildcardPattern::HasWildcards(text)) {
      pattern_.emplace(text);
    } else {
      for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) words_.push_back(directory::FoldText(text.substr(at, end - at)));
        at = end + 1;
      }
    }
  }

  bool Fits(const std::string& pool, const Room& room) {
    if (condition_)
      return EvaluateFilter(*condition_, kRoomTable, reader_, chat::ToEntry(pool, room));
    return FitsText(room.name) || (descriptions_ && FitsText(room.description));
  }

 private:
  bool FitsText(const std::string& text) const {
    if (pattern_) return pattern_->Matches(text);
    std::string folded = directory::FoldText(text);
    for (const std::string& word : words_)
      if (folded.find(word) == std::string::npos) return false;
    return true;
  }

  bool descriptions_;
  EntryReader reader_;
  std::optional<FilterExpression> condition_;
  std::optional<WildcardPattern> pattern_;
  std::vector<std::string> words_;
};

class GetRoom final : public ObjectCmdlet {
 public:
  std::string addin, category, filter, identity, invitations, manager, member, pool_fqdn, privacy,
      type;
  std::optional<int> exceeds_mb, result_size;
  std::optional<bool> disabled;
  bool as_object = false, search_description = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    PrincipalDirectory principals(environment, as_object);
    chat::ChatStore& store = ChatOf(environment);
    if (!identity.empty()) {
      ChatName name = ParseChatName(environment, identity);
      Room room = RequireChat(store.FindRoom(name.pool, name.name), kRoomKind, name.AsValue());
      return runtime.WriteObject(RoomObject(name.pool, room, principals));
    }
    CheckExclusions();
    RoomFilter wanted(runtime, filter, search_description);
    std::vector<std::string> pools = ChatPools(environment, pool_fqdn);
    std::string of_category;
    if (!category.empty()) {
      ChatName name = ParseChatName(environment, category);
      of_category =
          RequireChat(store.FindCategory(name.pool, name.name), kCategoryKind, name.AsValue()).name;
      pools = {name.pool};
    }
    if (addin.find('\\') != std::string::npos) {  // Of its own pool alone.
      ChatName name = ParseChatName(environment, addin);
      addin = name.name;
      std::erase_if(pools, [&](const std::string& one) { return one != name.pool; });
    }
    size_t left = result_size ? static_cast<size_t>(*result_size) : SIZE_MAX;
    for (const std::string& pool : pools) {
      // Read first: what stands behind in the pipeline may change them.
      std::vector<Room> found;
      Check(store.EachRoom(pool, of_category, [&](Room&& room) {
        if (found.size() >= left || runtime.Stopping()) return false;
        if (Fits(principals, room) && wanted.Fits(pool, room)) found.push_back(std::move(room));
        return true;
      }));
      for (const Room& room : found) {
        if (exceeds_mb && !Exceeds(store, pool, room)) continue;
        if (left-- == 0) return Flow::kMore;
        Flow flow = runtime.WriteObject(RoomObject(pool, room, principals));
        if (flow == Flow::kStop) return flow;
      }
    }
    return Flow::kMore;
  }

 private:
  void CheckExclusions() const {
    int given = !category.empty() + !pool_fqdn.empty() + !filter.empty();
    if (given > 1 && !category.empty()) {
      throw TerminatingError(
          "-Category goes neither with -PersistentChatPoolFqdn nor with -Filter: a category names "
          "its pool. Leave one out, or filter with Where-Object.",
          "ParametersExclude", ErrorCategory::kInvalidArgument, Value::String(category));
    }
    if (given > 1) {
      throw TerminatingError(
          "-PersistentChatPoolFqdn does not go with -Filter. Leave one out, or filter with "
          "Where-Object.",
          "ParametersExclude", ErrorCategory::kInvalidArgument, Value::String(pool_fqdn));
    }
  }

  static bool Lists(PrincipalDirectory& principals, const chat::Principals& list,
                    const std::string& text) {
    const ChatPrincipal* known = principals.Find(text);
    return chat::Contains(list, known != nullptr ? known->subject.name : text);
  }

  bool Fits(PrincipalDirectory& principals, const Room& room) const {
    using topology::EqualsIgnoreCase;
    if (!addin.empty() && directory::FoldText(addin) != directory::FoldText(room.addin))
      return false;
    if (disabled && *disabled != room.disabled) return false;
    if (!invitations.empty() && !EqualsIgnoreCase(invitations, chat::Name(room.invitations)))
      return false;
    if (!privacy.empty() && !EqualsIgnoreCase(privacy, chat::Name(room.privacy))) return false;
    if (!type.empty() && !EqualsIgnoreCase(type, chat::Name(room.type))) return false;
    if (!manager.empty() && !Lists(principals, room.managers, manager)) return false;
    return member.empty() || Lists(principals, room.members, member);
  }

  bool Exceeds(chat::ChatStore& store, const std::string& pool, const Room& room) const {
    constexpr int64_t kMegabyte = int64_t{1} << 20;
    chat::Result<chat::Content> content = store.ContentOf(pool, room.name);
    return content.ok() && content->bytes > *exceeds_mb * kMegabyte;
  }
};

}  // namespace

CmdletMetadata GetCsPersistentChatRoom() {
  CmdletMetadata m =
      MakeCmdlet<GetRoom>("Get", "CsPersistentChatRoom", "Gets Persistent Chat rooms.");
  m.output_type = kRoomType;
  m.default_set = "All";
  auto all = [&m](ParameterMetadata&& parameter) { m.Add(std::move(parameter).InSet("All")); };
  all(Parameter<&GetRoom::addin>("Addin", "Rooms that show this add-in."));
  m.Add(Parameter<&GetRoom::as_object>("AsObject",
                                       "Shows principals by display name instead of address."));
  all(Parameter<&GetRoom::category>("Category", "Rooms of this category."));
  all(Parameter<&GetRoom::exceeds_mb>("ChatContentExceedsMB",
                                      "Rooms whose messages exceed this many megabytes.")
          .ValidateRange(Value::Int32(0), Value()));
  all(Parameter<&GetRoom::disabled>("Disabled", "$true: disabled rooms; $false: active ones."));
  all(Parameter<&GetRoom::filter>(
      "Filter", "Key words or a pattern of the name, or a condition: {Name -like \"A*\"}."));
  m.Add(Parameter<&GetRoom::identity>("Identity", "The room as pool\\Name.")
            .InSet("Identity")
            .Position(0));
  all(Parameter<&GetRoom::invitations>("Invitations", "Rooms with this setting.")
          .Enum({"Inherit", "False"}));
  all(Parameter<&GetRoom::manager>("Manager", "Rooms that list this manager."));
  all(Parameter<&GetRoom::member>("Member", "Rooms that list this member."));
  all(Parameter<&GetRoom::pool_fqdn>("PersistentChatPoolFqdn", "Rooms of this pool."));
  all(Parameter<&GetRoom::privacy>("Privacy", "Rooms with this privacy.")
          .Enum({"Open", "Closed", "Secret"}));
  all(Parameter<&GetRoom::result_size>("ResultSize", "How many at most.")
          .ValidateRange(Value::Int32(0), Value::Int32(INT32_MAX)));
  all(Parameter<&GetRoom::search_description>("SearchDescription",
                                              "-Filter looks into descriptions too."));
  all(Parameter<&GetRoom::type>("Type", "Rooms of this type.").Enum({"Normal", "Auditorium"}));
  return m;
}

}  // namespace sipsh
