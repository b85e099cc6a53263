// SecureString, PSCredential, NetworkCredential, and the two methods of Marshal by which scripts
// read a SecureString.
#include "shell/value/credential.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/type_table.h"
#include "shell/value/types/helpers.h"

namespace sipsh {
namespace {

using namespace type_rows;

extern const TypeInfo kSecureStringType, kCredentialType, kNetworkType, kBstrType;

void Wipe(std::string& text) {
  volatile char* bytes = text.data();
  for (size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
  text.clear();
}

class SecureStringObject final : public Object {
 public:
  explicit SecureStringObject(std::string text) : text_(std::move(text)) {}
  ~SecureStringObject() override { Wipe(text_); }
  const TypeInfo& Type() const override { return kSecureStringType; }
  std::string& text() { return text_; }
  bool read_only = false;

 private:
  std::string text_;
};

// What SecureStringToBSTR gives: stands for a pointer, shows as one.
class BstrObject final : public Object {
 public:
  explicit BstrObject(std::string text) : text_(std::move(text)) {}
  ~BstrObject() override { Wipe(text_); }
  const TypeInfo& Type() const override { return kBstrType; }
  std::string& text() { return text_; }

 private:
  std::string text_;
};

class CredentialObject final : public Container {
 public:
  CredentialObject(std::string user, Value password)
      : user_(std::move(user)), password_(std::move(password)) {}
  const TypeInfo& Type() const override { return kCredentialType; }
  void DropReferences() override { password_ = Value(); }
  const std::string& user() const { return user_; }
  const Value& password() const { return password_; }

 private:
  std::string user_;
  Value password_;
};

class NetworkObject final : public Container {
 public:
  NetworkObject(std::string user, std::string domain, Value password)
      : user(std::move(user)), domain(std::move(domain)), password(std::move(password)) {}
  const TypeInfo& Type() const override { return kNetworkType; }
  void DropReferences() override { password = Value(); }

  std::string user, domain;
  Value password;
};

template <typename T>
T& As(const Value& self) {
  return static_cast<T&>(*Unwrap(self).object());
}

Value RequireSecure(const Value& value) {
  if (!SecureText(value))
    ThrowArgument("A SecureString is needed; ConvertTo-SecureString makes one.");
  return value;
}

SecureStringObject& Writable(const Value& self) {
  auto& secure = As<SecureStringObject>(self);
  if (secure.read_only)
    ThrowArgument("The SecureString is read-only.", "System.InvalidOperationException");
  return secure;
}

constexpr PropertyInfo kSecureProperties[] = {
    {"Length", &types::kInt32,
     [](const Value& self) { return Int(Utf16Length(As<SecureStringObject>(self).text())); }},
};
constexpr MethodInfo kSecureMethods[] = {
    {"AppendChar", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       Writable(self).text() += ToText(args[0]);
       return Value();
     }},
    {"Clear", 0, 0,
     [](CallContext*, const Value& self, Args) {
       Wipe(Writable(self).text());
       return Value();
     }},
    {"Dispose", 0, 0,
     [](CallContext*, const Value& self, Args) {
       Wipe(As<SecureStringObject>(self).text());
       return Value();
     }},
    {"MakeReadOnly", 0, 0,
     [](CallContext*, const Value& self, Args) {
       As<SecureStringObject>(self).read_only = true;
       return Value();
     }},
    {"Copy", 0, 0,
     [](CallContext*, const Value& self, Args) {
       return MakeSecureString(As<SecureStringObject>(self).text());
     }},
};

Value MakeNetwork(const std::string& user, const Value& password) {
  const size_t slash = user.find('\\');
  if (slash == std::string::npos) return Value::FromObject(new NetworkObject(user, "", password));
  return Value::FromObject(
      new NetworkObject(user.substr(slash + 1), user.substr(0, slash), password));
}

constexpr PropertyInfo kCredentialProperties[] = {
    {"UserName", &types::kString,
     [](const Value& self) { return Value::String(As<CredentialObject>(self).user()); }},
    {"Password", &kSecureStringType,
     [](const Value& self) { return As<CredentialObject>(self).password(); }},
};
constexpr MethodInfo kCredentialMethods[] = {
    {"GetNetworkCredential", 0, 0,
     [](CallContext*, const Value& self, Args) {
       const auto& credential = As<CredentialObject>(self);
       return MakeNetwork(credential.user(), credential.password());
     }},
};

constexpr PropertyInfo kNetworkProperties[] = {
    {"UserName", &types::kString,
     [](const Value& self) { return Value::String(As<NetworkObject>(self).user); }},
    {"Password", &types::kString,
     [](const Value& self) {
       return Value::String(*SecureText(As<NetworkObject>(self).password));
     }},
    {"SecurePassword", &kSecureStringType,
     [](const Value& self) { return As<NetworkObject>(self).password; }},
    {"Domain", &types::kString,
     [](const Value& self) { return Value::String(As<NetworkObject>(self).domain); }},
};

constexpr MethodInfo kMarshalMethods[] = {
    {"SecureStringToBSTR", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::FromObject(new BstrObject(*SecureText(RequireSecure(args[0]))));
     }},
    {"PtrToStringAuto", 1, 1,
     [](CallContext*, const Value&, Args args) {
       if (!Unwrap(args[0]).As<BstrObject>())
         ThrowArgument("What SecureStringToBSTR gave is needed.");
       return Value::String(As<BstrObject>(args[0]).text());
     }},
    {"PtrToStringBSTR", 1, 1,
     [](CallContext*, const Value&, Args args) {
       if (!Unwrap(args[0]).As<BstrObject>())
         ThrowArgument("What SecureStringToBSTR gave is needed.");
       return Value::String(As<BstrObject>(args[0]).text());
     }},
    {"ZeroFreeBSTR", 1, 1,
     [](CallContext*, const Value&, Args args) {
       if (Unwrap(args[0]).As<BstrObject>()) Wipe(As<BstrObject>(args[0]).text());
       return Value();
     }},
};

const TypeInfo kSecureStringType = {
    .full_name = "System.Security.SecureString",
    .name = "SecureString",
    .base = &types::kObject,
    .properties = kSecureProperties,
    .methods = kSecureMethods,
    .construct = [](CallContext*, Args args) {
      if (!args.empty())
        ThrowArgument("[securestring]::new takes no arguments; AppendChar fills it.");
      return MakeSecureString({});
    }};
const TypeInfo kCredentialType = {
    .full_name = "System.Management.Automation.PSCredential",
    .name = "PSCredential",
    .base = &types::kObject,
    .properties = kCredentialProperties,
    .methods = kCredentialMethods,
    .construct = [](CallContext*, Args args) {
      if (args.size() != 2)
        ThrowArgument("A PSCredential is made of a user name and a SecureString.");
      return MakeCredential(ToText(args[0]), RequireSecure(args[1]));
    }};
const TypeInfo kNetworkType = {
    .full_name = "System.Net.NetworkCredential",
    .name = "NetworkCredential",
    .base = &types::kObject,
    .properties = kNetworkProperties,
    .construct = [](CallContext*, Args args) {
      if (args.size() < 2 || args.size() > 3)
        ThrowArgument(
            "A NetworkCredential is made of a user name, a password and perhaps a domain.");
      const Value password = SecureText(args[1]) ? args[1] : MakeSecureString(ToText(args[1]));
      return Value::FromObject(new NetworkObject(
          ToText(args[0]), args.size() == 3 ? ToText(args[2]) : std::string(), password));
    }};
const TypeInfo kBstrType = {
    .full_name = "System.IntPtr", .name = "IntPtr", .base = &types::kObject};
const TypeInfo kMarshalType = {.full_name = "System.Runtime.InteropServices.Marshal",
                               .name = "Marshal",
                               .base = &types::kObject,
                               .static_methods = kMarshalMethods};

}  // namespace

Value MakeSecureString(std::string text) {
  return Value::FromObject(new SecureStringObject(std::move(text)));
}

const std::string* SecureText(const Value& value) {
  const Value plain = Unwrap(value);
  auto* secure = plain.As<SecureStringObject>();
  return secure ? &secure->text() : nullptr;
}

Value MakeCredential(std::string user_name, const Value& password) {
  if (user_name.empty()) ThrowArgument("The user name of a credential cannot be empty.");
  return Value::FromObject(new CredentialObject(std::move(user_name), password));
}

bool IsCredential(const Value& value) { return Unwrap(value).As<CredentialObject>() != nullptr; }

void RegisterCredentialTypes(TypeTable& types) {
  types.Register(kSecureStringType, {"securestring"});
  types.Register(kCredentialType, {"pscredential"});
  types.Register(kNetworkType);
  types.Register(kBstrType, {"intptr"});
  types.Register(kMarshalType);
}

}  // namespace sipsh
