// What Active Directory keeps of deleted objects. To see them a search asks for isDeleted: an
// ldap/ store then asks the server to show them.
#pragma once

#include "directory/store.h"

namespace sipsh::directory {

enum class Remains {
  kNothing,
  kTombstone,  // Its objectGUID and objectSid, and little else.
  kWhole,      // All of it: the Recycle Bin is on.
};

// `configuration`: the Configuration naming context.
Result<bool> RecycleBinIsOn(Store& store, const Dn& configuration, const Wait& wait = {});
// Of an entry as it was before it was deleted; kNothing on directories of other kinds.
Result<Remains> WhatRemains(Store& store, const Entry& before);

}  // namespace sipsh::directory
