// Attribute types and object classes (RFC 4512), and whether an entry obeys them.
// A Schema is built once and then only read; const members may be used from any thread. Pointers it
// returns live as long as it does.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "directory/entry.h"
#include "directory/status.h"

namespace sipsh::directory {

enum class Syntax { kText, kExactText, kBoolean, kInteger, kDn, kOctets, kTime };

struct AttributeType {
  std::string oid;
  std::vector<std::string> names;  // The first is the canonical one.
  std::string description;
  Syntax syntax = Syntax::kText;
  bool single_value = false;
  bool operational = false;  // Kept by the store: clients cannot write it.
  bool indexed = false;      // The embedded store keeps an index.
  bool comparable = false;   // An equality rule, its own or inherited: searches by value work.

  const std::string& name() const { return names.front(); }
};

struct ObjectClass {
  enum class Kind { kAbstract, kStructural, kAuxiliary };
  std::string oid;
  std::vector<std::string> names;
  std::string description;
  std::vector<std::string> superiors;
  Kind kind = Kind::kStructural;
  std::vector<std::string> must;
  std::vector<std::string> may;

  const std::string& name() const { return names.front(); }
};

class Schema {
 public:
  Schema() = default;
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  // The definitions in directory/schema/, compiled in.
  static const Schema& BuiltIn();

  // OpenLDAP's .schema form: attributetype ( ... ), objectclass ( ... ), # comments. The error
  // names the line. A definition whose name is known already is refused.
  Status AddDefinitions(std::string_view text);
  // One RFC 4512 description as servers publish it: "( 1.2.3 NAME 'x' ... )".
  Status AddAttributeType(std::string_view description);
  Status AddObjectClass(std::string_view description);

  const AttributeType* FindAttribute(std::string_view name) const;  // Any name or OID; options cut.
  const ObjectClass* FindClass(std::string_view name) const;
  const std::deque<AttributeType>& attributes() const { return attributes_; }
  const std::deque<ObjectClass>& classes() const { return classes_; }
  // Whether filters may test bits (kMatchBitAnd).
  bool bit_matching() const { return bit_matching_; }
  void set_bit_matching(bool known) { bit_matching_ = known; }

  // The value in the form that compares equal when the attribute's equality rule says so.
  std::string Normalise(const AttributeType* type, std::string_view value) const;
  bool ValidValue(const AttributeType& type, std::string_view value) const;
  // Everything a server would refuse: unknown names, missing or not allowed attributes, several
  // values where one may be, values out of syntax. Operational attributes are not looked at.
  Status Check(const EntryView& entry) const;

 private:
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const;
  };
  struct NameEqual {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return EqualIgnoreCase(a, b); }
  };
  template <typename T>
  using NameMap = std::unordered_map<std::string, T, NameHash, NameEqual>;

  bool bit_matching_ = false;
  std::deque<AttributeType> attributes_;
  std::deque<ObjectClass> classes_;
  NameMap<const AttributeType*> attribute_names_;
  NameMap<const ObjectClass*> class_names_;
};

// Text without regard to case, with runs of blanks made one and the ends trimmed (caseIgnoreMatch).
std::string FoldText(std::string_view text);

}  // namespace sipsh::directory
