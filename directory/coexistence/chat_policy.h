// Which Persistent Chat policy is in force for somebody: the one granted to the user, else that of
// the home pool's site, else the global one, which forbids Persistent Chat unless it was changed
// (Grant-CsPersistentChatPolicy; JJ204810).
#pragma once

#include <string>

#include "directory/topology/model.h"

namespace sipsh::coexistence {

struct ChatPolicy {
  std::string identity;  // Global, Site:Redmond, Tag:Sales
  bool enabled = false;
};

// A granted policy that is not there any more counts as not granted.
ChatPolicy PolicyInForce(const topology::Topology& topology, const std::string& granted,
                         const topology::Pool* home);

}  // namespace sipsh::coexistence
