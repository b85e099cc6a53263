#include "directory/embedded/search.h"

#include <algorithm>
#include <optional>

#include "directory/attribute_selection.h"
#include "directory/embedded/candidates.h"

namespace sipsh::directory::embedded {
namespace {

constexpr size_t kLookEvery = 128;  // Entries between two looks at the wait.

#define ROW "id, parent, rkey, dn, data, uuid, created, modified FROM entry"
constexpr char kById[] = "SELECT " ROW " WHERE id=?";
constexpr char kByKey[] = "SELECT " ROW " WHERE rkey=?";
constexpr char kByParent[] = "SELECT " ROW " WHERE parent=?";
constexpr char kByRange[] = "SELECT " ROW " WHERE rkey>=? AND rkey<?";
constexpr char kAll[] = "SELECT " ROW;
#undef ROW
enum Column { kId, kParent, kRkey, kDn, kData, kUuid, kCreated, kModified };

bool Mentions(const Filter& filter, const Schema& schema, bool operational) {
  if (!filter.attribute.empty()) {
    const AttributeType* type = schema.FindAttribute(filter.attribute);
    if (type && type->operational == operational) return true;
  }
  return std::any_of(filter.children.begin(), filter.children.end(),
                     [&](const Filter& child) { return Mentions(child, schema, operational); });
}

Status NotThere(const Dn& dn) {
  return Status(Code::kNoSuchObject, "There is no entry " + dn.text() + " in the directory.",
                dn.text());
}

class Search {
 public:
  Search(Database& database, const Schema& schema, const IndexNames& names,
         const SearchRequest& request, const std::function<bool(Entry&&)>& sink)
      : database_(database),
        schema_(schema),
        names_(names),
        request_(request),
        sink_(sink),
        matcher_(request.filter, &schema),
        selection_(request.attributes, schema),
        filter_operational_(Mentions(request.filter, schema, true)),
        base_key_(request.base.ReversedKey()) {}

  Status Run() {
    if (request_.base.empty()) return RunFromRoot();
    Statement base = database_.Use(kByKey).BindBlob(1, base_key_).Take();
    int result = base.Step();
    if (result == SQLITE_DONE) return NotThere(request_.base);
    if (result != SQLITE_ROW) return database_.Error(result, "read");
    if (request_.scope == Scope::kBase) {
      Take(base);
      return status_;
    }
    base_id_ = base.Int(kId);
    base_is_context_ = base.Int(kParent) == 0;
    return RunBelow();
  }

 private:
  Status RunFromRoot() {
    base_is_context_ = true;
    if (request_.scope != Scope::kBase) return RunBelow();
    Entry root;
    root.Append("objectClass", {"top"});
    Result<std::vector<Dn>> contexts = NamingContexts(database_);
    if (!contexts.ok()) return contexts.status();
    for (const Dn& dn : *contexts) root.Add("namingContexts", dn.text());
    sink_(std::move(root));
    return Status::Ok();
  }

  Status RunBelow() {
    std::optional<std::vector<int64_t>> ids =
        FindCandidates(database_, schema_, names_, request_.filter);
    if (ids) {
      for (int64_t id : *ids) {
        Statement row = database_.Use(kById).Bind(1, id).Take();
        int result = row.Step();
        if (result != SQLITE_ROW && result != SQLITE_DONE) return database_.Error(result, "read");
        if (result == SQLITE_ROW && InScope(row) && !Take(row)) break;
      }
      return status_;
    }
    if (request_.scope == Scope::kOneLevel) {
      return Scan(database_.Use(kByParent).Bind(1, base_id_).Take());
    }
    if (base_is_context_) return Scan(database_.Use(kAll));
    std::string end = SubtreeEnd(base_key_);
    return Scan(database_.Use(kByRange).BindBlob(1, base_key_).BindBlob(2, end).Take());
  }

  Status Scan(Statement rows) {
    int result;
    while ((result = rows.Step()) == SQLITE_ROW) {
      if (InScope(rows) && !Take(rows)) return status_;
    }
    return result == SQLITE_DONE ? status_ : database_.Error(result, "read");
  }

  bool InScope(const Statement& row) const {
    if (request_.scope == Scope::kOneLevel) return row.Int(kParent) == base_id_;
    return row.Text(kRkey).starts_with(base_key_);
  }

  // False: no more entries are wanted.
  bool Take(const Statement& row) {
    if (++looked_ % kLookEvery == 0 && !MayGoOn()) return false;
    EntryView entry(row.Text(kDn), row.Text(kData));
    if (!filter_operational_) {
      if (!matcher_.Matches(entry)) return true;
    } else {
      std::string whole = std::string(entry.data()) + Operational(row, nullptr);
      if (!matcher_.Matches({entry.dn(), whole})) return true;
    }
    if (request_.size_limit > 0 && taken_ == request_.size_limit) {
      status_ = Status(Code::kSizeLimit, "More than " + std::to_string(request_.size_limit) +
                                             " entries match; the first ones were given.");
      return false;
    }
    ++taken_;
    std::string packed = selection_.Select(entry);
    if (selection_.operational()) packed += Operational(row, &selection_);
    return sink_(Entry(Dn::FromTrusted(std::string(entry.dn())), std::move(packed)));
  }

  static std::string Operational(const Statement& row, const AttributeSelection* selection) {
    Entry entry;
    auto put = [&](std::string_view name, Column column) {
      if (!selection || selection->Wants(name, true)) entry.Append(name, {row.Text(column)});
    };
    put("entryUUID", kUuid);
    put("createTimestamp", kCreated);
    put("modifyTimestamp", kModified);
    put("entryDN", kDn);
    return entry.data();
  }

  bool MayGoOn() {
    if (request_.wait.Stopping()) {
      status_ = Status(Code::kCancelled, "The search was stopped.");
    } else if (request_.wait.Expired()) {
      status_ = Status(Code::kTimeout, "The search took longer than allowed.");
    }
    return status_.ok();
  }

  Database& database_;
  const Schema& schema_;
  const IndexNames& names_;
  const SearchRequest& request_;
  const std::function<bool(Entry&&)>& sink_;
  FilterMatcher matcher_;
  AttributeSelection selection_;
  bool filter_operational_;
  std::string base_key_;
  int64_t base_id_ = 0;
  bool base_is_context_ = false;
  size_t looked_ = 0;
  size_t taken_ = 0;
  Status status_;
};

}  // namespace

Status RunSearch(Database& database, const Schema& schema, const IndexNames& names,
                 const SearchRequest& request, const std::function<bool(Entry&&)>& sink) {
  database.set_wait(&request.wait);
  int result = database.Run("BEGIN");
  if (result != SQLITE_DONE) return database.Error(result, "read");
  Status status = Search(database, schema, names, request, sink).Run();
  database.Run("COMMIT");
  database.set_wait(nullptr);
  return status;
}

Result<std::vector<Dn>> NamingContexts(Database& database) {
  std::vector<Dn> contexts;
  Statement rows = database.Use("SELECT dn FROM entry WHERE parent=0");
  int result;
  while ((result = rows.Step()) == SQLITE_ROW) {
    contexts.push_back(Dn::FromTrusted(std::string(rows.Text(0))));
  }
  if (result != SQLITE_DONE) return database.Error(result, "read");
  return contexts;
}

}  // namespace sipsh::directory::embedded
