#include "cmdlets/directory_support/environment_service.h"

#include <fstream>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/directory_names.h"
#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/user_policies.h"
#include "directory/ldif.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {

using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::Filter;
using environment_detail::Parts;

namespace environment_detail {
namespace {

// Loads the seed into an embedded directory that holds nothing yet. Another process may do the same
// at this moment: its entries are as good as ours.
void Seed(const environment::Environment& environment, directory::Store& store) {
  if (!environment.Embedded() || environment.seed.empty()) return;
  Dn base = Dn::FromTrusted(environment.base);
  if (Require(directory::Exists(store, base))) return;
  std::ifstream in(environment.seed, std::ios::binary);
  if (!in) {
    throw TerminatingError("The seed " + environment.seed + " that " + environment.file +
                               " names cannot be read. Correct `seed` or put the file there.",
                           "SeedNotFound", ErrorCategory::kObjectNotFound,
                           Value::String(environment.seed));
  }
  directory::Status status = directory::LoadLdif(store, in);
  if (status.ok() || Require(directory::Exists(store, base))) return;
  status.message = environment.seed + ": " + status.message;
  ThrowStatus(status, Value::String(environment.seed));
}

}  // namespace

const environment::Environment& Parts::Environment() {
  if (!environment) {
    auto opened = environment::OpenEnvironment({});
    if (!opened.ok()) {
      const directory::Status& status = opened.status();
      bool absent = status.code == Code::kNoSuchObject;
      throw TerminatingError(status.message, absent ? "EnvironmentNotFound" : "EnvironmentInvalid",
                             absent ? ErrorCategory::kObjectNotFound : ErrorCategory::kInvalidData);
    }
    environment = std::move(*opened);
  }
  return *environment;
}

directory::Store& Parts::Store(const std::string& server, const directory::StoreOptions* options) {
  auto known = stores.find(server);
  if (known != stores.end()) return *known->second;
  directory::StoreOptions chosen =
      options != nullptr ? *options : Require(environment::ToStoreOptions(Environment()));
  std::unique_ptr<directory::Store> store = Require(directory::OpenStore(chosen));
  Seed(Environment(), *store);
  return *stores.emplace(server, std::move(store)).first->second;
}

topology::TopologyDocument& Parts::Document() {
  if (!document) {
    const std::string& path = Environment().topology;
    auto opened =
        Environment().topology_in_directory
            ? topology::TopologyDocument::OpenInDirectory(
                  path, topology::DirectoryPlace(&Store({}, nullptr),
                                                 Require(Dn::Parse(Environment().configuration))))
            : topology::TopologyDocument::Open(path);
    if (!opened.ok()) {
      ErrorRecord record = ToErrorRecord(opened.status(), Value::String(path));
      if (opened.status().code == Code::kInvalidSyntax) {
        record.error_id = "TopologyInvalid";
        record.category = ErrorCategory::kInvalidData;
      } else if (opened.status().code == Code::kNoSuchObject) {
        record.error_id = "TopologyNotFound";
      }
      throw TerminatingError(std::move(record));
    }
    document = std::move(*opened);
  }
  return *document;
}

journal::Journal& Parts::Journal() {
  if (!journal) {
    const environment::Environment& settings = Environment();
    journal = Require(journal::Journal::Open(settings.journal));
    journal->set_limits(
        {int64_t{settings.journal_megabytes} << 20, static_cast<size_t>(settings.journal_files)});
  }
  return *journal;
}

}  // namespace environment_detail

EnvironmentService::EnvironmentService(ServiceRegistry&)
    : parts_(std::make_unique<environment_detail::Parts>()) {}
EnvironmentService::~EnvironmentService() = default;

environment_detail::Parts& EnvironmentService::Parts() { return *parts_; }

directory::Store& EnvironmentService::Store() { return parts_->Store({}, nullptr); }

directory::Store& EnvironmentService::StoreOn(const std::string& domain_controller,
                                              const Value& credential) {
  if (domain_controller.empty() && credential.IsNull()) return Store();
  const environment::Environment& environment = parts_->Environment();
  directory::StoreOptions options = Require(environment::ToStoreOptions(environment));
  if (environment.Embedded()) return Store();  // One file: no servers, no binds.
  if (!domain_controller.empty()) options.pinned_server = domain_controller;
  std::string key = domain_controller;
  if (!credential.IsNull()) {
    options.bind = directory::BindMethod::kSimple;
    options.bind_dn = ToText(GetMember(credential, "UserName"));
    Value network = InvokeMethod(credential, "GetNetworkCredential", {});
    options.password = ToText(GetMember(network, "Password"));
    key += '\0' + options.bind_dn;
  }
  return parts_->Store(key, &options);
}

const topology::Topology& EnvironmentService::Topology() { return parts_->Document().Published(); }

const Dn& EnvironmentService::Base() {
  if (!parts_->base) parts_->base = Require(Dn::Parse(parts_->Environment().base));
  return *parts_->base;
}

const Dn& EnvironmentService::Configuration() {
  if (!parts_->configuration) {
    parts_->configuration = Require(Dn::Parse(parts_->Environment().configuration));
  }
  return *parts_->configuration;
}

const std::vector<Dn>& EnvironmentService::SearchBases() {
  if (parts_->search_bases.empty()) {
    std::vector<Dn> contexts;
    // An embedded directory has one tree: nothing hides below the base.
    if (!parts_->Environment().Embedded()) contexts = Require(Store().Describe()).naming_contexts;
    parts_->search_bases = sipsh::SearchBases(Base(), Configuration(), contexts);
  }
  return parts_->search_bases;
}

const directory::Profile& EnvironmentService::Profile() {
  if (!parts_->profile) parts_->profile = Require(directory::DetectProfile(Store()));
  return *parts_->profile;
}

std::string EnvironmentService::HomeServerOf(const topology::Pool& pool) {
  return DirectoryNames(Configuration()).LcServices(Topology().DirectoryName(pool)).text();
}

std::vector<std::string> EnvironmentService::HomeServersOf(const topology::Pool& pool) {
  std::vector<std::string> names{HomeServerOf(pool)};
  if (topology::GenerationVersion(pool.generation) >= 5) return names;
  std::string old =
      DirectoryNames(Configuration()).LcServices(pool.fqdn.substr(0, pool.fqdn.find('.'))).text();
  if (!directory::EqualIgnoreCase(old, names[0])) names.push_back(std::move(old));
  return names;
}

std::string EnvironmentService::PoolOfHomeServer(std::string_view dn) {
  std::string id = DirectoryNames::ClusterIdOfHomeServer(dn);
  if (id.empty()) return {};
  const topology::Pool* pool = Topology().FindPoolByDirectoryName(id);
  // Older generations write the pool's name instead of a cluster id.
  if (pool == nullptr) {
    for (const topology::Pool& candidate : Topology().pools) {
      if (directory::EqualIgnoreCase(candidate.fqdn.substr(0, candidate.fqdn.find('.')), id)) {
        pool = &candidate;
      }
    }
  }
  return pool == nullptr ? std::string() : pool->fqdn;
}

namespace {

const std::vector<Entry>& TrustedServices(EnvironmentService& environment) {
  Parts& parts = environment.Parts();
  if (!parts.trusted_services) {
    directory::SearchRequest request;
    request.base = DirectoryNames(environment.Configuration()).TrustedServices();
    request.filter = Filter::Present("msRTCSIP-TrustedServiceType");
    request.attributes = {"msRTCSIP-TrustedServerFQDN", "msRTCSIP-TrustedServiceType"};
    std::vector<Entry> found;
    directory::Status status = environment.Store().Search(request, [&](Entry&& entry) {
      found.push_back(std::move(entry));
      return true;
    });
    // A server takes attributes it does not know for attributes nobody has; Profile() says so.
    if (status.code == Code::kUndefinedAttribute || found.empty()) environment.Profile();
    if (status.code != Code::kNoSuchObject) Check(status);
    parts.trusted_services = std::move(found);
  }
  return *parts.trusted_services;
}

}  // namespace

std::string EnvironmentService::PoolOfTrustedService(std::string_view dn) {
  Dn wanted = Dn::FromTrusted(std::string(dn));
  for (const Entry& entry : TrustedServices(*this)) {
    if (entry.dn() == wanted) return entry.Get("msRTCSIP-TrustedServerFQDN");
  }
  return {};
}

std::vector<Entry> EnvironmentService::TrustedServicesOf(std::string_view pool_fqdn,
                                                         std::string_view type) {
  std::vector<Entry> found;
  for (const Entry& entry : TrustedServices(*this)) {
    bool typed =
        type.empty() || directory::EqualIgnoreCase(entry.Get("msRTCSIP-TrustedServiceType"), type);
    if (typed && directory::EqualIgnoreCase(entry.Get("msRTCSIP-TrustedServerFQDN"), pool_fqdn)) {
      found.push_back(entry);
    }
  }
  return found;
}

ReaderContext EnvironmentService::Context() {
  ReaderContext context;
  context.pool_of_home_server = [this](std::string_view dn) { return PoolOfHomeServer(dn); };
  context.pool_of_trusted_service = [this](std::string_view dn) {
    return PoolOfTrustedService(dn);
  };
  context.policy = [this](std::string_view policy, const directory::ValueRange& values) {
    std::optional<int> type = UserPolicyType(Topology(), policy);
    std::string_view anchor = type ? UserPolicyAnchor(values, *type) : std::string_view();
    if (anchor.empty()) return std::string();
    std::string name = UserPolicyName(Topology(), policy, anchor);
    return name.empty() ? std::string(anchor) : name;
  };
  context.source = parts_->Environment().directory;
  return context;
}

void EnvironmentService::Refresh() {
  parts_->trusted_services.reset();
  if (parts_->document) Check(parts_->document->Reload());
}

void AttachEnvironmentService(ServiceRegistry& services) {
  if (services.Find<EnvironmentService>() != nullptr) return;
  services.Add(std::make_shared<EnvironmentService>(services));
}

}  // namespace sipsh
