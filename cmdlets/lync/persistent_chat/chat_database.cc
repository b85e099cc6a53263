#include "cmdlets/lync/persistent_chat/chat_database.h"

#include <algorithm>
#include <vector>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "shell/command/host_ui.h"

namespace sipsh {
namespace {

using directory::Code;
using topology::EqualsIgnoreCase;
using topology::Pool;

constexpr const char* kDatabase = "mgc";
constexpr std::string_view kStores[] = {"PersistentChatDatabase", "MirrorPersistentChatDatabase",
                                        "BackupPersistentChatDatabase",
                                        "BackupMirrorPersistentChatDatabase"};

// "server\instance"; the default instance has no name.
struct SqlPlace {
  std::string server, instance;
};

SqlPlace ParsePlace(const std::string& text) {
  size_t slash = text.find('\\');
  if (slash == std::string::npos) return {text, {}};
  std::string instance = text.substr(slash + 1);
  for (const char* none : {"MSSQLSERVER", "default"})
    if (EqualsIgnoreCase(instance, none)) instance.clear();
  return {text.substr(0, slash), instance};
}

std::string PlaceText(const SqlPlace& place) {
  return place.instance.empty() ? place.server : place.server + "\\" + place.instance;
}

// One way to call a pool's database.
struct Called {
  ChatDatabase database;
  SqlPlace place;  // No server: it is not told.
};

std::string TextSetting(const topology::Service* service, const char* name) {
  const topology::Setting* found = service == nullptr ? nullptr : service->settings.Find(name);
  return found == nullptr ? std::string() : found->text;
}

void AddPools(const topology::Topology& topology, std::vector<Called>* all) {
  for (const Pool& pool : topology.pools) {
    if (!pool.IsPersistentChat()) continue;
    Called one;
    one.database.pool = pool.fqdn;
    one.database.generation = topology::GenerationName(pool.generation);
    one.database.name = kDatabase;
    bool any = false;
    for (std::string_view name : kStores) {
      const topology::StoreReference* store = pool.FindStore(name);
      const Pool* server = store == nullptr ? nullptr : topology.FindPool(store->fqdn);
      if (server == nullptr) continue;
      const topology::Service* service = server->FindService("PersistentChatDatabase");
      std::string database = TextSetting(service, "DatabaseName");
      Called there = one;
      if (!database.empty()) there.database.name = database;
      there.place = {server->fqdn, TextSetting(service, "SqlInstanceName")};
      all->push_back(std::move(there));
      any = true;
    }
    if (!any) all->push_back(std::move(one));
  }
}

void AddLegacyPools(EnvironmentService& environment, std::vector<Called>* all) {
  const environment::Environment& settings = environment.Parts().Environment();
  for (const environment::LegacyChat& legacy : settings.legacy_chat) {
    const Pool* pool = environment.Topology().FindPool(legacy.pool);
    Called one;
    one.database.pool = pool == nullptr ? legacy.pool : pool->fqdn;
    if (pool != nullptr) one.database.generation = topology::GenerationName(pool->generation);
    one.database.name = legacy.database;
    one.database.legacy = true;
    one.database.dumps = legacy.dumps;
    one.database.file = legacy.file;
    one.place = ParsePlace(legacy.instance);
    all->push_back(std::move(one));
  }
}

// Those called so: by the pool, else by server and instance. A topology that tells no instance
// fits every one, but less well than one that tells it.
std::vector<Called> Fitting(const std::vector<Called>& all, const std::string& text) {
  std::vector<Called> by_pool, exact, loose;
  SqlPlace wanted = ParsePlace(text);
  for (const Called& one : all) {
    if (EqualsIgnoreCase(one.database.pool, text)) by_pool.push_back(one);
    if (one.place.server.empty() || !EqualsIgnoreCase(one.place.server, wanted.server)) continue;
    if (EqualsIgnoreCase(one.place.instance, wanted.instance))
      exact.push_back(one);
    else if (one.place.instance.empty())
      loose.push_back(one);
  }
  if (!by_pool.empty()) return by_pool;
  return exact.empty() ? loose : exact;
}

std::string Known(const std::vector<Called>& all) {
  std::string list;
  for (const Called& one : all) {
    list += list.empty() ? "" : ", ";
    list += one.place.server.empty() ? one.database.pool
                                     : PlaceText(one.place) + " (" + one.database.pool + ")";
  }
  return list.empty() ? "none" : list;
}

}  // namespace

ChatDatabase RequireChatDatabase(EnvironmentService& environment, const std::string& instance,
                                 const std::string& name) {
  std::vector<Called> all;
  AddPools(environment.Topology(), &all);
  AddLegacyPools(environment, &all);
  std::vector<Called> fitting = Fitting(all, instance);
  std::erase_if(fitting, [&](const Called& one) {
    return !name.empty() && !EqualsIgnoreCase(one.database.name, name);
  });
  bool one_pool = std::all_of(fitting.begin(), fitting.end(), [&](const Called& one) {
    return one.database.pool == fitting.front().database.pool;
  });
  if (!fitting.empty() && one_pool) return fitting.front().database;
  Value about = Value::String(instance);
  if (!fitting.empty()) {
    Fail("There are databases of several pools at '" + instance + "': " + Known(fitting) +
             ". Name the pool's FQDN instead, or its database with -DBName.",
         "DatabaseMustBeNamed", ErrorCategory::kInvalidArgument, about);
  }
  const Pool* pool = environment.Topology().FindPool(instance);
  if (pool != nullptr && pool->group_chat && name.empty()) {
    Fail("The database of the Group Chat pool " + pool->fqdn +
             " is read from CSV dumps of its tables, and the environment names none. Dump them "
             "and write into environment.yaml: legacy_chat: {" +
             pool->fqdn + ": <folder>}.",
         "LegacyDumpNotNamed", ErrorCategory::kObjectNotFound, about);
  }
  std::string what = name.empty() ? "chat database" : "database '" + name + "' of a chat pool";
  Fail(
      "There is no " + what + " at '" + instance + "'. Known are: " + Known(all) +
          ". A Persistent Chat pool's is named in the topology (stores: PersistentChatDatabase), a "
          "Group Chat pool's in environment.yaml (legacy_chat).",
      "DatabaseNotFound", ErrorCategory::kObjectNotFound, about);
}

std::unique_ptr<chat::TransferSource> OpenChatSource(CommandRuntime& runtime,
                                                     EnvironmentService& environment,
                                                     const ChatDatabase& database) {
  if (!database.legacy)
    return chat::MakePoolSource(ChatOf(environment), database.pool, database.generation);
  ProgressBar bar(runtime, "Reading the dumps of " + database.pool);
  auto source = chat::OpenLegacySource(
      {database.pool, database.generation, database.name, database.dumps, database.file},
      bar.Teller());
  if (source.ok()) return std::move(*source);
  Code code = source.status().code;
  if (code != Code::kInvalidSyntax && code != Code::kConstraintViolation &&
      code != Code::kNoSuchObject)
    ThrowTransfer(source.status(), Value::String(database.pool));
  Fail("The dumps of " + database.pool + " can not be read: " + source.status().message,
       "LegacyDumpInvalid", ErrorCategory::kInvalidData, Value::String(database.dumps));
}

ProgressBar::ProgressBar(CommandRuntime& runtime, std::string activity)
    : runtime_(runtime),
      activity_(std::move(activity)),
      started_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() {
  if (!visible_) return;
  ProgressRecord record;
  record.activity = activity_;
  record.completed = true;
  runtime_.WriteProgress(record);
}

bool ProgressBar::Tell(const chat::TransferState& state) {
  constexpr auto kEvery = std::chrono::milliseconds(100);
  if (runtime_.Stopping()) return false;
  auto now = std::chrono::steady_clock::now();
  if (state.doing != doing_) {
    doing_ = state.doing;
    started_ = now;
  }
  if (visible_ && now - shown_ < kEvery) return true;
  ProgressRecord record;
  record.activity = activity_;
  record.status = doing_;
  if (state.total > 0 && state.done <= state.total) {
    double part = static_cast<double>(state.done) / static_cast<double>(state.total);
    record.percent = static_cast<int>(100 * part);
    std::chrono::duration<double> so_far = now - started_;
    if (part > 0.01)
      record.seconds_remaining = static_cast<int>(so_far.count() * (1 - part) / part);
  }
  runtime_.WriteProgress(record);
  visible_ = true;
  shown_ = now;
  return true;
}

void ThrowTransfer(const chat::Status& status, const Value& target) {
  ErrorRecord record = ToErrorRecord(status, target);
  switch (status.code) {
    case Code::kCorrupt:
      record.error_id = "ArchiveDamaged";
      break;
    case Code::kInvalidSyntax:
      record.error_id = "NotAnArchive";
      break;
    case Code::kNoSuchObject:
      record.error_id = "PathNotFound";
      break;
    case Code::kSizeLimit:
      record.error_id = "ArchiveTooLarge";
      break;
    case Code::kEntryAlreadyExists:
      record.error_id = "FileExists";
      break;
    case Code::kCancelled:
      record.error_id = "TransferStopped";
      break;
    default:
      break;
  }
  record.recommended_action.clear();  // The message says what to do.
  throw ObjectError(std::move(record));
}

}  // namespace sipsh
