// The error record as a script's object.
#include "shell/command/error_record_object.h"

#include <array>

#include "shell/command/error_record.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
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
    if (exception_.IsNull()) {
      exception_ =
          record_->thrown.As<ExceptionObject>()
              ? record_->thrown
              : Value::FromObject(new ExceptionObject(record_->exception_type, record_->message));
    }
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

// A thing that shows itself as one text and has a few properties.
class DescriptionObject final : public Object {
 public:
  DescriptionObject(const TypeInfo& type, std::string text, std::vector<Value> parts)
      : type_(&type), text_(std::move(text)), parts_(std::move(parts)) {}
  const TypeInfo& Type() const override { return *type_; }
  std::string ToText() const override { return text_; }
  const Value& part(size_t i) const { return parts_[i]; }

 private:
  const TypeInfo* type_;
  std::string text_;
  std::vector<Value> parts_;
};

template <size_t index>
Value Part(const Value& self) {
  return static_cast<DescriptionObject&>(*Unwrap(self).object()).part(index);
}

Value MakeRecord(std::initializer_list<std::pair<const char*, Value>> members,
                 std::string type_name) {
  auto record = MakeObject<RecordObject>();
  for (const auto& [name, value] : members) record->Set(name, value);
  record->SetTypeNames({std::move(type_name)});
  return Value::FromObject(record);
}

constexpr auto kCategories = [] {
  std::array<EnumMember, static_cast<size_t>(ErrorCategory::kNotEnabled) + 1> members{};
  for (size_t i = 0; i < members.size(); ++i) members[i].value = static_cast<int64_t>(i);
  return members;
}();

// ErrorCategory with its names, which error_record.cc holds.
const TypeInfo& CategoryType() {
  static const auto kMembers = [] {
    auto members = kCategories;
    for (EnumMember& member : members)
      member.name = CategoryName(static_cast<ErrorCategory>(member.value));
    return members;
  }();
  static const TypeInfo kType = {.full_name = "System.Management.Automation.ErrorCategory",
                                 .name = "ErrorCategory",
                                 .base = &types::kEnum,
                                 .type_class = TypeClass::kEnum,
                                 .enum_members = kMembers};
  return kType;
}

constexpr std::array<PropertyInfo, 5> kCategoryInfoProperties = {
    {{"Category", nullptr, Part<0>},
     {"Activity", &types::kString, Part<1>},
     {"Reason", &types::kString, Part<2>},
     {"TargetName", &types::kString, Part<3>},
     {"TargetType", &types::kString, Part<4>}}};
constexpr std::array<MethodInfo, 1> kCategoryInfoMethods = {
    {{"GetMessage", 0, 0,
      [](CallContext*, const Value& self, Args) { return Value::String(ToText(self)); }}}};
const TypeInfo kCategoryInfoType = {.full_name = "System.Management.Automation.ErrorCategoryInfo",
                                    .name = "ErrorCategoryInfo",
                                    .base = &types::kObject,
                                    .properties = kCategoryInfoProperties,
                                    .methods = kCategoryInfoMethods};

// "ObjectNotFound: (name:String) [Get-Thing], ItemNotFoundException"
Value CategoryInfo(const Value& self) {
  const ErrorRecord& record = Record(self);
  const std::string target = record.target.IsNull() ? "" : ToText(record.target);
  const std::string type = record.target.IsNull() ? "" : std::string(TypeOf(record.target).name);
  const std::string reason = record.exception_type.substr(record.exception_type.rfind('.') + 1);
  const std::string text = std::string(CategoryName(record.category)) + ": (" + target + ":" +
                           type + ") [" + record.command + "], " + reason;
  return Value::FromObject(
      new DescriptionObject(kCategoryInfoType, text,
                            {MakeEnum(CategoryType(), static_cast<int64_t>(record.category)),
                             Value::String(record.command), Value::String(reason),
                             Value::String(target), Value::String(type)}));
}

constexpr std::array<PropertyInfo, 1> kCommandNameProperties = {
    {{"Name", &types::kString, Part<0>}}};
const TypeInfo kCommandNameType = {.full_name = "System.Management.Automation.CommandInfo",
                                   .name = "CommandInfo",
                                   .base = &types::kObject,
                                   .properties = kCommandNameProperties};

// "At file.ps1:3 char:5", with the line and marks below the culprit.
std::string PositionMessage(const ErrorPosition& at) {
  if (at.line == 0) return {};
  const std::string where = at.script.empty() ? "line:" + std::to_string(at.line)
                                              : at.script + ":" + std::to_string(at.line);
  return "At " + where + " char:" + std::to_string(at.column) + "\n+ " + at.line_text + "\n+ " +
         std::string(at.column > 0 ? at.column - 1 : 0, ' ') + std::string(at.length, '~');
}

Value InvocationInfoOf(const Value& self) {
  const ErrorRecord& record = Record(self);
  const ErrorPosition& at = record.position;
  Value command;
  if (!record.command.empty())
    command = Value::FromObject(
        new DescriptionObject(kCommandNameType, record.command, {Value::String(record.command)}));
  return MakeRecord({{"MyCommand", command},
                     {"InvocationName", Value::String(record.command)},
                     {"ScriptName", Value::String(at.script)},
                     {"ScriptLineNumber", Value::Int32(static_cast<int32_t>(at.line))},
                     {"OffsetInLine", Value::Int32(static_cast<int32_t>(at.column))},
                     {"Line", Value::String(at.line_text)},
                     {"PositionMessage", Value::String(PositionMessage(at))}},
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
       const bool is_target = record.from_throw && !record.thrown.As<ExceptionObject>();
       return is_target && !record.thrown.IsNull() ? record.thrown : record.target;
     }},
    {"FullyQualifiedErrorId", nullptr,
     [](const Value& self) { return Value::String(Record(self).FullyQualifiedErrorId()); }},
    {"CategoryInfo", nullptr, CategoryInfo},
    {"ErrorDetails", nullptr, ErrorDetails},
    {"InvocationInfo", nullptr, InvocationInfoOf},
    {"ScriptStackTrace", nullptr,
     [](const Value& self) { return Value::String(Record(self).stack_trace); }},
}};

// (exception, id, category, target)
Value Construct(CallContext*, Args args) {
  if (args.size() < 4) {
    throw ValueError("MethodCountCouldNotFindBest",
                     "An ErrorRecord is made from four things: exception, error id, category and "
                     "target object.",
                     ValueErrorCategory::kInvalidArgument);
  }
  auto record = std::make_shared<ErrorRecord>();
  const Value exception = ConvertTo(args[0], types::kException);
  const auto& thrown = *exception.As<ExceptionObject>();
  record->message = thrown.message();
  record->exception_type = thrown.type_name();
  record->thrown = exception;
  record->error_id = ToText(args[1]);
  record->category = static_cast<ErrorCategory>(ToInt64(ConvertTo(args[2], CategoryType())));
  record->target = args[3];
  return ErrorRecordToValue(std::move(record));
}

const TypeInfo kErrorRecordType = {.full_name = "System.Management.Automation.ErrorRecord",
                                   .name = "ErrorRecord",
                                   .base = &types::kObject,
                                   .properties = kProperties,
                                   .construct = Construct};

const TypeInfo& ErrorRecordObject::Type() const { return kErrorRecordType; }

constexpr std::array<EnumMember, 7> kActions = {{{"SilentlyContinue", 0},
                                                 {"Stop", 1},
                                                 {"Continue", 2},
                                                 {"Inquire", 3},
                                                 {"Ignore", 4},
                                                 {"Suspend", 5},
                                                 {"Break", 6}}};
const TypeInfo kActionType = {.full_name = "System.Management.Automation.ActionPreference",
                              .name = "ActionPreference",
                              .base = &types::kEnum,
                              .type_class = TypeClass::kEnum,
                              .enum_members = kActions};

constexpr std::array<EnumMember, 4> kImpacts = {
    {{"None", 0}, {"Low", 1}, {"Medium", 2}, {"High", 3}}};
const TypeInfo kImpactType = {.full_name = "System.Management.Automation.ConfirmImpact",
                              .name = "ConfirmImpact",
                              .base = &types::kEnum,
                              .type_class = TypeClass::kEnum,
                              .enum_members = kImpacts};

}  // namespace

void RegisterErrorTypes(TypeTable& types) {
  types.Register(kActionType);
  types.Register(kImpactType);
  types.Register(kErrorRecordType);
  types.Register(CategoryType());
}

Value ErrorRecordToValue(std::shared_ptr<const ErrorRecord> record) {
  return Value::FromObject(new ErrorRecordObject(std::move(record)));
}

std::shared_ptr<const ErrorRecord> ErrorRecordFromValue(const Value& value) {
  const auto* object = Unwrap(value).As<ErrorRecordObject>();
  return object == nullptr ? nullptr : object->record();
}

}  // namespace sipsh
