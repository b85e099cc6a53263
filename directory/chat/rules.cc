#include "directory/chat/rules.h"

#include <algorithm>

#include "directory/dn.h"
#include "directory/schema.h"

namespace sipsh::chat {
namespace {

using directory::Code;

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

Status Broken(std::string message) { return {Code::kConstraintViolation, std::move(message)}; }

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

}  // namespace

std::string PrincipalKey(std::string_view name) {
  if (name.find('=') != std::string_view::npos && name.find('@') == std::string_view::npos) {
    Result<directory::Dn> dn = directory::Dn::Parse(name);
    if (dn.ok()) return dn->Key();
  }
  return directory::FoldText(name);
}

bool SamePrincipal(std::string_view a, std::string_view b) {
  return a == b || PrincipalKey(a) == PrincipalKey(b);
}

bool Contains(const Principals& list, std::string_view name) {
  if (list.empty()) return false;
  std::string key = PrincipalKey(name);
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& one) { return PrincipalKey(one) == key; });
}

bool Covers(const Principals& list, const Subject& subject) {
  return Contains(list, subject.name) ||
         std::any_of(subject.affiliations.begin(), subject.affiliations.end(),
                     [&](const std::string& one) { return Contains(list, one); });
}

Status CheckName(std::string_view kind, std::string_view name) {
  std::string what = "The name of a " + std::string(kind);
  if (kind == "add-in") what = "The name of an add-in";
  if (name.find_first_not_of(' ') == std::string_view::npos) return Broken(what + " is missing.");
  if (HasControl(name)) return Broken(what + " has no line ends or control characters.");
  size_t length = Characters(name);
  if (length > kMaxName) {
    return Broken(what + " has at most " + std::to_string(kMaxName) + " characters; this one has " +
                  std::to_string(length) + ". Shorten it: '" + std::string(name.substr(0, 40)) +
                  "...'.");
  }
  return Status::Ok();
}

Status CheckDescription(std::string_view kind, std::string_view name,
                        std::string_view description) {
  size_t length = Characters(description);
  if (length <= kMaxDescription) return Status::Ok();
  return Broken("The description of the " + std::string(kind) + " '" + std::string(name) +
                "' has at most " + std::to_string(kMaxDescription) + " characters; this one has " +
                std::to_string(length) + ". Shorten it.");
}

Status CheckUrl(std::string_view name, std::string_view url) {
  for (std::string_view scheme : {"http://", "https://"}) {
    bool fits = directory::EqualIgnoreCase(url.substr(0, scheme.size()), scheme);
    std::string_view rest = fits ? url.substr(scheme.size()) : std::string_view();
    if (!rest.empty() && rest[0] != '/' && rest.find_first_of(" \t\r\n<>\"") == rest.npos)
      return Status::Ok();
  }
  return Broken("'" + std::string(url) + "' is no address for the add-in '" + std::string(name) +
                "': it begins with http:// or https:// and names a server.");
}

bool Eligible(const Category& category, const Subject& subject) {
  return Covers(category.allowed, subject) && !Covers(category.denied, subject);
}

Status RequireEligible(const Category& category, const Subject& subject, std::string_view role) {
  if (Eligible(category, subject)) return Status::Ok();
  bool denied = Covers(category.denied, subject);
  return Broken(subject.name + " can not be a " + std::string(role) + ": the category '" +
                category.name + "' " +
                (denied ? "denies it (DeniedMembers). " : "does not allow it (AllowedMembers). ") +
                "Change that list with Set-CsPersistentChatCategory first.");
}

Status CheckPresenters(const Room& room, const std::vector<Subject>& presenters) {
  if (room.type != RoomType::kAuditorium) {
    if (room.presenters.empty()) return Status::Ok();
    return Broken("The room '" + room.name +
                  "' is of type Normal and has no presenters: everybody who joins may post. Give "
                  "-Type Auditorium, or empty the list with -Presenters $null.");
  }
  for (const Subject& presenter : presenters) {
    if (room.members.empty() || Covers(room.members, presenter)) continue;
    return Broken(presenter.name + " can not be a presenter of the room '" + room.name +
                  "': presenters must be members too. Add it to -Members, or take it off "
                  "-Presenters.");
  }
  return Status::Ok();
}

Principals StripOutsiders(const Category& category, const std::vector<Subject>& subjects,
                          Room* room) {
  Principals stripped;
  for (Principals* list : {&room->members, &room->managers, &room->presenters}) {
    std::erase_if(*list, [&](const std::string& name) {
      auto subject = std::find_if(subjects.begin(), subjects.end(), [&](const Subject& one) {
        return SamePrincipal(one.name, name);
      });
      bool stays = subject == subjects.end() || Eligible(category, *subject);
      if (!stays && !Contains(stripped, name)) stripped.push_back(name);
      return !stays;
    });
  }
  return stripped;
}

Standing StandingOf(const Room& room, const Category& category, const Subject& subject) {
  Standing standing;
  standing.eligible = Eligible(category, subject);
  standing.member = standing.eligible && (room.members.empty() || Covers(room.members, subject));
  standing.presenter = Covers(room.presenters, subject);
  return standing;
}

bool MayFind(const Room& room, const Standing& standing) {
  if (room.disabled || !standing.eligible) return false;
  return room.privacy != Privacy::kSecret || standing.member;
}

bool MayJoin(const Room& room, const Standing& standing) {
  if (room.disabled || !standing.eligible) return false;
  return room.privacy == Privacy::kOpen || standing.member;
}

bool MayPost(const Room& room, const Standing& standing) {
  return MayJoin(room, standing) && (room.type == RoomType::kNormal || standing.presenter);
}

bool IsMember(const Room& room, const Category& category, const Subject& subject) {
  return StandingOf(room, category, subject).member;
}

bool MayFind(const Room& room, const Category& category, const Subject& subject) {
  return MayFind(room, StandingOf(room, category, subject));
}

bool MayJoin(const Room& room, const Category& category, const Subject& subject) {
  return MayJoin(room, StandingOf(room, category, subject));
}

bool MayPost(const Room& room, const Category& category, const Subject& subject) {
  return MayPost(room, StandingOf(room, category, subject));
}

bool SendsInvitations(const Room& room, const Category& category) {
  return category.invitations && room.invitations == Invitations::kInherit;
}

}  // namespace sipsh::chat
