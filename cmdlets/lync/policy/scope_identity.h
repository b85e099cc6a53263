// At which scope an instance of a uniform noun stands, as administrators write it and as it is
// shown:
//   global                        Global
//   site:Redmond                  Site:Redmond
//   service:Registrar:pool01...   Service:Registrar:pool01...    (also without "service:")
//   RedmondPolicy, tag:...        Tag:RedmondPolicy              (per user)
// The shown form is also the key in the topology document.
#pragma once

#include <string>
#include <string_view>

#include "cmdlets/lync/policy/noun.h"

namespace sipsh {

struct ScopeIdentity {
  enum class Scope { kGlobal, kSite, kService, kTag };
  Scope scope = Scope::kGlobal;
  std::string role;  // kService
  std::string name;  // The site's name, the pool's FQDN, the tag.

  std::string Text() const;
};

// Throws ObjectError: InvalidIdentity for what is no identity or no scope of this noun.
ScopeIdentity ParseScopeIdentity(const Noun& noun, std::string_view text);

// The same, and the site or service is in the topology (else SiteNotFound, ServiceNotFound); its
// name is written as there.
ScopeIdentity RequireScope(const Noun& noun, const topology::Topology& topology,
                           std::string_view text);

}  // namespace sipsh
