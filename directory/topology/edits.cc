#include "directory/topology/edits.h"

#include <algorithm>
#include <memory>

#include "directory/topology/reader.h"

namespace sipsh::topology {
namespace {

using directory::Code;
using directory::YamlKind;
using directory::YamlNode;

Status Missing(const std::string& what, const std::string& name) {
  return {Code::kNoSuchObject, "the topology has no " + what + " " + name};
}

// Finds the index of the item of the list `key` whose member `field` (or own text) is `name`.
std::optional<size_t> IndexOf(const LineEditor& editor, const std::string& key,
                              const std::string& field, std::string_view name) {
  const YamlNode* list = editor.Find({key});
  if (list == nullptr) return std::nullopt;
  for (size_t i = 0; i < list->items.size(); ++i) {
    const YamlNode& item = list->items[i];
    const YamlNode* value = item.kind == YamlKind::kScalar ? &item : item.Find(field);
    if (value != nullptr && EqualsIgnoreCase(value->text, name)) return i;
  }
  return std::nullopt;
}

std::optional<size_t> SiteIndex(const LineEditor& editor, const std::string& site) {
  auto index = IndexOf(editor, "sites", "id", site);
  return index ? index : IndexOf(editor, "sites", "name", site);
}

Status SetOrRemove(LineEditor* editor, const Path& path, const std::string& key,
                   const std::optional<std::string>& value) {
  return value ? editor->SetScalar(path, key, *value) : editor->RemoveMember(path, key);
}

template <class T>
using Field = std::string T::*;

Field<Site> SiteField(const std::string& key) {
  if (key == "display_name") return &Site::display_name;
  if (key == "description") return &Site::description;
  if (key == "default_persistent_chat_pool") return &Site::default_persistent_chat_pool;
  if (key == "federation_route") return &Site::federation_route;
  if (key == "xmpp_federation_route") return &Site::xmpp_federation_route;
  return nullptr;
}

Field<Pool> PoolField(const std::string& key) {
  if (key == "display_name") return &Pool::display_name;
  if (key == "next_hop") return &Pool::next_hop;
  if (key == "backup_pool") return &Pool::backup_pool;
  return nullptr;
}

Status UnknownKey(const std::string& what, const std::string& key) {
  return {Code::kNoSuchAttribute, "'" + key + "' of a " + what + " cannot be set"};
}

void MakeDefault(Topology* topology, const std::string& name) {
  for (SipDomain& domain : topology->sip_domains)
    domain.is_default = EqualsIgnoreCase(domain.name, name);
}

Status RefuseBecause(const std::string& description, const std::vector<Problem>& problems) {
  return {Code::kConstraintViolation, description + " would leave a topology that is not valid:\n" +
                                          directory::JoinProblems(problems)};
}

}  // namespace

Result<std::string> ApplyEdit(const std::string& file, const std::string& text, const Edit& edit) {
  std::vector<Problem> problems;
  Topology intended;
  if (!ReadValidTopology(file, text, &intended, &problems))
    return Status(Code::kInvalidSyntax, directory::JoinProblems(problems));
  if (Status changed = edit.change_model(&intended); !changed.ok()) return changed;
  LineEditor editor(file, text);
  if (Status parsed = editor.Parse(); !parsed.ok()) return parsed;
  if (Status changed = edit.change_text(&editor); !changed.ok()) return changed;
  Topology result;
  if (!ReadValidTopology(file, editor.text(), &result, &problems))
    return RefuseBecause(edit.description, problems);
  if (result != intended)
    return Status(Code::kNotSupported,
                  edit.description + " cannot be done in place in " + file +
                      " without changing something else; edit the file by hand and publish it");
  return editor.text();
}

Edit AddSipDomain(const std::string& name, bool make_default) {
  auto change_model = [=](Topology* t) {
    if (t->FindSipDomain(name) != nullptr)
      return Status(Code::kEntryAlreadyExists, "the SIP domain " + name + " is already there");
    t->sip_domains.push_back({name, t->sip_domains.empty(), {}});
    if (make_default) MakeDefault(t, name);
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    std::string preferred = name;
    const YamlNode* list = editor->Find({"sip_domains"});
    const YamlNode* written = editor->Find({"default_sip_domain"});
    if (!make_default && written == nullptr && list != nullptr && !list->items.empty())
      preferred = list->items.front().text;
    Status added = editor->AppendItem({}, "sip_domains", {QuoteScalar(name)});
    if (!added.ok() || (written != nullptr && !make_default)) return added;
    return editor->SetScalar({}, "default_sip_domain", preferred, "sip_domains");
  };
  return {"Add the SIP domain " + name + (make_default ? " as the default" : ""), change_model,
          change_text};
}

Edit RemoveSipDomain(const std::string& name) {
  auto change_model = [=](Topology* t) {
    const SipDomain* domain = t->FindSipDomain(name);
    if (domain == nullptr) return Missing("SIP domain", name);
    if (t->sip_domains.size() == 1)
      return Status(Code::kConstraintViolation,
                    "the SIP domain " + name + " is the last one; a topology needs one");
    if (domain->is_default)
      return Status(Code::kConstraintViolation, "the SIP domain " + name +
                                                    " is the default; make another one the default "
                                                    "first (Set-CsSipDomain -IsDefault $true)");
    t->sip_domains.erase(t->sip_domains.begin() + (domain - t->sip_domains.data()));
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    auto index = IndexOf(*editor, "sip_domains", "name", name);
    return index ? editor->RemoveItem({}, "sip_domains", *index) : Missing("SIP domain", name);
  };
  return {"Remove the SIP domain " + name, change_model, change_text};
}

Edit SetDefaultSipDomain(const std::string& name) {
  auto change_model = [=](Topology* t) {
    if (t->FindSipDomain(name) == nullptr) return Missing("SIP domain", name);
    MakeDefault(t, name);
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    return editor->SetScalar({}, "default_sip_domain", name, "sip_domains");
  };
  return {"Make " + name + " the default SIP domain", change_model, change_text};
}

Edit SetSiteValue(const std::string& site, const std::string& key,
                  std::optional<std::string> value) {
  auto change_model = [=](Topology* t) {
    const Site* found = t->FindSite(site);
    if (found == nullptr) return Missing("site", site);
    Field<Site> field = SiteField(key);
    if (field == nullptr) return UnknownKey("site", key);
    t->sites[static_cast<size_t>(found - t->sites.data())].*field = value.value_or("");
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    auto index = SiteIndex(*editor, site);
    return index ? SetOrRemove(editor, {"sites", *index}, key, value) : Missing("site", site);
  };
  return {value ? "Set " + key + " of the site " + site + " to " + *value
                : "Remove " + key + " of the site " + site,
          change_model, change_text};
}

Edit SetPoolValue(const std::string& fqdn, const std::string& key,
                  std::optional<std::string> value) {
  auto change_model = [=](Topology* t) {
    const Pool* found = t->FindPool(fqdn);
    if (found == nullptr) return Missing("pool", fqdn);
    Field<Pool> field = PoolField(key);
    if (field == nullptr) return UnknownKey("pool", key);
    t->pools[static_cast<size_t>(found - t->pools.data())].*field = value.value_or("");
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    auto index = IndexOf(*editor, "pools", "fqdn", fqdn);
    return index ? SetOrRemove(editor, {"pools", *index}, key, value) : Missing("pool", fqdn);
  };
  return {value ? "Set " + key + " of the pool " + fqdn + " to " + *value
                : "Remove " + key + " of the pool " + fqdn,
          change_model, change_text};
}

Edit SetComputerActive(const std::string& name, bool active) {
  auto change_model = [=](Topology* t) {
    for (Pool& pool : t->pools)
      for (Computer& computer : pool.computers)
        if (EqualsIgnoreCase(computer.fqdn, name)) {
          computer.active = active;
          return Status::Ok();
        }
    return Missing("computer", name);
  };
  auto change_text = [=](LineEditor* editor) {
    const YamlNode* pools = editor->Find({"pools"});
    for (size_t p = 0; pools != nullptr && p < pools->items.size(); ++p) {
      const YamlNode* list = pools->items[p].Find("computers");
      for (size_t c = 0; list != nullptr && c < list->items.size(); ++c) {
        const YamlNode& item = list->items[c];
        const YamlNode* fqdn = item.kind == YamlKind::kScalar ? &item : item.Find("fqdn");
        if (fqdn == nullptr || !EqualsIgnoreCase(fqdn->text, name)) continue;
        std::string written = QuoteScalar(fqdn->text);
        std::vector<std::string> lines{active ? written : "fqdn: " + written};
        if (!active) lines.push_back("active: false");
        return editor->ReplaceItem({"pools", p}, "computers", c, lines);
      }
    }
    return Missing("written line for the computer", name);
  };
  return {"Make " + name + (active ? " active" : " inactive"), change_model, change_text};
}

Edit AddSite(const Site& site) {
  auto change_model = [=](Topology* t) {
    if (t->FindSite(site.id) != nullptr || t->FindSite(site.name) != nullptr)
      return Status(Code::kEntryAlreadyExists, "the site " + site.name + " is already there");
    t->sites.push_back(site);
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    return editor->AppendItem({}, "sites", RenderSite(site));
  };
  return {"Add the site " + site.name, change_model, change_text};
}

Edit RemoveSite(const std::string& site) {
  auto change_model = [=](Topology* t) {
    const Site* found = t->FindSite(site);
    if (found == nullptr) return Missing("site", site);
    t->sites.erase(t->sites.begin() + (found - t->sites.data()));
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    auto index = SiteIndex(*editor, site);
    return index ? editor->RemoveItem({}, "sites", *index) : Missing("site", site);
  };
  return {"Remove the site " + site, change_model, change_text};
}

Edit AddPool(const Pool& pool) {
  auto change_model = [=](Topology* t) {
    if (t->FindPool(pool.fqdn) != nullptr)
      return Status(Code::kEntryAlreadyExists, "the pool " + pool.fqdn + " is already there");
    t->pools.push_back(pool);
    Pool& added = t->pools.back();
    if (added.computers.empty()) added.computers.push_back({pool.fqdn, true, {}});
    for (Service& service : added.services) service.settings.kind = SettingKind::kMapping;
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    return editor->AppendItem({}, "pools", RenderPool(pool));
  };
  return {"Add the pool " + pool.fqdn, change_model, change_text};
}

Edit RemovePool(const std::string& fqdn) {
  auto change_model = [=](Topology* t) {
    const Pool* found = t->FindPool(fqdn);
    if (found == nullptr) return Missing("pool", fqdn);
    t->pools.erase(t->pools.begin() + (found - t->pools.data()));
    return Status::Ok();
  };
  auto change_text = [=](LineEditor* editor) {
    auto index = IndexOf(*editor, "pools", "fqdn", fqdn);
    return index ? editor->RemoveItem({}, "pools", *index) : Missing("pool", fqdn);
  };
  return {"Remove the pool " + fqdn, change_model, change_text};
}

Edit Sequence(std::string description, std::vector<Edit> edits) {
  auto shared = std::make_shared<std::vector<Edit>>(std::move(edits));
  auto each = [shared](auto apply) {
    for (const Edit& edit : *shared)
      if (Status status = apply(edit); !status.ok()) return status;
    return Status::Ok();
  };
  return {std::move(description),
          [each](Topology* t) { return each([&](const Edit& e) { return e.change_model(t); }); },
          [each](LineEditor* editor) {
            return each([&](const Edit& e) { return e.change_text(editor); });
          }};
}

}  // namespace sipsh::topology
