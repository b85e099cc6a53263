#include "directory/topology/directory_place.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "directory/file/digest.h"
#include "directory/profile.h"

namespace sipsh::topology {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;

constexpr std::string_view kTextAttribute = "msRTCSIP-ExtensionData";
// Far below what any server takes as one value.
constexpr size_t kPieceBytes = 32u << 10;

// "00001=sip_domains: ..." and so on: values of an attribute have no order of their own.
std::vector<std::string> Pieces(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    size_t length = std::min(text.size(), kPieceBytes);
    // A value must be UTF-8 by itself.
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80)
      --length;
    char number[16];
    std::snprintf(number, sizeof number, "%05zu=", pieces.size() + 1);
    pieces.push_back(number + std::string(text.substr(0, length)));
    text.remove_prefix(length);
  }
  return pieces;
}

std::string Join(std::vector<std::string> pieces) {
  std::sort(pieces.begin(), pieces.end());
  std::string text;
  for (const std::string& piece : pieces) text += piece.substr(std::min<size_t>(6, piece.size()));
  return text;
}

// "<hash> <time> <author>"
bool ParseDescription(const std::string& text, PublishedVersion* version) {
  size_t time = text.find(' ');
  size_t author = time == std::string::npos ? time : text.find(' ', time + 1);
  if (time != 64 || author == std::string::npos) return false;
  version->hash = text.substr(0, time);
  version->time = text.substr(time + 1, author - time - 1);
  version->author = text.substr(author + 1);
  return true;
}

}  // namespace

DirectoryPlace::DirectoryPlace(directory::Store* store, const Dn& configuration)
    : store_(store),
      configuration_(configuration),
      container_(configuration.Child("cn", "Services")
                     .Child("cn", "RTC Service")
                     .Child("cn", "Published Topology")) {}

Dn DirectoryPlace::DnOf(int number) const {
  char name[16];
  std::snprintf(name, sizeof name, "%06d", number);
  return container_.Child("cn", name);
}

Result<std::vector<PublishedVersion>> DirectoryPlace::History() const {
  directory::SearchRequest request;
  request.base = container_;
  request.scope = directory::Scope::kOneLevel;
  request.attributes = {"description"};
  std::vector<PublishedVersion> history;
  Status searched = store_->Search(request, [&](Entry&& entry) {
    PublishedVersion version;
    std::string name = entry.dn().LeafValue();
    auto parsed = std::from_chars(name.data(), name.data() + name.size(), version.number);
    // What else lies there is not ours.
    if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size() && version.number > 0 &&
        ParseDescription(entry.Get("description"), &version))
      history.push_back(std::move(version));
    return true;
  });
  if (searched.code == Code::kNoSuchObject) return history;
  if (!searched.ok()) return searched;
  std::sort(history.begin(), history.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return history;
}

Result<std::string> DirectoryPlace::Text(const PublishedVersion& version) const {
  Dn dn = DnOf(version.number);
  Result<Entry> entry = directory::Find(*store_, dn, {std::string(kTextAttribute)});
  if (!entry.ok()) return entry.status();
  std::string text = Join(entry->ValueList(kTextAttribute));
  if (directory::Sha256Hex(text) == version.hash) return text;
  return Status(Code::kCorrupt,
                "the topology in " + dn.text() +
                    " is not the text that was published there; publish the document again "
                    "(Publish-CsTopology -Force)",
                dn.text());
}

Status DirectoryPlace::AddContainers() {
  Result<bool> there = directory::Exists(*store_, container_);
  if (!there.ok() || *there) return there.ok() ? Status::Ok() : there.status();
  Result<directory::Profile> profile = directory::DetectProfile(*store_);
  if (!profile.ok()) return profile.status();
  const Dn services = configuration_.Child("cn", "Services");
  for (const Dn& dn : {services, services.Child("cn", "RTC Service"), container_}) {
    Entry entry(dn);
    std::vector<std::string> classes = profile->container_classes;
    if (dn == container_) classes.emplace_back("msRTCSIP-GlobalTopologySettings");
    entry.Set("objectClass", classes);
    entry.Set("cn", dn.LeafValue());
    directory::ApplyResult added = directory::ApplyOne(*store_, Change::Add(std::move(entry)));
    if (!added.ok() && added.status.code != Code::kEntryAlreadyExists) return added.status;
  }
  return Status::Ok();
}

Status DirectoryPlace::Add(const PublishedVersion& next, const std::string& text) {
  if (Status made = AddContainers(); !made.ok()) return made;
  Result<directory::Profile> profile = directory::DetectProfile(*store_);
  if (!profile.ok()) return profile.status();
  Entry entry(DnOf(next.number));
  std::vector<std::string> classes = profile->container_classes;
  classes.emplace_back("msRTCSIP-GlobalTopologySetting");
  entry.Set("objectClass", classes);
  entry.Set("cn", entry.dn().LeafValue());
  entry.Set("description", next.hash + " " + next.time + " " + next.author);
  entry.Set(std::string(kTextAttribute), Pieces(text));
  directory::ApplyResult added = directory::ApplyOne(*store_, Change::Add(std::move(entry)));
  if (added.status.code != Code::kEntryAlreadyExists) return added.status;
  return {Code::kAssertionFailed,
          "somebody published version " + std::to_string(next.number) +
              " of the topology at this moment; nothing was done, look at it (Get-CsTopology) and "
              "repeat the command",
          DnOf(next.number).text()};
}

}  // namespace sipsh::topology
