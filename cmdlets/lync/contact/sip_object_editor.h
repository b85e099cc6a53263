// Edits an object that bears a SIP address: takes parameters one by one, by the rows of its type,
// and says at the end what has to be written. Reads the directory (is an address or number free?),
// writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmdlets/lync/contact/sip_object_type.h"
#include "cmdlets/lync/identity/address_rules.h"
#include "directory/change.h"

namespace sipsh {

class SipObjectEditor {
 public:
  // Keeps references to all but the entry: lives as long as the record that is processed.
  SipObjectEditor(CommandRuntime& runtime, EnvironmentService& environment, directory::Store& store,
                  directory::Entry entry);

  // Errors throw ObjectError and leave the entry as it was.
  void Put(const SipProperty& property, const Value& value);
  void PutAddress(const std::string& text);
  void PutHome(const topology::Pool& pool);
  void Put(const char* attribute, std::string value);  // "" removes it.
  // What hangs together must be there together; call it when all is put.
  void CheckWhole(const std::vector<std::string>& given) const;

  const directory::Entry& Before() const { return before_; }
  const directory::Entry& After() const { return after_; }
  bool Changed() const;
  // Replacements of what differs, under the condition that what was read still holds: the address
  // and what the new values were computed from, or all that is replaced.
  enum class Holding { kComputed, kAll };
  directory::Change Modification(Holding holding = Holding::kComputed) const;
  std::string Describe() const;  // "set msRTCSIP-Line=tel:+1, ..."
  const std::optional<SipAddress>& NewAddress() const { return address_; }

 private:
  void PutText(const SipProperty& property, std::string text);
  void PutExtension(const SipProperty& property, const std::string& text);
  void PutBit(const SipProperty& property, bool on);
  void RequireFreeLine(const std::string& line);
  void PutProxyAddress(const std::string& uri);
  std::vector<std::string> Touched() const;

  CommandRuntime& runtime_;
  EnvironmentService& environment_;
  directory::Store& store_;
  directory::Entry before_, after_;
  std::vector<std::string> touched_;
  std::optional<SipAddress> address_;
};

// Binary form of S-1-...; the error InvalidSid else.
std::string ParseSid(const std::string& text);

}  // namespace sipsh
