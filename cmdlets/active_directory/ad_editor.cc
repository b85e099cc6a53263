#include "cmdlets/active_directory/ad_editor.h"

#include <charconv>

#include "shell/value/containers.h"
#include "shell/value/convert.h"

namespace sipsh {

using directory::EqualIgnoreCase;
using directory::Modification;
using Operation = Modification::Operation;

namespace {

constexpr long long kAccountDisabled = 2, kNormalAccount = 512;
constexpr long long kSecurityGroup = -2147483648LL;  // The highest bit of a signed 32-bit number.

long long ToInteger(const std::string& text, long long absent) {
  long long number = absent;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return text.empty() ? absent : number;
}

std::vector<std::string> TextsOf(const Value& value) {
  std::vector<std::string> texts;
  for (const Value& each : parameter_detail::Elements(value)) {
    std::string text = each.IsBool() ? (each.AsBool() ? "TRUE" : "FALSE") : IdentityText(each);
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

AdEditor::AdEditor(CommandRuntime& runtime, EnvironmentService& environment,
                   directory::Store& store, directory::Entry entry)
    : runtime_(runtime), environment_(environment), store_(store), after_(std::move(entry)) {}

void AdEditor::Set(std::string_view attribute, std::vector<std::string> values) {
  if (after_.ValueList(attribute) == values) return;
  Apply({Operation::kReplace, std::string(attribute), std::move(values)});
}

void AdEditor::Apply(Modification modification) {
  const directory::Schema* schema = Require(store_.GetSchema());
  Check(directory::ApplyModifications({modification}, *schema, &after_),
        Value::String(after_.dn().text()));
  modifications_.push_back(std::move(modification));
}

void AdEditor::Put(const AdParameter& parameter, const Value& value) {
  std::string text = value.IsNull() ? std::string() : ToText(value);
  std::string before = after_.Get(parameter.attribute);
  switch (parameter.kind) {
    case AdParameterKind::kText:
      if (text.empty()) return Set(parameter.attribute, {});
      return Set(parameter.attribute, {text});
    case AdParameterKind::kObject: {
      text = IdentityText(value);
      if (text.empty()) return Set(parameter.attribute, {});
      const AdNoun& noun = text.find('=') != std::string::npos ? AdObjectNoun() : AdUserNoun();
      return Set(parameter.attribute,
                 {RequireAdObject(runtime_, environment_, store_, noun, text, {"objectClass"})
                      .dn()
                      .text()});
    }
    case AdParameterKind::kAccountDisabled: {
      long long flags = ToInteger(before, kNormalAccount);
      flags = ToBool(value) ? flags & ~kAccountDisabled : flags | kAccountDisabled;
      return Set(parameter.attribute, {std::to_string(flags)});
    }
    case AdParameterKind::kGroupCategory: {
      long long type = ToInteger(before, 2 | kSecurityGroup);
      type = EqualIgnoreCase(text, "Security") ? type | kSecurityGroup : type & 0x7fffffffLL;
      return Set(parameter.attribute, {std::to_string(type)});
    }
    case AdParameterKind::kGroupScope: {
      long long type = ToInteger(before, kSecurityGroup) & ~14LL;
      type |= EqualIgnoreCase(text, "Universal") ? 8 : EqualIgnoreCase(text, "DomainLocal") ? 4 : 2;
      return Set(parameter.attribute, {std::to_string(type)});
    }
  }
}

void AdEditor::Walk(const Value& table, Visit visit) {
  if (table.IsNull()) return;
  const HashtableObject* hashtable = AsHashtable(table);
  if (hashtable == nullptr) {
    Fail("'" + ToText(table) + "' is no hashtable. Write it as @{attribute='value'}.",
         "InvalidAttributeTable", ErrorCategory::kInvalidArgument, table);
  }
  hashtable->ForEach([&](const Value& key, const Value& value) {
    (this->*visit)(ToText(key), TextsOf(value));
    return true;
  });
}

void AdEditor::AddValues(std::string attribute, std::vector<std::string> values) {
  if (!values.empty()) Apply({Operation::kAdd, std::move(attribute), std::move(values)});
}

void AdEditor::RemoveValues(std::string attribute, std::vector<std::string> values) {
  if (!values.empty()) Apply({Operation::kDelete, std::move(attribute), std::move(values)});
}

void AdEditor::ReplaceValues(std::string attribute, std::vector<std::string> values) {
  Set(attribute, std::move(values));
}

void AdEditor::Add(const Value& table) { Walk(table, &AdEditor::AddValues); }
void AdEditor::Remove(const Value& table) { Walk(table, &AdEditor::RemoveValues); }
void AdEditor::Replace(const Value& table) { Walk(table, &AdEditor::ReplaceValues); }

void AdEditor::Clear(const std::vector<std::string>& attributes) {
  for (const std::string& attribute : attributes) Set(attribute, {});
}

}  // namespace sipsh
