#include "cmdlets/directory_support/directory_names.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sys/random.h>
#include <vector>

#include "directory/entry.h"

namespace sipsh {

using directory::Dn;

DirectoryNames::DirectoryNames(Dn configuration)
    : configuration_(std::move(configuration)),
      rtc_service_(Services().Child("cn", "RTC Service")) {}

Dn DirectoryNames::Services() const { return configuration_.Child("cn", "Services"); }
Dn DirectoryNames::GlobalSettings() const { return rtc_service_.Child("cn", "Global Settings"); }
Dn DirectoryNames::Pools() const { return rtc_service_.Child("cn", "Pools"); }
Dn DirectoryNames::TrustedServices() const { return rtc_service_.Child("cn", "Trusted Services"); }
Dn DirectoryNames::TrustedMcus() const { return rtc_service_.Child("cn", "Trusted MCUs"); }

Dn DirectoryNames::ApplicationContacts() const {
  return rtc_service_.Child("cn", "Application Contacts");
}

Dn DirectoryNames::ConferenceDirectories() const {
  return rtc_service_.Child("cn", "Conference Directories");
}

Dn DirectoryNames::Pool(std::string_view cluster_id) const {
  return Pools().Child("cn", cluster_id);
}

Dn DirectoryNames::LcServices(std::string_view cluster_id) const {
  return Pool(cluster_id).Child("cn", "Microsoft").Child("cn", "Lc Services");
}

std::string DirectoryNames::ClusterIdOfHomeServer(std::string_view dn) {
  std::vector<directory::Rdn> rdns = Dn::FromTrusted(std::string(dn)).Rdns();
  if (rdns.size() < 4 || rdns[2].empty() || rdns[0].empty()) return {};
  if (!directory::EqualIgnoreCase(rdns[0][0].value, "Lc Services")) return {};
  return rdns[2][0].value;
}

std::vector<Dn> SearchBases(const Dn& base, const Dn& configuration,
                            const std::vector<Dn>& naming_contexts) {
  bool separate = std::any_of(naming_contexts.begin(), naming_contexts.end(),
                              [&](const Dn& context) { return context == configuration; });
  std::vector<Dn> bases{base};
  if (separate || !configuration.IsUnder(base)) bases.push_back(configuration);
  return bases;
}

std::string ApplicationUrn(std::string_view id) {
  constexpr std::string_view kScheme = "urn:application:";
  bool whole = directory::EqualIgnoreCase(id.substr(0, kScheme.size()), kScheme);
  return std::string(kScheme) + std::string(whole ? id.substr(kScheme.size()) : id);
}

std::string NewBracedGuid() {
  std::array<unsigned char, 16> bytes{};
  size_t filled = 0;
  while (filled < bytes.size()) {
    ssize_t got = getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (got > 0) filled += static_cast<size_t>(got);
  }
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text = "{";
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", bytes[i]);
    text += pair;
  }
  return text + "}";
}

}  // namespace sipsh
