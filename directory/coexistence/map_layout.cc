#include "directory/coexistence/map_layout.h"

#include <algorithm>
#include <cmath>

#include "directory/coexistence/chat_policy.h"

namespace sipsh::coexistence {

using topology::EqualsIgnoreCase;
using topology::Generation;
using topology::Pool;
using topology::Topology;

namespace {

constexpr double kMargin = 20;
constexpr double kLaneGap = 18;
constexpr double kLaneHead = 40;
constexpr double kLaneFoot = 18;
constexpr double kRow = 48;
constexpr double kRowGap = 10;
constexpr double kPoolGap = 18;
constexpr double kClientWidth = 178, kClientHeight = 78;
constexpr double kLaneLeft = 262, kLaneRight = 1180;
constexpr double kAddressLeft = 288, kAddressWidth = 336;
constexpr double kPoolLeft = 664, kPoolWidth = 218;
constexpr double kHomeLeft = 944, kHomeWidth = 214, kHomeHeight = 66;

std::string Short(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::kLookupUserMissing:
      return "nobody has this address";
    case Obstacle::kLookupUserDisabled:
    case Obstacle::kEndpointDisabled:
      return "disabled";
    case Obstacle::kLookupUserElsewhere:
      return "homed in another deployment";
    case Obstacle::kAddressAmbiguous:
      return "held by several objects";
    case Obstacle::kAddressMisused:
      return "held by something else";
    case Obstacle::kPoolNotEnabled:
      return "the directory does not know the pool";
    default:
      return "";
  }
}

std::string Count(size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

class Layout {
 public:
  Layout(const Topology& topology, const Facts& facts) : topology_(topology), facts_(facts) {}

  MapLayout Place() {
    for (Generation generation : topology_.Deployments()) FillLane(generation);
    double y = kMargin;
    for (Lane& lane : map_.lanes) {
      PlaceLane(&lane, y);
      y = lane.box.bottom() + kLaneGap;
    }
    map_.width = kLaneRight + kMargin;
    map_.height = std::max(y - kLaneGap, kMargin + 2 * kClientHeight + kLaneGap) + kMargin;
    PlaceClients();
    return std::move(map_);
  }

 private:
  void FillLane(Generation generation) {
    Lane lane;
    lane.generation = generation;
    lane.title = DeploymentTitle(generation);
    std::vector<const Pool*> homes;
    for (const Pool& pool : topology_.pools) {
      if (pool.generation != generation) continue;
      if (pool.IsChat()) lane.pools.push_back(ChatPool(pool));
      if (pool.FindService("Registrar") != nullptr) homes.push_back(&pool);
    }
    for (const Pool* pool : homes) lane.homes.push_back(HomeOf(*pool));
    for (ChatPoolBox& chat : lane.pools) {
      const Pool* home = topology_.HomeOf(*chat.pool);
      auto found = std::find(homes.begin(), homes.end(), home);
      if (found != homes.end()) chat.home = static_cast<int>(found - homes.begin());
    }
    // Pools of one home together, so that the lines to it do not cross.
    std::stable_sort(lane.pools.begin(), lane.pools.end(),
                     [](const ChatPoolBox& a, const ChatPoolBox& b) { return a.home < b.home; });
    if (!lane.pools.empty() || !lane.homes.empty()) map_.lanes.push_back(std::move(lane));
  }

  ChatPoolBox ChatPool(const Pool& pool) {
    ChatPoolBox chat;
    chat.pool = &pool;
    chat.note = Count(pool.computers.size(), "server");
    if (!pool.display_name.empty()) chat.note = pool.display_name + " · " + chat.note;
    if (pool.group_chat) {
      chat.addresses.push_back(WellKnown(pool));
      return chat;
    }
    AddEndpoints(&chat);
    AddressBox provisioned;
    Access access = AccessTo(topology_, facts_, pool, Client::kLync2013);
    provisioned.address = ProvisionedAddress(topology_, pool);
    provisioned.way = Way::kProvisioning;
    provisioned.reached = access.reached();
    provisioned.note = access.reached() ? "told by the server" : Short(access.obstacle);
    chat.addresses.push_back(std::move(provisioned));
    return chat;
  }

  AddressBox WellKnown(const Pool& pool) {
    AddressBox address;
    Access access = AccessTo(topology_, facts_, pool, Client::kGroupChat2010);
    address.address = pool.group_chat->well_known_user;
    address.way = Way::kWellKnownUser;
    address.reached = access.reached();
    address.note = access.reached() ? "well-known user" : Short(access.obstacle);
    if (access.obstacle == Obstacle::kAddressMoved) {
      const Holder* holder = HoldersOf(facts_, address.address).front();
      address.missing = true;
      address.note = "moved to " + holder->chat_pool;
    }
    return address;
  }

  void AddEndpoints(ChatPoolBox* chat) {
    for (const Holder* holder : EndpointsOf(topology_, facts_, *chat->pool)) {
      AddressBox address;
      bool twice = HoldersOf(facts_, holder->address).size() > 1;
      address.address = holder->address;
      address.way = Way::kEndpoint;
      address.reached = holder->enabled && !twice;
      address.note = !holder->enabled ? "disabled" : twice ? "held by several objects" : "endpoint";
      if (address.reached) address.note += FormerOwner(holder->address);
      chat->addresses.push_back(std::move(address));
    }
    if (!chat->addresses.empty()) return;
    AddressBox none;
    none.address = "no endpoint";
    none.note = "Group Chat clients cannot reach it";
    none.way = Way::kEndpoint;
    none.missing = true;
    chat->addresses.push_back(std::move(none));
  }

  std::string FormerOwner(const std::string& address) {
    for (const Pool& pool : topology_.pools)
      if (pool.group_chat && EqualsIgnoreCase(pool.group_chat->well_known_user, address))
        return ", until the cut-over of " + pool.fqdn.substr(0, pool.fqdn.find('.'));
    return "";
  }

  HomeBox HomeOf(const Pool& pool) {
    HomeBox home;
    home.pool = &pool;
    home.users = UsersHomedOn(facts_, pool);
    if (topology::GenerationVersion(pool.generation) < 6) {
      home.note = "Group Chat client only";
    } else {
      ChatPolicy policy = PolicyInForce(topology_, "", &pool);
      home.note = policy.enabled ? "both clients" : "Lync 2013 client by grant only";
    }
    return home;
  }

  void PlaceLane(Lane* lane, double top) {
    double y = top + kLaneHead;
    for (ChatPoolBox& chat : lane->pools) {
      double rows = static_cast<double>(chat.addresses.size()) * (kRow + kRowGap) - kRowGap;
      chat.box = {kPoolLeft, y, kPoolWidth, std::max(rows, kHomeHeight)};
      double at = chat.box.middle() - rows / 2;
      for (AddressBox& address : chat.addresses) {
        address.box = {kAddressLeft, at, kAddressWidth, kRow};
        at += kRow + kRowGap;
      }
      y = chat.box.bottom() + kPoolGap;
    }
    if (!lane->pools.empty()) y -= kPoolGap;
    double bottom = std::max(y, PlaceHomes(lane, top + kLaneHead));
    lane->box = {kLaneLeft, top, kLaneRight - kLaneLeft, bottom + kLaneFoot - top};
  }

  // Each home beside the chat pools homed on it, pushed down where two would touch.
  double PlaceHomes(Lane* lane, double top) {
    struct Wish {
      double y;
      size_t home;
    };
    std::vector<Wish> wishes;
    for (size_t i = 0; i < lane->homes.size(); ++i) {
      double sum = 0;
      int count = 0;
      for (const ChatPoolBox& chat : lane->pools)
        if (chat.home == static_cast<int>(i)) sum += chat.box.middle(), ++count;
      double last = lane->pools.empty() ? top : lane->pools.back().box.bottom();
      wishes.push_back({count > 0 ? sum / count - kHomeHeight / 2 : last, i});
    }
    std::stable_sort(wishes.begin(), wishes.end(),
                     [](const Wish& a, const Wish& b) { return a.y < b.y; });
    double y = top;
    for (const Wish& wish : wishes) {
      y = std::max(y, wish.y);
      lane->homes[wish.home].box = {kHomeLeft, y, kHomeWidth, kHomeHeight};
      y += kHomeHeight + kRowGap;
    }
    return wishes.empty() ? top : y - kRowGap;
  }

  void PlaceClients() {
    double legacy = Wished(false), modern = Wished(true);
    double least = kClientHeight + kLaneGap;
    if (modern - legacy < least && legacy - modern < least) {
      double middle = (legacy + modern) / 2;
      bool above = legacy <= modern;
      legacy = middle + (above ? -least / 2 : least / 2);
      modern = middle + (above ? least / 2 : -least / 2);
    }
    Snap(false, modern, &legacy);
    Snap(true, legacy, &modern);
    double lowest = map_.height - kMargin - kClientHeight / 2;
    double highest = kMargin + kClientHeight / 2;
    double& upper = legacy <= modern ? legacy : modern;
    double& lower = legacy <= modern ? modern : legacy;
    upper = std::clamp(upper, highest, lowest - least);
    lower = std::clamp(lower, upper + least, lowest);
    map_.group_chat_client = {kMargin, legacy - kClientHeight / 2, kClientWidth, kClientHeight};
    map_.lync_client = {kMargin, modern - kClientHeight / 2, kClientWidth, kClientHeight};
  }

  // Straight across to an address that is almost level, unless the clients would touch.
  void Snap(bool provisioned, double other, double* y) const {
    for (const Lane& lane : map_.lanes)
      for (const ChatPoolBox& chat : lane.pools)
        for (const AddressBox& address : chat.addresses) {
          double level = address.box.middle();
          if ((address.way == Way::kProvisioning) == provisioned && address.reached &&
              std::abs(level - *y) < kRow / 2 &&
              std::abs(level - other) >= kClientHeight + kLaneGap)
            *y = level;
        }
  }

  // The middle of the addresses a client goes through.
  double Wished(bool provisioned) const {
    double sum = 0;
    int count = 0;
    for (const Lane& lane : map_.lanes)
      for (const ChatPoolBox& chat : lane.pools)
        for (const AddressBox& address : chat.addresses)
          if ((address.way == Way::kProvisioning) == provisioned)
            sum += address.box.middle(), ++count;
    return count > 0 ? sum / count : map_.height * (provisioned ? 0.7 : 0.3);
  }

  const Topology& topology_;
  const Facts& facts_;
  MapLayout map_;
};

}  // namespace

std::string DeploymentTitle(Generation generation) {
  switch (generation) {
    case Generation::kOcsServer2007R2:
      return "Office Communications Server 2007 R2";
    case Generation::kLyncServer2010:
      return "Lync Server 2010";
    case Generation::kLyncServer2013:
      return "Lync Server 2013";
    case Generation::kSkypeForBusiness2015:
      return "Skype for Business Server 2015";
    case Generation::kNone:
      break;
  }
  return "";
}

size_t UsersHomedOn(const Facts& facts, const Pool& pool) {
  size_t users = 0;
  for (const Home& home : facts.homes)
    if (EqualsIgnoreCase(home.pool, pool.fqdn)) users += home.users;
  return users;
}

MapLayout LayOutMap(const Topology& topology, const Facts& facts) {
  return Layout(topology, facts).Place();
}

}  // namespace sipsh::coexistence
