// A session with a host that remembers, and a few cmdlets made for testing the runtime.
#pragma once

#include <string>
#include <vector>

#include "shell/runtime/session.h"
#include "shell/value/convert.h"

namespace sipsh::test {

class RememberingHost final : public HostUi {
 public:
  std::string out, err;
  std::vector<std::string> error_ids;

  void WriteOut(std::string_view text) override { out += text; }
  void WriteErr(std::string_view text) override { err += text; }
  void ShowError(const ErrorRecord& error) override {
    error_ids.push_back(error.FullyQualifiedErrorId());
  }
  void ShowMessage(Stream, std::string_view text) override { err += std::string(text) + "\n"; }
  int Width() const override { return 80; }
  bool IsInteractive() const override { return false; }
  std::string ReadLine(std::string_view) override { Refuse(); }
  std::string ReadSecret(std::string_view) override { Refuse(); }
  size_t Choose(std::string_view, std::string_view, const std::vector<PromptChoice>&,
                size_t) override {
    Refuse();
  }

 private:
  [[noreturn]] static void Refuse() {
    throw TerminatingError("nobody there", "HostNotInteractive", ErrorCategory::kInvalidOperation);
  }
};

// What the test cmdlets did, in order: "begin", "write 1", "end", "close".
using Journal = std::vector<std::string>;

// Get-Count N writes 1..N and keeps a journal; Select-Few N takes N objects and wants no more;
// Stop-Session asks the session to stop. The journal belongs to the session.
const SipshModule& TestModule();
Journal& JournalOf(Session& session);

class TestSession {
 public:
  TestSession() : session_(host_, SessionOptions{.use_working_directory = false}) {
    session_.AddModule(TestModule());
  }
  // The output as text, objects separated by blanks.
  std::string Run(const std::string& script) {
    std::string text;
    LambdaSink sink([&](Value value) {
      text += (text.empty() ? "" : " ") + ToText(value);
      return Flow::kMore;
    });
    result = session_.Run(script, "", {}, sink);
    return text;
  }
  std::vector<std::string> Errors() { return std::exchange(host_.error_ids, {}); }
  Session& session() { return session_; }
  RememberingHost& host() { return host_; }
  Journal& journal() { return JournalOf(session_); }

  RunResult result;

 private:
  RememberingHost host_;
  Session session_;
};

}  // namespace sipsh::test
