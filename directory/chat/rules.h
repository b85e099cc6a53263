// The rules of categories and rooms (names, who is inside a category, who finds, joins and posts),
// as pure functions: no store, no directory. What the directory knows of a principal comes in as
// its affiliations: its own name, the groups it is in, the containers and the domain above it.
// Statuses: kConstraintViolation, with what is wrong and what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/chat/model.h"
#include "directory/status.h"

namespace sipsh::chat {

using directory::Result;
using directory::Status;

inline constexpr size_t kMaxName = 256;  // Characters, of rooms and categories.
inline constexpr size_t kMaxDescription = 256;
inline constexpr size_t kMaxActiveServers = 4;

struct Subject {
  std::string name;         // As it stands in the lists.
  Principals affiliations;  // Its own name among them.
};

// The form in which names of principals are compared: DNs by name, addresses without case.
std::string PrincipalKey(std::string_view name);
bool SamePrincipal(std::string_view a, std::string_view b);
bool Contains(const Principals& list, std::string_view name);
// Does the list name the subject, or a group, container or domain it is in?
bool Covers(const Principals& list, const Subject& subject);

// `kind` is "room", "category" or "add-in", for the message.
Status CheckName(std::string_view kind, std::string_view name);
Status CheckDescription(std::string_view kind, std::string_view name, std::string_view description);
// http or https, with a host.
Status CheckUrl(std::string_view name, std::string_view url);

// Allowed and not denied: denial wins.
bool Eligible(const Category& category, const Subject& subject);
Status RequireEligible(const Category& category, const Subject& subject, std::string_view role);
// Presenters exist in auditoriums only, and must be members too. `presenters` are the subjects of
// room.presenters.
Status CheckPresenters(const Room& room, const std::vector<Subject>& presenters);
// Takes everybody who is no longer inside the category from the room's lists; answers whom. Whoever
// is not among the subjects is unknown to the directory, and stays.
Principals StripOutsiders(const Category& category, const std::vector<Subject>& subjects,
                          Room* room);

// How a subject stands to a room: what the three questions below turn on, for who has looked the
// lists up another way.
struct Standing {
  bool eligible = false;   // For the room's category.
  bool member = false;     // And on the room's list of members, where it has one.
  bool presenter = false;  // On its list of presenters.
};
Standing StandingOf(const Room& room, const Category& category, const Subject& subject);
bool MayFind(const Room& room, const Standing& standing);
bool MayJoin(const Room& room, const Standing& standing);
bool MayPost(const Room& room, const Standing& standing);

bool IsMember(const Room& room, const Category& category, const Subject& subject);
bool MayFind(const Room& room, const Category& category, const Subject& subject);
bool MayJoin(const Room& room, const Category& category, const Subject& subject);
bool MayPost(const Room& room, const Category& category, const Subject& subject);
// A room can not switch on what its category switches off.
bool SendsInvitations(const Room& room, const Category& category);

}  // namespace sipsh::chat
