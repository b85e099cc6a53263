// What the Get- cmdlets of contacts, devices and meeting rooms output, property by property.
#pragma once

#include "cmdlets/directory_support/object_table.h"

namespace sipsh {

const ObjectTable& CommonAreaPhoneTable();
const ObjectTable& AnalogDeviceTable();
const ObjectTable& ExUmContactTable();
const ObjectTable& MeetingRoomTable();
const ObjectTable& ApplicationContactTable();
const ObjectTable& CsAdContactTable();

}  // namespace sipsh
