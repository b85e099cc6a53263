// What the guarded cut-over stands on: the opened parts of an environment, and what only the caller
// knows how to do (find holders of an address, stop services, ask the operator). Nothing is owned.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "directory/chat/transfer/conversion.h"
#include "directory/dn.h"
#include "directory/environment/environment.h"
#include "directory/journal/change_door.h"
#include "directory/store.h"
#include "directory/topology/document.h"

namespace sipsh::cutover {

using directory::Dn;
using directory::Entry;
using directory::Result;
using directory::Status;
using directory::Store;

struct Holder {
  Dn dn;
  std::string attribute;    // Where the address stands.
  std::string description;  // "the user CN=... (msRTCSIP-PrimaryUserAddress)"
  bool is_user = false;
};

struct Server {
  std::string name;        // Its URI; the file of an embedded store.
  Store* store = nullptr;  // Null: it could not be opened.
  Status status;           // Why not.
};

struct Ground {
  const environment::Environment* environment = nullptr;
  topology::TopologyDocument* document = nullptr;
  journal::Journal* journal = nullptr;
  Store* store = nullptr;       // The pinned server: every read and write of the run goes there.
  std::vector<Server> servers;  // Every server of the environment, the pinned one included.
  Dn base, configuration, application_contacts, pools;

  // Who holds the address on one server, over every naming context; no regard to case.
  std::function<Result<std::vector<Holder>>(Store&, const std::string& address)> holders;
  std::function<std::string(const topology::Pool&)> home_server_of;  // DN of its Lc Services.
  // Persistent Chat trusted-service entries of a pool.
  std::function<std::vector<Entry>(const std::string& pool)> trusted_services_of;
  // Starts or stops a pool's services by command or by the operator's word; says how.
  std::function<Result<std::string>(const std::string& pool, bool start)> control_services;
  // The state of a pool's services as far as it can be known: "running", "stopped" or "unknown".
  std::function<std::string(const std::string& pool)> services_state;
  // The chat data, for a plan that moves them: the store of the target pool, the legacy pool's
  // database out of its dumps, and what the directory knows of a principal.
  chat::ChatStore* chat = nullptr;
  std::function<Result<std::unique_ptr<chat::TransferSource>>(const std::string& pool)>
      open_chat_source;
  std::function<chat::PrincipalFacts(const std::string& name)> chat_principal;
  chat::TransferProgress chat_progress;
  std::function<bool(const std::string& question)> confirm;  // The operator's word.
  std::function<void(const std::string& line)> tell;         // Progress.
  std::function<bool()> stopping;

  // How the run goes about it.
  std::string cmdlet, command_line;                // For the journal.
  std::chrono::seconds replication_patience{300};  // Until all servers agree.
  bool accept_lag = false;                         // Go on though they do not.
  bool force = false;                              // Undo: override what was changed since.

  directory::Wait wait() const { return {stopping, {}}; }
  const topology::Topology& topology() const { return document->Published(); }
};

inline constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
inline constexpr const char* kProxyAddresses = "proxyAddresses";
inline constexpr const char* kDestination = "msRTCSIP-ApplicationDestination";
inline constexpr const char* kHomeServer = "msRTCSIP-PrimaryHomeServer";

}  // namespace sipsh::cutover
