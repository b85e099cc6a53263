// modify URL DNS ATTRIBUTE=VALUE... : replaces the attributes of every entry that the file DNS
// names, one name a line, one change after the other's answer: what a small program on libldap
// would do. Binds by SASL EXTERNAL. The benchmarks' peer.
#include <cstring>
#include <fstream>
#include <iostream>
#include <ldap.h>
#include <string>
#include <vector>

namespace {

int Fail(const std::string& what, int result) {
  std::cerr << what << ": " << ldap_err2string(result) << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: modify URL DNS ATTRIBUTE=VALUE...\n";
    return 64;
  }
  LDAP* handle = nullptr;
  int result = ldap_initialize(&handle, argv[1]);
  if (result != LDAP_SUCCESS) return Fail(argv[1], result);
  int version = LDAP_VERSION3;
  ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);
  char nobody[] = "";
  berval credential{0, nobody};
  result = ldap_sasl_bind_s(handle, nullptr, "EXTERNAL", &credential, nullptr, nullptr, nullptr);
  if (result != LDAP_SUCCESS) return Fail("bind", result);

  struct Replacement {
    berval value;
    berval* values[2];
    LDAPMod mod;
  };
  std::vector<Replacement> replacements(static_cast<size_t>(argc - 3));
  std::vector<LDAPMod*> mods;
  for (size_t i = 0; i < replacements.size(); ++i) {
    char* equals = std::strchr(argv[i + 3], '=');
    if (equals == nullptr) return Fail(argv[i + 3], LDAP_PARAM_ERROR);
    *equals = '\0';
    Replacement& each = replacements[i];
    each.value = {std::strlen(equals + 1), equals + 1};
    each.values[0] = &each.value;
    each.values[1] = nullptr;
    each.mod.mod_op = LDAP_MOD_REPLACE | LDAP_MOD_BVALUES;
    each.mod.mod_type = argv[i + 3];
    each.mod.mod_bvalues = each.values;
    mods.push_back(&each.mod);
  }
  mods.push_back(nullptr);

  std::ifstream names(argv[2]);
  for (std::string dn; std::getline(names, dn);) {
    result = ldap_modify_ext_s(handle, dn.c_str(), mods.data(), nullptr, nullptr);
    if (result != LDAP_SUCCESS) return Fail(dn, result);
  }
  return ldap_unbind_ext_s(handle, nullptr, nullptr) == LDAP_SUCCESS ? 0 : 1;
}
