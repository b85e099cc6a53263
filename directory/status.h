// What came of a directory operation: a code, mirroring LDAP's result codes by meaning (RFC 4511,
// appendix A) plus what can go wrong before a server answers. Decide by code, never by text.
// Status and Result own their strings; both are plain values, usable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sipsh::directory {

enum class Code {
  kOk,
  // The entry.
  kNoSuchObject,
  kEntryAlreadyExists,
  kNoSuchAttribute,
  kAttributeOrValueExists,
  kAssertionFailed,      // What was read no longer holds (RFC 4528).
  kConstraintViolation,  // Also: an address that must be unique is held; see Status::holder.
  kObjectClassViolation,
  kUndefinedAttribute,
  kInvalidDn,
  kInvalidSyntax,  // Of a value, filter or LDIF.
  kNamingViolation,
  kNotAllowedOnNonLeaf,
  kNotAllowedOnRdn,
  // The right to do it.
  kInsufficientAccess,
  kInvalidCredentials,
  kStrongAuthRequired,  // Also: confidentiality required.
  kReadOnly,
  kUnwilling,
  // The way there.
  kUnavailable,  // Server down or unreachable.
  kCertificateNotTrusted,
  kTimeout,
  kCancelled,
  kReferral,
  kSizeLimit,
  kNotSupported,  // A control or operation the server does not know.
  // The store itself.
  kSchemaMissing,  // The directory does not know the msRTCSIP-* definitions.
  kBusyLocked,     // Another process holds the lock.
  kDiskFull,
  kCorrupt,
  kOther,
};

// The code's name without the k, as in journals and JSON ("NoSuchObject").
std::string_view CodeName(Code code);

struct [[nodiscard]] Status {
  Code code = Code::kOk;
  std::string message;  // What happened, to which object, and what to do next.
  std::string dn;       // The entry concerned; empty when none is.
  std::string holder;   // kConstraintViolation: DN of the entry that holds the unique value.

  Status() = default;
  Status(Code c, std::string text, std::string about = {})
      : code(c), message(std::move(text)), dn(std::move(about)) {}

  bool ok() const { return code == Code::kOk; }
  static Status Ok() { return {}; }
};

// A T, or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}          // NOLINT: conversion is the point.
  Result(Status status) : status_(std::move(status)) {}  // NOLINT

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return std::move(*value_); }
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return std::move(*value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace sipsh::directory
