#include "cmdlets/lync/contact/bulk_pipeline.h"

#include <algorithm>

#include "cmdlets/lync/identity/address_rules.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

constexpr size_t kAskedAtOnce = 100;
constexpr std::chrono::seconds kLongestWait{1};

}  // namespace

bool BulkPipeline::MayWait(CommandRuntime& runtime) {
  return runtime.Invocation().expecting_input && !runtime.WhatIf() && !runtime.WillAsk() &&
         !runtime.IsBound("PassThru");
}

void BulkPipeline::Take(CommandRuntime& runtime, EnvironmentService& environment,
                        directory::Store& store, std::string name) {
  runtime_ = &runtime;
  store_ = &store;
  const auto now = std::chrono::steady_clock::now();
  if (waiting_.empty()) since_ = now;
  waiting_.push_back(std::move(name));
  if (waiting_.size() >= bulk_.ChunkOf(store) || now - since_ > kLongestWait)
    ChangeWaiting(runtime, environment);
}

void BulkPipeline::End(CommandRuntime& runtime) {
  if (waiting_.empty()) return;
  try {
    ChangeWaiting(runtime, runtime.Service<EnvironmentService>());
  } catch (const ObjectError& error) {
    runtime.WriteError(error.Record());
  }
}

void BulkPipeline::Stop() {
  if (waiting_.empty() || runtime_ == nullptr) return;
  try {
    runtime_->WriteMessage(
        Stream::kWarning,
        "The pipeline ended early. Not changed: " + std::to_string(waiting_.size()) +
            " of what came through it, from '" + waiting_.front() + "' on.");
  } catch (const TerminatingError&) {  // -WarningAction Stop: it is shown, and all ends anyway.
  }
}

void BulkPipeline::ChangeWaiting(CommandRuntime& runtime, EnvironmentService& environment) {
  const std::vector<std::string> names = std::exchange(waiting_, {});
  for (size_t first = 0; first < names.size(); first += kAskedAtOnce) {
    const auto some = std::span(names).subspan(first, std::min(kAskedAtOnce, names.size() - first));
    std::map<std::string, directory::Entry> found = FindSome(runtime, environment, some);
    for (size_t i = 0; i < some.size(); ++i) {
      try {
        auto known = found.extract(some[i]);
        if (!runtime.Stopping())
          Collect(runtime, environment, some[i],
                  known ? std::optional(std::move(known.mapped())) : std::nullopt);
      } catch (const ObjectError& error) {
        // What came before it is done first, as if one were changed after the other.
        if (!runtime.Stopping()) Apply(runtime, environment);
        if (!runtime.Stopping()) runtime.WriteError(error.Record());
      }
      if (runtime.Stopping()) return GiveUp(std::span(names).subspan(first + i));
    }
  }
  Apply(runtime, environment);
}

// Where nothing could be begun, the error is about those that were collected.
void BulkPipeline::Apply(CommandRuntime& runtime, EnvironmentService& environment) {
  addresses_.clear();
  try {
    bulk_.Apply(runtime, environment, *store_);
  } catch (const ObjectError& error) {
    runtime.WriteError(error.Record());
  }
}

// Where the search for many fails, those for one each tell why.
std::map<std::string, directory::Entry> BulkPipeline::FindSome(
    CommandRuntime& runtime, EnvironmentService& environment,
    std::span<const std::string> names) const {
  try {
    return FindByAddress(runtime, environment, *store_, type_, names);
  } catch (const ObjectError&) {
    return {};
  }
}

// Stop tells of those.
void BulkPipeline::GiveUp(std::span<const std::string> rest) {
  for (const Value& name : bulk_.Drop()) waiting_.push_back(ToText(name));
  waiting_.insert(waiting_.end(), rest.begin(), rest.end());
}

void BulkPipeline::Collect(CommandRuntime& runtime, EnvironmentService& environment,
                           const std::string& name, std::optional<directory::Entry> object) {
  if (!object) object = RequireSipObject(runtime, environment, *store_, type_, name);
  if (bulk_.Holds(object->dn())) {
    Apply(runtime, environment);
    object = RequireSipObject(runtime, environment, *store_, type_, name);
  }
  const directory::Dn dn = object->dn();
  std::optional<PlannedChange> planned =
      plan_(runtime, environment, *store_, name, std::move(*object));
  if (!planned) return;
  // An address that a change before this one gives away is taken by the time this one is made.
  if (planned->address && !addresses_.insert(SipAddressKey(planned->address->uri)).second) {
    Apply(runtime, environment);
    RequireFreeAddress(environment, *store_, *planned->address, dn);
    addresses_.insert(SipAddressKey(planned->address->uri));
  }
  if (!runtime.ShouldProcess(dn.text(), planned->action)) return;
  BulkChanges::Change change{{dn.text(), std::move(planned->change), std::move(planned->before)},
                             Value::String(name),
                             {},
                             std::move(planned->made)};
  if (planned->address) {
    change.verify = [&environment, address = *planned->address, dn](directory::Store& locked) {
      RequireFreeAddress(environment, locked, address, dn);
    };
    change.made = [&runtime, &environment, store = store_, address = *planned->address, dn,
                   made = std::move(change.made)] {
      if (made) made();
      try {
        RequireSoleHolder(environment, *store, address, dn);
      } catch (const ObjectError& error) {
        runtime.WriteError(error.Record());
      }
    };
  }
  bulk_.Add(std::move(change));
}

}  // namespace sipsh
