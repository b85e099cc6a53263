#include "directory/coexistence/map_drawing.h"

#include <cmath>

#include "directory/coexistence/markup.h"

namespace sipsh::coexistence {
namespace {

constexpr double kBend = 14;  // Radius of a line's corner.
constexpr double kTip = 9;    // Length of an arrow's head.

std::string LaneClass(topology::Generation generation) {
  return "lane g" + std::to_string(topology::GenerationVersion(generation));
}

// From the left, along a trunk at `trunk`, to a point at the right: straight pieces, round corners.
std::string Route(double x1, double y1, double trunk, double x2, double y2) {
  std::string path = "M" + Number(x1) + " " + Number(y1);
  double down = y2 - y1;
  if (std::abs(down) < 1) return path + "H" + Number(x2);
  double bend = std::min(kBend, std::abs(down) / 2), sign = down > 0 ? 1 : -1;
  path += "H" + Number(trunk - bend);
  path +=
      "Q" + Number(trunk) + " " + Number(y1) + " " + Number(trunk) + " " + Number(y1 + sign * bend);
  path += "V" + Number(y2 - sign * bend);
  path += "Q" + Number(trunk) + " " + Number(y2) + " " + Number(trunk + bend) + " " + Number(y2);
  return path + "H" + Number(x2);
}

class Drawing {
 public:
  explicit Drawing(const MapLayout& map) : map_(map) {}

  std::string Draw() {
    svg_.Open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                      {"viewBox", "0 0 " + Number(map_.width) + " " + Number(map_.height)},
                      {"class", map_.height > map_.width ? "map tall" : "map"},
                      {"role", "img"},
                      {"aria-labelledby", "map-title"}});
    svg_.Put("title", "Clients, the addresses they go through, chat pools and homes",
             {{"id", "map-title"}});
    for (const Lane& lane : map_.lanes) DrawLane(lane);
    DrawWays(false);
    DrawWays(true);
    for (const Lane& lane : map_.lanes) DrawHomeLines(lane);
    DrawClient(map_.group_chat_client, "legacy", "Group Chat client", "2007 R2 and 2010",
               "set by hand to one address");
    DrawClient(map_.lync_client, "modern", "Lync 2013 client", "all pools at once",
               "told by its home server");
    for (const Lane& lane : map_.lanes) DrawBoxes(lane);
    svg_.Close();
    return svg_.text();
  }

 private:
  void Rectangle(const Box& box, const std::string& style, double round) {
    svg_.Empty("rect", {{"class", style},
                        {"x", Number(box.x)},
                        {"y", Number(box.y)},
                        {"width", Number(box.width)},
                        {"height", Number(box.height)},
                        {"rx", Number(round)}});
  }

  void Words(double x, double y, const std::string& style, const std::string& text, size_t most) {
    svg_.Put("text", Shorten(text, most), {{"class", style}, {"x", Number(x)}, {"y", Number(y)}});
  }

  struct Arrow {
    std::string path;
    double x, y;  // Of its head.
  };

  // Lines of one kind join each other, and bridge those drawn before.
  void Put(const std::string& style, const std::vector<Arrow>& arrows) {
    for (const Arrow& arrow : arrows)
      if (style != "home-line" && arrow.path.find('V') != std::string::npos)
        svg_.Empty("path", {{"class", "halo"}, {"d", arrow.path}});
    for (const Arrow& arrow : arrows)
      svg_.Empty("path", {{"class", "line " + style}, {"d", arrow.path}});
    for (const Arrow& arrow : arrows)
      svg_.Empty("path", {{"class", "tip " + style},
                          {"d", "M" + Number(arrow.x) + " " + Number(arrow.y) + "l-" +
                                    Number(kTip) + " -4.5v9z"}});
  }

  void DrawLane(const Lane& lane) {
    svg_.Open("g", {{"class", LaneClass(lane.generation)}});
    Rectangle(lane.box, "band", 14);
    Words(lane.box.x + 28, lane.box.y + 25, "lane-title", lane.title, 60);
    if (lane.pools.empty()) Words(lane.box.x + 28, lane.box.y + 60, "small", "no chat pool", 60);
    svg_.Close();
  }

  // The way of one kind of client: to each address it can use, and on to the pool.
  void DrawWays(bool modern) {
    const Box& client = modern ? map_.lync_client : map_.group_chat_client;
    double trunk = client.right() + (modern ? 22 : 40);
    std::vector<Arrow> arrows;
    for (const Lane& lane : map_.lanes)
      for (const ChatPoolBox& chat : lane.pools)
        for (const AddressBox& address : chat.addresses) {
          if (address.missing || !address.reached) continue;
          if ((address.way == Way::kProvisioning) != modern) continue;
          double y = address.box.middle();
          arrows.push_back({Route(client.right(), client.middle(), trunk, address.box.x - kTip, y),
                            address.box.x - 1, y});
          arrows.push_back({"M" + Number(address.box.right()) + " " + Number(y) + "H" +
                                Number(chat.box.x - kTip),
                            chat.box.x - 1, y});
        }
    Put(modern ? "modern" : "legacy", arrows);
  }

  void DrawHomeLines(const Lane& lane) {
    std::vector<Arrow> arrows;
    for (const ChatPoolBox& chat : lane.pools) {
      if (chat.home < 0) continue;
      const Box& home = lane.homes[static_cast<size_t>(chat.home)].box;
      arrows.push_back({Route(chat.box.right(), chat.box.middle(), chat.box.right() + 26,
                              home.x - kTip, home.middle()),
                        home.x - 1, home.middle()});
    }
    Put("home-line", arrows);
  }

  void DrawClient(const Box& box, const std::string& style, const std::string& title,
                  const std::string& second, const std::string& third) {
    svg_.Open("g", {{"class", "client " + style}});
    Rectangle(box, "shape", 16);
    Words(box.x + 16, box.y + 28, "name", title, 24);
    Words(box.x + 16, box.y + 47, "small", second, 28);
    Words(box.x + 16, box.y + 63, "small", third, 28);
    svg_.Close();
  }

  void DrawAddress(const AddressBox& address) {
    bool modern = address.way == Way::kProvisioning;
    std::string style = "address " + std::string(modern ? "modern" : "legacy");
    if (address.missing) style += " missing";
    if (!address.missing && !address.reached) style += " broken";
    svg_.Open("g", {{"class", style}});
    svg_.Put("title", address.address + " (" + address.note + ")");
    Rectangle(address.box, "shape", address.box.height / 2);
    Words(address.box.x + 22, address.box.y + 21, "name uri", address.address, 46);
    Words(address.box.x + 22, address.box.y + 37, "small", address.note, 46);
    svg_.Close();
  }

  void DrawBoxes(const Lane& lane) {
    svg_.Open("g", {{"class", LaneClass(lane.generation)}});
    for (const ChatPoolBox& chat : lane.pools) {
      for (const AddressBox& address : chat.addresses) DrawAddress(address);
      svg_.Open("g", {{"class", "pool"}});
      svg_.Put("title", chat.pool->fqdn + " (" + chat.note + ")");
      Rectangle(chat.box, "shape", 10);
      Rectangle({chat.box.x, chat.box.y + 8, 4, chat.box.height - 16}, "stripe", 2);
      double y = chat.box.middle();
      Words(chat.box.x + 18, y - 4, "name", chat.pool->fqdn, 26);
      Words(chat.box.x + 18, y + 13, "small", chat.note, 31);
      svg_.Close();
    }
    for (const HomeBox& home : lane.homes) {
      svg_.Open("g", {{"class", "home"}});
      svg_.Put("title", home.pool->fqdn + " (" + home.note + ")");
      Rectangle(home.box, "shape", 10);
      Words(home.box.x + 18, home.box.y + 22, "name", home.pool->fqdn, 25);
      Words(home.box.x + 18, home.box.y + 39, "count",
            Thousands(home.users) + (home.users == 1 ? " user" : " users"), 20);
      Words(home.box.x + 18, home.box.y + 55, "small", home.note, 31);
      svg_.Close();
    }
    svg_.Close();
  }

  const MapLayout& map_;
  Markup svg_;
};

}  // namespace

std::string DrawMap(const MapLayout& map) { return Drawing(map).Draw(); }

}  // namespace sipsh::coexistence
