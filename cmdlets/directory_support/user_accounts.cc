#include "cmdlets/directory_support/user_accounts.h"

namespace sipsh {

using directory::Filter;

Filter UserAccounts() {
  auto is = [](const char* name) { return Filter::Equal("objectClass", name); };
  return Filter::Or({Filter::And({is("user"), Filter::Not(is("computer"))}), is("inetOrgPerson")});
}

}  // namespace sipsh
