#include "cmdlets/lync/topology/report.h"

#include <fstream>

#include "cmdlets/directory_support/object_cmdlet.h"

namespace sipsh {
namespace {

std::string EscapeHtml(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

}  // namespace

void WriteReport(const std::string& path, const std::string& title,
                 const std::vector<std::string>& lines) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>" << EscapeHtml(title)
      << "</title>\n<h1>" << EscapeHtml(title) << "</h1>\n<ul>\n";
  for (const std::string& line : lines) out << "<li>" << EscapeHtml(line) << "</li>\n";
  out << "</ul>\n";
  out.close();
  if (!out) {
    Fail("The report '" + path + "' cannot be written. Name another path with -Report.",
         "ReportFailed", ErrorCategory::kWriteError, Value::String(path));
  }
}

}  // namespace sipsh
