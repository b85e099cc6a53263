// The topology document on disk: a working copy that people edit and keep in
// git, and beside it the versions published, of which the last is what cmdlets
// read.
//
//   topology.yaml                     the working copy
//   topology.yaml.published/current   which version is in effect: number, hash, time, author
//                          /000007.yaml   its exact bytes; earlier versions stay
//                          /<hash>.model  parsed, so that a look-up need not parse YAML
//                          /lock
//
// A change in one step (EditAndPublish) is rolled forward after a crash: it
// leaves either the old version or the new one in effect, never half of both.
// Errors: kInvalidSyntax (problems, a line each), kBusyLocked (names the
// process), kAssertionFailed (somebody published meanwhile, or hand edits are
// unpublished), kReadOnly, kDiskFull, kNoSuchObject.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "directory/status.h"
#include "directory/topology/edits.h"
#include "directory/topology/model.h"

namespace sipsh::topology {

struct PublishedVersion {
  int number = 0;      // From 1; 0: nothing is published.
  std::string hash;    // SHA-256 of the YAML.
  std::string time;    // UTC, 2026-01-31T12:00:00Z
  std::string author;  // Login name, with "for NAME" under sudo.
};

class TopologyDocument {
 public:
  // Reads what is published. A valid file that was never published is published
  // now; where that place cannot be written, it is read as if it were.
  static Result<TopologyDocument> Open(const std::string& path);

  const std::string& path() const { return path_; }
  const Topology& Published() const { return published_; }
  const PublishedVersion& Version() const { return version_; }
  // The working copy differs from what is published (or is gone).
  bool HasUnpublishedEdits() const;

  // The working copy as it is, checked; the problems are in the status.
  Result<Topology> ReadWorkingCopy() const;

  // Makes the working copy effective. `expected_hash` is the hash of the
  // published version the caller looked at (Version().hash): another one in
  // effect by now is refused. Nothing to do when both are the same already.
  Status Publish(const std::string& expected_hash);
  // The same with another document's text, which becomes the working copy too.
  Status PublishText(const std::string& text, const std::string& expected_hash);
  // Edits the file and publishes in one step, against the version in effect now.
  Status EditAndPublish(const Edit& edit);
  // What EditAndPublish would leave in the file; writes nothing.
  Result<std::string> Preview(const Edit& edit) const;

  std::vector<PublishedVersion> History() const;  // Oldest first.
  Result<std::string> VersionText(int number) const;
  Status Reload();  // Takes notice of what others published.

  void set_lock_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  explicit TopologyDocument(std::string path);

  std::string Place(const std::string& name) const;  // A file in the published directory.
  std::string VersionFile(int number) const;
  Status Load();
  Status LoadModel(const PublishedVersion& version);
  Status FirstUse();
  Status FinishInterrupted();
  Result<std::string> WorkingText() const;
  Status CheckBase(const std::string& expected_hash);
  Status MakeEffective(const std::string& text, const Topology& topology, bool write_working);

  std::string path_;
  std::string directory_;
  Topology published_;
  PublishedVersion version_;
  bool writable_ = true;
  std::chrono::milliseconds patience_{5000};
};

// "alice", or "root for alice" under sudo.
std::string CurrentAuthor();
std::string UtcNow();

}  // namespace sipsh::topology
