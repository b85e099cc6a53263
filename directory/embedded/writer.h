// Applies single changes inside a transaction that its caller began.
#pragma once

#include <array>

#include "directory/change.h"
#include "directory/embedded/layout.h"

namespace sipsh::directory::embedded {

class Writer {
 public:
  Writer(Database& database, const Schema& schema, const IndexNames& names)
      : database_(database), schema_(schema), names_(names) {}

  Status Apply(const Change& change);

 private:
  struct Stored {
    int64_t id = 0;
    int64_t parent = 0;
    Entry entry;
  };

  Status Add(const Change& change);
  Status Modify(const Change& change);
  Status Delete(const Change& change);
  Status Rename(const Change& change);

  std::string NewUuid();
  Result<Stored> Read(const Dn& dn);
  Status CheckAssertion(const Change& change, const Entry& entry);
  Result<int64_t> FindParent(const Dn& dn, const std::string& reversed_key);
  // Canonical names, whole class chains, no value twice; then the schema and the RDN.
  Result<Entry> Prepare(const Entry& entry);
  Status CheckRdn(const Entry& entry);
  Status WriteIndexes(int64_t id, const EntryView& before, const EntryView& after);
  Status WriteAddresses(int64_t id, const EntryView& before, const EntryView& after);
  Status AddressHeld(const std::string& address, std::string_view wanted_by);
  Status Store(const Stored& stored, const Entry& after);
  Status MoveDescendants(const std::string& old_key, const Dn& old_dn, const Dn& new_dn);

  Database& database_;
  const Schema& schema_;
  const IndexNames& names_;
  // The parent found last: entries come in families.
  std::string parent_key_;
  int64_t parent_id_ = 0;
  std::array<unsigned char, 4096> random_;
  size_t random_left_ = 0;
  bool random_asked_ = false;
};

}  // namespace sipsh::directory::embedded
