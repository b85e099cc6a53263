#include "cmdlets/directory_support/bulk_changes.h"

#include <exception>
#include <utility>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"

namespace sipsh {
namespace {

constexpr size_t kSingly = 100;

using Changes = std::vector<BulkChanges::Change>;

// What a stopped command has done.
std::string Stopped(size_t made, const Changes& changes) {
  std::string text = "Stopped: of " + std::to_string(changes.size()) +
                     " changes that were being made together, the first " + std::to_string(made) +
                     " were made.";
  if (made < changes.size())
    text += " The first one not made: " + changes[made].change.target + ".";
  return text + " Get-CsChange lists them.";
}

class Applying {
 public:
  Applying(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store)
      : runtime_(runtime), environment_(environment), store_(store) {}

  // Where a condition of one does not hold, none was begun: then each is made for itself.
  void Together(Changes changes) {
    try {
      Try(changes);
    } catch (const ObjectError& error) {
      if (!refused_) throw;
      if (changes.size() == 1) return runtime_.WriteError(error.Record());
      for (BulkChanges::Change& one : changes) {
        if (runtime_.Stopping()) return;
        Changes alone;
        alone.push_back(std::move(one));
        Together(std::move(alone));
      }
    }
  }

 private:
  void Try(const Changes& changes) {
    journal::BulkRequest request;
    request.cmdlet = runtime_.Invocation().command_name;
    request.command_line = runtime_.Invocation().position.line_text;
    for (const BulkChanges::Change& one : changes) request.changes.push_back(one.change);
    request.wait = WaitOf(runtime_);
    request.verify = [&] {
      refused_ = true;
      for (const BulkChanges::Change& one : changes)
        if (one.verify) one.verify(store_);
      refused_ = false;
      return directory::Status::Ok();
    };
    size_t made = 0;
    std::exception_ptr thrown;
    auto told = [&](size_t index, const directory::Status& status) {
      try {
        if (status.ok()) {
          ++made;
          if (changes[index].made) changes[index].made();
        } else if (status.code == directory::Code::kCancelled) {
          runtime_.WriteMessage(Stream::kWarning, Stopped(made, changes));
        } else {
          const BulkChanges::Change& one = changes[index];
          runtime_.WriteError(one.explain ? one.explain(status) : ToErrorRecord(status, one.about));
        }
      } catch (...) {
        thrown = std::current_exception();
      }
      return thrown == nullptr;
    };
    journal::BulkDoor door(&store_, &environment_.Parts().Journal());
    directory::Status status = door.Apply(request, told);
    if (thrown) std::rethrow_exception(thrown);
    const std::string& first = changes.front().change.target;
    if (!status.ok() && changes.size() > 1)
      status.message += " None of " + std::to_string(changes.size()) + " changes was made, from " +
                        first + " to " + changes.back().change.target + ".";
    Check(status, Value::String(first));
    if (!status.message.empty()) runtime_.WriteMessage(Stream::kWarning, status.message);
  }

  CommandRuntime& runtime_;
  EnvironmentService& environment_;
  directory::Store& store_;
  bool refused_ = false;  // By a condition.
};

}  // namespace

size_t BulkChanges::ChunkOf(directory::Store& store) {
  if (!chunk_) {
    directory::Result<directory::StoreInfo> info = store.Describe();
    const bool together = info.ok() && info->atomic_change_sets;
    chunk_ = together ? journal::Journal::kMostAtOnce : kSingly;
  }
  return *chunk_;
}

void BulkChanges::Add(Change change) {
  keys_.insert(change.change.change.dn.Key());
  changes_.push_back(std::move(change));
}

std::vector<Value> BulkChanges::Drop() {
  keys_.clear();
  std::vector<Value> abouts;
  for (Change& one : std::exchange(changes_, {})) abouts.push_back(std::move(one.about));
  return abouts;
}

void BulkChanges::Apply(CommandRuntime& runtime, EnvironmentService& environment,
                        directory::Store& store) {
  if (changes_.empty()) return;
  keys_.clear();
  Applying(runtime, environment, store).Together(std::exchange(changes_, {}));
}

}  // namespace sipsh
