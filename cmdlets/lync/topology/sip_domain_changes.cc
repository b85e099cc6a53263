#include <optional>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/identity/sip_address.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "cmdlets/lync/topology/topology_objects.h"

namespace sipsh {
namespace {

class ChangeSipDomain : public ObjectCmdlet {
 public:
  std::string identity;
  std::optional<bool> is_default;
  bool force = false;

 protected:
  static bool Commit(CommandRuntime& runtime, EnvironmentService& environment,
                     topology::Edit edit) {
    journal::TopologyStep step;
    std::string action = edit.description;
    step.edit = std::move(edit);
    return CommitTopology(runtime, environment, action, std::move(step));
  }

  const topology::SipDomain& RequireDomain(EnvironmentService& environment) const {
    const topology::SipDomain* domain = environment.Topology().FindSipDomain(identity);
    if (domain == nullptr) {
      Fail("'" + identity + "' is not a SIP domain. Get-CsSipDomain lists those there are.",
           "SipDomainNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
    }
    return *domain;
  }
};

class NewSipDomain final : public ChangeSipDomain {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!IsDnsName(identity)) {
      Fail("'" + identity + "' is not a domain name. Write it as contoso.com.", "InvalidSipDomain",
           ErrorCategory::kInvalidArgument, Value::String(identity));
    }
    if (environment.Topology().FindSipDomain(identity) != nullptr) {
      Fail("'" + identity + "' is a SIP domain already. Make it the default with Set-CsSipDomain.",
           "SipDomainExists", ErrorCategory::kResourceExists, Value::String(identity));
    }
    Commit(runtime, environment, topology::AddSipDomain(identity, is_default.value_or(false)));
    const topology::SipDomain* made = environment.Topology().FindSipDomain(identity);
    return made == nullptr ? Flow::kMore : runtime.WriteObject(SipDomainObject(*made));
  }
};

class SetSipDomain final : public ChangeSipDomain {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::SipDomain& domain = RequireDomain(environment);
    if (is_default && !*is_default) {
      Fail(
          "-IsDefault accepts only $true: exactly one SIP domain is the default. Make another one "
          "the default instead.",
          "IsDefaultFalse", ErrorCategory::kInvalidArgument, Value::String(identity));
    }
    if (!is_default || domain.is_default) return Flow::kMore;
    if (!Commit(runtime, environment, topology::SetDefaultSipDomain(domain.name)))
      return Flow::kMore;
    runtime.WriteMessage(Stream::kWarning,
                         "Restart the services RTCCAA and RTCCAS, so that they notice the new "
                         "default SIP domain.");
    return Flow::kMore;
  }
};

class RemoveSipDomain final : public ChangeSipDomain {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    const topology::SipDomain& domain = RequireDomain(environment);
    if (domain.is_default) {
      Fail("'" + domain.name +
               "' is the default SIP domain and cannot be removed. Make another one the default "
               "first: Set-CsSipDomain OTHER -IsDefault $true.",
           "SipDomainIsDefault", ErrorCategory::kInvalidOperation, Value::String(identity));
    }
    Commit(runtime, environment, topology::RemoveSipDomain(domain.name));
    return Flow::kMore;
  }
};

template <typename C>
CmdletMetadata Base(const char* verb, const char* synopsis) {
  CmdletMetadata m = MakeCmdlet<C>(verb, "CsSipDomain", synopsis);
  m.output_type = "Microsoft.Rtc.Management.Xds.SipDomain";
  m.supports_should_process = true;
  m.Add(Parameter<&ChangeSipDomain::force, C>("Force", "Leaves out messages that are not errors."));
  return m;
}

}  // namespace

CmdletMetadata NewCsSipDomain() {
  CmdletMetadata m =
      Base<NewSipDomain>("New", "Adds a SIP domain to the topology and publishes it.");
  m.Add(Parameter<&ChangeSipDomain::identity, NewSipDomain>("Identity", "The SIP domain.")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&ChangeSipDomain::is_default, NewSipDomain>("IsDefault",
                                                              "Makes it the default domain."));
  return m;
}

CmdletMetadata SetCsSipDomain() {
  CmdletMetadata m = Base<SetSipDomain>("Set", "Makes a SIP domain the default one.");
  m.Add(Parameter<&ChangeSipDomain::identity, SetSipDomain>("Identity", "The SIP domain.")
            .Position(0));
  m.Add(Parameter<&ChangeSipDomain::is_default, SetSipDomain>("IsDefault", "Only $true."));
  return m;
}

CmdletMetadata RemoveCsSipDomain() {
  CmdletMetadata m =
      Base<RemoveSipDomain>("Remove", "Removes a SIP domain that is not the default.");
  m.Add(Parameter<&ChangeSipDomain::identity, RemoveSipDomain>("Identity", "The SIP domain.")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  return m;
}

}  // namespace sipsh
