#include "cmdlets/lync/coexistence/legacy_reader.h"

#include <algorithm>
#include <pugixml.hpp>

#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/coexistence/facts_reader.h"
#include "directory/file/atomic_file.h"
#include "directory/topology/rules.h"

namespace sipsh {

using coexistence::LegacyInstallation;
using directory::Dn;
using directory::Entry;
using directory::Filter;
using topology::Generation;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr const char* kHome = "msRTCSIP-PrimaryHomeServer";
constexpr const char* kLookupName = "sip:ocschat";  // The default of its local part begins so.
constexpr int kLync2010 = 5;

// Everything before 2010 counts to the 2007 R2 deployment.
Generation LegacyGeneration(int version) {
  if (version < 0 || version > kLync2010) return Generation::kNone;
  return version == kLync2010 ? Generation::kLyncServer2010 : Generation::kOcsServer2007R2;
}

void ReadPools(directory::Store& store, const Dn& rtc, const directory::Wait& wait,
               LegacyInstallation* found) {
  for (const Entry& entry :
       EntriesBelow(store, rtc.Child("CN", "Pools"), Filter::Present("msRTCSIP-PoolVersion"),
                    {"dNSHostName", "msRTCSIP-PoolDisplayName", "msRTCSIP-PoolDomainFQDN",
                     "msRTCSIP-PoolVersion", "msRTCSIP-BackEndServer"},
                    wait)) {
    Generation generation = LegacyGeneration(ToVersion(entry.Get("msRTCSIP-PoolVersion")));
    if (generation == Generation::kNone) continue;
    std::string name = entry.dn().LeafValue(), fqdn = entry.Get("dNSHostName");
    std::string domain = entry.Get("msRTCSIP-PoolDomainFQDN");
    if (fqdn.empty() && !domain.empty()) fqdn = name + "." + domain;
    found->pools.push_back({fqdn, name, entry.Get("msRTCSIP-PoolDisplayName"), generation,
                            entry.Get("msRTCSIP-BackEndServer")});
  }
}

void ReadServers(directory::Store& store, const Dn& rtc, const directory::Wait& wait,
                 LegacyInstallation* found) {
  for (const Entry& entry :
       EntriesBelow(store, rtc.Child("CN", "Global Settings"),
                    Filter::Equal("objectClass", "msRTCSIP-TrustedServer"),
                    {"msRTCSIP-TrustedServerFQDN", "msRTCSIP-TrustedServerVersion"}, wait)) {
    Generation generation = LegacyGeneration(ToVersion(entry.Get("msRTCSIP-TrustedServerVersion")));
    std::string fqdn = entry.Get("msRTCSIP-TrustedServerFQDN");
    if (generation != Generation::kNone && !fqdn.empty()) {
      found->servers.push_back({fqdn, generation});
    }
  }
}

// Those of legacy pools.
void ReadConferenceDirectories(directory::Store& store, const Dn& rtc, const directory::Wait& wait,
                               LegacyInstallation* found) {
  for (const Entry& entry : EntriesBelow(
           store, rtc.Child("CN", "Conference Directories"),
           Filter::Present("msRTCSIP-ConferenceDirectoryHomePool"),
           {"msRTCSIP-ConferenceDirectoryId", "msRTCSIP-ConferenceDirectoryHomePool"}, wait)) {
    std::string home =
        Dn::FromTrusted(entry.Get("msRTCSIP-ConferenceDirectoryHomePool")).LeafValue();
    bool legacy = std::any_of(found->pools.begin(), found->pools.end(), [&](const auto& pool) {
      return topology::EqualsIgnoreCase(pool.directory_name, home);
    });
    if (legacy) {
      found->conference_directories.push_back({entry.Get("msRTCSIP-ConferenceDirectoryId"), home});
    }
  }
}

void ReadServices(directory::Store& store, const Dn& rtc, const directory::Wait& wait,
                  LegacyInstallation* found) {
  for (const Entry& entry : EntriesBelow(
           store, rtc.Child("CN", "Trusted Services"),
           Filter::Present("msRTCSIP-TrustedServerFQDN"),
           {"msRTCSIP-TrustedServerFQDN", "msRTCSIP-TrustedServerVersion",
            "msRTCSIP-TrustedServiceType", "msRTCSIP-TrustedServicePort", "msRTCSIP-RoutingPoolDN"},
           wait)) {
    Generation generation = LegacyGeneration(ToVersion(entry.Get("msRTCSIP-TrustedServerVersion")));
    if (generation == Generation::kNone) continue;
    found->services.push_back(
        {entry.Get("msRTCSIP-TrustedServerFQDN"), entry.Get("msRTCSIP-TrustedServiceType"),
         ToVersion(entry.Get("msRTCSIP-TrustedServicePort")),
         Dn::FromTrusted(entry.Get("msRTCSIP-RoutingPoolDN")).LeafValue(), generation});
  }
}

void AddDomain(const std::string& address, LegacyInstallation* found) {
  std::string domain = address.substr(address.rfind('@') + 1);
  auto same = [&](const std::string& one) { return topology::EqualsIgnoreCase(one, domain); };
  if (std::none_of(found->sip_domains.begin(), found->sip_domains.end(), same)) {
    found->sip_domains.push_back(domain);
  }
}

// The lookup accounts, and the domains of those who are homed on legacy pools.
void ReadUsers(EnvironmentService& environment, directory::Store& store,
               const directory::Wait& wait, LegacyInstallation* found) {
  std::vector<Filter> any{Filter::StartsWith(kAddress, kLookupName)};
  for (const Dn& rtc : RtcServices(environment)) {
    for (const coexistence::LegacyPool& pool : found->pools) {
      Dn home = rtc.Child("CN", "Pools").Child("CN", pool.directory_name);
      any.push_back(
          Filter::Equal(kHome, home.Child("CN", "Microsoft").Child("CN", "Lc Services").text()));
    }
  }
  directory::SearchRequest request;
  request.filter = Filter::And({Filter::Present(kAddress), Filter::Or(std::move(any))});
  request.attributes = {kAddress, kHome};
  request.wait = wait;
  for (const Dn& base : environment.SearchBases()) {
    request.base = base;
    directory::Status status = store.Search(request, [&](Entry&& entry) {
      std::string address = entry.Get(kAddress);
      std::string home = DirectoryNames::ClusterIdOfHomeServer(entry.Get(kHome));
      bool legacy = std::any_of(found->pools.begin(), found->pools.end(), [&](const auto& pool) {
        return topology::EqualsIgnoreCase(pool.directory_name, home);
      });
      if (!legacy || !topology::IsSipAddress(address)) return true;
      AddDomain(address, found);
      if (directory::EqualIgnoreCase(address.substr(0, 11), kLookupName)) {
        found->lookup_users.push_back({address, home, ""});
      }
      return true;
    });
    if (status.code != directory::Code::kNoSuchObject) Check(status);
  }
}

std::string Attribute(const pugi::xml_node& node, const char* name) {
  return node.attribute(name).as_string();
}

}  // namespace

LegacyInstallation ReadLegacyInstallation(EnvironmentService& environment, directory::Store& store,
                                          const directory::Wait& wait) {
  environment.Profile();
  LegacyInstallation found;
  for (const Dn& rtc : RtcServices(environment)) {
    ReadPools(store, rtc, wait, &found);
    ReadServices(store, rtc, wait, &found);
    ReadServers(store, rtc, wait, &found);
    ReadConferenceDirectories(store, rtc, wait, &found);
  }
  // The directory answers in no particular order; the document has one.
  auto by_generation = [](const auto& a, const auto& b) {
    return std::tie(a.generation, a.fqdn) < std::tie(b.generation, b.fqdn);
  };
  std::sort(found.pools.begin(), found.pools.end(), by_generation);
  std::sort(found.services.begin(), found.services.end(), [](const auto& a, const auto& b) {
    return std::tie(a.generation, a.fqdn, a.port, a.type) <
           std::tie(b.generation, b.fqdn, b.port, b.type);
  });
  std::sort(found.servers.begin(), found.servers.end(), by_generation);
  std::sort(found.conference_directories.begin(), found.conference_directories.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  ReadUsers(environment, store, wait, &found);
  std::sort(found.sip_domains.begin(), found.sip_domains.end());
  std::sort(found.lookup_users.begin(), found.lookup_users.end(),
            [](const auto& a, const auto& b) { return a.address < b.address; });
  return found;
}

void AddUserInput(const std::string& path, LegacyInstallation* installation) {
  Value target = Value::String(path);
  directory::Result<std::string> text = directory::ReadFile(path);
  if (!text.ok()) {
    Fail("The user input file '" + path + "' cannot be read: " + text.status().message,
         "UserInputInvalid", ErrorCategory::kObjectNotFound, target);
  }
  pugi::xml_document document;
  pugi::xml_parse_result parsed = document.load_buffer(text->data(), text->size());
  if (!parsed) {
    Fail("The user input file '" + path + "' is no XML: " + parsed.description() + " at byte " +
             std::to_string(parsed.offset) + ". Correct it there.",
         "UserInputInvalid", ErrorCategory::kInvalidData, target);
  }
  for (const pugi::xml_node& node : document.document_element().children()) {
    if (node.type() != pugi::node_element) continue;
    std::string name = node.name();
    if (name == "Edge") {
      installation->edges.push_back({Attribute(node, "Fqdn"), Attribute(node, "NextHop")});
    } else if (name == "GroupChat" && topology::IsSipAddress(Attribute(node, "WellKnownUser"))) {
      installation->lookup_users.insert(
          installation->lookup_users.begin(),
          {Attribute(node, "WellKnownUser"), "", Attribute(node, "Pool")});
    } else {
      Fail("The user input file '" + path + "' has <" + name +
               ">, which says nothing here. Write <Edge Fqdn= NextHop=/> or <GroupChat Pool= "
               "WellKnownUser=\"sip:...\"/>.",
           "UserInputInvalid", ErrorCategory::kInvalidData, target);
    }
  }
}

}  // namespace sipsh
