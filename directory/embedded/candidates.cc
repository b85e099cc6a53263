#include "directory/embedded/candidates.h"

#include <algorithm>
#include <iterator>

namespace sipsh::directory::embedded {
namespace {

using Ids = std::vector<int64_t>;
using Kind = Filter::Kind;

constexpr size_t kTooMany = 5000;  // From here on a scan is as quick.

class Finder {
 public:
  Finder(Database& database, const Schema& schema, const IndexNames& names)
      : database_(database), schema_(schema), names_(names) {}

  std::optional<Ids> Find(const Filter& filter) {
    switch (filter.kind) {
      case Kind::kAnd:
        return FindAnd(filter);
      case Kind::kOr:
        return FindOr(filter);
      case Kind::kEqual:
      case Kind::kApprox:
      case Kind::kPresent:
      case Kind::kSubstring:
        return FindItem(filter);
      default:
        return std::nullopt;
    }
  }

 private:
  // The first child that an index answers narrows enough; equality goes first.
  std::optional<Ids> FindAnd(const Filter& filter) {
    for (bool equality : {true, false}) {
      for (const Filter& child : filter.children) {
        if ((child.kind == Kind::kEqual) != equality) continue;
        if (std::optional<Ids> ids = Find(child)) return ids;
      }
    }
    return std::nullopt;
  }

  std::optional<Ids> FindOr(const Filter& filter) {
    Ids all;
    for (const Filter& child : filter.children) {
      std::optional<Ids> ids = Find(child);
      if (!ids) return std::nullopt;
      Ids both;
      std::set_union(all.begin(), all.end(), ids->begin(), ids->end(), std::back_inserter(both));
      all = std::move(both);
    }
    return all;
  }

  std::optional<Ids> FindItem(const Filter& filter) {
    const AttributeType* type = schema_.FindAttribute(filter.attribute);
    int64_t attribute = type ? names_.Find(*type) : 0;
    if (attribute == 0) return std::nullopt;
    bool classes = type->name() == "objectClass";
    if (filter.kind == Kind::kPresent) {
      if (classes) return std::nullopt;
      return Read(
          database_.Use("SELECT id FROM ix WHERE attribute=? LIMIT 5001").Bind(1, attribute));
    }
    if (filter.kind == Kind::kSubstring) {
      if (classes || type->syntax != Syntax::kText) return std::nullopt;
      return FindPrefix(attribute, FoldText(filter.parts.front()));
    }
    std::string value = schema_.Normalise(type, filter.value);
    if (!WorthIndexing(*type, value)) return std::nullopt;
    return Read(database_.Use("SELECT id FROM ix WHERE attribute=? AND value=? LIMIT 5001")
                    .Bind(1, attribute)
                    .BindBlob(2, IndexKey(value)));
  }

  std::optional<Ids> FindPrefix(int64_t attribute, const std::string& folded) {
    std::string_view prefix = IndexKey(folded);
    if (prefix.empty()) return std::nullopt;
    std::string end = std::string(prefix) + "\xff\xff";
    return Read(
        database_.Use("SELECT id FROM ix WHERE attribute=? AND value>=? AND value<? LIMIT 5001")
            .Bind(1, attribute)
            .BindBlob(2, prefix)
            .BindBlob(3, end));
  }

  static std::optional<Ids> Read(Statement& rows) {
    Ids ids;
    int result;
    while ((result = rows.Step()) == SQLITE_ROW) ids.push_back(rows.Int(0));
    if (result != SQLITE_DONE || ids.size() > kTooMany) return std::nullopt;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
  }

  Database& database_;
  const Schema& schema_;
  const IndexNames& names_;
};

}  // namespace

std::optional<std::vector<int64_t>> FindCandidates(Database& database, const Schema& schema,
                                                   const IndexNames& names, const Filter& filter) {
  return Finder(database, schema, names).Find(filter);
}

}  // namespace sipsh::directory::embedded
