// Edits one directory object as New- and Set-AD... ask: by the rows of its kind, and by hashtables
// of attributes (-Add, -Remove, -Replace, -Clear, -OtherAttributes). Writes nothing itself.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/active_directory/ad_identity.h"
#include "directory/change.h"

namespace sipsh {

class AdEditor {
 public:
  AdEditor(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
           directory::Entry entry);

  void Put(const AdParameter& parameter, const Value& value);
  // Hashtables of attribute and value or values; the error InvalidAttributeTable else.
  void Add(const Value& table);
  void Remove(const Value& table);
  void Replace(const Value& table);
  void Clear(const std::vector<std::string>& attributes);

  const directory::Entry& After() const { return after_; }
  // What differs, as additions and deletions of single values where values were added or removed,
  // so that a group of many members is changed by a few lines.
  std::vector<directory::Modification> Modifications() const { return modifications_; }

 private:
  void Set(std::string_view attribute, std::vector<std::string> values);
  void Apply(directory::Modification modification);
  using Visit = void (AdEditor::*)(std::string attribute, std::vector<std::string> values);
  void Walk(const Value& table, Visit visit);
  void AddValues(std::string attribute, std::vector<std::string> values);
  void RemoveValues(std::string attribute, std::vector<std::string> values);
  void ReplaceValues(std::string attribute, std::vector<std::string> values);

  CommandRuntime& runtime_;
  EnvironmentService& environment_;
  directory::Store& store_;
  directory::Entry after_;
  std::vector<directory::Modification> modifications_;
};

}  // namespace sipsh
