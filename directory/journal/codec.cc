#include "directory/journal/codec.h"

#include <nlohmann/json.hpp>

#include "directory/base64.h"
#include "directory/file/utf8_check.h"

namespace sipsh::journal {
namespace {

using Json = nlohmann::ordered_json;
using directory::Change;
using directory::Code;
using directory::Dn;
using directory::Entry;
using directory::Modification;

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      ++i;
      continue;
    }
    size_t length = directory::Utf8Length(text.substr(i));
    if (length == 0) return false;
    i += length;
  }
  return true;
}

Json ToJson(std::string_view value) {
  if (IsUtf8(value)) return std::string(value);
  return Json{{"base64", directory::Base64Encode(value)}};
}

std::string ToText(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  auto bytes = directory::Base64Decode(json.at("base64").get<std::string>());
  if (!bytes) throw std::invalid_argument("base64");
  return *bytes;
}

Json ToJson(const Entry& entry) {
  Json attributes = Json::array();
  for (const auto& attribute : entry) {
    Json values = Json::array();
    if (!IsSecretAttribute(attribute.name))
      for (std::string_view value : attribute.values) values.push_back(ToJson(value));
    attributes.push_back(Json::array({std::string(attribute.name), std::move(values)}));
  }
  return Json{{"dn", entry.dn().text()}, {"attributes", std::move(attributes)}};
}

Entry ToEntry(const Json& json) {
  Entry entry(Dn::FromTrusted(json.at("dn").get<std::string>()));
  for (const Json& attribute : json.at("attributes")) {
    std::vector<std::string> values;
    for (const Json& value : attribute.at(1)) values.push_back(ToText(value));
    if (!values.empty()) entry.Set(attribute.at(0).get<std::string>(), values);
  }
  return entry;
}

constexpr const char* kOperations[] = {"add", "delete", "replace"};
constexpr const char* kKinds[] = {"add", "modify", "delete", "rename"};

template <size_t N>
size_t IndexIn(const char* const (&names)[N], const std::string& name) {
  for (size_t i = 0; i < N; ++i)
    if (name == names[i]) return i;
  throw std::invalid_argument(name);
}

Json ToJson(const RecordedChange& recorded) {
  const Change& change = recorded.change;
  Json json{{"kind", kKinds[static_cast<size_t>(change.kind)]}, {"dn", change.dn.text()}};
  if (change.kind == Change::Kind::kAdd) json["entry"] = ToJson(change.entry);
  if (change.kind == Change::Kind::kModify) {
    Json list = Json::array();
    for (const Modification& modification : change.modifications) {
      Json values = Json::array();
      if (!IsSecretAttribute(modification.attribute))
        for (const std::string& value : modification.values) values.push_back(ToJson(value));
      list.push_back(Json::array({kOperations[static_cast<size_t>(modification.operation)],
                                  modification.attribute, std::move(values)}));
    }
    json["modifications"] = std::move(list);
  }
  if (change.kind == Change::Kind::kRename) {
    json["new_rdn"] = change.new_rdn;
    json["delete_old_rdn"] = change.delete_old_rdn;
    if (change.new_superior) json["new_superior"] = change.new_superior->text();
  }
  if (recorded.before) json["before"] = ToJson(*recorded.before);
  if (!recorded.redacted.empty()) json["redacted"] = recorded.redacted;
  return json;
}

RecordedChange ToRecorded(const Json& json) {
  RecordedChange recorded;
  Change& change = recorded.change;
  change.kind = static_cast<Change::Kind>(IndexIn(kKinds, json.at("kind").get<std::string>()));
  change.dn = Dn::FromTrusted(json.at("dn").get<std::string>());
  if (json.contains("entry")) change.entry = ToEntry(json["entry"]);
  if (json.contains("modifications"))
    for (const Json& item : json["modifications"]) {
      Modification modification;
      modification.operation =
          static_cast<Modification::Operation>(IndexIn(kOperations, item.at(0).get<std::string>()));
      modification.attribute = item.at(1).get<std::string>();
      for (const Json& value : item.at(2)) modification.values.push_back(ToText(value));
      change.modifications.push_back(std::move(modification));
    }
  change.new_rdn = json.value("new_rdn", "");
  change.delete_old_rdn = json.value("delete_old_rdn", true);
  if (json.contains("new_superior"))
    change.new_superior = Dn::FromTrusted(json["new_superior"].get<std::string>());
  if (json.contains("before")) recorded.before = ToEntry(json["before"]);
  if (json.contains("redacted"))
    recorded.redacted = json["redacted"].get<std::vector<std::string>>();
  return recorded;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Record ToRecord(const Json& json) {
  Record record;
  record.id = json.at("id").get<ChangeId>();
  record.time = json.value("time", "");
  record.who = json.value("who", "");
  record.uid = json.value("uid", 0u);
  record.intent.cmdlet = json.value("cmdlet", "");
  record.intent.target = json.value("target", "");
  record.intent.command_line = json.value("command", "");
  for (const Json& change : json.at("changes")) record.intent.changes.push_back(ToRecorded(change));
  if (json.contains("topology")) {
    const Json& t = json["topology"];
    record.intent.topology = TopologyChange{t.value("path", ""), t.value("description", ""),
                                            t.value("version_before", 0),
                                            t.value("hash_before", ""), t.value("hash_after", "")};
  }
  if (json.contains("undoes")) record.intent.undoes = json["undoes"].get<std::vector<ChangeId>>();
  return record;
}

ChangeId NumberBehind(std::string_view line, std::string_view start) {
  if (line.substr(0, start.size()) != start) return 0;
  ChangeId id = 0;
  for (char c : line.substr(start.size())) {
    if (c < '0' || c > '9') break;
    id = id * 10 + static_cast<ChangeId>(c - '0');
  }
  return id;
}

Outcome ToOutcome(const Json& json) {
  Outcome outcome;
  std::string kind = json.at("outcome").get<std::string>();
  for (OutcomeKind candidate : {OutcomeKind::kFailed, OutcomeKind::kPartial})
    if (kind == OutcomeName(candidate)) outcome.kind = candidate;
  std::string code = json.value("code", "Ok");
  for (int i = 0; i <= static_cast<int>(Code::kOther); ++i)
    if (directory::CodeName(static_cast<Code>(i)) == code) outcome.code = static_cast<Code>(i);
  outcome.message = json.value("message", "");
  outcome.server = json.value("server", "");
  for (const Json& flag : json.at("applied")) outcome.applied.push_back(flag.get<bool>());
  outcome.topology_applied = json.value("topology_applied", false);
  return outcome;
}

}  // namespace

std::string EncodeIntent(const Record& record) {
  const Intent& intent = record.intent;
  Json json{{"id", record.id},
            {"time", record.time},
            {"who", record.who},
            {"uid", record.uid},
            {"cmdlet", intent.cmdlet},
            {"target", intent.target},
            {"command", intent.command_line}};
  Json changes = Json::array();
  for (const RecordedChange& change : intent.changes) changes.push_back(ToJson(change));
  json["changes"] = std::move(changes);
  if (const auto& t = intent.topology)
    json["topology"] = Json{{"path", t->path},
                            {"description", t->description},
                            {"version_before", t->version_before},
                            {"hash_before", t->hash_before},
                            {"hash_after", t->hash_after}};
  if (!intent.undoes.empty()) json["undoes"] = intent.undoes;
  return Dump(json);
}

std::string EncodeOutcome(ChangeId id, const std::string& time, const Outcome& outcome) {
  Json json{{"of", id},
            {"time", time},
            {"outcome", std::string(OutcomeName(outcome.kind))},
            {"code", std::string(directory::CodeName(outcome.code))},
            {"message", outcome.message},
            {"server", outcome.server},
            {"applied", outcome.applied}};
  if (outcome.topology_applied) json["topology_applied"] = true;
  return Dump(json);
}

std::optional<Line> DecodeLine(std::string_view line) {
  try {
    Json json = Json::parse(line);
    Line decoded;
    bool outcome = json.contains("of");
    decoded.id = json.at(outcome ? "of" : "id").get<ChangeId>();
    if (outcome)
      decoded.outcome = ToOutcome(json);
    else
      decoded.intent = ToRecord(json);
    return decoded;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

ChangeId DecodeId(std::string_view line) { return NumberBehind(line, "{\"id\":"); }

ChangeId DecodeOf(std::string_view line) { return NumberBehind(line, "{\"of\":"); }

}  // namespace sipsh::journal
