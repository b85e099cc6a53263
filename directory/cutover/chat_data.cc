#include "directory/cutover/chat_data.h"

#include <algorithm>
#include <map>

#include "directory/file/digest.h"

namespace sipsh::cutover {

using chat::ArchiveReader;
using chat::Conversion;
using chat::TransferSource;
using directory::Code;

namespace {

Status NotHere() {
  return {Code::kNotSupported, "Chat data cannot be moved from here. Make a plan without them."};
}

// The same from a database as ReadForConversion reads from an archive.
Result<chat::ConversionInput> ReadForConversion(TransferSource& source) {
  chat::ConversionInput input;
  input.source = source.Info();
  Status read = source.EachPrincipal([&](chat::LegacyPrincipal&& principal) {
    input.principals.push_back(std::move(principal));
    return true;
  });
  if (read.ok())
    read = source.EachAddin([&](chat::Addin&& addin) {
      input.addins.push_back(std::move(addin));
      return true;
    });
  if (read.ok())
    read = source.EachNode([&](chat::LegacyNode&& node) {
      input.nodes.push_back({std::move(node), false});
      return true;
    });
  if (!read.ok()) return read;
  return input;
}

std::string FindingsDigest(const Conversion& conversion) {
  std::string text;
  for (const chat::Finding& finding : conversion.findings)
    text += finding.id + " " + finding.Line() + "\n";
  return directory::Sha256Hex(text);
}

std::vector<std::string> KindsOf(const Conversion& conversion) {
  struct Kind {
    chat::Finding::Severity severity;
    size_t count = 0;
    std::string first;
  };
  std::map<std::string, Kind> kinds;
  for (const chat::Finding& finding : conversion.findings) {
    Kind& kind = kinds[finding.id];
    kind.severity = finding.severity;
    if (kind.count++ == 0) kind.first = finding.Line().substr(finding.id.size() + 2);  // "id: ".
  }
  std::vector<std::pair<std::string, Kind>> sorted(kinds.begin(), kinds.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.second.severity > b.second.severity;
  });
  std::vector<std::string> lines;
  for (const auto& [id, kind] : sorted)
    lines.push_back(std::string(Name(kind.severity)) + " " + id + " (" +
                    std::to_string(kind.count) + "): " + kind.first);
  return lines;
}

Result<ChatSurvey> SurveyArchive(const Ground& ground, const Plan& plan) {
  auto archive = ArchiveReader::FromFile(plan.chat.archive);
  if (!archive.ok()) return archive.status();
  auto input = chat::ReadForConversion(**archive, *ground.chat, plan.target_pool);
  if (!input.ok()) return input.status();
  input->directory = ground.chat_principal;
  return ChatSurvey{(*archive)->identity(), (*archive)->counts(), chat::Convert(*input)};
}

Result<ChatSurvey> SurveyDumps(const Ground& ground, const Plan& plan) {
  ChatSurvey survey;
  Result<std::string> digest = chat::LegacyStore::DigestOf(plan.chat.dumps);
  if (!digest.ok()) return digest.status();
  survey.digest = std::move(*digest);
  auto source = ground.open_chat_source(plan.legacy_pool);
  if (!source.ok()) return source.status();
  Result<chat::TransferCounts> counts = chat::Count(**source);
  if (!counts.ok()) return counts.status();
  survey.counts = *counts;
  auto input = ReadForConversion(**source);
  if (!input.ok()) return input.status();
  Result<chat::PoolContents> target = chat::ReadPool(*ground.chat, plan.target_pool);
  if (!target.ok()) return target.status();
  input->target = std::move(*target);
  input->directory = ground.chat_principal;
  survey.conversion = chat::Convert(*input);
  return survey;
}

}  // namespace

Result<ChatSurvey> SurveyChat(const Ground& ground, const Plan& plan) {
  if (ground.chat == nullptr || !ground.open_chat_source) return NotHere();
  return plan.chat.archive.empty() ? SurveyDumps(ground, plan) : SurveyArchive(ground, plan);
}

void Note(const ChatSurvey& survey, ChatPart* chat) {
  chat->digest = survey.digest;
  chat->counts = survey.counts;
  chat->conversions = KindsOf(survey.conversion);
  chat->conversions_digest = FindingsDigest(survey.conversion);
}

Result<std::vector<std::string>> WhatChangedInChat(const Plan& plan, const Ground& ground) {
  std::vector<std::string> changed;
  if (!plan.chat.Moved()) return changed;
  Result<ChatSurvey> survey = SurveyChat(ground, plan);
  if (!survey.ok()) return survey.status();
  ChatPart now;
  Note(*survey, &now);
  const ChatPart& then = plan.chat;
  if (now.digest != then.digest)
    changed.push_back((then.archive.empty() ? "the dumps in " + then.dumps : then.archive) +
                      ": they hold " + Held(now.counts) + " now, the plan was made from " +
                      Held(then.counts) + " (other bytes)");
  else if (now.conversions_digest != then.conversions_digest)
    changed.push_back("what becomes of the chat data: " + plan.target_pool +
                      " or its principals were changed");
  return changed;
}

std::string Held(const chat::TransferCounts& counts) {
  auto of = [](int64_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
  };
  return of(counts.categories, "category", "categories") + ", " +
         of(counts.rooms, "room", "rooms") + " and " + of(counts.messages, "message", "messages");
}

Result<chat::TransferCounts> CountTarget(const Ground& ground, const Plan& plan) {
  return chat::Count(*chat::MakePoolSource(*ground.chat, plan.target_pool, plan.target_generation));
}

}  // namespace sipsh::cutover
