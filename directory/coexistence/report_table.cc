#include "directory/coexistence/report_table.h"

namespace sipsh::coexistence {

void OpenTable(Markup* out, const std::vector<std::string>& heads) {
  out->Open("div", {{"class", "scroll"}});
  out->Open("table");
  out->Open("thead");
  out->Open("tr");
  for (const std::string& head : heads) out->Put("th", head, {{"scope", "col"}});
  out->Close();
  out->Close();
  out->Open("tbody");
}

void CloseTable(Markup* out) {
  out->Close();
  out->Close();
  out->Close();
}

void RowHead(Markup* out, const std::string& name, const std::string& note) {
  out->Open("th", {{"scope", "row"}});
  out->Text(name);
  if (!note.empty()) out->Put("small", note);
  out->Close();
}

}  // namespace sipsh::coexistence
