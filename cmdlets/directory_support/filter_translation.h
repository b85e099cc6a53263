// Turns a -Filter expression into an LDAP filter by an object table. What LDAP cannot say exactly
// (property kinds without an attribute, wildcards with ? or [ ], -gt on text) is widened, never
// narrowed, and `exact` tells that the answers must be tried locally too.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cmdlets/directory_support/filter_expression.h"
#include "cmdlets/directory_support/object_table.h"
#include "directory/filter.h"

namespace sipsh {

struct TranslatedFilter {
  directory::Filter filter;
  bool exact = true;
};

struct TranslationContext {
  bool bit_filters = false;  // The server knows 1.2.840.113556.1.4.803.
  // Home server DNs of the pool with this FQDN; empty when it is unknown. Trusted-service DNs
  // likewise.
  std::function<std::vector<std::string>(std::string_view fqdn)> home_servers;
  std::function<std::vector<std::string>(std::string_view fqdn)> trusted_services;
  // A property the table does not have: taken as the attribute of that name (Get-ADUser) or
  // refused.
  bool attributes_by_name = false;
};

// kUndefinedAttribute names a property the table does not know.
directory::Result<TranslatedFilter> TranslateFilter(const FilterExpression& expression,
                                                    const ObjectTable& table,
                                                    const TranslationContext& context);

// Adds the outer parentheses administrators leave out ("Department=Finance").
directory::Result<directory::Filter> ParseLooseLdapFilter(std::string_view text);

}  // namespace sipsh
