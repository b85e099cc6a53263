// What of a message between two users a Registrar answers to somebody who does not sign in: the
// connection, OPTIONS, which sign-in it asks of each user, and OPTIONS to the chat pool's address.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/persistent_chat/task_log.h"
#include "directory/sip/client.h"

namespace sipsh {

// Ends a test; not an error of the command.
struct TestFailure {
  std::string error;      // What happened.
  std::string diagnosis;  // What it means and what to do.
};

struct RegistrarTest {
  sip::Target target;
  std::vector<SipAddress> users;  // The sender, the receiver.
  std::string chat_address;       // sip:...; "": none.
  std::string scheme_wanted;      // Negotiate, ClientCertificate, LiveID, TrustedServer or "".

  std::chrono::microseconds latency{0};  // Until the last answer.
  std::vector<std::string> schemes;      // That the Registrar offered; none: it asks for none.

  // Throws TestFailure; writes each step into the log.
  void Run(const directory::Wait& wait, TaskLog* log);
};

}  // namespace sipsh
