#include "cmdlets/lync/coexistence/room_reader.h"

#include "cmdlets/lync/persistent_chat/chat_support.h"

namespace sipsh {

using coexistence::PoolRooms;

namespace {

PoolRooms ReadPool(chat::ChatStore& store, const std::string& pool, const directory::Wait& wait) {
  PoolRooms rooms;
  rooms.pool = pool;
  chat::Status read = store.EachCategory(pool, [&](chat::Category&& category) {
    rooms.categories.push_back(std::move(category));
    return true;
  });
  if (read.ok()) {
    read = store.EachRoom(pool, {}, [&](chat::Room&& room) {
      rooms.rooms.push_back(std::move(room));
      return !wait.Stopping();
    });
  }
  if (!read.ok()) rooms.missing = read.message;
  return rooms;
}

}  // namespace

std::vector<PoolRooms> ReadRooms(EnvironmentService& environment, const directory::Wait& wait) {
  std::vector<PoolRooms> all;
  for (const topology::Pool& pool : environment.Topology().pools)
    if (pool.IsPersistentChat()) all.push_back(ReadPool(ChatOf(environment), pool.fqdn, wait));
  return all;
}

}  // namespace sipsh
