#include "cmdlets/lync/persistent_chat/chat_target.h"

namespace sipsh {

void ChatTarget::ChangeList(CommandRuntime& runtime, PrincipalDirectory& principals,
                            std::string_view parameter, const Value& bound,
                            chat::Principals* list) const {
  if (runtime.IsBound(parameter)) {
    *list = principals.Changed(*list, bound);
    return;
  }
  std::optional<Value> member = InstanceMember(instance, parameter);
  if (!member) return;
  ListChange said = ParseListChange(*member);
  // As Get- showed it, it was not edited: names shown by -AsObject need not be resolved.
  if (!said.replace || *said.replace == *list || *said.replace == principals.Shown(*list)) return;
  *list = principals.Changed(*list, *member);
}

}  // namespace sipsh
