#include "directory/ldap/revive.h"

#include <algorithm>
#include <optional>

#include "directory/ldap/operations.h"
#include "directory/ldap/search.h"

namespace sipsh::directory::ldap {
namespace {

using Operation = Modification::Operation;

constexpr std::string_view kId = "objectGUID";
constexpr const char* kControl = "userAccountControl";

Result<std::optional<Entry>> FindDeleted(Connection& connection, const Dn& context,
                                         std::string_view id, const Wait& wait) {
  SearchRequest request;
  request.base = context;
  request.filter = Filter::And(
      {Filter::Equal("isDeleted", "TRUE"), Filter::Equal("objectGUID", std::string(id))});
  request.wait = wait;
  std::optional<Entry> found;
  SearchOutcome outcome = RunSearch(connection, request, [&](Entry&& entry) {
    found = std::move(entry);
    return true;
  });
  if (!outcome.status.ok() && outcome.status.code != Code::kNoSuchObject) return outcome.status;
  return found;
}

std::vector<std::string> Sorted(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  return values;
}

// What makes the deleted object the entry again: its name, and whatever it has lost. Whether the
// account is disabled is another change: Samba looks for the entry in its old place to write that.
Change Undeletion(const Entry& deleted, const Entry& wanted) {
  std::vector<Modification> modifications{
      {Operation::kDelete, "isDeleted", {}},
      {Operation::kReplace, "distinguishedName", {wanted.dn().text()}}};
  std::string naming = wanted.dn().LeafText();
  naming.resize(naming.find('='));
  for (const AttributeView& attribute : wanted) {
    std::string name(attribute.name);
    bool given = EqualIgnoreCase(name, kId) || EqualIgnoreCase(name, "objectClass") ||
                 EqualIgnoreCase(name, naming) || EqualIgnoreCase(name, kControl);
    if (given || Sorted(deleted.ValueList(name)) == Sorted(wanted.ValueList(name))) continue;
    modifications.push_back({Operation::kReplace, name, wanted.ValueList(name)});
  }
  return Change::Modify(deleted.dn(), std::move(modifications));
}

Status SetControl(Connection& connection, const Entry& wanted, const Wait& wait) {
  if (!wanted.Has(kControl)) return Status::Ok();
  bool uncertain;
  Status status = ApplyChange(
      connection,
      Change::Modify(wanted.dn(), {{Operation::kReplace, kControl, {wanted.Get(kControl)}}}), true,
      wait, &uncertain);
  if (status.ok()) return status;
  return {Code::kOk, wanted.dn().text() + " is back, but its " + kControl +
                         " could not be set to " + wanted.Get(kControl) + ": " + status.message};
}

Status AddAnew(Connection& connection, const Change& add, const std::string& why, const Wait& wait,
               bool* uncertain) {
  Change plain = add;
  plain.entry.Remove(kId);
  Status status = ApplyChange(connection, plain, true, wait, uncertain);
  if (status.ok())
    status.message =
        add.dn.text() + " was added anew, with another objectGUID and objectSid: " + why;
  return status;
}

}  // namespace

bool AsksToRevive(const Change& change) {
  return change.kind == Change::Kind::kAdd && change.entry.Has(kId);
}

Status Revive(Connection& connection, const std::vector<Dn>& naming_contexts, const Change& add,
              const Wait& wait, bool* uncertain) {
  *uncertain = false;
  Dn context;
  for (const Dn& each : naming_contexts)
    if (add.dn.IsUnder(each) && each.text().size() > context.text().size()) context = each;
  Result<std::optional<Entry>> deleted = FindDeleted(connection, context, add.entry.Get(kId), wait);
  if (!deleted.ok()) return deleted.status();
  if (!*deleted)
    return AddAnew(connection, add, "the deleted one is not there any more.", wait, uncertain);
  Status status = ApplyChange(connection, Undeletion(**deleted, add.entry), true, wait, uncertain);
  if (status.ok()) return SetControl(connection, add.entry, wait);
  if (*uncertain || connection.broken()) return status;
  return AddAnew(connection, add, status.message, wait, uncertain);
}

}  // namespace sipsh::directory::ldap
