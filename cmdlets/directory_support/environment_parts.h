// The opened parts of an environment; EnvironmentService owns them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "directory/chat/store.h"
#include "directory/environment/environment.h"
#include "directory/journal/change_door.h"
#include "directory/open_store.h"
#include "directory/profile.h"
#include "directory/topology/document.h"

namespace sipsh::environment_detail {

struct Parts {
  std::optional<environment::Environment> environment;
  std::map<std::string, std::unique_ptr<directory::Store>> stores;  // "" is the ordinary one.
  std::optional<topology::TopologyDocument> document;
  std::optional<journal::Journal> journal;
  std::optional<directory::Profile> profile;
  std::optional<directory::Dn> base, configuration;
  std::vector<directory::Dn> search_bases;
  std::optional<std::vector<directory::Entry>> trusted_services;
  std::unique_ptr<chat::ChatStore> chat;  // Opened by the cmdlets of rooms (ChatOf).

  // Each opens what is not open yet; throws TerminatingError.
  const environment::Environment& Environment();
  directory::Store& Store(const std::string& server, const directory::StoreOptions* options);
  topology::TopologyDocument& Document();
  journal::Journal& Journal();
};

}  // namespace sipsh::environment_detail
