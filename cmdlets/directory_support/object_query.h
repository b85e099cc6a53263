// The search behind every Get- cmdlet over directory objects: -Identity, -Filter, -LdapFilter, -OU
// and -ResultSize, one object at a time to the pipeline.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmdlets/directory_support/environment_service.h"
#include "cmdlets/directory_support/filter_expression.h"
#include "cmdlets/directory_support/object_table.h"
#include "directory/filter.h"

namespace sipsh {

struct ObjectQuery {
  const ObjectTable* table = nullptr;
  directory::Filter kind;            // Which objects the cmdlet sees at all.
  std::vector<directory::Dn> bases;  // Empty: those of the environment.
  std::optional<directory::Filter> identity_filter;
  std::optional<directory::Dn> identity_dn;
  std::string filter;  // {Property -op Value}
  std::string ldap_filter;
  std::string organizational_unit;
  directory::Scope scope = directory::Scope::kSubtree;  // Below the bases.
  size_t page_size = 0;                                 // 0: the store's own.
  std::optional<size_t> limit;                          // -ResultSize; nothing: unlimited.
  std::vector<std::string> extra_attributes;
  bool attributes_by_name = false;  // -Filter may name attributes the table does not have.
  bool needs_lync_schema = true;    // Finding nothing may mean that the schema is not loaded.
  const ObjectTable* filter_table = nullptr;  // Names -Filter knows; null: those of `table`.
};

// Counts what was handed on in *written. Throws TerminatingError; kStop when downstream had enough.
Flow RunObjectQuery(CommandRuntime& runtime, EnvironmentService& environment,
                    directory::Store& store, const ObjectQuery& query, size_t* written);

// "Unlimited" or 0..2147483647.
std::optional<size_t> ParseResultSize(const Value& value);

// What the caller passed as -Identity: text, or an object's DistinguishedName or Identity.
std::string IdentityText(const Value& identity);

// The container a parameter names, as the directory spells its DN; the error ContainerNotFound.
directory::Dn RequireContainer(directory::Store& store, const std::string& dn,
                               const std::string& parameter);

FilterVariables VariablesOf(CommandRuntime& runtime);
directory::Wait WaitOf(CommandRuntime& runtime);

}  // namespace sipsh
