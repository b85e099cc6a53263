#include "cmdlets/active_directory/ad_cmdlets.h"

#include <optional>

#include "cmdlets/active_directory/ad_user_table.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;
using directory::Filter;

Filter UserClass() {
  return Filter::Or(
      {Filter::Equal("objectClass", "user"), Filter::Equal("objectClass", "inetOrgPerson")});
}

// DN, objectGUID, SID (as text where the directory keeps them so) or sAMAccountName.
void SelectAdUser(const std::string& identity, ObjectQuery* query) {
  if (identity.find('=') != std::string::npos) {
    query->identity_dn = Require(Dn::Parse(identity), Value::String(identity));
    return;
  }
  query->identity_filter =
      Filter::Or({Filter::Equal("sAMAccountName", identity), Filter::Equal("uid", identity)});
  if (identity.size() == 36) query->identity_filter = Filter::Equal("entryUUID", identity);
}

[[noreturn]] void FailNotFound(const std::string& identity) {
  Fail("Cannot find an object with identity: '" + identity +
           "'. Name the user by its DN or sAMAccountName; Get-ADUser -Filter finds others.",
       "ADIdentityNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
}

// -Partition: the naming context in which an identity that is no DN is looked up.
Dn PartitionOf(EnvironmentService& environment, const std::string& partition) {
  return partition.empty() ? environment.Base()
                           : Require(Dn::Parse(partition), Value::String(partition));
}

class GetAdUser final : public ObjectCmdlet {
 public:
  Value identity, result_set_size, credential;
  std::string filter, ldap_filter, search_base, search_scope, partition, server;
  std::vector<std::string> properties;
  std::optional<int> result_page_size;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    ObjectQuery query;
    std::vector<PropertyDefinition> columns(AdUserTable().properties.begin(),
                                            AdUserTable().properties.end());
    for (const std::string& name : properties) AddColumn(name, &columns);
    ObjectTable table{AdUserTable().type_name, columns, {}};
    query.table = &table;
    query.filter_table = &AdUserExtendedTable();
    query.kind = UserClass();
    query.attributes_by_name = true;
    std::string name = IdentityText(identity);
    if (!name.empty()) SelectAdUser(name, &query);
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
    if (!name.empty() && written == 0) FailNotFound(name);
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
      for (const PropertyDefinition& known : AdUserExtendedTable().properties) {
        AddOnce(known, columns);
      }
      for (const char* attribute : {"msRTCSIP-PrimaryUserAddress", "msRTCSIP-UserEnabled",
                                    "msRTCSIP-PrimaryHomeServer", "proxyAddresses"}) {
        AddOnce({attribute, PropertyKind::kText, attribute}, columns);
      }
      return;
    }
    const PropertyDefinition* known = AdUserExtendedTable().Find(name);
    AddOnce(known != nullptr ? *known : PropertyDefinition{name, PropertyKind::kText, name},
            columns);
  }

  static void AddOnce(const PropertyDefinition& column, std::vector<PropertyDefinition>* columns) {
    for (const PropertyDefinition& there : *columns) {
      if (directory::EqualIgnoreCase(there.name, column.name)) return;
    }
    columns->push_back(column);
  }
};

class RemoveAdUser final : public ObjectCmdlet {
 public:
  Value identity, credential;
  std::string partition, server;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    std::string name = IdentityText(identity);
    ObjectQuery query;
    SelectAdUser(name, &query);
    directory::SearchRequest request;
    request.base = query.identity_dn ? *query.identity_dn : PartitionOf(environment, partition);
    request.scope = query.identity_dn ? directory::Scope::kBase : directory::Scope::kSubtree;
    request.filter =
        query.identity_filter ? Filter::And({UserClass(), *query.identity_filter}) : UserClass();
    request.attributes = {"msRTCSIP-PrimaryUserAddress"};
    request.wait = WaitOf(runtime);
    std::vector<Entry> found;
    directory::Status status = store.Search(request, [&](Entry&& entry) {
      found.push_back(std::move(entry));
      return true;
    });
    if (status.code != directory::Code::kNoSuchObject) Check(status);
    if (found.empty()) FailNotFound(name);
    if (found.size() > 1) {
      Fail("'" + name + "' means " + std::to_string(found.size()) + " users. Name one by its DN.",
           "ADIdentityAmbiguous", ErrorCategory::kInvalidArgument, Value::String(name));
    }
    DirectoryChange change{found[0].dn().text(), "Remove", {}, {}};
    change.changes.changes.push_back(directory::Change::Delete(found[0].dn()));
    CommitChange(runtime, environment, store, std::move(change), Value::String(name));
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata GetAdUserCmdlet() {
  CmdletMetadata m = MakeCmdlet<GetAdUser>("Get", "ADUser", "Gets user accounts of the directory.");
  m.output_type = "Microsoft.ActiveDirectory.Management.ADUser";
  m.default_set = "Filter";
  m.Add(Parameter<&GetAdUser::filter>("Filter", "Condition: {Surname -like \"My*\"}; * for all.")
            .InSet("Filter")
            .Mandatory());
  m.Add(Parameter<&GetAdUser::identity>("Identity", "DN, GUID or sAMAccountName.")
            .InSet("Identity")
            .Mandatory()
            .Position(0)
            .ByValue());
  m.Add(Parameter<&GetAdUser::ldap_filter>("LDAPFilter", "LDAP filter on attributes.")
            .InSet("LdapFilter")
            .Mandatory());
  m.Add(Parameter<&GetAdUser::properties>("Properties",
                                          "Further properties or attributes; * for all.")
            .Alias("Property"));
  m.Add(Parameter<&GetAdUser::search_base>("SearchBase", "DN below which to search.")
            .InSet("Filter")
            .InSet("LdapFilter"));
  m.Add(Parameter<&GetAdUser::result_set_size>("ResultSetSize", "How many at most.")
            .InSet("Filter")
            .InSet("LdapFilter"));
  m.Add(Parameter<&GetAdUser::result_page_size>("ResultPageSize", "How many a page of the answer.")
            .InSet("Filter")
            .InSet("LdapFilter")
            .ValidateRange(Value::Int32(1), Value::Int32(1000000)));
  m.Add(Parameter<&GetAdUser::search_scope>("SearchScope", "How far below the search base.")
            .InSet("Filter")
            .InSet("LdapFilter")
            .Enum({"Base", "OneLevel", "Subtree"}));
  m.Add(Parameter<&GetAdUser::partition>("Partition", "DN of the naming context to look in.")
            .InSet("Identity"));
  m.Add(Parameter<&GetAdUser::server>("Server", "The one server to read from."));
  m.Add(Parameter<&GetAdUser::credential>("Credential", "Who reads."));
  return m;
}

CmdletMetadata RemoveAdUserCmdlet() {
  CmdletMetadata m = MakeCmdlet<RemoveAdUser>("Remove", "ADUser", "Deletes a user account.");
  m.supports_should_process = true;
  m.confirm_impact = ConfirmImpact::kHigh;
  m.Add(Parameter<&RemoveAdUser::identity>("Identity", "DN, GUID or sAMAccountName.")
            .Mandatory()
            .Position(0)
            .ByValue());
  m.Add(Parameter<&RemoveAdUser::partition>("Partition", "DN of the naming context to look in."));
  m.Add(Parameter<&RemoveAdUser::server>("Server", "The one server to write to."));
  m.Add(Parameter<&RemoveAdUser::credential>("Credential", "Who deletes."));
  return m;
}

}  // namespace sipsh
