// The map of coexistence, placed: clients at the left, the addresses they go through, the chat
// pools those lead to, and at the right the pools that chat pools and users are homed on; one lane
// a deployment. Coordinates are SVG user units. Pure functions; pointers point into the topology.
#pragma once

#include <string>
#include <vector>

#include "directory/coexistence/access.h"
#include "directory/coexistence/facts.h"
#include "directory/topology/model.h"

namespace sipsh::coexistence {

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  double middle() const { return y + height / 2; }
};

// An address, or the place where one is missing.
struct AddressBox {
  Box box;
  std::string address;
  std::string note;  // Whose it is, or what is wrong with it.
  Way way = Way::kNone;
  bool reached = false;
  bool missing = false;  // Nothing there: drawn as an outline.
};

struct ChatPoolBox {
  Box box;
  const topology::Pool* pool = nullptr;
  std::string note;
  std::vector<AddressBox> addresses;
  int home = -1;  // Index into the lane's homes.
};

struct HomeBox {
  Box box;
  const topology::Pool* pool = nullptr;
  size_t users = 0;
  std::string note;
};

struct Lane {
  Box box;
  topology::Generation generation = topology::Generation::kNone;
  std::string title;
  std::vector<ChatPoolBox> pools;
  std::vector<HomeBox> homes;
};

struct MapLayout {
  double width = 0, height = 0;
  Box group_chat_client, lync_client;
  std::vector<Lane> lanes;
};

MapLayout LayOutMap(const topology::Topology& topology, const Facts& facts);

std::string DeploymentTitle(topology::Generation generation);  // Lync Server 2010
size_t UsersHomedOn(const Facts& facts, const topology::Pool& pool);

}  // namespace sipsh::coexistence
