// What the directory holds as far as coexistence depends on it, read once by whoever asks. Plain
// values; pools are named by FQDN, "" meaning that the directory names none of the topology.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sipsh::coexistence {

// Who bears a SIP address that legacy clients are set to: a Group Chat pool's well-known user, a
// Persistent Chat endpoint, or something that should not.
struct Holder {
  enum class Kind { kUser, kEndpoint, kOther };
  Kind kind = Kind::kOther;
  std::string address;  // sip:...
  std::string dn;
  bool enabled = true;
  std::string home_pool;
  std::string chat_pool;  // Of an endpoint: where it leads.
};

// An object that users or contacts are homed on.
struct Home {
  std::string dn;
  std::string pool;
  size_t users = 0;
  size_t contacts = 0;  // Of applications, devices and rooms.
};

// Accounts with the same thing wrong: how many, and the first few.
struct Oddity {
  size_t count = 0;
  std::vector<std::string> first;  // SIP addresses.

  void Add(const std::string& address) {
    constexpr size_t kShown = 3;
    if (++count <= kShown) first.push_back(address);
  }
};

// A pool or trusted service that an installation left in the directory.
struct Remnant {
  std::string fqdn;
  int version = 0;  // 4: OCS 2007 R2, 5: Lync Server 2010 ...
};

struct Facts {
  std::vector<Holder> holders;
  std::vector<Home> homes;
  std::vector<std::string> pools_with_object;  // Those of the topology whose Lc Services is there.
  std::vector<std::string> chat_services;      // Pools with a Persistent Chat trusted service.
  std::vector<Remnant> pools;                  // Every pool object.
  std::vector<Remnant> services;               // Every trusted service.
  Oddity policies_twice;                       // Two values of one type in msRTCSIP-UserPolicies.
  Oddity proxies_differ;  // sip: values in proxyAddresses that are not just the SIP address.
};

struct User {
  std::string name;              // For messages: the address, or the DN without one.
  std::string address;           // "" when not enabled for SIP.
  std::optional<bool> enabled;   // msRTCSIP-UserEnabled; not set: never enabled.
  std::string hosting_provider;  // SRV: or "" on premises.
  std::string home_dn;           // "" when homed nowhere.
  std::string home_pool;
  std::string chat_policy;  // Granted to the user: its name; "" when none is.
};

}  // namespace sipsh::coexistence
