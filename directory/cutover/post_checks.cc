// What must stand after a cut-over (domain rules: exactly one object holds the address, and it is
// the contact that leads to the target pool).
#include "directory/cutover/chat_data.h"
#include "directory/cutover/checks.h"
#include "directory/cutover/operation.h"

namespace sipsh::cutover {
namespace {

using directory::Code;

Finding OneHolder(const Ground& ground, const Plan& plan) {
  std::vector<ServerRow> rows =
      AwaitAgreement(ground, plan, Phase::kAfter, std::chrono::seconds(0));
  std::string text = RowsText(rows);
  if (AllAgree(rows)) return Pass(text);
  return FailWith(text, "Wait for replication, then Test-CsCutoverPlan -After.");
}

Finding IsContact(const Ground& ground, const Plan& plan) {
  Result<std::vector<std::string>> different = ContactDifferences(ground, plan);
  if (!different.ok()) return Failed(different.status());
  if (!plan.contact.dn().IsUnder(ground.application_contacts))
    return FailWith(plan.contact.dn().text() + " is not below Application Contacts", "Move it.");
  if (different->empty()) return Pass(plan.contact.dn().text() + ", as planned");
  std::string text;
  for (const std::string& one : *different) text += (text.empty() ? "" : "; ") + one;
  return FailWith(text, "See Get-CsChange for who changed it.");
}

Finding HomeResolves(const Ground& ground, const Plan& plan) {
  Result<Entry> contact =
      directory::Find(*ground.store, plan.contact.dn(), {kDestination, kHomeServer}, ground.wait());
  if (!contact.ok()) return Failed(contact.status());
  Dn destination = Dn::FromTrusted(contact->Get(kDestination));
  bool leads = false;
  for (const Entry& service : ground.trusted_services_of(plan.target_pool))
    leads = leads || service.dn() == destination;
  if (!leads)
    return FailWith(destination.text() + " is no service of " + plan.target_pool,
                    "Run Enable-CsTopology and look at the contact.");
  Dn home = Dn::FromTrusted(contact->Get(kHomeServer));
  Result<bool> there = directory::Exists(*ground.store, home);
  if (!there.ok()) return Failed(there.status());
  if (!*there) return FailWith(home.text() + " is not there", "Run Enable-CsTopology.");
  return Pass("leads to " + plan.target_pool + ", home " + home.text());
}

Finding Enabled(const Ground& ground, const Plan& plan) {
  Result<Entry> contact =
      directory::Find(*ground.store, plan.contact.dn(), {"msRTCSIP-UserEnabled"}, ground.wait());
  if (!contact.ok()) return Failed(contact.status());
  if (directory::EqualIgnoreCase(contact->Get("msRTCSIP-UserEnabled"), "TRUE")) return Pass("TRUE");
  return FailWith("msRTCSIP-UserEnabled is '" + contact->Get("msRTCSIP-UserEnabled") + "'",
                  "Enable the contact.");
}

Finding SameAddress(const Ground& ground, const Plan& plan) {
  Result<Entry> contact =
      directory::Find(*ground.store, plan.contact.dn(), {kAddress}, ground.wait());
  if (!contact.ok()) return Failed(contact.status());
  std::string now = contact->Get(kAddress);
  if (directory::EqualIgnoreCase(now, plan.address)) return Pass(now + ", as the clients have it");
  return FailWith("the contact holds '" + now + "'", "Clients set to " + plan.address + " fail.");
}

Finding NoneRevived(const Ground& ground, const Plan& plan) {
  for (const Server& server : ground.servers) {
    if (server.store == nullptr) continue;
    Result<std::vector<Holder>> holders = ground.holders(*server.store, plan.address);
    if (!holders.ok()) return Failed(holders.status());
    for (const Holder& holder : *holders) {
      std::string name = holder.dn.LeafText();
      if (name.find("CNF:") != std::string::npos || name.find("DEL:") != std::string::npos)
        return FailWith(holder.description + " is a conflict or deleted object on " + server.name,
                        "Remove it.");
    }
  }
  return Pass("no conflict object and no deleted one holds the address");
}

Finding OldUserFree(const Ground& ground, const Plan& plan) {
  Result<Entry> user = directory::Find(*ground.store, plan.user, {}, ground.wait());
  if (user.status().code == Code::kNoSuchObject) {
    if (plan.old_user == OldUser::kDelete) return Pass(plan.user.text() + " is deleted");
    return FailWith(plan.user.text() + " is gone, it was to be kept", "See Get-CsChange.");
  }
  if (!user.ok()) return Failed(user.status());
  if (plan.old_user == OldUser::kDelete)
    return FailWith(plan.user.text() + " is there again", "See Get-CsChange.");
  if (user->Has(kAddress))
    return FailWith(plan.user.text() + " has " + user->Get(kAddress), "See Get-CsChange.");
  return Pass(plan.user.text() + " is kept, without SIP attributes");
}

Finding NoOrphans(const Ground& ground, const Plan&) {
  directory::SearchRequest request;
  request.base = ground.application_contacts;
  request.scope = directory::Scope::kOneLevel;
  request.attributes = {kAddress, kDestination, kHomeServer};
  request.wait = ground.wait();
  Result<std::vector<Entry>> contacts = directory::FindAll(*ground.store, request);
  if (!contacts.ok()) return Failed(contacts.status());
  std::string orphans;
  for (const Entry& contact : *contacts)
    for (const char* link : {kDestination, kHomeServer}) {
      if (!contact.Has(link)) continue;
      Result<bool> there = directory::Exists(*ground.store, Dn::FromTrusted(contact.Get(link)));
      if (there.ok() && *there) continue;
      orphans +=
          (orphans.empty() ? "" : "; ") + contact.Get(kAddress) + " (" + link + " leads nowhere)";
    }
  if (orphans.empty())
    return Pass(std::to_string(contacts->size()) + " application contacts, all lead somewhere");
  return Warn(orphans, "Move or remove these contacts.");
}

// People may have written since: more messages than were moved are no fault.
Finding Rooms(const Ground& ground, const Plan& plan) {
  if (!plan.chat.Moved()) return NotApplicable("the chat data were moved outside");
  if (ground.chat == nullptr) return NotApplicable("the rooms cannot be read from here");
  Result<ChatLedger> ledger = ReadLedger(CutoverFolder(*ground.environment) + "/" + plan.Id());
  if (ledger.status().code == Code::kNoSuchObject) return FailWith("nothing was moved yet", "");
  if (!ledger.ok()) return Failed(ledger.status());
  Result<ChatComparison> comparison = CompareWithLedger(ground, plan, *ledger);
  if (!comparison.ok()) return Failed(comparison.status());
  if (comparison->differences.empty())
    return Pass(Held(ledger->moved) + " moved; " + plan.target_pool + " holds " +
                Held(comparison->after));
  std::string text;
  for (const std::string& one : comparison->differences) text += (text.empty() ? "" : "; ") + one;
  return FailWith(text, "See Get-CsChange for who changed them.");
}

Finding Caches(const Ground&, const Plan&) {
  return NotApplicable(
      "cannot be seen from here: front ends read the directory once a minute "
      "(Update-CsUserDatabase makes them), and address books (Update-CsAddressBook) and clients "
      "may "
      "show the old account for a day");
}

}  // namespace

const std::vector<CheckDefinition>& PostChecks() {
  static const std::vector<CheckDefinition> checks{
      {1, "one-holder", "Exactly one object holds the address, on every server", OneHolder},
      {2, "is-contact", "It is the planned contact", IsContact},
      {3, "home-resolves", "It leads to the target pool", HomeResolves},
      {4, "enabled", "It is enabled", Enabled},
      {5, "same-address", "The clients' address is the same", SameAddress},
      {6, "none-revived", "No deleted or conflicting object came back", NoneRevived},
      {7, "old-user", "The old user is gone or free of SIP attributes", OldUserFree},
      {8, "no-orphans", "No contact leads nowhere", NoOrphans},
      {9, "rooms", "The rooms and messages that were moved are there", Rooms},
      {10, "caches", "Who still remembers the old user", Caches},
  };
  return checks;
}

}  // namespace sipsh::cutover
