#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/coexistence/legacy_reader.h"
#include "cmdlets/lync/coexistence/output_path.h"
#include "cmdlets/lync/topology/report.h"

namespace sipsh {
namespace {

class MergeLegacyTopology final : public ObjectCmdlet {
 public:
  std::string topology_file, user_input, report;
  Value reserved;
  bool force = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    if (!reserved.IsNull()) {
      Fail(
          "-Reserved is not offered: the topology is a YAML document. Leave it out to merge into "
          "the environment's own, or name a file with -TopologyXmlFileName.",
          "TopologyIsYaml", ErrorCategory::kInvalidArgument);
    }
    coexistence::LegacyInstallation found =
        ReadLegacyInstallation(environment, environment.Store(), WaitOf(runtime));
    if (!user_input.empty()) AddUserInput(AbsolutePath(runtime, user_input), &found);
    coexistence::MergePlan plan = coexistence::PlanMerge(environment.Topology(), found);
    if (!force) {
      for (const std::string& warning : plan.warnings) {
        runtime.WriteMessage(Stream::kWarning, warning);
      }
    }
    for (const std::string& note : plan.notes) runtime.WriteMessage(Stream::kVerbose, note);
    Merge(runtime, environment, plan);
    if (!report.empty() && !runtime.WhatIf()) {
      std::vector<std::string> lines = plan.steps;
      lines.insert(lines.end(), plan.warnings.begin(), plan.warnings.end());
      lines.insert(lines.end(), plan.notes.begin(), plan.notes.end());
      if (lines.empty()) lines.push_back("The topology has all that the directory holds.");
      WriteReport(AbsolutePath(runtime, report), "Merge-CsLegacyTopology", lines);
    }
    return Flow::kMore;
  }

 private:
  static topology::Edit AsOne(const coexistence::MergePlan& plan) {
    size_t count = plan.edits.size();
    return topology::Sequence("Merge the legacy installations: " + std::to_string(count) +
                                  (count == 1 ? " step" : " steps"),
                              plan.edits);
  }

  void Merge(CommandRuntime& runtime, EnvironmentService& environment,
             const coexistence::MergePlan& plan) {
    topology::TopologyDocument& document = environment.Parts().Document();
    std::string file =
        topology_file.empty() ? document.path() : AbsolutePath(runtime, topology_file);
    if (file != document.path()) return WriteElsewhere(runtime, document, plan, file);
    if (plan.edits.empty()) {
      runtime.WriteMessage(Stream::kVerbose, "The topology has all that the directory holds.");
      return;
    }
    for (const std::string& step : plan.steps) {
      runtime.WriteMessage(Stream::kVerbose, step.substr(0, step.find('\n')));
    }
    journal::TopologyStep step;
    step.edit = AsOne(plan);
    std::string action = step.edit->description;
    CommitTopology(runtime, environment, action, std::move(step));
  }

  // A document of its own, for somebody to look at and to publish.
  static void WriteElsewhere(CommandRuntime& runtime, const topology::TopologyDocument& document,
                             const coexistence::MergePlan& plan, const std::string& file) {
    std::string text =
        Require(plan.edits.empty() ? document.PublishedText() : document.Preview(AsOne(plan)));
    if (!runtime.ShouldProcess(file, "write the merged topology")) {
      if (!runtime.WhatIf()) return;
      for (const std::string& step : plan.steps) {
        runtime.WriteInformation(Value::String("  " + step), {"PSHOST"});
      }
      return;
    }
    WriteOutputFile(file, text);
    runtime.WriteMessage(
        Stream::kVerbose,
        "Publish it when it is as it should be: Publish-CsTopology -FileName '" + file + "'.");
  }
};

}  // namespace

CmdletMetadata MergeCsLegacyTopology() {
  using C = MergeLegacyTopology;
  CmdletMetadata m = MakeCmdlet<C>(
      "Merge", "CsLegacyTopology",
      "Brings what 2007 R2 and 2010 installations left in the directory into the topology.");
  m.supports_should_process = true;
  m.default_set = "Environment";
  m.Add(Parameter<&C::topology_file>(
            "TopologyXmlFileName",
            "Where to write the merged document, to be published later; overwritten. Left out, or "
            "the environment's own document: that is edited and published in one step.")
            .InSet("Topology")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&C::user_input>("UserInputFileName",
                                  "XML file with what the directory does not know: Edge servers, "
                                  "well-known users of other names.")
            .InSet("Topology")
            .Position(1)
            .InSet("PartialTopology")
            .Position(0)
            .InSet("Environment"));
  m.Add(Parameter<&C::reserved>("Reserved", "A topology object; refused here.")
            .InSet("PartialTopology")
            .Mandatory());
  m.Add(Parameter<&C::force>("Force", "Leaves out the warnings of what could not be merged."));
  m.Add(Parameter<&C::report>("Report", "Path of an HTML report."));
  return m;
}

}  // namespace sipsh
