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
// Kept in the directory itself (DirectoryPlace), the versions there are the published ones; the
// folder beside the file then says which of them the working copy was made from, and keeps what
// was read. A working copy without edits by hand follows what others publish; one with edits is
// left alone, and is not published over a version it was not made from.
//
// A change in one step (EditAndPublish) is rolled forward after a crash: it
// leaves either the old version or the new one in effect, never half of both.
// Errors: kInvalidSyntax (problems, a line each), kBusyLocked (names the
// process), kAssertionFailed (somebody published meanwhile), kUnwilling (hand
// edits are unpublished), kReadOnly, kDiskFull, kNoSuchObject; those of the
// directory when it is kept there.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "directory/status.h"
#include "directory/topology/directory_place.h"
#include "directory/topology/edits.h"
#include "directory/topology/model.h"

namespace sipsh::topology {

class TopologyDocument {
 public:
  // Reads what is published. A valid file that was never published is published
  // now; where that place cannot be written, it is read as if it were.
  static Result<TopologyDocument> Open(const std::string& path);
  // The same where it is kept in the directory. A file is not published there by reading it: until
  // somebody publishes, a valid working copy is read as if it were.
  static Result<TopologyDocument> OpenInDirectory(const std::string& path, DirectoryPlace place);
  // What the working copy was made from, as kept beside it: needs no directory. kNoSuchObject where
  // nothing was read from the directory yet.
  static Result<Topology> LocalCopy(const std::string& path);

  const std::string& path() const { return path_; }
  const Topology& Published() const { return published_; }
  const PublishedVersion& Version() const { return version_; }
  // What the working copy was made from: Version(), unless others published in the directory while
  // it holds edits by hand. Number 0: it was made from none.
  const PublishedVersion& Base() const { return place_ ? base_ : version_; }
  // "file:/srv/topology.yaml", or "directory:cn=Published Topology,...".
  std::string Location() const;
  // The working copy differs from what it was made from (or is gone).
  bool HasUnpublishedEdits() const;

  // Makes the working copy effective. `expected_hash` is the hash of the
  // published version it is meant to replace (Base().hash): another one in
  // effect by now is refused. Nothing to do when both are the same already.
  Status Publish(const std::string& expected_hash);
  // The same with another document's text, which becomes the working copy too.
  Status PublishText(const std::string& text, const std::string& expected_hash);
  // The text that Publish or PublishText would make effective, checked likewise; changes nothing.
  Result<std::string> PreviewPublish(const std::optional<std::string>& text,
                                     const std::string& expected_hash);
  // Edits the file and publishes in one step, against the version in effect now.
  Status EditAndPublish(const Edit& edit);
  // What EditAndPublish would leave in the file; writes nothing.
  Result<std::string> Preview(const Edit& edit) const;

  std::vector<PublishedVersion> History() const;  // Oldest first.
  Result<std::string> VersionText(int number) const;
  // The text in effect.
  Result<std::string> PublishedText() const;
  Status Reload();  // Takes notice of what others published.
  // From now on another server of the directory is read and published on; no change for a file.
  Status UseStore(directory::Store* store);

  void set_lock_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  explicit TopologyDocument(std::string path);

  std::string Place(const std::string& name) const;  // A file in the published directory.
  std::string VersionFile(int number) const;
  Status Load();
  Status LoadModel(const PublishedVersion& version);
  Status LoadLocal(PublishedVersion* version);
  Status LoadFromDirectory();
  void Follow();
  Status FirstUse();
  Status FinishInterrupted();
  Result<std::string> WorkingText() const;
  Result<std::string> TextOf(const PublishedVersion& version) const;
  Status CheckBase(const std::string& expected_hash);
  Status MakeEffective(const std::string& text, const Topology& topology, bool write_working);
  Status WriteLocal(const PublishedVersion& version, const std::string* text);

  std::string path_;
  std::string directory_;
  std::optional<DirectoryPlace> place_;
  Topology published_;
  PublishedVersion version_;
  PublishedVersion base_;  // In the directory: what the working copy was made from.
  bool writable_ = true;
  std::chrono::milliseconds patience_{5000};
};

// "alice", or "root for alice" under sudo.
std::string CurrentAuthor();
std::string UtcNow();

}  // namespace sipsh::topology
