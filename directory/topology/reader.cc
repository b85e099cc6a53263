#include "directory/topology/reader.h"

#include "directory/topology/rules.h"
#include "directory/topology/services.h"

namespace sipsh::topology {
namespace {

using directory::Nearest;
using directory::YamlFields;
using directory::YamlKind;
using directory::YamlNode;

constexpr int kMaxNumber = 1'000'000;

Mark MarkOf(const YamlNode& node) { return {node.line, node.column}; }

Setting ToSetting(const YamlNode& node) {
  Setting setting;
  switch (node.kind) {
    case YamlKind::kNull:
      setting.kind = SettingKind::kNull;
      break;
    case YamlKind::kScalar:
      setting.kind = SettingKind::kScalar;
      break;
    case YamlKind::kSequence:
      setting.kind = SettingKind::kSequence;
      break;
    case YamlKind::kMapping:
      setting.kind = SettingKind::kMapping;
      break;
  }
  setting.key = node.key;
  setting.text = node.text;
  setting.quoted = node.quoted;
  setting.mark = MarkOf(node);
  for (const YamlNode& item : node.items) setting.items.push_back(ToSetting(item));
  return setting;
}

class Reader {
 public:
  Reader(const std::string& file, Topology* topology, std::vector<Problem>* problems)
      : file_(file), topology_(*topology), problems_(problems) {}

  void Read(const YamlNode& root) {
    if (root.kind == YamlKind::kNull) {
      problems_->push_back({file_, 1, 1,
                            "the topology is empty; write at least sip_domains, sites and pools",
                            "yaml-empty"});
      return;
    }
    YamlFields fields(root, "the topology", file_, problems_);
    ReadSipDomains(fields);
    Each(fields, "sites", [&](const YamlNode& node) { ReadSite(node); });
    Each(fields, "pools", [&](const YamlNode& node) { ReadPool(node); });
    topology_.policies = Opaque(fields, "policies");
    topology_.configurations = Opaque(fields, "configurations");
    fields.Finish();
  }

 private:
  template <class F>
  void Each(YamlFields& fields, std::string_view name, F read) {
    const YamlNode* list = fields.Member(name);
    if (list == nullptr || list->kind == YamlKind::kNull) return;
    if (list->kind != YamlKind::kSequence) {
      fields.Report(*list, "yaml-shape",
                    "'" + std::string(name) + "' must be a list; begin each item with '- '");
      return;
    }
    for (const YamlNode& item : list->items) read(item);
  }

  Setting Opaque(YamlFields& fields, std::string_view name) {
    const YamlNode* node = fields.Member(name);
    if (node == nullptr || node->kind == YamlKind::kNull) return {};
    if (node->kind != YamlKind::kMapping)
      fields.Report(*node, "yaml-shape", "'" + std::string(name) + "' must be a mapping");
    return ToSetting(*node);
  }

  void ReadSipDomains(YamlFields& fields) {
    Each(fields, "sip_domains", [&](const YamlNode& node) {
      SipDomain domain;
      domain.mark = MarkOf(node);
      if (fields.NameOf(node, &domain.name)) topology_.sip_domains.push_back(domain);
    });
    if (const YamlNode* list = fields.Member("sip_domains"))
      topology_.sip_domains_mark = MarkOf(*list);
    std::string preferred;
    const YamlNode* member = fields.Member("default_sip_domain");
    if (member != nullptr) topology_.default_domain_mark = MarkOf(*member);
    bool given = fields.Text("default_sip_domain", &preferred);
    bool found = false;
    for (SipDomain& domain : topology_.sip_domains) {
      domain.is_default = given ? EqualsIgnoreCase(domain.name, preferred) && !found
                                : topology_.sip_domains.size() == 1;
      found = found || domain.is_default;
    }
    if (given && !found)
      fields.Report(*member, "sip-domain-default",
                    "the default SIP domain '" + preferred +
                        "' is not among sip_domains; add it there or name one that is");
  }

  void ReadSite(const YamlNode& node) {
    YamlFields fields(node, "a site", file_, problems_);
    if (!fields.valid()) return;
    Site site;
    site.mark = MarkOf(node);
    fields.Require({"id", "name"});
    fields.Text("id", &site.id);
    fields.Text("name", &site.name);
    fields.Text("display_name", &site.display_name);
    fields.Text("description", &site.description);
    if (fields.Text("type", &site.type) && site.type != "CentralSite" && site.type != "RemoteSite")
      fields.Report(*node.Find("type"), "site-type",
                    "'" + site.type + "' is no type of site; write CentralSite or RemoteSite");
    if (const YamlNode* pool = fields.Member("default_persistent_chat_pool"))
      site.default_pool_mark = MarkOf(*pool);
    fields.Text("default_persistent_chat_pool", &site.default_persistent_chat_pool);
    fields.Text("federation_route", &site.federation_route);
    fields.Text("xmpp_federation_route", &site.xmpp_federation_route);
    fields.Finish();
    topology_.sites.push_back(std::move(site));
  }

  void Place(YamlFields& fields, std::string_view name, Mark* mark) {
    if (const YamlNode* member = fields.Member(name)) *mark = MarkOf(*member);
  }

  void ReadPool(const YamlNode& node) {
    YamlFields fields(node, "a pool", file_, problems_);
    if (!fields.valid()) return;
    Pool pool;
    pool.mark = MarkOf(node);
    fields.Require({"fqdn", "site", "number"});
    fields.Text("fqdn", &pool.fqdn);
    ReadGeneration(fields, &pool);
    fields.Text("site", &pool.site);
    Place(fields, "site", &pool.site_mark);
    fields.Integer("number", &pool.number, 1, kMaxNumber);
    Place(fields, "number", &pool.number_mark);
    fields.Text("display_name", &pool.display_name);
    fields.Text("directory_name", &pool.directory_name);
    fields.Text("next_hop", &pool.next_hop);
    Place(fields, "next_hop", &pool.next_hop_mark);
    fields.Text("backup_pool", &pool.backup_pool);
    Place(fields, "backup_pool", &pool.backup_pool_mark);
    ReadComputers(fields, &pool);
    ReadStores(fields, &pool);
    ReadGroupChat(fields, &pool);
    ReadServices(fields, &pool);
    Each(fields, "trusted_applications",
         [&](const YamlNode& item) { ReadTrustedApplication(item, &pool); });
    fields.Finish();
    topology_.pools.push_back(std::move(pool));
  }

  void ReadGeneration(YamlFields& fields, Pool* pool) {
    std::string text;
    Place(fields, "generation", &pool->generation_mark);
    if (!fields.Text("generation", &text)) return;
    if (auto generation = ParseGeneration(text)) {
      pool->generation = *generation;
      return;
    }
    fields.Report(*fields.Member("generation"), "pool-generation",
                  "'" + text +
                      "' is no generation; write OcsServer2007R2, LyncServer2010, "
                      "LyncServer2013 or SkypeForBusiness2015");
  }

  void ReadComputers(YamlFields& fields, Pool* pool) {
    Each(fields, "computers", [&](const YamlNode& item) {
      Computer computer;
      computer.mark = MarkOf(item);
      if (item.kind == YamlKind::kMapping) {
        YamlFields inner(item, "a computer", file_, problems_);
        inner.Require({"fqdn"});
        inner.Text("fqdn", &computer.fqdn);
        inner.Flag("active", &computer.active);
        inner.Finish();
      } else if (!fields.NameOf(item, &computer.fqdn)) {
        return;
      }
      pool->computers.push_back(std::move(computer));
    });
    if (pool->computers.empty() && !pool->fqdn.empty())
      pool->computers.push_back({pool->fqdn, true, pool->mark});
  }

  // A mapping's members, where the keys are names of ours: case-insensitive, suggested when wrong.
  const YamlNode* Mapping(YamlFields& fields, std::string_view name) {
    const YamlNode* node = fields.Member(name);
    if (node == nullptr || node->kind == YamlKind::kNull) return nullptr;
    if (node->kind == YamlKind::kMapping) return node;
    fields.Report(*node, "yaml-shape",
                  "'" + std::string(name) + "' must be a mapping (Name: value)");
    return nullptr;
  }

  void ReportKey(const YamlNode& node, const std::string& what,
                 const std::vector<std::string>& known) {
    std::string nearest = Nearest(node.key, known), all;
    for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
    problems_->push_back({file_, node.key_line, node.key_column,
                          "'" + node.key + "' is not a key of " + what +
                              (!nearest.empty() ? "; did you mean '" + nearest + "'?"
                               : all.empty()    ? "; it takes none but instance"
                                                : "; known keys are " + all),
                          "yaml-unknown-key"});
  }

  void ReadStores(YamlFields& fields, Pool* pool) {
    const YamlNode* node = Mapping(fields, "stores");
    if (node == nullptr) return;
    for (const YamlNode& item : node->items) {
      StoreReference store;
      store.mark = MarkOf(item);
      for (const std::string& name : StoreNames())
        if (EqualsIgnoreCase(name, item.key)) store.name = name;
      if (store.name.empty()) {
        ReportKey(item, "a pool's stores", StoreNames());
      } else if (fields.NameOf(item, &store.fqdn)) {
        pool->stores.push_back(std::move(store));
      }
    }
  }

  void ReadGroupChat(YamlFields& fields, Pool* pool) {
    const YamlNode* node = fields.Member("group_chat");
    if (node == nullptr) return;
    YamlFields inner(*node, "group_chat", file_, problems_);
    GroupChat chat;
    chat.mark = MarkOf(*node);
    inner.Require({"well_known_user"});
    inner.Text("well_known_user", &chat.well_known_user);
    inner.Finish();
    if (chat.well_known_user.find(':') == std::string::npos && !chat.well_known_user.empty())
      chat.well_known_user = "sip:" + chat.well_known_user;
    pool->group_chat = std::move(chat);
  }

  void ReadServices(YamlFields& fields, Pool* pool) {
    const YamlNode* node = fields.Member("services");
    if (node == nullptr || node->kind == YamlKind::kNull) return;
    if (node->kind == YamlKind::kScalar) {
      fields.Report(*node, "yaml-shape",
                    "'services' must be a list of roles or a mapping from role to settings");
      return;
    }
    for (const YamlNode& item : node->items) {
      std::string role = item.key;
      bool listed = node->kind == YamlKind::kSequence;
      if (listed && !fields.NameOf(item, &role)) continue;
      ReadService(item, role, listed, pool);
    }
  }

  void ReadService(const YamlNode& node, const std::string& role, bool listed, Pool* pool) {
    const RoleInfo* info = FindRole(role);
    if (info == nullptr) {
      std::string nearest = Nearest(role, RoleNames()), all;
      for (const std::string& name : RoleNames()) all += (all.empty() ? "" : ", ") + name;
      problems_->push_back(
          {file_, listed ? node.line : node.key_line, listed ? node.column : node.key_column,
           "'" + role + "' is no service role" +
               (nearest.empty() ? "; the roles are " + all : "; did you mean '" + nearest + "'?"),
           "service-role"});
      return;
    }
    Service service;
    service.role = info->role;
    service.mark = listed ? MarkOf(node) : Mark{node.key_line, node.key_column};
    service.settings.kind = SettingKind::kMapping;
    if (!listed && node.kind != YamlKind::kNull) ReadServiceKeys(node, *info, &service);
    pool->services.push_back(std::move(service));
  }

  void ReadServiceKeys(const YamlNode& node, const RoleInfo& info, Service* service) {
    YamlFields fields(node, "the service " + service->role, file_, problems_);
    if (!fields.valid()) return;
    fields.Integer("instance", &service->instance, 1, kMaxNumber);
    for (const YamlNode& item : node.items)
      if (item.key != "instance") ReadServiceKey(fields, item, info, service);
  }

  void ReadServiceKey(YamlFields& fields, const YamlNode& item, const RoleInfo& info,
                      Service* service) {
    for (const auto& [name, number] : info.ports) {
      if (!EqualsIgnoreCase(name, item.key)) continue;
      Port port{std::string(name), 0, MarkOf(item)};
      if (fields.NumberOf(item, &port.number, 1, 65535)) service->ports.push_back(port);
      return;
    }
    for (std::string_view name : info.properties) {
      if (!EqualsIgnoreCase(name, item.key)) continue;
      service->settings.items.push_back(ToSetting(item));
      service->settings.items.back().key = name;
      return;
    }
    std::vector<std::string> known{"instance"};
    for (const auto& port : info.ports) known.emplace_back(port.first);
    for (std::string_view name : info.properties) known.emplace_back(name);
    ReportKey(item, "the service " + service->role, known);
  }

  void ReadTrustedApplication(const YamlNode& node, Pool* pool) {
    YamlFields fields(node, "a trusted application", file_, problems_);
    if (!fields.valid()) return;
    TrustedApplication application;
    application.mark = MarkOf(node);
    fields.Require({"id", "port"});
    fields.Text("id", &application.id);
    fields.Integer("port", &application.port, 1, 65535);
    fields.Text("legacy_name", &application.legacy_name);
    fields.Finish();
    if (!application.id.empty() && application.id.find(':') == std::string::npos)
      application.id = "urn:application:" + application.id;
    pool->trusted_applications.push_back(std::move(application));
  }

  const std::string& file_;
  Topology& topology_;
  std::vector<Problem>* problems_;
};

}  // namespace

bool ReadTopology(const std::string& file, std::string_view text, Topology* topology,
                  std::vector<Problem>* problems) {
  size_t before = problems->size();
  YamlNode root;
  if (!directory::ParseYaml(file, text, &root, problems)) {
    // A duplicate key leaves a readable tree: say what else is wrong. A syntax error does not.
    if (root.kind == YamlKind::kNull) return false;
  }
  *topology = Topology();
  Reader(file, topology, problems).Read(root);
  return problems->size() == before;
}

bool ReadValidTopology(const std::string& file, std::string_view text, Topology* topology,
                       std::vector<Problem>* problems) {
  if (!ReadTopology(file, text, topology, problems)) return false;
  return CheckRules(file, *topology, problems);
}

}  // namespace sipsh::topology
