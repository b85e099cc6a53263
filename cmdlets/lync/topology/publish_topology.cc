#include <fstream>
#include <sstream>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/topology/report.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "directory/file/atomic_file.h"
#include "shell/command/session_services.h"

namespace sipsh {
namespace {

class PublishTopology final : public ObjectCmdlet {
 public:
  std::string file_name, backup_file_name, global_catalog, settings_controller, report;
  Value document;
  bool finalize_uninstall = false, force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (finalize_uninstall || !document.IsNull()) {
      Fail(std::string("-") + (finalize_uninstall ? "FinalizeUninstall" : "Document") +
               " is not offered: the topology is a YAML document. Edit it, then run "
               "Publish-CsTopology -FileName with its path.",
           "TopologyIsYaml", ErrorCategory::kInvalidArgument);
    }
    topology::TopologyDocument& published = environment.Parts().Document();
    // Without a name it is the environment's own document.
    std::string path = file_name.empty() ? published.path() : Absolute(runtime, file_name);
    directory::Result<std::string> text = directory::ReadFile(path);
    if (!text.ok()) {
      Fail("The topology file '" + path + "' cannot be read: " + text.status().message,
           "TopologyFileNotFound", ErrorCategory::kObjectNotFound, Value::String(path));
    }
    if (text->substr(0, 5) == "<?xml" || text->substr(0, 1) == "<") {
      Fail("'" + path + "' is XML. The topology published here is a YAML document; name that one.",
           "TopologyIsYaml", ErrorCategory::kInvalidData, Value::String(path));
    }
    if (path != published.path() && !force && published.HasUnpublishedEdits() &&
        directory::FileExists(published.path())) {
      Fail(
          published.path() +
              " holds edits by hand that are not published; they would be lost. Publish them, take "
              "them back, or give -Force.",
          "TopologyUnpublishedEdits", ErrorCategory::kInvalidOperation, Value::String(path));
    }
    Backup(runtime, published);
    journal::TopologyStep step;
    step.expected_hash = force ? published.Version().hash : published.Base().hash;
    int before = published.Version().number;
    std::string action = "publish as version " + std::to_string(before + 1);
    if (before > 0) action += " in place of version " + std::to_string(before);
    if (path != published.path()) {
      step.text = std::move(*text);
      action += " what " + path + " holds";
    }
    if (!CommitTopology(runtime, environment, action, std::move(step))) return Flow::kMore;
    int now = environment.Parts().Document().Version().number;
    std::string line = now == before ? "Version " + std::to_string(now) + " is in effect already."
                                     : "Version " + std::to_string(now) + " is in effect.";
    runtime.WriteMessage(Stream::kVerbose, line);
    if (!report.empty()) WriteReport(report, "Publish-CsTopology", {path, line});
    return Flow::kMore;
  }

 private:
  static std::string Absolute(CommandRuntime& runtime, const std::string& path) {
    if (!path.empty() && path[0] == '/') return path;
    auto* session = runtime.Services().Find<SessionServices>();
    return session == nullptr ? path : session->CurrentDirectory() + "/" + path;
  }

  // Earlier versions stay beside the document anyhow; a copy elsewhere is made only when asked for.
  void Backup(CommandRuntime& runtime, topology::TopologyDocument& published) {
    if (backup_file_name.empty() || runtime.WhatIf()) return;
    std::string text = Require(published.VersionText(published.Version().number));
    std::ofstream out(backup_file_name, std::ios::binary);
    out << text;
    out.close();
    if (!out) {
      Fail("The backup '" + backup_file_name + "' cannot be written; nothing was published.",
           "BackupFailed", ErrorCategory::kWriteError, Value::String(backup_file_name));
    }
  }
};

}  // namespace

CmdletMetadata PublishCsTopology() {
  CmdletMetadata m = MakeCmdlet<PublishTopology>(
      "Publish", "CsTopology", "Checks the topology document and makes it the effective one.");
  m.supports_should_process = true;
  m.default_set = "Filename";
  m.Add(Parameter<&PublishTopology::file_name>("FileName", "The topology document.")
            .InSet("Filename")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&PublishTopology::document>("Document", "An XML element; refused here.")
            .InSet("Document")
            .Mandatory());
  m.Add(Parameter<&PublishTopology::finalize_uninstall>(
            "FinalizeUninstall", "Publishes an empty topology; refused here.")
            .InSet("Finalize"));
  m.Add(Parameter<&PublishTopology::backup_file_name>(
      "BackupFileName", "Where to copy the version in effect so far."));
  m.Add(Parameter<&PublishTopology::global_catalog>("GlobalCatalog", "FQDN of a global catalog."));
  m.Add(Parameter<&PublishTopology::settings_controller>(
      "GlobalSettingsDomainController", "FQDN of the server that holds the global settings."));
  m.Add(Parameter<&PublishTopology::force>("Force",
                                           "Replaces also a version that somebody else published "
                                           "meanwhile in the directory."));
  m.Add(Parameter<&PublishTopology::report>("Report", "Path of an HTML report."));
  return m;
}

}  // namespace sipsh
