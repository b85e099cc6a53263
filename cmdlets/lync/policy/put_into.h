// Parameters that are no property by themselves say where in the object their value goes:
//
//   NetworkRegionLinks                       into a list: the parts between commas
//   BWAlternatePaths[BWPolicyModality=Audio].AlternatePath
//                                            into the element with that field; it is added where
//                                            there is none, with the further FIELD=VALUE between
//                                            the brackets
//   Transport.TransportChoice(SipProxyTLS).Fqdn
//                                            into an object made to be of that type
//   RoutingMethod=UseDefaultRouting          that text, when the value is true
//   Certificate(SipProxyUseDefaultCert)      nothing but the type: when the value is true
#pragma once

#include <string_view>

#include "cmdlets/lync/policy/noun.h"

namespace sipsh {

// `value` is a scalar; `said` what is said of the noun's object.
void PutInto(const Noun& noun, std::string_view path, topology::Setting value,
             topology::Setting* said);

}  // namespace sipsh
