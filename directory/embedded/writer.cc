#include "directory/embedded/writer.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <sys/random.h>

namespace sipsh::directory::embedded {
namespace {

std::string UuidOf(unsigned char* bytes) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

std::string Now() {
  std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[20];
  std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &utc);
  return text;
}

Status AlreadyThere(const Dn& dn) {
  return Status(Code::kEntryAlreadyExists, "An entry " + dn.text() + " is there already.",
                dn.text());
}

// A naming context begins at a domain, an organization, a country or a configuration container.
bool MayBeContext(const Dn& dn) {
  Rdn leaf = dn.Leaf();
  if (leaf.empty()) return false;
  const std::string& type = leaf.front().type;
  return EqualIgnoreCase(type, "dc") || EqualIgnoreCase(type, "o") || EqualIgnoreCase(type, "c") ||
         (EqualIgnoreCase(type, "cn") && EqualIgnoreCase(leaf.front().value, "Configuration"));
}

void AddClassChain(const Schema& schema, std::string_view name, std::vector<std::string>* chain) {
  for (const std::string& each : *chain) {
    if (EqualIgnoreCase(each, name)) return;
  }
  const ObjectClass* object_class = schema.FindClass(name);
  if (object_class) {
    for (const std::string& superior : object_class->superiors)
      AddClassChain(schema, superior, chain);
  }
  chain->push_back(object_class ? object_class->name() : std::string(name));
}

bool HasTwins(const Schema& schema, const AttributeType* type,
              const std::vector<std::string>& values) {
  std::vector<std::string> normalised;
  normalised.reserve(values.size());
  for (const std::string& value : values) normalised.push_back(schema.Normalise(type, value));
  std::sort(normalised.begin(), normalised.end());
  return std::adjacent_find(normalised.begin(), normalised.end()) != normalised.end();
}

}  // namespace

Status Writer::Apply(const Change& change) {
  switch (change.kind) {
    case Change::Kind::kAdd:
      return Add(change);
    case Change::Kind::kModify:
      return Modify(change);
    case Change::Kind::kDelete:
      return Delete(change);
    case Change::Kind::kRename:
      return Rename(change);
  }
  return Status::Ok();
}

Result<Writer::Stored> Writer::Read(const Dn& dn) {
  std::string key = dn.ReversedKey();
  Statement row =
      database_.Use("SELECT id, parent, dn, data FROM entry WHERE rkey=?").BindBlob(1, key).Take();
  int result = row.Step();
  if (result == SQLITE_DONE) {
    return Status(Code::kNoSuchObject, "There is no entry " + dn.text() + " in the directory.",
                  dn.text());
  }
  if (result != SQLITE_ROW) return database_.Error(result, "read");
  Stored stored;
  stored.id = row.Int(0);
  stored.parent = row.Int(1);
  stored.entry = Entry(Dn::FromTrusted(std::string(row.Text(2))), std::string(row.Text(3)));
  return stored;
}

Status Writer::CheckAssertion(const Change& change, const Entry& entry) {
  if (!change.assertion || change.assertion->Matches(entry, &schema_)) return Status::Ok();
  return Status(
      Code::kAssertionFailed,
      "Entry " + entry.dn().text() +
          " was changed by somebody else in the meantime. Nothing was changed; look at it "
          "again.",
      entry.dn().text());
}

Result<int64_t> Writer::FindParent(const Dn& dn, const std::string& reversed_key) {
  std::string key = ParentReversedKey(reversed_key);
  if (!key.empty() && key == parent_key_) return parent_id_;
  for (bool nearest = true; !key.empty(); nearest = false) {
    Statement row = database_.Use("SELECT id FROM entry WHERE rkey=?").BindBlob(1, key).Take();
    int result = row.Step();
    if (result != SQLITE_ROW && result != SQLITE_DONE) return database_.Error(result, "read");
    if (result == SQLITE_ROW && nearest) {
      parent_key_ = key;
      return parent_id_ = row.Int(0);
    }
    if (result == SQLITE_ROW) break;
    key = ParentReversedKey(key);
  }
  if (key.empty() && MayBeContext(dn)) return int64_t{0};
  return Status(Code::kNoSuchObject,
                "Entry " + dn.text() + " can not be made: there is no entry " + dn.Parent().text() +
                    " above it.",
                dn.text());
}

Result<Entry> Writer::Prepare(const Entry& entry) {
  Entry prepared(entry.dn());
  for (const AttributeView& attribute : entry) {
    const AttributeType* type = schema_.FindAttribute(attribute.name);
    std::string name(type ? std::string_view(type->name()) : attribute.name);
    if (type && type->operational) {
      return Status(Code::kConstraintViolation,
                    "Attribute " + name + " of " + entry.dn().text() +
                        " is kept by the directory and "
                        "can not be written.",
                    entry.dn().text());
    }
    std::vector<std::string> values = prepared.ValueList(name);
    for (std::string_view value : attribute.values) {
      if (name == "objectClass")
        AddClassChain(schema_, value, &values);
      else
        values.emplace_back(value);
    }
    if (values.size() > 1 && HasTwins(schema_, type, values)) {
      return Status(Code::kAttributeOrValueExists,
                    "Attribute " + name + " of " + entry.dn().text() + " has a value twice.",
                    entry.dn().text());
    }
    if (prepared.Has(name)) {
      prepared.Set(name, values);
    } else {
      prepared.Append(name, {values.begin(), values.end()});
    }
  }
  Status status = schema_.Check(prepared);
  if (status.ok()) status = CheckRdn(prepared);
  if (!status.ok()) return status;
  return prepared;
}

Status Writer::CheckRdn(const Entry& entry) {
  for (const Ava& ava : entry.dn().Leaf()) {
    const AttributeType* type = schema_.FindAttribute(ava.type);
    std::string wanted = schema_.Normalise(type, ava.value);
    ValueRange values = entry.Values(type ? type->name() : ava.type);
    bool there = std::any_of(values.begin(), values.end(), [&](std::string_view value) {
      return schema_.Normalise(type, value) == wanted;
    });
    if (!there) {
      return Status(Code::kNamingViolation,
                    "Entry " + entry.dn().text() + " must have the value '" + ava.value +
                        "' of its own name in its attribute " + ava.type + ".",
                    entry.dn().text());
    }
  }
  return Status::Ok();
}

// Randomness by the page after the first entry: asking the kernel for each would be felt when many
// are loaded.
std::string Writer::NewUuid() {
  if (random_left_ < 16) {
    const size_t wanted = random_asked_ ? random_.size() : 16;
    if (getrandom(random_.data(), wanted, 0) != static_cast<ssize_t>(wanted)) random_.fill(0);
    random_left_ = wanted;
    random_asked_ = true;
  }
  random_left_ -= 16;
  return UuidOf(random_.data() + random_left_);
}

Status Writer::Add(const Change& change) {
  Result<Dn> dn = Dn::Parse(change.dn.text());
  if (!dn.ok() || dn->empty())
    return dn.ok() ? Status(Code::kInvalidDn, "An entry needs a name.") : dn.status();
  Result<Entry> entry = Prepare(change.entry);
  std::string key = dn->ReversedKey();
  Result<int64_t> parent = FindParent(change.dn, key);
  if (!parent.ok() || !entry.ok()) {
    Statement twin = database_.Use("SELECT 1 FROM entry WHERE rkey=?").BindBlob(1, key).Take();
    if (twin.Row()) return AlreadyThere(change.dn);
  }
  if (!parent.ok()) return parent.status();
  if (!entry.ok()) return entry.status();
  std::string uuid = NewUuid(), now = Now();
  int result =
      database_
          .Use(
              "INSERT INTO entry(parent, version, uuid, created, modified, rkey, dn, data) "
              "VALUES(?, 1, ?, ?, ?, ?, ?, ?)")
          .Bind(1, *parent)
          .Bind(2, uuid)
          .Bind(3, now)
          .Bind(4, now)
          .BindBlob(5, key)
          .Bind(6, change.dn.text())
          .BindBlob(7, entry->data())
          .Step();
  if ((result & 0xFF) == SQLITE_CONSTRAINT) return AlreadyThere(change.dn);
  if (result != SQLITE_DONE) return database_.Error(result, "changed");
  int64_t id = database_.LastId();
  EntryView nothing(change.dn.text(), {});
  return WriteIndexes(id, nothing, *entry);
}

Status Writer::Modify(const Change& change) {
  Result<Stored> stored = Read(change.dn);
  if (!stored.ok()) return stored.status();
  Status status = CheckAssertion(change, stored->entry);
  if (!status.ok()) return status;
  Entry after = stored->entry;
  status = ApplyModifications(change.modifications, schema_, &after);
  if (!status.ok()) return status;
  Result<Entry> prepared = Prepare(after);
  if (!prepared.ok()) return prepared.status();
  return Store(*stored, *prepared);
}

Status Writer::Store(const Stored& stored, const Entry& after) {
  std::string now = Now();
  int result = database_.Use("UPDATE entry SET version=version+1, modified=?, data=? WHERE id=?")
                   .Bind(1, now)
                   .BindBlob(2, after.data())
                   .Bind(3, stored.id)
                   .Step();
  if (result != SQLITE_DONE) return database_.Error(result, "changed");
  return WriteIndexes(stored.id, stored.entry, after);
}

Status Writer::Delete(const Change& change) {
  parent_key_.clear();
  Result<Stored> stored = Read(change.dn);
  if (!stored.ok()) return stored.status();
  Status status = CheckAssertion(change, stored->entry);
  if (!status.ok()) return status;
  if (database_.Use("SELECT 1 FROM entry WHERE parent=? LIMIT 1").Bind(1, stored->id).Row()) {
    return Status(
        Code::kNotAllowedOnNonLeaf,
        "Entry " + stored->entry.dn().text() + " has entries below it. Remove those first.",
        stored->entry.dn().text());
  }
  EntryView nothing(change.dn.text(), {});
  status = WriteIndexes(stored->id, stored->entry, nothing);
  if (!status.ok()) return status;
  int result = database_.Use("DELETE FROM entry WHERE id=?").Bind(1, stored->id).Step();
  return result == SQLITE_DONE ? status : database_.Error(result, "changed");
}

Status Writer::Rename(const Change& change) {
  parent_key_.clear();
  Result<Stored> stored = Read(change.dn);
  if (!stored.ok()) return stored.status();
  Status status = CheckAssertion(change, stored->entry);
  if (!status.ok()) return status;
  Result<Rdn> rdn = ParseRdn(change.new_rdn);
  if (!rdn.ok()) return rdn.status();
  Dn new_dn = change.ResultingDn();
  std::string old_key = change.dn.ReversedKey(), new_key = new_dn.ReversedKey();
  if (new_key != old_key && new_key.starts_with(old_key)) {
    return Status(Code::kUnwilling, "Entry " + change.dn.text() + " can not be moved below itself.",
                  change.dn.text());
  }
  if (new_key != old_key &&
      database_.Use("SELECT 1 FROM entry WHERE rkey=?").BindBlob(1, new_key).Row()) {
    return AlreadyThere(new_dn);
  }
  Result<int64_t> parent = FindParent(new_dn, new_key);
  if (!parent.ok()) return parent.status();

  Entry after = stored->entry;
  std::vector<Modification> modifications;
  if (change.delete_old_rdn) {
    for (const Ava& ava : change.dn.Leaf()) {
      modifications.push_back({Modification::Operation::kDelete, ava.type, {ava.value}});
    }
  }
  status = ApplyModifications(modifications, schema_, &after);
  if (!status.ok()) return status;
  for (const Ava& ava : *rdn) {
    Status added = ApplyModifications({{Modification::Operation::kAdd, ava.type, {ava.value}}},
                                      schema_, &after);
    if (!added.ok() && added.code != Code::kAttributeOrValueExists) return added;
  }
  after.set_dn(new_dn);
  Result<Entry> prepared = Prepare(after);
  if (!prepared.ok()) return prepared.status();
  int result = database_.Use("UPDATE entry SET parent=?, rkey=?, dn=? WHERE id=?")
                   .Bind(1, *parent)
                   .BindBlob(2, new_key)
                   .Bind(3, new_dn.text())
                   .Bind(4, stored->id)
                   .Step();
  if (result != SQLITE_DONE) return database_.Error(result, "changed");
  status = Store(*stored, *prepared);
  return status.ok() ? MoveDescendants(old_key, stored->entry.dn(), new_dn) : status;
}

Status Writer::MoveDescendants(const std::string& old_key, const Dn& old_dn, const Dn& new_dn) {
  std::string end = SubtreeEnd(old_key), new_key = new_dn.ReversedKey();
  size_t depth = old_dn.Rdns().size();
  struct Row {
    int64_t id;
    std::string key, dn;
  };
  std::vector<Row> rows;
  {
    Statement found = database_.Use("SELECT id, rkey, dn FROM entry WHERE rkey>? AND rkey<?")
                          .BindBlob(1, old_key)
                          .BindBlob(2, end)
                          .Take();
    while (found.Row()) {
      rows.push_back({found.Int(0), std::string(found.Text(1)), std::string(found.Text(2))});
    }
  }
  for (const Row& row : rows) {
    std::string key = new_key + row.key.substr(old_key.size());
    std::vector<Rdn> rdns = Dn::FromTrusted(row.dn).Rdns();
    rdns.resize(rdns.size() - depth);
    std::string dn = Dn::FromRdns(rdns).text() + "," + new_dn.text();
    int result = database_.Use("UPDATE entry SET rkey=?, dn=? WHERE id=?")
                     .BindBlob(1, key)
                     .Bind(2, dn)
                     .Bind(3, row.id)
                     .Step();
    if (result != SQLITE_DONE) return database_.Error(result, "changed");
  }
  return Status::Ok();
}

Status Writer::WriteIndexes(int64_t id, const EntryView& before, const EntryView& after) {
  std::vector<IndexRow> gone = IndexRows(before, schema_, names_);
  std::vector<IndexRow> fresh = IndexRows(after, schema_, names_);
  if (!gone.empty()) {
    std::vector<IndexRow> old_rows = std::move(gone), new_rows = std::move(fresh);
    gone.clear();
    fresh.clear();
    std::set_difference(old_rows.begin(), old_rows.end(), new_rows.begin(), new_rows.end(),
                        std::back_inserter(gone));
    std::set_difference(new_rows.begin(), new_rows.end(), old_rows.begin(), old_rows.end(),
                        std::back_inserter(fresh));
  }
  auto run = [&](const char* sql, const IndexRow& row) {
    return database_.Use(sql).Bind(1, row.attribute).BindBlob(2, row.value).Bind(3, id).Step();
  };
  for (const IndexRow& row : gone) {
    int result = run("DELETE FROM ix WHERE attribute=? AND value=? AND id=?", row);
    if (result != SQLITE_DONE) return database_.Error(result, "changed");
  }
  for (const IndexRow& row : fresh) {
    int result = run("INSERT INTO ix(attribute, value, id) VALUES(?, ?, ?)", row);
    if (result != SQLITE_DONE) return database_.Error(result, "changed");
  }
  return WriteAddresses(id, before, after);
}

Status Writer::WriteAddresses(int64_t id, const EntryView& before, const EntryView& after) {
  std::vector<std::string> old_ones = SipAddresses(before), new_ones = SipAddresses(after);
  for (const std::string& address : old_ones) {
    if (std::binary_search(new_ones.begin(), new_ones.end(), address)) continue;
    int result = database_.Use("DELETE FROM sip WHERE address=?").Bind(1, address).Step();
    if (result != SQLITE_DONE) return database_.Error(result, "changed");
  }
  for (const std::string& address : new_ones) {
    if (std::binary_search(old_ones.begin(), old_ones.end(), address)) continue;
    int result = database_.Use("INSERT INTO sip(address, id) VALUES(?, ?)")
                     .Bind(1, address)
                     .Bind(2, id)
                     .Step();
    if ((result & 0xFF) == SQLITE_CONSTRAINT) return AddressHeld(address, after.dn());
    if (result != SQLITE_DONE) return database_.Error(result, "changed");
  }
  return Status::Ok();
}

Status Writer::AddressHeld(const std::string& address, std::string_view wanted_by) {
  Statement row = database_.Use("SELECT dn FROM sip JOIN entry USING(id) WHERE address=?")
                      .Bind(1, address)
                      .Take();
  std::string holder = row.Row() ? std::string(row.Text(0)) : "another entry";
  Status status(Code::kConstraintViolation,
                "The SIP address " + address + " is held by " + holder + ". Free it there first.",
                std::string(wanted_by));
  status.holder = holder;
  return status;
}

}  // namespace sipsh::directory::embedded
