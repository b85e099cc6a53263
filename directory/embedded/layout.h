// The file's tables, and how an entry becomes rows.
//   entry      one row an entry; rkey is the DN's reversed key, so that a subtree is a range
//   ix         values of indexed attributes, normalised; nothing else
//   sip        every SIP address, once over the whole file
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directory/embedded/database.h"
#include "directory/entry.h"
#include "directory/schema.h"

namespace sipsh::directory::embedded {

// Makes the tables in a new file; refuses a file of a later version.
Status PrepareLayout(Database& database);

// Which attributes this file has an index of.
class IndexNames {
 public:
  Status Read(Database& database);
  int64_t Find(const AttributeType& type) const;  // 0: none.

 private:
  std::vector<std::pair<std::string, int64_t>> ids_;
};

// False for object classes that nearly every entry has: a scan is quicker there.
bool WorthIndexing(const AttributeType& type, std::string_view normalised);
std::string_view IndexKey(std::string_view normalised);  // Long values are cut.

struct IndexRow {
  int64_t attribute;
  std::string value;
  auto operator<=>(const IndexRow&) const = default;
};
// Sorted, without repeats.
std::vector<IndexRow> IndexRows(const EntryView& entry, const Schema& schema,
                                const IndexNames& names);

// The addresses an entry holds: msRTCSIP-PrimaryUserAddress and sip: values of proxyAddresses;
// folded, sorted, without repeats.
std::vector<std::string> SipAddresses(const EntryView& entry);

}  // namespace sipsh::directory::embedded
