#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/entry_reader.h"
#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "cmdlets/lync/persistent_chat/endpoint_cmdlets.h"
#include "cmdlets/lync/persistent_chat/endpoint_table.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;

class NewEndpoint final : public ObjectCmdlet {
 public:
  std::string sip_address, pool_fqdn, display_name;
  bool pass_thru = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    SipAddress address = RequireSipAddress(runtime, environment, sip_address);
    const topology::Pool& pool = RequirePersistentChatPool(environment, pool_fqdn);
    Entry contact = MakeEndpointContact(environment, address, pool, display_name);
    RequireFreeAddress(environment, environment.Store(), address);
    WarnOfOthers(runtime, environment, pool);
    DirectoryChange change{
        address.uri,
        "create the endpoint " + contact.dn().text() + " for the Persistent Chat pool " + pool.fqdn,
        {},
        {}};
    change.changes.changes.push_back(directory::Change::Add(contact));
    if (!CommitAddressChange(runtime, environment, environment.Store(), std::move(change), address,
                             contact.dn(), Value::String(address.uri)) ||
        !pass_thru) {
      return Flow::kMore;
    }
    // Read back: the directory may spell the DN in its own way.
    EntryReader reader(PersistentChatContactTable(), environment.Context());
    return runtime.WriteObject(reader.Read(
        Require(directory::Find(environment.Store(), contact.dn(), reader.Attributes()))));
  }

 private:
  void WarnOfOthers(CommandRuntime& runtime, EnvironmentService& environment,
                    const topology::Pool& pool) {
    directory::SearchRequest request;
    ObjectQuery query = EndpointQuery(environment);
    request.base = query.bases[0];
    std::vector<directory::Filter> destinations;
    for (const Entry& service : environment.TrustedServicesOf(pool.fqdn)) {
      destinations.push_back(
          directory::Filter::Equal("msRTCSIP-ApplicationDestination", service.dn().text()));
    }
    request.filter = directory::Filter::And(
        {std::move(query.kind), directory::Filter::Or(std::move(destinations))});
    request.attributes = {"msRTCSIP-PrimaryUserAddress"};
    directory::Result<std::optional<Entry>> other =
        directory::FindFirst(environment.Store(), std::move(request));
    if (!other.ok() || !*other) return;
    runtime.WriteMessage(Stream::kWarning,
                         "The pool " + pool.fqdn + " has an endpoint already: " +
                             (*other)->Get("msRTCSIP-PrimaryUserAddress") +
                             ". One is enough; a legacy client is set to a single address.");
  }
};

}  // namespace

CmdletMetadata NewCsPersistentChatEndpoint() {
  CmdletMetadata m = MakeCmdlet<NewEndpoint>(
      "New", "CsPersistentChatEndpoint",
      "Creates the contact object through which legacy Group Chat clients reach a Persistent Chat "
      "pool.");
  m.output_type = "Microsoft.Rtc.Management.ADConnect.Schema.OCSPersistentChatContact";
  m.supports_should_process = true;
  m.Add(Parameter<&NewEndpoint::pool_fqdn>(
            "PersistentChatPoolFqdn", "FQDN of the Persistent Chat pool the endpoint leads to.")
            .Mandatory());
  m.Add(
      Parameter<&NewEndpoint::sip_address>(
          "SipAddress",
          "The address legacy clients are set to, in a supported SIP domain; sip: may be left out.")
          .Mandatory());
  m.Add(Parameter<&NewEndpoint::display_name>("DisplayName", "Name shown for the contact."));
  m.Add(Parameter<&NewEndpoint::pass_thru>("PassThru", "Outputs the endpoint that was created."));
  return m;
}

}  // namespace sipsh
