// Reads RFC 4512 descriptions and OpenLDAP's .schema files.
#include <algorithm>

#include "directory/schema.h"

namespace sipsh::directory {
namespace {

// Words, quoted strings, brackets and dollars of one description.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) {}

  std::string_view Next() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
    if (at_ == text_.size()) return {};
    char c = text_[at_];
    if (c == '(' || c == ')' || c == '$') return text_.substr(at_++, 1);
    if (c == '\'') {
      size_t end = text_.find('\'', at_ + 1);
      if (end == std::string_view::npos) end = text_.size();
      std::string_view word = text_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, text_.size());
      return word;
    }
    size_t start = at_;
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n()$'").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  std::string_view Peek() {
    size_t before = at_;
    std::string_view token = Next();
    at_ = before;
    return token;
  }

  // "x" or "( x $ y )" or "( 'x' 'y' )".
  std::vector<std::string> List() {
    std::vector<std::string> list;
    std::string_view token = Next();
    if (token != "(") {
      list.emplace_back(token);
      return list;
    }
    for (token = Next(); !token.empty() && token != ")"; token = Next()) {
      if (token != "$") list.emplace_back(token);
    }
    return list;
  }

  void SkipValue() {
    if (Peek() == "(") {
      List();
    } else {
      Next();
    }
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

Syntax SyntaxOf(std::string_view oid, std::string_view equality, Syntax inherited) {
  std::string_view length = oid.substr(0, oid.find('{'));
  constexpr std::string_view kArc = "1.3.6.1.4.1.1466.115.121.1.";
  bool exact = equality.starts_with("caseExact");
  if (length.empty()) return inherited;
  if (!length.starts_with(kArc)) return Syntax::kText;
  std::string_view last = length.substr(kArc.size());
  if (last == "7") return Syntax::kBoolean;
  if (last == "27") return Syntax::kInteger;
  if (last == "12") return Syntax::kDn;
  if (last == "24") return Syntax::kTime;
  if (last == "40" || last == "5" || last == "8" || last == "28" || last == "4") {
    return Syntax::kOctets;
  }
  return exact ? Syntax::kExactText : Syntax::kText;
}

Status Malformed(std::string_view what, std::string_view text) {
  return Status(Code::kInvalidSyntax,
                std::string(what) + " in the definition " + std::string(text.substr(0, 60)));
}

}  // namespace

Status Schema::AddAttributeType(std::string_view description) {
  Tokens tokens(description);
  if (tokens.Next() != "(") return Malformed("'(' is missing", description);
  AttributeType type;
  type.oid = tokens.Next();
  std::string_view syntax, equality, superior;
  for (std::string_view word = tokens.Next(); word != ")"; word = tokens.Next()) {
    if (word.empty()) return Malformed("')' is missing", description);
    if (word == "NAME")
      type.names = tokens.List();
    else if (word == "DESC")
      type.description = tokens.Next();
    else if (word == "SUP")
      superior = tokens.Next();
    else if (word == "EQUALITY")
      equality = tokens.Next();
    else if (word == "SYNTAX")
      syntax = tokens.Next();
    else if (word == "SINGLE-VALUE")
      type.single_value = true;
    else if (word == "NO-USER-MODIFICATION")
      type.operational = true;
    else if (word == "USAGE")
      type.operational = type.operational || tokens.Next() != "userApplications";
    else if (word == "ORDERING" || word == "SUBSTR" || word.starts_with("X-"))
      tokens.SkipValue();
  }
  if (type.names.empty()) type.names.push_back(type.oid);
  const AttributeType* above = superior.empty() ? nullptr : FindAttribute(superior);
  type.comparable = !equality.empty() || (above && above->comparable);
  type.syntax = SyntaxOf(syntax, equality, above ? above->syntax : Syntax::kText);
  for (const std::string& name : type.names) {
    if (FindAttribute(name)) return Malformed("The attribute is known already", description);
  }
  attributes_.push_back(std::move(type));
  const AttributeType& added = attributes_.back();
  for (const std::string& name : added.names) attribute_names_[name] = &added;
  attribute_names_.try_emplace(added.oid, &added);
  return Status::Ok();
}

Status Schema::AddObjectClass(std::string_view description) {
  Tokens tokens(description);
  if (tokens.Next() != "(") return Malformed("'(' is missing", description);
  ObjectClass object_class;
  object_class.oid = tokens.Next();
  for (std::string_view word = tokens.Next(); word != ")"; word = tokens.Next()) {
    if (word.empty()) return Malformed("')' is missing", description);
    if (word == "NAME")
      object_class.names = tokens.List();
    else if (word == "DESC")
      object_class.description = tokens.Next();
    else if (word == "SUP")
      object_class.superiors = tokens.List();
    else if (word == "ABSTRACT")
      object_class.kind = ObjectClass::Kind::kAbstract;
    else if (word == "AUXILIARY")
      object_class.kind = ObjectClass::Kind::kAuxiliary;
    else if (word == "MUST")
      object_class.must = tokens.List();
    else if (word == "MAY")
      object_class.may = tokens.List();
    else if (word.starts_with("X-"))
      tokens.SkipValue();
  }
  if (object_class.names.empty()) object_class.names.push_back(object_class.oid);
  for (const std::string& name : object_class.names) {
    if (FindClass(name)) return Malformed("The object class is known already", description);
  }
  classes_.push_back(std::move(object_class));
  const ObjectClass& added = classes_.back();
  for (const std::string& name : added.names) class_names_[name] = &added;
  class_names_.try_emplace(added.oid, &added);
  return Status::Ok();
}

Status Schema::AddDefinitions(std::string_view text) {
  size_t line = 0;
  while (!text.empty()) {
    // A definition is its first line and those after it that begin with a blank.
    size_t first_line = line + 1;
    size_t end = 0;
    do {
      size_t newline = text.find('\n', end);
      end = newline == std::string_view::npos ? text.size() : newline + 1;
      ++line;
    } while (end < text.size() && (text[end] == ' ' || text[end] == '\t'));
    std::string_view definition = text.substr(0, end);
    text.remove_prefix(end);

    Tokens tokens(definition);
    std::string_view keyword = tokens.Next();
    if (keyword.empty() || keyword.front() == '#') continue;
    if (EqualIgnoreCase(keyword, "objectidentifier"))
      continue;  // OIDs serve servers; here names do.
    Status status;
    std::string_view body = definition.substr(std::min(definition.find('('), definition.size()));
    if (EqualIgnoreCase(keyword, "attributetype"))
      status = AddAttributeType(body);
    else if (EqualIgnoreCase(keyword, "objectclass"))
      status = AddObjectClass(body);
    else
      status = Malformed("attributetype or objectclass is missing", definition);
    if (!status.ok()) {
      status.message = "line " + std::to_string(first_line) + ": " + status.message;
      return status;
    }
  }
  return Status::Ok();
}

}  // namespace sipsh::directory
