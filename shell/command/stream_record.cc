#include "shell/command/stream_record.h"

#include "shell/value/containers.h"
#include "shell/value/convert.h"

namespace sipsh {
namespace {

class StreamRecordObject final : public Container {
 public:
  StreamRecordObject(const TypeInfo& type, Value message, Value tags)
      : type_(&type), message_(std::move(message)), tags_(std::move(tags)) {}
  const TypeInfo& Type() const override { return *type_; }
  std::string ToText() const override { return ToDisplayText(message_); }
  void DropReferences() override { message_ = tags_ = Value(); }
  const Value& message() const { return message_; }
  const Value& tags() const { return tags_; }

 private:
  const TypeInfo* type_;
  Value message_, tags_;
};

const StreamRecordObject& Object(const Value& self) {
  return static_cast<const StreamRecordObject&>(*Unwrap(self).object());
}

Value Message(const Value& self) { return Object(self).message(); }
Value Tags(const Value& self) { return Object(self).tags(); }

constexpr PropertyInfo kMessageProperties[] = {{"Message", &types::kString, Message}};
constexpr PropertyInfo kInformationProperties[] = {{"MessageData", nullptr, Message},
                                                   {"Tags", nullptr, Tags}};

const TypeInfo kInformationalType = {
    .full_name = "System.Management.Automation.InformationalRecord",
    .name = "InformationalRecord",
    .base = &types::kObject,
    .properties = kMessageProperties};
const TypeInfo kWarningType = {.full_name = "System.Management.Automation.WarningRecord",
                               .name = "WarningRecord",
                               .base = &kInformationalType};
const TypeInfo kVerboseType = {.full_name = "System.Management.Automation.VerboseRecord",
                               .name = "VerboseRecord",
                               .base = &kInformationalType};
const TypeInfo kDebugType = {.full_name = "System.Management.Automation.DebugRecord",
                             .name = "DebugRecord",
                             .base = &kInformationalType};
const TypeInfo kInformationType = {.full_name = "System.Management.Automation.InformationRecord",
                                   .name = "InformationRecord",
                                   .base = &types::kObject,
                                   .properties = kInformationProperties};

const TypeInfo& TypeFor(Stream stream) {
  switch (stream) {
    case Stream::kWarning:
      return kWarningType;
    case Stream::kVerbose:
      return kVerboseType;
    case Stream::kDebug:
      return kDebugType;
    default:
      return kInformationType;
  }
}

}  // namespace

Value MakeStreamRecord(Stream stream, Value message, const std::vector<std::string>& tags) {
  std::vector<Value> list;
  for (const std::string& tag : tags) list.push_back(Value::String(tag));
  return Value::FromObject(new StreamRecordObject(TypeFor(stream), std::move(message),
                                                  MakeArray(std::move(list), types::kList)));
}

void RegisterStreamRecords(TypeTable& types) {
  for (const TypeInfo* type :
       {&kInformationalType, &kWarningType, &kVerboseType, &kDebugType, &kInformationType})
    types.Register(*type);
}

}  // namespace sipsh
