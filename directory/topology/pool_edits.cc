// Edits within one pool: its computers and its trusted applications.
#include <optional>

#include "directory/topology/edits.h"

namespace sipsh::topology {
namespace {

using directory::Code;
using directory::YamlKind;
using directory::YamlNode;

Status Missing(const std::string& what, const std::string& name) {
  return {Code::kNoSuchObject, "the topology has no " + what + " " + name};
}

std::optional<size_t> PoolIndex(const LineEditor& editor, const std::string& fqdn) {
  const YamlNode* pools = editor.Find({"pools"});
  for (size_t i = 0; pools != nullptr && i < pools->items.size(); ++i) {
    const YamlNode* name = pools->items[i].Find("fqdn");
    if (name != nullptr && EqualsIgnoreCase(name->text, fqdn)) return i;
  }
  return std::nullopt;
}

// The model's half and the text's half of an edit of the pool `fqdn`.
Edit PoolEdit(std::string description, const std::string& fqdn,
              std::function<Status(Pool*)> change_pool,
              std::function<Status(LineEditor*, const Path& pool)> change_lines) {
  auto change_model = [=](Topology* t) {
    const Pool* found = t->FindPool(fqdn);
    if (found == nullptr) return Missing("pool", fqdn);
    return change_pool(&t->pools[static_cast<size_t>(found - t->pools.data())]);
  };
  auto change_text = [=](LineEditor* editor) {
    std::optional<size_t> index = PoolIndex(*editor, fqdn);
    return index ? change_lines(editor, {"pools", *index}) : Missing("pool", fqdn);
  };
  return {std::move(description), change_model, change_text};
}

bool SameApplication(std::string_view a, std::string_view b) {
  constexpr std::string_view kScheme = "urn:application:";
  auto plain = [&](std::string_view id) {
    return EqualsIgnoreCase(id.substr(0, kScheme.size()), kScheme) ? id.substr(kScheme.size()) : id;
  };
  return EqualsIgnoreCase(plain(a), plain(b));
}

// Where the item whose `field` (or own text) fits stands in the list `key` of the pool.
template <typename Fits>
std::optional<size_t> ItemIndex(const LineEditor& editor, Path path, const std::string& key,
                                const std::string& field, Fits fits) {
  path.push_back(key);
  const YamlNode* list = editor.Find(path);
  for (size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    const YamlNode& item = list->items[i];
    const YamlNode* value = item.kind == YamlKind::kScalar ? &item : item.Find(field);
    if (value != nullptr && fits(value->text)) return i;
  }
  return std::nullopt;
}

// The last item takes the list with it.
Status RemoveFrom(LineEditor* editor, const Path& pool, const std::string& key, size_t index) {
  Path path = pool;
  path.push_back(key);
  const YamlNode* list = editor->Find(path);
  if (list != nullptr && list->items.size() == 1) return editor->RemoveMember(pool, key);
  return editor->RemoveItem(pool, key, index);
}

std::vector<std::string> ApplicationLines(const TrustedApplication& application) {
  std::vector<std::string> lines{"id: " + QuoteScalar(application.id),
                                 "port: " + std::to_string(application.port)};
  if (!application.legacy_name.empty()) {
    lines.push_back("legacy_name: " + QuoteScalar(application.legacy_name));
  }
  return lines;
}

}  // namespace

Edit ReplacePool(const Pool& pool) {
  auto change_pool = [=](Pool* there) {
    *there = pool;
    for (Service& service : there->services) service.settings.kind = SettingKind::kMapping;
    return Status::Ok();
  };
  auto change_lines = [=](LineEditor* editor, const Path& path) {
    return editor->ReplaceItem({}, "pools", std::get<size_t>(path[1]), RenderPool(pool));
  };
  return PoolEdit("Change the pool " + pool.fqdn, pool.fqdn, change_pool, change_lines);
}

Edit AddTrustedApplication(const std::string& pool, const TrustedApplication& application) {
  auto change_pool = [=](Pool* there) {
    for (const TrustedApplication& other : there->trusted_applications) {
      if (SameApplication(other.id, application.id)) {
        return Status(Code::kEntryAlreadyExists,
                      "the pool " + pool + " has the application " + application.id + " already");
      }
    }
    there->trusted_applications.push_back(application);
    return Status::Ok();
  };
  auto change_lines = [=](LineEditor* editor, const Path& path) {
    return editor->AppendItem(path, "trusted_applications", ApplicationLines(application));
  };
  return PoolEdit("Add the application " + application.id + " to the pool " + pool, pool,
                  change_pool, change_lines);
}

Edit RemoveTrustedApplication(const std::string& pool, const std::string& id) {
  auto fits = [id](std::string_view other) { return SameApplication(other, id); };
  auto change_pool = [=](Pool* there) {
    std::vector<TrustedApplication>& list = there->trusted_applications;
    for (auto each = list.begin(); each != list.end(); ++each) {
      if (!fits(each->id)) continue;
      list.erase(each);
      return Status::Ok();
    }
    return Missing("application", pool + "/" + id);
  };
  auto change_lines = [=](LineEditor* editor, const Path& path) {
    auto index = ItemIndex(*editor, path, "trusted_applications", "id", fits);
    return index ? RemoveFrom(editor, path, "trusted_applications", *index)
                 : Missing("application", pool + "/" + id);
  };
  return PoolEdit("Remove the application " + id + " from the pool " + pool, pool, change_pool,
                  change_lines);
}

Edit SetTrustedApplicationPort(const std::string& pool, const std::string& id, int port) {
  auto fits = [id](std::string_view other) { return SameApplication(other, id); };
  auto change_pool = [=](Pool* there) {
    for (TrustedApplication& application : there->trusted_applications) {
      if (!fits(application.id)) continue;
      application.port = port;
      return Status::Ok();
    }
    return Missing("application", pool + "/" + id);
  };
  auto change_lines = [=](LineEditor* editor, const Path& path) {
    auto index = ItemIndex(*editor, path, "trusted_applications", "id", fits);
    if (!index) return Missing("application", pool + "/" + id);
    Path item = path;
    item.push_back("trusted_applications");
    item.push_back(*index);
    return editor->SetScalar(item, "port", std::to_string(port));
  };
  return PoolEdit("Set the port of the application " + id + " of the pool " + pool + " to " +
                      std::to_string(port),
                  pool, change_pool, change_lines);
}

Edit AddComputer(const std::string& pool, const std::string& fqdn) {
  auto change_pool = [=](Pool* there) {
    there->computers.push_back({fqdn, true, {}});
    return Status::Ok();
  };
  auto change_lines = [=](LineEditor* editor, const Path& path) {
    Path list = path;
    list.push_back("computers");
    // A pool without the list is one computer of its own name.
    if (editor->Find(list) == nullptr) {
      Status first = editor->AppendItem(path, "computers", {QuoteScalar(pool)});
      if (!first.ok()) return first;
    }
    return editor->AppendItem(path, "computers", {QuoteScalar(fqdn)});
  };
  return PoolEdit("Add the computer " + fqdn + " to the pool " + pool, pool, change_pool,
                  change_lines);
}

Edit RemoveComputer(const std::string& pool, const std::string& fqdn) {
  auto fits = [fqdn](std::string_view other) { return EqualsIgnoreCase(other, fqdn); };
  auto change_pool = [=](Pool* there) {
    for (auto each = there->computers.begin(); each != there->computers.end(); ++each) {
      if (!fits(each->fqdn)) continue;
      there->computers.erase(each);
      return Status::Ok();
    }
    return Missing("computer", fqdn);
  };
  auto change_lines = [=](LineEditor* editor, const Path& path) {
    auto index = ItemIndex(*editor, path, "computers", "fqdn", fits);
    return index ? editor->RemoveItem(path, "computers", *index) : Missing("computer", fqdn);
  };
  return PoolEdit("Remove the computer " + fqdn + " from the pool " + pool, pool, change_pool,
                  change_lines);
}

}  // namespace sipsh::topology
