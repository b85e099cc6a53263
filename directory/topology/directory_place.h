// Where the published topology is kept when it is kept in the directory itself,
// for many administrators: a container with one entry for each version.
//
//   CN=Published Topology,CN=RTC Service,CN=Services,<configuration>
//     CN=000007    description: "<SHA-256> <time> <author>"
//                  msRTCSIP-ExtensionData: "00001=<text>", "00002=<text>" ...
//
// The version in effect is the one with the highest number. Publishing is one
// add of the next number: of two administrators who publish at the same time the
// directory refuses one, on every kind of server, without any control. Versions
// are never changed or deleted here: they are the history.
#pragma once

#include <string>
#include <vector>

#include "directory/dn.h"
#include "directory/status.h"
#include "directory/store.h"

namespace sipsh::topology {

using directory::Result;
using directory::Status;

struct PublishedVersion {
  int number = 0;      // From 1; 0: nothing is published.
  std::string hash;    // SHA-256 of the YAML.
  std::string time;    // UTC, 2026-01-31T12:00:00Z
  std::string author;  // Login name, with "for NAME" under sudo.
};

class DirectoryPlace {
 public:
  // `configuration` is the DN of the configuration naming context; the store is not owned.
  DirectoryPlace(directory::Store* store, const directory::Dn& configuration);

  const directory::Dn& container() const { return container_; }
  void UseStore(directory::Store* store) {
    store_ = store;
  }  // Another server of the same directory.
  // Oldest first; empty when nothing was ever published.
  Result<std::vector<PublishedVersion>> History() const;
  // Its exact bytes; kCorrupt when they do not have the hash that the entry tells.
  Result<std::string> Text(const PublishedVersion& version) const;
  // Makes `next` the version in effect, and the containers where they are missing.
  // kAssertionFailed when that number is taken: somebody published meanwhile.
  Status Add(const PublishedVersion& next, const std::string& text);

 private:
  directory::Dn DnOf(int number) const;
  Status AddContainers();

  directory::Store* store_;
  directory::Dn configuration_;
  directory::Dn container_;
};

}  // namespace sipsh::topology
