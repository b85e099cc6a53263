// What -DBInstance and -DBName of the data transfer cmdlets name: the database of a Persistent Chat
// pool, or the dumps of a legacy Group Chat pool's (environment.yaml: legacy_chat).
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/chat/transfer/source.h"
#include "shell/command/command_runtime.h"

namespace sipsh {

struct ChatDatabase {
  std::string pool;        // FQDN, as the topology spells it.
  std::string generation;  // OcsServer2007R2 ... SkypeForBusiness2015
  std::string name;        // Of the database: mgc.
  bool legacy = false;
  std::string dumps;  // Legacy: the folder of the CSV dumps,
  std::string file;   // and what they are read into.
};

// `instance` is "sqlFqdn\instance" as the topology names the pool's database, or the pool's FQDN.
// DatabaseNotFound, DatabaseMustBeNamed (several pools have theirs there; -DBName may tell them
// apart), LegacyDumpNotNamed.
ChatDatabase RequireChatDatabase(EnvironmentService& environment, const std::string& instance,
                                 const std::string& name);

// To be read from; a legacy one's dumps are read in first where they changed. What it uses belongs
// to the environment, which must outlive it.
std::unique_ptr<chat::TransferSource> OpenChatSource(CommandRuntime& runtime,
                                                     EnvironmentService& environment,
                                                     const ChatDatabase& database);

// A long work told to the progress stream, some ten times a second at most; the bar goes with it.
// Answers false once the command is to stop. `runtime` is not owned.
class ProgressBar {
 public:
  ProgressBar(CommandRuntime& runtime, std::string activity);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  bool Tell(const chat::TransferState& state);
  chat::TransferProgress Teller() {
    return [this](const chat::TransferState& state) { return Tell(state); };
  }

 private:
  CommandRuntime& runtime_;
  std::string activity_;
  std::chrono::steady_clock::time_point started_, shown_;
  std::string doing_;
  bool visible_ = false;
};

// Throws what an export or import ended with, about `target`: by code ArchiveDamaged, NotAnArchive,
// ArchiveTooLarge, FileExists ... and TransferStopped.
[[noreturn]] void ThrowTransfer(const chat::Status& status, const Value& target);
inline void CheckTransfer(const chat::Status& status, const Value& target) {
  if (!status.ok()) ThrowTransfer(status, target);
}

}  // namespace sipsh
