#include "cmdlets/directory_support/object_query.h"

#include "cmdlets/directory_support/directory_error.h"
#include "cmdlets/directory_support/filter_evaluation.h"
#include "cmdlets/directory_support/filter_translation.h"
#include "shell/command/session_services.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh {

using directory::Dn;
using directory::Entry;
using directory::Filter;

namespace {

struct Prepared {
  Filter filter;
  std::optional<FilterExpression> local;  // Must hold too.
};

TranslationContext MakeTranslationContext(EnvironmentService& environment,
                                          const ObjectQuery& query) {
  TranslationContext context;
  context.attributes_by_name = query.attributes_by_name;
  context.bit_filters = environment.Profile().bit_filters;
  context.home_servers = [&environment](std::string_view fqdn) {
    const topology::Pool* pool = environment.Topology().FindPool(fqdn);
    return pool == nullptr ? std::vector<std::string>() : environment.HomeServersOf(*pool);
  };
  context.trusted_services = [&environment](std::string_view fqdn) {
    std::vector<std::string> names;
    for (const Entry& entry : environment.TrustedServicesOf(fqdn)) {
      names.push_back(entry.dn().text());
    }
    return names;
  };
  return context;
}

Prepared Prepare(CommandRuntime& runtime, EnvironmentService& environment,
                 const ObjectQuery& query) {
  std::vector<Filter> parts{query.kind};
  Prepared prepared;
  if (query.identity_filter) parts.push_back(*query.identity_filter);
  if (!query.ldap_filter.empty()) {
    parts.push_back(Require(ParseLooseLdapFilter(query.ldap_filter)));
  }
  if (!query.filter.empty() && query.filter != "*") {
    FilterExpression expression =
        Require(ParseFilterExpression(query.filter, VariablesOf(runtime)));
    const ObjectTable& table = query.filter_table != nullptr ? *query.filter_table : *query.table;
    TranslatedFilter translated =
        Require(TranslateFilter(expression, table, MakeTranslationContext(environment, query)));
    parts.push_back(std::move(translated.filter));
    if (!translated.exact) prepared.local = std::move(expression);
  }
  prepared.filter = parts.size() == 1 ? std::move(parts[0]) : Filter::And(std::move(parts));
  return prepared;
}

std::vector<Dn> BasesOf(EnvironmentService& environment, const ObjectQuery& query) {
  if (query.identity_dn) return {*query.identity_dn};
  if (!query.organizational_unit.empty()) {
    return {
        Require(Dn::Parse(query.organizational_unit), Value::String(query.organizational_unit))};
  }
  return query.bases.empty() ? environment.SearchBases() : query.bases;
}

[[noreturn]] void FailNoContainer(const std::string& dn, const std::string& parameter) {
  throw ObjectError("The directory has no container '" + dn +
                        (parameter.empty() ? "'." : "' that -" + parameter + " names.") +
                        " Get-ADOrganizationalUnit -Filter * lists the OUs.",
                    "ContainerNotFound", ErrorCategory::kObjectNotFound, Value::String(dn));
}

void AddFilterAttributes(const FilterExpression& expression, const ObjectTable& table,
                         std::vector<std::string>* attributes) {
  for (const FilterExpression& child : expression.children) {
    AddFilterAttributes(child, table, attributes);
  }
  if (expression.kind != FilterExpression::Kind::kCompare) return;
  const PropertyDefinition* known = table.Find(expression.property);
  attributes->push_back(known != nullptr ? std::string(known->attribute) : expression.property);
  if (known != nullptr && !known->fallback.empty()) attributes->emplace_back(known->fallback);
  if (attributes->back().empty()) attributes->pop_back();
}

}  // namespace

Dn RequireContainer(directory::Store& store, const std::string& dn, const std::string& parameter) {
  Dn wanted = Require(Dn::Parse(dn), Value::String(dn));
  directory::Result<Entry> found = directory::Find(store, wanted, {"objectClass"});
  if (!found.ok() && found.status().code == directory::Code::kNoSuchObject) {
    FailNoContainer(dn, parameter);
  }
  return Require(std::move(found), Value::String(dn)).dn();
}

Flow RunObjectQuery(CommandRuntime& runtime, EnvironmentService& environment,
                    directory::Store& store, const ObjectQuery& query, size_t* written) {
  *written = 0;
  Prepared prepared = Prepare(runtime, environment, query);
  if (query.limit && *query.limit == 0) return Flow::kMore;
  const ObjectTable& filter_table =
      query.filter_table != nullptr ? *query.filter_table : *query.table;
  EntryReader reader(*query.table, environment.Context(), query.extra_attributes);
  directory::SearchRequest request;
  request.filter = std::move(prepared.filter);
  request.scope = query.identity_dn ? directory::Scope::kBase : query.scope;
  if (query.page_size != 0) request.page_size = query.page_size;
  request.attributes = reader.Attributes();
  if (prepared.local) AddFilterAttributes(*prepared.local, filter_table, &request.attributes);
  request.wait = WaitOf(runtime);
  Flow flow = Flow::kMore;
  auto take = [&](Entry&& entry) {
    if (prepared.local && !EvaluateFilter(*prepared.local, filter_table, reader, entry))
      return true;
    ++*written;
    flow = runtime.WriteObject(reader.Read(entry));
    return flow == Flow::kMore && !(query.limit && *written >= *query.limit);
  };
  for (const Dn& base : BasesOf(environment, query)) {
    request.base = base;
    directory::Status status = store.Search(request, take);
    bool absent = status.code == directory::Code::kNoSuchObject &&
                  (query.identity_dn || query.organizational_unit.empty());
    if (status.code == directory::Code::kCancelled) return Flow::kStop;
    if (status.code == directory::Code::kNoSuchObject && !absent) FailNoContainer(base.text(), {});
    if (!status.ok() && !absent) ThrowStatus(status);
    if (flow == Flow::kStop || (query.limit && *written >= *query.limit)) break;
  }
  // A server takes attributes it does not know for attributes nobody has.
  if (*written == 0 && query.needs_lync_schema) environment.Profile();
  return flow;
}

std::optional<size_t> ParseResultSize(const Value& value) {
  if (value.IsNull()) return std::nullopt;
  std::string text = ToText(value);
  if (directory::EqualIgnoreCase(text, "unlimited")) return std::nullopt;
  bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || text.size() > 10 || std::stoll(text) > 2147483647) {
    throw TerminatingError(
        "ResultSize '" + text + "' is neither Unlimited nor a number from 0 to 2147483647.",
        "InvalidResultSize", ErrorCategory::kInvalidArgument, value);
  }
  return static_cast<size_t>(std::stoll(text));
}

std::string IdentityText(const Value& identity) {
  if (AsRecord(identity) != nullptr && !AsRecord(identity)->is_wrapper()) {
    for (std::string_view name : {"DistinguishedName", "Identity", "SipAddress"}) {
      Value found;
      if (TryGetMember(identity, name, &found) && !found.IsNull()) return ToText(found);
    }
  }
  return ToText(identity);
}

FilterVariables VariablesOf(CommandRuntime& runtime) {
  return [&runtime](std::string_view name) -> std::optional<FilterLiteral> {
    auto* variables = runtime.Services().Find<VariableService>();
    if (variables == nullptr) return std::nullopt;
    // $user.Name and the like: the members after the first dot.
    size_t dot = name.find('.');
    std::optional<VariableInfo> found = variables->Find(name.substr(0, dot), "");
    if (!found) return std::nullopt;
    Value value = found->value;
    while (dot != std::string_view::npos) {
      size_t next = name.find('.', dot + 1);
      value = GetMember(value, name.substr(dot + 1, next - dot - 1));
      dot = next;
    }
    FilterLiteral literal;
    literal.text = ToText(value);
    if (value.IsNull()) {
      literal.kind = FilterLiteral::Kind::kNull;
    } else if (value.IsBool()) {
      literal.kind = FilterLiteral::Kind::kBoolean;
      literal.boolean = value.AsBool();
    } else if (value.IsNumber()) {
      literal.kind = FilterLiteral::Kind::kNumber;
      literal.number = ToDouble(value);
    } else {
      literal.kind = FilterLiteral::Kind::kText;
    }
    return literal;
  };
}

directory::Wait WaitOf(CommandRuntime& runtime) {
  directory::Wait wait;
  wait.stopping = [&runtime] { return runtime.Stopping(); };
  return wait;
}

}  // namespace sipsh
