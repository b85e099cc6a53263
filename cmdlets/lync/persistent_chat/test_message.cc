// Test-CsPersistentChatMessage: a message between two users in a room, as far as it goes without
// signing in. What the directory and the rooms say is checked first; then the Registrar is asked.
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/coexistence/facts_reader.h"
#include "cmdlets/lync/persistent_chat/chat_cmdlets.h"
#include "cmdlets/lync/persistent_chat/principals.h"
#include "cmdlets/lync/persistent_chat/registrar_test.h"
#include "cmdlets/lync/user/user_lookup.h"
#include "directory/coexistence/access.h"
#include "directory/topology/services.h"
#include "shell/command/session_services.h"
#include "shell/value/convert.h"
#include "shell/value/date_time.h"
#include "shell/value/members.h"

namespace sipsh {
namespace {

using directory::Entry;
using topology::Pool;
using topology::Setting;

constexpr const char* kOutputType = "Microsoft.Rtc.SyntheticTransactions.TaskOutput";
constexpr const char* kMessageOutputType =
    "Microsoft.Rtc.SyntheticTransactions.TaskOutput#Message";  // views.cc shows it.
constexpr const char* kStopped =
    "It stopped before signing in: NTLM, Kerberos and TLS-DSK are not done here. Entering the room "
    "and exchanging messages was not tested.";

struct Party {
  Entry entry;
  SipAddress address;
  coexistence::User user;
};

class TestMessage final : public ObjectCmdlet {
 public:
  std::string authentication, chat_room_uri, logger_variable, verbose_variable;
  std::string receiver_address, sender_address, target_fqdn, test_user1, test_user2;
  std::optional<int> registrar_port;
  std::optional<bool> setup;
  Value receiver_credential, sender_credential;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    CheckParameters();
    TestUsers users = UsersMeant(environment);
    Party sender = Find(runtime, environment, users.sender, sender_credential, "Sender");
    Party receiver = Find(runtime, environment, users.receiver, receiver_credential, "Receiver");
    if (sender.entry.dn() == receiver.entry.dn()) {
      Fail("The sender and the receiver are the same user. Name two.", "SameUser",
           ErrorCategory::kInvalidArgument, Value::String(sender_address));
    }
    RegistrarTest test;
    test.target = TargetOf(environment, sender);
    test.users = {sender.address, receiver.address};
    test.scheme_wanted = authentication;
    TaskLog log;
    log.title = "Test-CsPersistentChatMessage: " + test.target.host;
    std::string error, diagnosis;
    try {
      CheckRoom(runtime, environment, {&sender, &receiver}, &test, &log);
      test.Run(WaitOf(runtime), &log);
      diagnosis = Diagnosis(test);
      log.Add("Sign in, enter the room, exchange messages", "Note", "not tested");
    } catch (const TestFailure& failure) {
      error = failure.error;
      diagnosis = failure.diagnosis;
      test.latency = {};
    }
    if (runtime.Stopping()) return Flow::kStop;
    Tell(runtime, log);
    if (error.empty() && !force) runtime.WriteMessage(Stream::kWarning, kStopped);
    Value output =
        ChatRecord(kOutputType)
            .Add("TargetFqdn", test.target.host)
            .Add("Result", Value::String(error.empty() ? "Success" : "Failure"))
            .Add("Latency", Value::TimeSpan(test.latency.count() * (kTicksPerMillisecond / 1000)))
            .Add("Error", error)
            .Add("Diagnosis", diagnosis)
            .Build();
    return runtime.WriteObject(AddTypeName(output, kMessageOutputType));
  }

 private:
  void CheckParameters() const {
    if (setup.value_or(false)) {
      Fail(
          "-Setup makes a Windows computer a watcher node, with test users and certificates in its "
          "registry. There is none here: run the test without -Setup, from cron for instance.",
          "SetupNotSupported", ErrorCategory::kNotImplemented);
    }
    if (!test_user1.empty() || !test_user2.empty()) {
      Fail(
          "-TestUser1SipAddress and -TestUser2SipAddress belong to -Setup, which is not there. "
          "Name "
          "the users with -SenderSipAddress and -ReceiverSipAddress.",
          "SetupNotSupported", ErrorCategory::kNotImplemented);
    }
  }

  struct TestUsers {
    std::string sender, receiver;
  };

  // Those named; else the test users of the pool that is monitored.
  TestUsers UsersMeant(EnvironmentService& environment) const {
    TestUsers users{sender_address, receiver_address};
    const topology::Topology& topology = environment.Topology();
    const Pool* pool = topology.FindPool(target_fqdn);
    if (pool == nullptr) pool = topology.PoolOfComputer(target_fqdn);
    const Setting* settings = topology.configurations.Find("HealthMonitoringSettings");
    const Setting* global = settings == nullptr ? nullptr : settings->Find("Global");
    const Setting* pools = global == nullptr ? nullptr : global->Find("Pools");
    for (const Setting& one : pools == nullptr ? std::vector<Setting>{} : pools->items) {
      auto text = [&](std::string_view key) {
        const Setting* said = one.Find(key);
        return said == nullptr ? std::string() : said->text;
      };
      if (pool == nullptr || !topology::EqualsIgnoreCase(text("TargetFqdn"), pool->fqdn)) continue;
      if (users.sender.empty()) users.sender = text("FirstTestUserSipUri");
      if (users.receiver.empty()) users.receiver = text("SecondTestUserSipUri");
    }
    if (!users.sender.empty() && !users.receiver.empty()) return users;
    Fail("There are no test users of " + target_fqdn +
             " (New-CsHealthMonitoringConfiguration). Name two with -SenderSipAddress and "
             "-ReceiverSipAddress.",
         "TestUsersMissing", ErrorCategory::kInvalidArgument, Value::String(target_fqdn));
  }

  // The credential must be the user's own; its password is not used.
  static Party Find(CommandRuntime& runtime, EnvironmentService& environment,
                    const std::string& address, const Value& credential, const char* role) {
    directory::Store& store = environment.Store();
    std::vector<std::string> attributes = ChatUserAttributes();
    for (const std::string& one : PrincipalDirectory::Attributes()) attributes.push_back(one);
    Party party;
    party.address = Require(ParseSipAddress(address), Value::String(address));
    party.entry =
        RequireUser(runtime, environment, store, party.address.uri, UserKind::kSipUser, attributes);
    party.user = ReadChatUser(environment, party.entry);
    if (credential.IsNull()) return party;
    std::string name = ToText(GetMember(credential, "UserName"));
    Entry owner = RequireUser(runtime, environment, store, name, UserKind::kAnyUser, {"cn"});
    if (owner.dn() == party.entry.dn()) return party;
    Fail("-" + std::string(role) + "Credential is of " + owner.dn().text() + ", not of " +
             party.address.uri + ". Give the credential of that user.",
         "CredentialMismatch", ErrorCategory::kInvalidArgument, Value::String(name));
  }

  // -TargetFqdn is a pool with a Registrar or one of its computers; else the sender's home.
  sip::Target TargetOf(EnvironmentService& environment, const Party& sender) const {
    const topology::Topology& topology = environment.Topology();
    sip::Target target;
    const Pool* pool = nullptr;
    if (target_fqdn.empty()) {
      pool = &RequireRegistrarPool(environment, sender.user.home_pool);
      target.host = pool->fqdn;
    } else {
      target.host = target_fqdn;
      pool = topology.FindPool(target_fqdn);
      if (pool == nullptr) pool = topology.PoolOfComputer(target_fqdn);
      pool = &RequireRegistrarPool(environment, pool == nullptr ? target_fqdn : pool->fqdn);
    }
    topology::ServiceRef service{pool, pool->FindService("Registrar")};
    int tcp = topology::EffectivePort(service, "SipServerTcpPort");
    target.port = registrar_port.value_or(topology::EffectivePort(service, "SipPort"));
    bool plain = target.port == tcp || target.port == 5060;
    target.transport = plain ? sip::Transport::kTcp : sip::Transport::kTls;
    return target;
  }

  struct Meeting {
    ChatName name;
    chat::Room room;
    chat::Category category;
  };

  void CheckRoom(CommandRuntime& runtime, EnvironmentService& environment,
                 const std::vector<const Party*>& parties, RegistrarTest* test,
                 TaskLog* log) const {
    PrincipalDirectory principals(environment, false);
    std::vector<chat::Subject> subjects;
    for (const Party* party : parties)
      subjects.push_back(principals.FromEntry(party->entry).subject);
    Meeting meeting = Choose(environment, subjects, log);
    const Pool& pool = *environment.Topology().FindPool(meeting.name.pool);
    coexistence::Facts facts =
        ReadFacts(environment, environment.Store(), WaitOf(runtime), FactsExtent::kAddresses);
    for (const Party* party : parties) CheckUser(environment, facts, pool, *party, log);
    for (size_t i = 0; i < parties.size(); ++i)
      CheckMayPost(meeting, subjects[i], parties[i]->address.uri, log);
    for (const coexistence::Holder* endpoint :
         coexistence::EndpointsOf(environment.Topology(), facts, pool)) {
      if (!endpoint->enabled || !test->chat_address.empty()) continue;
      test->chat_address = endpoint->address;
      log->Add("Find the endpoint of " + pool.fqdn, "Success", endpoint->address);
    }
    if (test->chat_address.empty()) {
      log->Add("Find the endpoint of " + pool.fqdn, "Note",
               "none; only Group Chat clients would need one");
    }
  }

  // The room named, or the first one where all may post.
  Meeting Choose(EnvironmentService& environment, const std::vector<chat::Subject>& subjects,
                 TaskLog* log) const {
    chat::ChatStore& store = ChatOf(environment);
    auto category_of = [&](const std::string& pool, const chat::Room& room) {
      return Require(store.FindCategory(pool, room.category));
    };
    if (!chat_room_uri.empty()) {
      ChatName name = ParseChatName(environment, chat_room_uri);
      chat::Room room =
          RequireChat(store.FindRoom(name.pool, name.name), kRoomKind, name.AsValue());
      name.name = room.name;
      log->Add("Find the room", "Success", name.Text());
      return {name, room, category_of(name.pool, room)};
    }
    std::optional<Meeting> first, fitting;
    for (const std::string& pool : ChatPools(environment, {})) {
      Check(store.EachRoom(pool, "", [&](chat::Room&& room) {
        Meeting meeting{{pool, room.name}, room, category_of(pool, room)};
        bool all = std::all_of(subjects.begin(), subjects.end(), [&](const chat::Subject& one) {
          return chat::MayPost(meeting.room, meeting.category, one);
        });
        if (!first) first = meeting;
        if (all) fitting = std::move(meeting);
        return !all;
      }));
      if (fitting) break;
    }
    if (!first) {
      Fails(log, "Find a room", "There is no Persistent Chat room at all.",
            "The test needs a room: New-CsPersistentChatRoom makes one.");
    }
    Meeting chosen = fitting ? *fitting : *first;
    log->Add("Find a room", "Success", chosen.name.Text());
    return chosen;
  }

  static void CheckUser(EnvironmentService& environment, const coexistence::Facts& facts,
                        const Pool& pool, const Party& party, TaskLog* log) {
    std::string activity = "Let " + party.address.uri + " use " + pool.fqdn;
    for (const coexistence::Access& access : coexistence::AccessOf(
             environment.Topology(), facts, party.user, coexistence::Client::kLync2013)) {
      if (access.pool->fqdn != pool.fqdn) continue;
      if (!access.reached()) {
        Fails(log, activity,
              party.address.uri + " can not use the Persistent Chat pool " + pool.fqdn + " (" +
                  std::string(coexistence::ObstacleName(access.obstacle)) + ").",
              access.explanation);
      }
      log->Add(activity, "Success",
               "homed on " + party.user.home_pool + ", is led to " + access.address);
    }
  }

  static void CheckMayPost(const Meeting& meeting, const chat::Subject& subject,
                           const std::string& address, TaskLog* log) {
    std::string room = meeting.name.Text();
    std::string activity = "Let " + address + " post in " + room;
    if (meeting.room.disabled) {
      Fails(log, activity, "The room '" + room + "' is disabled.",
            "Set-CsPersistentChatRoom -Disabled $false opens it, or name another room.");
    }
    if (!chat::MayJoin(meeting.room, meeting.category, subject)) {
      bool inside = chat::Eligible(meeting.category, subject);
      Fails(log, activity, address + " may not enter the room '" + room + "'.",
            inside ? "It is " + std::string(chat::Name(meeting.room.privacy)) +
                         ", and the user is no member: Set-CsPersistentChatRoom -Members."
                   : "The category '" + meeting.category.name +
                         "' does not allow the user: Set-CsPersistentChatCategory "
                         "-AllowedMembers.");
    }
    if (!chat::MayPost(meeting.room, meeting.category, subject)) {
      Fails(log, activity, address + " may not post in the room '" + room + "'.",
            "It is an auditorium, and the user is no presenter: Set-CsPersistentChatRoom "
            "-Presenters, or name another room.");
    }
    log->Add(activity, "Success", "");
  }

  [[noreturn]] static void Fails(TaskLog* log, std::string activity, std::string error,
                                 std::string diagnosis) {
    log->Add(std::move(activity), "Failure", error);
    throw TestFailure{std::move(error), std::move(diagnosis)};
  }

  static std::string Diagnosis(const RegistrarTest& test) {
    std::string offered;
    for (const std::string& scheme : test.schemes)
      offered += (offered.empty() ? "" : ", ") + scheme;
    return (offered.empty() ? "The Registrar asks nobody for a sign-in. "
                            : "The Registrar offers to sign in by " + offered + ". ") +
           kStopped;
  }

  void Tell(CommandRuntime& runtime, const TaskLog& log) const {
    std::vector<std::string> lines = Lines(log);
    for (const std::string& line : lines) runtime.WriteMessage(Stream::kVerbose, line);
    auto set = [&](const std::string& name, Value value) {
      if (name.empty()) return;
      VariableInfo variable;
      variable.name = name;
      variable.value = std::move(value);
      runtime.Service<VariableService>().Set(variable, "", false);
    };
    set(verbose_variable, MakeStringArray(lines));
    set(logger_variable, MakeTaskLogger(log));
  }
};

}  // namespace

CmdletMetadata TestCsPersistentChatMessage() {
  using C = TestMessage;
  constexpr const char *kClient = "ClientPlatform", *kServer = "ServerPlatform";
  CmdletMetadata m = MakeCmdlet<C>(
      "Test", "CsPersistentChatMessage",
      "Tests whether two users could exchange a message in a room, up to their signing in.");
  m.output_type = kOutputType;
  m.default_set = kServer;
  m.Add(Parameter<&C::target_fqdn>("TargetFqdn",
                                   "The Registrar's pool or computer; the sender's home when left "
                                   "out.")
            .Alias("t")
            .InSet(kClient)
            .Position(0)
            .InSet(kServer)
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&C::authentication>("Authentication",
                                      "A failure when the Registrar does not offer it.")
            .Alias("Ath")
            .Enum({"TrustedServer", "Negotiate", "ClientCertificate", "LiveID"}));
  m.Add(Parameter<&C::chat_room_uri>(
      "ChatRoomUri", "The room as pool\\Name; the first where both may post when left out."));
  m.Add(Parameter<&C::force>("Force", "Leaves out the warning where the test stopped."));
  m.Add(Parameter<&C::logger_variable>(
            "OutLoggerVariable", "Name of a variable for the log: ToHTML() and ToXML() give it.")
            .Alias("olv"));
  m.Add(Parameter<&C::verbose_variable>("OutVerboseVariable",
                                        "Name of a variable for what -Verbose would show.")
            .Alias("ovv"));
  m.Add(Parameter<&C::receiver_credential>("ReceiverCredential",
                                           "The receiver's; checked against the address only.")
            .Type("System.Management.Automation.PSCredential")
            .Alias("rc")
            .InSet(kClient)
            .Mandatory());
  m.Add(Parameter<&C::receiver_address>("ReceiverSipAddress", "Who gets the message.")
            .Alias("ra")
            .InSet(kClient)
            .Mandatory()
            .InSet(kServer));
  m.Add(Parameter<&C::registrar_port>("RegistrarPort",
                                      "Its SIP port: 5061 for TLS by default; 5060, and the "
                                      "topology's SipServerTcpPort, are TCP.")
            .Alias("rp")
            .ValidateRange(Value::Int32(1), Value::Int32(65535)));
  m.Add(Parameter<&C::sender_credential>("SenderCredential",
                                         "The sender's; checked against the address only.")
            .Type("System.Management.Automation.PSCredential")
            .Alias("sc")
            .InSet(kClient)
            .Mandatory());
  m.Add(Parameter<&C::sender_address>("SenderSipAddress", "Who sends the message.")
            .Alias("sa")
            .InSet(kClient)
            .Mandatory()
            .InSet(kServer));
  m.Add(Parameter<&C::setup>("Setup", "Refused: there is no watcher node to prepare here."));
  m.Add(Parameter<&C::test_user1>("TestUser1SipAddress", "Of -Setup."));
  m.Add(Parameter<&C::test_user2>("TestUser2SipAddress", "Of -Setup."));
  return m;
}

}  // namespace sipsh
