// The plan of one cut-over: who hands which address to whom, and the state of the directory and the
// topology it was made from. A plain value, written to a file that a colleague reviews
// (plan_file.cc describes it) and bound by digests: a plan whose ground has changed is stale, one
// that was edited is refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directory/change.h"
#include "directory/chat/transfer/conversion.h"
#include "directory/cutover/ground.h"

namespace sipsh::cutover {

// What becomes of the well-known user. Deleting it is what the product's own guide does; the others
// keep the account with its SID and password.
enum class OldUser { kDelete, kClear, kDisable };
std::string_view OldUserName(OldUser choice);  // "delete", "clear", "disable"

// Each attribute's name with a digest of its values: tells what changed without holding it.
using AttributeDigests = std::vector<std::pair<std::string, std::string>>;

struct Binding {
  int topology_version = 0;
  std::string topology_hash;
  AttributeDigests user;
  AttributeDigests contacts;  // DN and digest of every application contact.
};

// What is moved of the chat data, from what, and how it was when the plan was made.
struct ChatPart {
  std::string archive;   // Path of an export that was made before; or
  std::string dumps;     // the folder of the legacy database's CSV dumps, exported on the way.
  std::string database;  // Its name: mgc.
  std::string digest;    // The archive's identity, or the dumps' bytes'.
  chat::TransferCounts counts;
  std::vector<std::string> conversions;  // For the reader: each kind of finding, how often.
  std::string conversions_digest;        // Of every finding.

  // Otherwise the data are moved outside, and the operator confirms it.
  bool Moved() const { return !archive.empty() || !dumps.empty(); }
};

struct Plan {
  std::string made, author;
  std::string address, display_name;
  std::string legacy_pool, legacy_generation;
  std::string target_pool, target_generation;
  OldUser old_user = OldUser::kDelete;
  std::string server;           // The pinned one.
  bool one_change_set = false;  // The address is handed over without an instant in between.
  std::string window;           // When it is to happen; for the reader.
  ChatPart chat;
  std::string sql_backup;  // Where the operator says it is; may be empty.
  Dn user;
  Entry contact;
  std::vector<directory::Modification> user_modifications;  // kClear, kDisable.
  Binding binding;

  std::string Digest() const;  // Over all of it.
  std::string Id() const { return Digest().substr(0, 12); }
};

// The two changes of the directory, in order.
directory::Change FreeAddress(const Plan& plan);
directory::Change CreateContact(const Plan& plan);
std::string ChangesAsLdif(const Plan& plan);

// What a user entry loses so that its address is free. kNotSupported: disabling needs an attribute
// that this entry does not have.
Result<std::vector<directory::Modification>> Freeing(const Entry& user, OldUser choice);

// What the plan would do, in order.
struct StepText {
  std::string id, does, reverse, proof;
};
std::vector<StepText> StepsOf(const Plan& plan);

// Reads the state now. The user's values that the server itself moves do not count.
Result<Binding> ReadBinding(const Ground& ground, const Dn& user);
// How the state differs from what the plan was made from, a line each; empty: it is fresh.
Result<std::vector<std::string>> WhatChanged(const Plan& plan, const Ground& ground);

// .json by its name, else YAML. A plan that was edited by hand is kAssertionFailed.
Status WritePlan(const Plan& plan, const std::string& path);
Result<Plan> ReadPlan(const std::string& path);
std::string PlanAsYaml(const Plan& plan);

}  // namespace sipsh::cutover
