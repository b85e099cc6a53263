#include "cmdlets/active_directory/ad_user_table.h"

namespace sipsh {
namespace {

using Kind = PropertyKind;

constexpr PropertyDefinition kDefault[] = {
    {"DistinguishedName", Kind::kDn},
    {"Enabled", Kind::kAccountEnabled, "userAccountControl"},
    {"GivenName", Kind::kText, "givenName"},
    {"Name", Kind::kText, "cn"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"SID", Kind::kSid, "objectSid"},
    {"Surname", Kind::kText, "sn"},
    {"UserPrincipalName", Kind::kText, "userPrincipalName"},
};

constexpr PropertyDefinition kExtended[] = {
    {"City", Kind::kText, "l"},
    {"CN", Kind::kText, "cn"},
    {"Company", Kind::kText, "company"},
    {"Country", Kind::kText, "c"},
    {"Created", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"Department", Kind::kText, "department"},
    {"Description", Kind::kText, "description"},
    {"DisplayName", Kind::kText, "displayName"},
    {"DistinguishedName", Kind::kDn},
    {"EmailAddress", Kind::kText, "mail"},
    {"EmployeeID", Kind::kText, "employeeNumber"},
    {"Enabled", Kind::kAccountEnabled, "userAccountControl"},
    {"Fax", Kind::kText, "facsimileTelephoneNumber"},
    {"GivenName", Kind::kText, "givenName"},
    {"Initials", Kind::kText, "initials"},
    {"Manager", Kind::kText, "manager"},
    {"MemberOf", Kind::kTextList, "memberOf"},
    {"MobilePhone", Kind::kText, "mobile"},
    {"Modified", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
    {"Name", Kind::kText, "cn"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"Office", Kind::kText, "physicalDeliveryOfficeName"},
    {"OfficePhone", Kind::kText, "telephoneNumber"},
    {"PostalCode", Kind::kText, "postalCode"},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"SID", Kind::kSid, "objectSid"},
    {"State", Kind::kText, "st"},
    {"StreetAddress", Kind::kText, "street"},
    {"Surname", Kind::kText, "sn"},
    {"Title", Kind::kText, "title"},
    {"UserPrincipalName", Kind::kText, "userPrincipalName"},
};

}  // namespace

const ObjectTable& AdUserTable() {
  static const ObjectTable table{"Microsoft.ActiveDirectory.Management.ADUser", kDefault, {}};
  return table;
}

const ObjectTable& AdUserExtendedTable() {
  static const ObjectTable table{"Microsoft.ActiveDirectory.Management.ADUser", kExtended, {}};
  return table;
}

}  // namespace sipsh
