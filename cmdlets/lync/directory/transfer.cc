#include "cmdlets/lync/directory/transfer.h"

#include <cstdio>
#include <fstream>

#include "cmdlets/directory_support/filter_translation.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "directory/ldif.h"
#include "shell/command/session_services.h"

namespace sipsh {
namespace {

std::string Absolute(CommandRuntime& runtime, const std::string& path) {
  if (!path.empty() && path[0] == '/') return path;
  auto* session = runtime.Services().Find<SessionServices>();
  return session == nullptr ? path : session->CurrentDirectory() + "/" + path;
}

// Every record passes the door as part of one change set: all or, where the store can, nothing.
class ImportDirectory final : public ObjectCmdlet {
 public:
  std::string path;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string file = Absolute(runtime, path);
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      Fail("The LDIF file '" + file + "' cannot be read.", "LdifNotFound",
           ErrorCategory::kObjectNotFound, Value::String(file));
    }
    directory::LdifReader reader(in);
    DirectoryChange change{file, {}, {}, {}};
    for (;;) {
      auto record = reader.Next();
      if (!record.ok()) {
        Fail(file + ": " + record.status().message, "LdifInvalid", ErrorCategory::kInvalidData,
             Value::String(file));
      }
      if (!*record) break;
      change.changes.changes.push_back(std::move(**record));
    }
    change.action = "apply " + std::to_string(change.changes.changes.size()) + " LDIF records";
    CommitChange(runtime, environment, environment.Store(), std::move(change), Value::String(file));
    environment.Refresh();
    return Flow::kMore;
  }
};

class ExportDirectory final : public ObjectCmdlet {
 public:
  std::string path, search_base, ldap_filter;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string file = Absolute(runtime, path);
    if (!force && std::ifstream(file)) {
      Fail("'" + file + "' exists. Use -Force to overwrite it, or name another file.", "FileExists",
           ErrorCategory::kResourceExists, Value::String(file));
    }
    directory::SearchRequest request;
    if (!ldap_filter.empty()) request.filter = Require(ParseLooseLdapFilter(ldap_filter));
    request.wait = WaitOf(runtime);
    std::vector<directory::Dn> bases = environment.SearchBases();
    if (!search_base.empty()) bases = {Require(directory::Dn::Parse(search_base))};
    std::string partial = file + ".partial";
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    directory::LdifWriter writer(out);
    for (const directory::Dn& base : bases) {
      request.base = base;
      directory::Status status = environment.Store().Search(request, [&](directory::Entry&& entry) {
        writer.Write(entry.view());
        return static_cast<bool>(out);
      });
      if (!status.ok()) {
        std::remove(partial.c_str());
        ThrowStatus(status, Value::String(file));
      }
    }
    out.close();
    if (!out || std::rename(partial.c_str(), file.c_str()) != 0) {
      std::remove(partial.c_str());
      Fail(
          "'" + file + "' cannot be written. Look at the folder's rights and the room on the disk.",
          "LdifWriteFailed", ErrorCategory::kWriteError, Value::String(file));
    }
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata ImportCsDirectory() {
  CmdletMetadata m = MakeCmdlet<ImportDirectory>(
      "Import", "CsDirectory", "Applies an LDIF file's entries and changes to the directory.");
  m.supports_should_process = true;
  m.Add(Parameter<&ImportDirectory::path>("Path", "The LDIF file.").Mandatory().Position(0));
  return m;
}

CmdletMetadata ExportCsDirectory() {
  CmdletMetadata m =
      MakeCmdlet<ExportDirectory>("Export", "CsDirectory", "Writes directory entries as LDIF.");
  m.Add(Parameter<&ExportDirectory::path>("Path", "The file to write.").Mandatory().Position(0));
  m.Add(Parameter<&ExportDirectory::search_base>("SearchBase", "Only what lies below this DN."));
  m.Add(Parameter<&ExportDirectory::ldap_filter>("LdapFilter", "Only entries that fit."));
  m.Add(Parameter<&ExportDirectory::force>("Force", "Overwrites a file that exists."));
  return m;
}

}  // namespace sipsh
