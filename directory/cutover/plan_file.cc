// The plan as a file:
//
//   cutover_plan: 1
//   made, author, address, display_name, legacy_pool, legacy_generation, target_pool,
//   target_generation, old_user (delete, clear, disable), server, one_change_set, window,
//   sql_backup, chat: {archive, dumps, database, digest, counts, conversions, conversions_digest}
//   user: {dn, modifications: [{attribute, values}]} contact: {dn,
//   attributes: [{name, values}]} made_from: {topology_version, topology_hash, user: [{name,
//   digest}], contacts: [{...}]} steps: [{id, does, reverse, proof}], changes: LDIF    for the
//   reader; must follow from the rest digest: over all of it
//
// The same in YAML and in JSON, which the YAML reader reads too.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "directory/cutover/counts.h"
#include "directory/cutover/plan.h"
#include "directory/file/atomic_file.h"
#include "directory/file/digest.h"
#include "directory/file/yaml_document.h"

namespace sipsh::cutover {
namespace {

using Json = nlohmann::ordered_json;
using directory::Code;
using directory::Problem;
using directory::YamlFields;
using directory::YamlNode;

constexpr int kFormat = 1;

Json Pairs(const AttributeDigests& digests) {
  Json list = Json::array();
  for (const auto& [name, digest] : digests)
    list.push_back(Json{{"name", name}, {"digest", digest}});
  return list;
}

Json ChatJson(const ChatPart& chat) {
  Json counts;
  for (const CountName& one : CountNames()) counts[one.name] = chat.counts.*one.count;
  return Json{{"archive", chat.archive},
              {"dumps", chat.dumps},
              {"database", chat.database},
              {"digest", chat.digest},
              {"counts", counts},
              {"conversions", chat.conversions},
              {"conversions_digest", chat.conversions_digest}};
}

Json ToJson(const Plan& plan) {
  Json modifications = Json::array(), attributes = Json::array(), steps = Json::array();
  for (const auto& modification : plan.user_modifications)
    modifications.push_back(
        Json{{"name", modification.attribute}, {"values", modification.values}});
  for (const auto& attribute : plan.contact)
    attributes.push_back(Json{{"name", std::string(attribute.name)},
                              {"values", plan.contact.ValueList(attribute.name)}});
  for (const StepText& step : StepsOf(plan))
    steps.push_back(Json{
        {"id", step.id}, {"does", step.does}, {"reverse", step.reverse}, {"proof", step.proof}});
  Json json{{"cutover_plan", kFormat},
            {"made", plan.made},
            {"author", plan.author},
            {"address", plan.address},
            {"display_name", plan.display_name},
            {"legacy_pool", plan.legacy_pool},
            {"legacy_generation", plan.legacy_generation},
            {"target_pool", plan.target_pool},
            {"target_generation", plan.target_generation},
            {"old_user", std::string(OldUserName(plan.old_user))},
            {"server", plan.server},
            {"one_change_set", plan.one_change_set},
            {"window", plan.window},
            {"sql_backup", plan.sql_backup},
            {"user", Json{{"dn", plan.user.text()}, {"modifications", modifications}}},
            {"contact", Json{{"dn", plan.contact.dn().text()}, {"attributes", attributes}}},
            {"made_from", Json{{"topology_version", plan.binding.topology_version},
                               {"topology_hash", plan.binding.topology_hash},
                               {"user", Pairs(plan.binding.user)},
                               {"contacts", Pairs(plan.binding.contacts)}}},
            {"steps", steps},
            {"changes", ChangesAsLdif(plan)}};
  if (plan.chat.Moved()) json["chat"] = ChatJson(plan.chat);
  return json;
}

std::string Dump(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// Block style; texts in double quotes, several lines as a literal block.
void Emit(const Json& json, const std::string& indent, std::string* out) {
  for (const auto& [key, value] : json.items()) {
    bool item = json.is_array();
    std::string lead = indent + (item ? "- " : key + ":");
    if (value.is_object() && item) {
      std::string inner;
      Emit(value, indent + "  ", &inner);
      *out += indent + "- " + inner.substr(indent.size() + 2);
    } else if (value.is_structured() && !value.empty()) {
      *out += lead + "\n";
      Emit(value, indent + "  ", out);
    } else if (value.is_string() && value.get<std::string>().find('\n') != std::string::npos) {
      *out += lead + " |\n";
      std::string text = value.get<std::string>();
      for (size_t at = 0, end; at < text.size(); at = end + 1) {
        end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        *out += (line.empty() ? "" : indent + "  " + line) + "\n";
      }
    } else {
      *out += lead + (item ? "" : " ") + Dump(value) + "\n";
    }
  }
}

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  Result<Plan> Read(std::string_view text) {
    YamlNode root;
    if (!directory::ParseYaml(file_, text, &root, &problems_)) return Failed();
    Plan plan;
    std::string digest;
    ReadPlan(root, &plan, &digest);
    if (!problems_.empty()) return Failed();
    bool follows = changes_ == ChangesAsLdif(plan) && steps_ == StepLines(plan);
    if (digest != plan.Digest() || !follows)
      return Status(Code::kAssertionFailed,
                    "The plan " + file_ +
                        " was edited after it was made; what was reviewed would not be what is "
                        "done. Make a new one with New-CsCutoverPlan.");
    return plan;
  }

 private:
  Status Failed() const { return {Code::kInvalidSyntax, directory::JoinProblems(problems_)}; }

  static std::string StepLines(const Plan& plan) {
    std::string lines;
    for (const StepText& step : StepsOf(plan))
      lines += step.id + "\n" + step.does + "\n" + step.reverse + "\n" + step.proof + "\n";
    return lines;
  }

  void ReadPlan(const YamlNode& root, Plan* plan, std::string* digest) {
    YamlFields fields(root, "a plan of cut-over", file_, &problems_);
    if (!fields.valid()) return;
    int format = 0;
    std::string old_user, dn;
    fields.Integer("cutover_plan", &format, kFormat, kFormat);
    for (auto [name, text] : {std::pair<const char*, std::string*>{"made", &plan->made},
                              {"author", &plan->author},
                              {"address", &plan->address},
                              {"display_name", &plan->display_name},
                              {"legacy_pool", &plan->legacy_pool},
                              {"legacy_generation", &plan->legacy_generation},
                              {"target_pool", &plan->target_pool},
                              {"target_generation", &plan->target_generation},
                              {"old_user", &old_user},
                              {"server", &plan->server},
                              {"window", &plan->window},
                              {"sql_backup", &plan->sql_backup},
                              {"changes", &changes_},
                              {"digest", digest}})
      fields.Text(name, text);
    fields.Flag("one_change_set", &plan->one_change_set);
    fields.Require({"cutover_plan", "address", "old_user", "user", "contact", "made_from", "steps",
                    "changes", "digest"});
    for (OldUser choice : {OldUser::kDelete, OldUser::kClear, OldUser::kDisable})
      if (old_user == OldUserName(choice)) plan->old_user = choice;
    if (const YamlNode* node = fields.Member("user")) ReadUser(*node, plan);
    if (const YamlNode* node = fields.Member("contact")) ReadContact(*node, plan);
    if (const YamlNode* node = fields.Member("made_from")) ReadBinding(*node, &plan->binding);
    if (const YamlNode* node = fields.Member("steps")) ReadSteps(*node);
    if (const YamlNode* node = fields.Member("chat")) ReadChat(*node, &plan->chat);
    fields.Finish();
  }

  void ReadChat(const YamlNode& node, ChatPart* chat) {
    YamlFields fields(node, "the chat data", file_, &problems_);
    if (!fields.valid()) return;
    fields.Text("archive", &chat->archive);
    fields.Text("dumps", &chat->dumps);
    fields.Text("database", &chat->database);
    fields.Text("digest", &chat->digest);
    fields.Text("conversions_digest", &chat->conversions_digest);
    if (const YamlNode* list = fields.Member("conversions"))
      for (const YamlNode& one : list->items) chat->conversions.push_back(one.text);
    if (const YamlNode* counts = fields.Member("counts")) {
      YamlFields numbers(*counts, "the counts", file_, &problems_);
      if (!numbers.valid()) return;
      for (const CountName& one : CountNames())
        if (const YamlNode* number = numbers.Member(one.name))
          chat->counts.*one.count = std::strtoll(number->text.c_str(), nullptr, 10);
      numbers.Finish();
    }
    fields.Finish();
  }

  Dn ReadDn(YamlFields* fields, const YamlNode& node) {
    std::string text;
    fields->Text("dn", &text);
    Result<Dn> dn = Dn::Parse(text);
    if (dn.ok()) return std::move(*dn);
    fields->Report(node, "plan-dn", dn.status().message);
    return {};
  }

  struct Named {
    std::string name;
    std::vector<std::string> values;
  };
  std::vector<Named> ReadNamed(const YamlNode* list) {
    std::vector<Named> all;
    for (size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      YamlFields fields(list->items[i], "an attribute", file_, &problems_);
      if (!fields.valid()) break;
      Named& named = all.emplace_back();
      fields.Text("name", &named.name);
      if (const YamlNode* values = fields.Member("values"))
        for (const YamlNode& value : values->items) named.values.push_back(value.text);
      fields.Finish();
    }
    return all;
  }

  void ReadUser(const YamlNode& node, Plan* plan) {
    YamlFields fields(node, "the user", file_, &problems_);
    if (!fields.valid()) return;
    plan->user = ReadDn(&fields, node);
    for (Named& named : ReadNamed(fields.Member("modifications")))
      plan->user_modifications.push_back({directory::Modification::Operation::kReplace,
                                          std::move(named.name), std::move(named.values)});
    fields.Finish();
  }

  void ReadContact(const YamlNode& node, Plan* plan) {
    YamlFields fields(node, "the contact", file_, &problems_);
    if (!fields.valid()) return;
    plan->contact = Entry(ReadDn(&fields, node));
    for (const Named& named : ReadNamed(fields.Member("attributes")))
      plan->contact.Set(named.name, named.values);
    fields.Finish();
  }

  void ReadPairs(const YamlNode* list, AttributeDigests* digests) {
    for (size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
      YamlFields fields(list->items[i], "a digest", file_, &problems_);
      if (!fields.valid()) break;
      auto& [name, digest] = digests->emplace_back();
      fields.Text("name", &name);
      fields.Text("digest", &digest);
      fields.Finish();
    }
  }

  void ReadBinding(const YamlNode& node, Binding* binding) {
    YamlFields fields(node, "the state the plan was made from", file_, &problems_);
    if (!fields.valid()) return;
    fields.Integer("topology_version", &binding->topology_version, 0, 1 << 30);
    fields.Text("topology_hash", &binding->topology_hash);
    ReadPairs(fields.Member("user"), &binding->user);
    ReadPairs(fields.Member("contacts"), &binding->contacts);
    fields.Finish();
  }

  void ReadSteps(const YamlNode& list) {
    for (const YamlNode& item : list.items) {
      YamlFields fields(item, "a step", file_, &problems_);
      if (!fields.valid()) break;
      for (const char* name : {"id", "does", "reverse", "proof"}) {
        std::string text;
        fields.Text(name, &text);
        steps_ += text + "\n";
      }
      fields.Finish();
    }
  }

  std::string file_, changes_, steps_;
  std::vector<Problem> problems_;
};

Json Signed(const Plan& plan) {
  Json json = ToJson(plan);
  json["digest"] = plan.Digest();
  return json;
}

}  // namespace

std::string Plan::Digest() const { return directory::Sha256Hex(Dump(ToJson(*this))); }

std::string PlanAsYaml(const Plan& plan) {
  std::string text =
      "# Plan of a cut-over. Nothing has been changed yet.\n"
      "# Read `steps` and `changes`; then Test-CsCutoverPlan and Invoke-CsCutover with this file.\n"
      "# It holds only while what it was made from stands; edited, it is refused.\n";
  Emit(Signed(plan), "", &text);
  return text;
}

Status WritePlan(const Plan& plan, const std::string& path) {
  bool json = path.size() > 5 && path.substr(path.size() - 5) == ".json";
  return directory::ReplaceFile(path, json ? Dump(Signed(plan), 2) + "\n" : PlanAsYaml(plan));
}

Result<Plan> ReadPlan(const std::string& path) {
  Result<std::string> text = directory::ReadFile(path, size_t{16} << 20);
  if (!text.ok()) return text.status();
  return Reader(path).Read(*text);
}

}  // namespace sipsh::cutover
