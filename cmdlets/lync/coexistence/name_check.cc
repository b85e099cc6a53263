#include "cmdlets/lync/coexistence/name_check.h"

#include <chrono>
#include <deque>
#include <netdb.h>
#include <thread>

namespace sipsh {
namespace {

using coexistence::Finding;
using coexistence::Severity;
using topology::EqualsIgnoreCase;

constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kSlice{20};

struct Name {
  std::string fqdn, pool;
  gaicb question{};
};

std::deque<Name> NamesOf(const topology::Topology& topology) {
  std::deque<Name> names;
  auto add = [&](const std::string& fqdn, const std::string& pool) {
    for (const Name& known : names)
      if (EqualsIgnoreCase(known.fqdn, fqdn)) return;
    names.push_back({fqdn, pool, {}});
  };
  for (const topology::Pool& pool : topology.pools) {
    add(pool.fqdn, pool.fqdn);
    for (const topology::Computer& computer : pool.computers) add(computer.fqdn, pool.fqdn);
  }
  return names;
}

bool AllAnswered(const std::deque<Name>& names) {
  for (const Name& name : names)
    if (gai_error(const_cast<gaicb*>(&name.question)) == EAI_INPROGRESS) return false;
  return true;
}

Finding Unresolved(const Name& name, int error) {
  std::string why = error == EAI_INPROGRESS ? "no answer in time" : gai_strerror(error);
  bool of_pool = EqualsIgnoreCase(name.fqdn, name.pool);
  return {"name-resolves", Severity::kWarning, name.pool,
          "The " + std::string(of_pool ? "pool's name " : "computer's name ") + name.fqdn +
              " has no address: " + why + ".",
          "Correct the name in the topology, or enter it in DNS."};
}

}  // namespace

std::vector<Finding> CheckNames(const topology::Topology& topology, const directory::Wait& wait) {
  std::deque<Name> names = NamesOf(topology);
  std::vector<gaicb*> questions;
  for (Name& name : names) {
    name.question.ar_name = name.fqdn.c_str();
    questions.push_back(&name.question);
  }
  std::vector<Finding> findings;
  if (questions.empty() ||
      getaddrinfo_a(GAI_NOWAIT, questions.data(), static_cast<int>(questions.size()), nullptr) != 0)
    return findings;
  auto end = std::chrono::steady_clock::now() + kPatience;
  // Not gai_suspend: with a time limit glibc's leaves pointers to its stack behind.
  while (!AllAnswered(names) && !wait.Stopping() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(kSlice);
  for (Name& name : names) {
    if (gai_error(&name.question) == EAI_INPROGRESS) gai_cancel(&name.question);
    int error = gai_error(&name.question);
    if (error != 0) findings.push_back(Unresolved(name, error));
    if (name.question.ar_result != nullptr) freeaddrinfo(name.question.ar_result);
  }
  // What is being asked just now is written to its question: that must not go before.
  while (!AllAnswered(names)) std::this_thread::sleep_for(kSlice);
  return findings;
}

}  // namespace sipsh
