// JSON written straight into a string: a record of ten thousand changes needs no tree of values.
// Strings hold UTF-8; bytes that are none become U+FFFD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sipsh::journal {

void AppendJsonString(std::string* out, std::string_view text);

// An object or array that is being written; what it holds is separated by commas.
class JsonText {
 public:
  explicit JsonText(std::string* out) : out_(*out) {}  // Must outlive this.

  void Open(char bracket) {  // { or [, as a value
    Separate();
    out_ += bracket;
    first_ = true;
  }
  void Close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void Key(std::string_view name) {
    String(name);
    out_ += ':';
    first_ = true;
  }
  void String(std::string_view text) {
    Separate();
    AppendJsonString(&out_, text);
  }
  void Number(uint64_t number) { Literal(std::to_string(number)); }
  void Bool(bool value) { Literal(value ? "true" : "false"); }
  void Strings(const std::vector<std::string>& texts);

  void Member(std::string_view name, std::string_view text) {
    Key(name);
    String(text);
  }

 private:
  void Separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  void Literal(std::string_view text) {
    Separate();
    out_ += text;
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace sipsh::journal
