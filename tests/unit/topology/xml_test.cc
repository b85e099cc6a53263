// The layout of Get-CsTopology -AsXml: what tools look for is where they look.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/topology/xml.h"

#include <doctest/doctest.h>
#include <pugixml.hpp>

#include "directory/topology/reader.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

struct Document {
  pugi::xml_document xml;
  explicit Document(const std::string& text = kContoso) {
    Topology topology;
    std::vector<Problem> problems;
    REQUIRE(ReadTopology("t.yaml", text, &topology, &problems));
    REQUIRE(xml.load_string(ToXml(topology).c_str()));
  }
  std::string Value(const char* path) const {
    pugi::xpath_node found = xml.select_node(path);
    return found.attribute() ? found.attribute().value() : found.node().text().as_string();
  }
  size_t Count(const char* path) const { return xml.select_nodes(path).size(); }
};

TEST_CASE("the parts stand in their order, in the namespace") {
  Document document;
  pugi::xml_node root = document.xml.document_element();
  CHECK(std::string(root.attribute("xmlns").value()) ==
        "urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008");
  std::string parts;
  for (const pugi::xml_node& part : root.children()) parts += std::string(part.name()) + " ";
  CHECK(parts == "InternalDomains Sites Clusters SqlInstances Services ");
}

TEST_CASE("domains and sites") {
  Document document;
  CHECK(document.Value("/Topology/InternalDomains/@DefaultDomain") == "contoso.com");
  CHECK(document.Value("//AdditionalInternalDomains/InternalDomain/@Name") == "fabrikam.com");
  CHECK(document.Value("//Sites/CentralSite[@SiteId='1']/Name") == "Redmond");
  CHECK(document.Count("//Sites/CentralSite/Location") == 2);
}

TEST_CASE("clusters and machines") {
  Document document;
  const char* cluster = "//Cluster[@Fqdn='pcpool.contoso.com']";
  CHECK(document.Count(cluster) == 1);
  CHECK(document.Value("//Cluster[@Fqdn='pcpool.contoso.com']/ClusterId/@Number") == "4");
  CHECK(document.Value("//Machine[@Fqdn='pc02.contoso.com']/@OrdinalInCluster") == "2");
  CHECK(document.Count("//Machine/NetInterface[@InterfaceSide='Primary']") ==
        document.Count("//Machine"));
  CHECK(document.Value("//Cluster[@Fqdn='sql01.contoso.com']/@RequiresReplication") == "false");
}

TEST_CASE("services, what they depend on and where they are installed") {
  Document document;
  const std::string chat = "//Service[ServiceId/@RoleName='PersistentChatService']";
  CHECK(document.Value((chat + "/ServiceId/@Instance").c_str()) == "4");
  CHECK(document.Value((chat + "/@ServiceVersion").c_str()) == "6.0.0.0");
  CHECK(document.Value((chat + "/InstalledOn/ClusterId/@Number").c_str()) == "4");
  CHECK(document.Value(
            (chat + "//Dependency[@Usage='PersistentChatStore']/ServiceId/@RoleName").c_str()) ==
        "PersistentChatStore");
  CHECK(document.Value((chat + "/Ports/Port/@Port").c_str()) == "5041");
  CHECK(document.Count((chat + "/PersistentChatService").c_str()) == 1);
  CHECK(document.Count("//Service[ServiceId/@RoleName='UserStore']/InstalledOn/SqlInstanceId") ==
        1);
  CHECK(document.Count("//Service[not(ServiceId) or not(InstalledOn)]") == 0);
  CHECK(document.Count("//Ports[not(Port)]") == 0);
}

TEST_CASE("trusted applications are ports with their GRUU type") {
  const char* port = "//Port[@Owner='urn:application:groupchat']";
  CHECK(Document().Count(port) == 1);
  CHECK(Document().Value("//Port[@Port='8011']/@GruuType") == "groupchat");
  Document older(Replaced(kContoso, "port: 8011", "port: 8011\n        legacy_name: OldChat"));
  CHECK(older.Value("//Port[@Port='8011']/@GruuType") == "OldChat");
}

TEST_CASE("what people typed is escaped") {
  Document document(Replaced(kContoso, "display_name: Contoso rooms   # shown to users",
                             "display_name: '<&\"rooms\">'"));
  CHECK(document.Value("//PersistentChatService/@DisplayName") == "<&\"rooms\">");
}

}  // namespace
}  // namespace sipsh::topology
