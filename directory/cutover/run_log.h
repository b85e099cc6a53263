// The journal of one run: what was meant to be done and what came of it, each durable before the
// next thing happens. A folder of its own (0700) beside the environment:
//   cutover/<plan's id>/plan.yaml          the plan
//                      /run.jsonl          events, one a line
//                      /before/            user.ldif, contacts.ldif, topology.yaml
//                      /chat.zip, chat.json   the chat data where it moves them, and their counts
//                      /report.json, report.txt, report.html
// The changes of the directory themselves are in the environment's journal as well.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "directory/cutover/ground.h"

namespace sipsh::cutover {

struct Event {
  std::string time;       // UTC with milliseconds.
  std::string operation;  // "cutover" or "undo"
  std::string step;       // Empty: the operation itself.
  std::string what;       // "intent", "done", "skipped", "failed"; of the operation "begin", "end"
  std::string detail;     // Evidence, or why it failed.
  journal::ChangeId change = 0;
};

enum class RunState { kNone, kInterrupted, kStopped, kDone, kUndone };
std::string_view RunStateName(RunState state);  // "Interrupted", "Stopped" ...

class RunLog {
 public:
  static Result<RunLog> Open(const std::string& folder);  // Makes it.
  // Those that are there, oldest first; an environment without runs has none.
  static std::vector<std::string> Runs(const std::string& cutover_folder);

  const std::string& folder() const { return folder_; }
  const std::vector<Event>& events() const { return events_; }
  // A last line without an end was there: the crash cut it off.
  bool torn() const { return torn_; }

  Status Add(Event event);  // Durable when it returns.
  RunState State() const;
  std::string Operation() const;  // The last one begun.
  // Of the last begun operation.
  const Event* Done(const std::string& step) const;

 private:
  std::string folder_;
  std::vector<Event> events_;
  bool torn_ = false;
};

std::string NowWithMilliseconds();
// Between two such times; -1 when one is none.
long long MillisecondsBetween(const std::string& from, const std::string& to);

}  // namespace sipsh::cutover
