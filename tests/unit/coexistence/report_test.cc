// The report: well-formed, nothing from outside, every string escaped, boxes that do not touch.
#include <pugixml.hpp>
#include <sstream>

#include "directory/coexistence/map_layout.h"
#include "directory/coexistence/markup.h"
#include "directory/coexistence/report_page.h"
#include "tests/unit/coexistence/sample.h"

namespace sipsh::coexistence {
namespace {

std::string Render(const topology::Topology& topology, const Facts& facts) {
  return RenderReport(topology, facts, {}, FindingsOf(topology, facts),
                      {"contoso.com", "version 1, published by alice", "today"});
}

// Everything that is text, in order.
std::string TextOf(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& child : node.children())
    text += child.type() == pugi::node_pcdata ? child.value() : TextOf(child);
  return text;
}

// So many Persistent Chat pools on one home.
topology::Topology Many(int pools) {
  std::string text = kThreeGenerations;
  std::string more;
  for (int i = 0; i < pools; ++i)
    more += "  - {fqdn: pc" + std::to_string(i) +
            ".contoso.com, generation: LyncServer2013, site: "
            "Redmond, number: " +
            std::to_string(20 + i) +
            ", next_hop: pool01.contoso.com, stores: "
            "{FileStore: fs.contoso.com, PersistentChatDatabase: sql.contoso.com}, services: "
            "[PersistentChatServer]}\n";
  return Read(text.insert(text.find("policies:"), more));
}

TEST_CASE("the page is well-formed and asks for nothing") {
  for (const Facts& facts : {BeforeCutover(), AfterCutover(), Facts{}}) {
    std::string page = Render(Read(), facts);
    pugi::xml_document document;
    auto parsed = document.load_string(page.c_str());
    CHECK_MESSAGE(parsed, parsed.description());
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("src=") == std::string::npos);
    CHECK(page.find("url(") == std::string::npos);
    CHECK(document.select_node("//*[name()='svg']"));
    CHECK(document.select_nodes("//*[name()='h1']").size() == 1);
  }
}

TEST_CASE("the map shows every pool, address and home") {
  pugi::xml_document document;
  document.load_string(Render(Read(), BeforeCutover()).c_str());
  std::string map = TextOf(document.select_node("//*[name()='svg']").node());
  for (const char* shown :
       {"ocspool.contoso.com", "gc07.contoso.com", "gc10.contoso.com", "pcpool.contoso.com",
        "pool01.contoso.com", "sip:ocschat@contoso.com", "sip:rooms@contoso.com", "500 users",
        "Group Chat client", "Lync 2013 client", "Lync Server 2013"})
    CHECK_MESSAGE(map.find(shown) != std::string::npos, shown);
}

TEST_CASE("what people typed stays text") {
  const std::string nasty = "<script>alert('1')</script>&\"]]>";
  topology::Topology topology = Read();
  for (topology::Pool& pool : topology.pools) pool.display_name = nasty;
  Facts facts = BeforeCutover();
  facts.holders.push_back(Endpoint("sip:" + nasty + "@contoso.com", "pcpool.contoso.com"));
  facts.holders.push_back(LookupUser("sip:" + nasty + "@contoso.com", nasty));
  facts.homes.push_back({nasty + "\x01\xff", "", 1, 0});
  std::string page =
      RenderReport(topology, facts, {}, FindingsOf(topology, facts), {nasty, nasty, nasty});
  CHECK(page.find("<script") == std::string::npos);
  pugi::xml_document document;
  CHECK(document.load_string(page.c_str()));
  CHECK(TextOf(document).find(nasty) != std::string::npos);
}

bool Touch(const Box& a, const Box& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

TEST_CASE("boxes do not touch, and lie on the map") {
  for (int pools : {0, 1, 3, 12}) {
    topology::Topology topology = Many(pools);
    MapLayout map = LayOutMap(topology, AfterCutover());
    std::vector<Box> boxes{map.group_chat_client, map.lync_client};
    for (const Lane& lane : map.lanes) {
      for (const ChatPoolBox& chat : lane.pools) {
        boxes.push_back(chat.box);
        for (const AddressBox& address : chat.addresses) boxes.push_back(address.box);
      }
      for (const HomeBox& home : lane.homes) boxes.push_back(home.box);
    }
    for (size_t i = 0; i < boxes.size(); ++i) {
      CHECK(boxes[i].x >= 0);
      CHECK(boxes[i].y >= 0);
      CHECK(boxes[i].right() <= map.width);
      CHECK(boxes[i].bottom() <= map.height);
      for (size_t j = 0; j < i; ++j) CHECK_FALSE(Touch(boxes[i], boxes[j]));
    }
  }
}

TEST_CASE("a topology without chat has a map, too") {
  topology::Topology topology = Read("sip_domains: [contoso.com]\n");
  pugi::xml_document document;
  CHECK(document.load_string(Render(topology, {}).c_str()));
}

TEST_CASE("escaping and shortening") {
  CHECK(Escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(Escape("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(Escape("\xC3"
               "x\x02") == "\xEF\xBF\xBDx\xEF\xBF\xBD");
  CHECK(Escape("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // A lone surrogate.
  CHECK(Shorten("sip:somebody@contoso.com", 11) == "sip:s\xE2\x80\xA6o.com");
  CHECK(Shorten("short", 10) == "short");
  CHECK(Thousands(999) == "999");
  CHECK(Thousands(1234567) == "1,234,567");
  CHECK(Number(12) == "12");
  CHECK(Number(-0.25) == "-0.3");
}

}  // namespace
}  // namespace sipsh::coexistence
