// Rooms, categories and add-ins that come through a pipeline, made, changed and deleted in chunks:
// one lock, one sync and one transaction for many, each change with a record of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cmdlets/directory_support/bulk_changes.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"

namespace sipsh {

class ChatBulk {
 public:
  using Output = std::function<Value()>;

  // Not where nothing comes through a pipeline, or somebody is asked about each.
  static bool MayWait(CommandRuntime& runtime);

  // Runs what is to become of one object. Before its error what came before it is done, as if one
  // were changed after the other.
  Flow InOrder(CommandRuntime& runtime, const std::function<Flow()>& one);
  // Before an object is read: what waits to be done to it is done first.
  Flow Settle(CommandRuntime& runtime, EnvironmentService& environment, chat::Kind kind,
              const ChatName& name);
  // A change of one object that keeps its name, or its addition or deletion. `output`, when given,
  // makes what is written once it is done.
  Flow Take(CommandRuntime& runtime, EnvironmentService& environment, const ChatKind& kind,
            const ChatName& name, const std::string& action, ChatChange change, Output output);
  void End(CommandRuntime& runtime);
  void Stop();  // The pipeline ended before its end: says what was left.

 private:
  Flow Apply(CommandRuntime& runtime, EnvironmentService& environment);

  std::unique_ptr<chat::ChatObjects> objects_;
  BulkChanges bulk_;
  std::vector<Output> made_;
  std::chrono::steady_clock::time_point since_;
  std::string first_;  // Of those that wait.
  CommandRuntime* runtime_ = nullptr;
};

}  // namespace sipsh
