// Filters in the form that every server understands alike.
#pragma once

#include "directory/filter.h"
#include "directory/schema.h"

namespace sipsh::directory::ldap {

// Active Directory and 389 Directory Server do not know RFC 4526's (&) and (|).
Filter WithoutEmptyLists(Filter filter);

// Whether an attribute that `schema` does not know stands behind a (!...).
bool NegatesUnknown(const Filter& filter, const Schema& schema);
// Comparisons with attributes that are unknown are undefined (RFC 4511, 4.5.1.7): replaced so that
// they match nothing, also behind a (!...).
Filter WithoutUnknown(Filter filter, const Schema& schema);

}  // namespace sipsh::directory::ldap
