#include <algorithm>

#include "directory/topology/services.h"

namespace sipsh::topology {
namespace {

using Reference = RoleInfo::Reference;
constexpr auto kOwn = Reference::Via::kOwnPool;
constexpr auto kHop = Reference::Via::kNextHop;
constexpr auto kStore = Reference::Via::kStore;
constexpr std::string_view kPrefixes[] = {"BackupMirror", "Mirror", "Backup"};

RoleInfo Database(std::string_view role, std::string_view role_name) {
  return {role, role_name, true, {}, {"SqlInstanceName", "DatabaseName"}, {}};
}

std::vector<RoleInfo> ServerRoles() {
  return {
      {"Registrar",
       "Registrar",
       false,
       {{"SipPort", 5061},
        {"SipServerTcpPort", 0},
        {"SipHealthPort", 0},
        {"WebPort", 0},
        {"XmppGatewaySipPort", 0}},
       {},
       {}},
      {"UserServer",
       "UserServices",
       false,
       {{"McuFactorySipPort", 444},
        {"ConfDirManagementWcfTcpPort", 0},
        {"UserPinManagementWcfHttpPort", 0}},
       {},
       {{"Registrar", "Registrar", kOwn}, {"UserDatabase", "UserDatabase", kStore}}},
      {"WebServer",
       "WebServices",
       false,
       {{"PrimaryHttpPort", 80},
        {"PrimaryHttpsPort", 443},
        {"ExternalHttpPort", 8080},
        {"ExternalHttpsPort", 4443}},
       {"ExternalFqdn"},
       {{"UserServer", "UserServer", kOwn}, {"FileStore", "FileStore", kStore}}},
      {"ConferencingServer",
       "ConfServices",
       false,
       {{"ImSipPort", 5062},
        {"AudioVideoSipPort", 5063},
        {"PhoneSipPort", 5064},
        {"AppSharingSipPort", 5065},
        {"MeetingPsomPort", 8057},
        {"DataPsomPort", 0}},
       {},
       {{"UserServer", "UserServer", kOwn}}},
      {"ApplicationServer",
       "ApplicationServer",
       false,
       {{"RgsSipPort", 5071},
        {"CaaSipPort", 5072},
        {"CasSipPort", 5073},
        {"CpsSipPort", 5075},
        {"AtsSipPort", 5076},
        {"PdpSipPort", 5080}},
       {},
       {{"Registrar", "Registrar", kOwn}, {"ApplicationDatabase", "ApplicationDatabase", kStore}}},
      {"PersistentChatServer",
       "PersistentChatService",
       false,
       {{"MtlsPort", 5041}},
       {},
       {{"Registrar", "Registrar", kHop},
        {"FileStore", "FileStore", kStore},
        {"PersistentChatDatabase", "PersistentChatDatabase", kStore},
        {"MirrorPersistentChatDatabase", "PersistentChatDatabase", kStore},
        {"BackupPersistentChatDatabase", "PersistentChatDatabase", kStore},
        {"BackupMirrorPersistentChatDatabase", "PersistentChatDatabase", kStore},
        {"PersistentChatComplianceDatabase", "PersistentChatComplianceDatabase", kStore},
        {"MirrorPersistentChatComplianceDatabase", "PersistentChatComplianceDatabase", kStore},
        {"BackupPersistentChatComplianceDatabase", "PersistentChatComplianceDatabase", kStore},
        {"BackupMirrorPersistentChatComplianceDatabase", "PersistentChatComplianceDatabase",
         kStore}}},
      {"TrustedApplicationPool",
       "ExternalServer",
       false,
       {},
       {"ThrottleAsServer", "TreatAsAuthenticated", "OutboundOnly", "RequiresReplication",
        "AudioPortStart", "AudioPortCount", "VideoPortStart", "VideoPortCount",
        "AppSharingPortStart", "AppSharingPortCount"},
       {{"Registrar", "Registrar", kHop}}},
      {"MediationServer",
       "MediationServer",
       false,
       {{"SipServerPort", 5070}, {"SipClientTlsPort", 5067}, {"SipClientTcpPort", 0}},
       {},
       {{"Registrar", "Registrar", kHop}}},
      {"EdgeServer",
       "EdgeServer",
       false,
       {{"AccessEdgeInternalSipPort", 0}, {"AccessEdgeExternalSipPort", 0}},
       {"ExternalFqdn"},
       {{"Registrar", "Registrar", kHop}}},
      {"CentralManagement",
       "CentralMgmt",
       false,
       {},
       {},
       {{"CentralManagementDatabase", "CentralManagementDatabase", kStore}}},
      {"ArchivingServer",
       "ArchivingServer",
       false,
       {},
       {},
       {{"ArchivingDatabase", "ArchivingDatabase", kStore}}},
      {"MonitoringServer",
       "MonitoringServer",
       false,
       {},
       {},
       {{"MonitoringDatabase", "MonitoringDatabase", kStore}}},
      {"Director", "Director", false, {{"SipPort", 5061}}, {}, {}},
      {"ManagementServer", "ManagementServer", false, {{"ReplicationServicePort", 0}}, {}, {}},
      {"BackupServer", "BackupServer", false, {}, {}, {}},
      {"LegalInterceptServer", "LegalInterceptServer", false, {}, {}, {}},
      {"ProvisionServer", "ProvisionServer", false, {}, {}, {}},
      {"PstnGateway",
       "PstnGateway",
       false,
       {{"GatewaySipClientTcpPort", 0}, {"GatewaySipClientTlsPort", 0}},
       {},
       {}},
      {"VideoGateway", "VideoGateway", false, {}, {}, {}},
      {"VideoInteropServer", "VideoInteropServer", false, {}, {}, {}},
      {"WacServer", "WacServer", false, {}, {"DiscoveryUrl"}, {}},
  };
}

std::vector<RoleInfo> MakeRoles() {
  std::vector<RoleInfo> roles = ServerRoles();
  roles.push_back({"FileStore", "FileStore", true, {}, {"ShareName", "IsDfsShare"}, {}});
  roles.push_back(Database("UserDatabase", "UserStore"));
  roles.push_back(Database("ApplicationDatabase", "ApplicationStore"));
  roles.push_back(Database("CentralManagementDatabase", "CentralMgmtStore"));
  roles.push_back(Database("ArchivingDatabase", "ArchivingStore"));
  roles.push_back(Database("MonitoringDatabase", "MonitoringStore"));
  roles.push_back(Database("ProvisionDatabase", "ProvisionStore"));
  roles.push_back(Database("PersistentChatDatabase", "PersistentChatStore"));
  roles.push_back(Database("PersistentChatComplianceDatabase", "PersistentChatComplianceStore"));
  return roles;
}

}  // namespace

const std::vector<RoleInfo>& Roles() {
  static const std::vector<RoleInfo> roles = MakeRoles();
  return roles;
}

const RoleInfo* FindRole(std::string_view role) {
  for (const RoleInfo& info : Roles())
    if (EqualsIgnoreCase(info.role, role)) return &info;
  return nullptr;
}

std::vector<std::string> RoleNames() {
  std::vector<std::string> names;
  for (const RoleInfo& info : Roles()) names.emplace_back(info.role);
  return names;
}

std::string_view StoreRole(std::string_view store_name) {
  for (std::string_view prefix : kPrefixes)
    if (EqualsIgnoreCase(store_name.substr(0, prefix.size()), prefix))
      return store_name.substr(prefix.size());
  return store_name;
}

std::vector<std::string> StoreNames() {
  std::vector<std::string> names;
  for (const RoleInfo& info : Roles())
    for (const Reference& reference : info.references) {
      std::string name(reference.property);
      if (reference.via == kStore && std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  return names;
}

}  // namespace sipsh::topology
