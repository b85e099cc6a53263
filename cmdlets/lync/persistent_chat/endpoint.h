// What the endpoint cmdlets share: finding endpoints and the Persistent Chat pools they point at.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/identity/sip_address.h"

namespace sipsh {

// The pool with this FQDN when it is a Persistent Chat pool of 2013 or later; else an error that
// says what it is, or which pools there are.
const topology::Pool& RequirePersistentChatPool(EnvironmentService& environment,
                                                const std::string& fqdn);

// A SIP address in one of the published SIP domains; else an error. Says with -Verbose that "sip:"
// was added.
SipAddress RequireSipAddress(CommandRuntime& runtime, EnvironmentService& environment,
                             const std::string& text);

// Refuses an address that another object than `except` holds.
void RequireFreeAddress(EnvironmentService& environment, directory::Store& store,
                        const SipAddress& address, const directory::Dn& except = {});

// Contacts below Application Contacts that point at a Persistent Chat trusted service.
ObjectQuery EndpointQuery(EnvironmentService& environment);
// Narrows the query to SIP address, display name or DN.
void SelectEndpoint(const std::string& identity, ObjectQuery* query);

}  // namespace sipsh
