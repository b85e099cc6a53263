#include "directory/chat/objects.h"

namespace sipsh::chat {

using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::Modification;

namespace {

constexpr const char* kRoot = "cn=Persistent Chat";
constexpr const char* kContainers[] = {"Categories", "Rooms", "Add-ins", "Imports"};

const char* Flag(bool set) { return set ? "TRUE" : "FALSE"; }
bool FlagOf(const Entry& entry, std::string_view name) { return entry.Get(name) == "TRUE"; }

void SetText(Entry* entry, std::string_view name, std::string_view text) {
  if (!text.empty()) entry->Set(name, text);
}

Status Unknown(const Dn& dn) {
  return {Code::kNoSuchObject, "There is no " + dn.text() + " in Persistent Chat.", dn.text()};
}

Category CategoryOf(const Entry& entry) {
  Category category;
  category.name = entry.dn().LeafValue();
  category.description = entry.Get("description");
  category.invitations = FlagOf(entry, "invitations");
  category.file_upload = FlagOf(entry, "fileUpload");
  category.chat_history = FlagOf(entry, "chatHistory");
  category.allowed = entry.ValueList("allowedMembers");
  category.denied = entry.ValueList("deniedMembers");
  category.creators = entry.ValueList("creators");
  return category;
}

Room RoomOf(const Entry& entry) {
  Room room;
  room.name = entry.dn().LeafValue();
  room.description = entry.Get("description");
  room.category = entry.Get("category");
  room.addin = entry.Get("addin");
  room.privacy = ParsePrivacy(entry.Get("privacy")).value_or(Privacy::kClosed);
  room.type = ParseRoomType(entry.Get("type")).value_or(RoomType::kNormal);
  room.invitations = ParseInvitations(entry.Get("invitations")).value_or(Invitations::kInherit);
  room.disabled = FlagOf(entry, "disabled");
  room.members = entry.ValueList("members");
  room.managers = entry.ValueList("managers");
  room.presenters = entry.ValueList("presenters");
  return room;
}

}  // namespace

std::optional<ObjectName> ParseObjectDn(const Dn& dn) {
  Dn container = dn.Parent(), pool = container.Parent();
  if (!(pool.Parent() == Dn::FromTrusted(kRoot))) return std::nullopt;
  for (Kind kind : {Kind::kCategory, Kind::kRoom, Kind::kAddin, Kind::kImport})
    if (container.LeafValue() == kContainers[static_cast<int>(kind)])
      return ObjectName{kind, pool.LeafValue(), dn.LeafValue()};
  return std::nullopt;
}

Dn ObjectDn(Kind kind, const std::string& pool, const std::string& name) {
  return Dn::FromTrusted(kRoot)
      .Child("cn", pool)
      .Child("cn", kContainers[static_cast<int>(kind)])
      .Child("cn", name);
}

bool IsChatDn(const Dn& dn) { return dn.IsUnder(Dn::FromTrusted(kRoot)); }

Entry ToEntry(const std::string& pool, const Category& category) {
  Entry entry(ObjectDn(Kind::kCategory, pool, category.name));
  SetText(&entry, "description", category.description);
  entry.Set("invitations", Flag(category.invitations));
  entry.Set("fileUpload", Flag(category.file_upload));
  entry.Set("chatHistory", Flag(category.chat_history));
  entry.Set("allowedMembers", category.allowed);
  entry.Set("deniedMembers", category.denied);
  entry.Set("creators", category.creators);
  return entry;
}

Entry ToEntry(const std::string& pool, const Room& room) {
  Entry entry(ObjectDn(Kind::kRoom, pool, room.name));
  SetText(&entry, "description", room.description);
  entry.Set("category", room.category);
  SetText(&entry, "addin", room.addin);
  entry.Set("privacy", Name(room.privacy));
  entry.Set("type", Name(room.type));
  entry.Set("invitations", Name(room.invitations));
  entry.Set("disabled", Flag(room.disabled));
  entry.Set("members", room.members);
  entry.Set("managers", room.managers);
  entry.Set("presenters", room.presenters);
  return entry;
}

Entry ToEntry(const std::string& pool, const Addin& addin) {
  Entry entry(ObjectDn(Kind::kAddin, pool, addin.name));
  entry.Set("url", addin.url);
  return entry;
}

// How far it is, and how many messages it brought, is no part of what the journal compares.
Entry ToEntry(const std::string& pool, const ImportRun& run) {
  Entry entry(ObjectDn(Kind::kImport, pool, run.name));
  entry.Set("archive", run.archive);
  entry.Set("source", run.source);
  if (run.messages > 0) entry.Set(kMessages, std::to_string(run.messages));
  return entry;
}

directory::ChangeSet Difference(const Entry& from, const Entry& to) {
  directory::ChangeSet set;
  std::vector<Modification> modifications;
  auto compare = [&](std::string_view name) {
    std::vector<std::string> values = to.ValueList(name);
    for (const Modification& known : modifications)
      if (known.attribute == name) return;
    if (from.ValueList(name) == values) return;
    modifications.push_back(
        {Modification::Operation::kReplace, std::string(name), std::move(values)});
  };
  for (const auto& attribute : to) compare(attribute.name);
  for (const auto& attribute : from) compare(attribute.name);
  if (!modifications.empty())
    set.changes.push_back(Change::Modify(from.dn(), std::move(modifications)));
  if (from.dn().LeafText() != to.dn().LeafText())
    set.changes.push_back(Change::Rename(from.dn(), to.dn().LeafText()));
  return set;
}

Result<Entry> ChatObjects::Read(const Dn& dn) {
  std::optional<ObjectName> place = ParseObjectDn(dn);
  if (!place) return Unknown(dn);
  if (place->kind == Kind::kCategory) {
    Result<Category> found = store_.FindCategory(place->pool, place->name);
    if (!found.ok()) return found.status();
    return ToEntry(place->pool, *found);
  }
  if (place->kind == Kind::kAddin) {
    Result<Addin> found = store_.FindAddin(place->pool, place->name);
    if (!found.ok()) return found.status();
    return ToEntry(place->pool, *found);
  }
  if (place->kind == Kind::kImport) {
    Result<ImportRun> found = store_.FindImport(place->pool, place->name);
    if (!found.ok()) return found.status();
    return ToEntry(place->pool, *found);
  }
  Result<Room> found = store_.FindRoom(place->pool, place->name);
  if (!found.ok()) return found.status();
  Entry entry = ToEntry(place->pool, *found);
  Result<int64_t> messages = store_.CountMessages(place->pool, place->name);
  if (messages.ok() && *messages > 0) entry.Set(kMessages, std::to_string(*messages));
  return entry;
}

Status ChatObjects::Search(const directory::SearchRequest& request,
                           const std::function<bool(Entry&&)>& sink) {
  if (request.scope != directory::Scope::kBase)
    return {Code::kNotSupported, "Objects of Persistent Chat are read one at a time."};
  Result<Entry> entry = Read(request.base);
  if (!entry.ok()) return entry.status();
  if (request.filter.Matches(*entry, &schema_)) sink(std::move(*entry));
  return Status::Ok();
}

directory::ApplyResult ChatObjects::Apply(const directory::ChangeSet& changes) {
  directory::ApplyResult result;
  result.results.resize(changes.changes.size());
  result.status = store_.Begin();
  if (!result.status.ok()) return result;
  size_t done = 0;
  for (; done < changes.changes.size() && result.status.ok(); ++done) {
    if (changes.wait.Stopping()) {
      result.status = {Code::kCancelled, "The change was stopped."};
    } else {
      result.status = ApplyOne(changes.changes[done]);
    }
    result.results[done].status = result.status;
  }
  if (!result.status.ok()) --done;  // Its own traces are undone already.
  if (!result.status.ok() && (changes.atomic || done == 0)) {
    store_.Rollback();
    return result;
  }
  if (Status committed = store_.Commit(); !committed.ok()) {
    result.status = committed;
    store_.Rollback();
    return result;
  }
  for (size_t i = 0; i < done; ++i) result.results[i].applied = true;
  return result;
}

Status ChatObjects::ApplyOne(const Change& change) {
  std::optional<ObjectName> place = ParseObjectDn(change.dn);
  if (!place) return Unknown(change.dn);
  if (change.assertion) {
    Result<Entry> now = Read(change.dn);
    if (!now.ok()) return now.status();
    if (!change.assertion->Matches(*now, &schema_))
      return {Code::kAssertionFailed, change.dn.text() + " was changed by somebody else meanwhile.",
              change.dn.text()};
  }
  switch (change.kind) {
    case Change::Kind::kAdd:
      return Write(change.entry, nullptr);
    case Change::Kind::kModify:
      return Modify(change);
    case Change::Kind::kRename: {
      Result<Entry> entry = Read(change.dn);
      if (!entry.ok()) return entry.status();
      entry->set_dn(change.ResultingDn());
      return Write(*entry, &place->name);
    }
    case Change::Kind::kDelete:
      break;
  }
  if (place->kind == Kind::kCategory) return store_.RemoveCategory(place->pool, place->name);
  if (place->kind == Kind::kRoom) return store_.RemoveRoom(place->pool, place->name);
  if (place->kind == Kind::kImport) return store_.RemoveImport(place->pool, place->name);
  return store_.RemoveAddin(place->pool, place->name);
}

Status ChatObjects::Modify(const Change& change) {
  std::optional<ObjectName> place = ParseObjectDn(change.dn);
  for (const Modification& modification : change.modifications)
    if (modification.attribute == kMessages) return ChangeMessages(place->pool, place->name);
  Result<Entry> entry = Read(change.dn);
  if (!entry.ok()) return entry.status();
  Status applied = directory::ApplyModifications(change.modifications, schema_, &*entry);
  return applied.ok() ? Write(*entry, &place->name) : applied;
}

Status ChatObjects::ChangeMessages(const std::string& pool, const std::string& room) {
  if (!messages_)
    return {Code::kNotSupported, "Messages of the room '" + pool + "\\" + room +
                                     "' can not be brought back: they were never recorded."};
  Result<int64_t> changed =
      messages_->replacement
          ? store_.ReplaceMessages(pool, room, messages_->query, *messages_->replacement)
          : store_.RemoveMessages(pool, room, messages_->query);
  return changed.status();
}

Status ChatObjects::Write(const Entry& entry, const std::string* replaced) {
  std::optional<ObjectName> place = ParseObjectDn(entry.dn());
  if (!place) return Unknown(entry.dn());
  auto write = [&](const auto& object) {
    return replaced != nullptr ? store_.Replace(place->pool, *replaced, object)
                               : store_.Add(place->pool, object);
  };
  if (place->kind == Kind::kCategory) return write(CategoryOf(entry));
  if (place->kind == Kind::kRoom) return write(RoomOf(entry));
  if (place->kind == Kind::kImport) {
    if (replaced != nullptr)
      return {Code::kNotSupported, "An import is not changed; it is undone as a whole."};
    ImportRun run;
    run.name = entry.dn().LeafValue();
    run.archive = entry.Get("archive");
    run.source = entry.Get("source");
    return store_.Add(place->pool, run);
  }
  return write(Addin{entry.dn().LeafValue(), entry.Get("url")});
}

Result<directory::StoreInfo> ChatObjects::Describe() {
  directory::StoreInfo info;
  info.uri = "chat:";
  info.server = "Persistent Chat";
  info.naming_contexts = {Dn::FromTrusted(kRoot)};
  info.atomic_change_sets = true;
  info.assertions = true;
  return info;
}

}  // namespace sipsh::chat
