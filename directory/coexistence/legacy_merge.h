// How legacy installations come into the topology: what a 2007 R2 or 2010 installation left in the
// directory becomes pools of the site BackCompatSite; what is gone from there goes; with its last
// pool the site goes, too. What the topology has already, wherever, is left as it is, so that a
// second merge changes nothing. (Merge-CsLegacyTopology; JJ204637.) Pure functions.
#pragma once

#include <string>
#include <vector>

#include "directory/topology/edits.h"
#include "directory/topology/model.h"

namespace sipsh::coexistence {

struct LegacyPool {
  std::string fqdn;
  std::string directory_name;  // RDN of its object: a cluster id, or a name.
  std::string display_name;
  topology::Generation generation = topology::Generation::kNone;
  std::string back_end = {};  // "sql07.contoso.com\\rtc", or without an instance.
};

// A server that the directory trusts. It does not say to which pool it belongs.
struct LegacyServer {
  std::string fqdn;
  topology::Generation generation = topology::Generation::kNone;
};

// Conference directories stay with their pools until they are moved.
struct LegacyConferenceDirectory {
  std::string id;
  std::string home;  // Directory name of its pool.
};

struct LegacyService {
  std::string fqdn;
  std::string type;  // As the trusted service says.
  int port = 0;
  std::string routing_pool;  // Directory name of the pool it is homed on.
  topology::Generation generation = topology::Generation::kNone;
};

// What the directory does not know, given by whoever merges.
struct LegacyEdge {
  std::string fqdn;
  std::string next_hop;
};

// An account that may be a Group Chat pool's well-known user.
struct LookupUser {
  std::string address;
  std::string home;       // Directory name of the pool it is homed on.
  std::string chat_pool;  // Of the input file: the pool it belongs to; "" when only found.
};

struct LegacyInstallation {
  std::vector<LegacyPool> pools;
  std::vector<LegacyService> services;
  std::vector<LookupUser> lookup_users;
  std::vector<LegacyEdge> edges;
  std::vector<LegacyServer> servers = {};
  std::vector<LegacyConferenceDirectory> conference_directories = {};
  std::vector<std::string> sip_domains;  // Those of the users homed on legacy pools.
};

struct MergePlan {
  std::vector<topology::Edit> edits;  // In order; none when the topology follows already.
  std::vector<std::string> steps;     // The same in words, with the lines added.
  std::vector<std::string> warnings;  // What could not be merged, and what to do.
  std::vector<std::string> notes;     // What has no place in a topology.
};

MergePlan PlanMerge(const topology::Topology& topology, const LegacyInstallation& installation);

// The trusted services of Group Chat are told by their type, which has "groupchat" in it. That is
// inferred, not documented.
bool IsGroupChatType(std::string_view type);

}  // namespace sipsh::coexistence
