// Tries a -Filter expression on one entry with PowerShell's comparison rules: what LDAP could not
// say.
#pragma once

#include "cmdlets/directory_support/entry_reader.h"
#include "cmdlets/directory_support/filter_expression.h"

namespace sipsh {

bool EvaluateFilter(const FilterExpression& expression, const ObjectTable& table,
                    EntryReader& reader, const directory::EntryView& entry);

}  // namespace sipsh
