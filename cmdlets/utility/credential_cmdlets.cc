#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/value/credential.h"

namespace sipsh {
namespace {

class GetCredential final : public Cmdlet {
 public:
  std::string user_name, message, title;
  Value credential;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (IsCredential(credential)) return runtime.WriteObject(credential);
    if (!credential.IsNull()) user_name = ToText(credential);
    HostUi& host = runtime.Service<HostUi>();
    if (!host.IsInteractive()) {
      Fail("GetCredentialNotInteractive",
           "Get-Credential cannot ask for a password: there is no terminal. Make the credential of "
           "a file's text: [pscredential]::new($user, (Get-Content $file | ConvertTo-SecureString "
           "-AsPlainText)).",
           ErrorCategory::kInvalidOperation);
    }
    if (!title.empty()) host.WriteOut(title + "\n");
    if (!message.empty()) host.WriteOut(message + "\n");
    if (user_name.empty()) user_name = host.ReadLine("User: ");
    return runtime.WriteObject(MakeCredential(
        user_name, MakeSecureString(host.ReadSecret("Password for " + user_name + ": "))));
  }
};

class ToSecureString final : public Cmdlet {
 public:
  std::string text;
  bool as_plain_text = false, force = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (!as_plain_text) {
      Fail("EncryptedStringNotSupported",
           "Text encrypted by Windows' data protection cannot be read here. Give the password with "
           "-AsPlainText, best from a file that only its owner can read.",
           ErrorCategory::kNotImplemented);
    }
    return runtime.WriteObject(MakeSecureString(text));
  }
};

class FromSecureString final : public Cmdlet {
 public:
  Value secure;
  bool as_plain_text = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    const std::string* text = SecureText(secure);
    if (!text) {
      Fail("ArgumentNotSecureString",
           "What was given is no SecureString. ConvertTo-SecureString makes one.",
           ErrorCategory::kInvalidArgument);
    }
    if (!as_plain_text) {
      Fail("EncryptedStringNotSupported",
           "There is no data protection as on Windows that could encrypt the text. -AsPlainText "
           "gives it as it is.",
           ErrorCategory::kNotImplemented);
    }
    return runtime.WriteObject(Value::String(*text));
  }
};

}  // namespace

namespace utility {
void AddCredentialCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using G = GetCredential;
  CmdletMetadata get = MakeCmdlet<G>("Get", "Credential", "Asks for a user name and a password.");
  get.output_type = "System.Management.Automation.PSCredential";
  get.default_set = "CredentialSet";
  get.Add(Parameter<&G::credential>("Credential", "A credential, given back, or a user name.")
              .InSet("CredentialSet")
              .Position(0)
              .AllowNull());
  get.Add(Parameter<&G::user_name>("UserName", "The user; asked for unless given.")
              .InSet("MessageSet")
              .Position(0));
  get.Add(Parameter<&G::message>("Message", "Shown before the question.")
              .InSet("MessageSet")
              .Mandatory());
  get.Add(Parameter<&G::title>("Title", "Shown above the message.").InSet("MessageSet"));
  cmdlets.push_back(std::move(get));
  using T = ToSecureString;
  CmdletMetadata to =
      MakeCmdlet<T>("ConvertTo", "SecureString", "Makes a SecureString, which nothing displays.");
  to.output_type = "System.Security.SecureString";
  to.Add(Parameter<&T::text>("String", "The text.").Mandatory().Position(0).ByValue().AllowEmpty());
  to.Add(Parameter<&T::as_plain_text>("AsPlainText", "The text is the password itself."));
  to.Add(Parameter<&T::force>("Force", "Known from Windows; needs not be given."));
  cmdlets.push_back(std::move(to));
  using F = FromSecureString;
  CmdletMetadata from =
      MakeCmdlet<F>("ConvertFrom", "SecureString", "Gives the text of a SecureString.");
  from.output_type = "System.String";
  from.Add(
      Parameter<&F::secure>("SecureString", "The SecureString.").Mandatory().Position(0).ByValue());
  from.Add(Parameter<&F::as_plain_text>("AsPlainText", "The text as it is."));
  cmdlets.push_back(std::move(from));
}
}  // namespace utility
}  // namespace sipsh
