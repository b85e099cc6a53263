#include "cmdlets/directory_support/filter_evaluation.h"

#include <algorithm>

#include "shell/value/compare.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

using NodeKind = FilterExpression::Kind;
using Operator = FilterExpression::Operator;

Value LiteralValue(const FilterLiteral& literal) {
  switch (literal.kind) {
    case FilterLiteral::Kind::kNull:
      return {};
    case FilterLiteral::Kind::kBoolean:
      return Value::Bool(literal.boolean);
    case FilterLiteral::Kind::kNumber: {
      std::optional<Value> number = ParseNumber(literal.text);
      return number ? *number : Value::Double(literal.number);
    }
    case FilterLiteral::Kind::kText:
      break;
  }
  return Value::String(literal.text);
}

bool CompareOne(const Value& left, Operator comparison, const Value& right) {
  switch (comparison) {
    case Operator::kEq:
      return ValuesEqual(left, right);
    case Operator::kNe:
      return !ValuesEqual(left, right);
    case Operator::kLike:
      return WildcardMatches(ToText(right), ToText(left));
    case Operator::kNotLike:
      return !WildcardMatches(ToText(right), ToText(left));
    default:
      break;
  }
  try {
    int order = CompareValues(left, right);
    switch (comparison) {
      case Operator::kGt:
        return order > 0;
      case Operator::kGe:
        return order >= 0;
      case Operator::kLt:
        return order < 0;
      default:
        return order <= 0;
    }
  } catch (const ValueError&) {
    return false;  // The two do not compare.
  }
}

bool Compare(const Value& left, Operator comparison, const Value& right) {
  const ArrayObject* list = AsArray(left);
  if (list == nullptr) return CompareOne(left, comparison, right);
  if (list->items().empty()) return CompareOne(Value(), comparison, right);
  return std::any_of(list->items().begin(), list->items().end(),
                     [&](const Value& item) { return CompareOne(item, comparison, right); });
}

}  // namespace

bool EvaluateFilter(const FilterExpression& expression, const ObjectTable& table,
                    EntryReader& reader, const directory::EntryView& entry) {
  auto holds = [&](const FilterExpression& child) {
    return EvaluateFilter(child, table, reader, entry);
  };
  const std::vector<FilterExpression>& children = expression.children;
  switch (expression.kind) {
    case NodeKind::kAnd:
      return std::all_of(children.begin(), children.end(), holds);
    case NodeKind::kOr:
      return std::any_of(children.begin(), children.end(), holds);
    case NodeKind::kNot:
      return !holds(children[0]);
    case NodeKind::kCompare:
      break;
  }
  const PropertyDefinition* known = table.Find(expression.property);
  PropertyDefinition by_name{expression.property, PropertyKind::kTextList, expression.property};
  Value left = reader.ReadProperty(known != nullptr ? *known : by_name, entry);
  return Compare(left, expression.comparison, LiteralValue(expression.value));
}

}  // namespace sipsh
