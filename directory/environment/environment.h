// environment.yaml, typed: what a session administers and how it is reached.
// Reading opens nothing else: no directory, no topology, no network.
// Relative paths in the file are relative to it; here they are resolved.
// Errors: kNoSuchObject (no such file), kInvalidSyntax (every problem, one a
// line as file:line:column: what, and what to do), kInsufficientAccess.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/open_store.h"
#include "directory/status.h"

namespace sipsh::environment {

using directory::Result;
using directory::Status;

// How a service is really started and stopped. {computer} stands for the FQDN;
// an empty command means that the operator does it and confirms.
struct ServiceCommands {
  std::string name;  // A role or service name: PersistentChat, Registrar, RTCCHAT ...
  std::string start, stop, status;
};

// A legacy Group Chat pool's database, as CSV dumps of its tables.
struct LegacyChat {
  std::string pool;      // FQDN.
  std::string dumps;     // Folder.
  std::string instance;  // sqlFqdn\instance, by which -DBInstance may name it; or "".
  std::string database = "mgc";
  std::string file;  // What the dumps are read into, beside the chat database.
};

struct Environment {
  std::string file;    // environment.yaml itself.
  std::string folder;  // Where it is.

  std::string directory;      // embedded:/path, ldapi:///, ldap://a ldap://b, ldaps://...
  std::string seed;           // LDIF, loaded when an embedded directory is first made; or "".
  std::string base;           // DN
  std::string configuration;  // DN; default cn=Configuration,<base>
  std::string topology;       // Path of the YAML document, the working copy.
  bool topology_in_directory = false;  // What is published is kept in the directory.
  std::string chat;                    // sqlite:/path
  std::string journal;                 // Folder of the journal; default: journal beside the file.
  int journal_megabytes = 64;          // A file of it past this is put aside.
  int journal_files = 0;               // Earlier files that are kept; 0: all.
  std::vector<ServiceCommands> services;
  std::vector<LegacyChat> legacy_chat;

  enum class Bind { kAuto, kAnonymous, kSimple, kExternal, kGssapi };
  Bind bind = Bind::kAuto;
  std::string bind_dn;
  std::string password_file;  // 0600 at most.
  std::string ca_file;        // Else the system's.
  bool starttls = false;
  bool transactions = false;  // RFC 5805 may be used where the server offers it.
  std::string server;         // Use this one of the directory's servers only.

  bool Embedded() const { return directory.rfind("embedded:", 0) == 0; }
  std::string EmbeddedPath() const { return Embedded() ? directory.substr(9) : ""; }
  // By name, ignoring case; nullptr when the environment does not say.
  const ServiceCommands* FindService(std::string_view name) const;
  const LegacyChat* FindLegacyChat(std::string_view pool) const;
};

// A file, or a folder that holds environment.yaml.
Result<Environment> ReadEnvironment(const std::string& path);
Result<Environment> ParseEnvironment(const std::string& file, std::string_view text);

// Where to look: `given` (-Environment), else $SIPSH_ENVIRONMENT, else
// $XDG_STATE_HOME/sipsh/default (~/.local/state/sipsh/default).
std::string LocateEnvironment(const std::string& given);
// LocateEnvironment, then ReadEnvironment. The default one is made when it is
// not there: an embedded directory's seed with the containers, and a small
// topology of contoso.com, the sample organisation, to be edited.
Result<Environment> OpenEnvironment(const std::string& given);
Status MakeDefaultEnvironment(const std::string& folder);

// Everything OpenStore needs; reads the password file, which must not be
// readable by others (kInsufficientAccess).
Result<directory::StoreOptions> ToStoreOptions(const Environment& environment);

}  // namespace sipsh::environment
