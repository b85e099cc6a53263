// What the Persistent Chat endpoint cmdlets output: OCSPersistentChatContact.
#pragma once

#include "cmdlets/directory_support/object_table.h"

namespace sipsh {

const ObjectTable& PersistentChatContactTable();

}  // namespace sipsh
