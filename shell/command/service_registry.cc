#include "shell/command/service_registry.h"

#include <algorithm>
#include <vector>

#include "shell/command/error_record.h"

namespace sipsh {

void ServiceRegistry::AddErased(std::string_view key, std::shared_ptr<void> service) {
  entries_[std::string(key)] = {std::move(service), nullptr, next_order_++};
}

void ServiceRegistry::AddErasedFactory(std::string_view key, Factory make) {
  entries_[std::string(key)] = {nullptr, std::move(make), next_order_++};
}

void* ServiceRegistry::FindErased(std::string_view key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  if (!found->second.service) {
    const Factory make = found->second.make;  // making one service may add others
    std::shared_ptr<void> service = make(*this);
    Entry& entry = entries_.find(key)->second;
    entry.service = std::move(service);
    entry.order = next_order_++;
    return entry.service.get();
  }
  return found->second.service.get();
}

void* ServiceRegistry::GetErased(std::string_view key) {
  if (void* service = FindErased(key)) return service;
  throw TerminatingError("This session offers no service '" + std::string(key) +
                             "'; the module that provides it is not loaded.",
                         "ServiceNotAvailable", ErrorCategory::kResourceUnavailable,
                         Value::String(key));
}

void ServiceRegistry::Clear() {
  std::vector<std::pair<unsigned, std::shared_ptr<void>>> made;
  for (auto& [key, entry] : entries_)
    if (entry.service) made.emplace_back(entry.order, std::move(entry.service));
  entries_.clear();
  std::sort(made.begin(), made.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [order, service] : made) service.reset();
}

}  // namespace sipsh
