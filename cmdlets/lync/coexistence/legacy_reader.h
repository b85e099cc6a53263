// Reads what a 2007 R2 or 2010 installation left in the directory, and the user input file.
#pragma once

#include <string>

#include "cmdlets/directory_support/environment_service.h"
#include "directory/coexistence/legacy_merge.h"

namespace sipsh {

coexistence::LegacyInstallation ReadLegacyInstallation(EnvironmentService& environment,
                                                       directory::Store& store,
                                                       const directory::Wait& wait);

// Adds what the directory does not know, from an XML file:
//   <LegacyInput>
//     <Edge Fqdn="edge01.contoso.com" NextHop="ocspool.contoso.com"/>
//     <GroupChat Pool="gc.contoso.com" WellKnownUser="sip:chat@contoso.com"/>
//   </LegacyInput>
// The names are our own choice; the vendor's file has no public description. Throws ObjectError
// UserInputInvalid.
void AddUserInput(const std::string& path, coexistence::LegacyInstallation* installation);

}  // namespace sipsh
