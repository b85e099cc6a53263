#include <nlohmann/json.hpp>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/format/json_writer.h"

namespace sipsh {
namespace {

class ConvertToJson final : public Cmdlet {
 public:
  Value input;
  int depth = 2;
  bool compress = false, enums = false, as_array = false;
  std::string escape;

  Flow ProcessRecord(CommandRuntime&) override {
    if (!input.IsNothing()) objects_.push_back(input);
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (objects_.empty()) return;
    format::JsonOptions options;
    options.depth = depth;
    options.compress = compress;
    options.enums_as_strings = enums;
    if (escape == "EscapeNonAscii") options.escape = format::JsonEscape::kNonAscii;
    if (escape == "EscapeHtml") options.escape = format::JsonEscape::kHtml;
    const Value whole =
        objects_.size() == 1 && !as_array ? objects_.front() : MakeArray(std::move(objects_));
    bool truncated = false;
    std::string text = format::WriteJson(whole, options, &truncated);
    if (truncated) {
      runtime.WriteMessage(Stream::kWarning,
                           "Resulting JSON is truncated as serialization has "
                           "exceeded the set depth of " +
                               std::to_string(depth) + ".");
    }
    (void)runtime.WriteObject(Value::String(std::move(text)));
  }

 private:
  std::vector<Value> objects_;
};

// Text that is an ISO 8601 moment becomes a date, as in PowerShell 7.
Value TextOrDate(std::string&& text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() >= 19 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' &&
      digit(0) && digit(18)) {
    Value date;
    if (ParseDateTime(text, &date)) return date;
  }
  return Value::String(std::move(text));
}

class JsonBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonBuilder(bool as_hashtable, int depth) : as_hashtable_(as_hashtable), depth_(depth) {}

  bool null() override { return Put(Value()); }
  bool boolean(bool value) override { return Put(Value::Bool(value)); }
  bool number_integer(number_integer_t value) override { return Put(Value::Int64(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    return Put(value <= INT64_MAX ? Value::Int64(static_cast<int64_t>(value))
                                  : Value::UInt64(value));
  }
  bool number_float(number_float_t value, const string_t&) override {
    return Put(Value::Double(value));
  }
  bool string(string_t& value) override { return Put(TextOrDate(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(size_t) override {
    return Push(as_hashtable_
                    ? Value::FromObject(new HashtableObject(types::kOrderedDictionary, true))
                    : Value::FromObject(new RecordObject()));
  }
  bool key(string_t& name) override {
    keys_.back() = std::move(name);
    return true;
  }
  bool end_object() override { return Pop(); }
  bool start_array(size_t) override { return Push(MakeArray({})); }
  bool end_array() override { return Pop(); }
  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& e) override {
    error =
        "Conversion from JSON failed at character " + std::to_string(position) + ": " + e.what();
    return false;
  }

  Value result;
  std::string error;
  std::string error_id = "System.ArgumentException";

 private:
  bool Push(Value container) {
    if (stack_.size() > static_cast<size_t>(depth_)) {
      error = "Conversion from JSON failed: it is nested deeper than " + std::to_string(depth_) +
              " levels. Use -Depth to allow more.";
      return false;
    }
    stack_.push_back(std::move(container));
    keys_.emplace_back();
    return true;
  }
  bool Pop() {
    const Value done = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    return Put(done);
  }
  bool Put(const Value& value) {
    if (stack_.empty()) {
      result = value;
      return true;
    }
    Object* top = stack_.back().object();
    if (auto* array = dynamic_cast<ArrayObject*>(top)) {
      array->items().push_back(value);
    } else if (auto* record = dynamic_cast<RecordObject*>(top)) {
      return PutMember(*record, value);
    } else {
      static_cast<HashtableObject*>(top)->Set(keys_.back(), value);
    }
    return true;
  }
  bool PutMember(RecordObject& record, const Value& value) {
    const std::string& name = keys_.back();
    const int slot = record.shape()->Find(name);
    if (slot >= 0 && record.shape()->member(static_cast<size_t>(slot)).name != name) {
      error_id = "KeysWithDifferentCasingInJsonString";
      error = "The JSON has the keys '" + record.shape()->member(static_cast<size_t>(slot)).name +
              "' and '" + name + "', which differ only in case. Use -AsHashtable.";
      return false;
    }
    record.Set(name, value);
    return true;
  }

  bool as_hashtable_;
  int depth_;
  std::vector<Value> stack_;
  std::vector<std::string> keys_;
};

class ConvertFromJson final : public Cmdlet {
 public:
  std::string input;
  bool as_hashtable = false, no_enumerate = false;
  int depth = 1024;

  Flow ProcessRecord(CommandRuntime&) override {
    if (!text_.empty()) text_.push_back('\n');
    text_ += input;
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    if (text_.find_first_not_of(" \t\r\n") == std::string::npos) return;
    JsonBuilder builder(as_hashtable, depth);
    if (!nlohmann::json::sax_parse(text_, &builder, nlohmann::json::input_format_t::json, true,
                                   true)) {
      Fail(builder.error_id, builder.error, ErrorCategory::kNotSpecified);
    }
    if (no_enumerate)
      (void)runtime.WriteObject(builder.result);
    else
      (void)runtime.WriteEnumerated(builder.result);
  }

 private:
  std::string text_;
};

}  // namespace

namespace utility {
void AddCsvCmdlets(std::vector<CmdletMetadata>& cmdlets);

void AddDataCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  using T = ConvertToJson;
  CmdletMetadata to = MakeCmdlet<T>("ConvertTo", "Json", "Turns an object into JSON text.");
  to.output_type = "System.String";
  to.Add(Parameter<&T::input>("InputObject", "The object.")
             .Mandatory()
             .Position(0)
             .ByValue()
             .AllowNull()
             .AllowEmpty());
  to.Add(Parameter<&T::depth>("Depth", "Levels of objects inside.")
             .ValidateRange(Value::Int32(0), Value::Int32(100)));
  to.Add(Parameter<&T::compress>("Compress", "Leaves out blanks and line ends."));
  to.Add(Parameter<&T::enums>("EnumsAsStrings", "Writes the names of enumerated values."));
  to.Add(Parameter<&T::as_array>("AsArray", "An array even for one object."));
  to.Add(Parameter<&T::escape>("EscapeHandling", "What is escaped.")
             .Enum({"Default", "EscapeNonAscii", "EscapeHtml"}));
  cmdlets.push_back(std::move(to));
  using F = ConvertFromJson;
  CmdletMetadata from = MakeCmdlet<F>("ConvertFrom", "Json", "Makes objects of JSON text.");
  from.output_type = "System.Management.Automation.PSCustomObject";
  from.Add(Parameter<&F::input>("InputObject", "The text.")
               .Mandatory()
               .Position(0)
               .ByValue()
               .AllowEmpty());
  from.Add(Parameter<&F::as_hashtable>("AsHashtable", "Ordered hash tables instead of objects."));
  from.Add(Parameter<&F::depth>("Depth", "Levels that are allowed."));
  from.Add(Parameter<&F::no_enumerate>("NoEnumerate", "An array stays one object."));
  cmdlets.push_back(std::move(from));
  AddCsvCmdlets(cmdlets);
}
}  // namespace utility
}  // namespace sipsh
