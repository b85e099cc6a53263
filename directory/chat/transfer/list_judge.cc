#include "directory/chat/transfer/list_judge.h"

#include <algorithm>
#include <tuple>

namespace sipsh::chat {
namespace {

// "room 'A', room 'B' and 12 more"
std::string Some(const std::vector<std::string>& objects) {
  constexpr size_t kShown = 3;
  std::string text;
  for (size_t i = 0; i < objects.size() && i < kShown; ++i)
    text += (i == 0 ? "" : ", ") + objects[i];
  if (objects.size() > kShown) text += " and " + std::to_string(objects.size() - kShown) + " more";
  return text;
}

}  // namespace

ListJudge::ListJudge(const ConversionInput& input) : input_(input) {
  for (const LegacyPrincipal& principal : input.principals)
    archived_.emplace(PrincipalKey(principal.name), &principal);
}

const ListJudge::Known& ListJudge::Of(const std::string& name) {
  auto [place, fresh] = known_.try_emplace(name);
  Known& known = place->second;
  if (!fresh) return known;
  known.keys.push_back(PrincipalKey(name));
  auto archived = archived_.find(known.keys[0]);
  const LegacyPrincipal* principal = archived == archived_.end() ? nullptr : archived->second;
  constexpr int kSystemType = 4;
  if (principal != nullptr) {
    if (principal->Federated()) known.fate = Fate::kFederated;
    if (principal->type == kSystemType) known.fate = Fate::kSystem;
    if (principal->state == LegacyPrincipal::State::kDisabled) known.fate = Fate::kDisabled;
    if (principal->state == LegacyPrincipal::State::kDeleted) known.fate = Fate::kDeleted;
  }
  if (known.fate == Fate::kFederated || known.fate == Fate::kSystem || !input_.directory)
    return known;
  PrincipalFacts facts = input_.directory(name);
  switch (facts.state) {
    case PrincipalFacts::State::kOutside:
      known.fate = Fate::kFederated;
      break;
    case PrincipalFacts::State::kDisabled:
      known.fate = Fate::kDisabled;
      break;
    case PrincipalFacts::State::kUnknown:
      if (known.fate == Fate::kStays) known.fate = Fate::kUnknown;
      break;
    case PrincipalFacts::State::kActive:
      known.fate = Fate::kStays;  // Enabled again since.
      known.judged = true;
      for (const std::string& one : facts.subject.affiliations)
        known.keys.push_back(PrincipalKey(one));
      break;
  }
  return known;
}

ListJudge::Scope ListJudge::ScopeOf(const Category& category) const {
  Scope scope{category.name, {}, {}};
  for (const std::string& one : category.allowed) scope.allowed.insert(PrincipalKey(one));
  for (const std::string& one : category.denied) scope.denied.insert(PrincipalKey(one));
  return scope;
}

bool ListJudge::In(const Scope& scope, const Known& known) {
  auto in = [&](const std::set<std::string>& keys) {
    return std::any_of(known.keys.begin(), known.keys.end(),
                       [&](const std::string& key) { return keys.count(key) != 0; });
  };
  // A category without scope lets nobody in; that is told once, and its lists stay for the day
  // when it gets one.
  return !known.judged || scope.allowed.empty() || (in(scope.allowed) && !in(scope.denied));
}

bool ListJudge::Leaves(const std::string& name, const std::string& where) {
  const Known& known = Of(name);
  if (known.fate == Fate::kStays) return false;
  Told& told = told_.try_emplace(name, Told{known.fate, {}}).first->second;
  if (told.where.empty() || told.where.back() != where) told.where.push_back(where);
  return known.fate == Fate::kFederated || known.fate == Fate::kSystem;
}

Principals ListJudge::Present(const Principals& names, const std::string& where) {
  Principals list;
  for (const std::string& name : names)
    if (!Leaves(name, where)) list.push_back(name);
  return list;
}

Principals ListJudge::Inside(const Scope& scope, const Principals& names, const std::string& where,
                             const char* role) {
  Principals list;
  for (const std::string& name : Present(names, where)) {
    if (In(scope, Of(name)))
      list.push_back(name);
    else
      outside_[{name, scope.category, role}].push_back(where);
  }
  return list;
}

Principals ListJudge::Members(const Scope& scope, const Principals& names,
                              const std::string& where) {
  Principals list = Inside(scope, names, where, "member");
  return list.empty() ? names : list;
}

bool ListJudge::Covered(const Principals& list, const std::string& name) {
  const Known& known = Of(name);
  return std::any_of(list.begin(), list.end(), [&](const std::string& one) {
    const std::string key = PrincipalKey(one);
    return std::find(known.keys.begin(), known.keys.end(), key) != known.keys.end();
  });
}

void ListJudge::Tell(std::vector<Finding>* findings) const {
  using Severity = Finding::Severity;
  for (const auto& [name, told] : told_) {
    Finding finding{"", Severity::kWarning, name, "", "", ""};
    const std::string where = Some(told.where);
    switch (told.fate) {
      case Fate::kFederated:
        finding.id = "FederatedPrincipal";
        finding.text =
            "is federated, and Persistent Chat knows no federation: it loses access to " + where +
            ". The rooms are kept.";
        break;
      case Fate::kSystem:
        finding.id = "SystemPrincipal";
        finding.severity = Severity::kInformation;
        finding.text = "is the system's own and leaves the lists of " + where + ".";
        break;
      case Fate::kDisabled:
        finding.id = "DisabledPrincipal";
        finding.text = "is disabled for SIP. It stays on the lists of " + where +
                       "; enable it (Set-CsUser -Enabled $true) or take it off.";
        break;
      case Fate::kDeleted:
        finding.id = "DeletedPrincipal";
        finding.text = "was deleted from the directory. It stays on the lists of " + where +
                       " as a name without use; take it off with @{Remove=...}.";
        break;
      case Fate::kUnknown:
        finding.id = "UnknownPrincipal";
        finding.text = "is not in the directory here. It stays on the lists of " + where +
                       "; check that source and target are of one forest.";
        break;
      case Fate::kStays:
        continue;
    }
    findings->push_back(std::move(finding));
  }
  for (const auto& [key, where] : outside_) {
    const auto& [name, category, role] = key;
    findings->push_back({"OutsideCategory", Severity::kWarning, name, role, "",
                         "is outside what the category '" + category + "' allows, and so no " +
                             role + " of " + Some(where) +
                             ". Widen the category first to keep it."});
  }
}

}  // namespace sipsh::chat
