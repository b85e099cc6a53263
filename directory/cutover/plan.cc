#include "directory/cutover/plan.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "directory/cutover/chat_data.h"
#include "directory/file/digest.h"
#include "directory/journal/undo.h"
#include "directory/ldif.h"

namespace sipsh::cutover {
namespace {

using directory::Change;
using directory::Code;
using directory::Modification;

constexpr long kAccountDisabled = 2;

bool IsSipAttribute(std::string_view name) {
  constexpr std::string_view kPrefix = "msRTCSIP-";
  return directory::EqualIgnoreCase(name.substr(0, kPrefix.size()), kPrefix);
}

bool IsSipValue(std::string_view value) {
  return directory::EqualIgnoreCase(value.substr(0, 4), "sip:");
}

std::string DigestOf(std::vector<std::string> values) {
  std::sort(values.begin(), values.end());
  std::string text;
  for (const std::string& value : values) text += std::to_string(value.size()) + ":" + value;
  return directory::Sha256Hex(text).substr(0, 16);
}

AttributeDigests Digests(const Entry& entry) {
  AttributeDigests digests;
  for (const auto& attribute : entry) {
    if (journal::IsKeptByServer(attribute.name) || journal::IsSecretAttribute(attribute.name))
      continue;
    digests.emplace_back(std::string(attribute.name), DigestOf(entry.ValueList(attribute.name)));
  }
  std::sort(digests.begin(), digests.end());
  return digests;
}

std::string EntryDigest(const Entry& entry) {
  std::string text;
  for (const auto& [name, digest] : Digests(entry)) text += name + "=" + digest + "\n";
  return directory::Sha256Hex(text).substr(0, 16);
}

const std::string* FindIn(const AttributeDigests& digests, const std::string& name) {
  for (const auto& [known, digest] : digests)
    if (directory::EqualIgnoreCase(known, name)) return &digest;
  return nullptr;
}

void Compare(const AttributeDigests& then, const AttributeDigests& now, const std::string& what,
             std::vector<std::string>* changed) {
  for (const auto& [name, digest] : then) {
    const std::string* found = FindIn(now, name);
    if (found == nullptr)
      changed->push_back(what + name + " is gone");
    else if (*found != digest)
      changed->push_back(what + name + " was changed");
  }
  for (const auto& [name, digest] : now)
    if (FindIn(then, name) == nullptr) changed->push_back(what + name + " is new");
}

void AddChatSteps(const Plan& plan, std::vector<StepText>* steps) {
  const ChatPart& chat = plan.chat;
  if (!chat.Moved()) {
    steps->push_back({"chat-data",
                      "the operator confirms that the chat data, moved outside, are on the target",
                      "restore the database backup", "the operator's word with its time"});
    return;
  }
  if (!chat.dumps.empty())
    steps->push_back({"export-data",
                      "export " + Held(chat.counts) + " of " + plan.legacy_pool +
                          " from the dumps in " + chat.dumps,
                      "-", "the archive's SHA-256"});
  steps->push_back({"count-before",
                    "count what is to be moved and what " + plan.target_pool + " holds", "-",
                    "the counts of every room"});
  steps->push_back({"import-data",
                    "import " + (chat.archive.empty() ? "the archive" : chat.archive) + " into " +
                        plan.target_pool,
                    "take back what was imported, and what it overwrote", "the import's number"});
  steps->push_back(
      {"count-after", "count again and compare, room by room", "-", "the counts before and after"});
}

}  // namespace

std::string_view OldUserName(OldUser choice) {
  switch (choice) {
    case OldUser::kDelete:
      return "delete";
    case OldUser::kClear:
      return "clear";
    case OldUser::kDisable:
      return "disable";
  }
  return "";
}

Result<std::vector<Modification>> Freeing(const Entry& user, OldUser choice) {
  std::vector<Modification> modifications;
  if (choice == OldUser::kDelete) return modifications;
  auto replace = [&](std::string name, std::vector<std::string> values) {
    modifications.push_back(
        {Modification::Operation::kReplace, std::move(name), std::move(values)});
  };
  for (const auto& attribute : user)
    if (IsSipAttribute(attribute.name)) replace(std::string(attribute.name), {});
  if (user.Has(kProxyAddresses)) {
    std::vector<std::string> kept = user.ValueList(kProxyAddresses);
    std::erase_if(kept, IsSipValue);
    if (kept.size() != user.Values(kProxyAddresses).size()) replace(kProxyAddresses, kept);
  }
  if (choice == OldUser::kClear) return modifications;
  std::string control = user.Get("userAccountControl");
  if (control.empty())
    return Status(Code::kNotSupported,
                  user.dn().text() +
                      " has no userAccountControl, so it cannot be disabled here. Clear its SIP "
                      "attributes or delete it instead.",
                  user.dn().text());
  long flags = std::strtol(control.c_str(), nullptr, 10);
  if ((flags & kAccountDisabled) == 0)
    replace("userAccountControl", {std::to_string(flags | kAccountDisabled)});
  return modifications;
}

Change FreeAddress(const Plan& plan) {
  Change change = plan.old_user == OldUser::kDelete
                      ? Change::Delete(plan.user)
                      : Change::Modify(plan.user, plan.user_modifications);
  change.assertion = directory::Filter::Equal(kAddress, plan.address);
  return change;
}

Change CreateContact(const Plan& plan) { return Change::Add(plan.contact); }

std::string ChangesAsLdif(const Plan& plan) {
  std::ostringstream out;
  directory::LdifWriter writer(out);
  writer.Write(FreeAddress(plan));
  writer.Write(CreateContact(plan));
  return out.str();
}

std::vector<StepText> StepsOf(const Plan& plan) {
  std::string user = plan.user.text(), contact = plan.contact.dn().text();
  std::string freed = plan.old_user == OldUser::kDelete ? "delete " + user
                      : plan.old_user == OldUser::kClear
                          ? "clear the SIP attributes of " + user
                          : "disable " + user + " and clear its SIP attributes";
  std::string back = plan.old_user == OldUser::kDelete ? "add " + user + " again from the journal"
                                                       : "set the attributes of " + user + " again";
  std::vector<StepText> steps{{"backup", "save the user, the application contacts and the topology",
                               "-", "files and their digests"},
                              {"stop-legacy", "stop the services of " + plan.legacy_pool,
                               "start them", "command, or the operator's word with its time"},
                              {"stop-target", "stop the services of " + plan.target_pool,
                               "start them", "command, or the operator's word with its time"}};
  AddChatSteps(plan, &steps);
  if (plan.one_change_set) {
    steps.push_back({"hand-over", freed + " and add " + contact + ", in one change set",
                     "delete the contact and " + back + ", in one change set",
                     "the address is held by the contact alone"});
  } else {
    steps.push_back({"free-address", freed, back, "nobody holds the address"});
    steps.push_back({"wait-free", "wait until every server shows the address free", "-",
                     "a table of the servers"});
    steps.push_back({"create-contact", "add " + contact, "delete it", "read back and compared"});
  }
  steps.push_back({"wait-agreement", "wait until every server shows the contact alone", "-",
                   "a table of the servers"});
  steps.push_back({"start-target", "start the services of " + plan.target_pool, "stop them",
                   "command, or the operator's word with its time"});
  steps.push_back({"verify", "check what stands, on every server", "-", "the checks' findings"});
  steps.push_back({"record", "write the report and a line into the audit log", "-", "the files"});
  return steps;
}

Result<Binding> ReadBinding(const Ground& ground, const Dn& user) {
  Binding binding;
  binding.topology_version = ground.document->Version().number;
  binding.topology_hash = ground.document->Version().hash;
  Result<Entry> entry = directory::Find(*ground.store, user, {}, ground.wait());
  if (entry.ok())
    binding.user = Digests(*entry);
  else if (entry.status().code != Code::kNoSuchObject)
    return entry.status();
  directory::SearchRequest request;
  request.base = ground.application_contacts;
  request.scope = directory::Scope::kOneLevel;
  request.wait = ground.wait();
  Status read = ground.store->Search(request, [&](Entry&& contact) {
    binding.contacts.emplace_back(contact.dn().text(), EntryDigest(contact));
    return true;
  });
  if (!read.ok() && read.code != Code::kNoSuchObject) return read;
  std::sort(binding.contacts.begin(), binding.contacts.end());
  return binding;
}

Result<std::vector<std::string>> WhatChanged(const Plan& plan, const Ground& ground) {
  Result<Binding> now = ReadBinding(ground, plan.user);
  if (!now.ok()) return now.status();
  std::vector<std::string> changed;
  const Binding& then = plan.binding;
  if (now->topology_hash != then.topology_hash) {
    const topology::PublishedVersion& version = ground.document->Version();
    changed.push_back("the topology: version " + std::to_string(version.number) +
                      " was published by " + version.author + " at " + version.time +
                      ", the plan was made from version " + std::to_string(then.topology_version));
  }
  if (now->user.empty())
    changed.push_back("the user " + plan.user.text() + " is gone");
  else
    Compare(then.user, now->user, "the user's ", &changed);
  Compare(then.contacts, now->contacts, "the contact ", &changed);
  return changed;
}

}  // namespace sipsh::cutover
