#include "cmdlets/lync/directory/transfer.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/filter_translation.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "directory/journal/stream_door.h"
#include "directory/ldif.h"
#include "shell/command/session_services.h"

namespace sipsh {
namespace {

std::string Absolute(CommandRuntime& runtime, const std::string& path) {
  if (!path.empty() && path[0] == '/') return path;
  auto* session = runtime.Services().Find<SessionServices>();
  return session == nullptr ? path : session->CurrentDirectory() + "/" + path;
}

// Beyond this a file is read in passes instead of being held in memory.
constexpr size_t kMostHeld = 10000;

// A file of up to kMostHeld records passes the door as one change set, a longer one as a stream.
class ImportDirectory final : public ObjectCmdlet {
 public:
  std::string path;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    file_ = Absolute(runtime, path);
    std::ifstream in(file_, std::ios::binary);
    if (!in) {
      Fail("The LDIF file '" + file_ + "' cannot be read.", "LdifNotFound",
           ErrorCategory::kObjectNotFound, Value::String(file_));
    }
    // What comes through a pipe comes once.
    const bool comes_again = std::filesystem::is_regular_file(file_);
    directory::LdifReader reader(in);
    DirectoryChange change{file_, {}, {}, {}};
    std::vector<directory::Change>& changes = change.changes.changes;
    while (std::optional<directory::Change> record = Next(&reader)) {
      changes.push_back(std::move(*record));
      if (comes_again && changes.size() > kMostHeld) {
        changes.clear();
        changes.shrink_to_fit();
        ImportStream(runtime, environment, &in);
        return Flow::kMore;
      }
    }
    change.action = "apply " + std::to_string(changes.size()) + " LDIF records";
    CommitChange(runtime, environment, environment.Store(), std::move(change),
                 Value::String(file_));
    environment.Refresh();
    return Flow::kMore;
  }

 private:
  std::optional<directory::Change> Next(directory::LdifReader* reader) {
    auto record = reader->Next();
    if (!record.ok()) FailInvalid(record.status());
    return std::move(*record);
  }

  [[noreturn]] void FailInvalid(const directory::Status& status) {
    Fail(file_ + ": " + status.message, "LdifInvalid", ErrorCategory::kInvalidData,
         Value::String(file_));
  }

  void ImportStream(CommandRuntime& runtime, EnvironmentService& environment, std::ifstream* in) {
    const bool wanted = runtime.ShouldProcess(
        file_, "apply the LDIF records, more than " + std::to_string(kMostHeld));
    if (!wanted && !runtime.WhatIf()) return;
    directory::Status invalid;
    auto begin = [&]() -> directory::Store::ChangeSource {
      in->clear();
      in->seekg(0);
      return [&invalid, reader = std::make_shared<directory::LdifReader>(*in)] {
        auto record = reader->Next();
        if (!record.ok()) invalid = record.status();
        return record;
      };
    };
    if (!wanted) {
      directory::LdifReader reader(*in);
      in->clear();
      in->seekg(0);
      while (std::optional<directory::Change> record = Next(&reader))
        runtime.WriteInformation(Value::String("  " + journal::Describe(*record)), {"PSHOST"});
      return;
    }
    journal::StreamRequest request;
    request.cmdlet = runtime.Invocation().command_name;
    request.target = file_;
    request.command_line = runtime.Invocation().position.line_text;
    request.begin = begin;
    request.wait = WaitOf(runtime);
    request.chunk = kMostHeld;
    journal::StreamDoor door(&environment.Store(), &environment.Parts().Journal());
    journal::StreamResult result = door.Apply(request);
    environment.Refresh();
    if (!invalid.ok()) FailInvalid(invalid);
    if (!result.ok() && result.applied > 0) {
      result.status.message +=
          " The " + std::to_string(result.applied) + " records before it stand; Undo-CsChange (" +
          std::to_string(result.first) + ".." + std::to_string(result.last) + ") takes them back.";
    }
    Check(result.status, Value::String(file_));
    if (!result.status.message.empty())
      runtime.WriteMessage(Stream::kWarning, result.status.message);
  }

  std::string file_;
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
