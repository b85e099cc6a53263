// What the endpoint cmdlets share: finding endpoints and the Persistent Chat pools they point at.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/identity/address_rules.h"

namespace sipsh {

// The pool with this FQDN when it is a Persistent Chat pool of 2013 or later; else an error that
// says what it is, or which pools there are.
const topology::Pool& RequirePersistentChatPool(EnvironmentService& environment,
                                                const std::string& fqdn);

// The contact object that gives the pool's clients `address`, as it would be added; an error where
// the pool has no trusted-service entry in the directory yet.
directory::Entry MakeEndpointContact(EnvironmentService& environment, const SipAddress& address,
                                     const topology::Pool& pool, const std::string& display_name);

// Contacts below Application Contacts that point at a Persistent Chat trusted service.
ObjectQuery EndpointQuery(EnvironmentService& environment);
// Narrows the query to SIP address, display name or DN.
void SelectEndpoint(const std::string& identity, ObjectQuery* query);

}  // namespace sipsh
