// The tables of a chat file, and what may not happen to them.
#pragma once

#include "directory/embedded/database.h"

namespace sipsh::chat {

inline constexpr int kLayoutVersion = 2;

enum Role { kMember = 0, kManager = 1, kPresenter = 2, kCreator = 3, kAllowed = 4, kDenied = 5 };

// Makes the tables in a new file, and what is missing in an earlier one; refuses a file of a later
// version.
directory::Status PrepareLayout(directory::embedded::Database& database);

}  // namespace sipsh::chat
