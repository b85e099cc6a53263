// Changes to the topology document, each said twice: what the model becomes,
// and which lines change. ApplyEdit does both, reads the new text again, and
// refuses unless it means exactly the intended model and breaks no rule; the
// text is then untouched. Comments and order stay.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "directory/status.h"
#include "directory/topology/line_editor.h"
#include "directory/topology/model.h"

namespace sipsh::topology {

using directory::Result;

struct Edit {
  std::string description;  // What would be done: "Add the SIP domain fabrikam.com".
  std::function<Status(Topology*)> change_model;
  std::function<Status(LineEditor*)> change_text;
};

// Errors of an edit: kNoSuchObject, kEntryAlreadyExists, kConstraintViolation
// (a rule would be broken), kNotSupported (cannot be edited in place).
Result<std::string> ApplyEdit(const std::string& file, const std::string& text, const Edit& edit);

Edit AddSipDomain(const std::string& name, bool make_default);
Edit RemoveSipDomain(const std::string& name);      // Refuses the default and the last.
Edit SetDefaultSipDomain(const std::string& name);  // Must be listed.

// key: display_name, description, default_persistent_chat_pool, federation_route,
// xmpp_federation_route. No value removes the key.
Edit SetSiteValue(const std::string& site, const std::string& key,
                  std::optional<std::string> value);
// key: display_name, next_hop, backup_pool.
Edit SetPoolValue(const std::string& fqdn, const std::string& key,
                  std::optional<std::string> value);
// A computer's standing in a Persistent Chat pool.
Edit SetComputerActive(const std::string& computer, bool active);
Edit AddSite(const Site& site);  // At the end of sites.
Edit RemoveSite(const std::string& id_or_name);
Edit AddPool(const Pool& pool);  // At the end of pools.
Edit RemovePool(const std::string& fqdn);

// Within one pool (pool_edits.cc). ReplacePool writes all its lines anew, the others only their
// own.
Edit ReplacePool(const Pool& pool);
Edit AddTrustedApplication(const std::string& pool, const TrustedApplication& application);
Edit RemoveTrustedApplication(const std::string& pool, const std::string& id);
Edit SetTrustedApplicationPort(const std::string& pool, const std::string& id, int port);
Edit AddComputer(const std::string& pool, const std::string& fqdn);
Edit RemoveComputer(const std::string& pool, const std::string& fqdn);

// policies or configurations (`section`), by path: {"PersistentChatPolicy", "Global"}.
// Sets the whole value there, making what is above; without a value removes it.
Edit SetSetting(const std::string& section, const std::vector<std::string>& path,
                std::optional<Setting> value);

// Several, in order, as one.
Edit Sequence(std::string description, std::vector<Edit> edits);

// Everything in which `to` differs from `from`; nothing when they say the same. A pool that differs
// in more than its display name, next hop or backup pool is written anew at the end. kNotSupported:
// a site that is called something else.
Result<std::optional<Edit>> EditToward(const std::string& description, const Topology& from,
                                       const Topology& to);

// As block-style YAML lines without indentation.
std::vector<std::string> RenderSite(const Site& site);
std::vector<std::string> RenderPool(const Pool& pool);
std::vector<std::string> RenderSetting(const Setting& setting);

}  // namespace sipsh::topology
