#include "cmdlets/lync/policy/scope_identity.h"

#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/topology/services.h"

namespace sipsh {
namespace {

using Scope = ScopeIdentity::Scope;

bool TakePrefix(std::string_view prefix, std::string_view* text) {
  if (!topology::EqualsIgnoreCase(text->substr(0, prefix.size()), prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

std::string Forms(const Noun& noun) {
  std::string forms = noun.global ? "global" : "";
  auto add = [&](const std::string& form) { forms += (forms.empty() ? "" : ", ") + form; };
  if (noun.site) add("site:NAME");
  for (const std::string& role : noun.services) add("service:" + role + ":FQDN");
  if (noun.tag) add("the name of a per-user policy");
  return forms;
}

[[noreturn]] void Refuse(const Noun& noun, std::string_view text) {
  Fail("'" + std::string(text) + "' is no identity of " + noun.name + ". It may be " + Forms(noun) +
           ".",
       "InvalidIdentity", ErrorCategory::kInvalidArgument, Value::String(text));
}

}  // namespace

std::string ScopeIdentity::Text() const {
  switch (scope) {
    case Scope::kGlobal:
      return "Global";
    case Scope::kSite:
      return "Site:" + name;
    case Scope::kService:
      return "Service:" + role + ":" + name;
    case Scope::kTag:
      break;
  }
  return "Tag:" + name;
}

ScopeIdentity ParseScopeIdentity(const Noun& noun, std::string_view text) {
  std::string_view rest = text;
  if (topology::EqualsIgnoreCase(text, "global")) {
    if (!noun.global) Refuse(noun, text);
    return {};
  }
  if (TakePrefix("site:", &rest)) {
    if (!noun.site || rest.empty()) Refuse(noun, text);
    return {Scope::kSite, {}, std::string(rest)};
  }
  if (TakePrefix("tag:", &rest)) {
    if (!noun.tag || rest.empty()) Refuse(noun, text);
    return {Scope::kTag, {}, std::string(rest)};
  }
  TakePrefix("service:", &rest);
  for (const std::string& role : noun.services) {
    std::string_view fqdn = rest;
    if (TakePrefix(role + ":", &fqdn) && !fqdn.empty()) {
      return {Scope::kService, role, std::string(fqdn)};
    }
  }
  if (!noun.tag || rest.empty() || rest.find(':') != std::string_view::npos) Refuse(noun, text);
  return {Scope::kTag, {}, std::string(rest)};
}

ScopeIdentity RequireScope(const Noun& noun, const topology::Topology& topology,
                           std::string_view text) {
  ScopeIdentity identity = ParseScopeIdentity(noun, text);
  if (identity.scope == Scope::kSite) {
    const topology::Site* site = topology.FindSite(identity.name);
    if (site == nullptr) {
      Fail("There is no site '" + identity.name + "'. Get-CsSite lists the sites.", "SiteNotFound",
           ErrorCategory::kObjectNotFound, Value::String(text));
    }
    identity.name = site->name;
  }
  if (identity.scope == Scope::kService) {
    topology::ServiceRef service =
        topology::FindService(topology, identity.role + ":" + identity.name);
    if (!service) {
      Fail("There is no service " + identity.role + " on '" + identity.name +
               "'. Get-CsService lists the services.",
           "ServiceNotFound", ErrorCategory::kObjectNotFound, Value::String(text));
    }
    identity.name = service.pool->fqdn;
  }
  return identity;
}

}  // namespace sipsh
