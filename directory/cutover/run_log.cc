#include "directory/cutover/run_log.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "directory/file/atomic_file.h"

namespace sipsh::cutover {
namespace {

using Json = nlohmann::ordered_json;

std::string Encode(const Event& event) {
  Json json{{"time", event.time},
            {"operation", event.operation},
            {"step", event.step},
            {"what", event.what},
            {"detail", event.detail}};
  if (event.change != 0) json["change"] = event.change;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool Decode(const std::string& line, Event* event) {
  Json json = Json::parse(line, nullptr, false);
  if (!json.is_object()) return false;
  for (auto [name, text] : {std::pair<const char*, std::string*>{"time", &event->time},
                            {"operation", &event->operation},
                            {"step", &event->step},
                            {"what", &event->what},
                            {"detail", &event->detail}}) {
    if (!json.contains(name) || !json[name].is_string()) return false;
    *text = json[name].get<std::string>();
  }
  event->change = json.value("change", journal::ChangeId{0});
  return true;
}

}  // namespace

std::string NowWithMilliseconds() {
  auto now = std::chrono::system_clock::now();
  std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(milliseconds));
  return text;
}

long long MillisecondsBetween(const std::string& from, const std::string& to) {
  auto read = [](const std::string& text) -> long long {
    std::tm utc{};
    int milliseconds = 0;
    int fields = std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &utc.tm_year, &utc.tm_mon,
                             &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &milliseconds);
    if (fields != 7) return -1;
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    return static_cast<long long>(timegm(&utc)) * 1000 + milliseconds;
  };
  long long a = read(from), b = read(to);
  return a < 0 || b < 0 ? -1 : b - a;
}

std::string_view RunStateName(RunState state) {
  switch (state) {
    case RunState::kNone:
      return "NotStarted";
    case RunState::kInterrupted:
      return "Interrupted";
    case RunState::kStopped:
      return "Stopped";
    case RunState::kDone:
      return "Done";
    case RunState::kUndone:
      return "Undone";
  }
  return "";
}

Result<RunLog> RunLog::Open(const std::string& folder) {
  if (Status made = directory::MakeDirectories(folder, 0700); !made.ok()) return made;
  RunLog log;
  log.folder_ = folder;
  Result<std::string> text = directory::ReadFile(folder + "/run.jsonl");
  if (!text.ok() && text.status().code != directory::Code::kNoSuchObject) return text.status();
  for (size_t at = 0; text.ok() && at < text->size();) {
    size_t end = text->find('\n', at);
    log.torn_ = end == std::string::npos;
    if (log.torn_) break;
    Event event;
    if (Decode(text->substr(at, end - at), &event)) log.events_.push_back(std::move(event));
    at = end + 1;
  }
  return log;
}

std::vector<std::string> RunLog::Runs(const std::string& cutover_folder) {
  std::vector<std::pair<long long, std::string>> runs;
  if (DIR* list = ::opendir(cutover_folder.c_str())) {
    while (const dirent* item = ::readdir(list)) {
      std::string folder = cutover_folder + "/" + item->d_name;
      struct stat info {};
      bool run = item->d_name[0] != '.' && ::stat((folder + "/plan.yaml").c_str(), &info) == 0;
      if (run) runs.emplace_back(info.st_mtim.tv_sec * 1000000000LL + info.st_mtim.tv_nsec, folder);
    }
    ::closedir(list);
  }
  std::sort(runs.begin(), runs.end());
  std::vector<std::string> folders;
  for (auto& [time, folder] : runs) folders.push_back(std::move(folder));
  return folders;
}

Status RunLog::Add(Event event) {
  event.time = NowWithMilliseconds();
  std::string path = folder_ + "/run.jsonl";
  int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return directory::FileError("open the run's journal", path, errno);
  std::string line = (torn_ ? "\n" : "") + Encode(event);
  int error = directory::WriteAll(fd, line);
  if (error == 0 && ::fsync(fd) != 0) error = errno;
  ::close(fd);
  if (error != 0) return directory::FileError("write", path, error);
  torn_ = false;
  events_.push_back(std::move(event));
  return Status::Ok();
}

RunState RunLog::State() const {
  RunState state = RunState::kNone;
  for (const Event& event : events_) {
    if (event.step.empty() && event.what == "begin") state = RunState::kInterrupted;
    if (event.step.empty() && event.what == "end")
      state = event.operation == "undo" ? RunState::kUndone : RunState::kDone;
    if (event.what == "intent") state = RunState::kInterrupted;
    if (event.what == "failed") state = RunState::kStopped;
  }
  return state;
}

std::string RunLog::Operation() const {
  std::string operation;
  for (const Event& event : events_)
    if (event.step.empty() && event.what == "begin") operation = event.operation;
  return operation;
}

const Event* RunLog::Done(const std::string& step) const {
  const Event* found = nullptr;
  std::string operation = Operation();
  for (const Event& event : events_) {
    bool done = event.what == "done" || event.what == "skipped";
    if (done && event.step == step && event.operation == operation) found = &event;
  }
  return found;
}

}  // namespace sipsh::cutover
