#include "cmdlets/lync/contact/sip_object_cmdlets.h"
#include "cmdlets/lync/contact/sip_object_lookup.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using topology::Pool;

class GetPoolInfo final : public ObjectCmdlet {
 public:
  Value identity;
  bool local_store = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string name = IdentityText(identity);
    directory::Entry user =
        RequireSipObject(runtime, environment, environment.Store(), CsUserType(), name,
                         {"msRTCSIP-PrimaryUserAddress", "msRTCSIP-PrimaryHomeServer"});
    std::string fqdn = environment.PoolOfHomeServer(user.Get("msRTCSIP-PrimaryHomeServer"));
    const Pool* home = fqdn.empty() ? nullptr : environment.Topology().FindPool(fqdn);
    if (home == nullptr) {
      Fail("The user " + user.dn().text() +
               " has no home among the pools of the published topology. Give it one with "
               "Move-CsUser.",
           "RegistrarPoolMissing", ErrorCategory::kInvalidOperation, Value::String(name));
    }
    const Pool* backup = environment.Topology().FindPool(home->backup_pool);
    ShapeBuilder shape("Microsoft.Rtc.Management.UserPinService.UserInformation");
    std::vector<Value> slots;
    auto add = [&](std::string_view property, Value value) {
      shape.Add(property);
      slots.push_back(std::move(value));
    };
    add("PrimaryPoolFqdn", Value::String(home->fqdn));
    add("BackupPoolFqdn", backup == nullptr ? Value() : Value::String(backup->fqdn));
    add("PrimaryPoolPrimaryRegistrar", Registrar(*home));
    add("BackupPoolPrimaryRegistrar", backup == nullptr ? Value() : Registrar(*backup));
    std::vector<Value> machines;
    for (const topology::Computer& computer : home->computers) {
      machines.push_back(Value::String(computer.fqdn));
    }
    add("PrimaryPoolMachinesInPreferredOrder", MakeArray(std::move(machines)));
    return runtime.WriteObject(
        Value::FromObject(new RecordObject(shape.Build(), std::move(slots))));
  }

 private:
  static Value Registrar(const Pool& pool) { return Value::String("Registrar:" + pool.fqdn); }
};

}  // namespace

CmdletMetadata GetCsUserPoolInfo() {
  CmdletMetadata m =
      MakeCmdlet<GetPoolInfo>("Get", "CsUserPoolInfo", "Tells the home and backup pool of a user.");
  m.output_type = "Microsoft.Rtc.Management.UserPinService.UserInformation";
  m.Add(Parameter<&GetPoolInfo::identity>("Identity",
                                          "sip: address, DN, UPN, DOMAIN\\logon or display name.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&GetPoolInfo::local_store>("LocalStore",
                                             "No effect here: the published topology is local."));
  return m;
}

}  // namespace sipsh
