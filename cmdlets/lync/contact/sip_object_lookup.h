// Finding objects that bear a SIP address by every form of identity administrators use: sip:
// address, UPN, DOMAIN\logon, display name (with * in Get- cmdlets) and DN.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/contact/sip_object_type.h"

namespace sipsh {

ObjectQuery QueryOf(const SipObjectType& type);
// Narrows the query to one identity.
void SelectByIdentity(const std::string& identity, ObjectQuery* query);

// The one object meant, with these attributes (none: all). Errors <stem>NotFound, <stem>Ambiguous,
// and UserNotEnabled for an account without a SIP address.
directory::Entry RequireSipObject(CommandRuntime& runtime, EnvironmentService& environment,
                                  directory::Store& store, const SipObjectType& type,
                                  const std::string& identity,
                                  const std::vector<std::string>& attributes = {});

// The whole entries of those identities that are sip: addresses held by exactly one object, by the
// identity: one search for many. The others are to be looked up one by one.
std::map<std::string, directory::Entry> FindByAddress(CommandRuntime& runtime,
                                                      EnvironmentService& environment,
                                                      directory::Store& store,
                                                      const SipObjectType& type,
                                                      std::span<const std::string> identities);

// The error of an identity that means nothing of this type.
[[noreturn]] void FailNotFound(CommandRuntime& runtime, EnvironmentService& environment,
                               directory::Store& store, const SipObjectType& type,
                               const std::string& identity);

// The pool when it can home users; else an error that says why not.
const topology::Pool& RequireRegistrarPool(EnvironmentService& environment,
                                           const std::string& fqdn);

// Reads the entry anew and hands it on as an object of its type.
Flow PassObject(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                const SipObjectType& type, const directory::Dn& dn);

}  // namespace sipsh
