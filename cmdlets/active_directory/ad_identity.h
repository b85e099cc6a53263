// Finding directory objects as the ActiveDirectory module names them: DN, GUID, SID or
// sAMAccountName, or an object that one of its cmdlets put out.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/active_directory/ad_noun.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"

namespace sipsh {

// Narrows the query to one identity.
void SelectAdObject(EnvironmentService& environment, const AdNoun& noun,
                    const std::string& identity, ObjectQuery* query);

[[noreturn]] void FailAdNotFound(const AdNoun& noun, const std::string& identity);

// The one object meant, with these attributes (none: all). Errors ADIdentityNotFound,
// ADIdentityAmbiguous. `partition`: the naming context to look in; empty: the environment's base.
directory::Entry RequireAdObject(CommandRuntime& runtime, EnvironmentService& environment,
                                 directory::Store& store, const AdNoun& noun,
                                 const std::string& identity,
                                 const std::vector<std::string>& attributes = {},
                                 const std::string& partition = {});

directory::Dn PartitionOf(EnvironmentService& environment, const std::string& partition);

// The object as Get- puts it out, read anew.
Flow PassAdObject(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  const AdNoun& noun, const directory::Dn& dn);

}  // namespace sipsh
