#include <set>

#include "cmdlets/active_directory/ad_cmdlets.h"
#include "cmdlets/active_directory/ad_identity.h"
#include "shell/value/members.h"

namespace sipsh {
namespace {

using directory::Dn;
using directory::Entry;
using directory::Filter;
using directory::Modification;

constexpr const char* kMember = "member";

// A user, a computer, a group, or anything by its DN: objects that were put out bring theirs along.
Dn MemberDn(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
            const Value& member) {
  std::string name = IdentityText(member);
  const AdNoun* noun = &AdObjectNoun();
  if (name.find('=') == std::string::npos && name.size() != 36) {
    ObjectQuery query;
    SelectAdObject(environment, AdAccountNoun(), name, &query);
    directory::SearchRequest request;
    request.base = environment.Base();
    request.filter = Filter::And({AdAccountNoun().Kind(), *query.identity_filter});
    request.attributes = {"objectClass"};
    bool account = Require(directory::FindFirst(store, request)).has_value();
    request.filter = Filter::And({AdGroupNoun().Kind(), *query.identity_filter});
    if (!account && !Require(directory::FindFirst(store, request))) {
      Fail("Cannot find an object with identity: '" + name +
               "'. Name the member, a user, a computer or a group, by its DN or sAMAccountName.",
           "ADIdentityNotFound", ErrorCategory::kObjectNotFound, Value::String(name));
    }
    noun = account ? &AdAccountNoun() : &AdGroupNoun();
  }
  return RequireAdObject(runtime, environment, store, *noun, name, {"objectClass"}).dn();
}

class MembershipCmdlet : public ObjectCmdlet {
 public:
  Value identity, credential;
  std::string partition, server;
  bool pass_thru = false;

 protected:
  // The group's members as they are, in the directory's normal form.
  static std::set<std::string> MembersOf(const Entry& group) {
    std::set<std::string> members;
    for (std::string_view value : group.Values(kMember)) {
      members.insert(Dn::FromTrusted(std::string(value)).Key());
    }
    return members;
  }

  static bool Change(CommandRuntime& runtime, EnvironmentService& environment,
                     directory::Store& store, const Entry& group, Modification::Operation operation,
                     std::vector<std::string> members) {
    if (members.empty()) return true;
    DirectoryChange change{group.dn().text(), "Set", {}, {}};
    change.changes.changes.push_back(
        directory::Change::Modify(group.dn(), {{operation, kMember, std::move(members)}}));
    return CommitChange(runtime, environment, store, std::move(change),
                        Value::String(group.dn().text()));
  }
};

// Add- and Remove-ADGroupMember: what is there already, or not there, is left as it is.
class ChangeMembers final : public MembershipCmdlet {
 public:
  explicit ChangeMembers(bool add) : add_(add) {}
  std::vector<Value> members;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    Entry group = RequireAdObject(runtime, environment, store, AdGroupNoun(),
                                  IdentityText(identity), {kMember}, partition);
    std::set<std::string> there = MembersOf(group);
    std::vector<std::string> changed;
    for (const Value& member : members) {
      Dn dn = MemberDn(runtime, environment, store, member);
      bool differs = add_ ? there.insert(dn.Key()).second : there.erase(dn.Key()) > 0;
      if (differs) changed.push_back(dn.text());
    }
    auto operation = add_ ? Modification::Operation::kAdd : Modification::Operation::kDelete;
    bool done = Change(runtime, environment, store, group, operation, std::move(changed));
    if (!done || !pass_thru) return Flow::kMore;
    return PassAdObject(runtime, environment, store, AdGroupNoun(), group.dn());
  }

 private:
  bool add_;
};

// Add- and Remove-ADPrincipalGroupMembership: the same from the member's side.
class ChangeMemberships final : public MembershipCmdlet {
 public:
  explicit ChangeMemberships(bool add) : add_(add) {}
  std::vector<Value> groups;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    Dn dn = MemberDn(runtime, environment, store, identity);
    auto operation = add_ ? Modification::Operation::kAdd : Modification::Operation::kDelete;
    for (const Value& each : groups) {
      Entry group = RequireAdObject(runtime, environment, store, AdGroupNoun(), IdentityText(each),
                                    {kMember}, partition);
      bool there = MembersOf(group).count(dn.Key()) > 0;
      if (there == add_) continue;
      if (!Change(runtime, environment, store, group, operation, {dn.text()})) continue;
    }
    return pass_thru ? PassAdObject(runtime, environment, store, AdObjectNoun(), dn) : Flow::kMore;
  }

 private:
  bool add_;
};

class GetMembers final : public MembershipCmdlet {
 public:
  bool recursive = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    Entry group = RequireAdObject(runtime, environment, store, AdGroupNoun(),
                                  IdentityText(identity), {kMember}, partition);
    EntryReader reader(Table(), environment.Context());
    std::set<std::string> seen{group.dn().Key()};
    return Write(runtime, environment, store, group, &reader, &seen);
  }

 private:
  static const ObjectTable& Table() {
    static constexpr PropertyDefinition kPrincipal[] = {
        {"distinguishedName", PropertyKind::kDn},
        {"name", PropertyKind::kRdn},
        {"objectClass", PropertyKind::kObjectClass, "objectClass"},
        {"objectGUID", PropertyKind::kGuid, "objectGUID", 0, "entryUUID"},
        {"SamAccountName", PropertyKind::kText, "sAMAccountName"},
        {"SID", PropertyKind::kSid, "objectSid"},
    };
    static const ObjectTable table{
        "Microsoft.ActiveDirectory.Management.ADPrincipal", kPrincipal, {}};
    return table;
  }

  Flow Write(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
             const Entry& group, EntryReader* reader, std::set<std::string>* seen) {
    std::vector<std::string> attributes = reader->Attributes();
    if (recursive) attributes.emplace_back(kMember);
    for (std::string_view value : group.Values(kMember)) {
      Dn dn = Dn::FromTrusted(std::string(value));
      if (!seen->insert(dn.Key()).second) continue;
      directory::Result<Entry> member = directory::Find(store, dn, attributes, WaitOf(runtime));
      // A server need not keep members that were deleted out of groups.
      if (!member.ok() && member.status().code == directory::Code::kNoSuchObject) continue;
      Check(member.status(), Value::String(dn.text()));
      bool nested = recursive && (member->HasValue("objectClass", "group") ||
                                  member->HasValue("objectClass", "groupOfNames"));
      Flow flow = nested ? Write(runtime, environment, store, *member, reader, seen)
                         : runtime.WriteObject(reader->Read(*member));
      if (flow == Flow::kStop) return flow;
    }
    return Flow::kMore;
  }
};

// By the groups' members: not every server keeps memberOf.
class GetMemberships final : public MembershipCmdlet {
 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    directory::Store& store = environment.StoreOn(server, credential);
    Dn dn = MemberDn(runtime, environment, store, identity);
    ObjectQuery query;
    query.table = &AdGroupNoun().table();
    query.kind = Filter::And({AdGroupNoun().Kind(), Filter::Equal(kMember, dn.text())});
    query.bases = {PartitionOf(environment, partition)};
    query.needs_lync_schema = false;
    size_t written = 0;
    return RunObjectQuery(runtime, environment, store, query, &written);
  }
};

template <typename C>
CmdletMetadata Base(const char* verb, const char* noun, const char* synopsis,
                    const char* identity) {
  CmdletMetadata m;
  m.verb = verb;
  m.noun = noun;
  m.synopsis = synopsis;
  m.Add(Parameter<&MembershipCmdlet::identity, C>("Identity", identity)
            .Mandatory()
            .Position(0)
            .ByValue());
  m.Add(Parameter<&MembershipCmdlet::partition, C>("Partition",
                                                   "DN of the naming context to look in."));
  m.Add(Parameter<&MembershipCmdlet::server, C>("Server", "The one server to use."));
  m.Add(Parameter<&MembershipCmdlet::credential, C>("Credential", "Who asks or writes."));
  return m;
}

template <typename C>
CmdletMetadata Changing(CmdletMetadata m, bool add, bool impact) {
  m.supports_should_process = true;
  if (impact) m.confirm_impact = ConfirmImpact::kHigh;
  m.factory = [add] { return std::make_unique<C>(add); };
  m.Add(Parameter<&MembershipCmdlet::pass_thru, C>("PassThru", "Outputs what was changed."));
  return m;
}

CmdletMetadata WithMembers(CmdletMetadata m) {
  m.Add(Parameter<&ChangeMembers::members>("Members", "DNs, GUIDs or sAMAccountNames.")
            .Mandatory()
            .Position(1));
  return m;
}

CmdletMetadata WithGroups(CmdletMetadata m) {
  m.Add(Parameter<&ChangeMemberships::groups>("MemberOf", "The groups.").Mandatory().Position(1));
  return m;
}

}  // namespace

std::vector<CmdletMetadata> AdMembershipCmdlets() {
  constexpr const char* kGroup = "The group: DN, GUID or sAMAccountName.";
  constexpr const char* kPrincipal = "The member: DN, GUID or sAMAccountName.";
  std::vector<CmdletMetadata> cmdlets;
  cmdlets.push_back(WithMembers(Changing<ChangeMembers>(
      Base<ChangeMembers>("Add", "ADGroupMember", "Adds members to a group.", kGroup), true,
      false)));
  cmdlets.push_back(WithMembers(Changing<ChangeMembers>(
      Base<ChangeMembers>("Remove", "ADGroupMember", "Takes members out of a group.", kGroup),
      false, true)));
  cmdlets.push_back(WithGroups(
      Changing<ChangeMemberships>(Base<ChangeMemberships>("Add", "ADPrincipalGroupMembership",
                                                          "Adds somebody to groups.", kPrincipal),
                                  true, false)));
  cmdlets.push_back(WithGroups(Changing<ChangeMemberships>(
      Base<ChangeMemberships>("Remove", "ADPrincipalGroupMembership",
                              "Takes somebody out of groups.", kPrincipal),
      false, true)));
  CmdletMetadata members =
      Base<GetMembers>("Get", "ADGroupMember", "Gets the members of a group.", kGroup);
  members.factory = [] { return std::make_unique<GetMembers>(); };
  members.output_type = "Microsoft.ActiveDirectory.Management.ADPrincipal";
  members.Add(Parameter<&GetMembers::recursive>("Recursive",
                                                "Members of member groups in place of these."));
  cmdlets.push_back(std::move(members));
  CmdletMetadata memberships = Base<GetMemberships>(
      "Get", "ADPrincipalGroupMembership", "Gets the groups somebody is a member of.", kPrincipal);
  memberships.factory = [] { return std::make_unique<GetMemberships>(); };
  memberships.output_type = AdGroupNoun().table().type_name;
  cmdlets.push_back(std::move(memberships));
  return cmdlets;
}

}  // namespace sipsh
