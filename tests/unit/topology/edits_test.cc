// Edits change the lines they must and no other.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "directory/topology/edits.h"

#include <doctest/doctest.h>

#include "directory/topology/reader.h"
#include "tests/unit/topology/test_support.h"

namespace sipsh::topology {
namespace {

using directory::Code;

std::string After(const Edit& edit, const std::string& text = kContoso) {
  Result<std::string> result = ApplyEdit("t.yaml", text, edit);
  if (!result.ok()) return "refused: " + result.status().message;
  return *result;
}

Code CodeOf(const Edit& edit, const std::string& text = kContoso) {
  return ApplyEdit("t.yaml", text, edit).status().code;
}

TEST_CASE("SIP domains, as a block") {
  CHECK(After(AddSipDomain("litwareinc.com", false)) ==
        Replaced(kContoso, "  - fabrikam.com\n", "  - fabrikam.com\n  - litwareinc.com\n"));
  CHECK(After(AddSipDomain("litwareinc.com", true)) ==
        Replaced(Replaced(kContoso, "  - fabrikam.com\n", "  - fabrikam.com\n  - litwareinc.com\n"),
                 "default_sip_domain: contoso.com  #", "default_sip_domain: litwareinc.com  #"));
  CHECK(After(RemoveSipDomain("FABRIKAM.com")) == Replaced(kContoso, "  - fabrikam.com\n", ""));
  CHECK(After(SetDefaultSipDomain("fabrikam.com")) ==
        Replaced(kContoso, "default_sip_domain: contoso.com", "default_sip_domain: fabrikam.com"));
  CHECK(CodeOf(RemoveSipDomain("contoso.com")) == Code::kConstraintViolation);
  CHECK(CodeOf(RemoveSipDomain("x.com")) == Code::kNoSuchObject);
  CHECK(CodeOf(AddSipDomain("Contoso.com", false)) == Code::kEntryAlreadyExists);
  CHECK(CodeOf(AddSipDomain("contoso", false)) == Code::kConstraintViolation);
}

TEST_CASE("SIP domains, in flow style and without a default") {
  std::string flow = "sip_domains: [a.com]   # all\nsites: []\n";
  CHECK(After(AddSipDomain("b.com", false), flow) ==
        "sip_domains: [a.com, b.com]   # all\ndefault_sip_domain: a.com\nsites: []\n");
  std::string two = "sip_domains: [ a.com, 'b.com', c.com ]\ndefault_sip_domain: a.com\n";
  CHECK(After(RemoveSipDomain("b.com"), two) ==
        "sip_domains: [ a.com, c.com ]\ndefault_sip_domain: a.com\n");
  CHECK(After(RemoveSipDomain("c.com"), two).find("[ a.com, 'b.com']") != std::string::npos);
}

TEST_CASE("line ends stay") {
  CHECK(After(SetDefaultSipDomain("b.com"),
              "sip_domains: [a.com, b.com]\r\ndefault_sip_domain: a.com") ==
        "sip_domains: [a.com, b.com]\r\ndefault_sip_domain: b.com");
  CHECK(After(AddSipDomain("b.com", false), "sip_domains:\r\n- a.com\r\n") ==
        "sip_domains:\r\n- a.com\r\n- b.com\r\ndefault_sip_domain: a.com\r\n");
}

TEST_CASE("sites and pools") {
  CHECK(After(SetSiteValue("Redmond", "description", "Main: 1")) ==
        Replaced(kContoso, "chat_pool: pcpool.contoso.com\n",
                 "chat_pool: pcpool.contoso.com\n    description: \"Main: 1\"\n"));
  CHECK(After(SetSiteValue("2", "default_persistent_chat_pool", "pcpool.contoso.com")) ==
        Replaced(kContoso, "name: Dublin\n",
                 "name: Dublin\n    default_persistent_chat_pool: pcpool.contoso.com\n"));
  CHECK(After(SetSiteValue("Redmond", "default_persistent_chat_pool", std::nullopt)) ==
        Replaced(kContoso, "    default_persistent_chat_pool: pcpool.contoso.com\n", ""));
  CHECK(CodeOf(SetSiteValue("Redmond", "default_persistent_chat_pool", "gcpool.contoso.com")) ==
        Code::kConstraintViolation);
  CHECK(After(SetPoolValue("pcpool.contoso.com", "display_name", "Rooms #1")) ==
        Replaced(kContoso, "Contoso rooms   #", "\"Rooms #1\"   #"));
  CHECK(After(SetComputerActive("pc02.contoso.com", false)) ==
        Replaced(kContoso, "- pc02.contoso.com   # second",
                 "- fqdn: pc02.contoso.com   # second\n        active: false"));
  CHECK(After(SetComputerActive("pc02.contoso.com", true),
              After(SetComputerActive("pc02.contoso.com", false))) == kContoso);
}

TEST_CASE("adding and removing a pool") {
  Pool pool;
  pool.fqdn = "app.contoso.com";
  pool.generation = Generation::kLyncServer2013;
  pool.site = "Dublin";
  pool.number = 1;
  pool.next_hop = "pool01.contoso.com";
  pool.computers = {{"app01.contoso.com", true, {}}, {"app02.contoso.com", false, {}}};
  Service service;
  service.role = "TrustedApplicationPool";
  Setting outbound;
  outbound.kind = SettingKind::kScalar;
  outbound.key = "OutboundOnly";
  outbound.text = "true";
  service.settings.items.push_back(outbound);
  pool.services.push_back(service);
  pool.trusted_applications.push_back({"urn:application:x", 5050, "", {}});
  std::string with = After(AddPool(pool));
  CAPTURE(with);
  CHECK(with.find("    services: [UserDatabase, PersistentChatDatabase]\n"
                  "  - fqdn: app.contoso.com\n    generation: LyncServer2013\n") !=
        std::string::npos);
  CHECK(After(RemovePool("app.contoso.com"), with) == kContoso);
  CHECK(CodeOf(RemovePool("pool01.contoso.com")) == Code::kConstraintViolation);
}

Setting Flag(const std::string& name, const std::string& text) {
  Setting policy, value;
  policy.kind = SettingKind::kMapping;
  value.kind = SettingKind::kScalar;
  value.key = name;
  value.text = text;
  policy.items.push_back(value);
  return policy;
}

TEST_CASE("policies") {
  Setting policy = Flag("EnablePersistentChat", "true");
  std::string with = After(SetSetting("policies", {"PersistentChatPolicy", "Research"}, policy));
  CHECK(with == kContoso + "    Research:\n      EnablePersistentChat: true\n");
  CHECK(After(SetSetting("policies", {"PersistentChatPolicy", "Research"}, std::nullopt), with) ==
        kContoso);
  CHECK(After(SetSetting("policies", {"PersistentChatPolicy", "Global"}, policy)) ==
        Replaced(kContoso, "EnablePersistentChat: false", "EnablePersistentChat: true"));
  CHECK(After(SetSetting("policies", {"VoicePolicy", "Global"}, Flag("Name", "a: b"))) ==
        kContoso + "  VoicePolicy:\n    Global:\n      Name: \"a: b\"\n");
  std::string configured =
      After(SetSetting("configurations", {"ImConfiguration", "Global"}, Flag("Enabled", "true")));
  CHECK(configured == kContoso +
                          "configurations:\n  ImConfiguration:\n    Global:\n"
                          "      Enabled: true\n");
  CHECK(After(SetSetting("configurations", {"ImConfiguration", "Global"}, std::nullopt),
              configured) == kContoso);
}

TEST_CASE("what cannot be edited in place is refused") {
  std::string flow = "sip_domains: [a.com,\n  b.com]\ndefault_sip_domain: a.com\n";
  CHECK(CodeOf(AddSipDomain("c.com", false), flow) == Code::kNotSupported);
  CHECK(CodeOf(SetDefaultSipDomain("a.com"), "{sip_domains: [a.com]}\n") == Code::kNotSupported);
}

TEST_CASE("several as one") {
  Edit both = Sequence(
      "Move the default",
      {AddSipDomain("x.com", false), SetDefaultSipDomain("x.com"), RemoveSipDomain("contoso.com")});
  CHECK(CodeOf(both) == Code::kConstraintViolation);  // The well-known user's domain would go.
  CHECK(After(Sequence("", {AddSipDomain("x.com", false), SetDefaultSipDomain("x.com")})) ==
        After(AddSipDomain("x.com", true)));
}

}  // namespace
}  // namespace sipsh::topology
