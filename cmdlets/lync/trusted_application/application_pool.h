// What the cmdlets of trusted applications share: names, look-ups and the one way to commit.
#pragma once

#include <string>
#include <string_view>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/topology/edits.h"
#include "directory/topology/model.h"

namespace sipsh {

// "pool.contoso.com" of itself or of TrustedApplicationPool:pool.contoso.com.
std::string PoolFqdnOf(const std::string& identity);

// The trusted application pool, or the error TrustedApplicationPoolNotFound.
const topology::Pool& RequireApplicationPool(EnvironmentService& environment,
                                             const std::string& identity);

// "pool/urn:application:id" in its two parts; the error InvalidApplicationIdentity else.
struct ApplicationIdentity {
  std::string pool, id;  // The id as urn:application:...
};
ApplicationIdentity ParseApplicationIdentity(const std::string& text);
// As urn:application:NAME; refuses blanks.
std::string RequireApplicationId(const std::string& id);

// The application, or the error TrustedApplicationNotFound.
const topology::TrustedApplication& RequireApplication(EnvironmentService& environment,
                                                       const ApplicationIdentity& identity);

// Edits the document and publishes it, after `changes` of the directory, as one; false for -WhatIf
// and for no.
bool CommitEdit(CommandRuntime& runtime, EnvironmentService& environment, topology::Edit edit,
                directory::ChangeSet changes = {});
// The deletions of the endpoints of an application of a pool.
void AddEndpointDeletions(EnvironmentService& environment, const std::string& pool,
                          const std::string& id, directory::ChangeSet* changes);
// Says that the directory has to follow.
void RemindOfEnableTopology(CommandRuntime& runtime);

Value ApplicationObject(const topology::Pool& pool, const topology::TrustedApplication& one);
Value ApplicationPoolObject(EnvironmentService& environment, const topology::Pool& pool);

}  // namespace sipsh
