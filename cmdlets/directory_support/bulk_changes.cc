#include "cmdlets/directory_support/bulk_changes.h"

#include <exception>
#include <utility>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_query.h"

namespace sipsh {
namespace {

constexpr size_t kSingly = 100;

// What a stopped command has done.
std::string Stopped(size_t made, const std::vector<journal::BulkChange>& changes) {
  std::string text = "Stopped: of " + std::to_string(changes.size()) +
                     " changes that were being made together, the first " + std::to_string(made) +
                     " were made.";
  if (made < changes.size()) text += " The first one not made: " + changes[made].target + ".";
  return text + " Get-CsChange lists them.";
}

}  // namespace

size_t BulkChanges::ChunkOf(directory::Store& store) {
  if (!chunk_) {
    directory::Result<directory::StoreInfo> info = store.Describe();
    const bool together = info.ok() && info->atomic_change_sets;
    chunk_ = together ? journal::Journal::kMostAtOnce : kSingly;
  }
  return *chunk_;
}

void BulkChanges::Add(journal::BulkChange change, Value about) {
  keys_.insert(change.change.dn.Key());
  changes_.push_back(std::move(change));
  abouts_.push_back(std::move(about));
}

std::vector<Value> BulkChanges::Drop() {
  changes_.clear();
  keys_.clear();
  return std::exchange(abouts_, {});
}

void BulkChanges::Apply(CommandRuntime& runtime, EnvironmentService& environment,
                        directory::Store& store) {
  if (changes_.empty()) return;
  journal::BulkRequest request;
  request.cmdlet = runtime.Invocation().command_name;
  request.command_line = runtime.Invocation().position.line_text;
  request.changes = std::exchange(changes_, {});
  request.wait = WaitOf(runtime);
  const std::vector<Value> abouts = Drop();
  size_t made = 0;
  std::exception_ptr thrown;
  auto told = [&](size_t index, const directory::Status& status) {
    if (status.ok()) return ++made > 0;
    try {
      if (status.code == directory::Code::kCancelled) {
        runtime.WriteMessage(Stream::kWarning, Stopped(made, request.changes));
      } else {
        runtime.WriteError(ToErrorRecord(status, abouts[index]));
      }
    } catch (...) {
      thrown = std::current_exception();
    }
    return thrown == nullptr;
  };
  journal::BulkDoor door(&store, &environment.Parts().Journal());
  directory::Status status = door.Apply(request, told);
  if (thrown) std::rethrow_exception(thrown);
  if (!status.ok() && request.changes.size() > 1)
    status.message += " None of " + std::to_string(request.changes.size()) +
                      " changes was made, from " + request.changes.front().target + " to " +
                      request.changes.back().target + ".";
  Check(status, Value::String(request.changes.front().target));
  if (!status.message.empty()) runtime.WriteMessage(Stream::kWarning, status.message);
}

}  // namespace sipsh
