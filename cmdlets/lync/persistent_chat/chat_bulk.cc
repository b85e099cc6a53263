#include "cmdlets/lync/persistent_chat/chat_bulk.h"

namespace sipsh {
namespace {

constexpr std::chrono::seconds kLongestWait{1};

}  // namespace

bool ChatBulk::MayWait(CommandRuntime& runtime) {
  return runtime.Invocation().expecting_input && !runtime.WhatIf() && !runtime.WillAsk();
}

Flow ChatBulk::InOrder(CommandRuntime& runtime, const std::function<Flow()>& one) {
  try {
    return one();
  } catch (const ObjectError&) {
    End(runtime);
    throw;
  }
}

Flow ChatBulk::Settle(CommandRuntime& runtime, EnvironmentService& environment, chat::Kind kind,
                      const ChatName& name) {
  if (!bulk_.Holds(chat::ObjectDn(kind, name.pool, name.name))) return Flow::kMore;
  return Apply(runtime, environment);
}

Flow ChatBulk::Take(CommandRuntime& runtime, EnvironmentService& environment, const ChatKind& kind,
                    const ChatName& name, const std::string& action, ChatChange change,
                    Output output) {
  if (change.changes.changes.empty()) return Flow::kMore;
  if (!runtime.ShouldProcess(name.Text(), action)) return Flow::kMore;
  if (!objects_) objects_ = std::make_unique<chat::ChatObjects>(ChatOf(environment));
  const auto now = std::chrono::steady_clock::now();
  if (bulk_.size() == 0) {
    since_ = now;
    first_ = name.Text();
  }
  runtime_ = &runtime;
  directory::Change& one = change.changes.changes.front();
  directory::Entry before(one.dn);
  for (const directory::Entry& read : change.as_read)
    if (read.dn() == one.dn) before = read;
  BulkChanges::Change collected{{name.Text(), std::move(one), std::move(before)}, name.AsValue()};
  collected.verify = [as_read = std::move(change.as_read)](directory::Store& store) {
    RequireAsRead(store, as_read);
  };
  if (output) collected.made = [this, output = std::move(output)] { made_.push_back(output); };
  collected.explain = [kind, target = name.AsValue()](const directory::Status& status) {
    return ChatError(status, kind, target);
  };
  bulk_.Add(std::move(collected));
  if (bulk_.size() < bulk_.ChunkOf(*objects_) && now - since_ <= kLongestWait) return Flow::kMore;
  return Apply(runtime, environment);
}

// What was made is written once the lock is free: what stands behind in the pipeline may need it.
Flow ChatBulk::Apply(CommandRuntime& runtime, EnvironmentService& environment) {
  if (bulk_.size() == 0) return Flow::kMore;
  std::exception_ptr thrown;
  try {
    bulk_.Apply(runtime, environment, *objects_);
  } catch (const ObjectError& error) {  // Nothing could be begun.
    runtime.WriteError(error.Record());
  } catch (...) {
    thrown = std::current_exception();
  }
  Flow flow = Flow::kMore;
  for (const Output& output : std::exchange(made_, {}))
    if (flow == Flow::kMore) flow = runtime.WriteObject(output());
  if (thrown) std::rethrow_exception(thrown);
  return flow;
}

void ChatBulk::End(CommandRuntime& runtime) {
  if (bulk_.size() > 0) (void)Apply(runtime, runtime.Service<EnvironmentService>());
}

void ChatBulk::Stop() {
  size_t left = bulk_.size();
  if (left == 0 || runtime_ == nullptr) return;
  (void)bulk_.Drop();
  try {
    runtime_->WriteMessage(Stream::kWarning,
                           "The pipeline ended early. Not done: " + std::to_string(left) +
                               " of what came through it, from '" + first_ + "' on.");
  } catch (const TerminatingError&) {  // -WarningAction Stop: it is shown, and all ends anyway.
  }
}

}  // namespace sipsh
