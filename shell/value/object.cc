#include "shell/value/object.h"

#include "shell/value/type_info.h"
#include "shell/value/value.h"

namespace sipsh {

bool Object::GetDynamicMember(std::string_view, Value*) const { return false; }
bool Object::SetDynamicMember(std::string_view, const Value&) { return false; }
void Object::ListDynamicMembers(std::vector<std::string>*) const {}
std::unique_ptr<Enumerator> Object::GetEnumerator() const { return nullptr; }
std::string Object::ToText() const { return std::string(Type().full_name); }
bool Object::EqualsTo(const Value& other) const { return other.object() == this; }
size_t Object::Hash() const { return reinterpret_cast<size_t>(this) >> 4; }
bool Object::CompareWith(const Value&, int*) const { return false; }

}  // namespace sipsh
