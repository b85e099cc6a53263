// The counts of chat data by name, for files and reports.
#pragma once

#include <array>

#include "directory/chat/transfer/source.h"

namespace sipsh::cutover {

struct CountName {
  const char* name;
  int64_t chat::TransferCounts::*count;
};

inline const std::array<CountName, 6>& CountNames() {
  using Counts = chat::TransferCounts;
  static constexpr std::array<CountName, 6> kNames{{{"principals", &Counts::principals},
                                                    {"addins", &Counts::addins},
                                                    {"categories", &Counts::categories},
                                                    {"rooms", &Counts::rooms},
                                                    {"disabled_rooms", &Counts::disabled_rooms},
                                                    {"messages", &Counts::messages}}};
  return kNames;
}

}  // namespace sipsh::cutover
