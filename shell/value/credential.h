// [securestring], [pscredential] and NetworkCredential: a password that no display, cast to string,
// JSON or CSV shows. The text is kept in the process's memory only and wiped when the object ends;
// it is not encrypted there.
#pragma once

#include <string>
#include <string_view>

#include "shell/value/value.h"

namespace sipsh {

class TypeTable;

Value MakeSecureString(std::string text);
// The text behind a SecureString; null for any other value.
const std::string* SecureText(const Value& value);
// `password` is a SecureString.
Value MakeCredential(std::string user_name, const Value& password);
bool IsCredential(const Value& value);

void RegisterCredentialTypes(TypeTable& types);

}  // namespace sipsh
