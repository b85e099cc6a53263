// EnvironmentService: what a session administers. Opened by the first cmdlet that asks, from the
// place -Environment or $SIPSH_ENVIRONMENT names; each part (directory, topology, journal) only
// when it is needed. Everything throws TerminatingError; owns all it hands out, until the session
// ends.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/entry_reader.h"
#include "directory/profile.h"
#include "directory/store.h"
#include "directory/topology/model.h"
#include "shell/command/command_runtime.h"

namespace sipsh {

namespace environment_detail {
struct Parts;
}

class EnvironmentService {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.EnvironmentService";

  explicit EnvironmentService(ServiceRegistry& services);
  ~EnvironmentService();

  directory::Store& Store();
  // -DomainController pins one server, -Credential binds as somebody else; both may be empty.
  directory::Store& StoreOn(const std::string& domain_controller, const Value& credential = {});
  const topology::Topology& Topology();  // As last published.
  const directory::Dn& Base();
  const directory::Dn& Configuration();
  // Base, and the configuration naming context where the base does not cover it.
  const std::vector<directory::Dn>& SearchBases();
  const directory::Profile& Profile();

  // "" when no pool of the published topology is meant.
  std::string PoolOfHomeServer(std::string_view dn);
  std::string HomeServerOf(const topology::Pool& pool);  // The DN of its Lc Services.
  // Every DN by which users homed on the pool may name it: OCS wrote the pool's name.
  std::vector<std::string> HomeServersOf(const topology::Pool& pool);
  std::string PoolOfTrustedService(std::string_view dn);
  // The trusted-service entries of a pool; of one type (trusted_service::...), or "" for all.
  std::vector<directory::Entry> TrustedServicesOf(
      std::string_view pool_fqdn, std::string_view type = trusted_service::kPersistentChat);
  ReaderContext Context();

  // The parts, for the cmdlets that publish, start services or read the journal.
  environment_detail::Parts& Parts();
  // What was cached of the topology or the directory is read again.
  void Refresh();

 private:
  std::unique_ptr<environment_detail::Parts> parts_;
};

// Adds the service to a session that does not have it; every module that needs it calls this.
void AttachEnvironmentService(ServiceRegistry& services);

}  // namespace sipsh
