#include "directory/chat/transfer/conversion.h"

#include <algorithm>
#include <unordered_map>

#include "directory/chat/transfer/list_judge.h"
#include "directory/chat/transfer/overwriting.h"
#include "directory/schema.h"

namespace sipsh::chat {
namespace {

using directory::FoldText;
using Severity = Finding::Severity;

void Unite(Principals* list, const Principals& more) {
  for (const std::string& name : more)
    if (!Contains(*list, name)) list->push_back(name);
}

std::string Joined(const Principals& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string Counted(size_t count, const char* one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

const char* OnOff(bool on) { return on ? "on" : "off"; }

class Converter {
 public:
  explicit Converter(const ConversionInput& input) : input_(input), judge_(input) {}

  Conversion Run() {
    for (const ArchiveNode& one : input_.nodes) tree_.emplace(one.node.id, &one);
    Addins();
    for (const ArchiveNode& one : input_.nodes)
      if (one.node.is_category && !one.node.IsRoot()) TakeCategory(one);
    for (const ArchiveNode& one : input_.nodes)
      if (!one.node.is_category) TakeRoom(one);
    Managers();
    judge_.Tell(&out_.findings);
    StayBehind();
    Notes();
    // What stops the import first, then what is lost.
    std::stable_sort(out_.findings.begin(), out_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return std::move(out_);
  }

 private:
  void Find(const char* id, Severity severity, std::string object, std::string before,
            std::string after, std::string text) {
    out_.findings.push_back(
        {id, severity, std::move(object), std::move(before), std::move(after), std::move(text)});
  }
  void FindBroken(const char* id, const std::string& object, const Status& status) {
    if (!status.ok()) Find(id, Severity::kFailure, object, "", "", status.message);
  }

  // ---- the tree

  const LegacyNode* Above(const LegacyNode& node) const {
    if (node.IsRoot()) return nullptr;
    auto found = tree_.find(node.parent);
    return found == tree_.end() ? nullptr : &found->second->node;
  }
  // The node itself first, the root last.
  template <typename Visit>
  void Upward(const LegacyNode& node, Visit&& visit) const {
    for (const LegacyNode* at = &node; at != nullptr; at = Above(*at)) visit(*at);
  }
  bool Setting(const LegacyNode& node, std::optional<bool> LegacyNode::*setting,
               bool otherwise) const {
    std::optional<bool> said;
    Upward(node, [&](const LegacyNode& at) {
      if (!said) said = at.*setting;
    });
    return said.value_or(otherwise);
  }
  Principals Nearest(const LegacyNode& node, Principals LegacyNode::*list) const {
    const Principals* found = nullptr;
    Upward(node, [&](const LegacyNode& at) {
      if (found == nullptr && !(at.*list).empty()) found = &(at.*list);
    });
    return found == nullptr ? Principals() : *found;
  }

  std::string FlatName(const LegacyNode& node) const {
    std::vector<const LegacyNode*> above;
    Upward(node, [&](const LegacyNode& at) {
      if (&at != &node && !at.IsRoot()) above.push_back(&at);
    });
    // A room directly below a top category keeps its name.
    if (!node.is_category && above.size() < 2) return node.name;
    std::string name = node.name;
    for (const LegacyNode* one : above) name = one->name + kNameSeparator + name;
    return name;
  }

  // ---- add-ins

  void Addins() {
    std::map<std::string, std::string> seen;  // Name, as written.
    for (const Addin& addin : input_.addins) {
      const std::string object = "add-in '" + addin.name + "'";
      const std::string key = FoldText(addin.name);
      if (auto [place, fresh] = seen.emplace(key, addin.url); !fresh) {
        if (place->second == addin.url) continue;
        Find("AddinNamesClash", Severity::kFailure, object, addin.url, place->second,
             "is in the archive twice, with two addresses; names of add-ins are unique in a pool. "
             "Rename one at the source and export again.");
        continue;
      }
      FindBroken("InvalidName", object, CheckName("add-in", addin.name));
      if (Status url = CheckUrl(addin.name, addin.url); !url.ok())
        Find("InvalidAddinUrl", Severity::kWarning, object, addin.url, addin.url,
             url.message + " It is kept; correct it with Set-CsPersistentChatAddin.");
      Converted<Addin> one{addin, {}};
      if (auto held = input_.target.addins.find(key); held != input_.target.addins.end()) {
        one.overwritten = held->second;
        one.object.name = held->second.name;
        if (!one.Unchanged())
          Find("AddinOverwritten", Severity::kWarning, object, held->second.url, addin.url,
               "is in the target pool already and is overwritten; Undo-CsChange brings it back.");
      }
      out_.addins.push_back(std::move(one));
    }
  }

  // ---- categories

  void TakeCategory(const ArchiveNode& one) {
    const LegacyNode& node = one.node;
    Category category;
    category.name = FlatName(node);
    category.description = node.description;
    category.invitations = Setting(node, &LegacyNode::invitations, false);
    category.chat_history = Setting(node, &LegacyNode::chat_history, true);
    category.file_upload = Setting(node, &LegacyNode::file_upload, false);
    const std::string object = "category '" + category.name + "'";
    if (!one.context) {
      FindBroken("NameTooLong", object, CheckName("category", category.name));
      FindBroken("DescriptionTooLong", object,
                 CheckDescription("category", category.name, category.description));
      if (category.name != node.name)
        Find("CategoryRenamed", Severity::kInformation, object, node.name, category.name,
             "gets the names of its parents in front: categories are flat.");
      category.allowed = judge_.Present(Nearest(node, &LegacyNode::allowed), object);
      Principals denied, creators;
      Upward(node, [&](const LegacyNode& at) {
        Unite(&denied, at.denied);
        Unite(&creators, at.creators);
      });
      category.denied = judge_.Present(denied, object);
      category.creators = judge_.Inside(judge_.ScopeOf(category), creators, object, "creator");
      if (category.allowed.empty())
        Find("NobodyAllowed", Severity::kWarning, object, "", "",
             "has no allowed members, so nobody can enter its rooms. Say who may with "
             "Set-CsPersistentChatCategory -AllowedMembers.");
    }
    Settle(node.id, object, std::move(category), one.context);
  }

  // The category of a node, for its rooms.
  void Settle(int64_t node, const std::string& object, Category category, bool context) {
    if (!context)
      Keep(object, "CategoryOverwritten", category, input_.target.categories, &category_names_,
           &out_.categories);
    Home home{std::move(category), {}, context};
    home.scope = judge_.ScopeOf(home.category);
    home.category.name = NameKept(home.category);
    homes_.emplace(node, std::move(home));
  }

  std::string NameKept(const Category& category) const {
    auto held = input_.target.categories.find(FoldText(category.name));
    return held == input_.target.categories.end() ? category.name : held->second.name;
  }

  // Into the list, unless its name is taken by another one of the archive.
  template <typename T>
  bool Keep(const std::string& object, const char* overwritten, const T& value,
            const std::map<std::string, T>& target, std::map<std::string, std::string>* names,
            std::vector<Converted<T>>* list) {
    const std::string key = FoldText(value.name);
    if (!names->emplace(key, object).second) {
      Find("NamesClash", Severity::kFailure, object, "", "",
           "Two objects of the archive would get this name. Rename one at the source and export "
           "again.");
      return false;
    }
    Converted<T> one{value, {}};
    if (auto held = target.find(key); held != target.end()) {
      one.overwritten = held->second;
      Align(held->second, &one.object);
      if (!one.Unchanged())
        Find(overwritten, Severity::kWarning, object, "", Changes(held->second, one.object),
             "is in the target pool already and is overwritten; Undo-CsChange brings it back.");
    }
    list->push_back(std::move(one));
    return true;
  }
  // ---- rooms

  struct Home {
    Category category;
    ListJudge::Scope scope;
    bool context = false;
  };

  // Rooms directly below the root: flat pools have no rooms without a category.
  Home* HomeOf(const LegacyNode& room) {
    auto found = homes_.find(room.parent);
    if (found != homes_.end()) return &found->second;
    auto root = tree_.find(room.parent);
    if (root == tree_.end() || !root->second->node.IsRoot()) return nullptr;
    const LegacyNode& node = root->second->node;
    Category category;
    category.name = "Rooms of " + input_.source.pool;
    category.invitations = node.invitations.value_or(false);
    category.chat_history = node.chat_history.value_or(true);
    category.file_upload = node.file_upload.value_or(false);
    const std::string object = "category '" + category.name + "'";
    category.allowed = judge_.Present(node.allowed, object);
    category.denied = judge_.Present(node.denied, object);
    category.creators = judge_.Inside(judge_.ScopeOf(category), node.creators, object, "creator");
    Find("CategoryMade", Severity::kInformation, object, "", category.name,
         "is made for the rooms directly below the root category.");
    Settle(node.id, object, std::move(category), false);
    return &homes_.at(node.id);
  }

  void TakeRoom(const ArchiveNode& one) {
    const LegacyNode& node = one.node;
    const std::string name = FlatName(node);
    const std::string object = "room '" + name + "'";
    auto held = input_.target.rooms.find(FoldText(name));
    if (one.context) {
      if (held != input_.target.rooms.end())
        out_.room_of.emplace(node.id, held->second.name);
      else
        Find("RoomMissing", Severity::kFailure, object, "", "",
             "is not in the target pool, and the archive has messages for it only. Import an "
             "export of the level All or RoomDirectory first.");
      return;
    }
    Home* home = HomeOf(node);
    if (home == nullptr || home->context) {
      Find("CategoryMissing", Severity::kFailure, object, "", "",
           "has no category in the archive. Export again with its category in the scope.");
      return;
    }
    FindBroken("NameTooLong", object, CheckName("room", name));
    FindBroken("DescriptionTooLong", object, CheckDescription("room", name, node.description));
    if (name != node.name)
      Find("RoomRenamed", Severity::kInformation, object, node.name, name,
           "gets the names of its parents in front: categories are flat.");
    Room room = RoomOf(node, *home, name, object);
    if (!Keep(object, "RoomOverwritten", room, input_.target.rooms, &room_names_, &out_.rooms))
      return;
    out_.room_of.emplace(node.id, out_.rooms.back().object.name);
    disabled_ += node.disabled;
    ++(input_.source.legacy ? privacies_[room.privacy] : privacies_[Privacy::kClosed]);
  }

  Room RoomOf(const LegacyNode& node, const Home& home, const std::string& name,
              const std::string& object) {
    Room room;
    room.name = name;
    room.description = node.description;
    room.category = home.category.name;
    room.addin = AddinKept(node, object);
    room.privacy = node.privacy;
    room.type = node.type;
    room.disabled = node.disabled;
    Settings(node, home.category, object, &room);
    // Members of a category are members of its rooms, unless a room has its own.
    Principals members = Nearest(node, &LegacyNode::members);
    if (node.members.empty() && !members.empty())
      Find("MembersOfCategory", Severity::kInformation, object, "", Joined(members),
           "has no members of its own and gets those of its category.");
    room.members = judge_.Members(home.scope, members, object);
    Principals managers;
    Upward(node, [&](const LegacyNode& at) { Unite(&managers, at.managers); });
    room.managers = judge_.Inside(home.scope, managers, object, "manager");
    Presenters(node, home, object, &room);
    return room;
  }

  std::string AddinKept(const LegacyNode& node, const std::string& object) {
    if (node.addin.empty()) return {};
    const std::string key = FoldText(node.addin);
    for (const Converted<Addin>& one : out_.addins)
      if (FoldText(one.object.name) == key) return one.object.name;
    auto held = input_.target.addins.find(key);
    if (held != input_.target.addins.end()) return held->second.name;
    Find("AddinMissing", Severity::kWarning, object, node.addin, "",
         "loses its add-in: neither the archive nor the target pool has it.");
    return {};
  }

  void Settings(const LegacyNode& node, const Category& category, const std::string& object,
                Room* room) {
    if (node.invitations == false && category.invitations) room->invitations = Invitations::kFalse;
    if (node.invitations == true && !category.invitations) {
      room->invitations = Invitations::kFalse;
      Find("InvitationsOff", Severity::kWarning, object, "True", "False",
           "sent invitations below the category '" + category.name +
               "', which sends none: it sends none any more. Switch them on for the category with "
               "Set-CsPersistentChatCategory -Invitations $true, and for the room with "
               "-Invitations Inherit.");
    }
    auto follow = [&](const char* id, const char* what, std::optional<bool> own,
                      bool category_has) {
      if (own && *own != category_has)
        Find(id, Severity::kWarning, object, OnOff(*own), OnOff(category_has),
             std::string(what) + " follows its category '" + category.name + "' from now on.");
    };
    follow("HistoryOfCategory", "Its history", node.chat_history, category.chat_history);
    follow("FilesOfCategory", "Its file upload", node.file_upload, category.file_upload);
  }

  // Auditoriums only, and members too.
  void Presenters(const LegacyNode& node, const Home& home, const std::string& object, Room* room) {
    if (node.presenters.empty()) return;
    if (node.type != RoomType::kAuditorium) {
      Find("PresentersDropped", Severity::kWarning, object, Joined(node.presenters), "",
           "is of type Normal and has no presenters: everybody in it may post.");
      return;
    }
    room->presenters = judge_.Inside(home.scope, node.presenters, object, "presenter");
    if (room->members.empty()) return;
    Principals joined;
    for (const std::string& name : room->presenters)
      if (!judge_.Covered(room->members, name)) joined.push_back(name);
    if (joined.empty()) return;
    Unite(&room->members, joined);
    Find("PresentersJoin", Severity::kInformation, object, "", Joined(joined),
         "gets its presenters as members too: presenters must be members.");
  }

  // ---- what concerns many

  void Managers() {
    for (const ArchiveNode& one : input_.nodes) {
      const LegacyNode& node = one.node;
      if (!node.is_category || node.managers.empty()) continue;
      size_t rooms = 0;
      for (const ArchiveNode& other : input_.nodes) {
        bool below = false;
        if (other.node.is_category || other.context) continue;
        Upward(other.node, [&](const LegacyNode& at) { below = below || &at == &node; });
        rooms += below;
      }
      if (rooms == 0) continue;
      if (node.IsRoot()) {
        for (const std::string& name : node.managers)
          Find("RootManager", Severity::kWarning, name, "manager of the root category",
               "manager of " + Counted(rooms, "room"),
               "managed the root category and becomes manager of every room. Take it off the root "
               "before the export where that is too much.");
      } else {
        Find("CategoryManagers", Severity::kWarning, "category '" + FlatName(node) + "'",
             Joined(node.managers), "managers of " + Counted(rooms, "room"),
             "has no managers any more: they become managers of its rooms.");
      }
    }
  }

  // Rooms of the target in a category that is overwritten, which are not overwritten themselves.
  void StayBehind() {
    std::map<std::string, size_t> rooms;
    for (const auto& [key, room] : input_.target.rooms)
      if (room_names_.count(key) == 0) ++rooms[FoldText(room.category)];
    for (const Converted<Category>& one : out_.categories) {
      auto found = rooms.find(FoldText(one.object.name));
      if (!one.overwritten || one.Unchanged() || found == rooms.end()) continue;
      Find("RoomsOfTarget", Severity::kWarning, "category '" + one.object.name + "'", "",
           Counted(found->second, "room"),
           "holds rooms of the target pool that are not in the archive; its new lists and settings "
           "hold for these too. Look at their members, or rename the category first.");
    }
  }

  void Notes() {
    const std::string& pool = input_.source.pool;
    if (disabled_ > 0)
      Find("DisabledRooms", Severity::kInformation, pool, "", "",
           Counted(disabled_, "room") + (disabled_ == 1 ? " is" : " are") +
               " disabled there, and here too.");
    if (!input_.source.legacy) return;
    for (const auto& [privacy, was] :
         {std::pair{Privacy::kClosed, "scoped"}, std::pair{Privacy::kSecret, "private"}})
      if (size_t count = privacies_[privacy])
        Find("PrivacyRenamed", Severity::kInformation, pool, was, std::string(Name(privacy)),
             Counted(count, "room") + (count == 1 ? " is " : " are ") + was +
                 " there, which is called " + std::string(Name(privacy)) + " here.");
    if (out_.rooms.empty()) return;
    Find("FilesNotIncluded", Severity::kWarning, pool, "", "",
         "Files posted in rooms are in no export. Copy the file repository to the target pool's "
         "file store by hand.");
    if (std::any_of(out_.categories.begin(), out_.categories.end(),
                    [](const auto& one) { return one.object.file_upload; }))
      Find("FilesInClients", Severity::kInformation, pool, "", "",
           "Lync 2013 clients can not post or view files in rooms; legacy clients can.");
    Find("ComplianceNotIncluded", Severity::kInformation, pool, "", "",
         "Compliance settings are not moved. Configure the target with "
         "Set-CsPersistentChatComplianceConfiguration.");
  }

  const ConversionInput& input_;
  ListJudge judge_;
  Conversion out_;
  std::unordered_map<int64_t, const ArchiveNode*> tree_;
  std::unordered_map<int64_t, Home> homes_;  // By the category's node.
  std::map<std::string, std::string> category_names_, room_names_;
  std::map<Privacy, size_t> privacies_;
  size_t disabled_ = 0;
};

}  // namespace

Conversion Convert(const ConversionInput& input) { return Converter(input).Run(); }

}  // namespace sipsh::chat
