#include "directory/sip/message.h"

#include <algorithm>
#include <charconv>

#include "directory/entry.h"

namespace sipsh::sip {

using directory::Code;
using directory::EqualIgnoreCase;

namespace {

constexpr std::string_view kVersion = "SIP/2.0";
constexpr size_t kMostOfFirstLine = 8 * 1024;

struct ShortForm {
  std::string_view name, form;
};
constexpr ShortForm kShortForms[] = {{"Via", "v"},     {"From", "f"},    {"To", "t"},
                                     {"Call-ID", "i"}, {"Contact", "m"}, {"Content-Length", "l"}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlnum(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsPlain(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return IsAlnum(c) || others.find(c) != std::string_view::npos;
  });
}

Status Refused(std::string_view what, std::string_view text) {
  std::string shown;
  for (char c : text.substr(0, 60)) shown += c < ' ' || c == 0x7F ? '?' : c;
  return {Code::kInvalidSyntax, "'" + shown + "' can not be " + std::string(what) +
                                    " of a SIP request. Nothing was sent; check it for blanks, "
                                    "line ends and other odd characters."};
}

bool IsUri(std::string_view text) {
  return text.starts_with("sip:") && IsPlain(text.substr(4), "-_.!~*'()&=+$,;?/%@:[]");
}

std::string Shown(std::string_view text) {
  std::string shown(text);
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F || (c & 0x80) != 0) c = '?';
  return shown;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool Names(std::string_view header, std::string_view name) {
  if (EqualIgnoreCase(header, name)) return true;
  return std::any_of(std::begin(kShortForms), std::end(kShortForms), [&](const ShortForm& row) {
    return EqualIgnoreCase(row.name, name) && EqualIgnoreCase(row.form, header);
  });
}

// "SIP/2.0 200 OK", or a peer's request "OPTIONS sip:... SIP/2.0".
bool ReadFirstLine(std::string_view line, Response* response) {
  if (!line.starts_with(kVersion)) {
    size_t end = line.find(' ');
    return end != std::string_view::npos && IsPlain(line.substr(0, end), "-.!%*_+`'~") &&
           line.ends_with(" SIP/2.0");
  }
  std::string_view rest = line.substr(kVersion.size());
  if (rest.size() < 4 || rest[0] != ' ' || !IsDigit(rest[1]) || !IsDigit(rest[2]) ||
      !IsDigit(rest[3]) || (rest.size() > 4 && rest[4] != ' ')) {
    return false;
  }
  response->status = (rest[1] - '0') * 100 + (rest[2] - '0') * 10 + (rest[3] - '0');
  response->reason = Shown(Trim(rest.substr(4)));
  return response->status >= 100 && response->status < 700;
}

bool ReadHead(std::string_view head, Response* response) {
  bool first = true;
  for (size_t at = 0; at < head.size();) {
    size_t end = std::min(head.find('\n', at), head.size());
    std::string_view line = head.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (first) {
      if (!ReadFirstLine(line, response)) return false;
      first = false;
    } else if (line.starts_with(' ') || line.starts_with('\t')) {
      if (response->headers.empty()) return false;  // Goes on with no header.
      response->headers.back().value += " " + Shown(Trim(line));
    } else {
      size_t colon = line.find(':');
      if (colon == std::string_view::npos) return false;
      response->headers.push_back(
          {Shown(Trim(line.substr(0, colon))), Shown(Trim(line.substr(colon + 1)))});
    }
  }
  return !first;
}

Status NoSip(std::string_view bytes) {
  return {Code::kCorrupt, "what came is not SIP: '" + Shown(bytes.substr(0, 40)) + "'"};
}

}  // namespace

Result<std::string> MakeUri(std::string_view user, std::string_view host) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  if (!IsPlain(host, "-.:[]")) return Refused("the host", host);
  std::string uri = "sip:";
  for (char c : user) {
    if (IsAlnum(c) || std::string_view("-_.!~*'()&=+$,;?/").find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += {'%', kHex[static_cast<unsigned char>(c) >> 4], kHex[c & 15]};
    }
  }
  if (!user.empty()) uri += '@';
  return uri.append(host);
}

Result<std::string> Write(const Request& request) {
  if (!IsPlain(request.method, "")) return Refused("the method", request.method);
  for (const std::string* uri : {&request.uri, &request.from, &request.to})
    if (!IsUri(*uri)) return Refused("an address", *uri);
  if (!IsPlain(request.via, "-./:;=[] ")) return Refused("the way back", request.via);
  if (!IsPlain(request.tag, "")) return Refused("the mark", request.tag);
  if (!IsPlain(request.call_id, "-.@")) return Refused("the call", request.call_id);
  std::string text = request.method + " " + request.uri + " " + std::string(kVersion) + "\r\n";
  auto add = [&](std::string_view name, const std::string& value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  add("Via", request.via);
  add("Max-Forwards", "70");
  add("From", "<" + request.from + ">;tag=" + request.tag);
  add("To", "<" + request.to + ">");
  add("Call-ID", request.call_id);
  add("CSeq", std::to_string(request.sequence) + " " + request.method);
  add("User-Agent", "sipsh");
  add("Content-Length", "0");
  return text + "\r\n";
}

std::string_view Response::Find(std::string_view name) const {
  for (const Header& header : headers)
    if (Names(header.name, name)) return header.value;
  return {};
}

std::vector<std::string_view> Response::All(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& header : headers)
    if (Names(header.name, name)) values.push_back(header.value);
  return values;
}

std::vector<std::string> OfferedSchemes(const Response& response) {
  std::vector<std::string> schemes;
  for (std::string_view name : {"WWW-Authenticate", "Proxy-Authenticate"}) {
    for (std::string_view value : response.All(name)) {
      std::string scheme(value.substr(0, value.find(' ')));
      if (!scheme.empty() && std::find(schemes.begin(), schemes.end(), scheme) == schemes.end())
        schemes.push_back(std::move(scheme));
    }
  }
  return schemes;
}

Result<std::optional<Response>> MessageReader::Next() {
  // Empty lines keep connections open; they stand between messages.
  bytes_.erase(0, std::min(bytes_.find_first_not_of("\r\n"), bytes_.size()));
  size_t line = bytes_.find('\n');
  Response response;
  if (line == std::string::npos) {
    if (bytes_.size() > kMostOfFirstLine) return NoSip(bytes_);
    return std::optional<Response>();
  }
  std::string_view first = std::string_view(bytes_).substr(0, line);
  if (first.ends_with('\r')) first.remove_suffix(1);
  if (!ReadFirstLine(first, &response)) return NoSip(first);
  size_t crlf = bytes_.find("\r\n\r\n"), lf = bytes_.find("\n\n");
  size_t head = std::min(crlf, lf);
  if (head == std::string::npos) {
    if (bytes_.size() > kMostOfHead) return NoSip(bytes_);
    return std::optional<Response>();
  }
  size_t body = head + (crlf < lf ? 4 : 2);
  response = {};
  if (!ReadHead(std::string_view(bytes_).substr(0, head), &response)) return NoSip(first);
  std::string_view said = response.Find("Content-Length");
  size_t length = 0;
  auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), length);
  bool odd = !said.empty() && (error != std::errc() || end != said.data() + said.size());
  if (odd || length > kMostOfBody) return NoSip(said);
  if (bytes_.size() - body < length) return std::optional<Response>();
  bytes_.erase(0, body + length);
  return std::optional(std::move(response));
}

}  // namespace sipsh::sip
