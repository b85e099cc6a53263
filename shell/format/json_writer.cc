#include "shell/format/json_writer.h"

#include <cmath>
#include <cstdio>

#include "shell/format/property_spec.h"
#include "shell/value/containers.h"
#include "shell/value/convert.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::format {
namespace {

void AppendUnit(std::string& out, unsigned unit) {
  char hex[16];
  std::snprintf(hex, sizeof hex, "\\u%04x", unit);
  out += hex;
}

bool MustEscape(unsigned char c, JsonEscape escape) {
  if (c < 0x20 || c == '"' || c == '\\') return true;
  return escape == JsonEscape::kHtml && (c == '<' || c == '>' || c == '&' || c == '\'');
}

std::string NumberText(const Value& number) {
  if (!number.IsReal()) return ToText(number);
  const double real = number.AsDouble();
  if (std::isnan(real)) return "\"NaN\"";
  if (std::isinf(real)) return real > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  std::string text = ToText(number);
  if (text.find_first_of(".eE") == std::string::npos) text += ".0";
  return text;
}

// ISO 8601 with as much of a fraction as there is, and the zone when the kind tells one.
std::string DateText(const Value& date) {
  return FormatDateTime(date, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", true);
}

class Writer {
 public:
  explicit Writer(const JsonOptions& options) : options_(options) {}

  void Write(const Value& value, int depth) {
    const Value& bare = Unwrap(value);
    if (bare.IsNull())
      out_ += "null";
    else if (bare.IsBool())
      out_ += bare.AsBool() ? "true" : "false";
    else if (bare.IsNumber())
      out_ += NumberText(bare);
    else if (bare.IsDateTime())
      Quote(DateText(bare));
    else if (bare.IsString() || bare.IsChar())
      WriteString(value, bare, depth);
    else if (const auto* enumerator = bare.As<EnumValue>())
      WriteEnum(bare, *enumerator);
    else if (IsText(bare))
      Quote(ToText(bare));
    else
      WriteCompound(value, bare, depth);
  }

  std::string out_;
  bool truncated_ = false;

 private:
  static bool IsText(const Value& value) {
    if (IsScriptBlock(value)) return true;
    return value.As<GuidObject>() || value.As<TypeLiteral>() || IsInstanceOf(value, types::kUri);
  }
  void Quote(std::string_view text) { AppendJsonString(out_, text, options_.escape); }
  void WriteEnum(const Value& value, const EnumValue& enumerator) {
    if (options_.enums_as_strings)
      Quote(ToText(value));
    else
      out_ += std::to_string(enumerator.number());
  }
  // A string with note properties is written as an object, with its text under "value".
  void WriteString(const Value& value, const Value& bare, int depth) {
    const auto* wrapper = AsRecord(value);
    if (!wrapper || wrapper->shape()->size() == 0) {
      Quote(ToText(bare));
      return;
    }
    Open('{');
    Key("value", depth + 1);
    Quote(ToText(bare));
    for (size_t i = 0; i < wrapper->shape()->size(); ++i) {
      Key(wrapper->shape()->member(i).name, depth + 1);
      Write(wrapper->slot(i), depth + 1);
    }
    Close('}', depth);
  }
  void WriteCompound(const Value& value, const Value& bare, int depth) {
    if (depth > options_.depth) {
      truncated_ = true;
      Quote(ToText(value));
      return;
    }
    if (const auto* table = AsHashtable(bare)) {
      Open('{');
      table->ForEach([&](const Value& key, const Value& item) {
        Key(ToText(key), depth + 1);
        Write(item, depth + 1);
        return true;
      });
      Close('}', depth);
    } else if (IsEnumerable(bare)) {
      Open('[');
      for (const Value& item : ToVector(bare)) {
        Separate(depth + 1);
        Write(item, depth + 1);
      }
      Close(']', depth);
    } else {
      WriteObject(value, depth);
    }
  }
  void WriteObject(const Value& value, int depth) {
    Open('{');
    if (const auto* record = AsRecord(value); record && !record->is_wrapper()) {
      for (size_t i = 0; i < record->shape()->size(); ++i) {
        const ShapeMember& member = record->shape()->member(i);
        if (member.kind == MemberKind::kScriptMethod) continue;
        Key(member.name, depth + 1);
        if (member.kind == MemberKind::kNoteProperty)
          Write(record->slot(i), depth + 1);
        else
          Write(GetMember(value, member.name), depth + 1);
      }
    } else {
      for (const std::string& name : PropertyNames(value)) {
        Value item;
        try {
          item = GetMember(value, name);
        } catch (const ValueError&) {
        }
        Key(name, depth + 1);
        Write(item, depth + 1);
      }
    }
    Close('}', depth);
  }

  void Open(char bracket) {
    out_.push_back(bracket);
    empty_ = true;
  }
  void Close(char bracket, int depth) {
    if (!empty_) NewLine(depth);
    out_.push_back(bracket);
    empty_ = false;
  }
  void Separate(int depth) {
    if (!empty_) out_.push_back(',');
    empty_ = false;
    NewLine(depth);
  }
  void Key(std::string_view name, int depth) {
    Separate(depth);
    Quote(name);
    out_ += options_.compress ? ":" : ": ";
  }
  void NewLine(int depth) {
    if (options_.compress) return;
    out_.push_back('\n');
    out_.append(static_cast<size_t>(depth) * 2, ' ');
  }

  const JsonOptions& options_;
  bool empty_ = true;
};

}  // namespace

void AppendJsonString(std::string& out, std::string_view text, JsonEscape escape) {
  out.push_back('"');
  size_t at = 0;
  while (at < text.size()) {
    const unsigned char c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      const size_t before = at;
      const char32_t code = NextCodePoint(text, &at);
      if (escape != JsonEscape::kNonAscii && code != 0x2028 && code != 0x2029 && code != 0x85 &&
          !(code >= 0xD800 && code < 0xE000)) {
        out.append(text.substr(before, at - before));
      } else if (code >= 0x10000) {
        AppendUnit(out, 0xD800 + ((code - 0x10000) >> 10));
        AppendUnit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
      } else {
        AppendUnit(out, code);
      }
      continue;
    }
    ++at;
    if (!MustEscape(c, escape)) {
      out.push_back(static_cast<char>(c));
      continue;
    }
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        AppendUnit(out, c);
    }
  }
  out.push_back('"');
}

std::string WriteJson(const Value& value, const JsonOptions& options, bool* truncated) {
  Writer writer(options);
  writer.Write(value, 0);
  if (truncated) *truncated = writer.truncated_;
  return std::move(writer.out_);
}

}  // namespace sipsh::format
