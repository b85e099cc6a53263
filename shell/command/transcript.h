// TranscriptService: what is entered and shown goes to a file as well (Start-Transcript). Offered
// by hosts that show something to somebody. Several may run; the last one begun ends first.
#pragma once

#include <string>
#include <string_view>

namespace sipsh {

class TranscriptService {
 public:
  static constexpr std::string_view kServiceKey = "sipsh.TranscriptService";
  virtual ~TranscriptService() = default;
  // Throws TerminatingError when the file cannot be opened. `heading` is written first.
  virtual void Start(const std::string& path, bool append, std::string_view heading) = 0;
  // The path of the one that ended; empty when none was running.
  virtual std::string Stop(std::string_view closing) = 0;
};

}  // namespace sipsh
