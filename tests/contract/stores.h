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
using Facts = std::map<std::string, std::string>;
const Facts& Slapd(const std::string& certificate = "good", bool with_schema = true);
// The same for "389ds" and "samba".
const Facts& Server(const std::string& kind, bool with_schema = true,
                    const std::string& certificate = "good");

// What is allowed to differ: a domain controller has a schema, names and rules of its own.
struct EmbeddedFactory {
  static constexpr bool kActiveDirectory = false;
  static StoreOptions Options();  // A new file each time.
};
struct SlapdFactory {
  static constexpr bool kActiveDirectory = false;
  static StoreOptions Options(bool with_schema = true);
};
struct TransactingFactory {  // The same slapd, by RFC 5805 transactions.
  static constexpr bool kActiveDirectory = false;
  static StoreOptions Options();
};
struct Ds389Factory {
  static constexpr bool kActiveDirectory = false;
  static StoreOptions Options(bool with_schema = true);
};
struct SambaFactory {
  static constexpr bool kActiveDirectory = true;
  static StoreOptions Options(bool with_schema = true);
};

// A store that holds base.ldif and an ou of this test's own, whose DN goes to `ou`.
std::unique_ptr<Store> FilledStore(const StoreOptions& options, Dn* ou);

Entry MakeUser(const Dn& below, const std::string& name, const std::string& address = "");

}  // namespace sipsh::directory::contract
