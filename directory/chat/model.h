// What a Persistent Chat pool holds: categories, rooms, add-ins and messages. Plain values that own
// their strings. Principals are named as administrators name them: "sip:ken@contoso.com" for users,
// the DN for groups, containers and domains. Names compare without regard to case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sipsh::chat {

using Principals = std::vector<std::string>;

// The numbers are those of the Group Chat database's visibility and behaviour columns.
enum class Privacy { kSecret = 2, kClosed = 3, kOpen = 6 };
enum class RoomType { kNormal = 4, kAuditorium = 5 };
enum class Invitations { kInherit, kFalse };

std::string_view Name(Privacy privacy);
std::string_view Name(RoomType type);
std::string_view Name(Invitations invitations);
// By name, ignoring case.
std::optional<Privacy> ParsePrivacy(std::string_view name);
std::optional<RoomType> ParseRoomType(std::string_view name);
std::optional<Invitations> ParseInvitations(std::string_view name);

struct Category {
  std::string name;
  std::string description;
  bool invitations = false;
  bool file_upload = false;
  bool chat_history = true;
  Principals allowed, denied, creators;
  int64_t rooms = 0;  // Counted by the store; not written.

  bool operator==(const Category&) const = default;
};

struct Room {
  std::string name;
  std::string description;
  std::string category;
  std::string addin;  // "": none.
  Privacy privacy = Privacy::kClosed;
  RoomType type = RoomType::kNormal;
  Invitations invitations = Invitations::kInherit;
  bool disabled = false;
  Principals members, managers, presenters;  // No members: the category's set applies.

  bool operator==(const Room&) const = default;
};

struct Addin {
  std::string name;
  std::string url;

  bool operator==(const Addin&) const = default;
};

struct Message {
  int64_t id = 0;  // Given by the store, rising.
  std::string author;
  int64_t posted = 0;  // Milliseconds since 1970, UTC.
  std::string text;
};

// An import of an archive into a pool, and how far it is.
struct ImportRun {
  std::string name;                   // Unique in its pool.
  std::string archive;                // What was imported: a digest.
  std::string source;                 // The pool it came from.
  int64_t chunks = 0;                 // Of messages, done.
  int64_t messages = 0, doubles = 0;  // Brought; passed over, being there already.
  bool complete = false;

  bool operator==(const ImportRun&) const = default;
};

// A message to be imported: the nth of its room with this author, time and text. 0: the room had
// no messages, none is looked for.
struct ImportedMessage {
  Message message;
  int64_t nth = 0;
};

}  // namespace sipsh::chat
