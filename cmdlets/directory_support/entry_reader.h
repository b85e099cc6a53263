// Reads directory entries straight into records by an object table. Attributes are taken in one
// pass, in the order the directory sends them (which hardly ever changes from entry to entry).
// One reader per search; keep it for all its entries.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cmdlets/directory_support/object_table.h"
#include "directory/entry.h"
#include "shell/value/shape.h"
#include "shell/value/value.h"

namespace sipsh {

// What reading needs beside the entry.
struct ReaderContext {
  std::function<std::string(std::string_view home_server_dn)> pool_of_home_server;
  std::function<std::string(std::string_view trusted_service_dn)> pool_of_trusted_service;
  // The name of the policy of that kind; "" when the user has none of its own.
  std::function<std::string(std::string_view policy, const directory::ValueRange& values)> policy;
  std::string source;  // PropertyKind::kSource
};

class EntryReader {
 public:
  // Extra attributes become properties of their own behind the table's (Get-ADUser -Properties).
  EntryReader(const ObjectTable& table, ReaderContext context,
              const std::vector<std::string>& extra_attributes = {});

  Value Read(const directory::EntryView& entry);
  // One property, without making a record.
  Value ReadProperty(const PropertyDefinition& property, const directory::EntryView& entry);
  // The attributes a search must ask for.
  const std::vector<std::string>& Attributes() const { return attributes_; }

 private:
  struct Use {
    const PropertyDefinition* property;
    size_t slot;
  };
  struct Binding {
    std::string attribute;
    std::vector<Use> uses;
  };

  const Binding* Find(std::string_view attribute, size_t position);
  Value Convert(const PropertyDefinition& property, const directory::ValueRange& values);
  Value PoolOf(const std::function<std::string(std::string_view)>& look_up, std::string_view dn);
  Value Absent(const PropertyDefinition& property) const;
  bool FromName(const PropertyDefinition& property, const directory::EntryView& entry,
                Value* out) const;

  ReaderContext context_;
  std::vector<PropertyDefinition> properties_;
  std::vector<std::string> extra_names_;
  std::vector<std::string> attributes_;
  std::vector<Binding> bindings_;
  std::vector<const Binding*> guesses_;  // By position in the last entry.
  std::vector<Value> defaults_;
  std::vector<Use> named_;  // What comes from the DN or from nowhere.
  std::unordered_map<std::string, Value> pools_;
  ShapeRef shape_;
};

// The text of the property's value, for messages and local comparison of DNs.
std::string GuidText(std::string_view bytes);  // 16 bytes in AD's order, or text as it is.
// What stands behind `name=` in one of the values; "" when none has it.
std::string_view ExtensionValue(const directory::ValueRange& values, std::string_view name);
std::string SidText(std::string_view bytes);   // S-1-...; text as it is.
Value GeneralizedTime(std::string_view text);  // $null when it is none.

}  // namespace sipsh
