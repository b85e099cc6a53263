// Objects as values of properties: a mapping in the document, an object of the property's type for
// scripts. Where a property may hold objects of several types, `Choice` in the mapping names the
// one:
//
//   Realm: {Choice: SipProxyCustom, CustomValue: contoso.com}
#pragma once

#include "cmdlets/lync/policy/setting_value.h"

namespace sipsh {

// Whole: what the value leaves out is there by its default. Throws ObjectError
// InvalidPropertyValue.
topology::Setting ObjectSetting(const SettingProperty& property, const Value& value);
Value ObjectValue(const SettingProperty& property, const topology::Setting& setting,
                  const std::string& where);
// What is said of an object, and the defaults of the rest.
topology::Setting WholeSetting(const Noun& shape, const topology::Setting& said);
// The object of one type, from a mapping.
Value ShapeValue(const Noun& shape, const topology::Setting& setting, const std::string& where);

}  // namespace sipsh
