#include <fstream>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/lync/topology/report.h"
#include "cmdlets/lync/topology/topology_cmdlets.h"
#include "cmdlets/lync/topology/uninstall.h"
#include "directory/file/atomic_file.h"
#include "directory/topology/reader.h"
#include "directory/topology/xml.h"
#include "shell/command/session_services.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {
namespace {

class PublishTopology final : public ObjectCmdlet {
 public:
  std::string file_name, backup_file_name, global_catalog, settings_controller, report;
  Value document;
  bool finalize_uninstall = false, force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    topology::TopologyDocument& published = environment.Parts().Document();
    if (!settings_controller.empty()) {
      Check(published.UseStore(&environment.StoreOn(settings_controller)));
    }
    // Without a name it is the environment's own document.
    std::string path = file_name.empty() ? published.path() : Absolute(runtime, file_name);
    std::string what = path;
    journal::TopologyStep step;
    directory::ChangeSet changes;
    step.expected_hash = force ? published.Version().hash : published.Base().hash;
    if (finalize_uninstall) {
      what = "nothing but the SIP domains";
      changes = PlanUninstall(environment);
      step.text = TextWithoutPools(environment.Topology());
    } else if (!document.IsNull()) {
      what = "the XML given says";
      if (!TakeXml(DocumentText(), published, &step)) return AlreadyInEffect(runtime, published);
    } else {
      std::string text = ReadDocument(path);
      if (text.substr(0, 1) == "<") {
        if (!TakeXml(text, published, &step)) return AlreadyInEffect(runtime, published);
      } else if (path != published.path()) {
        CheckOther(path, text);
        step.text = std::move(text);
      }
    }
    if (step.text) RequireNoEdits(published);
    if (finalize_uninstall && !Confirmed(runtime, changes.changes.size())) return Flow::kMore;
    Backup(runtime, published);
    const int before = published.Version().number;
    if (!step.text && !step.edit && before > 0 && !published.HasUnpublishedEdits()) {
      return AlreadyInEffect(runtime, published);
    }
    std::string action = what == published.path() ? "publish" : "publish what " + what;
    if (what == path && what != published.path()) action += " holds";
    action += " as version " + std::to_string(before + 1);
    if (before > 0) action += " in place of version " + std::to_string(before);
    if (finalize_uninstall) action = "publish a topology without pools, and remove their objects";
    if (!CommitTopology(runtime, environment, action, std::move(step), std::move(changes))) {
      return Flow::kMore;
    }
    int now = environment.Parts().Document().Version().number;
    std::string line = now == before ? "Version " + std::to_string(now) + " is in effect already."
                                     : "Version " + std::to_string(now) + " is in effect.";
    runtime.WriteMessage(Stream::kVerbose, line);
    if (!report.empty()) WriteReport(report, "Publish-CsTopology", {what, line});
    return Flow::kMore;
  }

 private:
  static std::string ReadDocument(const std::string& path) {
    directory::Result<std::string> text = directory::ReadFile(path);
    if (text.ok()) return std::move(*text);
    Fail("The topology file '" + path + "' cannot be read: " + text.status().message,
         "TopologyFileNotFound", ErrorCategory::kObjectNotFound, Value::String(path));
  }

  // Text, or an XML node.
  std::string DocumentText() const {
    Value outer;
    return TryGetMember(document, "OuterXml", &outer) && !outer.IsNull() ? ToText(outer)
                                                                         : ToText(document);
  }

  // What the XML says becomes an edit of the document, which keeps comments and what XML does not
  // carry. False when nothing differs.
  static bool TakeXml(const std::string& xml, const topology::TopologyDocument& published,
                      journal::TopologyStep* step) {
    auto wanted = topology::FromXml(xml, published.Published());
    if (!wanted.ok()) {
      Fail(wanted.status().message, "TopologyXmlInvalid", ErrorCategory::kInvalidData);
    }
    step->edit = Require(topology::EditToward("Make the topology what the XML says",
                                              published.Published(), *wanted));
    return step->edit.has_value();
  }

  Flow AlreadyInEffect(CommandRuntime& runtime, const topology::TopologyDocument& published) const {
    std::string line =
        "Version " + std::to_string(published.Version().number) + " is in effect already.";
    runtime.WriteMessage(Stream::kVerbose, line);
    if (!report.empty()) WriteReport(report, "Publish-CsTopology", {line});
    return Flow::kMore;
  }

  void RequireNoEdits(const topology::TopologyDocument& published) const {
    if (force || !published.HasUnpublishedEdits() || !directory::FileExists(published.path()))
      return;
    Fail(published.path() +
             " holds edits by hand that are not published; they would be lost. Publish them, take "
             "them back, or give -Force.",
         "TopologyUnpublishedEdits", ErrorCategory::kInvalidOperation,
         Value::String(published.path()));
  }

  bool Confirmed(CommandRuntime& runtime, size_t objects) const {
    return force || runtime.WhatIf() ||
           runtime.ShouldContinue("This ends the deployments: the topology becomes empty and " +
                                      std::to_string(objects) +
                                      " objects are deleted from the directory. Continue?",
                                  "Publish-CsTopology -FinalizeUninstall");
  }

  // The faults of another file are told by its own name.
  static void CheckOther(const std::string& path, const std::string& text) {
    topology::Topology topology;
    std::vector<directory::Problem> problems;
    if (topology::ReadValidTopology(path, text, &topology, &problems)) return;
    Fail(directory::JoinProblems(problems), "TopologyInvalid", ErrorCategory::kInvalidData,
         Value::String(path));
  }

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
  m.Add(Parameter<&PublishTopology::file_name>(
            "FileName", "The topology document, or XML of Get-CsTopology -AsXml.")
            .InSet("Filename")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&PublishTopology::document>("Document", "XML of Get-CsTopology -AsXml.")
            .InSet("Document")
            .Mandatory());
  m.Add(Parameter<&PublishTopology::finalize_uninstall>(
            "FinalizeUninstall",
            "Publishes a topology without pools and removes their objects from the directory.")
            .InSet("Finalize"));
  m.Add(Parameter<&PublishTopology::backup_file_name>(
      "BackupFileName", "Where to copy the version in effect so far."));
  m.Add(Parameter<&PublishTopology::global_catalog>("GlobalCatalog",
                                                    "FQDN of a global catalog; not needed here."));
  m.Add(Parameter<&PublishTopology::settings_controller>(
      "GlobalSettingsDomainController",
      "FQDN of the server to publish on, where the topology is kept in the directory."));
  m.Add(Parameter<&PublishTopology::force>("Force",
                                           "Replaces also a version that somebody else published "
                                           "meanwhile in the directory."));
  m.Add(Parameter<&PublishTopology::report>("Report", "Path of an HTML report."));
  return m;
}

}  // namespace sipsh
