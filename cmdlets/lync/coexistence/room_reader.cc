#include "cmdlets/lync/coexistence/room_reader.h"

#include "cmdlets/lync/persistent_chat/chat_database.h"
#include "cmdlets/lync/persistent_chat/chat_support.h"

namespace sipsh {

using coexistence::PoolRooms;

namespace {

PoolRooms ReadPool(CommandRuntime& runtime, chat::ChatStore& store, const std::string& pool) {
  PoolRooms rooms;
  rooms.pool = pool;
  chat::Status read = store.EachCategory(pool, [&](chat::Category&& category) {
    rooms.categories.push_back(std::move(category));
    return true;
  });
  if (read.ok()) {
    read = store.EachRoom(pool, {}, [&](chat::Room&& room) {
      rooms.rooms.push_back(std::move(room));
      return !runtime.Stopping();
    });
  }
  if (!read.ok()) rooms.missing = read.message;
  return rooms;
}

PoolRooms ReadLegacyPool(CommandRuntime& runtime, EnvironmentService& environment,
                         const std::string& pool) {
  PoolRooms unknown;
  unknown.pool = pool;
  try {
    std::unique_ptr<chat::TransferSource> source =
        OpenChatSource(runtime, environment, RequireChatDatabase(environment, pool, {}));
    std::vector<chat::LegacyNode> nodes;
    chat::Status read = source->EachNode([&](chat::LegacyNode&& node) {
      nodes.push_back(std::move(node));
      return !runtime.Stopping();
    });
    if (read.ok()) return coexistence::FromLegacyTree(pool, nodes);
    unknown.missing = read.message;
  } catch (const ObjectError& error) {
    unknown.missing = error.Record().message;
  }
  return unknown;
}

}  // namespace

std::vector<PoolRooms> ReadRooms(CommandRuntime& runtime, EnvironmentService& environment) {
  std::vector<PoolRooms> all;
  for (const topology::Pool& pool : environment.Topology().pools) {
    if (pool.IsPersistentChat())
      all.push_back(ReadPool(runtime, ChatOf(environment), pool.fqdn));
    else if (pool.group_chat)
      all.push_back(ReadLegacyPool(runtime, environment, pool.fqdn));
  }
  return all;
}

}  // namespace sipsh
