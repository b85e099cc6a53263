// ChatTarget: a cmdlet that works on one category, room or add-in, named by -Identity or given as
// -Instance.
#pragma once

#include "cmdlets/lync/persistent_chat/chat_objects.h"

namespace sipsh {

class ChatTarget : public ObjectCmdlet {
 public:
  std::string identity;
  Value instance;
  bool force = false;

 protected:
  ChatName Named(EnvironmentService& environment) const {
    return ChatNameMeant(environment, identity, instance);
  }
  // The value bound to the parameter; else, of an object given as -Instance, its member.
  std::optional<Value> Wished(CommandRuntime& runtime, std::string_view parameter,
                              std::string_view member, const Value& bound) const {
    return runtime.IsBound(parameter) ? std::optional<Value>(bound)
                                      : InstanceMember(instance, member);
  }
  // A list changed by its parameter, or by the object where it was edited.
  void ChangeList(CommandRuntime& runtime, PrincipalDirectory& principals,
                  std::string_view parameter, const Value& bound, chat::Principals* list) const;
};

// -Identity and -Instance in the sets of their names.
template <typename C>
void AddChatTarget(CmdletMetadata* m, const ChatKind& kind, bool instance_has_position = true) {
  std::string word(kind.word);
  m->default_set = "Identity";
  m->Add(Parameter<&ChatTarget::identity, C>("Identity",
                                             "The " + word +
                                                 " as pool\\Name; the pool "
                                                 "may be left out where there is only one.")
             .InSet("Identity")
             .Mandatory()
             .Position(0));
  ParameterMetadata given =
      Parameter<&ChatTarget::instance, C>(
          "Instance", "An object of Get-CsPersistentChat" + std::string(kind.noun) + ".")
          .InSet("Instance")
          .Mandatory()
          .ByValue();
  if (instance_has_position) std::move(given).Position(0);
  m->Add(std::move(given));
}

}  // namespace sipsh
