// The error record as a script's object.
#include <array>

#include "shell/command/error_record.h"
#include "shell/value/containers.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

class ErrorRecordObject final : public Container {
 public:
  explicit ErrorRecordObject(std::shared_ptr<const ErrorRecord> record)
      : record_(std::move(record)) {}
  const TypeInfo& Type() const override;
  std::string ToText() const override { return record_->message; }
  void DropReferences() override { exception_ = Value(); }

  const std::shared_ptr<const ErrorRecord>& record() const { return record_; }
  // One exception object for as long as the record lives: scripts compare and keep it.
  const Value& Exception() {
    if (exception_.IsNull())
      exception_ =
          Value::FromObject(new ExceptionObject(record_->exception_type, record_->message));
    return exception_;
  }

 private:
  std::shared_ptr<const ErrorRecord> record_;
  Value exception_;
};

ErrorRecordObject& Object(const Value& self) {
  return static_cast<ErrorRecordObject&>(*Unwrap(self).object());
}
const ErrorRecord& Record(const Value& self) { return *Object(self).record(); }

Value MakeRecord(std::initializer_list<std::pair<const char*, Value>> members,
                 std::string type_name) {
  auto record = MakeObject<RecordObject>();
  for (const auto& [name, value] : members) record->Set(name, value);
  record->SetTypeNames({std::move(type_name)});
  return Value::FromObject(record);
}

Value CategoryInfo(const Value& self) {
  const ErrorRecord& record = Record(self);
  return MakeRecord(
      {{"Category", Value::String(CategoryName(record.category))},
       {"Activity", Value::String(record.command)},
       {"Reason",
        Value::String(record.exception_type.substr(record.exception_type.rfind('.') + 1))},
       {"TargetName", record.target.IsString() ? record.target : Value::EmptyString()}},
      "System.Management.Automation.ErrorCategoryInfo");
}

Value InvocationInfoOf(const Value& self) {
  const ErrorPosition& at = Record(self).position;
  const std::string where = at.script.empty() ? "line:" + std::to_string(at.line)
                                              : at.script + ":" + std::to_string(at.line);
  return MakeRecord(
      {{"MyCommand", Value::String(Record(self).command)},
       {"ScriptName", Value::String(at.script)},
       {"ScriptLineNumber", Value::Int32(static_cast<int32_t>(at.line))},
       {"OffsetInLine", Value::Int32(static_cast<int32_t>(at.column))},
       {"Line", Value::String(at.line_text)},
       {"PositionMessage", Value::String("At " + where + " char:" + std::to_string(at.column))}},
      "System.Management.Automation.InvocationInfo");
}

Value ErrorDetails(const Value& self) {
  const ErrorRecord& record = Record(self);
  if (record.recommended_action.empty()) return {};
  return MakeRecord({{"Message", Value::String(record.message)},
                     {"RecommendedAction", Value::String(record.recommended_action)}},
                    "System.Management.Automation.ErrorDetails");
}

constexpr std::array<PropertyInfo, 7> kProperties = {{
    {"Exception", nullptr, [](const Value& self) { return Object(self).Exception(); }},
    {"TargetObject", nullptr,
     [](const Value& self) {
       const ErrorRecord& record = Record(self);
       return record.from_throw && !record.thrown.IsNull() ? record.thrown : record.target;
     }},
    {"FullyQualifiedErrorId", nullptr,
     [](const Value& self) { return Value::String(Record(self).FullyQualifiedErrorId()); }},
    {"CategoryInfo", nullptr, CategoryInfo},
    {"ErrorDetails", nullptr, ErrorDetails},
    {"InvocationInfo", nullptr, InvocationInfoOf},
    {"ScriptStackTrace", nullptr,
     [](const Value& self) { return Value::String(Record(self).stack_trace); }},
}};

const TypeInfo kErrorRecordType = {.full_name = "System.Management.Automation.ErrorRecord",
                                   .name = "ErrorRecord",
                                   .base = &types::kObject,
                                   .properties = kProperties};

const TypeInfo& ErrorRecordObject::Type() const { return kErrorRecordType; }

}  // namespace

Value ErrorRecordToValue(std::shared_ptr<const ErrorRecord> record) {
  return Value::FromObject(new ErrorRecordObject(std::move(record)));
}

std::shared_ptr<const ErrorRecord> ErrorRecordFromValue(const Value& value) {
  const auto* object = Unwrap(value).As<ErrorRecordObject>();
  return object == nullptr ? nullptr : object->record();
}

}  // namespace sipsh
