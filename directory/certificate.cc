#include "directory/certificate.h"

#include <arpa/inet.h>
#include <ctime>
#include <string_view>
#include <vector>

#include "directory/entry.h"

namespace sipsh::directory {
namespace {

constexpr unsigned char kSequence = 0x30;
constexpr std::string_view kSubjectAltName("\x06\x03\x55\x1d\x11", 5);

// One DER element after the other; an element out of bounds ends the walk.
class Der {
 public:
  explicit Der(std::string_view bytes) : rest_(bytes) {}

  bool Next(unsigned char* tag, std::string_view* content) {
    if (rest_.size() < 2) return false;
    *tag = static_cast<unsigned char>(rest_[0]);
    size_t length = static_cast<unsigned char>(rest_[1]), head = 2;
    if (length & 0x80) {
      size_t count = length & 0x7F;
      if (count > 4 || rest_.size() < 2 + count) return false;
      length = 0;
      for (size_t i = 0; i < count; ++i)
        length = length << 8 | static_cast<unsigned char>(rest_[2 + i]);
      head += count;
    }
    if (rest_.size() - head < length) return false;
    *content = rest_.substr(head, length);
    rest_.remove_prefix(head + length);
    return true;
  }

 private:
  std::string_view rest_;
};

struct Certificate {
  std::string not_before, not_after;  // YYYYMMDDHHMMSSZ
  std::vector<std::string> names;
};

std::string FullTime(unsigned char tag, std::string_view time) {
  if (tag != 0x17) return std::string(time);  // UTCTime has two digits of the year.
  return (time.substr(0, 2) < "50" ? "20" : "19") + std::string(time);
}

void ReadNames(std::string_view tbs, std::vector<std::string>* names) {
  size_t at = tbs.find(kSubjectAltName);
  if (at == std::string_view::npos) return;
  Der extension(tbs.substr(at + kSubjectAltName.size()));
  unsigned char tag;
  std::string_view content, list, name;
  if (!extension.Next(&tag, &content)) return;
  if (tag == 0x01 && !extension.Next(&tag, &content)) return;  // "critical"
  Der wrapped(content);
  if (!wrapped.Next(&tag, &list)) return;
  for (Der each(list); each.Next(&tag, &name);) {
    char text[INET6_ADDRSTRLEN];
    if (tag == 0x82)
      names->emplace_back(name);
    else if (tag == 0x87 &&
             inet_ntop(name.size() == 4 ? AF_INET : AF_INET6, name.data(), text, sizeof text)) {
      names->emplace_back(text);
    }
  }
}

bool Read(std::string_view der, Certificate* certificate) {
  unsigned char tag;
  std::string_view whole, tbs, content;
  if (!Der(der).Next(&tag, &whole) || !Der(whole).Next(&tag, &tbs)) return false;
  // version?, serial, algorithm, issuer, validity, ...: the fourth after the optional version.
  Der fields(tbs);
  if (!fields.Next(&tag, &content)) return false;
  int before_validity = tag == 0xA0 ? 4 : 3;
  while (before_validity-- > 0) {
    if (!fields.Next(&tag, &content)) return false;
  }
  if (tag != kSequence) return false;
  Der validity(content);
  if (!validity.Next(&tag, &content)) return false;
  certificate->not_before = FullTime(tag, content);
  if (!validity.Next(&tag, &content)) return false;
  certificate->not_after = FullTime(tag, content);
  ReadNames(tbs, &certificate->names);
  return true;
}

bool Covers(const std::string& name, const std::string& host) {
  if (EqualIgnoreCase(name, host)) return true;
  size_t dot = host.find('.');
  return name.starts_with("*.") && dot != std::string::npos &&
         EqualIgnoreCase(std::string_view(name).substr(1), std::string_view(host).substr(dot));
}

std::string Day(const std::string& time) {
  return time.size() < 8 ? time
                         : time.substr(0, 4) + "-" + time.substr(4, 2) + "-" + time.substr(6, 2);
}

std::string Now() {
  std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[20];
  std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &utc);
  return text;
}

}  // namespace

std::string DescribeCertificateFault(std::string_view der, const std::string& host) {
  Certificate certificate;
  if (!Read(der, &certificate)) return "it can not be read";
  if (certificate.not_after < Now()) return "it expired on " + Day(certificate.not_after);
  if (certificate.not_before > Now())
    return "it is valid from " + Day(certificate.not_before) + " only";
  std::string list;
  bool covered = certificate.names.empty();
  for (const std::string& name : certificate.names) {
    covered = covered || Covers(name, host);
    list += (list.empty() ? "" : ", ") + name;
  }
  if (!covered) return "it was issued to " + list + ", not to " + host;
  return "no CA that is trusted here issued it";
}

}  // namespace sipsh::directory
