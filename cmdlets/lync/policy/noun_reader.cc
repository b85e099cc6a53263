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
  TextForm form = TextForm::kAny;
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
    {"guid", PropertyType::kText, "string", TextForm::kGuid},
    {"uri", PropertyType::kText, "string", TextForm::kUri},
    {"fqdn", PropertyType::kText, "string", TextForm::kFqdn},
    {"time_of_day", PropertyType::kTimeOfDay, "nullable[datetime]"},
    {"bytes", PropertyType::kBytes, "object"},
    {"object", PropertyType::kObject, "object"},
    {"switch", PropertyType::kBool, "switch"},
    {"list", PropertyType::kTextList, "object"},
    {"objects", PropertyType::kObjectList, "object"},
};

constexpr std::pair<std::string_view, NounKind> kKinds[] = {
    {"policy", NounKind::kPolicy},
    {"configuration", NounKind::kConfiguration},
    {"object", NounKind::kObject},
    {"child", NounKind::kChild},
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
    fields.Require({"noun", "synopsis", "kind", "type", "verbs", "properties"});
    fields.Text("noun", &noun->name);
    fields.Text("synopsis", &noun->synopsis);
    fields.Text("type", &noun->type_name);
    ReadKind(fields.Member("kind"), noun);
    fields.Flag("tenant", &noun->tenant);
    fields.Flag("resets_global", &noun->resets_global);
    noun->verbs = Texts(fields.Member("verbs"));
    fields.Text("in", &noun->in);
    fields.Flag("key_parameter", &noun->key_parameter);
    fields.Flag("makes_parent", &noun->makes_parent);
    noun->used_by = Texts(fields.Member("used_by"));
    noun->not_among = Texts(fields.Member("not_among"));
    fields.Text("switched", &noun->switched);
    if (noun->kind == NounKind::kChild) {
      fields.Require({"in"});
    } else if (noun->kind != NounKind::kObject) {
      fields.Require({"scopes"});
    }
    ReadScopes(fields.Member("scopes"), noun);
    ReadGrant(fields.Member("grant"), noun);
    if (const YamlNode* properties = fields.Member("properties")) {
      for (const YamlNode& node : properties->items) {
        noun->properties.push_back(ReadProperty(node));
      }
    }
    if (const YamlNode* parameters = fields.Member("parameters")) {
      for (const YamlNode& node : parameters->items) {
        noun->parameters.push_back(ReadProperty(node));
      }
    }
    fields.Text("default_set", &noun->default_set);
    if (const YamlNode* rules = fields.Member("rules")) {
      for (const YamlNode& node : rules->items) ReadRule(node, noun);
    }
    fields.Finish();
    return problems_->size() == before;
  }

 private:
  void ReadKind(const YamlNode* node, Noun* noun) {
    if (node == nullptr) return;
    for (const auto& [name, kind] : kKinds) {
      if (name == node->text) {
        noun->kind = kind;
        return;
      }
    }
    Report(*node, "'" + node->text + "' is no kind; write policy, configuration, object or child.");
  }

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
    fields.Text("prefix", &property.prefix);
    fields.Text("confirm", &property.confirm);
    fields.Flag("mandatory", &property.mandatory);
    fields.Flag("only_set", &property.only_set);
    fields.Flag("only_new", &property.only_new);
    property.unique = Texts(fields.Member("unique"));
    fields.Flag("key", &property.key);
    fields.Flag("position", &property.position);
    fields.Flag("read_only", &property.read_only);
    fields.Integer("max_length", &property.max_length, 1, 1 << 30);
    property.values = Texts(fields.Member("values"));
    property.sets = Texts(fields.Member("sets"));
    if (const YamlNode* into = fields.Member("into")) {
      if (into->kind == YamlKind::kScalar) property.into.emplace_back("*", into->text);
      for (const YamlNode& set : into->items) property.into.emplace_back(set.key, set.text);
    }
    if (const YamlNode* standard = fields.Member("default"))
      property.standard = ToSetting(*standard);
    ReadShapes(fields, &property);
    fields.Finish();
    SetType(node, type, &property);
    SetSource(node, source, &property);
    return property;
  }

  // What an object is: fields told here, or those of the nouns named by `of`.
  void ReadShapes(YamlFields& fields, SettingProperty* property) {
    if (const YamlNode* of = fields.Member("of")) {
      if (of->kind == YamlKind::kScalar) property->shapes.push_back(ShapeNamed(*of));
      for (const YamlNode& name : of->items) property->shapes.push_back(ShapeNamed(name));
      std::erase(property->shapes, nullptr);
    }
    std::string type_name;
    fields.Text("element", &type_name);
    const YamlNode* members = fields.Member("fields");
    if (members == nullptr) return;
    auto shape = std::make_shared<Noun>();
    shape->kind = NounKind::kObject;
    shape->type_name = type_name;
    for (const YamlNode& member : members->items) shape->properties.push_back(ReadProperty(member));
    property->shapes.push_back(std::move(shape));
  }

  NounRef ShapeNamed(const YamlNode& node) {
    NounRef shape = FindNoun(node.text);
    if (shape == nullptr) Report(node, "'" + node.text + "' is no noun.");
    return shape;
  }

  void SetType(const YamlNode& node, const std::string& type, SettingProperty* property) {
    auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                              [&](const TypeName& row) { return row.name == type; });
    if (known == std::end(kTypes)) {
      Report(node, "'" + type + "' is no type of a property.");
      return;
    }
    property->type = known->type;
    property->form = known->form;
    property->type_name = known->parameter;
    if (property->type == PropertyType::kEnum && property->values.empty()) {
      Report(node, "An enum needs its values.");
    }
    bool objects =
        property->type == PropertyType::kObjectList || property->type == PropertyType::kObject;
    if (objects && property->shapes.empty()) {
      Report(node, "An object needs its fields: `of` a noun, or `element` and `fields`.");
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
    if (node->items.size() != 3) {
      Report(*node, "A condition is [Property, relation, value].");
      return condition;
    }
    condition = {node->items[0].text, node->items[1].text, node->items[2].text};
    static constexpr std::string_view kRelations[] = {"is", "not", "above", "has", "differs"};
    bool known = std::find(std::begin(kRelations), std::end(kRelations), condition.relation) !=
                 std::end(kRelations);
    if (!known)
      Report(*node, "'" + condition.relation + "' is no relation: is, not, above, has, differs.");
    if (noun.Find(condition.property) == nullptr) {
      Report(*node, "'" + condition.property + "' is no property of " + noun.name + ".");
    }
    return condition;
  }

  void ReadRule(const YamlNode& node, Noun* noun) {
    YamlFields fields(node, "a rule", file_, problems_);
    if (!fields.valid()) return;
    SettingRule rule;
    fields.Text("message", &rule.message);
    fields.Flag("warn", &rule.warn);
    if (const YamlNode* when = fields.Member("when")) {
      // One condition, or a list of them.
      bool one = !when->items.empty() && when->items.front().kind == YamlKind::kScalar;
      if (one) rule.when.push_back(ReadCondition(when, *noun));
      for (const YamlNode& each : when->items) {
        if (!one) rule.when.push_back(ReadCondition(&each, *noun));
      }
    }
    if (const YamlNode* need = fields.Member("need")) {
      fields.Require({"message"});
      rule.need = ReadCondition(need, *noun);
    }
    fields.Text("fill", &rule.fill);
    fields.Text("with", &rule.with);
    fields.Text("renew", &rule.renew);
    if (!rule.fill.empty() && noun->Find(rule.fill) == nullptr) {
      Report(node, "'" + rule.fill + "' is no property of " + noun->name + ".");
    }
    if (rule.need.has_value() == !rule.fill.empty()) {
      Report(node, "A rule has either `need` and `message`, or `fill` and `with`.");
    }
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
