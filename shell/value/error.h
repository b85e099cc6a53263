// What a value operation throws. The runtime turns it into an ErrorRecord with the same id.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "shell/value/value.h"

namespace sipsh {

// The part of the public error categories that value operations need.
enum class ValueErrorCategory {
  kInvalidOperation,
  kInvalidArgument,
  kInvalidCast,  // shown as InvalidArgument
  kObjectNotFound,
  kNotSpecified,
  kLimitsExceeded,
};

class ValueError : public std::runtime_error {
 public:
  ValueError(std::string error_id, std::string message,
             ValueErrorCategory category = ValueErrorCategory::kInvalidOperation,
             std::string exception_type = "System.Management.Automation.RuntimeException")
      : std::runtime_error(std::move(message)),
        error_id_(std::move(error_id)),
        exception_type_(std::move(exception_type)),
        category_(category) {}

  // Stable: RuntimeException, InvalidCastFromStringToInteger, MethodNotFound ...
  const std::string& error_id() const { return error_id_; }
  ValueErrorCategory category() const { return category_; }
  // The .NET type that scripts catch, e.g. System.DivideByZeroException.
  const std::string& exception_type() const { return exception_type_; }
  // A method call that failed inside: the type of the inner exception; empty otherwise.
  const std::string& inner_type() const { return inner_type_; }
  const std::string& inner_message() const { return inner_message_; }
  void set_inner(std::string type, std::string message) {
    inner_type_ = std::move(type);
    inner_message_ = std::move(message);
  }

 private:
  std::string error_id_;
  std::string exception_type_;
  std::string inner_type_;
  std::string inner_message_;
  ValueErrorCategory category_;
};

}  // namespace sipsh
