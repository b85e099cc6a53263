// The rules of rules.h by the file they live in.
#pragma once

#include <vector>

#include "directory/topology/rules.h"
#include "directory/topology/services.h"

namespace sipsh::topology {

std::vector<Rule> BasicRules();       // rules.cc: names, numbers, ports.
std::vector<Rule> ChatRules();        // chat_rules.cc: what a Persistent Chat pool is made of.
std::vector<Rule> DeploymentRules();  // deployment_rules.cc: homes, stores, chat, coexistence.

}  // namespace sipsh::topology
