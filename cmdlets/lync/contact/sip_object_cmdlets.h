// The cmdlets over everything that bears a SIP address: users, contacts, devices, meeting rooms,
// application endpoints. One class a verb; sip_object_type.h holds the nouns.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cmdlets/lync/contact/sip_object_type.h"
#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

std::vector<CmdletMetadata> SipObjectCmdlets();
std::optional<CmdletMetadata> SipObjectCmdlet(std::string_view name);  // One of them alone.

// What SipObjectCmdlets() is made of.
CmdletMetadata GetSipObject(const SipObjectType& type);
CmdletMetadata NewContact(const SipObjectType& type);
CmdletMetadata SetSipObject(const SipObjectType& type);
CmdletMetadata RemoveContact(const SipObjectType& type);
CmdletMetadata MoveSipObject(const SipObjectType& type);
CmdletMetadata MoveCsLegacyUser();
CmdletMetadata MoveCsApplicationEndpoint();
CmdletMetadata EnableAccount(const SipObjectType& type);
CmdletMetadata DisableAccount(const SipObjectType& type);
CmdletMetadata GetCsUserPoolInfo();

namespace sip_object_detail {

// Declares a parameter for each row; `assign` gets the row and the value.
template <typename C>
void AddProperties(CmdletMetadata* m, std::span<const SipProperty> rows) {
  for (const SipProperty& row : rows) {
    const char* type = "System.String";
    if (row.kind == SipPropertyKind::kBoolean || row.kind == SipPropertyKind::kBit ||
        row.kind == SipPropertyKind::kExtensionFlag) {
      type = "System.Boolean";
    } else if (row.kind == SipPropertyKind::kTextList) {
      type = "System.String[]";
    } else if (row.kind == SipPropertyKind::kObjects) {
      type = "System.Object";
    }
    ParameterMetadata parameter =
        DynamicParameter(std::string(row.parameter), std::string(row.help), type,
                         [&row](Cmdlet& cmdlet, const Value& value) {
                           static_cast<C&>(cmdlet).given.emplace_back(&row, value);
                         });
    if (!row.alias.empty()) std::move(parameter).Alias(std::string(row.alias));
    if (row.parameter == "ExchangeArchivingPolicy") {
      std::move(parameter).Enum(
          {"Uninitialized", "UseLyncArchivingPolicy", "ArchivingToExchange", "NoArchiving"});
    }
    m->Add(row.mandatory ? std::move(parameter).Mandatory() : std::move(parameter).AllowEmpty());
  }
}

}  // namespace sip_object_detail

}  // namespace sipsh
