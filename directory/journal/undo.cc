#include "directory/journal/undo.h"

#include <algorithm>
#include <map>
#include <set>

#include "directory/file/digest.h"
#include "directory/schema.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::EntryView;
using directory::Remains;
using directory::Schema;

using MaybeEntry = std::optional<Entry>;

constexpr const char* kObjectId = "objectGUID";

std::string Shown(std::string_view attribute, std::vector<std::string> values) {
  if (IsSecretAttribute(attribute)) return "another value";
  if (values.empty()) return "nothing";
  std::string text;
  for (const std::string& value : values) {
    constexpr size_t kMost = 60;
    bool long_or_binary = value.size() > kMost ||
                          std::any_of(value.begin(), value.end(),
                                      [](char c) { return static_cast<unsigned char>(c) < ' '; });
    text += (text.empty() ? "'" : ", '") +
            (long_or_binary ? std::to_string(value.size()) + " bytes" : value) + "'";
  }
  return text;
}

// Values as they compare: DNs by name, everything else byte by byte, in no order.
std::vector<std::string> Comparable(const Schema* schema, std::string_view attribute,
                                    const EntryView& entry) {
  const directory::AttributeType* type = schema ? schema->FindAttribute(attribute) : nullptr;
  bool names = type != nullptr && type->syntax == directory::Syntax::kDn;
  std::vector<std::string> values;
  for (std::string_view value : entry.Values(attribute))
    values.push_back(names ? Dn::FromTrusted(std::string(value)).Key() : std::string(value));
  std::sort(values.begin(), values.end());
  return values;
}

class Planner {
 public:
  Planner(directory::Store& store, bool force) : store_(store), force_(force) {}

  Status TakeBack(const Record& record) {
    record_ = &record;
    if (!schema_) {
      Result<const Schema*> schema = store_.GetSchema();
      if (!schema.ok()) return schema.status();
      schema_ = *schema;
    }
    const auto& changes = record.intent.changes;
    for (auto it = changes.rbegin(); it != changes.rend(); ++it) {
      Result<bool> stands = Stands(*it);
      if (!stands.ok()) return stands.status();
      if (!*stands) continue;
      if (Status status = TakeBack(*it); !status.ok()) return status;
    }
    return Status::Ok();
  }

  UndoPlan plan;

 private:
  Result<MaybeEntry*> State(const Dn& dn) {
    auto [place, fresh] = states_.try_emplace(dn.Key());
    if (fresh) {
      Result<Entry> now = directory::Find(store_, dn);
      if (!now.ok() && now.status().code != Code::kNoSuchObject) return now.status();
      if (now.ok()) place->second = std::move(*now);
    }
    return &place->second;
  }

  // What the change left: nothing for a deletion.
  Result<MaybeEntry> Left(const RecordedChange& recorded) {
    const Change& change = recorded.change;
    if (change.kind == Change::Kind::kAdd) return MaybeEntry(change.entry);
    if (change.kind == Change::Kind::kDelete) return MaybeEntry();
    if (!recorded.before)
      return Status(Code::kNotSupported,
                    "The change of " + change.dn.text() + " in change " +
                        std::to_string(record_->id) +
                        " cannot be undone: the entry as it was before is not in the journal.",
                    change.dn.text());
    Entry after = *recorded.before;
    if (change.kind == Change::Kind::kRename) {
      after.set_dn(change.ResultingDn());
      return MaybeEntry(std::move(after));
    }
    Status applied = directory::ApplyModifications(change.modifications, *schema_, &after);
    if (!applied.ok()) return applied;
    return MaybeEntry(std::move(after));
  }

  // Was it made? An interrupted change is found out by looking.
  Result<bool> Stands(const RecordedChange& recorded) {
    if (record_->outcome) return recorded.applied;
    Result<MaybeEntry*> now = State(recorded.change.ResultingDn());
    if (!now.ok()) return now.status();
    Result<MaybeEntry> left = Left(recorded);
    if (!left.ok()) return left.status();
    if ((*now)->has_value() != left->has_value()) return false;
    return Differences(recorded, **now).empty();
  }

  std::vector<std::string> Touched(const RecordedChange& recorded, const Entry& now) const {
    std::vector<std::string> names;
    auto add = [&](std::string_view name) {
      bool known = std::any_of(names.begin(), names.end(), [&](const std::string& other) {
        return directory::EqualIgnoreCase(other, name);
      });
      bool redacted = std::any_of(
          recorded.redacted.begin(), recorded.redacted.end(),
          [&](const std::string& other) { return directory::EqualIgnoreCase(other, name); });
      if (!known && !redacted && !IsSecretAttribute(name)) names.emplace_back(name);
    };
    for (const auto& modification : recorded.change.modifications) add(modification.attribute);
    if (recorded.change.kind == Change::Kind::kAdd) {
      for (const auto& attribute : recorded.change.entry)
        if (!directory::EqualIgnoreCase(attribute.name, kObjectId)) add(attribute.name);
      for (const auto& attribute : now)
        if (!IsKeptByServer(attribute.name)) add(attribute.name);
    }
    return names;
  }

  // How the entry differs from what the change left, of what the change wrote.
  std::vector<std::string> Differences(const RecordedChange& recorded, const MaybeEntry& now) {
    std::vector<std::string> found;
    Result<MaybeEntry> left = Left(recorded);
    if (!left.ok() || !*left || !now) return found;
    bool added = recorded.change.kind == Change::Kind::kAdd;
    for (const std::string& name : Touched(recorded, *now)) {
      std::vector<std::string> is = Comparable(schema_, name, *now);
      std::vector<std::string> was = Comparable(schema_, name, **left);
      // Servers add the superior classes.
      bool classes = added && directory::EqualIgnoreCase(name, "objectClass");
      if (classes || is == was) continue;
      found.push_back(name + " is " + Shown(name, now->ValueList(name)) + " now; change " +
                      std::to_string(record_->id) + " left " +
                      Shown(name, (*left)->ValueList(name)));
    }
    return found;
  }

  // Is what the change wrote as it was before it?
  bool AsBefore(const RecordedChange& recorded, const Entry& now) const {
    if (recorded.change.kind != Change::Kind::kModify || !recorded.before) return false;
    for (const std::string& name : Touched(recorded, now))
      if (Comparable(schema_, name, now) != Comparable(schema_, name, *recorded.before))
        return false;
    return true;
  }

  void Remember(const Entry& now, const std::vector<std::string>& attributes) {
    if (!remembered_.insert(now.dn().Key()).second) return;
    Entry read(now.dn());
    for (const std::string& name : attributes)
      if (now.Has(name)) read.Set(name, now.ValueList(name));
    plan.as_read.push_back(std::move(read));
  }

  Status Gone(const Change& change) {
    return {Code::kNoSuchObject,
            change.ResultingDn().text() + ", which change " + std::to_string(record_->id) +
                " left, is gone. Bring it back first (Get-CsChange -Target shows what removed it), "
                "then repeat the command.",
            change.dn.text()};
  }

  Status TakeBack(const RecordedChange& recorded) {
    const Change& change = recorded.change;
    Result<MaybeEntry*> state = State(change.ResultingDn());
    if (!state.ok()) return state.status();
    MaybeEntry& now = **state;
    if (change.kind == Change::Kind::kDelete) return Restore(recorded, &now);
    if (!now && change.kind == Change::Kind::kAdd) {
      plan.remarks.push_back(change.dn.text() + " is gone already.");
      return Status::Ok();
    }
    if (!now) return Gone(change);
    if (AsBefore(recorded, *now)) {
      plan.remarks.push_back(change.dn.text() + " is as it was before already.");
      return Status::Ok();
    }
    for (std::string& difference : Differences(recorded, now))
      plan.conflicts.push_back({record_->id, now->dn().text(), std::move(difference)});
    std::vector<std::string> lost;
    Result<Change> inverse = InverseOfOne(recorded, &lost);
    if (!inverse.ok()) return inverse.status();
    for (const std::string& name : lost)
      plan.not_back.push_back(change.dn.text() + ": " + name + " (never recorded)");
    return Accept(std::move(*inverse), Touched(recorded, *now), &now);
  }

  Status Accept(Change inverse, const std::vector<std::string>& touched, MaybeEntry* now) {
    bool from_store = altered_.insert((*now)->dn().Key()).second;
    if (!force_ && from_store) Remember(**now, touched);
    switch (inverse.kind) {
      case Change::Kind::kDelete:
        now->reset();
        break;
      case Change::Kind::kModify:
        if (inverse.modifications.empty()) return Status::Ok();
        if (Status s = directory::ApplyModifications(inverse.modifications, *schema_, &**now);
            !s.ok())
          return s;
        break;
      case Change::Kind::kRename: {
        Entry moved = **now;
        moved.set_dn(inverse.ResultingDn());
        now->reset();
        altered_.insert(inverse.ResultingDn().Key());
        states_[inverse.ResultingDn().Key()] = std::move(moved);
        break;
      }
      case Change::Kind::kAdd:
        break;
    }
    plan.changes.changes.push_back(std::move(inverse));
    return Status::Ok();
  }

  Status Restore(const RecordedChange& recorded, MaybeEntry* now) {
    const Change& change = recorded.change;
    if (!recorded.before)
      return {Code::kNotSupported,
              "The deletion of " + change.dn.text() +
                  " cannot be undone: the entry as it was is not in the journal.",
              change.dn.text()};
    std::vector<std::string> lost = recorded.redacted;
    Result<Remains> remains = directory::WhatRemains(store_, *recorded.before);
    if (!remains.ok()) return remains.status();
    Entry entry = Restorable(*recorded.before, *remains, &lost);
    if (*now && Holds(**now, entry)) {
      plan.remarks.push_back(change.dn.text() + " is there again already, as it was.");
      return Status::Ok();
    }
    if (*now)
      return {Code::kEntryAlreadyExists,
              "An entry " + change.dn.text() +
                  " is there again; it is not overwritten. Rename or remove it, then repeat the "
                  "command.",
              change.dn.text()};
    for (const std::string& name : lost) plan.not_back.push_back(change.dn.text() + ": " + name);
    *now = entry;
    altered_.insert(entry.dn().Key());
    plan.changes.changes.push_back(Change::Add(std::move(entry)));
    return RestoreMemberships(*recorded.before);
  }

  // An account may have come back with another id, and disabled.
  bool Holds(const Entry& now, const Entry& wished) const {
    for (const auto& attribute : wished)
      if (!directory::EqualIgnoreCase(attribute.name, "objectClass") &&
          !directory::EqualIgnoreCase(attribute.name, kObjectId) &&
          !directory::EqualIgnoreCase(attribute.name, "userAccountControl") &&
          Comparable(schema_, attribute.name, now) != Comparable(schema_, attribute.name, wished))
        return false;
    return true;
  }

  // Where the server keeps memberOf, it took the deleted entry out of its groups.
  Status RestoreMemberships(const Entry& before) {
    for (std::string_view group : before.Values("memberOf")) {
      Dn dn = Dn::FromTrusted(std::string(group));
      Result<MaybeEntry*> state = State(dn);
      if (!state.ok()) return state.status();
      if (!**state) {
        plan.not_back.push_back(before.dn().text() + ": membership of " + dn.text() +
                                ", which is gone");
        continue;
      }
      Entry& entry = ***state;
      bool member = false;
      for (std::string_view value : entry.Values("member"))
        member = member || Dn::FromTrusted(std::string(value)) == before.dn();
      if (member) continue;
      altered_.insert(dn.Key());
      entry.Add("member", before.dn().text());
      plan.changes.changes.push_back(Change::Modify(
          dn, {{directory::Modification::Operation::kAdd, "member", {before.dn().text()}}}));
    }
    return Status::Ok();
  }

  directory::Store& store_;
  bool force_;
  const Schema* schema_ = nullptr;
  const Record* record_ = nullptr;
  std::map<std::string, MaybeEntry> states_;  // As they will be, by the DN's key.
  std::set<std::string> altered_;             // Those that the plan changes already.
  std::set<std::string> remembered_;          // Those in plan.as_read.
};

// The version that was in effect before the records, newest first.
Status PlanTopology(topology::TopologyDocument& document, const std::vector<Record>& records,
                    bool force, UndoPlan* plan) {
  std::string expected = document.Version().hash;
  const TopologyChange* oldest = nullptr;
  for (const Record& record : records) {
    if (!record.intent.topology) continue;
    const TopologyChange& change = *record.intent.topology;
    bool made = record.outcome ? record.outcome->topology_applied : change.hash_after == expected;
    if (!made || change.hash_after == change.hash_before) continue;
    if (change.hash_after != expected) {
      const topology::PublishedVersion& now = document.Version();
      plan->conflicts.push_back({record.id, document.path(),
                                 "version " + std::to_string(now.number) + " was published by " +
                                     now.author + " at " + now.time + ", after change " +
                                     std::to_string(record.id)});
    }
    expected = change.hash_before;
    oldest = &change;
  }
  if (oldest == nullptr || (!plan->conflicts.empty() && !force)) return Status::Ok();
  if (document.HasUnpublishedEdits())
    return {Code::kUnwilling,
            document.path() +
                " holds edits by hand that are not published; they would be lost. Publish them "
                "with Publish-CsTopology or take them back, then repeat the command."};
  Result<std::string> text = document.VersionText(oldest->version_before);
  if (!text.ok()) return text.status();
  if (directory::Sha256Hex(*text) != oldest->hash_before)
    return {Code::kCorrupt, "Version " + std::to_string(oldest->version_before) + " of " +
                                document.path() +
                                " is not the text that was in effect then; it is not published."};
  TopologyStep step;
  step.document = &document;
  step.text = std::move(*text);
  step.expected_hash = document.Version().hash;
  plan->topology = std::move(step);
  return Status::Ok();
}

}  // namespace

Result<UndoPlan> PlanUndo(directory::Store& store, topology::TopologyDocument* document,
                          std::vector<Record> records, bool force) {
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return a.id > b.id; });
  Planner planner(store, force);
  for (const Record& record : records) {
    planner.plan.undoes.push_back(record.id);
    if (record.intent.changes.empty()) continue;
    if (Status taken = planner.TakeBack(record); !taken.ok()) return taken;
  }
  if (document != nullptr)
    if (Status planned = PlanTopology(*document, records, force, &planner.plan); !planned.ok())
      return planned;
  return std::move(planner.plan);
}

}  // namespace sipsh::journal
