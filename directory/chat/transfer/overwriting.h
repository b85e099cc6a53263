// An object of the archive beside the target's own of that name.
#pragma once

#include <string>

#include "directory/chat/model.h"

namespace sipsh::chat {

// Keeps the spelling of the held one, and its lists where they name the same people.
void Align(const Category& held, Category* category);
void Align(const Room& held, Room* room);

// What would be overwritten: "description, members".
std::string Changes(const Category& from, const Category& to);
std::string Changes(const Room& from, const Room& to);

}  // namespace sipsh::chat
