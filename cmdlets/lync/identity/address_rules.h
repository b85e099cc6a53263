// What holds for every SIP address that a cmdlet gives to an object: it is well-formed, in one of
// the published SIP domains, and nobody else's.
#pragma once

#include <string>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/identity/sip_address.h"

namespace sipsh {

// A SIP address in one of the published SIP domains; else an error. Says with -Verbose that "sip:"
// was added.
SipAddress RequireSipAddress(CommandRuntime& runtime, EnvironmentService& environment,
                             const std::string& text);

// Refuses an address that another object than `except` holds; names it and the way to free it.
void RequireFreeAddress(EnvironmentService& environment, directory::Store& store,
                        const SipAddress& address, const directory::Dn& except = {});

// After `address` was given to `owner`: an error where somebody else has it, too. Where no rule of
// the server decides, somebody in another environment may have given it away in the same moment;
// whoever wrote last sees the other.
void RequireSoleHolder(EnvironmentService& environment, directory::Store& store,
                       const SipAddress& address, const directory::Dn& owner);

// CommitChange for a change that gives `address` to the entry `owner`: asks once more inside the
// lock whether it is free, and tells the holder where the server's own constraint knew one first.
// Afterwards it looks whether somebody else has got it meanwhile, which is an error: the change
// stands, and people have to decide.
bool CommitAddressChange(CommandRuntime& runtime, EnvironmentService& environment,
                         directory::Store& store, DirectoryChange change, const SipAddress& address,
                         const directory::Dn& owner, const Value& about);

}  // namespace sipsh
