// What of a change may be written into the journal.
#pragma once

#include "directory/journal/journal.h"

namespace sipsh::journal {

// A change without what must not be written, and the names of what was left out.
RecordedChange ForTheRecord(const directory::Change& change);
// Gives it the entry as it was before, without secrets.
void RedactBefore(directory::Entry entry, RecordedChange* recorded);

}  // namespace sipsh::journal
