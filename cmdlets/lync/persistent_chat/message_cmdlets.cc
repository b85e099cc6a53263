// Messages of a room: reading, clearing up to a date, and removing or replacing chosen ones.
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/chat_target.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"

namespace sipsh {
namespace {

using chat::Message;
using chat::MessageQuery;

constexpr const char* kMessageType = "Sipsh.PersistentChatMessage";
constexpr const char* kNotice = "This message was removed by an administrator.";

int64_t Milliseconds(const Value& date) {
  return (ToUniversalTime(date).AsTicks() - kUnixEpochTicks) / kTicksPerMillisecond;
}

// A date without a time of day means the whole day.
int64_t LastMillisecondOf(const Value& date) {
  bool whole_day = date.AsTicks() % kTicksPerDay == 0;
  return Milliseconds(date) + (whole_day ? kTicksPerDay / kTicksPerMillisecond - 1 : 0);
}

std::string Counted(int64_t messages) {
  return std::to_string(messages) + (messages == 1 ? " message" : " messages");
}

chat::Room RequireRoom(EnvironmentService& environment, const ChatName& named) {
  return RequireChat(ChatOf(environment).FindRoom(named.pool, named.name), kRoomKind,
                     named.AsValue());
}

// Which messages, as Get- and Remove-CsPersistentChatMessage are asked.
class MessageChoice : public ObjectCmdlet {
 public:
  std::string identity, filter, match, user_uri;
  Value start_date, end_date;
  std::optional<bool> case_sensitive;

 protected:
  MessageQuery Query() const {
    MessageQuery query;
    if (!start_date.IsNull()) query.from = Milliseconds(start_date);
    if (!end_date.IsNull()) query.until = LastMillisecondOf(end_date);
    if (!user_uri.empty()) query.author = SipAddressKey(user_uri);
    query.case_sensitive = case_sensitive.value_or(false);
    if (topology::EqualsIgnoreCase(match, "Or")) query.match = MessageQuery::Match::kAny;
    if (topology::EqualsIgnoreCase(match, "Exact")) {
      query.match = MessageQuery::Match::kPhrase;
      if (!filter.empty()) query.words.push_back(filter);
      return query;
    }
    for (size_t at = 0; at < filter.size();) {
      size_t end = std::min(filter.find(' ', at), filter.size());
      if (end > at) query.words.push_back(filter.substr(at, end - at));
      at = end + 1;
    }
    return query;
  }
};

class GetMessage final : public MessageChoice {
 public:
  std::optional<int> result_size;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ChatName named = ParseChatName(environment, identity);
    int64_t left = result_size ? *result_size : INT64_MAX;
    Flow flow = Flow::kMore;
    auto show = [&](Message&& message) {
      if (left-- <= 0 || runtime.Stopping()) return false;
      flow = runtime.WriteObject(ChatRecord(kMessageType)
                                     .Add("Room", named.AsValue())
                                     .Add("Posted", PostedAt(message.posted))
                                     .Add("UserUri", message.author)
                                     .Add("Text", message.text)
                                     .Build());
      return flow == Flow::kMore;
    };
    CheckChat(ChatOf(environment).EachMessage(named.pool, named.name, Query(), show), kRoomKind,
              named.AsValue());
    return flow;
  }

 private:
  static Value PostedAt(int64_t milliseconds) {
    Value epoch = FromUnixSeconds(0);
    return WithTicks(epoch, kUnixEpochTicks + milliseconds * kTicksPerMillisecond);
  }
};

// Removes or replaces what `query` chooses; the texts do not reach the journal.
void ChangeMessages(CommandRuntime& runtime, EnvironmentService& environment, ChatName named,
                    const std::string& which, MessageQuery query,
                    std::optional<std::string> replacement) {
  named.name = RequireRoom(environment, named).name;
  int64_t count = 0;
  Check(ChatOf(environment).EachMessage(named.pool, named.name, query, [&](Message&&) {
    ++count;
    return !runtime.Stopping();
  }));
  if (count == 0 || runtime.Stopping()) {
    runtime.WriteMessage(Stream::kVerbose, "No message of " + named.Text() + " fits.");
    return;
  }
  ChatChange changes;
  changes.changes.changes.push_back(directory::Change::Modify(
      chat::ObjectDn(chat::Kind::kRoom, named.pool, named.name),
      {{directory::Modification::Operation::kDelete, chat::kMessages, {Counted(count)}}}));
  std::string action = (replacement ? "replace " : "delete ") + Counted(count) + which;
  CommitChat(runtime, environment, kRoomKind, named, action, std::move(changes),
             chat::MessageOperation{std::move(query), std::move(replacement)});
}

class RemoveMessage final : public MessageChoice {
 public:
  std::string replacement;
  bool remove = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    MessageQuery query = Query();
    if (!query.from && !query.until && query.author.empty() && query.words.empty()) {
      Fail(
          "Say which messages: -Filter, -UserUri, -StartDate or -EndDate. All of a room are "
          "deleted by Clear-CsPersistentChatRoom.",
          "MessagesNotChosen", ErrorCategory::kInvalidArgument, Value::String(identity));
    }
    std::optional<std::string> text;
    if (!remove) text = replacement.empty() ? kNotice : replacement;
    ChangeMessages(runtime, environment, ParseChatName(environment, identity), " for ever",
                   std::move(query), std::move(text));
    return Flow::kMore;
  }
};

class ClearRoom final : public ChatTarget {
 public:
  Value end_date;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    MessageQuery query;
    query.until = LastMillisecondOf(end_date);
    ChangeMessages(runtime, environment, Named(environment),
                   ", posted up to " + ToText(end_date) + ", for ever", std::move(query), {});
    return Flow::kMore;
  }
};

template <typename C>
void AddChoice(CmdletMetadata* m) {
  m->Add(Parameter<&MessageChoice::case_sensitive, C>("CaseSensitive",
                                                      "Whether -Filter heeds capitals."));
  m->Add(Parameter<&MessageChoice::end_date, C>(
             "EndDate", "Posted on or before; a date without time means the whole day.")
             .Type("datetime"));
  m->Add(Parameter<&MessageChoice::filter, C>("Filter", "Key words, separated by blanks."));
  m->Add(Parameter<&MessageChoice::identity, C>("Identity", "The room as pool\\Name.").Mandatory());
  m->Add(Parameter<&MessageChoice::match, C>(
             "MatchClause", "All key words (And, the default), one of them (Or), or the phrase.")
             .Enum({"And", "Or", "Exact"}));
  m->Add(Parameter<&MessageChoice::start_date, C>("StartDate", "Posted on or after.")
             .Type("datetime"));
  m->Add(Parameter<&MessageChoice::user_uri, C>("UserUri", "SIP address of the author."));
}

}  // namespace

CmdletMetadata GetCsPersistentChatMessage() {
  CmdletMetadata m = MakeCmdlet<GetMessage>("Get", "CsPersistentChatMessage",
                                            "Gets messages of a room, the oldest first.");
  m.output_type = kMessageType;
  AddChoice<GetMessage>(&m);
  m.Add(Parameter<&GetMessage::result_size>("ResultSize", "How many at most.")
            .ValidateRange(Value::Int32(0), Value::Int32(INT32_MAX)));
  return m;
}

CmdletMetadata RemoveCsPersistentChatMessage() {
  CmdletMetadata m =
      MakeCmdlet<RemoveMessage>("Remove", "CsPersistentChatMessage",
                                "Deletes messages of a room, or puts another text in their place.");
  m.supports_should_process = true;
  m.default_set = "Replace";
  AddChoice<RemoveMessage>(&m);
  m.Add(Parameter<&RemoveMessage::remove>("Remove", "Deletes them without leaving a text.")
            .InSet("Remove"));
  m.Add(Parameter<&RemoveMessage::replacement>(
            "ReplaceMessage", "What stands in their place; empty: a notice of its own.")
            .InSet("Replace")
            .Mandatory()
            .AllowEmpty());
  return m;
}

CmdletMetadata ClearCsPersistentChatRoom() {
  CmdletMetadata m = MakeCmdlet<ClearRoom>("Clear", "CsPersistentChatRoom",
                                           "Deletes the messages of a room up to a date.");
  m.supports_should_process = true;
  m.confirm_impact = ConfirmImpact::kHigh;
  AddChatTarget<ClearRoom>(&m, kRoomKind);
  m.Add(Parameter<&ClearRoom::end_date>(
            "EndDate", "Posted on or before; a date without time means the whole day.")
            .Type("datetime")
            .Mandatory());
  return m;
}

}  // namespace sipsh
