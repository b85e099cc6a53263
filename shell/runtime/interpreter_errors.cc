// Errors and messages on their way: remembered, located, sent to their stream; strict mode's.
#include <algorithm>

#include "shell/command/stream_record.h"
#include "shell/runtime/interpreter.h"
#include "shell/runtime/stage_runtime.h"
#include "shell/value/convert.h"
#include "shell/value/members.h"

namespace sipsh::runtime {

void Interpreter::Remember(const Value& error) {
  auto& items = errors->items();
  if (!items.empty() && items.front().IsSame(error)) return;
  items.insert(items.begin(), error);
  if (items.size() > 256) items.pop_back();
}

bool Interpreter::WriteStream(size_t stream, const Value& value) {
  StreamRoute route = streams.route[stream];
  if (route.kind == StreamRoute::kHost) {
    if (stream == 2) {
      if (auto record = ErrorRecordFromValue(value)) {
        if (record->category == ErrorCategory::kFromStdErr)
          host.WriteErr(record->message + "\n");
        else
          host.ShowError(*record);
      }
    }
    return false;
  }
  if (route.kind == StreamRoute::kSink) {
    // What takes the stream must not write into itself.
    StreamRoute saved = std::exchange(streams.route[stream], StreamRoute{});
    (void)route.sink->Write(value);
    streams.route[stream] = saved;
  }
  return true;
}

void Interpreter::ReportError(const ErrorRecord& error, bool show) {
  auto record = std::make_shared<ErrorRecord>(error);
  record->from_throw = false;
  Value value = ErrorRecordToValue(record);
  Remember(value);
  KeepErrorOfCallers(*this, value);
  if (!show) return;
  if (streams.route[2].kind == StreamRoute::kHost) ++error_count;
  WriteStream(2, value);
}

void Interpreter::ShowMessage(Stream stream, const std::string& text) {
  static constexpr size_t kNumbers[] = {3, 4, 5, 6};
  size_t number = kNumbers[static_cast<size_t>(stream)];
  if (streams.route[number].kind == StreamRoute::kHost)
    host.ShowMessage(stream, text);
  else
    WriteStream(number, MakeStreamRecord(stream, Value::String(text)));
}

ErrorPosition Interpreter::PositionAt(const BlockCode& code, syntax::Extent extent) const {
  const auto& source = code.ast->source;
  auto place = source.PositionOf(extent.start);
  ErrorPosition position;
  position.script = source.FileName();
  position.line = place.line;
  position.column = place.column;
  position.line_text = std::string(source.LineText(place.line));
  size_t rest =
      position.line_text.size() - std::min<size_t>(position.line_text.size(), place.column - 1);
  position.length =
      static_cast<uint32_t>(std::max<size_t>(1, std::min<size_t>(rest, extent.end - extent.start)));
  return position;
}

void Interpreter::Locate(ErrorRecord& error, const BlockCode* code, syntax::Extent extent) const {
  if (error.position.line != 0 || !code) return;
  error.position = PositionAt(*code, extent);
  error.position.command_name = error.command;
  if (error.stack_trace.empty()) error.stack_trace = StackTrace(code, extent);
}

TerminatingError Interpreter::CurrentError(const BlockCode* code, syntax::Extent extent) {
  try {
    throw;
  } catch (TerminatingError& error) {
    Locate(error.Record(), code, extent);
    return error;
  } catch (const ValueError& error) {
    ErrorRecord record(error.what(), error.error_id(), ErrorCategory::kInvalidOperation);
    switch (error.category()) {
      case ValueErrorCategory::kInvalidArgument:
      case ValueErrorCategory::kInvalidCast:
        record.category = ErrorCategory::kInvalidArgument;
        break;
      case ValueErrorCategory::kObjectNotFound:
        record.category = ErrorCategory::kObjectNotFound;
        break;
      case ValueErrorCategory::kNotSpecified:
        record.category = ErrorCategory::kNotSpecified;
        break;
      case ValueErrorCategory::kLimitsExceeded:
        record.category = ErrorCategory::kLimitsExceeded;
        break;
      default:
        break;
    }
    record.exception_type =
        error.inner_type().empty() ? error.exception_type() : error.inner_type();
    Locate(record, code, extent);
    return TerminatingError(std::move(record));
  }
}

std::string Interpreter::StackTrace(const BlockCode* code, syntax::Extent extent) const {
  std::string out;
  size_t depth = 0;
  for (const Scope* scope = current_scope; scope && code && depth < 64; scope = scope->parent) {
    if (!scope->call) continue;
    const auto& source = code->ast->source;
    if (depth++ > 0) out += "\n";
    out += "at " + (scope->call->name ? *scope->call->name : std::string("<ScriptBlock>")) + ", " +
           (source.FileName().empty() ? std::string("<No file>") : source.FileName()) + ": line " +
           std::to_string(source.PositionOf(extent.start).line);
    code = scope->call->caller;
    extent = scope->call->site;
  }
  return out;
}

int Interpreter::StrictMode(const Scope& scope) const {
  if (!strict_anywhere) return 0;
  for (const Scope* each = &scope; each; each = each->parent)
    if (each->strict_mode != 0) return std::max<int>(0, each->strict_mode);
  return 0;
}

Value Interpreter::Undefined(const Scope& scope, NameId name) const {
  if (!strict_anywhere || StrictMode(scope) == 0) return {};
  const std::string& text = names.Text(name);
  throw TerminatingError(
      "The variable '$" + text + "' cannot be retrieved because it has not been set.",
      "VariableIsUndefined", ErrorCategory::kInvalidOperation, Value::String(text));
}

void Interpreter::CheckProperty(const Scope& scope, const Value& target,
                                std::string_view name) const {
  Value found;
  if (StrictMode(scope) < 2 || TryGetMember(target, name, &found)) return;
  ErrorRecord error("The property '" + std::string(name) +
                        "' cannot be found on this object. Verify that the property exists.",
                    "PropertyNotFoundStrict", ErrorCategory::kNotSpecified);
  error.exception_type = "System.Management.Automation.PropertyNotFoundException";
  throw TerminatingError(std::move(error));
}

void Interpreter::CheckIndex(const Scope& scope, const Value& target, const Value& index) const {
  const ArrayObject* array = AsArray(target);
  if (StrictMode(scope) < 3 || !array || !index.IsInt32()) return;
  const int64_t size = static_cast<int64_t>(array->size());
  if (index.AsInt32() < size && index.AsInt32() >= -size) return;
  ErrorRecord error("Index was outside the bounds of the array.", "System.IndexOutOfRangeException",
                    ErrorCategory::kOperationStopped);
  error.exception_type = "System.IndexOutOfRangeException";
  throw TerminatingError(std::move(error));
}

void Interpreter::StackIsFull() const {
  ErrorRecord error(
      "The script failed because functions call each other too deeply; look for a recursion "
      "without an end.",
      "CallDepthOverflow", ErrorCategory::kLimitsExceeded);
  error.from_throw = true;
  throw TerminatingError(std::move(error));
}

}  // namespace sipsh::runtime
