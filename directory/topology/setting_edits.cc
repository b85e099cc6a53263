// Edits of the opaque parts (policies, configurations), and rendering as lines.
#include <algorithm>

#include "directory/topology/edits.h"

namespace sipsh::topology {
namespace {

using directory::Code;
using directory::YamlNode;

void NormaliseQuotes(Setting* setting) {
  if (setting->kind == SettingKind::kScalar && !IsPlain(setting->text)) setting->quoted = true;
  for (Setting& item : setting->items) NormaliseQuotes(&item);
}

Setting* FindMutable(Setting* setting, const std::string& key) {
  if (setting->kind != SettingKind::kMapping) return nullptr;
  for (Setting& item : setting->items)
    if (item.key == key) return &item;
  return nullptr;
}

void Put(Setting* root, const std::vector<std::string>& path, Setting value) {
  for (const std::string& key : path) {
    root->kind = SettingKind::kMapping;
    Setting* next = FindMutable(root, key);
    if (next == nullptr) {
      root->items.emplace_back();
      next = &root->items.back();
      next->key = key;
    }
    root = next;
  }
  value.key = path.back();
  NormaliseQuotes(&value);
  *root = std::move(value);
}

// Removes the value at path and every mapping that becomes empty. False when it is not there.
bool Take(Setting* root, const std::vector<std::string>& path, size_t depth) {
  Setting* next = FindMutable(root, path[depth]);
  if (next == nullptr) return false;
  if (depth + 1 < path.size() && !Take(next, path, depth + 1)) return false;
  bool empty =
      depth + 1 == path.size() || (next->kind == SettingKind::kMapping && next->items.empty());
  if (empty) root->items.erase(root->items.begin() + (next - root->items.data()));
  return true;
}

std::string ScalarText(const Setting& setting) {
  return setting.quoted || !IsPlain(setting.text) ? ForceQuotes(setting.text) : setting.text;
}

void RenderInto(const Setting& setting, std::vector<std::string>* lines);

void RenderMember(const std::string& head, const Setting& value, std::vector<std::string>* lines) {
  std::string space = head.empty() || head == "-" ? " " : ": ";
  switch (value.kind) {
    case SettingKind::kNull:
      lines->push_back(head == "-" ? "- null" : head + ":");
      return;
    case SettingKind::kScalar:
      lines->push_back(head + space + ScalarText(value));
      return;
    default:
      break;
  }
  if (value.items.empty()) {
    lines->push_back(head + space + (value.kind == SettingKind::kMapping ? "{}" : "[]"));
    return;
  }
  std::vector<std::string> inner;
  RenderInto(value, &inner);
  if (head != "-") lines->push_back(head + ":");
  for (size_t i = 0; i < inner.size(); ++i)
    lines->push_back((head == "-" && i == 0 ? "- " : "  ") + inner[i]);
}

void RenderInto(const Setting& setting, std::vector<std::string>* lines) {
  for (const Setting& item : setting.items)
    RenderMember(setting.kind == SettingKind::kSequence ? "-" : QuoteScalar(item.key), item, lines);
}

Setting Wrap(const std::vector<std::string>& keys, size_t from, Setting value) {
  for (size_t i = keys.size(); i-- > from;) {
    value.key = keys[i];
    Setting outer;
    outer.kind = SettingKind::kMapping;
    outer.items.push_back(std::move(value));
    value = std::move(outer);
  }
  return value;
}

Status PutLines(LineEditor* editor, const std::vector<std::string>& keys, const Setting& value) {
  // Descend while the mappings are there and have something in them.
  Path path;
  size_t depth = 0;
  while (depth + 1 < keys.size()) {
    path.push_back(keys[depth]);
    const YamlNode* node = editor->Find(path);
    if (node == nullptr || node->kind != directory::YamlKind::kMapping || node->items.empty()) {
      path.pop_back();
      break;
    }
    ++depth;
  }
  Setting wrapped = Wrap(keys, depth + 1, value);
  NormaliseQuotes(&wrapped);
  if (wrapped.kind == SettingKind::kScalar && !wrapped.quoted && IsPlain(wrapped.text) &&
      QuoteScalar(wrapped.text) == wrapped.text)
    return editor->SetScalar(path, keys[depth], wrapped.text);
  return editor->SetBlock(path, keys[depth], RenderSetting(wrapped));
}

Status TakeLines(LineEditor* editor, std::vector<std::string> keys) {
  while (keys.size() > 1) {
    Path parent(keys.begin(), keys.end() - 1);
    const YamlNode* node = editor->Find(parent);
    if (node == nullptr || node->items.size() > 1) break;
    keys.pop_back();
  }
  return editor->RemoveMember(Path(keys.begin(), keys.end() - 1), keys.back());
}

void RenderService(const Service& service, std::vector<std::string>* lines) {
  lines->push_back("  " + service.role + ":");
  if (service.instance != 0) lines->push_back("    instance: " + std::to_string(service.instance));
  for (const Port& port : service.ports)
    lines->push_back("    " + port.name + ": " + std::to_string(port.number));
  std::vector<std::string> settings;
  RenderInto(service.settings, &settings);
  for (const std::string& line : settings) lines->push_back("    " + line);
}

void RenderApplications(const Pool& pool, std::vector<std::string>* lines) {
  if (pool.trusted_applications.empty()) return;
  lines->push_back("trusted_applications:");
  for (const TrustedApplication& application : pool.trusted_applications) {
    lines->push_back("  - id: " + QuoteScalar(application.id));
    lines->push_back("    port: " + std::to_string(application.port));
    if (!application.legacy_name.empty())
      lines->push_back("    legacy_name: " + QuoteScalar(application.legacy_name));
  }
}

void RenderComputers(const Pool& pool, std::vector<std::string>* lines) {
  if (pool.computers.empty()) return;
  lines->push_back("computers:");
  for (const Computer& computer : pool.computers) {
    std::string name = QuoteScalar(computer.fqdn);
    lines->push_back(computer.active ? "  - " + name : "  - fqdn: " + name);
    if (!computer.active) lines->push_back("    active: false");
  }
}

}  // namespace

Edit SetSetting(const std::string& section, const std::vector<std::string>& path,
                std::optional<Setting> value) {
  auto part = [section](Topology* t) {
    return section == "policies" ? &t->policies : &t->configurations;
  };
  auto change_model = [=](Topology* t) {
    Setting* root = part(t);
    if (value) {
      Put(root, path, *value);
      root->key = section;
      return Status::Ok();
    }
    std::string name;
    for (const std::string& key : path) name += (name.empty() ? "" : "/") + key;
    if (!Take(root, path, 0))
      return Status(Code::kNoSuchObject, "the topology has no " + name + " under " + section);
    if (root->items.empty()) *root = Setting();
    return Status::Ok();
  };
  std::vector<std::string> keys{section};
  keys.insert(keys.end(), path.begin(), path.end());
  auto change_text = [=](LineEditor* editor) {
    return value ? PutLines(editor, keys, *value) : TakeLines(editor, keys);
  };
  std::string name = keys.front();
  for (size_t i = 1; i < keys.size(); ++i) name += "/" + keys[i];
  return {(value ? "Set " : "Remove ") + name, change_model, change_text};
}

std::vector<std::string> RenderSetting(const Setting& setting) {
  std::vector<std::string> lines;
  switch (setting.kind) {
    case SettingKind::kNull:
      lines.push_back("null");
      break;
    case SettingKind::kScalar:
      lines.push_back(ScalarText(setting));
      break;
    default:
      RenderInto(setting, &lines);
      if (setting.items.empty())
        lines.push_back(setting.kind == SettingKind::kMapping ? "{}" : "[]");
  }
  return lines;
}

std::vector<std::string> RenderSite(const Site& site) {
  std::vector<std::string> lines;
  auto put = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) lines.push_back(std::string(key) + ": " + QuoteScalar(value));
  };
  put("id", site.id);
  put("name", site.name);
  put("display_name", site.display_name);
  put("description", site.description);
  if (site.type != "CentralSite") put("type", site.type);
  put("default_persistent_chat_pool", site.default_persistent_chat_pool);
  put("federation_route", site.federation_route);
  put("xmpp_federation_route", site.xmpp_federation_route);
  return lines;
}

std::vector<std::string> RenderPool(const Pool& pool) {
  std::vector<std::string> lines;
  auto put = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) lines.push_back(std::string(key) + ": " + QuoteScalar(value));
  };
  put("fqdn", pool.fqdn);
  put("generation", GenerationName(pool.generation));
  put("site", pool.site);
  lines.push_back("number: " + std::to_string(pool.number));
  put("display_name", pool.display_name);
  put("directory_name", pool.directory_name);
  put("next_hop", pool.next_hop);
  put("backup_pool", pool.backup_pool);
  RenderComputers(pool, &lines);
  if (!pool.stores.empty()) lines.push_back("stores:");
  for (const StoreReference& store : pool.stores)
    lines.push_back("  " + store.name + ": " + QuoteScalar(store.fqdn));
  if (pool.group_chat) {
    lines.push_back("group_chat:");
    lines.push_back("  well_known_user: " + QuoteScalar(pool.group_chat->well_known_user));
  }
  if (!pool.services.empty()) lines.push_back("services:");
  for (const Service& service : pool.services) RenderService(service, &lines);
  RenderApplications(pool, &lines);
  return lines;
}

}  // namespace sipsh::topology
