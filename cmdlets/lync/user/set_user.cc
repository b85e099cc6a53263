#include <cstdlib>
#include <optional>

#include "cmdlets/directory_support/entry_reader.h"
#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "cmdlets/lync/user/user_cmdlets.h"
#include "cmdlets/lync/user/user_lookup.h"
#include "cmdlets/lync/user/user_table.h"

namespace sipsh {
namespace {

using directory::Entry;
using directory::Modification;

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr const char* kFlags = "msRTCSIP-OptionFlags";
constexpr const char* kLine = "msRTCSIP-Line";

class SetUser final : public ObjectCmdlet {
 public:
  Value identity, acp_info;
  std::string domain_controller, exchange_archiving_policy, sip_address;
  std::optional<std::string> line_server_uri, line_uri, on_prem_line_uri, private_line;
  std::optional<bool> audio_video_disabled, enabled, enterprise_voice_enabled, hosted_voice_mail;
  std::optional<bool> remote_call_control;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    RefuseUnsupported(runtime);
    directory::Store& store = environment.StoreOn(domain_controller);
    std::string name = IdentityText(identity);
    Entry user = RequireUser(runtime, environment, store, name, UserKind::kSipUser, {});
    std::vector<Modification> modifications;
    std::optional<SipAddress> address =
        NewAddress(runtime, environment, store, user, &modifications);
    Flags(user, &modifications);
    Lines(runtime, environment, store, user, &modifications);
    if (enabled) Replace("msRTCSIP-UserEnabled", *enabled ? "TRUE" : "FALSE", &modifications);
    if (!modifications.empty()) {
      DirectoryChange change{user.dn().text(), Describe(modifications), {}, {}};
      if (address) {
        change.verify = [&, dn = user.dn()](directory::Store& locked) {
          RequireFreeAddress(environment, locked, *address, dn);
        };
      }
      directory::Change modify = directory::Change::Modify(user.dn(), std::move(modifications));
      modify.assertion = Unchanged(user);
      change.changes.changes.push_back(std::move(modify));
      if (!CommitChange(runtime, environment, store, std::move(change), Value::String(name))) {
        return Flow::kMore;
      }
    }
    if (!pass_thru) return Flow::kMore;
    Entry now = Require(directory::Find(store, user.dn(), CsUserTable().Attributes()));
    EntryReader reader(CsUserTable(), environment.Context());
    return runtime.WriteObject(reader.Read(now));
  }

 private:
  static void Replace(const char* attribute, std::string value,
                      std::vector<Modification>* modifications) {
    Modification modification{Modification::Operation::kReplace, attribute, {}};
    if (!value.empty()) modification.values.push_back(std::move(value));
    modifications->push_back(std::move(modification));
  }

  static directory::Filter Unchanged(const Entry& user) {
    std::vector<directory::Filter> same{directory::Filter::Equal(kAddress, user.Get(kAddress))};
    same.push_back(user.Has(kFlags) ? directory::Filter::Equal(kFlags, user.Get(kFlags))
                                    : directory::Filter::Not(directory::Filter::Present(kFlags)));
    return directory::Filter::And(std::move(same));
  }

  static std::string Describe(const std::vector<Modification>& modifications) {
    std::string text = "set";
    for (const Modification& modification : modifications) {
      text += (text == "set" ? " " : ", ") + modification.attribute + "=" +
              (modification.values.empty() ? "(none)" : modification.values.back());
    }
    return text;
  }

  void RefuseUnsupported(CommandRuntime& runtime) {
    for (const char* name : {"AcpInfo", "AudioVideoDisabled", "ExchangeArchivingPolicy",
                             "HostedVoiceMail", "OnPremLineURI"}) {
      if (!runtime.IsBound(name)) continue;
      Fail(std::string("-") + name +
               " is not kept in this directory: no attribute for it is publicly documented. Leave "
               "it out.",
           "ParameterNotKept", ErrorCategory::kNotEnabled, Value::String(name));
    }
  }

  std::optional<SipAddress> NewAddress(CommandRuntime& runtime, EnvironmentService& environment,
                                       directory::Store& store, const Entry& user,
                                       std::vector<Modification>* modifications) {
    if (sip_address.empty()) return std::nullopt;
    SipAddress address = RequireSipAddress(runtime, environment, sip_address);
    RequireFreeAddress(environment, store, address, user.dn());
    if (user.Get(kAddress) == address.uri) return std::nullopt;
    Replace(kAddress, address.uri, modifications);
    modifications->push_back(SipProxyAddress(user, address.uri));
    return address;
  }

  void Flags(const Entry& user, std::vector<Modification>* modifications) {
    // Read, modify, write: bits unknown here stay.
    long long before = user.Has(kFlags) ? std::atoll(user.Get(kFlags).c_str()) : 0;
    long long after = before;
    auto put = [&](const std::optional<bool>& wanted, long long bit) {
      if (wanted) after = *wanted ? after | bit : after & ~bit;
    };
    put(enterprise_voice_enabled, option_flags::kEnterpriseVoice);
    put(remote_call_control, option_flags::kRemoteCallControl);
    if (after != before) Replace(kFlags, std::to_string(after), modifications);
  }

  void Lines(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
             const Entry& user, std::vector<Modification>* modifications) {
    if (line_uri) {
      RequireTel("LineURI", *line_uri);
      if (!line_uri->empty()) RequireFreeLine(runtime, environment, store, user);
      Replace(kLine, *line_uri, modifications);
    }
    if (private_line) {
      RequireTel("PrivateLine", *private_line);
      Replace("msRTCSIP-PrivateLine", *private_line, modifications);
    }
    if (line_server_uri) Replace("msRTCSIP-LineServer", *line_server_uri, modifications);
    bool line = line_uri ? !line_uri->empty() : user.Has(kLine);
    bool server = line_server_uri ? !line_server_uri->empty() : user.Has("msRTCSIP-LineServer");
    if (remote_call_control.value_or(false) && (!line || !server)) {
      Fail("Remote call control needs both -LineURI and -LineServerURI.", "LineMissing",
           ErrorCategory::kInvalidArgument, Value::String(user.dn().text()));
    }
  }

  static void RequireTel(const char* parameter, const std::string& uri) {
    bool tel = directory::EqualIgnoreCase(std::string_view(uri).substr(0, 4), "tel:");
    bool sip = directory::EqualIgnoreCase(std::string_view(uri).substr(0, 4), "sip:");
    if (uri.empty() || tel || sip) return;
    Fail("'" + uri + "' is no value for -" + parameter +
             ". Write it as tel:+14255550100 or tel:+14255550100;ext=100.",
         "InvalidLineUri", ErrorCategory::kInvalidArgument, Value::String(uri));
  }

  void RequireFreeLine(CommandRuntime& runtime, EnvironmentService& environment,
                       directory::Store& store, const Entry& user) {
    directory::SearchRequest request;
    request.filter = directory::Filter::Equal(kLine, *line_uri);
    request.attributes = {kLine};
    request.wait = WaitOf(runtime);
    for (const directory::Dn& base : environment.SearchBases()) {
      request.base = base;
      for (const Entry& holder : Require(directory::FindAll(store, request))) {
        if (holder.dn() == user.dn()) continue;
        Fail("The number '" + *line_uri + "' is in use by " + holder.dn().text() +
                 ". Free it with Set-CsUser '" + holder.dn().text() + "' -LineURI ''.",
             "LineUriInUse", ErrorCategory::kResourceExists, Value::String(*line_uri));
      }
    }
  }
};

}  // namespace

CmdletMetadata SetCsUser() {
  CmdletMetadata m =
      MakeCmdlet<SetUser>("Set", "CsUser", "Changes what is named of a user enabled for Lync.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.ADUser";
  m.supports_should_process = true;
  m.Add(Parameter<&SetUser::identity>("Identity",
                                      "sip: address, DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&SetUser::sip_address>("SipAddress", "The new SIP address."));
  m.Add(Parameter<&SetUser::enabled>("Enabled", "$false blocks signing in and keeps all else.")
            .Alias("CsEnabled"));
  m.Add(Parameter<&SetUser::enterprise_voice_enabled>("EnterpriseVoiceEnabled",
                                                      "Enterprise Voice on or off."));
  m.Add(Parameter<&SetUser::line_uri>("LineURI", "tel: URI of the phone number.").AllowEmpty());
  m.Add(Parameter<&SetUser::line_server_uri>("LineServerURI", "SIP URI of the gateway.")
            .AllowEmpty());
  m.Add(Parameter<&SetUser::private_line>("PrivateLine", "tel: URI that is not published.")
            .AllowEmpty());
  m.Add(Parameter<&SetUser::remote_call_control>("RemoteCallControlTelephonyEnabled",
                                                 "Remote call control on or off."));
  m.Add(Parameter<&SetUser::audio_video_disabled>("AudioVideoDisabled", "Audio and video off."));
  m.Add(Parameter<&SetUser::hosted_voice_mail>("HostedVoiceMail", "Hosted voice mail."));
  m.Add(
      Parameter<&SetUser::exchange_archiving_policy>("ExchangeArchivingPolicy",
                                                     "Where messages are archived.")
          .Enum({"Uninitialized", "UseLyncArchivingPolicy", "ArchivingToExchange", "NoArchiving"}));
  m.Add(Parameter<&SetUser::acp_info>("AcpInfo", "Audio conferencing provider."));
  m.Add(Parameter<&SetUser::on_prem_line_uri>("OnPremLineURI", "Hybrid users only."));
  m.Add(Parameter<&SetUser::domain_controller>("DomainController",
                                               "The one server to read from and write to."));
  m.Add(Parameter<&SetUser::pass_thru>("PassThru", "Outputs the user."));
  return m;
}

}  // namespace sipsh
