#include "directory/journal/codec.h"

#include <nlohmann/json.hpp>

#include "directory/base64.h"
#include "directory/file/utf8_check.h"
#include "directory/journal/json_text.h"

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

void Write(JsonText* json, std::string_view value) {
  if (IsUtf8(value)) return json->String(value);
  json->Open('{');
  json->Member("base64", directory::Base64Encode(value));
  json->Close('}');
}

template <typename Values>
void WriteValues(JsonText* json, std::string_view attribute, const Values& values) {
  json->Open('[');
  if (!IsSecretAttribute(attribute))
    for (std::string_view value : values) Write(json, value);
  json->Close(']');
}

std::string ToText(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  auto bytes = directory::Base64Decode(json.at("base64").get<std::string>());
  if (!bytes) throw std::invalid_argument("base64");
  return *bytes;
}

void Write(JsonText* json, const Entry& entry) {
  json->Open('{');
  json->Member("dn", entry.dn().text());
  json->Key("attributes");
  json->Open('[');
  for (const auto& attribute : entry) {
    json->Open('[');
    json->String(attribute.name);
    WriteValues(json, attribute.name, attribute.values);
    json->Close(']');
  }
  json->Close(']');
  json->Close('}');
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

void Write(JsonText* json, const std::vector<Modification>& modifications) {
  json->Open('[');
  for (const Modification& modification : modifications) {
    json->Open('[');
    json->String(kOperations[static_cast<size_t>(modification.operation)]);
    json->String(modification.attribute);
    WriteValues(json, modification.attribute, modification.values);
    json->Close(']');
  }
  json->Close(']');
}

void Write(JsonText* json, const RecordedChange& recorded) {
  const Change& change = recorded.change;
  json->Open('{');
  json->Member("kind", kKinds[static_cast<size_t>(change.kind)]);
  json->Member("dn", change.dn.text());
  if (change.kind == Change::Kind::kAdd) {
    json->Key("entry");
    Write(json, change.entry);
  }
  if (change.kind == Change::Kind::kModify) {
    json->Key("modifications");
    Write(json, change.modifications);
  }
  if (change.kind == Change::Kind::kRename) {
    json->Member("new_rdn", change.new_rdn);
    json->Key("delete_old_rdn");
    json->Bool(change.delete_old_rdn);
    if (change.new_superior) json->Member("new_superior", change.new_superior->text());
  }
  if (recorded.before) {
    json->Key("before");
    Write(json, *recorded.before);
  }
  if (!recorded.redacted.empty()) {
    json->Key("redacted");
    json->Strings(recorded.redacted);
  }
  json->Close('}');
}

void Write(JsonText* json, const TopologyChange& change) {
  json->Open('{');
  json->Member("path", change.path);
  json->Member("description", change.description);
  json->Key("version_before");
  json->Number(static_cast<uint64_t>(change.version_before));
  json->Member("hash_before", change.hash_before);
  json->Member("hash_after", change.hash_after);
  json->Close('}');
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

std::string EncodeIntent(const Record& head, const Intent& intent, std::string_view command_line) {
  std::string line;
  JsonText json(&line);
  json.Open('{');
  json.Key("id");
  json.Number(head.id);
  json.Member("time", head.time);
  json.Member("who", head.who);
  json.Key("uid");
  json.Number(head.uid);
  json.Member("cmdlet", intent.cmdlet);
  json.Member("target", intent.target);
  json.Member("command", command_line);
  json.Key("changes");
  json.Open('[');
  for (const RecordedChange& change : intent.changes) Write(&json, change);
  json.Close(']');
  if (intent.topology) {
    json.Key("topology");
    Write(&json, *intent.topology);
  }
  if (!intent.undoes.empty()) {
    json.Key("undoes");
    json.Open('[');
    for (ChangeId id : intent.undoes) json.Number(id);
    json.Close(']');
  }
  json.Close('}');
  line += '\n';
  return line;
}

std::string EncodeOutcome(ChangeId id, const std::string& time, const Outcome& outcome) {
  std::string line;
  JsonText json(&line);
  json.Open('{');
  json.Key("of");
  json.Number(id);
  json.Member("time", time);
  json.Member("outcome", OutcomeName(outcome.kind));
  json.Member("code", directory::CodeName(outcome.code));
  json.Member("message", outcome.message);
  json.Member("server", outcome.server);
  json.Key("applied");
  json.Open('[');
  for (bool applied : outcome.applied) json.Bool(applied);
  json.Close(']');
  if (outcome.topology_applied) {
    json.Key("topology_applied");
    json.Bool(true);
  }
  json.Close('}');
  line += '\n';
  return line;
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
