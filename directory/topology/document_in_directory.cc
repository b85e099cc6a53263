// The half of TopologyDocument that is about a topology kept in the directory itself.
#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "directory/file/file_lock.h"
#include "directory/topology/document.h"
#include "directory/topology/reader.h"

namespace sipsh::topology {

using directory::Code;
using directory::FileLock;
using directory::Sha256Hex;

namespace {

constexpr const char* kFolder = ".directory";

}  // namespace

Result<TopologyDocument> TopologyDocument::OpenInDirectory(const std::string& path,
                                                           DirectoryPlace place) {
  TopologyDocument document(path);
  document.place_ = std::move(place);
  document.directory_ = path + kFolder;
  Status loaded = document.Reload();
  if (!loaded.ok()) return loaded;
  return document;
}

Result<Topology> TopologyDocument::LocalCopy(const std::string& path) {
  TopologyDocument document(path);
  document.directory_ = path + kFolder;
  PublishedVersion version;
  Status read = document.LoadLocal(&version);
  if (read.ok()) read = document.LoadModel(version);
  if (!read.ok()) return read;
  return std::move(document.published_);
}

std::string TopologyDocument::Location() const {
  return place_ ? "directory:" + place_->container().text() : "file:" + path_;
}

Status TopologyDocument::UseStore(directory::Store* store) {
  if (!place_) return Status::Ok();
  place_->UseStore(store);
  return Reload();
}

Status TopologyDocument::LoadFromDirectory() {
  Result<std::vector<PublishedVersion>> history = place_->History();
  if (!history.ok()) return history.status();
  base_ = {};
  if (Status read = LoadLocal(&base_); !read.ok() && read.code != Code::kNoSuchObject) return read;
  if (!history->empty()) {
    const PublishedVersion& latest = history->back();
    if (latest.number == version_.number && latest.hash == version_.hash) return Status::Ok();
    return LoadModel(latest);
  }
  Result<std::string> text = WorkingText();
  if (!text.ok()) {
    if (text.status().code != Code::kNoSuchObject) return text.status();
    return {Code::kNoSuchObject, "no topology was published in " + place_->container().text() +
                                     " yet, and there is no " + path_ +
                                     "; write that file, then run Publish-CsTopology"};
  }
  std::vector<Problem> problems;
  if (!ReadValidTopology(path_, *text, &published_, &problems))
    return {Code::kInvalidSyntax, directory::JoinProblems(problems)};
  version_ = {0, Sha256Hex(*text), "", ""};
  base_ = version_;
  return Status::Ok();
}

// Brings a working copy without edits by hand up to the version in effect. Where it cannot be
// written it stays as it was, which is told when somebody wants to edit it.
void TopologyDocument::Follow() {
  if (version_.number == 0 || !directory::MakeDirectories(directory_).ok()) return;
  Result<FileLock> lock = FileLock::Acquire(Place("lock"), patience_);
  if (!lock.ok()) return;
  Result<std::string> working = WorkingText();
  if (!working.ok() && working.status().code != Code::kNoSuchObject) return;
  std::string hash = working.ok() ? Sha256Hex(*working) : "";
  bool current = hash == version_.hash;
  bool unedited = !working.ok() || (base_.number > 0 && hash == base_.hash);
  if (!current && !unedited) return;
  Result<std::string> text = TextOf(version_);
  if (text.ok() && WriteLocal(version_, current ? nullptr : &*text).ok()) base_ = version_;
}

}  // namespace sipsh::topology
