#include "cmdlets/lync/trusted_application/application_cmdlets.h"

#include <optional>

#include "cmdlets/directory_support/filter_expression.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/topology/topology_objects.h"
#include "cmdlets/lync/trusted_application/application_pool.h"

namespace sipsh {
namespace {

using topology::Pool;
using topology::TrustedApplication;

// The pool's FQDN and the application's id, given as one or as two.
class ApplicationCmdlet : public ObjectCmdlet {
 public:
  std::string identity, application_id, pool_fqdn, legacy_name;
  std::optional<int> port;
  bool force = false, enable_tcp = false;

 protected:
  ApplicationIdentity Meant() const {
    if (!identity.empty()) return ParseApplicationIdentity(identity);
    if (application_id.empty()) {
      Fail("-Identity must name the application: pool.contoso.com/urn:application:name.",
           "ApplicationMissing", ErrorCategory::kInvalidArgument);
    }
    return {pool_fqdn, RequireApplicationId(application_id)};
  }

  void RequireFreePort(const Pool& pool, const std::string& id) const {
    for (const TrustedApplication& other : pool.trusted_applications) {
      if (other.port != *port || topology::EqualsIgnoreCase(other.id, id)) continue;
      Fail("The port " + std::to_string(*port) + " of the pool '" + pool.fqdn +
               "' is in use by the application " + other.id + ". Choose another one.",
           "PortInUse", ErrorCategory::kResourceExists, Value::Int32(*port));
    }
  }
};

class NewApplication final : public ApplicationCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ApplicationIdentity meant = Meant();
    const Pool& pool = RequireApplicationPool(environment, meant.pool);
    for (const TrustedApplication& other : pool.trusted_applications) {
      if (!topology::EqualsIgnoreCase(ApplicationUrn(other.id), meant.id)) continue;
      Fail("The pool '" + pool.fqdn + "' has the application " + other.id + " already, on port " +
               std::to_string(other.port) + ". Change it with Set-CsTrustedApplication.",
           "TrustedApplicationExists", ErrorCategory::kResourceExists, Value::String(meant.id));
    }
    RequireFreePort(pool, meant.id);
    if (enable_tcp && !force) {
      runtime.WriteMessage(Stream::kWarning,
                           "Connections over plain TCP are neither encrypted nor authenticated.");
    }
    std::string fqdn = pool.fqdn;
    TrustedApplication application;
    application.id = meant.id;
    application.port = *port;
    application.legacy_name = legacy_name;
    if (!CommitEdit(runtime, environment, topology::AddTrustedApplication(fqdn, application))) {
      return Flow::kMore;
    }
    RemindOfEnableTopology(runtime);
    meant.pool = fqdn;
    return runtime.WriteObject(ApplicationObject(RequireApplicationPool(environment, fqdn),
                                                 RequireApplication(environment, meant)));
  }
};

class GetApplication final : public ApplicationCmdlet {
 public:
  std::string filter;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!identity.empty()) {
      ApplicationIdentity meant = ParseApplicationIdentity(identity);
      const TrustedApplication& one = RequireApplication(environment, meant);
      return runtime.WriteObject(
          ApplicationObject(RequireApplicationPool(environment, meant.pool), one));
    }
    for (const Pool& pool : environment.Topology().pools) {
      if (!pool_fqdn.empty() && !topology::EqualsIgnoreCase(pool_fqdn, pool.fqdn)) continue;
      for (const TrustedApplication& one : pool.trusted_applications) {
        if (!application_id.empty() &&
            !topology::EqualsIgnoreCase(ApplicationUrn(application_id), ApplicationUrn(one.id))) {
          continue;
        }
        if (!filter.empty() && !MatchesWildcard(filter, pool.fqdn + "/" + one.id)) continue;
        if (runtime.WriteObject(ApplicationObject(pool, one)) == Flow::kStop) return Flow::kStop;
      }
    }
    return Flow::kMore;
  }
};

class SetApplication final : public ApplicationCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ApplicationIdentity meant = Meant();
    const TrustedApplication& one = RequireApplication(environment, meant);
    if (!port || *port == one.port) return Flow::kMore;
    const Pool& pool = RequireApplicationPool(environment, meant.pool);
    RequireFreePort(pool, one.id);
    if (CommitEdit(runtime, environment,
                   topology::SetTrustedApplicationPort(pool.fqdn, one.id, *port))) {
      RemindOfEnableTopology(runtime);
    }
    return Flow::kMore;
  }
};

class RemoveApplication final : public ApplicationCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ApplicationIdentity meant = Meant();
    std::string id = RequireApplication(environment, meant).id;
    std::string fqdn = RequireApplicationPool(environment, meant.pool).fqdn;
    directory::ChangeSet endpoints;
    AddEndpointDeletions(environment, fqdn, id, &endpoints);
    if (CommitEdit(runtime, environment, topology::RemoveTrustedApplication(fqdn, id),
                   std::move(endpoints))) {
      RemindOfEnableTopology(runtime);
    }
    return Flow::kMore;
  }
};

class ComputerCmdlet : public ObjectCmdlet {
 public:
  std::string identity, pool;
  bool force = false;
};

class NewComputer final : public ComputerCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Pool& there = RequireApplicationPool(environment, pool);
    if (!IsDnsName(identity)) {
      Fail("'" + identity + "' is not a host name. Write it as app02.contoso.com.", "InvalidFqdn",
           ErrorCategory::kInvalidArgument, Value::String(identity));
    }
    if (const Pool* other = environment.Topology().PoolOfComputer(identity)) {
      Fail("The computer '" + identity + "' belongs to the pool " + other->fqdn + " already.",
           "ComputerExists", ErrorCategory::kResourceExists, Value::String(identity));
    }
    bool same =
        there.computers.empty() || topology::EqualsIgnoreCase(there.computers[0].fqdn, there.fqdn);
    if (same) {
      Fail("The pool '" + there.fqdn +
               "' is one computer of that name, so no other can join it. Make the pool anew with "
               "-ComputerFqdn.",
           "SingleComputerPool", ErrorCategory::kInvalidOperation, Value::String(there.fqdn));
    }
    if (there.services.size() > 1) {
      Fail("The pool '" + there.fqdn +
               "' holds other roles as well; its computers are not changed here.",
           "PoolHasOtherRoles", ErrorCategory::kInvalidOperation, Value::String(there.fqdn));
    }
    std::string fqdn = there.fqdn;
    if (!CommitEdit(runtime, environment, topology::AddComputer(fqdn, identity))) {
      return Flow::kMore;
    }
    RemindOfEnableTopology(runtime);
    const Pool& now = RequireApplicationPool(environment, fqdn);
    return runtime.WriteObject(ComputerObject(now, now.computers.back()));
  }
};

class GetComputer final : public ComputerCmdlet {
 public:
  std::string filter;
  bool local = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    bool found = false;
    for (const Pool& each : environment.Topology().pools) {
      if (each.FindService("TrustedApplicationPool") == nullptr) continue;
      if (!pool.empty() && !topology::EqualsIgnoreCase(PoolFqdnOf(pool), each.fqdn)) continue;
      for (const topology::Computer& computer : each.computers) {
        if (!identity.empty() && !topology::EqualsIgnoreCase(identity, computer.fqdn)) continue;
        if (!filter.empty() && !MatchesWildcard(filter, computer.fqdn)) continue;
        found = true;
        if (runtime.WriteObject(ComputerObject(each, computer)) == Flow::kStop) return Flow::kStop;
      }
    }
    if (!found && !identity.empty()) {
      Fail("No trusted application pool has a computer '" + identity +
               "'. Get-CsTrustedApplicationComputer lists those there are.",
           "ComputerNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
    }
    return Flow::kMore;
  }
};

class RemoveComputer final : public ComputerCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const Pool* there = environment.Topology().PoolOfComputer(identity);
    if (there == nullptr || there->FindService("TrustedApplicationPool") == nullptr) {
      Fail("No trusted application pool has a computer '" + identity +
               "'. Get-CsTrustedApplicationComputer lists those there are.",
           "ComputerNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
    }
    if (there->computers.size() < 2) {
      Fail("'" + identity + "' is the only computer of the pool " + there->fqdn +
               ". Remove the pool with Remove-CsTrustedApplicationPool.",
           "LastComputer", ErrorCategory::kInvalidOperation, Value::String(identity));
    }
    if (CommitEdit(runtime, environment, topology::RemoveComputer(there->fqdn, identity))) {
      RemindOfEnableTopology(runtime);
    }
    return Flow::kMore;
  }
};

template <typename C>
CmdletMetadata Changing(const char* verb, const char* noun, const char* synopsis,
                        const char* output) {
  CmdletMetadata m = MakeCmdlet<C>(verb, noun, synopsis);
  m.output_type = output;
  m.supports_should_process = true;
  m.Add(Parameter<&C::force, C>("Force", "Leaves out messages that are not errors."));
  return m;
}

constexpr const char* kApplication = "Microsoft.Rtc.Management.Xds.DisplayTrustedApplication";
constexpr const char* kComputer = "Microsoft.Rtc.Management.Xds.DisplayComputer";
constexpr const char* kApplicationHelp = "pool.contoso.com/urn:application:name.";

}  // namespace

CmdletMetadata NewCsTrustedApplication() {
  using C = NewApplication;
  CmdletMetadata m =
      Changing<C>("New", "CsTrustedApplication",
                  "Adds an application to a trusted application pool.", kApplication);
  m.default_set = "Identity";
  m.Add(Parameter<&ApplicationCmdlet::identity, C>("Identity", kApplicationHelp)
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&ApplicationCmdlet::application_id, C>("ApplicationId",
                                                         "Its name; urn:application: is added.")
            .InSet("AppIdAndPoolFqdn")
            .Mandatory());
  m.Add(Parameter<&ApplicationCmdlet::pool_fqdn, C>("TrustedApplicationPoolFqdn", "Its pool.")
            .InSet("AppIdAndPoolFqdn")
            .Mandatory());
  m.Add(Parameter<&ApplicationCmdlet::port, C>("Port", "Its port, unique in the pool.")
            .Mandatory()
            .ValidateRange(Value::Int32(1), Value::Int32(65535)));
  m.Add(Parameter<&ApplicationCmdlet::enable_tcp, C>("EnableTcp", "Plain TCP as well."));
  m.Add(Parameter<&ApplicationCmdlet::legacy_name, C>("LegacyApplicationName",
                                                      "Its name for OCS 2007 R2."));
  return m;
}

CmdletMetadata GetCsTrustedApplication() {
  using C = GetApplication;
  CmdletMetadata m =
      MakeCmdlet<C>("Get", "CsTrustedApplication", "Gets trusted applications of the topology.");
  m.output_type = kApplication;
  m.default_set = "Identity";
  m.Add(Parameter<&ApplicationCmdlet::identity, C>("Identity", kApplicationHelp)
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&C::filter>("Filter", "Wildcards for the identity.").InSet("Filter"));
  m.Add(Parameter<&ApplicationCmdlet::application_id, C>("ApplicationId", "Its name.")
            .InSet("ParentAndRelativeKey"));
  m.Add(Parameter<&ApplicationCmdlet::pool_fqdn, C>("TrustedApplicationPoolFqdn", "Its pool.")
            .InSet("ParentAndRelativeKey"));
  return m;
}

CmdletMetadata SetCsTrustedApplication() {
  using C = SetApplication;
  CmdletMetadata m = Changing<C>("Set", "CsTrustedApplication",
                                 "Changes the port of a trusted application.", kApplication);
  m.Add(Parameter<&ApplicationCmdlet::identity, C>("Identity", kApplicationHelp).Position(0));
  m.Add(Parameter<&ApplicationCmdlet::port, C>("Port", "Its port, unique in the pool.")
            .ValidateRange(Value::Int32(1), Value::Int32(65535)));
  return m;
}

CmdletMetadata RemoveCsTrustedApplication() {
  using C = RemoveApplication;
  CmdletMetadata m = Changing<C>("Remove", "CsTrustedApplication",
                                 "Removes a trusted application and its endpoints.", kApplication);
  m.Add(Parameter<&ApplicationCmdlet::identity, C>("Identity", kApplicationHelp)
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  return m;
}

CmdletMetadata NewCsTrustedApplicationComputer() {
  using C = NewComputer;
  CmdletMetadata m = Changing<C>("New", "CsTrustedApplicationComputer",
                                 "Adds a computer to a trusted application pool.", kComputer);
  m.Add(Parameter<&ComputerCmdlet::identity, C>("Identity", "FQDN of the computer.")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&ComputerCmdlet::pool, C>("Pool", "FQDN of the pool.").Mandatory());
  return m;
}

CmdletMetadata GetCsTrustedApplicationComputer() {
  using C = GetComputer;
  CmdletMetadata m = MakeCmdlet<C>("Get", "CsTrustedApplicationComputer",
                                   "Gets the computers of trusted application pools.");
  m.output_type = kComputer;
  m.default_set = "Identity";
  m.Add(Parameter<&ComputerCmdlet::identity, C>("Identity", "FQDN of the computer.")
            .InSet("Identity")
            .Position(0));
  m.Add(Parameter<&C::filter>("Filter", "Wildcards for the FQDN.").InSet("Filter"));
  m.Add(Parameter<&ComputerCmdlet::pool, C>("Pool", "Only the computers of this pool."));
  m.Add(Parameter<&C::local>("Local", "No effect here: there is no local computer."));
  return m;
}

CmdletMetadata RemoveCsTrustedApplicationComputer() {
  using C = RemoveComputer;
  CmdletMetadata m = Changing<C>("Remove", "CsTrustedApplicationComputer",
                                 "Removes a computer from a trusted application pool.", kComputer);
  m.Add(Parameter<&ComputerCmdlet::identity, C>("Identity", "FQDN of the computer.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  return m;
}

}  // namespace sipsh
