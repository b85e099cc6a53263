#include "cmdlets/directory_support/filter_translation.h"

namespace sipsh {
namespace {

using directory::Code;
using directory::Filter;
using directory::Result;
using directory::Status;
using Kind = FilterExpression::Kind;
using Operator = FilterExpression::Operator;

class Translator {
 public:
  Translator(const ObjectTable& table, const TranslationContext& context)
      : table_(table), context_(context) {}

  Result<TranslatedFilter> Translate(const FilterExpression& node) {
    switch (node.kind) {
      case Kind::kAnd:
      case Kind::kOr:
        return Join(node);
      case Kind::kNot: {
        Result<TranslatedFilter> inner = Translate(node.children[0]);
        if (!inner.ok()) return inner;
        if (!inner->exact) return TranslatedFilter{Filter::True(), false};
        return TranslatedFilter{Filter::Not(std::move(inner->filter)), true};
      }
      case Kind::kCompare:
        break;
    }
    return Compare(node);
  }

 private:
  static TranslatedFilter Exact(Filter filter) { return {std::move(filter), true}; }
  static TranslatedFilter Local() { return {Filter::True(), false}; }

  Result<TranslatedFilter> Join(const FilterExpression& node) {
    std::vector<Filter> parts;
    bool exact = true;
    for (const FilterExpression& child : node.children) {
      Result<TranslatedFilter> part = Translate(child);
      if (!part.ok()) return part;
      exact = exact && part->exact;
      parts.push_back(std::move(part->filter));
    }
    return TranslatedFilter{
        node.kind == Kind::kAnd ? Filter::And(std::move(parts)) : Filter::Or(std::move(parts)),
        exact};
  }

  Result<TranslatedFilter> Compare(const FilterExpression& node) {
    const PropertyDefinition* known = table_.Find(node.property);
    PropertyDefinition by_name{node.property, PropertyKind::kText, node.property};
    if (known == nullptr) {
      if (!context_.attributes_by_name) {
        return Status{Code::kUndefinedAttribute,
                      "The filter names '" + node.property + "', which is no property of " +
                          std::string(table_.type_name) +
                          ". Get-Member on one of the objects lists those that are."};
      }
      known = &by_name;
    }
    return ByKind(*known, node);
  }

  TranslatedFilter ByKind(const PropertyDefinition& property, const FilterExpression& node) {
    switch (property.kind) {
      case PropertyKind::kText:
      case PropertyKind::kTextList:
        return Text(property, node);
      case PropertyKind::kBoolean:
      case PropertyKind::kFlag:
        return Boolean(property, node);
      case PropertyKind::kInteger:
        return Integer(property, node);
      case PropertyKind::kBit:
        return Bit(property, node);
      case PropertyKind::kExtension:
      case PropertyKind::kExtensionFlag:
        return Extension(property, node);
      case PropertyKind::kPoolFqdn:
        return Pool(property, node, context_.home_servers);
      case PropertyKind::kServicePoolFqdn:
        return Pool(property, node, context_.trusted_services);
      default:
        return Local();
    }
  }

  static Filter Absent(std::string_view attribute) {
    return Filter::Not(Filter::Present(std::string(attribute)));
  }

  // "Not equal" in PowerShell holds for what is absent as well, as (!(a=v)) does only where the
  // server treats absence as false; said in full here.
  static Filter Other(std::string_view attribute, Filter equal) {
    return Filter::Or({Absent(attribute), Filter::Not(std::move(equal))});
  }

  static TranslatedFilter NullComparison(std::string_view attribute, Operator comparison) {
    if (comparison == Operator::kEq) return Exact(Absent(attribute));
    if (comparison == Operator::kNe) return Exact(Filter::Present(std::string(attribute)));
    return Local();
  }

  TranslatedFilter Text(const PropertyDefinition& property, const FilterExpression& node) {
    if (!property.fallback.empty()) return Local();
    std::string attribute(property.attribute);
    const std::string& text = node.value.text;
    if (node.value.kind == FilterLiteral::Kind::kNull) {
      return NullComparison(attribute, node.comparison);
    }
    bool empty_text = text.empty();
    switch (node.comparison) {
      case Operator::kEq:
        if (empty_text) return Local();
        return {Filter::Equal(attribute, text), property.kind == PropertyKind::kText};
      case Operator::kNe:
        if (empty_text || property.kind == PropertyKind::kTextList) return Local();
        return Exact(Other(attribute, Filter::Equal(attribute, text)));
      case Operator::kLike:
        if (empty_text || text.find_first_of("?[`\\") != std::string::npos) return Local();
        return {Filter::Wildcard(attribute, text), property.kind == PropertyKind::kText};
      case Operator::kNotLike:
        if (empty_text || text.find_first_of("?[`\\") != std::string::npos ||
            property.kind == PropertyKind::kTextList) {
          return Local();
        }
        return Exact(Other(attribute, Filter::Wildcard(attribute, text)));
      default:
        return Local();
    }
  }

  static bool IsTrue(const FilterLiteral& value) {
    if (value.kind == FilterLiteral::Kind::kBoolean) return value.boolean;
    if (value.kind == FilterLiteral::Kind::kNumber) return value.number != 0;
    return directory::EqualIgnoreCase(value.text, "true");
  }

  TranslatedFilter Boolean(const PropertyDefinition& property, const FilterExpression& node) {
    std::string attribute(property.attribute);
    bool flag = property.kind == PropertyKind::kFlag;
    if (node.value.kind == FilterLiteral::Kind::kNull) {
      return flag ? Local() : NullComparison(attribute, node.comparison);
    }
    if (node.comparison != Operator::kEq && node.comparison != Operator::kNe) return Local();
    bool wanted = IsTrue(node.value);
    bool equal = node.comparison == Operator::kEq;
    if (flag && wanted != equal) return Exact(Other(attribute, Filter::Equal(attribute, "TRUE")));
    if (flag) return Exact(Filter::Equal(attribute, "TRUE"));
    Filter same = Filter::Equal(attribute, wanted ? "TRUE" : "FALSE");
    return Exact(equal ? std::move(same) : Other(attribute, std::move(same)));
  }

  TranslatedFilter Integer(const PropertyDefinition& property, const FilterExpression& node) {
    std::string attribute(property.attribute);
    if (node.value.kind == FilterLiteral::Kind::kNull) {
      return NullComparison(attribute, node.comparison);
    }
    const std::string& text = node.value.text;
    if (text.empty() || text.find_first_not_of("-0123456789") != std::string::npos) return Local();
    switch (node.comparison) {
      case Operator::kEq:
        return Exact(Filter::Equal(attribute, text));
      case Operator::kNe:
        return Exact(Other(attribute, Filter::Equal(attribute, text)));
      case Operator::kGe:
        return Exact(Filter::GreaterOrEqual(attribute, text));
      case Operator::kLe:
        return {Filter::LessOrEqual(attribute, text), false};
      default:
        return Local();
    }
  }

  TranslatedFilter Bit(const PropertyDefinition& property, const FilterExpression& node) {
    bool plain = node.comparison == Operator::kEq || node.comparison == Operator::kNe;
    if (!plain || node.value.kind == FilterLiteral::Kind::kNull) return Local();
    bool wanted = IsTrue(node.value) == (node.comparison == Operator::kEq);
    std::string attribute(property.attribute);
    if (!context_.bit_filters) {
      return wanted ? TranslatedFilter{Filter::Present(attribute), false} : Local();
    }
    Filter set = Filter::BitsSet(attribute, property.bits);
    return Exact(wanted ? std::move(set) : Other(attribute, std::move(set)));
  }

  // One value `property=text` among many: what is there can be asked for, what is absent cannot.
  static TranslatedFilter Extension(const PropertyDefinition& property,
                                    const FilterExpression& node) {
    bool flag = property.kind == PropertyKind::kExtensionFlag;
    bool null = node.value.kind == FilterLiteral::Kind::kNull;
    bool wanted = flag ? IsTrue(node.value) : !node.value.text.empty();
    if (null || !wanted || node.comparison != Operator::kEq) return Local();
    std::string text = flag ? "TRUE" : node.value.text;
    return {Filter::Equal(std::string(property.attribute), std::string(property.name) + "=" + text),
            false};
  }

  TranslatedFilter Pool(
      const PropertyDefinition& property, const FilterExpression& node,
      const std::function<std::vector<std::string>(std::string_view)>& names_of_pool) {
    std::string attribute(property.attribute);
    if (node.value.kind == FilterLiteral::Kind::kNull) {
      return node.comparison == Operator::kNe ? TranslatedFilter{Filter::Present(attribute), false}
                                              : Local();
    }
    if (node.comparison != Operator::kEq || !names_of_pool) return Local();
    std::vector<Filter> any;
    for (std::string& dn : names_of_pool(node.value.text)) {
      any.push_back(Filter::Equal(attribute, std::move(dn)));
    }
    if (any.size() == 1) return Exact(std::move(any[0]));
    return Exact(Filter::Or(std::move(any)));
  }

  const ObjectTable& table_;
  const TranslationContext& context_;
};

}  // namespace

Result<TranslatedFilter> TranslateFilter(const FilterExpression& expression,
                                         const ObjectTable& table,
                                         const TranslationContext& context) {
  return Translator(table, context).Translate(expression);
}

Result<Filter> ParseLooseLdapFilter(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  std::string whole(text);
  if (whole.empty() || whole.front() != '(') whole = "(" + whole + ")";
  return Filter::Parse(whole);
}

}  // namespace sipsh
