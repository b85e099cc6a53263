#include "directory/coexistence/report_style.h"

namespace sipsh::coexistence {
namespace {

constexpr std::string_view kStyle = R"(
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1b2130; --soft: #5d6679; --rule: #dfe3ea;
  --legacy: #c2570c; --legacy-fill: #fff4ea; --modern: #3b54d6; --modern-fill: #eef1ff;
  --good: #16794a; --good-fill: #e7f6ee; --bad: #c02626; --bad-fill: #fdecec;
  --warn: #96600a; --warn-fill: #fdf3dc; --homes: #8a93a6;
  --g4: #8a5a2b; --g5: #a67c00; --g6: #1769c4; --g7: #0c8577;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #12151c; --card: #1b2029; --ink: #e8ebf2; --soft: #9aa4b8; --rule: #303746;
    --legacy: #f59a4d; --legacy-fill: #33241a; --modern: #8ea2ff; --modern-fill: #20284a;
    --good: #58c98f; --good-fill: #17322a; --bad: #ff8080; --bad-fill: #3a1f24;
    --warn: #e8b44c; --warn-fill: #352b18; --homes: #77829a;
    --g4: #cf9a66; --g5: #d9b43a; --g6: #63a9f5; --g7: #3fc6b4;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 36px 28px 60px; background: var(--paper);
  color: var(--ink); font: 15px/1.5 "Segoe UI", system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
header p, footer { color: var(--soft); }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 40px 0 12px; }
header p { margin: 0; }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 24px 0 0; padding: 0; list-style: none; }
.cards li { flex: 1 1 150px; background: var(--card); border: 1px solid var(--rule);
  border-radius: 12px; padding: 14px 18px; color: var(--soft); }
.cards b { display: block; font-size: 26px; line-height: 1.2; color: var(--ink); }
.cards .bad b { color: var(--bad); } .cards .warn b { color: var(--warn); }
.cards .good b { color: var(--good); }
figure { margin: 24px 0 0; background: var(--card); border: 1px solid var(--rule);
  border-radius: 16px; padding: 10px; }
.map { display: block; width: 100%; height: auto; }
.map text { fill: var(--ink); font-family: inherit; }
.map .name { font-size: 13.5px; font-weight: 600; }
.map .uri { font-size: 12px; }
.map .small { font-size: 11.5px; fill: var(--soft); }
.map .count { font-size: 12.5px; }
.map .lane-title { font-size: 14px; font-weight: 600; fill: var(--tone); }
.map .g4 { --tone: var(--g4); } .map .g5 { --tone: var(--g5); }
.map .g6 { --tone: var(--g6); } .map .g7 { --tone: var(--g7); }
.map .band { fill: var(--tone); fill-opacity: 0.07; stroke: var(--tone); stroke-opacity: 0.35; }
.map .shape { fill: var(--card); stroke: var(--rule); stroke-width: 1.2; }
.map .pool .shape { stroke: var(--tone); } .map .stripe { fill: var(--tone); }
.map .home .shape { stroke: var(--tone); stroke-opacity: 0.55; }
.map .legacy .shape { fill: var(--legacy-fill); stroke: var(--legacy); }
.map .modern .shape { fill: var(--modern-fill); stroke: var(--modern); }
.map .client .shape { stroke-width: 1.8; }
.map .missing .shape { fill: none; stroke: var(--homes); stroke-dasharray: 5 4; }
.map .missing .name { fill: var(--soft); font-weight: 400; }
.map .broken .shape { fill: var(--bad-fill); stroke: var(--bad); stroke-dasharray: 5 4; }
.map .broken .small { fill: var(--bad); }
.map .line { fill: none; stroke-width: 2; } .map .halo { fill: none; stroke: var(--card);
  stroke-width: 5; stroke-opacity: 0.9; }
.map .line.legacy { stroke: var(--legacy); } .map .tip.legacy { fill: var(--legacy); }
.map .line.modern { stroke: var(--modern); } .map .tip.modern { fill: var(--modern); }
.map .line.home-line { stroke: var(--homes); stroke-width: 1.5; }
.map .tip.home-line { fill: var(--homes); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; padding: 4px 12px 8px; color: var(--soft);
  font-size: 13px; }
.legend i { display: inline-block; width: 22px; height: 0; border-top: 2px solid; margin: 0 7px 4px 0; }
.legend .legacy i { border-color: var(--legacy); } .legend .modern i { border-color: var(--modern); }
.legend .home-line i { border-color: var(--homes); }
.legend .missing i { border-top: 2px dashed var(--homes); }
.legend .broken i { border-top: 2px dashed var(--bad); }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule);
  border-radius: 12px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 9px 14px; border-top: 1px solid var(--rule); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; }
td small, th small { display: block; color: var(--soft); font-weight: 400; font-size: 12.5px; }
.yes { color: var(--good); font-weight: 600; } .no { color: var(--soft); }
details { margin-top: 12px; } details .scroll { margin-top: 8px; }
details td { overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: 600; padding: 4px 2px; }
.note { color: var(--soft); font-size: 13px; margin: 8px 2px 0; }
.findings { list-style: none; margin: 0; padding: 0; display: grid; gap: 10px; }
.findings li { background: var(--card); border: 1px solid var(--rule); border-left-width: 4px;
  border-radius: 10px; padding: 11px 16px; overflow-wrap: anywhere; }
.findings .error { border-left-color: var(--bad); } .findings .warning { border-left-color: var(--warn); }
.findings .information { border-left-color: var(--modern); }
.badge { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 12px;
  font-weight: 600; margin-right: 8px; }
.error .badge { background: var(--bad-fill); color: var(--bad); }
.warning .badge { background: var(--warn-fill); color: var(--warn); }
.information .badge { background: var(--modern-fill); color: var(--modern); }
.findings p { margin: 5px 0 0; } .findings .action { color: var(--soft); }
code { font-family: "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 0.92em; }
footer { margin-top: 44px; font-size: 13px; border-top: 1px solid var(--rule); padding-top: 14px; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  body { background: none; padding: 0; max-width: none; font-size: 11pt; }
  figure, .cards li, .scroll, .findings li { break-inside: avoid; }
  .map { max-height: 120mm; } .map.tall { max-height: 170mm; }
  h2 { break-after: avoid; margin-top: 8mm; } h1 { font-size: 22px; }
  .cards { margin-top: 4mm; } .cards li { padding: 8px 14px; } .cards b { font-size: 20px; }
  figure { margin-top: 4mm; } footer { margin-top: 6mm; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
)";

}  // namespace

std::string_view ReportStyle() { return kStyle; }

}  // namespace sipsh::coexistence
