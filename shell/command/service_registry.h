// ServiceRegistry: the typed services a session offers to cmdlets (Store, Topology,
// ScriptBlockInvoker ...).
//
// A service type names itself by `static constexpr std::string_view kServiceKey = "..."`. The key
// is compared as text, so that a service made in one loaded module is found from another. A service
// may be made on first use. Not for several threads: a registry belongs to one Session.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace sipsh {

class ServiceRegistry {
 public:
  using Factory = std::function<std::shared_ptr<void>(ServiceRegistry&)>;

  template <typename T>
  void Add(std::shared_ptr<T> service) {
    AddErased(T::kServiceKey, std::move(service));
  }
  // `service` must outlive the registry.
  template <typename T>
  void AddReference(T& service) {
    AddErased(T::kServiceKey, std::shared_ptr<void>(&service, [](void*) {}));
  }
  // Made when first asked for; the factory may throw TerminatingError and is then asked again.
  template <typename T>
  void AddFactory(std::function<std::shared_ptr<T>(ServiceRegistry&)> make) {
    AddErasedFactory(
        T::kServiceKey,
        [make = std::move(make)](ServiceRegistry& r) -> std::shared_ptr<void> { return make(r); });
  }
  // Null when nobody offers it.
  template <typename T>
  T* Find() {
    return static_cast<T*>(FindErased(T::kServiceKey));
  }
  // Throws TerminatingError (id "ServiceNotAvailable") when nobody offers it.
  template <typename T>
  T& Get() {
    return *static_cast<T*>(GetErased(T::kServiceKey));
  }

  void AddErased(std::string_view key, std::shared_ptr<void> service);
  void AddErasedFactory(std::string_view key, Factory make);
  void* FindErased(std::string_view key);
  void* GetErased(std::string_view key);
  // Ends every service, last made first.
  void Clear();

 private:
  struct Entry {
    std::shared_ptr<void> service;
    Factory make;
    unsigned order = 0;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  unsigned next_order_ = 0;
};

}  // namespace sipsh
