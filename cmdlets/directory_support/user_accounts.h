// Which entries are accounts of people and services. Pure.
#pragma once

#include "directory/filter.h"

namespace sipsh {

// Users, on Active Directory and elsewhere, without the computers, which are users there by their
// class. No server has the class `user` without the class `computer`: to a server that knows
// neither, inetOrgPerson alone decides.
directory::Filter UserAccounts();

}  // namespace sipsh
