// What Get-ADUser outputs: the ten properties everybody gets, and those -Properties can name.
#pragma once

#include "cmdlets/directory_support/object_table.h"

namespace sipsh {

const ObjectTable& AdUserTable();          // The ten.
const ObjectTable& AdUserExtendedTable();  // Names -Filter and -Properties know besides attributes.

}  // namespace sipsh
