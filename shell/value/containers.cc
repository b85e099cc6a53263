#include "shell/value/containers.h"

#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/members.h"

namespace sipsh {

namespace {

class ArrayEnumerator final : public Enumerator {
 public:
  explicit ArrayEnumerator(const ArrayObject* array) : array_(const_cast<ArrayObject*>(array)) {}
  bool Next(Value* out) override {
    if (next_ >= array_->size()) return false;
    *out = array_->items()[next_++];
    return true;
  }

 private:
  ObjectRef<ArrayObject> array_;
  size_t next_ = 0;
};

}  // namespace

std::unique_ptr<Enumerator> ArrayObject::GetEnumerator() const {
  return std::make_unique<ArrayEnumerator>(this);
}

void ArrayObject::DropReferences() {
  std::vector<Value> dropped;
  dropped.swap(items_);
}

void ArrayObject::Add(const Value& value) {
  const TypeInfo* element = type_->element;
  items_.push_back(element && element != &types::kObject ? ConvertTo(value, *element) : value);
}

void ArrayObject::Set(size_t index, const Value& value) {
  const TypeInfo* element = type_->element;
  items_[index] = element && element != &types::kObject ? ConvertTo(value, *element) : value;
}

RecordObject::RecordObject() : RecordObject(ShapeRef(&Heap::Current().CustomObjectShape())) {}

const TypeInfo& RecordObject::Type() const {
  if (is_wrapper_) return TypeOf(base_);
  if (!shape_->type_names().empty()) {
    const std::string& name = shape_->type_names().front();
    if (name != types::kPSCustomObject.full_name) {
      if (const TypeInfo* known = Heap::Current().types().FindFullName(name)) return *known;
    }
  }
  return types::kPSCustomObject;
}

namespace {

// The member whose text is the whole object's, where .NET's type says so; null for others.
const Value* TextMember(const RecordObject& record) {
  static constexpr std::pair<std::string_view, std::string_view> kMembers[] = {
      {"System.Management.Automation.PathInfo", "Path"},
      {"System.IO.FileSystemInfo", "FullName"},
      {"System.Management.Automation.CommandInfo", "Name"},
      {"System.Management.Automation.PSModuleInfo", "Name"}};
  const std::vector<std::string>& types = record.shape()->type_names();
  for (const std::string& type : types)
    for (const auto& [name, member] : kMembers)
      if (type == name) return record.Find(member);
  if (types.empty() || types.front() == types::kPSCustomObject.full_name ||
      types.front().starts_with("Selected."))
    return nullptr;
  // An object with a type of its own reads as the name by which commands take it.
  const Value* name = record.Find("DistinguishedName");
  return name ? name : record.Find("Identity");
}

}  // namespace

// "@{Name=x; Age=3}", as [string] of a custom object reads.
std::string RecordObject::ToText() const {
  if (is_wrapper_) return sipsh::ToText(base_);
  if (const Value* text = TextMember(*this)) return sipsh::ToText(*text);
  const TypeInfo& type = Type();
  if (&type != &types::kPSCustomObject) return std::string(type.full_name);
  std::string out = "@{";
  bool first = true;
  for (size_t i = 0; i < slots_.size(); ++i) {
    const ShapeMember& member = shape_->member(i);
    if (member.kind == MemberKind::kScriptMethod) continue;
    if (!first) out += "; ";
    first = false;
    out += member.name;
    out += '=';
    if (member.kind == MemberKind::kNoteProperty) {
      AppendText(&out, slots_[i]);
    } else {
      AppendText(&out, GetMember(Value::FromObject(const_cast<RecordObject*>(this)), member.name));
    }
  }
  out += '}';
  return out;
}

void RecordObject::DropReferences() {
  for (Value& slot : slots_) slot = Value();
  base_ = Value();
}

void RecordObject::Set(std::string_view name, const Value& value) {
  int slot = shape_->Find(name);
  if (slot >= 0) {
    slots_[static_cast<size_t>(slot)] = value;
    return;
  }
  shape_ = shape_->With(name);
  slots_.push_back(value);
}

void RecordObject::AddMember(std::string_view name, MemberKind kind, const Value& value) {
  int slot = shape_->Find(name);
  if (slot >= 0) RemoveMember(name);
  shape_ = shape_->With(name, kind);
  slots_.push_back(value);
}

bool RecordObject::RemoveMember(std::string_view name) {
  int slot = shape_->Find(name);
  if (slot < 0) return false;
  shape_ = shape_->Without(static_cast<size_t>(slot));
  slots_.erase(slots_.begin() + slot);
  return true;
}

void RecordObject::SetTypeNames(std::vector<std::string> names) {
  shape_ = shape_->WithTypeNames(std::move(names));
}

ObjectRef<RecordObject> RecordObject::Wrap(const Value& base) {
  auto record = MakeObject<RecordObject>(ShapeRef(&Heap::Current().CustomObjectShape()));
  record->base_ = base;
  record->is_wrapper_ = true;
  return record;
}

Value MakeStringArray(const std::vector<std::string>& items) {
  std::vector<Value> values;
  values.reserve(items.size());
  for (const std::string& item : items) values.push_back(Value::String(item));
  return MakeArray(std::move(values), types::kStringArray);
}

}  // namespace sipsh
