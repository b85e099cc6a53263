// The HTML log of a run: well-formed, complete, and everything in it escaped.
#include "directory/chat/transfer/report.h"

#include <doctest/doctest.h>
#include <pugixml.hpp>

namespace sipsh::chat {
namespace {

using Severity = TransferReport::Severity;

TransferReport Sample(const std::string& text) {
  TransferReport report;
  report.title = "Import of chat data";
  report.outcome = "Failed: " + text;
  report.failed = true;
  report.facts = {{"Source", text}, {"Target", "pcpool.contoso.com"}};
  report.count_columns = {"Before", "After"};
  report.counts = {{"Rooms", {"3", "5"}}, {"Messages", {"0", "1,234"}}};
  report.lines = {{Severity::kInformation, "Room renamed", text, "Desk", "Finance - Desk", ""},
                  {Severity::kFailure, "Name too long", text, text, "", text},
                  {Severity::kWarning, "Access lost", "sip:pat@fabrikam.com", "", "", text}};
  return report;
}

std::string TextOf(const pugi::xml_node& node) {
  std::string text = node.value();
  for (pugi::xml_node child : node) text += TextOf(child);
  return text;
}

TEST_CASE("everything is in the page, the worst first") {
  pugi::xml_document page;
  REQUIRE(page.load_string(RenderTransferReport(Sample("why")).c_str(), pugi::parse_full));
  CHECK(page.select_node("//h1[.='Import of chat data']"));
  CHECK(page.select_node("//p[@class='bad'][.='Failed: why']"));
  CHECK(page.select_node("//tr[th='Messages'][td[1]='0'][td[2]='1,234']"));
  CHECK(page.select_node("//tr[th='Target'][td='pcpool.contoso.com']"));
  auto lines = page.select_nodes("//ul[@class='findings']/li");
  REQUIRE(lines.size() == 3);
  CHECK(std::string(lines[0].node().attribute("class").value()) == "error");
  CHECK(std::string(lines[1].node().attribute("class").value()) == "warning");
  CHECK(TextOf(lines[2].node()).find("Finance - Desk") != std::string::npos);
}

TEST_CASE("names from a source can not become markup") {
  for (std::string hostile :
       {"<script>alert(1)</script>", "</td><td>", "\" onload=\"x", "&lt;", "]]>", "<!-- "}) {
    std::string html = RenderTransferReport(Sample(hostile));
    CHECK(html.find("<script") == std::string::npos);
    pugi::xml_document page;
    REQUIRE(page.load_string(html.c_str(), pugi::parse_full));
    CHECK(TextOf(page.select_node("//tr[th='Source']/td").node()) == hostile);
    CHECK(page.select_nodes("//ul[@class='findings']/li").size() == 3);
  }
  std::string odd = RenderTransferReport(Sample(std::string("a\0b\xFF\x1B[2J", 8)));
  CHECK(odd.find('\x1B') == std::string::npos);
  CHECK(odd.find('\xFF') == std::string::npos);
}

}  // namespace
}  // namespace sipsh::chat
