#include "directory/journal/for_the_record.h"

namespace sipsh::journal {

using directory::Change;
using directory::Entry;

RecordedChange ForTheRecord(const Change& change) {
  RecordedChange recorded;
  recorded.change = change;
  recorded.change.assertion.reset();
  auto drop = [&](const std::string& name) { recorded.redacted.push_back(name); };
  for (auto& modification : recorded.change.modifications)
    if (IsSecretAttribute(modification.attribute)) {
      modification.values.clear();
      drop(modification.attribute);
    }
  std::vector<std::string> secret;
  for (const auto& attribute : change.entry)
    if (IsSecretAttribute(attribute.name)) secret.emplace_back(attribute.name);
  for (const std::string& name : secret) {
    recorded.change.entry.Remove(name);
    drop(name);
  }
  return recorded;
}

void RedactBefore(Entry entry, RecordedChange* recorded) {
  std::vector<std::string> secret;
  for (const auto& attribute : entry)
    if (IsSecretAttribute(attribute.name)) secret.emplace_back(attribute.name);
  for (const std::string& name : secret) {
    entry.Remove(name);
    // A modification of other attributes can still be undone; a deletion cannot bring these back.
    if (recorded->change.kind == Change::Kind::kDelete) recorded->redacted.push_back(name);
  }
  recorded->before = std::move(entry);
}

}  // namespace sipsh::journal
