#include "directory/change.h"

#include <algorithm>

#include "directory/schema.h"

namespace sipsh::directory {
namespace {

std::string About(const Modification& modification, const Entry& entry) {
  return "attribute " + modification.attribute + " of " + entry.dn().text();
}

bool Holds(const std::vector<std::string>& values, const Schema& schema, const AttributeType* type,
           std::string_view value, std::vector<std::string>::const_iterator* where) {
  std::string wanted = schema.Normalise(type, value);
  *where = std::find_if(values.begin(), values.end(), [&](const std::string& each) {
    return schema.Normalise(type, each) == wanted;
  });
  return *where != values.end();
}

Status AddValues(const Modification& modification, const Schema& schema, const AttributeType* type,
                 const Entry& entry, std::vector<std::string>* values) {
  if (modification.values.empty()) {
    return Status(Code::kInvalidSyntax,
                  "No value given to add to " + About(modification, entry) + ".",
                  entry.dn().text());
  }
  for (const std::string& value : modification.values) {
    std::vector<std::string>::const_iterator where;
    if (Holds(*values, schema, type, value, &where)) {
      return Status(Code::kAttributeOrValueExists,
                    "The " + About(modification, entry) + " has the value '" + value + "' already.",
                    entry.dn().text());
    }
    values->push_back(value);
  }
  return Status::Ok();
}

Status DeleteValues(const Modification& modification, const Schema& schema,
                    const AttributeType* type, const Entry& entry,
                    std::vector<std::string>* values) {
  if (modification.values.empty()) {
    if (values->empty()) {
      return Status(Code::kNoSuchAttribute, "There is no " + About(modification, entry) + ".",
                    entry.dn().text());
    }
    values->clear();
  }
  for (const std::string& value : modification.values) {
    std::vector<std::string>::const_iterator where;
    if (!Holds(*values, schema, type, value, &where)) {
      return Status(Code::kNoSuchAttribute,
                    "The " + About(modification, entry) + " has no value '" + value + "'.",
                    entry.dn().text());
    }
    values->erase(where);
  }
  return Status::Ok();
}

}  // namespace

Change Change::Add(Entry entry) {
  Change change;
  change.kind = Kind::kAdd;
  change.dn = entry.dn();
  change.entry = std::move(entry);
  return change;
}

Change Change::Modify(Dn dn, std::vector<Modification> modifications) {
  Change change;
  change.kind = Kind::kModify;
  change.dn = std::move(dn);
  change.modifications = std::move(modifications);
  return change;
}

Change Change::Delete(Dn dn) {
  Change change;
  change.kind = Kind::kDelete;
  change.dn = std::move(dn);
  return change;
}

Change Change::Rename(Dn dn, std::string new_rdn, std::optional<Dn> new_superior) {
  Change change;
  change.kind = Kind::kRename;
  change.dn = std::move(dn);
  change.new_rdn = std::move(new_rdn);
  change.new_superior = std::move(new_superior);
  return change;
}

Dn Change::ResultingDn() const {
  if (kind != Kind::kRename) return dn;
  Dn parent = new_superior ? *new_superior : dn.Parent();
  return Dn::FromTrusted(parent.empty() ? new_rdn : new_rdn + "," + parent.text());
}

std::string_view KindName(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::kAdd:
      return "add";
    case Change::Kind::kModify:
      return "modify";
    case Change::Kind::kDelete:
      return "delete";
    case Change::Kind::kRename:
      return "rename";
  }
  return "modify";
}

size_t ApplyResult::applied() const {
  return static_cast<size_t>(
      std::count_if(results.begin(), results.end(), [](const auto& each) { return each.applied; }));
}

Status ApplyModifications(const std::vector<Modification>& modifications, const Schema& schema,
                          Entry* entry) {
  for (const Modification& modification : modifications) {
    const AttributeType* type = schema.FindAttribute(modification.attribute);
    std::string_view name = type ? std::string_view(type->name()) : modification.attribute;
    std::vector<std::string> values = entry->ValueList(name);
    Status status;
    switch (modification.operation) {
      case Modification::Operation::kReplace:
        values.clear();
        if (!modification.values.empty()) {
          status = AddValues(modification, schema, type, *entry, &values);
        }
        break;
      case Modification::Operation::kAdd:
        status = AddValues(modification, schema, type, *entry, &values);
        break;
      case Modification::Operation::kDelete:
        status = DeleteValues(modification, schema, type, *entry, &values);
        break;
    }
    if (!status.ok()) return status;
    entry->Set(name, values);
  }
  return Status::Ok();
}

}  // namespace sipsh::directory
