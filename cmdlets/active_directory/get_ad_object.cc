#include <optional>

#include "cmdlets/active_directory/ad_cmdlets.h"
#include "cmdlets/active_directory/ad_identity.h"

namespace sipsh {
namespace {

using directory::Filter;

class GetObject final : public ObjectCmdlet {
 public:
  explicit GetObject(const AdNoun& noun) : noun_(noun) {}

  Value identity, result_set_size, credential;
  std::string filter, ldap_filter, search_base, search_scope, partition, server;
  std::vector<std::string> properties;
  std::optional<int> result_page_size;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ObjectQuery query;
    std::vector<PropertyDefinition> columns(noun_.table().properties.begin(),
                                            noun_.table().properties.end());
    for (const std::string& name : properties) AddColumn(name, &columns);
    ObjectTable table{noun_.table().type_name, columns, {}};
    query.table = &table;
    query.filter_table = &noun_.extended();
    query.kind = noun_.Kind();
    query.attributes_by_name = true;
    query.needs_lync_schema = false;
    std::string name = IdentityText(identity);
    if (!name.empty()) SelectAdObject(environment, noun_, name, &query);
    query.filter = filter;
    query.ldap_filter = ldap_filter;
    query.organizational_unit = search_base;
    if (search_base.empty()) query.bases = {PartitionOf(environment, partition)};
    query.limit = ParseResultSize(result_set_size);
    query.scope = Scope();
    if (result_page_size) query.page_size = static_cast<size_t>(*result_page_size);
    size_t written = 0;
    Flow flow = RunObjectQuery(runtime, environment, environment.StoreOn(server, credential), query,
                               &written);
    if (!name.empty() && written == 0) FailAdNotFound(noun_, name);
    return flow;
  }

 private:
  directory::Scope Scope() const {
    if (directory::EqualIgnoreCase(search_scope, "Base")) return directory::Scope::kBase;
    if (directory::EqualIgnoreCase(search_scope, "OneLevel")) return directory::Scope::kOneLevel;
    return directory::Scope::kSubtree;
  }

  void AddColumn(const std::string& name, std::vector<PropertyDefinition>* columns) {
    if (name == "*") {
      for (const PropertyDefinition& known : noun_.extended().properties) AddOnce(known, columns);
      for (const char* attribute : {"msRTCSIP-PrimaryUserAddress", "msRTCSIP-UserEnabled",
                                    "msRTCSIP-PrimaryHomeServer", "proxyAddresses"}) {
        AddOnce({attribute, PropertyKind::kText, attribute}, columns);
      }
      return;
    }
    const PropertyDefinition* known = noun_.extended().Find(name);
    AddOnce(known != nullptr ? *known : PropertyDefinition{name, PropertyKind::kText, name},
            columns);
  }

  static void AddOnce(const PropertyDefinition& column, std::vector<PropertyDefinition>* columns) {
    for (const PropertyDefinition& there : *columns) {
      if (directory::EqualIgnoreCase(there.name, column.name)) return;
    }
    columns->push_back(column);
  }

  const AdNoun& noun_;
};

}  // namespace

CmdletMetadata GetAdCmdlet(const AdNoun& noun) {
  CmdletMetadata m;
  m.verb = "Get";
  m.noun = noun.noun;
  m.synopsis = noun.object_class == AdClass::kUser
                   ? "Gets user accounts of the directory."
                   : "Gets " + std::string(noun.what) + "s of the directory.";
  m.factory = [&noun] { return std::make_unique<GetObject>(noun); };
  m.output_type = noun.table().type_name;
  m.default_set = "Filter";
  m.Add(Parameter<&GetObject::filter>("Filter", "Condition: {Name -like \"My*\"}; * for all.")
            .InSet("Filter")
            .Mandatory());
  m.Add(Parameter<&GetObject::identity>("Identity", "DN, GUID or sAMAccountName.")
            .InSet("Identity")
            .Mandatory()
            .Position(0)
            .ByValue());
  m.Add(Parameter<&GetObject::ldap_filter>("LDAPFilter", "LDAP filter on attributes.")
            .InSet("LdapFilter")
            .Mandatory());
  m.Add(Parameter<&GetObject::properties>("Properties",
                                          "Further properties or attributes; * for all.")
            .Alias("Property"));
  m.Add(Parameter<&GetObject::search_base>("SearchBase", "DN below which to search.")
            .InSet("Filter")
            .InSet("LdapFilter"));
  m.Add(Parameter<&GetObject::result_set_size>("ResultSetSize", "How many at most.")
            .InSet("Filter")
            .InSet("LdapFilter"));
  m.Add(Parameter<&GetObject::result_page_size>("ResultPageSize", "How many a page of the answer.")
            .InSet("Filter")
            .InSet("LdapFilter")
            .ValidateRange(Value::Int32(1), Value::Int32(1000000)));
  m.Add(Parameter<&GetObject::search_scope>("SearchScope", "How far below the search base.")
            .InSet("Filter")
            .InSet("LdapFilter")
            .Enum({"Base", "OneLevel", "Subtree"}));
  m.Add(Parameter<&GetObject::partition>("Partition", "DN of the naming context to look in.")
            .InSet("Identity"));
  m.Add(Parameter<&GetObject::server>("Server", "The one server to read from."));
  m.Add(Parameter<&GetObject::credential>("Credential", "Who reads."));
  return m;
}

}  // namespace sipsh
