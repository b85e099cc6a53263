#include "cmdlets/lync/trusted_application/application_pool.h"

#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/lync/topology/topology_objects.h"
#include "shell/value/containers.h"

namespace sipsh {

using topology::EqualsIgnoreCase;
using topology::Pool;
using topology::TrustedApplication;

namespace {

constexpr const char* kRole = "TrustedApplicationPool";

}  // namespace

std::string PoolFqdnOf(const std::string& identity) {
  size_t colon = identity.find(':');
  return colon == std::string::npos ? identity : identity.substr(colon + 1);
}

const Pool& RequireApplicationPool(EnvironmentService& environment, const std::string& identity) {
  const topology::Topology& topology = environment.Topology();
  const Pool* pool = topology.FindPool(PoolFqdnOf(identity));
  if (pool != nullptr && pool->FindService(kRole) != nullptr) return *pool;
  std::string known;
  for (const Pool& each : topology.pools) {
    if (each.FindService(kRole) == nullptr) continue;
    known += (known.empty() ? "" : ", ") + each.fqdn;
  }
  Fail("'" + identity + "' is no trusted application pool of the published topology. " +
           (known.empty() ? "There is none; New-CsTrustedApplicationPool adds one."
                          : "There are: " + known + "."),
       "TrustedApplicationPoolNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
}

std::string RequireApplicationId(const std::string& id) {
  std::string urn = ApplicationUrn(id);
  bool bad = urn.size() == std::string_view("urn:application:").size() ||
             urn.find_first_of(" \t/") != std::string::npos;
  if (bad) {
    Fail("'" + id +
             "' is no application id: it may hold neither blanks nor slashes. Write it as "
             "urn:application:helpdesk or helpdesk.",
         "InvalidApplicationId", ErrorCategory::kInvalidArgument, Value::String(id));
  }
  return urn;
}

ApplicationIdentity ParseApplicationIdentity(const std::string& text) {
  size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0) {
    Fail("'" + text + "' names no application. Write it as pool.contoso.com/urn:application:name.",
         "InvalidApplicationIdentity", ErrorCategory::kInvalidArgument, Value::String(text));
  }
  return {text.substr(0, slash), RequireApplicationId(text.substr(slash + 1))};
}

const TrustedApplication& RequireApplication(EnvironmentService& environment,
                                             const ApplicationIdentity& identity) {
  const Pool& pool = RequireApplicationPool(environment, identity.pool);
  for (const TrustedApplication& one : pool.trusted_applications) {
    if (EqualsIgnoreCase(ApplicationUrn(one.id), identity.id)) return one;
  }
  Fail("The pool '" + pool.fqdn + "' has no application '" + identity.id +
           "'. Get-CsTrustedApplication lists those there are.",
       "TrustedApplicationNotFound", ErrorCategory::kObjectNotFound,
       Value::String(identity.pool + "/" + identity.id));
}

bool CommitEdit(CommandRuntime& runtime, EnvironmentService& environment, topology::Edit edit,
                directory::ChangeSet changes) {
  journal::TopologyStep step;
  std::string action = edit.description;
  step.edit = std::move(edit);
  return CommitTopology(runtime, environment, action, std::move(step), std::move(changes));
}

void AddEndpointDeletions(EnvironmentService& environment, const std::string& pool,
                          const std::string& id, directory::ChangeSet* changes) {
  for (const directory::Entry& service : environment.TrustedServicesOf(pool, ApplicationUrn(id))) {
    directory::SearchRequest request;
    request.filter =
        directory::Filter::Equal("msRTCSIP-ApplicationDestination", service.dn().text());
    request.attributes = {"objectClass"};
    for (const directory::Dn& base : environment.SearchBases()) {
      request.base = base;
      for (const directory::Entry& contact :
           Require(directory::FindAll(environment.Store(), request))) {
        changes->changes.push_back(directory::Change::Delete(contact.dn()));
      }
    }
  }
}

void RemindOfEnableTopology(CommandRuntime& runtime) {
  runtime.WriteMessage(Stream::kWarning,
                       "Run Enable-CsTopology, so that the directory follows the topology.");
}

Value ApplicationObject(const Pool& pool, const TrustedApplication& one) {
  ShapeBuilder shape("Microsoft.Rtc.Management.Xds.DisplayTrustedApplication");
  std::vector<Value> slots;
  auto add = [&](std::string_view property, Value value) {
    shape.Add(property);
    slots.push_back(std::move(value));
  };
  std::string legacy =
      one.legacy_name.empty() ? one.id.substr(one.id.rfind(':') + 1) : one.legacy_name;
  std::vector<Value> computers;
  for (const topology::Computer& computer : pool.computers) {
    computers.push_back(Value::String(computer.fqdn));
  }
  add("Identity", Value::String(pool.fqdn + "/" + one.id));
  add("Computers", MakeArray(std::move(computers)));
  add("Protocol", Value::String("Mtls"));
  add("ApplicationId", Value::String(one.id));
  add("TrustedApplicationPoolFqdn", Value::String(pool.fqdn));
  add("Port", Value::Int32(one.port));
  add("LegacyApplicationName", Value::String(std::move(legacy)));
  return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
}

Value ApplicationPoolObject(EnvironmentService& environment, const Pool& pool) {
  return ServiceObject(environment.Topology(), {&pool, pool.FindService(kRole)});
}

}  // namespace sipsh
