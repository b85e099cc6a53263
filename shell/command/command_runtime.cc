#include "shell/command/command_runtime.h"

#include <algorithm>

#include "shell/value/members.h"
#include "shell/value/text.h"

namespace sipsh {

bool InvocationInfo::IsBound(std::string_view parameter) const {
  return std::any_of(bound.begin(), bound.end(),
                     [&](const std::string& name) { return EqualsIgnoreCase(name, parameter); });
}

Flow CommandRuntime::WriteEnumerated(const Value& objects) {
  Flow flow = Flow::kMore;
  Enumerate(objects, [&](const Value& object) {
    flow = WriteObject(object);
    return flow == Flow::kMore;
  });
  return flow;
}

}  // namespace sipsh
