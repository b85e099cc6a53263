// ListJudge: who of an archive may stand on the lists of a category and its rooms. Federated
// principals and the system's own leave the lists, and so does who is outside a category. Members
// are never reduced to none, which would open the room to the whole category. Disabled and deleted
// principals stay, and are told.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "directory/chat/transfer/conversion.h"

namespace sipsh::chat {

class ListJudge {
 public:
  // Not owned.
  explicit ListJudge(const ConversionInput& input);

  // Sets of a category's scope, for the questions of its rooms.
  struct Scope {
    std::string category;
    std::set<std::string> allowed, denied;  // Keys.
  };
  Scope ScopeOf(const Category& category) const;

  // Lists of categories: allowed, denied.
  Principals Present(const Principals& names, const std::string& where);
  // Creators of the category; managers, members, presenters of its rooms. `role` for the findings.
  Principals Inside(const Scope& scope, const Principals& names, const std::string& where,
                    const char* role);
  // As Inside, but never empty where `names` is not.
  Principals Members(const Scope& scope, const Principals& names, const std::string& where);
  bool Covered(const Principals& list, const std::string& name);

  // One finding a principal and cause, with what it concerns.
  void Tell(std::vector<Finding>* findings) const;

 private:
  enum class Fate { kStays, kDisabled, kDeleted, kUnknown, kFederated, kSystem };
  struct Known {
    Fate fate = Fate::kStays;
    bool judged = false;            // The directory knows it: what it is in can be compared.
    std::vector<std::string> keys;  // Its own and its affiliations'.
  };
  struct Told {
    Fate fate;
    std::vector<std::string> where;
  };
  const Known& Of(const std::string& name);
  bool Leaves(const std::string& name, const std::string& where);
  static bool In(const Scope& scope, const Known& known);

  const ConversionInput& input_;
  std::unordered_map<std::string, const LegacyPrincipal*> archived_;  // By key.
  std::unordered_map<std::string, Known> known_;                      // By name.
  std::map<std::string, Told> told_;
  // By principal, category and role: the rooms it is not put on.
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::string>> outside_;
};

}  // namespace sipsh::chat
