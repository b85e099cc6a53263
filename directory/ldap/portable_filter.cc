#include "directory/ldap/portable_filter.h"

#include <algorithm>

namespace sipsh::directory::ldap {
namespace {

bool Unknown(const Filter& filter, const Schema& schema) {
  return !filter.attribute.empty() && !schema.FindAttribute(filter.attribute);
}

bool Negates(const Filter& filter, const Schema& schema, bool negated) {
  if (filter.kind == Filter::Kind::kNot) negated = true;
  if (negated && Unknown(filter, schema)) return true;
  return std::any_of(filter.children.begin(), filter.children.end(),
                     [&](const Filter& child) { return Negates(child, schema, negated); });
}

// Undefined never helps a match: false where true would match, true where false would.
Filter Replace(Filter filter, const Schema& schema, bool negated) {
  if (filter.kind == Filter::Kind::kNot) negated = !negated;
  if (Unknown(filter, schema)) return negated ? Filter::And({}) : Filter::Or({});
  for (Filter& child : filter.children) child = Replace(std::move(child), schema, negated);
  return filter;
}

}  // namespace

Filter WithoutEmptyLists(Filter filter) {
  bool list = filter.kind == Filter::Kind::kAnd || filter.kind == Filter::Kind::kOr;
  if (list && filter.children.empty()) {
    Filter everything = Filter::Present("objectClass");
    return filter.kind == Filter::Kind::kAnd ? everything : Filter::Not(everything);
  }
  for (Filter& child : filter.children) child = WithoutEmptyLists(std::move(child));
  return filter;
}

bool NegatesUnknown(const Filter& filter, const Schema& schema) {
  return Negates(filter, schema, false);
}

Filter WithoutUnknown(Filter filter, const Schema& schema) {
  return Replace(std::move(filter), schema, false);
}

}  // namespace sipsh::directory::ldap
