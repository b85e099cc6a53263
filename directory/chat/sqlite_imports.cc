// Imports: their progress, the messages they brought, and their removal with these.
#include "directory/chat/sqlite_store.h"
#include "directory/schema.h"

namespace sipsh::chat {

using directory::Code;
using directory::FoldText;
using directory::embedded::Statement;

namespace {

Status NoImport(const std::string& pool, const std::string& name) {
  return {Code::kNoSuchObject, "There is no import '" + name + "' of the pool " + pool + "."};
}

ImportRun ReadImport(const Statement& row) {
  ImportRun run;
  run.name = row.Text(0);
  run.archive = row.Text(1);
  run.source = row.Text(2);
  run.chunks = row.Int(3);
  run.messages = row.Int(4);
  run.doubles = row.Int(5);
  run.complete = row.Int(6) != 0;
  return run;
}

}  // namespace

int64_t SqliteChatStore::ImportId(const std::string& pool, const std::string& name) {
  return IdOf(
      "SELECT i.id FROM import i JOIN pool p ON p.id = i.pool WHERE p.key = ?1 AND i.key = ?2",
      pool, name);
}

Result<ImportRun> SqliteChatStore::FindImport(const std::string& pool, const std::string& name) {
  std::optional<ImportRun> found;
  const std::string key = FoldText(name);
  Status read = EachImport(pool, [&](ImportRun&& run) {
    if (FoldText(run.name) == key) found = std::move(run);
    return !found;
  });
  if (!read.ok()) return read;
  if (!found) return NoImport(pool, name);
  return std::move(*found);
}

Status SqliteChatStore::EachImport(const std::string& pool, const Sink<ImportRun>& sink) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  if (!*there) return Status::Ok();
  const std::string key = FoldText(pool);
  Statement row = database_
                      ->Use(
                          "SELECT i.name, i.archive, i.source, i.chunks, i.messages, i.doubles, "
                          "i.complete FROM import i JOIN pool p ON p.id = i.pool "
                          "WHERE p.key = ?1 ORDER BY i.id DESC")
                      .Bind(1, key)
                      .Take();
  return Each(row, [&] { return sink(ReadImport(row)); });
}

Status SqliteChatStore::Add(const std::string& pool, const ImportRun& run) {
  return Whole([&]() -> Status {
    Result<int64_t> pool_id = PoolId(pool);
    if (!pool_id.ok()) return pool_id.status();
    const std::string key = FoldText(run.name);
    Statement row =
        database_
            ->Use(
                "INSERT INTO import(pool, name, key, archive, source, last_before) "
                "VALUES(?1, ?2, ?3, ?4, ?5, (SELECT COALESCE(MAX(id), 0) FROM message))")
            .Bind(1, *pool_id)
            .Bind(2, run.name)
            .Bind(3, key)
            .Bind(4, run.archive)
            .Bind(5, run.source)
            .Take();
    return Ran(row, "import", run.name);
  });
}

Status SqliteChatStore::RemoveImport(const std::string& pool, const std::string& name) {
  return Whole([&]() -> Status {
    const int64_t id = ImportId(pool, name);
    if (id == 0) return NoImport(pool, name);
    std::vector<std::pair<int64_t, int64_t>> ranges;
    {
      Statement row = database_->Use("SELECT first, last FROM import_range WHERE import = ?1")
                          .Bind(1, id)
                          .Take();
      Status read = Each(row, [&] {
        ranges.emplace_back(row.Int(0), row.Int(1));
        return true;
      });
      if (!read.ok()) return read;
    }
    for (const auto& [first, last] : ranges) {
      Statement row = database_->Use("DELETE FROM message WHERE id BETWEEN ?1 AND ?2")
                          .Bind(1, first)
                          .Bind(2, last)
                          .Take();
      if (Status gone = Ran(row, "import", name); !gone.ok()) return gone;
    }
    Statement row = database_->Use("DELETE FROM import WHERE id = ?1").Bind(1, id).Take();
    return Ran(row, "import", name);
  });
}

Status SqliteChatStore::EnterRoom(const std::string& pool, const std::string& import,
                                  const std::string& room, ImportRoom* entered) {
  entered->import = ImportId(pool, import);
  if (entered->import == 0) return NoImport(pool, import);
  entered->room = RoomId(pool, room);
  if (entered->room == 0) {
    return {Code::kNoSuchObject, "The room '" + pool + "\\" + room +
                                     "' was removed while messages were imported into it. Undo the "
                                     "import with Undo-CsChange, and import again."};
  }
  Statement row = database_->Use("SELECT last_before FROM import WHERE id = ?1")
                      .Bind(1, entered->import)
                      .Take();
  if (!row.Row()) return NoImport(pool, import);
  entered->last_before = row.Int(0);
  return Status::Ok();
}

Result<bool> SqliteChatStore::HadMessages(const std::string& pool, const std::string& import,
                                          const std::string& room) {
  if (Status ready = Writable(); !ready.ok()) return ready;
  ImportRoom entered;
  if (Status in = EnterRoom(pool, import, room, &entered); !in.ok()) return in;
  Statement row =
      database_->Use("SELECT EXISTS(SELECT 1 FROM message WHERE room = ?1 AND id <= ?2)")
          .Bind(1, entered.room)
          .Bind(2, entered.last_before)
          .Take();
  int result = row.Step();
  if (result != SQLITE_ROW) return database_->Error(result, "read");
  return row.Int(0) != 0;
}

Result<bool> SqliteChatStore::ThereAlready(const ImportRoom& room, const ImportedMessage& one) {
  if (one.nth == 0) return false;
  Statement row = database_
                      ->Use(
                          "SELECT COUNT(*) FROM message WHERE room = ?1 AND posted = ?2 "
                          "AND id <= ?3 AND author = ?4 AND text = ?5")
                      .Bind(1, room.room)
                      .Bind(2, one.message.posted)
                      .Bind(3, room.last_before)
                      .Bind(4, one.message.author)
                      .Bind(5, one.message.text)
                      .Take();
  int result = row.Step();
  if (result != SQLITE_ROW) return database_->Error(result, "read");
  return row.Int(0) >= one.nth;
}

// Ranges that follow each other become one.
Status SqliteChatStore::KeepRange(int64_t import, int64_t first, int64_t last) {
  Statement longer =
      database_->Use("UPDATE import_range SET last = ?3 WHERE import = ?1 AND last = ?2 - 1")
          .Bind(1, import)
          .Bind(2, first)
          .Bind(3, last)
          .Take();
  if (Status ran = Ran(longer, "import", ""); !ran.ok() || database_->Changes() > 0) return ran;
  Statement row = database_->Use("INSERT INTO import_range VALUES(?1, ?2, ?3)")
                      .Bind(1, import)
                      .Bind(2, first)
                      .Bind(3, last)
                      .Take();
  return Ran(row, "import", "");
}

Status SqliteChatStore::AddMessages(const std::string& pool, const std::string& room,
                                    const std::vector<ImportedMessage>& messages, ImportRun* run) {
  return Whole([&]() -> Status {
    ImportRoom entered;
    if (Status in = EnterRoom(pool, run->name, room, &entered); !in.ok()) return in;
    int64_t first = 0, last = 0, brought = 0;
    for (const ImportedMessage& one : messages) {
      Result<bool> there = ThereAlready(entered, one);
      if (!there.ok()) return there.status();
      if (*there) continue;
      Statement row =
          database_->Use("INSERT INTO message(room, author, posted, text) VALUES(?1, ?2, ?3, ?4)")
              .Bind(1, entered.room)
              .Bind(2, one.message.author)
              .Bind(3, one.message.posted)
              .Bind(4, one.message.text)
              .Take();
      if (Status added = Ran(row, "message", room); !added.ok()) return added;
      last = database_->LastId();
      if (brought++ == 0) first = last;
    }
    run->messages += brought;
    run->doubles += static_cast<int64_t>(messages.size()) - brought;
    return brought == 0 ? Status::Ok() : KeepRange(entered.import, first, last);
  });
}

Status SqliteChatStore::Advance(const std::string& pool, const ImportRun& run) {
  return Whole([&]() -> Status {
    const int64_t id = ImportId(pool, run.name);
    if (id == 0) return NoImport(pool, run.name);
    Statement row = database_
                        ->Use(
                            "UPDATE import SET chunks = ?2, messages = ?3, doubles = ?4, "
                            "complete = ?5 WHERE id = ?1")
                        .Bind(1, id)
                        .Bind(2, run.chunks)
                        .Bind(3, run.messages)
                        .Bind(4, run.doubles)
                        .Bind(5, int64_t{run.complete})
                        .Take();
    return Ran(row, "import", run.name);
  });
}

Result<int64_t> SqliteChatStore::MessagesSince(const std::string& pool, const std::string& import,
                                               const std::string& room) {
  Result<bool> there = Readable();
  if (!there.ok()) return there.status();
  const int64_t id = *there ? ImportId(pool, import) : 0;
  if (id == 0) return NoImport(pool, import);
  const int64_t room_id = RoomId(pool, room);
  Statement row =
      database_
          ->Use(
              "SELECT COUNT(*) FROM message m WHERE m.room = ?2 AND NOT EXISTS(SELECT 1 FROM "
              "import_range r WHERE r.import = ?1 AND m.id BETWEEN r.first AND r.last)")
          .Bind(1, id)
          .Bind(2, room_id)
          .Take();
  if (!row.Row()) return NoImport(pool, import);
  return row.Int(0);
}

}  // namespace sipsh::chat
