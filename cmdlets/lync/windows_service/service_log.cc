#include "cmdlets/lync/windows_service/service_log.h"

#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "cmdlets/directory_support/object_cmdlet.h"

namespace sipsh {

// A line: time, author, state, service and computer, separated by tabs.
std::optional<Confirmation> ServiceLog::Last(const ServiceInstance& service) const {
  std::ifstream in(path_);
  std::optional<Confirmation> last;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    Confirmation one;
    std::string name, computer;
    std::getline(fields, one.time, '\t');
    std::getline(fields, one.author, '\t');
    std::getline(fields, one.state, '\t');
    std::getline(fields, name, '\t');
    std::getline(fields, computer, '\t');
    if (topology::EqualsIgnoreCase(name, service.name) &&
        topology::EqualsIgnoreCase(computer, service.computer)) {
      last = std::move(one);
    }
  }
  return last;
}

void ServiceLog::Add(const ServiceInstance& service, const std::string& state) {
  std::string line = topology::UtcNow() + "\t" + topology::CurrentAuthor() + "\t" + state + "\t" +
                     service.name + "\t" + service.computer + "\n";
  int fd = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  bool written = fd >= 0 &&
                 ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                 ::fdatasync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!written) {
    Fail("The confirmation cannot be recorded in '" + path_ +
             "'. Look at its rights and the room on the disk.",
         "ServiceLogFailed", ErrorCategory::kWriteError, Value::String(path_));
  }
}

}  // namespace sipsh
