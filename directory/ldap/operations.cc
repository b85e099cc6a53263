#include "directory/ldap/operations.h"

#include <deque>

#include "directory/ldap/codes.h"
#include "directory/ldap/search.h"

namespace sipsh::directory::ldap {
namespace {

// LDAPMod arrays whose strings belong to the change.
class Mods {
 public:
  void Add(int operation, const std::string& attribute) {
    LDAPMod& mod = mods_.emplace_back();
    mod.mod_op = operation | LDAP_MOD_BVALUES;
    mod.mod_type = const_cast<char*>(attribute.c_str());
    values_.emplace_back();
  }
  void Value(std::string_view value) {
    berval& each = bervals_.emplace_back();
    each.bv_len = value.size();
    each.bv_val = const_cast<char*>(value.data());
    values_.back().push_back(&each);
  }
  LDAPMod** Array() {
    array_.clear();
    for (size_t i = 0; i < mods_.size(); ++i) {
      if (!values_[i].empty()) values_[i].push_back(nullptr);
      mods_[i].mod_bvalues = values_[i].empty() ? nullptr : values_[i].data();
      array_.push_back(&mods_[i]);
    }
    array_.push_back(nullptr);
    return array_.data();
  }

 private:
  std::deque<LDAPMod> mods_;
  std::deque<std::vector<berval*>> values_;
  std::deque<berval> bervals_;
  std::vector<LDAPMod*> array_;
};

Control AssertionControl(LDAP* handle, const Filter& filter) {
  berval value{0, nullptr};
  std::string text = filter.ToString();
  LDAPControl* control = nullptr;
  if (ldap_create_assertion_control_value(handle, text.data(), &value) == LDAP_SUCCESS) {
    ldap_control_create(LDAP_CONTROL_ASSERT, 1, &value, 1, &control);
  }
  ber_memfree(value.bv_val);
  return Control(control);
}

// Bringing back a deleted object of Active Directory, which is hidden otherwise.
bool Undeletes(const Change& change) {
  for (const Modification& each : change.modifications)
    if (each.operation == Modification::Operation::kDelete &&
        EqualIgnoreCase(each.attribute, "isDeleted"))
      return true;
  return false;
}

Status AssertBySearch(Connection& connection, const Change& change, const Wait& wait) {
  SearchRequest request;
  request.base = change.dn;
  request.scope = Scope::kBase;
  request.filter = *change.assertion;
  request.attributes = {"1.1"};
  request.wait = wait;
  SearchOutcome outcome = RunSearch(connection, request, [](Entry&&) { return true; });
  if (!outcome.status.ok() || outcome.entries > 0) return outcome.status;
  return Refusal(LDAP_ASSERTION_FAILED, connection.server(), "change", change.dn.text(), "");
}

int Start(LDAP* handle, const Change& change, LDAPControl** controls, int* id) {
  const char* dn = change.dn.text().c_str();
  Mods mods;
  std::deque<std::string> names;
  switch (change.kind) {
    case Change::Kind::kAdd:
      for (const AttributeView& attribute : change.entry) {
        mods.Add(LDAP_MOD_ADD, names.emplace_back(attribute.name));
        for (std::string_view value : attribute.values) mods.Value(value);
      }
      return ldap_add_ext(handle, dn, mods.Array(), controls, nullptr, id);
    case Change::Kind::kModify:
      for (const Modification& each : change.modifications) {
        static constexpr int kOperations[] = {LDAP_MOD_ADD, LDAP_MOD_DELETE, LDAP_MOD_REPLACE};
        mods.Add(kOperations[static_cast<int>(each.operation)], each.attribute);
        for (const std::string& value : each.values) mods.Value(value);
      }
      return ldap_modify_ext(handle, dn, mods.Array(), controls, nullptr, id);
    case Change::Kind::kDelete:
      return ldap_delete_ext(handle, dn, controls, nullptr, id);
    case Change::Kind::kRename:
      return ldap_rename(handle, dn, change.new_rdn.c_str(),
                         change.new_superior ? change.new_superior->text().c_str() : nullptr,
                         change.delete_old_rdn, controls, nullptr, id);
  }
  return LDAP_PARAM_ERROR;
}

}  // namespace

Result<int> SendChange(Connection& connection, const Change& change, bool asserts,
                       LDAPControl* further, const Wait& wait) {
  Control control;
  if (change.assertion && !asserts) {
    Status asserted = AssertBySearch(connection, change, wait);
    if (!asserted.ok()) return asserted;
  } else if (change.assertion) {
    control = AssertionControl(connection.handle(), *change.assertion);
    if (!control) {
      return Status(Code::kInvalidSyntax,
                    "The condition " + change.assertion->ToString() + " can not be sent.",
                    change.dn.text());
    }
  }
  Control deleted;
  if (Undeletes(change)) {
    LDAPControl* shown = nullptr;
    ldap_control_create("1.2.840.113556.1.4.417", 1, nullptr, 0, &shown);
    deleted.reset(shown);
  }
  LDAPControl* controls[4] = {};
  size_t count = 0;
  if (deleted) controls[count++] = deleted.get();
  if (control) controls[count++] = control.get();
  if (further) controls[count++] = further;
  int id = 0;
  int started = Start(connection.handle(), change, controls, &id);
  if (started == LDAP_SUCCESS) return id;
  // Nothing, or only a part, was sent: no server acts upon that.
  if (started == LDAP_SERVER_DOWN)
    return connection.Lost("sending: " + std::string(KindName(change.kind)) + " " +
                           change.dn.text());
  return Refusal(started, connection.server(), KindName(change.kind), change.dn.text(), "");
}

Status ApplyChange(Connection& connection, const Change& change, bool asserts, const Wait& wait,
                   bool* uncertain) {
  *uncertain = false;
  Result<int> id = SendChange(connection, change, asserts, nullptr, wait);
  Status status = id.status();
  if (id.ok()) {
    status = connection.Finish(LDAP_SUCCESS, *id, wait, KindName(change.kind), change.dn.text());
    *uncertain =
        connection.broken() || status.code == Code::kTimeout || status.code == Code::kCancelled;
  }
  if (status.dn.empty() && !status.ok()) status.dn = change.dn.text();
  return status;
}

bool RefusesLyncAttribute(Connection& connection, const Dn& dn, const Wait& wait) {
  char value[] = "sip:x@x";
  berval asserted{sizeof value - 1, value};
  int id = 0, result = 0;
  int started = ldap_compare_ext(connection.handle(), dn.text().c_str(),
                                 "msRTCSIP-PrimaryUserAddress", &asserted, nullptr, nullptr, &id);
  Status status = connection.FinishRaw(started, id, wait, "compare", dn.text(), &result);
  (void)status;  // Only the one answer tells.
  return result == LDAP_UNDEFINED_TYPE;
}

Status SchemaMissing(const Connection& connection, const Dn& dn) {
  return Status(
      Code::kSchemaMissing,
      "The directory server " + connection.server() +
          " does not know Lync's attributes (msRTCSIP-*). Load the schema first: README.md in "
          "share/sipsh/schema (directory/schema in the sources) says how for OpenLDAP, 389 "
          "Directory "
          "Server, Samba and Active Directory.",
      dn.text());
}

}  // namespace sipsh::directory::ldap
