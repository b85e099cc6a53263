#include "cmdlets/lync/coexistence/facts_reader.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/user_policies.h"
#include "cmdlets/lync/identity/sip_address.h"

namespace sipsh {

using coexistence::Facts;
using coexistence::Holder;
using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr const char* kEnabled = "msRTCSIP-UserEnabled";
constexpr const char* kHome = "msRTCSIP-PrimaryHomeServer";
constexpr const char* kOwner = "msRTCSIP-OwnerUrn";
constexpr const char* kDestination = "msRTCSIP-ApplicationDestination";
constexpr const char* kProxy = "proxyAddresses";

bool IsTrue(std::string_view text) { return topology::EqualsIgnoreCase(text, "TRUE"); }

class FactsReader {
 public:
  FactsReader(EnvironmentService& environment, directory::Store& store, const directory::Wait& wait)
      : environment_(environment), store_(store), wait_(wait) {}

  Facts Read(FactsExtent extent) {
    ReadObjects();
    ReadEndpoints();
    for (const topology::Pool& pool : environment_.Topology().pools) {
      if (pool.group_chat) addresses_.insert(SipAddressKey(pool.group_chat->well_known_user));
    }
    if (extent == FactsExtent::kEverything) {
      Pass(Filter::Or({Filter::Present(kAddress), Filter::Present(kProxy)}), true);
    } else {
      Pass(AddressFilter(), false);
    }
    Sort();
    return std::move(facts_);
  }

 private:
  // The directory answers in no particular order.
  void Sort() {
    auto by_fqdn = [](const auto& a, const auto& b) { return a.fqdn < b.fqdn; };
    std::stable_sort(facts_.pools.begin(), facts_.pools.end(), by_fqdn);
    std::stable_sort(facts_.services.begin(), facts_.services.end(), by_fqdn);
    std::stable_sort(facts_.homes.begin(), facts_.homes.end(),
                     [](const auto& a, const auto& b) { return a.dn < b.dn; });
    std::stable_sort(facts_.holders.begin(), facts_.holders.end(),
                     [](const auto& a, const auto& b) {
                       return std::tie(a.kind, a.address, a.dn) < std::tie(b.kind, b.address, b.dn);
                     });
  }

  void ReadObjects() {
    const topology::Topology& topology = environment_.Topology();
    for (const Dn& rtc : RtcServices(environment_)) {
      for (const Entry& entry :
           EntriesBelow(store_, rtc.Child("CN", "Pools"), Filter::True(),
                        {"objectClass", "dNSHostName", "msRTCSIP-PoolVersion", "cn"}, wait_)) {
        std::string name = DirectoryNames::ClusterIdOfHomeServer(entry.dn().text());
        const topology::Pool* pool =
            name.empty() ? nullptr
                         : topology.FindPool(environment_.PoolOfHomeServer(entry.dn().text()));
        if (pool != nullptr) facts_.pools_with_object.push_back(pool->fqdn);
        int version = ToVersion(entry.Get("msRTCSIP-PoolVersion"));
        if (version >= 0 && entry.Has("dNSHostName")) {
          facts_.pools.push_back({entry.Get("dNSHostName"), version});
        }
      }
      for (const Entry& entry :
           EntriesBelow(store_, rtc.Child("CN", "Trusted Services"),
                        Filter::Present("msRTCSIP-TrustedServerFQDN"),
                        {"msRTCSIP-TrustedServerFQDN", "msRTCSIP-TrustedServerVersion",
                         "msRTCSIP-TrustedServiceType"},
                        wait_)) {
        std::string fqdn = entry.Get("msRTCSIP-TrustedServerFQDN");
        facts_.services.push_back({fqdn, ToVersion(entry.Get("msRTCSIP-TrustedServerVersion"))});
        if (entry.HasValue("msRTCSIP-TrustedServiceType", trusted_service::kPersistentChat)) {
          facts_.chat_services.push_back(fqdn);
        }
      }
    }
  }

  void ReadEndpoints() {
    Dn contacts = DirectoryNames(environment_.Configuration()).ApplicationContacts();
    for (const Entry& entry :
         EntriesBelow(store_, contacts, Filter::Equal(kOwner, std::string(kPersistentChatUrn)),
                      {kAddress, kEnabled, kHome, kDestination}, wait_)) {
      if (!entry.Has(kAddress)) continue;
      Holder holder{Holder::Kind::kEndpoint,
                    entry.Get(kAddress),
                    entry.dn().text(),
                    IsTrue(entry.Get(kEnabled)),
                    environment_.PoolOfHomeServer(entry.Get(kHome)),
                    environment_.PoolOfTrustedService(entry.Get(kDestination))};
      addresses_.insert(SipAddressKey(holder.address));
      known_.insert(entry.dn().Key());
      facts_.holders.push_back(std::move(holder));
    }
  }

  // Nothing else but those who have one of the addresses.
  Filter AddressFilter() {
    std::vector<Filter> any;
    bool searchable = environment_.Profile().proxy_addresses_searchable;
    for (const std::string& address : addresses_) {
      any.push_back(Filter::Equal(kAddress, address));
      if (searchable) any.push_back(Filter::Equal(kProxy, address));
    }
    if (!searchable && !addresses_.empty()) any.push_back(Filter::Present(kProxy));
    return Filter::Or(std::move(any));
  }

  void Pass(Filter filter, bool count_homes) {
    directory::SearchRequest request;
    request.filter = std::move(filter);
    request.attributes = {"objectClass", kAddress, kEnabled, kHome, kOwner, kProxy};
    if (count_homes) request.attributes.emplace_back(kUserPolicies);
    request.wait = wait_;
    for (const Dn& base : environment_.SearchBases()) {
      request.base = base;
      directory::Status status = store_.Search(request, [&](Entry&& entry) {
        if (count_homes) CountAccount(entry);
        TakeHolder(entry);
        return true;
      });
      if (status.code != directory::Code::kNoSuchObject) Check(status);
    }
  }

  void CountAccount(const directory::EntryView& entry) {
    std::string_view address = entry.First(kAddress).value_or("");
    if (address.empty()) return;
    bool contact = entry.Has(kOwner) || entry.HasValue("objectClass", "contact");
    if (HasPolicyTwice(entry)) facts_.policies_twice.Add(std::string(address));
    if (HasOtherProxies(entry, address)) facts_.proxies_differ.Add(std::string(address));
    bool enabled = IsTrue(entry.First(kEnabled).value_or(""));
    auto home = entry.First(kHome);
    if (!home || (!contact && !enabled)) return;
    // A well-known user is nobody who chats.
    if (addresses_.count(SipAddressKey(address)) > 0 && !contact) return;
    coexistence::Home& counted = HomeOf(*home);
    ++(contact ? counted.contacts : counted.users);
  }

  static bool HasPolicyTwice(const directory::EntryView& entry) {
    std::vector<std::string_view> types;
    for (std::string_view value : entry.Values(kUserPolicies)) {
      std::string_view type = value.substr(0, value.find('='));
      if (std::find(types.begin(), types.end(), type) != types.end()) return true;
      types.push_back(type);
    }
    return false;
  }

  static bool HasOtherProxies(const directory::EntryView& entry, std::string_view address) {
    for (std::string_view value : entry.Values(kProxy)) {
      bool sip = topology::EqualsIgnoreCase(value.substr(0, 4), "sip:");
      if (sip && !topology::EqualsIgnoreCase(value, address)) return true;
    }
    return false;
  }

  coexistence::Home& HomeOf(std::string_view dn) {
    // The last one again, mostly.
    if (last_home_ < facts_.homes.size() && facts_.homes[last_home_].dn == dn) {
      return facts_.homes[last_home_];
    }
    last_home_ = 0;
    for (const coexistence::Home& home : facts_.homes) {
      if (topology::EqualsIgnoreCase(home.dn, dn)) return facts_.homes[last_home_];
      ++last_home_;
    }
    facts_.homes.push_back({std::string(dn), environment_.PoolOfHomeServer(dn), 0, 0});
    return facts_.homes.back();
  }

  void TakeHolder(const Entry& entry) {
    std::string address = entry.Get(kAddress);
    bool primary = !address.empty() && addresses_.count(SipAddressKey(address)) > 0;
    if (!primary) {
      address.clear();
      for (std::string_view value : entry.Values(kProxy)) {
        if (addresses_.count(SipAddressKey(value)) > 0) address = value;
      }
      if (address.empty()) return;
    }
    if (!known_.insert(entry.dn().Key()).second) return;
    bool contact = entry.HasValue("objectClass", "contact") ||
                   entry.HasValue("objectClass", "msRTCSIPContact") ||
                   entry.HasValue("objectClass", "group");
    facts_.holders.push_back({primary && !contact ? Holder::Kind::kUser : Holder::Kind::kOther,
                              address, entry.dn().text(), IsTrue(entry.Get(kEnabled)),
                              environment_.PoolOfHomeServer(entry.Get(kHome)), ""});
  }

  EnvironmentService& environment_;
  directory::Store& store_;
  const directory::Wait& wait_;
  Facts facts_;
  std::set<std::string> addresses_;  // Keys of those that matter.
  std::set<std::string> known_;      // Keys of the holders' DNs.
  size_t last_home_ = 0;
};

}  // namespace

int ToVersion(std::string_view text) {
  int number = -1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

std::vector<Dn> RtcServices(EnvironmentService& environment) {
  Dn system = environment.Base().Child("CN", "System").Child("CN", "Microsoft");
  return {DirectoryNames(environment.Configuration()).RtcService(),
          system.Child("CN", "RTC Service")};
}

std::vector<Entry> EntriesBelow(directory::Store& store, const Dn& base, Filter filter,
                                std::vector<std::string> attributes, const directory::Wait& wait) {
  directory::SearchRequest request;
  request.base = base;
  request.filter = std::move(filter);
  request.attributes = std::move(attributes);
  request.wait = wait;
  std::vector<Entry> found;
  directory::Status status = store.Search(request, [&](Entry&& entry) {
    found.push_back(std::move(entry));
    return true;
  });
  if (status.code != directory::Code::kNoSuchObject) Check(status);
  return found;
}

Facts ReadFacts(EnvironmentService& environment, directory::Store& store,
                const directory::Wait& wait, FactsExtent extent) {
  environment.Profile();  // Says what is missing where the schema is not loaded.
  return FactsReader(environment, store, wait).Read(extent);
}

const std::vector<std::string>& ChatUserAttributes() {
  static const std::vector<std::string> attributes{
      kAddress, kEnabled, kHome, "msRTCSIP-DeploymentLocator", std::string(kUserPolicies)};
  return attributes;
}

coexistence::User ReadChatUser(EnvironmentService& environment, const directory::EntryView& entry) {
  coexistence::User user;
  user.address = entry.First(kAddress).value_or("");
  user.name = user.address.empty() ? std::string(entry.dn()) : user.address;
  if (auto enabled = entry.First(kEnabled)) user.enabled = IsTrue(*enabled);
  user.hosting_provider = entry.First("msRTCSIP-DeploymentLocator").value_or("");
  user.home_dn = entry.First(kHome).value_or("");
  user.home_pool = environment.PoolOfHomeServer(user.home_dn);
  const topology::Topology& topology = environment.Topology();
  if (auto type = UserPolicyType(topology, "PersistentChatPolicy")) {
    std::string_view anchor = UserPolicyAnchor(entry.Values(kUserPolicies), *type);
    if (!anchor.empty())
      user.chat_policy = UserPolicyName(topology, "PersistentChatPolicy", anchor);
  }
  return user;
}

}  // namespace sipsh
