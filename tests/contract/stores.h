// The stores that the contract is held against.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "directory/open_store.h"

namespace sipsh::directory::contract {

// A folder that goes with the process.
std::string TemporaryFolder();

// A slapd of the tests' own: started by the first use, stopped at the process's end. An empty map
// when it can not be started; the reason is on stderr.
const std::map<std::string, std::string>& Slapd(const std::string& certificate = "good",
                                                bool with_schema = true);

struct EmbeddedFactory {
  static constexpr bool kEmbedded = true;
  static StoreOptions Options();  // A new file each time.
};
struct SlapdFactory {
  static constexpr bool kEmbedded = false;
  static StoreOptions Options();
};

// A store that holds base.ldif and an ou of this test's own, whose DN goes to `ou`.
std::unique_ptr<Store> FilledStore(const StoreOptions& options, Dn* ou);

Entry MakeUser(const Dn& below, const std::string& name, const std::string& address = "");

}  // namespace sipsh::directory::contract
