#include "cmdlets/active_directory/ad_identity.h"

#include <algorithm>
#include <array>

namespace sipsh {

using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

bool IsGuid(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

// objectGUID's 16 bytes: the first three groups are little-endian.
std::string GuidBytes(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c))) digits += c;
  }
  static constexpr std::array<int, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string bytes;
  for (int from : kOrder) {
    std::string pair = digits.substr(static_cast<size_t>(from) * 2, 2);
    bytes += static_cast<char>(std::stoi(pair, nullptr, 16));
  }
  return bytes;
}

}  // namespace

Dn PartitionOf(EnvironmentService& environment, const std::string& partition) {
  return partition.empty() ? environment.Base()
                           : Require(Dn::Parse(partition), Value::String(partition));
}

namespace {

bool HasLogonName(const AdNoun& noun) {
  return noun.object_class != AdClass::kOrganizationalUnit && noun.object_class != AdClass::kAny;
}

}  // namespace

void SelectAdObject(EnvironmentService& environment, const AdNoun& noun,
                    const std::string& identity, ObjectQuery* query) {
  if (IsGuid(identity)) {
    std::string plain = identity.front() == '{' ? identity.substr(1, 36) : identity;
    bool active_directory = Require(environment.Store().Describe()).active_directory;
    query->identity_filter = active_directory ? Filter::Equal("objectGUID", GuidBytes(plain))
                                              : Filter::Equal("entryUUID", plain);
    return;
  }
  bool account = HasLogonName(noun);
  if (identity.find('=') != std::string::npos || !account) {
    query->identity_dn = Require(Dn::Parse(identity), Value::String(identity));
    return;
  }
  if (identity.rfind("S-1-", 0) == 0) {
    query->identity_filter = Filter::Equal("objectSid", identity);
    return;
  }
  std::vector<Filter> any{Filter::Equal("sAMAccountName", identity)};
  any.push_back(Filter::Equal(noun.object_class == AdClass::kGroup ? "cn" : "uid", identity));
  query->identity_filter = Filter::Or(std::move(any));
}

void FailAdNotFound(const AdNoun& noun, const std::string& identity) {
  bool account = HasLogonName(noun);
  Fail("Cannot find an object with identity: '" + identity + "'. Name the " +
           std::string(noun.what) + " by its DN or " + (account ? "sAMAccountName" : "GUID") +
           "; Get-" + std::string(noun.noun) + " -Filter finds others.",
       "ADIdentityNotFound", ErrorCategory::kObjectNotFound, Value::String(identity));
}

Entry RequireAdObject(CommandRuntime& runtime, EnvironmentService& environment,
                      directory::Store& store, const AdNoun& noun, const std::string& identity,
                      const std::vector<std::string>& attributes, const std::string& partition) {
  ObjectQuery query;
  SelectAdObject(environment, noun, identity, &query);
  directory::SearchRequest request;
  request.base = query.identity_dn ? *query.identity_dn : PartitionOf(environment, partition);
  request.scope = query.identity_dn ? directory::Scope::kBase : directory::Scope::kSubtree;
  request.filter =
      query.identity_filter ? Filter::And({noun.Kind(), *query.identity_filter}) : noun.Kind();
  request.attributes = attributes;
  request.wait = WaitOf(runtime);
  std::vector<Entry> found;
  directory::Status status = store.Search(request, [&](Entry&& entry) {
    found.push_back(std::move(entry));
    return found.size() < 20;
  });
  if (status.code != directory::Code::kNoSuchObject) Check(status);
  if (found.empty()) FailAdNotFound(noun, identity);
  if (found.size() > 1) {
    Fail("'" + identity + "' means " + std::to_string(found.size()) + " " + std::string(noun.what) +
             "s. Name one by its DN.",
         "ADIdentityAmbiguous", ErrorCategory::kInvalidArgument, Value::String(identity));
  }
  return std::move(found[0]);
}

Flow PassAdObject(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  const AdNoun& noun, const Dn& dn) {
  EntryReader reader(noun.table(), environment.Context());
  return runtime.WriteObject(reader.Read(Require(directory::Find(store, dn, reader.Attributes()))));
}

}  // namespace sipsh
