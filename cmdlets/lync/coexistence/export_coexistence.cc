#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "cmdlets/directory_support/object_query.h"
#include "cmdlets/lync/coexistence/coexistence_cmdlets.h"
#include "cmdlets/lync/coexistence/facts_reader.h"
#include "cmdlets/lync/coexistence/output_path.h"
#include "cmdlets/lync/coexistence/room_reader.h"
#include "cmdlets/lync/coexistence/topology_findings.h"
#include "directory/coexistence/report_page.h"
#include "directory/file/atomic_file.h"

namespace sipsh {
namespace {

std::string Published(const topology::PublishedVersion& version) {
  if (version.number == 0) return "not published yet";
  return "version " + std::to_string(version.number) + ", published " + version.time + " by " +
         version.author;
}

class ExportCoexistence final : public ObjectCmdlet {
 public:
  std::string path, domain_controller;
  bool no_clobber = false;

 protected:
  Flow Process(CommandRuntime& runtime, EnvironmentService& environment) override {
    std::string target = AbsolutePath(runtime, path);
    if (no_clobber && directory::FileExists(target)) {
      Fail("The file '" + target + "' is there already. Name another one or leave out -NoClobber.",
           "FileExists", ErrorCategory::kResourceExists, Value::String(target));
    }
    coexistence::Facts facts = ReadFacts(environment, environment.StoreOn(domain_controller),
                                         WaitOf(runtime), FactsExtent::kEverything);
    const topology::Topology& topology = environment.Topology();
    const topology::SipDomain* domain = topology.DefaultSipDomain();
    coexistence::ReportOrigin origin{domain == nullptr ? "this environment" : domain->name,
                                     Published(environment.Parts().Document().Version()),
                                     topology::UtcNow()};
    std::string page = coexistence::RenderReport(topology, facts, ReadRooms(runtime, environment),
                                                 ReadFindings(environment, facts), origin);
    if (runtime.ShouldProcess(target, "write the coexistence report")) {
      WriteOutputFile(target, page);
    }
    return Flow::kMore;
  }
};

}  // namespace

CmdletMetadata ExportCsPersistentChatCoexistence() {
  using C = ExportCoexistence;
  CmdletMetadata m = MakeCmdlet<C>(
      "Export", "CsPersistentChatCoexistence",
      "Draws who chats where: an HTML page with a map of deployments, addresses, chat "
      "pools and homes.");
  m.supports_should_process = true;
  m.Add(Parameter<&C::path>("Path", "The HTML file; overwritten when it exists.")
            .Mandatory()
            .Position(0));
  m.Add(Parameter<&C::no_clobber>("NoClobber", "Refuses to overwrite a file."));
  m.Add(Parameter<&C::domain_controller>("DomainController", "The one server to read from."));
  return m;
}

}  // namespace sipsh
