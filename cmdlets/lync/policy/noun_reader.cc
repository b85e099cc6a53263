#include <algorithm>
#include <map>

#include "cmdlets/lync/policy/noun.h"

namespace sipsh {
namespace {

using directory::Problem;
using directory::YamlFields;
using directory::YamlKind;
using directory::YamlNode;

struct TypeName {
  std::string_view name;
  PropertyType type;
  std::string_view parameter;  // The parameter's type.
};

constexpr TypeName kTypes[] = {
    {"bool", PropertyType::kBool, "nullable[bool]"},
    {"string", PropertyType::kText, "string"},
    {"enum", PropertyType::kEnum, "string"},
    {"byte", PropertyType::kInteger, "nullable[byte]"},
    {"int16", PropertyType::kInteger, "nullable[int16]"},
    {"uint16", PropertyType::kInteger, "nullable[uint16]"},
    {"int32", PropertyType::kInteger, "nullable[int]"},
    {"uint32", PropertyType::kInteger, "nullable[uint32]"},
    {"int64", PropertyType::kInteger, "nullable[long]"},
    {"uint64", PropertyType::kInteger, "nullable[uint64]"},
    {"timespan", PropertyType::kTimeSpan, "nullable[timespan]"},
    {"list", PropertyType::kTextList, "object"},
    {"objects", PropertyType::kObjectList, "object"},
};

constexpr std::pair<std::string_view, DefaultSource> kSources[] = {
    {"documentation", DefaultSource::kDocumentation},
    {"sample", DefaultSource::kSample},
    {"choice", DefaultSource::kChoice},
    {"unknown", DefaultSource::kUnknown},
};

topology::Setting ToSetting(const YamlNode& node) {
  topology::Setting setting;
  setting.key = node.key;
  setting.text = node.text;
  setting.quoted = node.quoted;
  setting.kind = static_cast<topology::SettingKind>(node.kind);
  for (const YamlNode& item : node.items) setting.items.push_back(ToSetting(item));
  return setting;
}

std::vector<std::string> Texts(const YamlNode* node) {
  std::vector<std::string> texts;
  if (node == nullptr) return texts;
  for (const YamlNode& item : node->items) texts.push_back(item.text);
  return texts;
}

class NounReader {
 public:
  NounReader(std::string file, std::vector<Problem>* problems)
      : file_(std::move(file)), problems_(problems) {}

  bool Read(const YamlNode& root, Noun* noun) {
    size_t before = problems_->size();
    YamlFields fields(root, "a noun", file_, problems_);
    if (!fields.valid()) return false;
    std::string kind;
    fields.Require({"noun", "synopsis", "kind", "type", "scopes", "verbs", "properties"});
    fields.Text("noun", &noun->name);
    fields.Text("synopsis", &noun->synopsis);
    fields.Text("type", &noun->type_name);
    fields.Text("kind", &kind);
    fields.Flag("tenant", &noun->tenant);
    fields.Flag("resets_global", &noun->resets_global);
    noun->policy = kind == "policy";
    noun->verbs = Texts(fields.Member("verbs"));
    ReadScopes(fields.Member("scopes"), noun);
    ReadGrant(fields.Member("grant"), noun);
    if (const YamlNode* properties = fields.Member("properties")) {
      for (const YamlNode& node : properties->items) {
        noun->properties.push_back(ReadProperty(node));
      }
    }
    if (const YamlNode* rules = fields.Member("rules")) {
      for (const YamlNode& node : rules->items) ReadRule(node, noun);
    }
    fields.Finish();
    return problems_->size() == before;
  }

 private:
  void ReadScopes(const YamlNode* node, Noun* noun) {
    for (const std::string& scope : Texts(node)) {
      if (scope == "global") {
        noun->global = true;
      } else if (scope == "site") {
        noun->site = true;
      } else if (scope == "tag") {
        noun->tag = true;
      } else if (scope.starts_with("service:")) {
        noun->services.push_back(scope.substr(8));
      } else {
        Report(*node, "'" + scope + "' is no scope; write global, site, tag or service:ROLE.");
      }
    }
  }

  void ReadGrant(const YamlNode* node, Noun* noun) {
    if (node == nullptr) return;
    YamlFields fields(*node, "grant", file_, problems_);
    fields.Integer("identity", &noun->grant_identity, 0, 9);
    fields.Integer("policy", &noun->grant_policy, 0, 9);
    fields.Flag("policy_mandatory", &noun->grant_policy_mandatory);
    fields.Finish();
  }

  SettingProperty ReadProperty(const YamlNode& node) {
    SettingProperty property;
    property.name = node.key;
    YamlFields fields(node, "a property", file_, problems_);
    if (!fields.valid()) return property;
    std::string type, source;
    fields.Require({"type"});
    fields.Text("type", &type);
    fields.Text("from", &source);
    fields.Text("help", &property.help);
    fields.Text("min", &property.least);
    fields.Text("max", &property.most);
    fields.Text("pattern", &property.pattern);
    fields.Text("among", &property.among);
    fields.Text("element", &property.element_type);
    fields.Flag("mandatory", &property.mandatory);
    fields.Integer("max_length", &property.max_length, 1, 1 << 30);
    property.values = Texts(fields.Member("values"));
    if (const YamlNode* standard = fields.Member("default"))
      property.standard = ToSetting(*standard);
    if (const YamlNode* members = fields.Member("fields")) {
      for (const YamlNode& member : members->items) {
        property.fields.push_back(ReadProperty(member));
      }
    }
    fields.Finish();
    SetType(node, type, &property);
    SetSource(node, source, &property);
    return property;
  }

  void SetType(const YamlNode& node, const std::string& type, SettingProperty* property) {
    auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                              [&](const TypeName& row) { return row.name == type; });
    if (known == std::end(kTypes)) {
      Report(node, "'" + type + "' is no type of a property.");
      return;
    }
    property->type = known->type;
    property->type_name = known->parameter;
    if (property->type == PropertyType::kEnum && property->values.empty()) {
      Report(node, "An enum needs its values.");
    }
    if (property->type == PropertyType::kObjectList && property->fields.empty()) {
      Report(node, "A list of objects needs the fields of an object.");
    }
  }

  void SetSource(const YamlNode& node, const std::string& source, SettingProperty* property) {
    if (source.empty()) return;
    for (const auto& [name, value] : kSources) {
      if (name == source) {
        property->source = value;
        return;
      }
    }
    Report(node, "'" + source + "' is no source; write documentation, sample, choice or unknown.");
  }

  SettingRule::Condition ReadCondition(const YamlNode* node, const Noun& noun) {
    SettingRule::Condition condition;
    if (node == nullptr || node->items.size() != 3) return condition;
    condition = {node->items[0].text, node->items[1].text, node->items[2].text};
    static constexpr std::string_view kRelations[] = {"is", "not", "above"};
    bool known = std::find(std::begin(kRelations), std::end(kRelations), condition.relation) !=
                 std::end(kRelations);
    if (!known) Report(*node, "'" + condition.relation + "' is no relation: is, not, above.");
    if (noun.Find(condition.property) == nullptr) {
      Report(*node, "'" + condition.property + "' is no property of " + noun.name + ".");
    }
    return condition;
  }

  void ReadRule(const YamlNode& node, Noun* noun) {
    YamlFields fields(node, "a rule", file_, problems_);
    if (!fields.valid()) return;
    SettingRule rule;
    fields.Require({"when", "need", "message"});
    fields.Text("message", &rule.message);
    rule.when = ReadCondition(fields.Member("when"), *noun);
    rule.need = ReadCondition(fields.Member("need"), *noun);
    fields.Finish();
    noun->rules.push_back(std::move(rule));
  }

  void Report(const YamlNode& node, std::string message) {
    problems_->push_back({file_, node.line, node.column, std::move(message), "noun-value"});
  }

  std::string file_;
  std::vector<Problem>* problems_;
};

}  // namespace

const SettingProperty* Noun::Find(std::string_view property) const {
  for (const SettingProperty& mine : properties) {
    if (topology::EqualsIgnoreCase(mine.name, property)) return &mine;
  }
  return nullptr;
}

NounRef ReadNoun(const std::string& file, std::string_view text, std::vector<Problem>* problems) {
  YamlNode root;
  if (!directory::ParseYaml(file, text, &root, problems)) return nullptr;
  auto noun = std::make_shared<Noun>();
  return NounReader(file, problems).Read(root, noun.get()) ? noun : nullptr;
}

}  // namespace sipsh
