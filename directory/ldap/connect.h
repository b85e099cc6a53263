// Reaching a server: address, socket, TLS, bind.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/ldap/connection.h"
#include "directory/open_store.h"

namespace sipsh::directory::ldap {

struct Server {
  std::string uri;     // As written, and as told to users.
  std::string scheme;  // ldap, ldaps, ldapi
  std::string host;    // ldapi: the socket's path.
  std::string port;
};

// "ldap://a ldap://b": kInvalidSyntax for what is none of the three schemes.
Result<std::vector<Server>> ParseServers(std::string_view location);
Result<std::unique_ptr<Connection>> Connect(const Server& server, const StoreOptions& options,
                                            const Wait& wait);

}  // namespace sipsh::directory::ldap
