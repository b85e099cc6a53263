#include "cmdlets/lync/contact/sip_object_editor.h"

#include <algorithm>
#include <charconv>

#include "cmdlets/directory_support/object_query.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"

namespace sipsh {

using directory::EqualIgnoreCase;
using directory::Filter;

namespace {

constexpr const char* kAddress = "msRTCSIP-PrimaryUserAddress";
constexpr const char* kProxyAddresses = "proxyAddresses";
constexpr const char* kLine = "msRTCSIP-Line";

bool StartsWith(std::string_view text, std::string_view start) {
  return EqualIgnoreCase(text.substr(0, start.size()), start);
}

void RequireTel(const SipProperty& property, const std::string& uri) {
  bool tel = StartsWith(uri, "tel:") && uri.find_first_of("0123456789") != std::string::npos;
  if (uri.empty() || tel || StartsWith(uri, "sip:")) return;
  Fail("'" + uri + "' is no value for -" + std::string(property.parameter) +
           ". Write it as tel:+14255550100 or tel:+14255550100;ext=100.",
       "InvalidLineUri", ErrorCategory::kInvalidArgument, Value::String(uri));
}

long long ToInteger(const std::string& text) {
  long long number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string> TextsOf(const Value& value) {
  std::vector<std::string> texts;
  for (const Value& each : parameter_detail::Elements(value)) {
    std::string text = ToText(each);
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

SipObjectEditor::SipObjectEditor(CommandRuntime& runtime, EnvironmentService& environment,
                                 directory::Store& store, directory::Entry entry)
    : runtime_(runtime),
      environment_(environment),
      store_(store),
      before_(entry),
      after_(std::move(entry)) {}

void SipObjectEditor::Put(const char* attribute, std::string value) {
  std::vector<std::string> values;
  if (!value.empty()) values.push_back(std::move(value));
  touched_.emplace_back(attribute);
  after_.Set(attribute, values);
}

void SipObjectEditor::Put(const SipProperty& property, const Value& value) {
  std::string attribute(property.attribute);
  switch (property.kind) {
    case SipPropertyKind::kAddress:
      return PutAddress(ToText(value));
    case SipPropertyKind::kText:
    case SipPropertyKind::kLine:
    case SipPropertyKind::kTel:
    case SipPropertyKind::kSipUri:
      return PutText(property, ToText(value));
    case SipPropertyKind::kTextList:
    case SipPropertyKind::kObjects:
      touched_.push_back(attribute);
      return after_.Set(attribute, TextsOf(value));
    case SipPropertyKind::kBoolean:
      return Put(attribute.c_str(), ToBool(value) ? "TRUE" : "FALSE");
    case SipPropertyKind::kBit:
      return PutBit(property, ToBool(value));
    case SipPropertyKind::kFqdn:
      if (!IsDnsName(ToText(value))) {
        Fail("'" + ToText(value) + "' is no host name for -" + std::string(property.parameter) +
                 ". Write it as gateway.contoso.com.",
             "InvalidFqdn", ErrorCategory::kInvalidArgument, value);
      }
      return PutExtension(property, ToText(value));
    case SipPropertyKind::kExtension:
      return PutExtension(property, ToText(value));
    case SipPropertyKind::kExtensionFlag:
      return PutExtension(property, ToBool(value) ? "TRUE" : "FALSE");
    case SipPropertyKind::kNotKept:
      Fail("-" + std::string(property.parameter) +
               " is for users of the cloud, which this environment does not have. Leave it out.",
           "ParameterNotKept", ErrorCategory::kNotEnabled,
           Value::String(std::string(property.parameter)));
  }
}

void SipObjectEditor::PutText(const SipProperty& property, std::string text) {
  if (property.kind == SipPropertyKind::kLine || property.kind == SipPropertyKind::kTel) {
    RequireTel(property, text);
  }
  if (property.kind == SipPropertyKind::kSipUri && !text.empty() && !StartsWith(text, "sip:")) {
    Fail("'" + text + "' is no value for -" + std::string(property.parameter) +
             ". Write it as sip:gateway@contoso.com.",
         "InvalidSipUri", ErrorCategory::kInvalidArgument, Value::String(text));
  }
  if (property.kind == SipPropertyKind::kLine && !text.empty()) RequireFreeLine(text);
  Put(std::string(property.attribute).c_str(), std::move(text));
}

void SipObjectEditor::PutExtension(const SipProperty& property, const std::string& text) {
  std::vector<std::string> values;
  std::string start = std::string(property.parameter) + "=";
  for (std::string& value : after_.ValueList(property.attribute)) {
    if (!StartsWith(value, start)) values.push_back(std::move(value));
  }
  if (!text.empty()) values.push_back(start + text);
  touched_.emplace_back(property.attribute);
  after_.Set(property.attribute, values);
}

void SipObjectEditor::PutBit(const SipProperty& property, bool on) {
  // Read, modify, write: bits unknown here stay.
  long long flags = ToInteger(after_.Get(property.attribute));
  flags = on ? flags | property.bits : flags & ~static_cast<long long>(property.bits);
  Put(std::string(property.attribute).c_str(), std::to_string(flags));
}

void SipObjectEditor::PutAddress(const std::string& text) {
  SipAddress address = RequireSipAddress(runtime_, environment_, text);
  RequireFreeAddress(environment_, store_, address, before_.dn());
  bool stays = before_.Get(kAddress) == address.uri;
  if (!stays) Put(kAddress, address.uri);
  PutProxyAddress(address.uri);  // Repaired where the address stays.
  if (!stays) address_ = std::move(address);
}

// A user's address stands among its proxyAddresses too; a contact's where it did before.
void SipObjectEditor::PutProxyAddress(const std::string& uri) {
  bool account =
      before_.HasValue("objectClass", "user") || before_.HasValue("objectClass", "inetOrgPerson");
  std::vector<std::string> values;
  bool had = false;
  for (std::string& value : before_.ValueList(kProxyAddresses)) {
    if (StartsWith(value, "sip:")) {
      had = true;
    } else {
      values.push_back(std::move(value));
    }
  }
  if (!account && !had) return;
  values.push_back(uri);
  if (before_.ValueList(kProxyAddresses).size() == values.size() &&
      before_.HasValue(kProxyAddresses, uri))
    return;
  touched_.emplace_back(kProxyAddresses);
  after_.Set(kProxyAddresses, values);
}

void SipObjectEditor::PutHome(const topology::Pool& pool) {
  Put("msRTCSIP-PrimaryHomeServer", environment_.HomeServerOf(pool));
}

void SipObjectEditor::RequireFreeLine(const std::string& line) {
  directory::SearchRequest request;
  request.filter = Filter::Equal(kLine, line);
  request.attributes = {kLine};
  request.wait = WaitOf(runtime_);
  for (const directory::Dn& base : environment_.SearchBases()) {
    request.base = base;
    for (const directory::Entry& holder : Require(directory::FindAll(store_, request))) {
      if (holder.dn() == before_.dn()) continue;
      Fail("The number '" + line + "' is in use by " + holder.dn().text() +
               ". Free it with Set-ADObject '" + holder.dn().text() + "' -Clear msRTCSIP-Line.",
           "LineUriInUse", ErrorCategory::kResourceExists, Value::String(line));
    }
  }
}

void SipObjectEditor::CheckWhole(const std::vector<std::string>& given) const {
  auto named = [&](const char* parameter) {
    return std::any_of(given.begin(), given.end(),
                       [&](const std::string& each) { return EqualIgnoreCase(each, parameter); });
  };
  long long flags = ToInteger(after_.Get("msRTCSIP-OptionFlags"));
  bool remote_control = (flags & 16) != 0, voice = (flags & 128) != 0;
  Value target = Value::String(after_.dn().text());
  if (named("RemoteCallControlTelephonyEnabled") && remote_control &&
      !(after_.Has(kLine) && after_.Has("msRTCSIP-LineServer"))) {
    Fail("Remote call control needs both -LineURI and -LineServerURI.", "LineMissing",
         ErrorCategory::kInvalidArgument, target);
  }
  if (named("AudioVideoDisabled") && (remote_control || voice) &&
      after_.HasValue("msRTCSIP-UserExtension", "AudioVideoDisabled=TRUE")) {
    Fail("Audio and video cannot be disabled while " +
             std::string(voice ? "Enterprise Voice" : "remote call control") +
             " is on. Switch that off first, or in the same command.",
         "AudioVideoInUse", ErrorCategory::kInvalidOperation, target);
  }
}

std::vector<std::string> SipObjectEditor::Touched() const {
  std::vector<std::string> names;
  for (const std::string& name : touched_) {
    bool known = std::any_of(names.begin(), names.end(), [&](const std::string& other) {
      return EqualIgnoreCase(name, other);
    });
    if (!known && before_.ValueList(name) != after_.ValueList(name)) names.push_back(name);
  }
  return names;
}

bool SipObjectEditor::Changed() const { return !Touched().empty(); }

directory::Change SipObjectEditor::Modification(Holding holding) const {
  std::vector<directory::Modification> modifications;
  std::vector<Filter> same;
  auto hold = [&](const std::string& name) {
    if (!before_.Has(name)) same.push_back(Filter::Not(Filter::Present(name)));
    for (std::string_view value : before_.Values(name)) {
      same.push_back(Filter::Equal(name, std::string(value)));
    }
  };
  hold(kAddress);
  for (const std::string& name : Touched()) {
    modifications.push_back(
        {directory::Modification::Operation::kReplace, name, after_.ValueList(name)});
    // What was computed from the old value must still find it there.
    const bool computed = name == "msRTCSIP-OptionFlags" || name == "msRTCSIP-UserExtension";
    if (computed || (holding == Holding::kAll && !EqualIgnoreCase(name, kAddress))) hold(name);
  }
  directory::Change change = directory::Change::Modify(before_.dn(), std::move(modifications));
  change.assertion = Filter::And(std::move(same));
  return change;
}

std::string SipObjectEditor::Describe() const {
  std::string text;
  for (const std::string& name : Touched()) {
    std::vector<std::string> values = after_.ValueList(name);
    text +=
        (text.empty() ? "set " : ", ") + name + "=" + (values.empty() ? "(none)" : values.back());
  }
  return text;
}

std::string ParseSid(const std::string& text) {
  std::vector<uint64_t> parts;
  size_t at = 2;
  bool good = StartsWith(text, "S-") && text.size() > 4;
  while (good && at <= text.size()) {
    size_t end = std::min(text.find('-', at), text.size());
    uint64_t number = 0;
    auto [stop, error] = std::from_chars(text.data() + at, text.data() + end, number);
    good = error == std::errc() && stop == text.data() + end && stop != text.data() + at;
    parts.push_back(number);
    at = end + 1;
  }
  if (!good || parts.size() < 3 || parts.size() > 17 || parts[0] != 1) {
    Fail("'" + text + "' is not a SID. Write it as S-1-5-21-1-2-3-1107.", "InvalidSid",
         ErrorCategory::kInvalidArgument, Value::String(text));
  }
  std::string bytes{'\x01', static_cast<char>(parts.size() - 2)};
  for (int shift = 40; shift >= 0; shift -= 8) bytes += static_cast<char>(parts[1] >> shift & 0xff);
  for (size_t i = 2; i < parts.size(); ++i) {
    for (int shift = 0; shift < 32; shift += 8)
      bytes += static_cast<char>(parts[i] >> shift & 0xff);
  }
  return bytes;
}

}  // namespace sipsh
