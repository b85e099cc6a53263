#include "cmdlets/lync/persistent_chat/endpoint.h"
#include "cmdlets/lync/persistent_chat/endpoint_cmdlets.h"

namespace sipsh {
namespace {

using directory::Entry;

class RemoveEndpoint final : public ObjectCmdlet {
 public:
  Value identity;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string name = IdentityText(identity);
    directory::Store& store = environment.Store();
    ObjectQuery query = EndpointQuery(environment);
    SelectEndpoint(name, &query);
    directory::SearchRequest request;
    request.base = query.identity_dn ? *query.identity_dn : query.bases[0];
    request.scope = query.identity_dn ? directory::Scope::kBase : directory::Scope::kSubtree;
    request.filter = query.identity_filter
                         ? directory::Filter::And({query.kind, *query.identity_filter})
                         : query.kind;
    std::vector<Entry> found;
    directory::Status status = store.Search(request, [&](Entry&& entry) {
      found.push_back(std::move(entry));
      return true;
    });
    if (status.code != directory::Code::kNoSuchObject) Check(status);
    Value target = Value::String(name);
    if (found.empty()) {
      Fail("No Persistent Chat endpoint '" + name +
               "' was found. Get-CsPersistentChatEndpoint lists all.",
           "EndpointNotFound", ErrorCategory::kObjectNotFound, target);
    }
    if (found.size() > 1) {
      Fail("'" + name + "' means " + std::to_string(found.size()) +
               " endpoints. Name one by its SIP address or DN.",
           "EndpointAmbiguous", ErrorCategory::kInvalidArgument, target);
    }
    std::string address = found[0].Get("msRTCSIP-PrimaryUserAddress");
    directory::Change remove = directory::Change::Delete(found[0].dn());
    remove.assertion = directory::Filter::Equal("msRTCSIP-PrimaryUserAddress", address);
    DirectoryChange change{address, "delete the endpoint " + found[0].dn().text(), {}, {}};
    change.changes.changes.push_back(std::move(remove));
    CommitChange(runtime, environment, store, std::move(change), target);
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata RemoveCsPersistentChatEndpoint() {
  CmdletMetadata m = MakeCmdlet<RemoveEndpoint>(
      "Remove", "CsPersistentChatEndpoint",
      "Deletes a Persistent Chat endpoint; legacy clients set to it stop connecting.");
  m.supports_should_process = true;
  m.Add(Parameter<&RemoveEndpoint::identity>("Identity", "SIP address, display name or DN.")
            .Mandatory()
            .Position(0)
            .ByValue()
            .ByPropertyName());
  m.Add(Parameter<&RemoveEndpoint::force>("Force", "Leaves out messages that are not errors."));
  return m;
}

}  // namespace sipsh
