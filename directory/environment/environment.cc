#include "directory/environment/environment.h"

#include <algorithm>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "directory/dn.h"
#include "directory/entry.h"
#include "directory/file/atomic_file.h"
#include "directory/file/yaml_document.h"

namespace sipsh::environment {
namespace {

using directory::Code;
using directory::EqualIgnoreCase;
using directory::JoinPath;
using directory::Problem;
using directory::YamlFields;
using directory::YamlKind;
using directory::YamlNode;

class Reader {
 public:
  Reader(const std::string& file, std::vector<Problem>* problems)
      : file_(file), problems_(problems) {}

  Environment Read(const YamlNode& root) {
    environment_.file = file_;
    environment_.folder = directory::DirectoryOf(file_);
    YamlFields fields(root, "the environment", file_, problems_);
    fields.Require({"directory", "base"});
    fields.Text("directory", &environment_.directory);
    Paths(fields);
    Name(fields, "base", &environment_.base);
    if (!Name(fields, "configuration", &environment_.configuration))
      environment_.configuration = "cn=Configuration," + environment_.base;
    if (const YamlNode* services = fields.Member("services")) Services(*services);
    if (const YamlNode* dumps = fields.Member("legacy_chat")) Legacy(*dumps);
    if (const YamlNode* bind = fields.Member("bind")) Bind(*bind);
    if (const YamlNode* tls = fields.Member("tls")) Tls(*tls);
    fields.Flag("transactions", &environment_.transactions);
    fields.Text("server", &environment_.server);
    if (const YamlNode* member = fields.Member("directory")) CheckDirectory(fields, *member);
    fields.Finish();
    return std::move(environment_);
  }

 private:
  std::string Resolve(const std::string& path) const { return JoinPath(environment_.folder, path); }

  // A distinguished name; false when the key is not there.
  bool Name(YamlFields& fields, const char* key, std::string* text) {
    if (!fields.Text(key, text)) return false;
    directory::Result<directory::Dn> name = directory::Dn::Parse(*text);
    if (!name.ok()) fields.Report(*fields.Member(key), "environment-name", name.status().message);
    return true;
  }

  void Paths(YamlFields& fields) {
    if (fields.Text("seed", &environment_.seed)) environment_.seed = Resolve(environment_.seed);
    environment_.topology = "topology.yaml";
    if (fields.Text("topology", &environment_.topology) &&
        environment_.topology.starts_with("directory:")) {
      environment_.topology_in_directory = true;
      environment_.topology.erase(0, 10);
      if (environment_.topology.empty()) environment_.topology = "topology.yaml";
    }
    environment_.topology = Resolve(environment_.topology);
    environment_.chat = "sqlite:chat.db";
    if (fields.Text("chat", &environment_.chat) && !environment_.chat.starts_with("sqlite:"))
      fields.Report(*fields.Member("chat"), "environment-chat",
                    "'" + environment_.chat + "' is no chat store; write sqlite:<file>");
    else
      environment_.chat = "sqlite:" + Resolve(environment_.chat.substr(7));
    environment_.journal = "journal";
    const YamlNode* journal = fields.Member("journal");
    if (journal != nullptr && journal->kind == YamlKind::kMapping)
      Journal(*journal);
    else
      fields.Text("journal", &environment_.journal);
    environment_.journal = Resolve(environment_.journal);
  }

  // journal: <folder>, or {folder: <folder>, file_megabytes: 64, keep_files: 12}
  void Journal(const YamlNode& node) {
    YamlFields fields(node, "the journal", file_, problems_);
    fields.Text("folder", &environment_.journal);
    fields.Integer("file_megabytes", &environment_.journal_megabytes, 1, 1 << 20);
    fields.Integer("keep_files", &environment_.journal_files, 0, 1 << 20);
    fields.Finish();
  }

  void CheckDirectory(YamlFields& fields, const YamlNode& member) {
    std::string& text = environment_.directory;
    if (text.starts_with("embedded:")) {
      if (text.size() == 9)
        fields.Report(member, "environment-directory",
                      "embedded: lacks the file; write embedded:directory.db");
      text = "embedded:" + Resolve(text.substr(9));
      return;
    }
    if (member.kind == YamlKind::kScalar && !text.starts_with("ldap://") &&
        !text.starts_with("ldaps://") && !text.starts_with("ldapi://"))
      fields.Report(member, "environment-directory",
                    "'" + text +
                        "' is no directory; write embedded:<file>, ldapi:///, "
                        "ldap://<server> or ldaps://<server>");
  }

  void Services(const YamlNode& node) {
    if (node.kind == YamlKind::kNull) return;
    YamlFields fields(node, "services", file_, problems_);
    if (!fields.valid()) return;
    for (const YamlNode& item : node.items) {
      YamlFields inner(item, "the service " + item.key, file_, problems_);
      if (!inner.valid()) continue;
      ServiceCommands commands;
      commands.name = item.key;
      inner.Text("start", &commands.start);
      inner.Text("stop", &commands.stop);
      inner.Text("status", &commands.status);
      inner.Finish();
      environment_.services.push_back(std::move(commands));
    }
  }

  // <pool>: <folder>, or <pool>: {dumps: <folder>, instance: sql\rtc, database: mgc}
  void Legacy(const YamlNode& node) {
    if (node.kind == YamlKind::kNull) return;
    YamlFields fields(node, "legacy_chat", file_, problems_);
    if (!fields.valid()) return;
    for (const YamlNode& item : node.items) {
      LegacyChat legacy;
      legacy.pool = item.key;
      if (item.kind == YamlKind::kScalar) {
        legacy.dumps = item.text;
      } else {
        YamlFields inner(item, "the legacy pool " + item.key, file_, problems_);
        if (!inner.valid()) continue;
        inner.Require({"dumps"});
        inner.Text("dumps", &legacy.dumps);
        inner.Text("instance", &legacy.instance);
        inner.Text("database", &legacy.database);
        inner.Finish();
      }
      if (legacy.pool.find('/') != std::string::npos || legacy.dumps.empty())
        fields.Report(
            item, "environment-legacy-chat",
            "'" + item.key + "' is to be a pool's FQDN, its value the folder of the dumps");
      legacy.dumps = Resolve(legacy.dumps);
      legacy.file = directory::JoinPath(directory::DirectoryOf(environment_.chat.substr(7)),
                                        "legacy-" + legacy.pool + ".db");
      environment_.legacy_chat.push_back(std::move(legacy));
    }
  }

  void Bind(const YamlNode& node) {
    YamlFields fields(node, "bind", file_, problems_);
    if (!fields.valid()) return;
    std::string method;
    if (fields.Text("method", &method)) {
      if (method == "simple")
        environment_.bind = Environment::Bind::kSimple;
      else if (method == "external")
        environment_.bind = Environment::Bind::kExternal;
      else if (method == "gssapi")
        environment_.bind = Environment::Bind::kGssapi;
      else if (method == "anonymous")
        environment_.bind = Environment::Bind::kAnonymous;
      else
        fields.Report(
            *fields.Member("method"), "environment-bind",
            "'" + method + "' is no bind method; write simple, external, gssapi or anonymous");
    }
    fields.Text("dn", &environment_.bind_dn);
    if (fields.Text("password_file", &environment_.password_file))
      environment_.password_file = Resolve(environment_.password_file);
    if (const YamlNode* password = node.Find("password")) {
      fields.Member("password");
      fields.Report(*password, "environment-password",
                    "a password does not belong in this file; put it into a file of its own with "
                    "mode 0600 and name that as password_file");
    }
    if (environment_.bind == Environment::Bind::kSimple) fields.Require({"dn", "password_file"});
    fields.Finish();
  }

  void Tls(const YamlNode& node) {
    YamlFields fields(node, "tls", file_, problems_);
    if (!fields.valid()) return;
    if (fields.Text("ca_file", &environment_.ca_file))
      environment_.ca_file = Resolve(environment_.ca_file);
    fields.Flag("starttls", &environment_.starttls);
    fields.Finish();
  }

  std::string file_;
  std::vector<Problem>* problems_;
  Environment environment_;
};

// `topology: directory:` is how people write it, but to YAML the second colon begins a mapping on
// the same line, which it refuses: such a value is put into quotes.
std::string QuoteDirectory(std::string_view text) {
  constexpr std::string_view kKey = "topology:", kValue = "directory:";
  std::string quoted;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    size_t value = line.find_first_not_of(" \t", kKey.size());
    bool bare = line.substr(0, kKey.size()) == kKey && value != line.npos &&
                line.substr(value, kValue.size()) == kValue;
    size_t after = bare ? value + kValue.size() : 0;
    if (!bare ||
        (after < line.size() && std::string_view(" \t\r\n").find(line[after]) == line.npos)) {
      quoted += line;
      continue;
    }
    quoted += line.substr(0, value);
    quoted += "\"directory:\"";
    quoted += line.substr(after);
  }
  return quoted;
}

}  // namespace

const ServiceCommands* Environment::FindService(std::string_view name) const {
  for (const ServiceCommands& commands : services)
    if (EqualIgnoreCase(commands.name, name)) return &commands;
  return nullptr;
}

const LegacyChat* Environment::FindLegacyChat(std::string_view pool) const {
  for (const LegacyChat& one : legacy_chat)
    if (EqualIgnoreCase(one.pool, pool)) return &one;
  return nullptr;
}

Result<Environment> ParseEnvironment(const std::string& file, std::string_view text) {
  std::vector<Problem> problems;
  YamlNode root;
  Environment environment;
  if (directory::ParseYaml(file, QuoteDirectory(text), &root, &problems, {.bytes = 1u << 20}))
    environment = Reader(file, &problems).Read(root);
  if (problems.empty()) return environment;
  return Status(Code::kInvalidSyntax, directory::JoinProblems(problems));
}

Result<Environment> ReadEnvironment(const std::string& path) {
  struct stat info {};
  std::string file = path;
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    file = JoinPath(path, path == "." ? "./environment.yaml" : "environment.yaml");
  Result<std::string> text = directory::ReadFile(file, 1u << 20);
  if (!text.ok()) {
    if (text.status().code != Code::kNoSuchObject) return text.status();
    return Status(Code::kNoSuchObject,
                  "there is no environment " + file +
                      "; name a folder with an environment.yaml by -Environment or "
                      "$SIPSH_ENVIRONMENT");
  }
  return ParseEnvironment(file, *text);
}

std::string LocateEnvironment(const std::string& given) {
  if (!given.empty()) return given;
  auto variable = [](const char* name) {
    const char* value = ::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (std::string named = variable("SIPSH_ENVIRONMENT"); !named.empty()) return named;
  std::string state = variable("XDG_STATE_HOME");
  if (state.empty() || state[0] != '/') state = variable("HOME") + "/.local/state";
  return state + "/sipsh/default";
}

Result<Environment> OpenEnvironment(const std::string& given) {
  std::string place = LocateEnvironment(given);
  bool is_default =
      given.empty() &&
      place != (::getenv("SIPSH_ENVIRONMENT") == nullptr ? "" : ::getenv("SIPSH_ENVIRONMENT"));
  if (is_default && !directory::FileExists(place + "/environment.yaml"))
    if (Status made = MakeDefaultEnvironment(place); !made.ok()) return made;
  return ReadEnvironment(place);
}

Result<directory::StoreOptions> ToStoreOptions(const Environment& environment) {
  directory::StoreOptions options;
  options.location = environment.directory;
  switch (environment.bind) {
    case Environment::Bind::kAuto:
      options.bind = directory::BindMethod::kAuto;
      break;
    case Environment::Bind::kAnonymous:
      options.bind = directory::BindMethod::kAnonymous;
      break;
    case Environment::Bind::kSimple:
      options.bind = directory::BindMethod::kSimple;
      break;
    case Environment::Bind::kGssapi:
      options.bind = directory::BindMethod::kGssapi;
      break;
    case Environment::Bind::kExternal:
      options.bind = directory::BindMethod::kExternal;
      break;
  }
  options.bind_dn = environment.bind_dn;
  options.transactions = environment.transactions;
  options.start_tls = environment.starttls;
  options.ca_certificate = environment.ca_file;
  options.pinned_server = environment.server;
  if (environment.password_file.empty()) return options;
  struct stat info {};
  if (::stat(environment.password_file.c_str(), &info) == 0 && (info.st_mode & 077) != 0)
    return Status(Code::kInsufficientAccess,
                  "the password file " + environment.password_file +
                      " can be read by others; take that away (chmod 600) and try again");
  Result<std::string> password = directory::ReadFile(environment.password_file, 4096);
  if (!password.ok()) return password.status();
  while (!password->empty() && (password->back() == '\n' || password->back() == '\r'))
    password->pop_back();
  options.password = std::move(*password);
  return options;
}

}  // namespace sipsh::environment
