// What would undo a recorded change.
#include <algorithm>

#include "directory/journal/journal.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Modification;

Change InverseModify(const RecordedChange& recorded) {
  std::vector<Modification> modifications;
  for (const Modification& done : recorded.change.modifications) {
    bool seen = std::any_of(modifications.begin(), modifications.end(), [&](const auto& other) {
      return directory::EqualIgnoreCase(other.attribute, done.attribute);
    });
    if (seen || IsSecretAttribute(done.attribute)) continue;
    modifications.push_back({Modification::Operation::kReplace, done.attribute,
                             recorded.before->ValueList(done.attribute)});
  }
  return Change::Modify(recorded.change.dn, std::move(modifications));
}

Change InverseRename(const RecordedChange& recorded) {
  const Change& change = recorded.change;
  std::optional<Dn> superior;
  if (change.new_superior) superior = change.dn.Parent();
  return Change::Rename(change.ResultingDn(), change.dn.LeafText(), superior);
}

}  // namespace

Result<Change> InverseOfOne(const RecordedChange& recorded, std::vector<std::string>* lost) {
  const Change& change = recorded.change;
  bool incomplete = !recorded.redacted.empty() && change.kind != Change::Kind::kAdd;
  if (incomplete && lost != nullptr)
    lost->insert(lost->end(), recorded.redacted.begin(), recorded.redacted.end());
  else if (incomplete)
    return Status(Code::kNotSupported,
                  "the change of " + change.dn.text() + " cannot be undone: it touched " +
                      recorded.redacted.front() + ", a value that is never recorded",
                  change.dn.text());
  if (change.kind != Change::Kind::kAdd && !recorded.before)
    return Status(Code::kNotSupported,
                  "the change of " + change.dn.text() +
                      " cannot be undone: the entry as it was "
                      "before is not in the journal",
                  change.dn.text());
  switch (change.kind) {
    case Change::Kind::kAdd:
      return Change::Delete(change.dn);
    case Change::Kind::kDelete:
      return Change::Add(*recorded.before);
    case Change::Kind::kModify:
      return InverseModify(recorded);
    case Change::Kind::kRename:
      return InverseRename(recorded);
  }
  return Status(Code::kOther, "no such kind of change");
}

Result<directory::ChangeSet> InverseOf(const Record& record) {
  directory::ChangeSet inverse;
  for (auto it = record.intent.changes.rbegin(); it != record.intent.changes.rend(); ++it) {
    if (!it->applied) continue;
    Result<Change> change = InverseOfOne(*it);
    if (!change.ok()) return change.status();
    inverse.changes.push_back(std::move(*change));
  }
  if (inverse.changes.empty())
    return Status(Code::kNoSuchObject,
                  "the change " + std::to_string(record.id) + " altered nothing in the directory");
  return inverse;
}

}  // namespace sipsh::journal
