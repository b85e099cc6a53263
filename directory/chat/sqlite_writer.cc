// The writing half of SqliteChatStore, and its messages.
#include "directory/chat/sqlite_store.h"
#include "directory/schema.h"

namespace sipsh::chat {

using directory::Code;
using directory::FoldText;
using directory::embedded::Statement;

namespace {

Status Gone(const char* kind, const std::string& pool, const std::string& name) {
  return {Code::kNoSuchObject,
          "There is no " + std::string(kind) + " '" + pool + "\\" + name + "'."};
}

}  // namespace

Status SqliteChatStore::WriteList(const char* insert, int64_t owner, Role role,
                                  const Principals& names) {
  for (const std::string& name : names) {
    Result<int64_t> principal = PrincipalId(name);
    if (!principal.ok()) return principal.status();
    Statement row =
        database_->Use(insert).Bind(1, owner).Bind(2, int64_t{role}).Bind(3, *principal).Take();
    if (Status status = Ran(row, "principal", name); !status.ok()) return status;
  }
  return Status::Ok();
}

// ---- categories

Status SqliteChatStore::WriteLists(int64_t id, const Category& category) {
  static constexpr const char* kInsert = "INSERT OR IGNORE INTO category_list VALUES(?1, ?2, ?3)";
  Statement clear =
      database_->Use("DELETE FROM category_list WHERE category = ?1").Bind(1, id).Take();
  Status status = Ran(clear, "category", category.name);
  if (status.ok()) status = WriteList(kInsert, id, kAllowed, category.allowed);
  if (status.ok()) status = WriteList(kInsert, id, kDenied, category.denied);
  if (status.ok()) status = WriteList(kInsert, id, kCreator, category.creators);
  return status;
}

Status SqliteChatStore::Add(const std::string& pool, const Category& category) {
  return Whole([&]() -> Status {
    Result<int64_t> pool_id = PoolId(pool);
    if (!pool_id.ok()) return pool_id.status();
    std::string key = FoldText(category.name);
    Statement row = database_
                        ->Use(
                            "INSERT INTO category(pool, name, key, description, invitations, "
                            "file_upload, chat_history) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                        .Bind(1, *pool_id)
                        .Bind(2, category.name)
                        .Bind(3, key)
                        .Bind(4, category.description)
                        .Bind(5, int64_t{category.invitations})
                        .Bind(6, int64_t{category.file_upload})
                        .Bind(7, int64_t{category.chat_history})
                        .Take();
    Status status = Ran(row, "category", category.name);
    return status.ok() ? WriteLists(database_->LastId(), category) : status;
  });
}

Status SqliteChatStore::Replace(const std::string& pool, const std::string& name,
                                const Category& category) {
  return Whole([&]() -> Status {
    int64_t id = CategoryId(pool, name);
    if (id == 0) return Gone("category", pool, name);
    std::string key = FoldText(category.name);
    Statement row =
        database_
            ->Use(
                "UPDATE category SET name = ?2, key = ?3, description = ?4, invitations = ?5, "
                "file_upload = ?6, chat_history = ?7 WHERE id = ?1")
            .Bind(1, id)
            .Bind(2, category.name)
            .Bind(3, key)
            .Bind(4, category.description)
            .Bind(5, int64_t{category.invitations})
            .Bind(6, int64_t{category.file_upload})
            .Bind(7, int64_t{category.chat_history})
            .Take();
    Status status = Ran(row, "category", category.name);
    return status.ok() ? WriteLists(id, category) : status;
  });
}

Status SqliteChatStore::Remove(const char* sql, int64_t id, const char* kind,
                               const std::string& pool, const std::string& name) {
  if (id == 0) return Gone(kind, pool, name);
  Statement row = database_->Use(sql).Bind(1, id).Take();
  return Ran(row, kind, name);
}

Status SqliteChatStore::RemoveCategory(const std::string& pool, const std::string& name) {
  return Whole([&]() -> Status {
    Status status = Remove("DELETE FROM category WHERE id = ?1", CategoryId(pool, name), "category",
                           pool, name);
    if (status.code != Code::kConstraintViolation) return status;
    return {Code::kNotAllowedOnNonLeaf,
            "The category '" + pool + "\\" + name +
                "' holds rooms. Move them to another category (Set-CsPersistentChatRoom -Category) "
                "or remove them first; Get-CsPersistentChatRoom -Category lists them."};
  });
}

// ---- rooms

Status SqliteChatStore::WriteLists(int64_t id, const Room& room) {
  static constexpr const char* kInsert = "INSERT OR IGNORE INTO room_list VALUES(?1, ?2, ?3)";
  Statement clear = database_->Use("DELETE FROM room_list WHERE room = ?1").Bind(1, id).Take();
  Status status = Ran(clear, "room", room.name);
  if (status.ok()) status = WriteList(kInsert, id, kMember, room.members);
  if (status.ok()) status = WriteList(kInsert, id, kManager, room.managers);
  if (status.ok()) status = WriteList(kInsert, id, kPresenter, room.presenters);
  return status;
}

// `statement` has the pool's or the room's id bound as 1.
Status SqliteChatStore::Write(Statement statement, const std::string& pool, const Room& room) {
  int64_t category = CategoryId(pool, room.category);
  if (category == 0) return Gone("category", pool, room.category);
  int64_t addin = room.addin.empty() ? 0 : AddinId(pool, room.addin);
  if (!room.addin.empty() && addin == 0) return Gone("add-in", pool, room.addin);
  std::string key = FoldText(room.name);
  statement.Bind(2, category)
      .Bind(4, room.name)
      .Bind(5, key)
      .Bind(6, room.description)
      .Bind(7, static_cast<int64_t>(room.privacy))
      .Bind(8, static_cast<int64_t>(room.type))
      .Bind(9, static_cast<int64_t>(room.invitations))
      .Bind(10, int64_t{room.disabled})
      .Bind(3, addin);
  return Ran(statement, "room", room.name);
}

Status SqliteChatStore::Add(const std::string& pool, const Room& room) {
  return Whole([&]() -> Status {
    Result<int64_t> pool_id = PoolId(pool);
    if (!pool_id.ok()) return pool_id.status();
    Status status = Write(
        database_
            ->Use("INSERT INTO room(pool, category, addin, name, key, description, privacy, type, "
                  "invitations, disabled) VALUES(?1, ?2, NULLIF(?3, 0), ?4, ?5, ?6, ?7, ?8, ?9, "
                  "?10)")
            .Bind(1, *pool_id)
            .Take(),
        pool, room);
    return status.ok() ? WriteLists(database_->LastId(), room) : status;
  });
}

Status SqliteChatStore::Replace(const std::string& pool, const std::string& name,
                                const Room& room) {
  return Whole([&]() -> Status {
    int64_t id = RoomId(pool, name);
    if (id == 0) return Gone("room", pool, name);
    Status status =
        Write(database_
                  ->Use("UPDATE room SET category = ?2, addin = NULLIF(?3, 0), name = ?4, "
                        "key = ?5, description = ?6, privacy = ?7, type = ?8, invitations = ?9, "
                        "disabled = ?10 WHERE id = ?1")
                  .Bind(1, id)
                  .Take(),
              pool, room);
    return status.ok() ? WriteLists(id, room) : status;
  });
}

Status SqliteChatStore::RemoveRoom(const std::string& pool, const std::string& name) {
  return Whole([&] {
    return Remove("DELETE FROM room WHERE id = ?1", RoomId(pool, name), "room", pool, name);
  });
}

// ---- add-ins

Status SqliteChatStore::Add(const std::string& pool, const Addin& addin) {
  return Whole([&]() -> Status {
    Result<int64_t> pool_id = PoolId(pool);
    if (!pool_id.ok()) return pool_id.status();
    std::string key = FoldText(addin.name);
    Statement row = database_->Use("INSERT INTO addin(pool, name, key, url) VALUES(?1, ?2, ?3, ?4)")
                        .Bind(1, *pool_id)
                        .Bind(2, addin.name)
                        .Bind(3, key)
                        .Bind(4, addin.url)
                        .Take();
    return Ran(row, "add-in", addin.name);
  });
}

Status SqliteChatStore::Replace(const std::string& pool, const std::string& name,
                                const Addin& addin) {
  return Whole([&]() -> Status {
    int64_t id = AddinId(pool, name);
    if (id == 0) return Gone("add-in", pool, name);
    std::string key = FoldText(addin.name);
    Statement row = database_->Use("UPDATE addin SET name = ?2, key = ?3, url = ?4 WHERE id = ?1")
                        .Bind(1, id)
                        .Bind(2, addin.name)
                        .Bind(3, key)
                        .Bind(4, addin.url)
                        .Take();
    return Ran(row, "add-in", addin.name);
  });
}

Status SqliteChatStore::RemoveAddin(const std::string& pool, const std::string& name) {
  return Whole([&] {
    return Remove("DELETE FROM addin WHERE id = ?1", AddinId(pool, name), "add-in", pool, name);
  });
}

// ---- messages

Status SqliteChatStore::EachMessage(const std::string& pool, const std::string& room,
                                    const MessageQuery& query, const Sink<Message>& sink) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  int64_t id = *there ? RoomId(pool, room) : 0;
  if (id == 0) return Gone("room", pool, room);
  Statement row = database_
                      ->Use(
                          "SELECT id, author, posted, text FROM message WHERE room = ?1 "
                          "AND posted BETWEEN ?2 AND ?3 ORDER BY posted, id")
                      .Bind(1, id)
                      .Bind(2, query.from.value_or(INT64_MIN))
                      .Bind(3, query.until.value_or(INT64_MAX))
                      .Take();
  return Each(row, [&] {
    Message message{row.Int(0), std::string(row.Text(1)), row.Int(2), std::string(row.Text(3))};
    return !query.Fits(message) || sink(std::move(message));
  });
}

Status SqliteChatStore::AddMessage(const std::string& pool, const std::string& room,
                                   const Message& message) {
  return Whole([&]() -> Status {
    int64_t id = RoomId(pool, room);
    if (id == 0) return Gone("room", pool, room);
    Statement row =
        database_->Use("INSERT INTO message(room, author, posted, text) VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, id)
            .Bind(2, message.author)
            .Bind(3, message.posted)
            .Bind(4, message.text)
            .Take();
    return Ran(row, "message", room);
  });
}

// Found first, changed afterwards: a table is not changed while it is read. Ids alone are kept.
Result<int64_t> SqliteChatStore::ChangeMessages(const std::string& pool, const std::string& room,
                                                const MessageQuery& query,
                                                const std::string* text) {
  std::vector<int64_t> ids;
  Status changed = Whole([&]() -> Status {
    Status found = EachMessage(pool, room, query, [&](Message&& message) {
      ids.push_back(message.id);
      return true;
    });
    if (!found.ok()) return found;
    for (int64_t id : ids) {
      Statement row = text != nullptr
                          ? database_->Use("UPDATE message SET text = ?2 WHERE id = ?1")
                                .Bind(1, id)
                                .Bind(2, *text)
                                .Take()
                          : database_->Use("DELETE FROM message WHERE id = ?1").Bind(1, id).Take();
      if (Status status = Ran(row, "message", room); !status.ok()) return status;
    }
    return Status::Ok();
  });
  if (!changed.ok()) return changed;
  return static_cast<int64_t>(ids.size());
}

Result<int64_t> SqliteChatStore::RemoveMessages(const std::string& pool, const std::string& room,
                                                const MessageQuery& query) {
  return ChangeMessages(pool, room, query, nullptr);
}

Result<int64_t> SqliteChatStore::ReplaceMessages(const std::string& pool, const std::string& room,
                                                 const MessageQuery& query,
                                                 const std::string& text) {
  return ChangeMessages(pool, room, query, &text);
}

}  // namespace sipsh::chat
