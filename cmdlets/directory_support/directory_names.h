// Where the deployment keeps its objects in the directory (the containers below
// CN=RTC Service,CN=Services,<configuration>), and the names they bear. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/dn.h"

namespace sipsh {

class DirectoryNames {
 public:
  explicit DirectoryNames(directory::Dn configuration);

  const directory::Dn& Configuration() const { return configuration_; }
  directory::Dn Services() const;
  const directory::Dn& RtcService() const { return rtc_service_; }
  directory::Dn GlobalSettings() const;
  directory::Dn Pools() const;
  directory::Dn TrustedServices() const;
  directory::Dn TrustedMcus() const;
  directory::Dn ApplicationContacts() const;
  directory::Dn ConferenceDirectories() const;
  directory::Dn Pool(std::string_view cluster_id) const;
  // CN=Lc Services,CN=Microsoft,CN=<cluster id>,CN=Pools,...: the value of
  // msRTCSIP-PrimaryHomeServer.
  directory::Dn LcServices(std::string_view cluster_id) const;
  // The cluster id (or legacy pool name) a home server DN names; "" when it is no such DN.
  static std::string ClusterIdOfHomeServer(std::string_view dn);

 private:
  directory::Dn configuration_;
  directory::Dn rtc_service_;
};

// The bases that together cover the environment: the configuration naming context only where the
// base does not cover it.
std::vector<directory::Dn> SearchBases(const directory::Dn& base,
                                       const directory::Dn& configuration,
                                       const std::vector<directory::Dn>& naming_contexts);

// "{5c1e...}" in lower case, random (RFC 4122 version 4): the RDN of contacts and trusted services.
std::string NewBracedGuid();

namespace trusted_service {
inline constexpr std::string_view kPersistentChat = "PersistentChatService";
inline constexpr std::string_view kRegistrar = "Registrar";
}  // namespace trusted_service

inline constexpr std::string_view kPersistentChatUrn = "urn:application:PersistentChat";

// "urn:application:helpdesk" of "helpdesk" or of itself: the id of a trusted application.
std::string ApplicationUrn(std::string_view id);

}  // namespace sipsh
