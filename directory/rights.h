// May this be done? Asked without doing it, in the way of the kind of server: Active Directory and
// Samba tell by computed attributes, 389 Directory Server by its control for effective rights,
// OpenLDAP by taking the change with the no-operation control, which goes through all but the
// writing. Whoever signed in is meant.
#pragma once

#include <string>

#include "directory/change.h"
#include "directory/store.h"

namespace sipsh::directory {

enum class Right {
  kGiven,
  kMissing,
  kUntold,  // This server does not tell, or tells only of other obstacles.
};

struct RightAnswer {
  Right right = Right::kUntold;
  std::string why;  // What the server said; for kGiven how it was asked.
};

// Implemented by stores that can tell.
class RightsTeller {
 public:
  virtual ~RightsTeller() = default;
  virtual Result<RightAnswer> MayApply(const Change& change, const Wait& wait) = 0;
};

// Of an addition the entry above must be there already.
Result<RightAnswer> AskRight(Store& store, const Change& change, const Wait& wait = {});

}  // namespace sipsh::directory
