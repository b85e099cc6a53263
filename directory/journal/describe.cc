#include "directory/journal/change_door.h"

namespace sipsh::journal {
namespace {

using directory::Change;
using directory::Modification;

std::string Printable(std::string_view value) {
  constexpr size_t kMost = 200;
  bool binary = false;
  for (char c : value) binary = binary || static_cast<unsigned char>(c) < ' ' || c == 0x7F;
  if (binary) return "(" + std::to_string(value.size()) + " bytes)";
  return value.size() <= kMost ? std::string(value) : std::string(value.substr(0, kMost)) + "...";
}

template <class Values>
std::string Assigned(std::string_view name, const Values& values) {
  if (IsSecretAttribute(name)) return std::string(name) + "=(not shown)";
  std::string text;
  for (const auto& value : values)
    text += (text.empty() ? "" : ", ") + std::string(name) + "=" + Printable(value);
  return text;
}

std::string AddText(const Change& change) {
  std::string text = "Add entry " + change.dn.text();
  std::string separator = ": ";
  for (const auto& attribute : change.entry) {
    text += separator + Assigned(attribute.name, attribute.values);
    separator = ", ";
  }
  return text;
}

std::string ModificationText(const Modification& modification) {
  const std::string& name = modification.attribute;
  std::string values = Assigned(name, modification.values);
  switch (modification.operation) {
    case Modification::Operation::kAdd:
      return "add " + values;
    case Modification::Operation::kDelete:
      return modification.values.empty() ? "remove " + name : "remove " + values;
    case Modification::Operation::kReplace:
      return modification.values.empty() ? "remove " + name : "set " + values;
  }
  return "";
}

}  // namespace

std::string Describe(const Change& change) {
  switch (change.kind) {
    case Change::Kind::kAdd:
      return AddText(change);
    case Change::Kind::kDelete:
      return "Delete entry " + change.dn.text();
    case Change::Kind::kRename:
      return "Rename entry " + change.dn.text() + " to " + change.ResultingDn().text();
    case Change::Kind::kModify:
      break;
  }
  std::string text = "Modify entry " + change.dn.text();
  std::string separator = ": ";
  for (const Modification& modification : change.modifications) {
    text += separator + ModificationText(modification);
    separator = "; ";
  }
  return text;
}

std::vector<std::string> Describe(const directory::ChangeSet& changes) {
  std::vector<std::string> lines;
  for (const Change& change : changes.changes) lines.push_back(Describe(change));
  return lines;
}

std::string Describe(const TopologyStep& step) {
  std::string place = " in " + step.document->path();
  if (step.edit) return step.edit->description + place + " and publish it";
  return (step.text ? "Publish the topology given as the new " : "Publish the topology ") +
         step.document->path() + " in place of version " +
         std::to_string(step.document->Version().number);
}

}  // namespace sipsh::journal
