#include "cmdlets/lync/cutover/session_ground.h"

#include <sstream>

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/cutover/pool_services.h"
#include "cmdlets/lync/identity/address_book.h"
#include "cmdlets/lync/persistent_chat/chat_database.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"
#include "cmdlets/lync/persistent_chat/principals.h"

namespace sipsh {
namespace {

using cutover::Holder;

directory::Result<std::vector<Holder>> Holders(EnvironmentService& environment,
                                               directory::Store& store,
                                               const std::string& address) {
  SipAddress wanted;
  wanted.uri = address;
  auto found = FindAddressHolders(store, environment.SearchBases(), wanted,
                                  environment.Profile().proxy_addresses_searchable);
  if (!found.ok()) return found.status();
  std::vector<Holder> holders;
  for (const AddressHolder& one : *found)
    holders.push_back({one.dn, one.attribute, DescribeHolder(one), one.kind == HolderKind::kUser});
  return holders;
}

// Every server the environment names.
std::vector<cutover::Server> Servers(EnvironmentService& environment) {
  const environment::Environment& settings = environment.Parts().Environment();
  std::vector<cutover::Server> servers;
  if (settings.Embedded()) {
    servers.push_back({settings.EmbeddedPath(), &environment.Store(), {}});
    return servers;
  }
  std::istringstream list(settings.directory);
  for (std::string uri; list >> uri;) {
    cutover::Server server{uri, nullptr, {}};
    try {
      server.store = &environment.StoreOn(uri);
    } catch (const TerminatingError& error) {
      server.status = {directory::Code::kUnavailable, error.what()};
    }
    servers.push_back(std::move(server));
  }
  return servers;
}

// Runs what may throw an error of the session and gives it as a status.
template <typename Work>
auto Guarded(const Work& work) -> directory::Result<decltype(work())> {
  try {
    return work();
  } catch (const ObjectError& error) {
    return directory::Status(directory::Code::kUnwilling, error.what());
  }
}

void AddChat(CommandRuntime& runtime, EnvironmentService& environment, cutover::Ground* ground) {
  ground->chat = &ChatOf(environment);
  ground->open_chat_source = [&runtime, &environment](const std::string& pool) {
    return Guarded([&] {
      return OpenChatSource(runtime, environment, RequireChatDatabase(environment, pool, {}));
    });
  };
  auto principals = std::make_shared<PrincipalDirectory>(environment, false);
  ground->chat_principal = [principals](const std::string& name) {
    return principals->Facts(name);
  };
  auto bar = std::make_shared<ProgressBar>(runtime, "Moving the chat data");
  ground->chat_progress = [bar](const chat::TransferState& state) { return bar->Tell(state); };
}

}  // namespace

cutover::Ground MakeGround(CommandRuntime& runtime, EnvironmentService& environment,
                           const std::string& server, bool force) {
  environment_detail::Parts& parts = environment.Parts();
  DirectoryNames names(environment.Configuration());
  const bool given = force;  // -Confirm:$false answers in ShouldContinue; -Confirm asks.
  cutover::Ground ground;
  ground.environment = &parts.Environment();
  ground.document = &parts.Document();
  ground.journal = &parts.Journal();
  ground.store = server.empty() || parts.Environment().Embedded() ? &environment.Store()
                                                                  : &environment.StoreOn(server);
  ground.servers = Servers(environment);
  ground.base = environment.Base();
  ground.configuration = environment.Configuration();
  ground.application_contacts = names.ApplicationContacts();
  ground.pools = names.Pools();
  ground.holders = [&environment](directory::Store& store, const std::string& address) {
    return Holders(environment, store, address);
  };
  ground.home_server_of = [&environment](const topology::Pool& pool) {
    return environment.HomeServerOf(pool);
  };
  ground.trusted_services_of = [&environment](const std::string& pool) {
    return environment.TrustedServicesOf(pool);
  };
  ground.control_services = [&runtime, &environment, given](const std::string& pool, bool start) {
    return Guarded([&] { return ControlPoolServices(runtime, environment, pool, start, given); });
  };
  ground.confirm = [&runtime, given](const std::string& question) {
    return given || runtime.ShouldContinue(question, runtime.Invocation().command_name);
  };
  ground.tell = [&runtime](const std::string& line) {
    runtime.WriteMessage(Stream::kVerbose, line);
  };
  AddChat(runtime, environment, &ground);
  ground.stopping = [&runtime] { return runtime.Stopping(); };
  ground.cmdlet = runtime.Invocation().command_name;
  ground.command_line = runtime.Invocation().position.line_text;
  return ground;
}

cutover::Plan RequirePlan(const std::string& path) {
  auto plan = cutover::ReadPlan(path);
  if (plan.ok()) return std::move(*plan);
  ErrorRecord record = ToErrorRecord(plan.status(), Value::String(path));
  if (plan.status().code == directory::Code::kInvalidSyntax) record.error_id = "CutoverPlanInvalid";
  if (plan.status().code == directory::Code::kNoSuchObject) record.error_id = "CutoverPlanNotFound";
  if (plan.status().code == directory::Code::kAssertionFailed)
    record.error_id = "CutoverPlanEdited";
  record.recommended_action.clear();  // The message says what to do.
  throw ObjectError(std::move(record));
}

std::string RunFolder(EnvironmentService& environment, const cutover::Plan& plan) {
  return cutover::CutoverFolder(environment.Parts().Environment()) + "/" + plan.Id();
}

std::vector<CutoverRun> AllRuns(EnvironmentService& environment) {
  std::vector<CutoverRun> runs;
  std::string all = cutover::CutoverFolder(environment.Parts().Environment());
  for (const std::string& folder : cutover::RunLog::Runs(all))
    runs.push_back({RequirePlan(folder + "/plan.yaml"), Require(cutover::RunLog::Open(folder))});
  return runs;
}

CutoverRun RequireRun(EnvironmentService& environment, const std::string& id) {
  std::vector<CutoverRun> runs = AllRuns(environment);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run)
    if (run->plan.Id().substr(0, id.size()) == id) return std::move(*run);
  Fail(id.empty() ? "No cut-over was begun in this environment. Make a plan with "
                    "New-CsCutoverPlan and begin with Invoke-CsCutover."
                  : "There is no cut-over '" + id + "'. Get-CsCutover lists all.",
       "CutoverNotFound", ErrorCategory::kObjectNotFound, Value::String(id));
}

void ThrowCutover(const directory::Status& status, const cutover::Plan& plan) {
  ErrorRecord record = ToErrorRecord(status, Value::String(plan.address));
  bool stale = status.message.rfind("The plan is stale", 0) == 0;
  if (stale) {
    record.error_id = "CutoverPlanStale";
  } else if (status.code == directory::Code::kUnwilling) {
    record.error_id = "CutoverCheckFailed";
    record.category = ErrorCategory::kInvalidOperation;
  } else {
    record.error_id = "CutoverStepFailed";
  }
  record.recommended_action.clear();  // The message says what to do.
  throw ObjectError(std::move(record));
}

void ShowText(CommandRuntime& runtime, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    runtime.WriteInformation(Value::String("  " + line), {"PSHOST"});
}

}  // namespace sipsh
