// What operators confirmed about services that nothing can observe: append-only lines beside the
// journal. A confirmation is what somebody said at a time, never a state that was seen.
#pragma once

#include <optional>
#include <string>

#include "cmdlets/lync/windows_service/service_list.h"
#include "directory/topology/document.h"

namespace sipsh {

struct Confirmation {
  std::string time;  // UTC
  std::string author;
  std::string state;  // "started" or "stopped"
};

class ServiceLog {
 public:
  explicit ServiceLog(std::string folder) : path_(std::move(folder) + "/services.log") {}
  std::optional<Confirmation> Last(const ServiceInstance& service) const;
  // Durable when it returns; throws ObjectError when it cannot be written.
  void Add(const ServiceInstance& service, const std::string& state);

 private:
  std::string path_;
};

}  // namespace sipsh
