#include "directory/coexistence/report_page.h"

#include <algorithm>

#include "directory/coexistence/access.h"
#include "directory/coexistence/chat_policy.h"
#include "directory/coexistence/map_drawing.h"
#include "directory/coexistence/markup.h"
#include "directory/coexistence/report_rooms.h"
#include "directory/coexistence/report_style.h"
#include "directory/coexistence/report_table.h"

namespace sipsh::coexistence {

using topology::Generation;
using topology::Pool;
using topology::Topology;

namespace {

constexpr Generation kOldestFirst[] = {Generation::kOcsServer2007R2, Generation::kLyncServer2010,
                                       Generation::kLyncServer2013,
                                       Generation::kSkypeForBusiness2015};

std::string Plural(size_t count, const std::string& what) { return count == 1 ? what : what + "s"; }

class Page {
 public:
  Page(const Topology& topology, const Facts& facts, const std::vector<PoolRooms>& rooms,
       const std::vector<Finding>& findings, const ReportOrigin& origin)
      : topology_(topology), facts_(facts), rooms_(rooms), findings_(findings), origin_(origin) {}

  std::string Render() {
    out_.Raw("<!DOCTYPE html>\n");
    out_.Open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "en"}});
    Head();
    out_.Open("body");
    Top();
    Figure();
    Reaches();
    Homes();
    WriteRooms(topology_, rooms_, &out_);
    Findings();
    out_.Put("footer", "Made " + origin_.made + ". Topology " + origin_.published +
                           ". Everything as the directory held it at that time.");
    out_.Close();
    out_.Close();
    return out_.text();
  }

 private:
  void Head() {
    out_.Open("head");
    out_.Empty("meta", {{"charset", "utf-8"}});
    out_.Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.Put("title", "Who chats where: " + origin_.environment);
    out_.Open("style");
    out_.Raw(ReportStyle());
    out_.Close();
    out_.Close();
  }

  size_t CountFindings(Severity severity) const {
    return static_cast<size_t>(
        std::count_if(findings_.begin(), findings_.end(),
                      [&](const Finding& one) { return one.severity == severity; }));
  }

  void Card(const std::string& style, const std::string& figure, const std::string& words) {
    out_.Open("li", {{"class", style}});
    out_.Put("b", figure);
    out_.Text(words);
    out_.Close();
  }

  void Top() {
    size_t chat_pools = 0, users = 0;
    for (const Pool& pool : topology_.pools) chat_pools += pool.IsChat() ? 1 : 0;
    for (const Home& home : facts_.homes) users += home.users;
    size_t deployments = topology_.Deployments().size();
    out_.Open("header");
    out_.Put("h1", "Who chats where in " + origin_.environment);
    out_.Put("p", Headline());
    out_.Open("ul", {{"class", "cards"}});
    Card("", std::to_string(deployments),
         deployments == 1 ? "deployment" : "deployments side by side");
    Card("", std::to_string(chat_pools), "chat " + Plural(chat_pools, "pool"));
    Card("", Thousands(users), "enabled " + Plural(users, "user"));
    size_t rooms = 0;
    for (const PoolRooms& one : rooms_) rooms += one.rooms.size();
    if (rooms > 0) Card("", Thousands(rooms), Plural(rooms, "room"));
    size_t errors = CountFindings(Severity::kError), warnings = CountFindings(Severity::kWarning);
    if (errors > 0) Card("bad", std::to_string(errors), Plural(errors, "error") + " to mend");
    if (warnings > 0) Card("warn", std::to_string(warnings), Plural(warnings, "warning"));
    if (errors + warnings == 0) Card("good", "Sound", "nothing needs attention");
    out_.Close();
    out_.Close();
  }

  // Where the environment stands on its way, in a sentence.
  std::string Headline() const {
    size_t legacy = 0, moved = 0, modern = 0;
    for (const Pool& pool : topology_.pools) {
      if (pool.IsPersistentChat()) ++modern;
      if (!pool.group_chat) continue;
      ++legacy;
      Access access = AccessTo(topology_, facts_, pool, Client::kGroupChat2010);
      if (access.obstacle == Obstacle::kAddressMoved) ++moved;
    }
    if (legacy == 0 && modern == 0) return "There is no chat pool.";
    if (legacy == 0) return "Only Persistent Chat pools: nothing legacy is left.";
    if (modern == 0) return "Only legacy Group Chat: there is no Persistent Chat pool yet.";
    if (moved == 0) return "Group Chat and Persistent Chat stand side by side.";
    if (moved < legacy)
      return "Cut over to Persistent Chat: " + std::to_string(moved) + " of " +
             std::to_string(legacy) + " legacy pools.";
    return "Group Chat clients arrive at Persistent Chat: the legacy " + Plural(legacy, "pool") +
           " can be decommissioned.";
  }

  void Legend(const char* style, const char* words) {
    out_.Open("span", {{"class", style}});
    out_.Raw("<i></i>");
    out_.Text(words);
    out_.Close();
  }

  void Figure() {
    out_.Open("figure");
    out_.Raw(DrawMap(LayOutMap(topology_, facts_)));
    out_.Open("figcaption", {{"class", "legend"}});
    Legend("legacy", "the way of a Group Chat client");
    Legend("modern", "the way of a Lync 2013 client");
    Legend("home-line", "homed on");
    Legend("missing", "no longer, or not yet, there");
    Legend("broken", "broken");
    out_.Close();
    out_.Close();
  }

  void Cell(const Access& access) {
    out_.Open("td");
    out_.Put("span", access.reached() ? "\xE2\x9C\x93 " + access.address : "\xE2\x80\x94 no",
             {{"class", access.reached() ? "yes" : "no"}});
    out_.Put("small", access.explanation);
    out_.Close();
  }

  void Reaches() {
    out_.Put("h2", "Which client reaches which pool");
    OpenTable(&out_, {"Pool", "Group Chat client 2007 R2 or 2010", "Lync 2013 client"});
    for (Generation generation : kOldestFirst)
      for (const Pool& pool : topology_.pools) {
        if (!pool.IsChat() || pool.generation != generation) continue;
        out_.Open("tr");
        RowHead(&out_, pool.fqdn, DeploymentTitle(pool.generation));
        Cell(AccessTo(topology_, facts_, pool, Client::kGroupChat2010));
        Cell(AccessTo(topology_, facts_, pool, Client::kLync2013));
        out_.Close();
      }
    CloseTable(&out_);
  }

  void Homes() {
    out_.Put("h2", "What people see, by their home");
    OpenTable(&out_, {"Home", "Users", "Policy in force", "Lync 2013 client"});
    for (Generation generation : kOldestFirst)
      for (const Pool& pool : topology_.pools) {
        if (pool.FindService("Registrar") == nullptr || pool.generation != generation) continue;
        bool modern = topology::GenerationVersion(pool.generation) >= 6;
        ChatPolicy policy = PolicyInForce(topology_, "", &pool);
        out_.Open("tr");
        RowHead(&out_, pool.fqdn, DeploymentTitle(pool.generation));
        out_.Put("td", Thousands(UsersHomedOn(facts_, pool)));
        out_.Open("td");
        out_.Text(modern ? policy.identity : "none: the home is too old");
        if (modern) out_.Put("small", policy.enabled ? "enables it" : "does not enable it");
        out_.Close();
        out_.Put("td",
                 !modern          ? "no rooms; the user must be moved to a pool from 2013 on"
                 : policy.enabled ? "the rooms of all Persistent Chat pools"
                                  : "no rooms, but for users granted a policy that enables it",
                 {{"class", modern && policy.enabled ? "yes" : "no"}});
        out_.Close();
      }
    CloseTable(&out_);
  }

  void Findings() {
    out_.Put("h2", findings_.empty() ? "Nothing needs attention"
                   : findings_.front().severity == Severity::kInformation ? "What to know"
                                                                          : "What needs attention");
    if (findings_.empty()) {
      out_.Put("p", "Topology and directory agree, and no rule of coexistence is broken.");
      return;
    }
    out_.Open("ul", {{"class", "findings"}});
    for (const Finding& finding : findings_) {
      std::string severity(SeverityName(finding.severity));
      std::string style = severity;
      style[0] = static_cast<char>(style[0] + 32);
      out_.Open("li", {{"class", style}});
      out_.Put("span", severity, {{"class", "badge"}});
      out_.Put("code", finding.rule);
      out_.Put("p", finding.what);
      if (!finding.action.empty()) out_.Put("p", finding.action, {{"class", "action"}});
      out_.Close();
    }
    out_.Close();
  }

  const Topology& topology_;
  const Facts& facts_;
  const std::vector<PoolRooms>& rooms_;
  const std::vector<Finding>& findings_;
  const ReportOrigin& origin_;
  Markup out_;
};

}  // namespace

std::string RenderReport(const Topology& topology, const Facts& facts,
                         const std::vector<PoolRooms>& rooms, const std::vector<Finding>& findings,
                         const ReportOrigin& origin) {
  return Page(topology, facts, rooms, findings, origin).Render();
}

}  // namespace sipsh::coexistence
