#include "cmdlets/lync/identity/address_rules.h"

#include "cmdlets/lync/identity/address_book.h"

namespace sipsh {

using directory::Dn;

SipAddress RequireSipAddress(CommandRuntime& runtime, EnvironmentService& environment,
                             const std::string& text) {
  directory::Result<SipAddress> parsed = ParseSipAddress(text);
  Value target = Value::String(text);
  if (!parsed.ok()) {
    Fail(parsed.status().message, "InvalidSipAddress", ErrorCategory::kInvalidArgument, target);
  }
  const topology::Topology& topology = environment.Topology();
  if (topology.FindSipDomain(parsed->domain) == nullptr) {
    std::string domains;
    for (const topology::SipDomain& domain : topology.sip_domains) {
      domains += (domains.empty() ? "" : ", ") + domain.name;
    }
    Fail("The domain '" + parsed->domain + "' of the address '" + text +
             "' is not a SIP domain. The SIP domains are: " + domains +
             ". Use one of them, or add it with New-CsSipDomain.",
         "SipDomainNotSupported", ErrorCategory::kInvalidArgument, target);
  }
  if (parsed->scheme_added) {
    runtime.WriteMessage(
        Stream::kVerbose,
        "The address '" + text + "' has no 'sip:'; it is taken as '" + parsed->uri + "'.");
  }
  return std::move(*parsed);
}

void RequireFreeAddress(EnvironmentService& environment, directory::Store& store,
                        const SipAddress& address, const Dn& except) {
  std::vector<AddressHolder> holders = Require(FindAddressHolders(
      store, environment.SearchBases(), address, environment.Profile().proxy_addresses_searchable));
  for (const AddressHolder& holder : holders) {
    if (holder.dn == except) continue;
    Fail("The SIP address '" + address.uri + "' is in use by " + DescribeHolder(holder) + ". " +
             WayToFree(holder),
         "SipAddressInUse", ErrorCategory::kResourceExists, Value::String(address.uri));
  }
}

void RequireSoleHolder(EnvironmentService& environment, directory::Store& store,
                       const SipAddress& address, const Dn& owner) {
  if (Require(store.Describe()).unique_addresses) return;
  for (const AddressHolder& holder :
       Require(FindAddressHolders(store, environment.SearchBases(), address,
                                  environment.Profile().proxy_addresses_searchable))) {
    if (holder.dn == owner) continue;
    Fail("The SIP address '" + address.uri + "' was given to " + owner.text() +
             ", and in the same moment somebody gave it to " + DescribeHolder(holder) +
             ". Agree whose it is and take it from the other: Undo-CsChange takes back what was "
             "done here. " +
             WayToFree(holder),
         "SipAddressHeldTwice", ErrorCategory::kResourceExists, Value::String(address.uri));
  }
}

bool CommitAddressChange(CommandRuntime& runtime, EnvironmentService& environment,
                         directory::Store& store, DirectoryChange change, const SipAddress& address,
                         const Dn& owner, const Value& about) {
  change.verify = [&](directory::Store& locked) {
    RequireFreeAddress(environment, locked, address, owner);
  };
  directory::Status status;
  if (!PassDoor(runtime, environment, store, std::move(change), &status)) return false;
  if (status.code == directory::Code::kConstraintViolation) {
    RequireFreeAddress(environment, store, address, owner);
  }
  Check(status, about);
  RequireSoleHolder(environment, store, address, owner);
  return true;
}

}  // namespace sipsh
