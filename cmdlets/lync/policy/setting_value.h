// Values of a uniform noun's properties: checked by the noun's data, and between the topology
// document's text and the shell's objects.
#pragma once

#include "cmdlets/lync/policy/noun.h"
#include "shell/value/value.h"

namespace sipsh {

// What the document says, as the property's type; a null setting is $null. Text that does not fit
// the type (a document edited by hand) is an ObjectError naming `where`.
Value ToValue(const SettingProperty& property, const topology::Setting& setting,
              const std::string& where);

// The value as the document holds it, checked: type, range, length, pattern, listed values. $null
// and the empty text are "nothing". Throws ObjectError InvalidPropertyValue.
topology::Setting ToSetting(const SettingProperty& property, const Value& value);

// What a parameter says. Of a list: a plain list replaces; @{Add=..; Remove=..; Replace=..} changes
// `before`; $null empties. (The PSListModifier of the Cs cmdlets.)
topology::Setting ModifyList(const SettingProperty& property, const topology::Setting& before,
                             const Value& value);

// Without keys.
bool SameSetting(const topology::Setting& a, const topology::Setting& b);

// Of what the document says, not of what a parameter does.
[[noreturn]] void RefuseDocument(const SettingProperty& property, const topology::Setting& setting,
                                 const std::string& where, const std::string& type);
[[noreturn]] void RefuseValue(const SettingProperty& property, const Value& value,
                              const std::string& why);

}  // namespace sipsh
