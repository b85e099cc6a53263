#include "cmdlets/active_directory/ad_cmdlets.h"
#include "cmdlets/active_directory/ad_identity.h"
#include "shell/value/containers.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;

// "contoso.com" of dc=contoso,dc=com; "" when the DN has other parts at its end.
std::string DnsRoot(const Dn& dn) {
  std::string name;
  for (const directory::Rdn& rdn : dn.Rdns()) {
    if (rdn.size() != 1 || !directory::EqualIgnoreCase(rdn[0].type, "dc")) return {};
    name += (name.empty() ? "" : ".") + rdn[0].value;
  }
  return name;
}

class GetDomain final : public ObjectCmdlet {
 public:
  std::string identity, server;
  Value credential;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    const Dn base = Base(environment);
    EntryReader reader(Table(), environment.Context());
    Entry domain =
        Require(directory::Find(store, base, reader.Attributes()), Value::String(base.text()));
    return runtime.WriteObject(Domain(environment, store, domain, &reader));
  }

 private:
  static const ObjectTable& Table() {
    static constexpr PropertyDefinition kDomain[] = {
        {"ObjectClass", PropertyKind::kObjectClass, "objectClass"},
        {"ObjectGUID", PropertyKind::kGuid, "objectGUID", 0, "entryUUID"},
        {"DomainSID", PropertyKind::kSid, "objectSid"},
        {"ManagedBy", PropertyKind::kText, "managedBy"},
    };
    static const ObjectTable table{"Microsoft.ActiveDirectory.Management.ADDomain", kDomain, {}};
    return table;
  }

  // By DN or DNS name; there is one domain to an environment.
  Dn Base(EnvironmentService& environment) {
    const Dn& base = environment.Base();
    bool meant = identity.empty() || directory::EqualIgnoreCase(identity, DnsRoot(base));
    if (!meant && identity.find('=') != std::string::npos) {
      meant = Require(Dn::Parse(identity), Value::String(identity)) == base;
    }
    if (!meant) {
      Fail(
          "This environment has no domain '" + identity + "'. Its domain is " + DnsRoot(base) + ".",
          "ADIdentityNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
    }
    return base;
  }

  static Value Domain(EnvironmentService& environment, directory::Store& store, const Entry& domain,
                      EntryReader* reader) {
    const Dn& dn = domain.dn();
    std::string dns = DnsRoot(dn), name = dn.LeafValue();
    directory::StoreInfo info = Require(store.Describe());
    ShapeBuilder shape(Table().type_name);
    std::vector<Value> slots;
    auto add = [&](std::string_view property, Value value) {
      shape.Add(property);
      slots.push_back(std::move(value));
    };
    auto place = [&](const char* naming, const char* value) {
      Dn child = dn.Child(naming, value);
      bool there = Require(directory::Exists(store, child));
      return there ? Value::String(child.text()) : Value();
    };
    add("DistinguishedName", Value::String(dn.text()));
    add("DNSRoot", Value::String(dns));
    add("Name", Value::String(name));
    std::string netbios = name;
    for (char& c : netbios) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    add("NetBIOSName", Value::String(netbios.substr(0, 15)));
    add("Forest", Value::String(dns));
    for (const PropertyDefinition& property : Table().properties) {
      add(property.name, reader->ReadProperty(property, domain));
    }
    add("UsersContainer", place("cn", "Users"));
    add("ComputersContainer", place("cn", "Computers"));
    add("DomainControllersContainer", place("ou", "Domain Controllers"));
    add("ConfigurationNamingContext", Value::String(environment.Configuration().text()));
    add("Server", Value::String(info.server));
    return Value::FromObject(new RecordObject(shape.Build(), std::move(slots)));
  }
};

}  // namespace

CmdletMetadata GetAdDomainCmdlet() {
  CmdletMetadata m =
      MakeCmdlet<GetDomain>("Get", "ADDomain", "Gets the domain of the environment.");
  m.output_type = "Microsoft.ActiveDirectory.Management.ADDomain";
  m.Add(Parameter<&GetDomain::identity>("Identity", "DN or DNS name of the domain.")
            .Position(0)
            .ByValue());
  m.Add(Parameter<&GetDomain::server>("Server", "The one server to read from."));
  m.Add(Parameter<&GetDomain::credential>("Credential", "Who reads."));
  return m;
}

}  // namespace sipsh
