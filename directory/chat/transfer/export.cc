#include "directory/chat/transfer/export.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>

#include "directory/entry.h"

namespace sipsh::chat {
namespace {

using directory::Code;
using directory::EqualIgnoreCase;

constexpr int64_t kEvery = 500;  // Records between two reports.

int64_t Now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// What is told apart of the tree before anything is written.
struct Place {
  int64_t parent = 0;
  bool is_category = false, disabled = false;
  std::string name, path;  // Path: with its parents' names, as FlatName gives it.
  enum class Part { kNone, kContext, kWhole } part = Part::kNone;
};

class Exporter {
 public:
  Exporter(TransferSource& source, const ExportOptions& options, ArchiveWriter& writer,
           const TransferProgress& progress)
      : source_(source), options_(options), writer_(writer), progress_(progress) {}

  Result<ExportResult> Run() {
    if (options_.start && !messages_possible())
      return Status(Code::kConstraintViolation,
                    "An export of the level " + std::string(Name(options_.level)) +
                        " has no messages, so it takes no start date. Leave -StartDate out, or "
                        "choose the level RoomDirectory, Content or All.");
    if (Status begun = source_.BeginSnapshot(); !begun.ok()) return begun;
    Status done = Write();
    source_.EndSnapshot();
    if (done.ok()) done = writer_.Finish();
    if (!done.ok()) return done;
    result_.counts = writer_.counts();
    result_.identity = writer_.identity();
    return std::move(result_);
  }

 private:
  bool messages_possible() const {
    return options_.level != Level::kUser && options_.level != Level::kCategory;
  }
  bool with_messages() const {
    return options_.level == Level::kAll || options_.level == Level::kContent ||
           (options_.level == Level::kRoomDirectory && options_.start.has_value());
  }
  bool with_rooms() const { return messages_possible(); }
  bool with_addins() const {
    return options_.level == Level::kAll || options_.level == Level::kRoomDirectory;
  }

  Status Write() {
    if (options_.level != Level::kUser || !options_.scope.empty())
      if (Status chosen = Choose(); !chosen.ok()) return chosen;
    Manifest manifest{source_.Info(), options_.level, options_.scope, options_.start, Now()};
    Status written = writer_.Begin(manifest);
    if (written.ok()) written = WritePrincipals();
    if (written.ok()) written = WriteAddins();
    if (written.ok()) written = WriteNodes();
    return written.ok() ? WriteMessages() : written;
  }

  // ---- which nodes

  Status Choose() {
    Status read = source_.EachNode([&](LegacyNode&& node) {
      order_.push_back(node.id);
      Place& place = places_[node.id];
      place.parent = node.parent;
      place.is_category = node.is_category;
      place.disabled = node.disabled;
      place.name = node.name;
      if (node.IsRoot()) return true;
      const Place& parent = places_[node.parent];
      place.path = parent.path.empty() ? node.name : parent.path + kNameSeparator + node.name;
      return true;
    });
    if (!read.ok()) return read;
    if (Status meant = ChooseScope(); !meant.ok()) return meant;
    for (int64_t id : order_) {
      Place& place = places_[id];
      if (options_.scope.empty() || places_[place.parent].part == Place::Part::kWhole)
        place.part = Place::Part::kWhole;
      if (place.part == Place::Part::kWhole) AddContext(place.parent);
    }
    if (!options_.scope.empty()) return ChooseNames();
    return Status::Ok();
  }

  void AddContext(int64_t id) {
    while (places_[id].part == Place::Part::kNone) {
      places_[id].part = Place::Part::kContext;
      id = places_[id].parent;
    }
  }

  Status ChooseScope() {
    for (const std::string& wanted : options_.scope) {
      std::vector<int64_t> found, by_path;
      for (int64_t id : order_) {
        const Place& place = places_[id];
        if (!place.is_category || place.parent == id) continue;
        if (EqualIgnoreCase(place.path, wanted)) by_path.push_back(id);
        if (EqualIgnoreCase(place.name, wanted)) found.push_back(id);
      }
      // A name that several branches have is told by its parents' names.
      if (found.size() != 1 && !by_path.empty()) found = by_path;
      if (found.empty())
        return {Code::kNoSuchObject, "There is no category '" + wanted + "' in " +
                                         source_.Info().pool +
                                         " to export. Check -Scope, or leave it out for all."};
      if (found.size() > 1)
        return {Code::kConstraintViolation,
                "There are several categories '" + wanted + "' in " + source_.Info().pool +
                    "; say which by its parents' names: '" + places_[found[0]].path + "'."};
      places_[found[0]].part = Place::Part::kWhole;
    }
    return Status::Ok();
  }

  // Of a part only the principals and add-ins it names are exported.
  Status ChooseNames() {
    return source_.EachNode([&](LegacyNode&& node) {
      if (!Wanted(node.id)) return true;
      for (const Principals* list : {&node.allowed, &node.denied, &node.members, &node.managers,
                                     &node.presenters, &node.creators})
        names_.insert(list->begin(), list->end());
      if (!node.addin.empty()) addins_.insert(node.addin);
      return true;
    });
  }

  bool Wanted(int64_t id) const {
    auto place = places_.find(id);
    return place != places_.end() && place->second.part != Place::Part::kNone &&
           (place->second.is_category || with_rooms() || options_.level == Level::kUser);
  }

  // ---- writing

  template <typename T, typename Filter>
  auto Into(Status* status, const Filter& filter) {
    return [this, status, filter](T&& record) {
      if (!filter(record)) return true;
      *status = writer_.Add(record);
      if (status->ok()) *status = Told("Writing principals and rooms", 0, 0);
      return status->ok();
    };
  }

  Status WritePrincipals() {
    Status written;
    Status read = source_.EachPrincipal(Into<LegacyPrincipal>(&written, [this](const auto& one) {
      return options_.scope.empty() || names_.count(one.name) != 0;
    }));
    return read.ok() ? written : read;
  }

  Status WriteAddins() {
    if (!with_addins()) return Status::Ok();
    Status written;
    Status read = source_.EachAddin(Into<Addin>(&written, [this](const Addin& one) {
      return options_.scope.empty() || addins_.count(one.name) != 0;
    }));
    return read.ok() ? written : read;
  }

  Status WriteNodes() {
    if (options_.level == Level::kUser) return Status::Ok();
    Status written;
    Status read = source_.EachNode([&](LegacyNode&& node) {
      if (!Wanted(node.id)) return true;
      const Place& place = places_[node.id];
      bool context = options_.level == Level::kContent || place.part == Place::Part::kContext;
      if (!node.is_category)
        result_.rooms.push_back({node.id, node.name, places_[node.parent].name, node.disabled});
      written = writer_.Add(ArchiveNode{std::move(node), context});
      if (written.ok()) written = Told("Writing principals and rooms", 0, 0);
      return written.ok();
    });
    return read.ok() ? written : read;
  }

  Status WriteMessages() {
    if (!with_messages()) return Status::Ok();
    int64_t total = 0, done = 0;
    for (const ExportedRoom& room : result_.rooms) {
      Result<int64_t> messages = source_.CountMessages(room.id, options_.start);
      if (!messages.ok()) return messages.status();
      total += *messages;
      if (Status on = Told("Counting messages", 0, 0); !on.ok()) return on;
    }
    for (const ExportedRoom& room : result_.rooms) {
      Status written;
      Status read = source_.EachMessage(room.id, options_.start, [&](Message&& message) {
        result_.last_posted = std::max(message.posted, result_.last_posted.value_or(INT64_MIN));
        written = writer_.Add(ArchiveMessage{room.id, std::move(message)});
        if (written.ok()) written = Told("Writing messages", ++done, total);
        return written.ok();
      });
      if (!read.ok() || !written.ok()) return read.ok() ? written : read;
    }
    return Status::Ok();
  }

  Status Told(const char* doing, int64_t done, int64_t total) {
    if (!progress_ || ++told_ % kEvery != 0 || progress_({doing, done, total})) return Status::Ok();
    return {Code::kCancelled, "The export was stopped; nothing was left behind."};
  }

  TransferSource& source_;
  const ExportOptions& options_;
  ArchiveWriter& writer_;
  const TransferProgress& progress_;
  ExportResult result_;
  std::vector<int64_t> order_;
  std::map<int64_t, Place> places_;
  std::set<std::string> names_, addins_;
  int64_t told_ = 0;
};

}  // namespace

Result<ExportResult> Export(TransferSource& source, const ExportOptions& options,
                            ArchiveWriter& writer, const TransferProgress& progress) {
  return Exporter(source, options, writer, progress).Run();
}

}  // namespace sipsh::chat
