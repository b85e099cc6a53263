// The types a session knows by name: full names, short names and accelerators, in any case.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shell/value/type_info.h"

namespace sipsh {

class TypeTable {
 public:
  TypeTable();
  ~TypeTable();
  TypeTable(const TypeTable&) = delete;
  TypeTable& operator=(const TypeTable&) = delete;

  // Adds a type under its full name and the given accelerators. The TypeInfo must outlive the
  // table.
  void Register(const TypeInfo& type, std::initializer_list<std::string_view> accelerators = {});
  void AddAccelerator(std::string_view name, const TypeInfo& type);

  // Takes what stands between the brackets of a type literal: int, System.String, string[],
  // Collections.Generic.List[string], "Dictionary[string,int]", Nullable[int]. The prefix
  // "System." may be left out. Null when unknown.
  const TypeInfo* Find(std::string_view name);
  // As Find; throws ValueError "TypeNotFound".
  const TypeInfo& Get(std::string_view name);

  // By its exact full name only, quickly; null when unknown.
  const TypeInfo* FindFullName(std::string_view full_name) const;

  const TypeInfo& ArrayOf(const TypeInfo& element);
  const TypeInfo& ListOf(const TypeInfo& element);
  const TypeInfo& DictionaryOf(const TypeInfo& key, const TypeInfo& value);

  // Accelerator of a type when it has one ("int"), else its full name.
  std::string_view DisplayName(const TypeInfo& type) const;
  // Names that begin with a prefix, for completion.
  std::vector<std::string> Complete(std::string_view prefix) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sipsh
