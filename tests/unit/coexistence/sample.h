// Three generations side by side, with what the directory holds of them, as small inputs.
#pragma once

#include <doctest/doctest.h>

#include "directory/coexistence/facts.h"
#include "directory/topology/reader.h"

namespace sipsh::coexistence {

inline const std::string kThreeGenerations = R"(sip_domains: [contoso.com]
sites:
  - {id: 1, name: Redmond, default_persistent_chat_pool: pcpool.contoso.com}
pools:
  - fqdn: ocspool.contoso.com
    generation: OcsServer2007R2
    site: Redmond
    number: 1
    directory_name: ocspool
    services: [Registrar]
  - fqdn: gc07.contoso.com
    generation: OcsServer2007R2
    site: Redmond
    number: 2
    next_hop: ocspool.contoso.com
    group_chat: {well_known_user: "sip:ocschat07@contoso.com"}
  - fqdn: pool10.contoso.com
    generation: LyncServer2010
    site: Redmond
    number: 3
    services: [Registrar]
  - fqdn: gc10.contoso.com
    generation: LyncServer2010
    site: Redmond
    number: 4
    next_hop: pool10.contoso.com
    group_chat: {well_known_user: "sip:ocschat@contoso.com"}
    services: [TrustedApplicationPool]
    trusted_applications: [{id: groupchat, port: 8011}]
  - fqdn: pool01.contoso.com
    generation: LyncServer2013
    site: Redmond
    number: 5
    services: [Registrar]
  - fqdn: pcpool.contoso.com
    generation: LyncServer2013
    site: Redmond
    number: 6
    next_hop: pool01.contoso.com
    stores: {FileStore: fs.contoso.com, PersistentChatDatabase: sql.contoso.com}
    services: [PersistentChatServer]
  - {fqdn: fs.contoso.com, site: Redmond, number: 7, services: {FileStore: {ShareName: chat}}}
  - {fqdn: sql.contoso.com, site: Redmond, number: 8, services: [PersistentChatDatabase]}
policies:
  PersistentChatPolicy:
    Global: {EnablePersistentChat: false}
    Site:Redmond: {EnablePersistentChat: true}
    Tag:Quiet: {EnablePersistentChat: false}
)";

inline topology::Topology Read(const std::string& text = kThreeGenerations) {
  topology::Topology topology;
  std::vector<directory::Problem> problems;
  bool good = topology::ReadValidTopology("t.yaml", text, &topology, &problems);
  REQUIRE_MESSAGE(good, directory::JoinProblems(problems));
  return topology;
}

inline Holder LookupUser(const std::string& address, const std::string& home) {
  return {Holder::Kind::kUser, address, "CN=" + address + ",DC=contoso,DC=com", true, home, ""};
}

inline Holder Endpoint(const std::string& address, const std::string& pool,
                       const std::string& home = "pool01.contoso.com") {
  return {Holder::Kind::kEndpoint, address, "CN={" + address + "}", true, home, pool};
}

// Before any cut-over: both well-known users, one endpoint of the Persistent Chat pool's own.
inline Facts BeforeCutover() {
  Facts facts;
  facts.holders = {LookupUser("sip:ocschat07@contoso.com", "ocspool.contoso.com"),
                   LookupUser("sip:ocschat@contoso.com", "pool10.contoso.com"),
                   Endpoint("sip:rooms@contoso.com", "pcpool.contoso.com")};
  facts.pools_with_object = {"ocspool.contoso.com", "pool10.contoso.com", "pool01.contoso.com"};
  facts.chat_services = {"pcpool.contoso.com"};
  facts.homes = {{"CN=ocspool", "ocspool.contoso.com", 3, 0},
                 {"CN=1:3", "pool10.contoso.com", 40, 0},
                 {"CN=1:5", "pool01.contoso.com", 500, 0}};
  return facts;
}

// The 2010 pool's address belongs to the Persistent Chat pool.
inline Facts AfterCutover() {
  Facts facts = BeforeCutover();
  facts.holders = {facts.holders[0], Endpoint("sip:rooms@contoso.com", "pcpool.contoso.com"),
                   Endpoint("sip:ocschat@contoso.com", "pcpool.contoso.com")};
  return facts;
}

inline User HomedOn(const std::string& pool) {
  return {"sip:ken@contoso.com", "sip:ken@contoso.com", true, "SRV:", "CN=Lc Services", pool, ""};
}

}  // namespace sipsh::coexistence
