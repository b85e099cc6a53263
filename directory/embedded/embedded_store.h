// The directory in one SQLite file (WAL, synchronous=FULL): for who has no server, for rehearsals
// and tests. Obeys the built-in schema as servers obey theirs, keeps each SIP address unique over
// the whole file, and applies an atomic ChangeSet as one durable transaction. A search may be
// running while the same store applies changes or searches again (from its sink): each running
// search reads its own snapshot.
#pragma once

#include <memory>
#include <string>

#include "directory/open_store.h"

namespace sipsh::directory {

// options.location without "embedded:". kUnavailable when the file is not there and create is not
// set.
Result<std::unique_ptr<Store>> OpenEmbeddedStore(const std::string& path,
                                                 const StoreOptions& options);

}  // namespace sipsh::directory
