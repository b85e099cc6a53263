// One signed-in connection to one server: a libldap handle, and waiting for answers so that a stop
// request or a deadline ends it. libldap writes to sockets that a server may have closed: the
// process must ignore SIGPIPE, as shell/host does.
#pragma once

#include <chrono>
#include <ldap.h>
#include <memory>
#include <string>

#include "directory/status.h"
#include "directory/wait.h"

namespace sipsh::directory::ldap {

struct MessageFree {
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, MessageFree>;

// A control made by libldap.
struct ControlFree {
  void operator()(LDAPControl* control) const { ldap_control_free(control); }
};
using Control = std::unique_ptr<LDAPControl, ControlFree>;

class Connection {
 public:
  Connection(LDAP* handle, std::string server, std::chrono::milliseconds patience)
      : handle_(handle), server_(std::move(server)), patience_(patience) {}
  ~Connection() { ldap_unbind_ext(handle_, nullptr, nullptr); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  LDAP* handle() const { return handle_; }
  const std::string& server() const { return server_; }  // Its URI.
  bool Alive() const;  // As far as can be seen without asking the server.
  bool broken() const { return broken_; }

  // The next message of an operation. kCancelled, kTimeout (the operation is then abandoned) or
  // kUnavailable (the connection is then broken).
  Result<Message> Await(int message_id, const Wait& wait, std::string_view doing);
  // For operations that answer once: the answer's code as a Status.
  Status Finish(int started, int message_id, const Wait& wait, std::string_view action,
                std::string_view dn);
  // As Finish, and the raw LDAP result code; negative when there was no answer.
  Status FinishRaw(int started, int message_id, const Wait& wait, std::string_view action,
                   std::string_view dn, int* result);
  void Abandon(int message_id) { ldap_abandon_ext(handle_, message_id, nullptr, nullptr); }
  Status Lost(std::string_view doing);

 private:
  LDAP* handle_;
  std::string server_;
  std::chrono::milliseconds patience_;
  bool broken_ = false;
};

}  // namespace sipsh::directory::ldap
