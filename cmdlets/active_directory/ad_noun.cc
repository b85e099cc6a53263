#include "cmdlets/active_directory/ad_noun.h"

#include "cmdlets/active_directory/ad_user_table.h"
#include "cmdlets/directory_support/user_accounts.h"

namespace sipsh {
namespace {

using directory::Filter;
using Kind = PropertyKind;
using Write = AdParameterKind;

constexpr PropertyDefinition kGroup[] = {
    {"DistinguishedName", Kind::kDn},
    {"GroupCategory", Kind::kGroupCategory, "groupType"},
    {"GroupScope", Kind::kGroupScope, "groupType"},
    {"Name", Kind::kText, "cn"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"SID", Kind::kSid, "objectSid"},
};

constexpr PropertyDefinition kGroupExtended[] = {
    {"CN", Kind::kText, "cn"},
    {"Created", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"Description", Kind::kText, "description"},
    {"DisplayName", Kind::kText, "displayName"},
    {"DistinguishedName", Kind::kDn},
    {"GroupCategory", Kind::kGroupCategory, "groupType"},
    {"GroupScope", Kind::kGroupScope, "groupType"},
    {"ManagedBy", Kind::kText, "managedBy"},
    {"MemberOf", Kind::kTextList, "memberOf"},
    {"Members", Kind::kTextList, "member"},
    {"Modified", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
    {"Name", Kind::kText, "cn"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"SamAccountName", Kind::kText, "sAMAccountName"},
    {"SID", Kind::kSid, "objectSid"},
};

constexpr PropertyDefinition kUnit[] = {
    {"City", Kind::kText, "l"},
    {"Country", Kind::kText, "c"},
    {"DistinguishedName", Kind::kDn},
    {"ManagedBy", Kind::kText, "managedBy"},
    {"Name", Kind::kText, "ou"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"PostalCode", Kind::kText, "postalCode"},
    {"State", Kind::kText, "st"},
    {"StreetAddress", Kind::kText, "street"},
};

constexpr PropertyDefinition kUnitExtended[] = {
    {"City", Kind::kText, "l"},
    {"Country", Kind::kText, "c"},
    {"Created", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"Description", Kind::kText, "description"},
    {"DisplayName", Kind::kText, "displayName"},
    {"DistinguishedName", Kind::kDn},
    {"ManagedBy", Kind::kText, "managedBy"},
    {"Modified", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
    {"Name", Kind::kText, "ou"},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
    {"PostalCode", Kind::kText, "postalCode"},
    {"State", Kind::kText, "st"},
    {"StreetAddress", Kind::kText, "street"},
};

constexpr PropertyDefinition kObject[] = {
    {"DistinguishedName", Kind::kDn},
    {"Name", Kind::kRdn},
    {"ObjectClass", Kind::kObjectClass, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
};

constexpr PropertyDefinition kObjectExtended[] = {
    {"CN", Kind::kText, "cn"},
    {"Created", Kind::kTime, "whenCreated", 0, "createTimestamp"},
    {"Description", Kind::kText, "description"},
    {"DisplayName", Kind::kText, "displayName"},
    {"DistinguishedName", Kind::kDn},
    {"Modified", Kind::kTime, "whenChanged", 0, "modifyTimestamp"},
    {"Name", Kind::kRdn},
    {"ObjectClass", Kind::kText, "objectClass"},
    {"ObjectGUID", Kind::kGuid, "objectGUID", 0, "entryUUID"},
};

constexpr AdParameter kUserParameters[] = {
    {"GivenName", "givenName", Write::kText, "First name."},
    {"Surname", "sn", Write::kText, "Last name."},
    {"DisplayName", "displayName", Write::kText, "Name as shown."},
    {"Initials", "initials", Write::kText, "Initials."},
    {"Description", "description", Write::kText, "Description."},
    {"SamAccountName", "sAMAccountName", Write::kText, "Logon name without the domain."},
    {"UserPrincipalName", "userPrincipalName", Write::kText, "Logon name with the domain."},
    {"EmailAddress", "mail", Write::kText, "E-mail address."},
    {"Enabled", "userAccountControl", Write::kAccountDisabled,
     "$false for an account nobody may "
     "log on with."},
    {"Title", "title", Write::kText, "Job title."},
    {"Department", "department", Write::kText, "Department."},
    {"Company", "company", Write::kText, "Company."},
    {"Office", "physicalDeliveryOfficeName", Write::kText, "Office."},
    {"OfficePhone", "telephoneNumber", Write::kText, "Phone number."},
    {"MobilePhone", "mobile", Write::kText, "Mobile phone number."},
    {"Fax", "facsimileTelephoneNumber", Write::kText, "Fax number."},
    {"City", "l", Write::kText, "City."},
    {"State", "st", Write::kText, "State or province."},
    {"StreetAddress", "street", Write::kText, "Street and number."},
    {"PostalCode", "postalCode", Write::kText, "Postal code."},
    {"Country", "c", Write::kText, "Country, two letters."},
    {"EmployeeID", "employeeNumber", Write::kText, "Number of the employee."},
    {"Manager", "manager", Write::kObject, "The manager: DN, GUID or sAMAccountName."},
};

constexpr AdParameter kGroupParameters[] = {
    {"SamAccountName", "sAMAccountName", Write::kText, "Name without the domain."},
    {"DisplayName", "displayName", Write::kText, "Name as shown."},
    {"Description", "description", Write::kText, "Description."},
    {"GroupCategory", "groupType", Write::kGroupCategory, "Security or Distribution."},
    {"GroupScope", "groupType", Write::kGroupScope, "DomainLocal, Global or Universal."},
    {"ManagedBy", "managedBy", Write::kObject, "Who looks after it: DN, GUID or sAMAccountName."},
};

constexpr AdParameter kUnitParameters[] = {
    {"DisplayName", "displayName", Write::kText, "Name as shown."},
    {"Description", "description", Write::kText, "Description."},
    {"City", "l", Write::kText, "City."},
    {"State", "st", Write::kText, "State or province."},
    {"StreetAddress", "street", Write::kText, "Street and number."},
    {"PostalCode", "postalCode", Write::kText, "Postal code."},
    {"ManagedBy", "managedBy", Write::kObject, "Who looks after it: DN, GUID or sAMAccountName."},
};

constexpr AdParameter kObjectParameters[] = {
    {"DisplayName", "displayName", Write::kText, "Name as shown."},
    {"Description", "description", Write::kText, "Description."},
};

const ObjectTable& GroupTable() {
  static const ObjectTable table{"Microsoft.ActiveDirectory.Management.ADGroup", kGroup, {}};
  return table;
}
const ObjectTable& GroupExtendedTable() {
  static const ObjectTable table{
      "Microsoft.ActiveDirectory.Management.ADGroup", kGroupExtended, {}};
  return table;
}
const ObjectTable& UnitTable() {
  static const ObjectTable table{
      "Microsoft.ActiveDirectory.Management.ADOrganizationalUnit", kUnit, {}};
  return table;
}
const ObjectTable& UnitExtendedTable() {
  static const ObjectTable table{
      "Microsoft.ActiveDirectory.Management.ADOrganizationalUnit", kUnitExtended, {}};
  return table;
}
const ObjectTable& AnyTable() {
  static const ObjectTable table{"Microsoft.ActiveDirectory.Management.ADObject", kObject, {}};
  return table;
}
const ObjectTable& AnyExtendedTable() {
  static const ObjectTable table{
      "Microsoft.ActiveDirectory.Management.ADObject", kObjectExtended, {}};
  return table;
}

}  // namespace

Filter AdNoun::Kind() const {
  auto is = [](const char* name) { return Filter::Equal("objectClass", name); };
  switch (object_class) {
    case AdClass::kUser:
      return UserAccounts();
    case AdClass::kAccount:
      return Filter::Or({is("user"), is("inetOrgPerson")});
    case AdClass::kGroup:
      return Filter::Or({is("group"), is("groupOfNames")});
    case AdClass::kOrganizationalUnit:
      return is("organizationalUnit");
    case AdClass::kAny:
      break;
  }
  return Filter::Present("objectClass");
}

const AdNoun& AdUserNoun() {
  static const AdNoun noun{
      "ADUser", "user", AdClass::kUser, &AdUserTable, &AdUserExtendedTable, kUserParameters};
  return noun;
}

const AdNoun& AdAccountNoun() {
  static const AdNoun noun{
      "ADUser", "account", AdClass::kAccount, &AdUserTable, &AdUserExtendedTable, kUserParameters};
  return noun;
}

const AdNoun& AdGroupNoun() {
  static const AdNoun noun{"ADGroup",           "group",         AdClass::kGroup, &GroupTable,
                           &GroupExtendedTable, kGroupParameters};
  return noun;
}

const AdNoun& AdOrganizationalUnitNoun() {
  static const AdNoun noun{"ADOrganizationalUnit",
                           "organizational unit",
                           AdClass::kOrganizationalUnit,
                           &UnitTable,
                           &UnitExtendedTable,
                           kUnitParameters,
                           "ou"};
  return noun;
}

const AdNoun& AdObjectNoun() {
  static const AdNoun noun{"ADObject", "object",          AdClass::kAny,
                           &AnyTable,  &AnyExtendedTable, kObjectParameters};
  return noun;
}

}  // namespace sipsh
