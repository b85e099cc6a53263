// The cmdlets of the public ActiveDirectory module. Users, groups, organizational units and objects
// share one class a verb; ad_noun.h holds what differs.
#pragma once

#include <vector>

#include "cmdlets/active_directory/ad_noun.h"
#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

CmdletMetadata GetAdCmdlet(const AdNoun& noun);
CmdletMetadata NewAdCmdlet(const AdNoun& noun);
CmdletMetadata SetAdCmdlet(const AdNoun& noun);
CmdletMetadata RemoveAdCmdlet(const AdNoun& noun);

// Add-, Get- and Remove-ADGroupMember, Get-, Add- and Remove-ADPrincipalGroupMembership.
std::vector<CmdletMetadata> AdMembershipCmdlets();
CmdletMetadata GetAdDomainCmdlet();

}  // namespace sipsh
