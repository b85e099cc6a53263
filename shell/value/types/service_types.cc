// [Convert], [Environment], [Text.Encoding], [IO.Path], [CultureInfo].
#include <cstdlib>
#include <sys/utsname.h>
#include <unistd.h>

#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/types/helpers.h"

extern char** environ;

namespace sipsh {

namespace {

using namespace type_rows;

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string EncodeBase64(std::string_view bytes) {
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    size_t count = std::min<size_t>(3, bytes.size() - i);
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      out.push_back(k <= count ? kBase64[group >> (18 - 6 * k) & 63] : '=');
    }
  }
  return out;
}

bool DecodeBase64(std::string_view text, std::string* out) {
  uint32_t bits = 0;
  int held = 0;
  size_t digits = 0, padding = 0;
  for (char c : text) {
    if (IsWhiteSpace(static_cast<unsigned char>(c))) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos || padding) return false;
    ++digits;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out->push_back(static_cast<char>(bits >> held & 0xFF));
    }
  }
  return (digits + padding) % 4 == 0 && padding <= 2;
}

std::string BytesOf(const Value& arg) {
  std::string bytes;
  Enumerate(arg, [&](const Value& item) {
    bytes.push_back(static_cast<char>(ConvertTo(item, types::kByte).AsInt64()));
    return true;
  });
  return bytes;
}
Value BytesValue(std::string_view bytes) {
  std::vector<Value> items;
  items.reserve(bytes.size());
  for (char c : bytes) items.push_back(Value::Byte(static_cast<uint8_t>(c)));
  return MakeArray(std::move(items), types::kByteArray);
}

// ToInt32(text, base) and ToInt32(value).
template <const TypeInfo& type>
Value ToType(CallContext*, const Value&, Args args) {
  if (args.size() == 2 && args[1].IsInteger()) {
    int base = ToInt32(args[1]);
    std::string text = ToText(args[0]);
    if (base == 16 && StartsWithIgnoreCase(text, "0x")) text.erase(0, 2);
    char* end = nullptr;
    uint64_t bits = std::strtoull(text.c_str(), &end, base);
    if (text.empty() || *end) {
      ThrowArgument("Could not find any recognizable digits.", "System.FormatException");
    }
    if (type.kind == Kind::kInt32) return Value::Int32(static_cast<int32_t>(bits));
    if (type.kind == Kind::kInt64) return Value::Int64(static_cast<int64_t>(bits));
    return ConvertTo(Value::UInt64(bits), type);
  }
  return ConvertTo(args[0], type);
}
Value ToStringOf(CallContext*, const Value&, Args args) {
  if (args.size() == 2 && args[1].IsInteger()) {
    int base = ToInt32(args[1]);
    uint64_t bits = static_cast<uint64_t>(ToInt64(args[0]));
    if (base == 10) return Value::String(ToText(args[0]));
    if (args[0].IsInt32()) bits &= 0xFFFFFFFFu;
    std::string text;
    do {
      text.insert(text.begin(), "0123456789abcdef"[bits % static_cast<unsigned>(base)]);
      bits /= static_cast<unsigned>(base);
    } while (bits);
    return Value::String(std::move(text));
  }
  return Value::String(ToDisplayText(args[0]));
}
const MethodInfo kConvertMethods[] = {
    {"ToBase64String", 1, 2,
     [](CallContext*, const Value&, Args args) {
       return Value::String(EncodeBase64(BytesOf(args[0])));
     }},
    {"FromBase64String", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::string bytes;
       if (!DecodeBase64(ToText(args[0]), &bytes)) {
         ThrowArgument("The input is not a valid Base-64 string.", "System.FormatException");
       }
       return BytesValue(bytes);
     }},
    {"ToInt16", 1, 2, ToType<types::kInt16>},
    {"ToInt32", 1, 2, ToType<types::kInt32>},
    {"ToInt64", 1, 2, ToType<types::kInt64>},
    {"ToUInt16", 1, 2, ToType<types::kUInt16>},
    {"ToUInt32", 1, 2, ToType<types::kUInt32>},
    {"ToUInt64", 1, 2, ToType<types::kUInt64>},
    {"ToByte", 1, 2, ToType<types::kByte>},
    {"ToDouble", 1, 2, ToType<types::kDouble>},
    {"ToSingle", 1, 2, ToType<types::kSingle>},
    {"ToDecimal", 1, 2, ToType<types::kDecimal>},
    {"ToBoolean", 1, 1, ToType<types::kBool>},
    {"ToChar", 1, 1, ToType<types::kChar>},
    {"ToDateTime", 1, 2, ToType<types::kDateTime>},
    {"ToString", 1, 2, ToStringOf},
    {"ChangeType", 2, 3,
     [](CallContext*, const Value&, Args args) {
       const auto* literal = args[1].As<TypeLiteral>();
       return ConvertTo(args[0],
                        literal ? literal->type() : Heap::Current().types().Get(ToText(args[1])));
     }},
};

// Environment.
Value Variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? Text(value) : Value();
}
Value HostName() {
  utsname names{};
  uname(&names);
  std::string_view host = names.nodename;
  return Text(host.substr(0, host.find('.')));
}
Value UserName() {
  for (const char* name : {"USER", "LOGNAME"}) {
    if (Value value = Variable(name); !value.IsNull()) return value;
  }
  return Value::String(std::to_string(getuid()));
}
Value CurrentDirectory() {
  char buffer[4096];
  return getcwd(buffer, sizeof buffer) ? Text(buffer) : Value();
}
const StaticPropertyInfo kEnvironmentProperties[] = {
    {"NewLine", &types::kString, [] { return Text("\n"); }},
    {"MachineName", &types::kString, HostName},
    {"UserName", &types::kString, UserName},
    {"UserDomainName", &types::kString, HostName},
    {"CurrentDirectory", &types::kString, CurrentDirectory},
    {"ProcessId", &types::kInt32, [] { return Value::Int32(getpid()); }},
    {"ProcessorCount", &types::kInt32,
     [] { return Value::Int32(static_cast<int32_t>(sysconf(_SC_NPROCESSORS_ONLN))); }},
    {"Is64BitProcess", &types::kBool, [] { return Value::Bool(sizeof(void*) == 8); }},
    {"Is64BitOperatingSystem", &types::kBool, [] { return Value::Bool(sizeof(void*) == 8); }},
    {"TickCount", &types::kInt32,
     [] {
       timespec now{};
       clock_gettime(CLOCK_MONOTONIC, &now);
       return Value::Int32(
           static_cast<int32_t>((now.tv_sec * 1000 + now.tv_nsec / 1000000) & INT32_MAX));
     }},
};
const MethodInfo kEnvironmentMethods[] = {
    {"GetEnvironmentVariable", 1, 2,
     [](CallContext*, const Value&, Args args) { return Variable(ToText(args[0])); }},
    {"SetEnvironmentVariable", 2, 3,
     [](CallContext*, const Value&, Args args) {
       std::string name = ToText(args[0]), value = ToText(args[1]);
       if (value.empty()) {
         unsetenv(name.c_str());
       } else {
         setenv(name.c_str(), value.c_str(), 1);
       }
       return Value::Nothing();
     }},
    {"GetEnvironmentVariables", 0, 1,
     [](CallContext*, const Value&, Args) {
       auto table = MakeObject<HashtableObject>(types::kHashtable, true);
       for (char** at = environ; *at; ++at) {
         std::string_view pair = *at;
         size_t equals = pair.find('=');
         if (equals != std::string_view::npos) {
           table->Set(pair.substr(0, equals), Text(pair.substr(equals + 1)));
         }
       }
       return Value::FromObject(table);
     }},
};

// Encodings: by name; text to bytes and back.
class EncodingObject final : public Object {
 public:
  enum Code { kUtf8, kAscii, kUtf16, kUtf16Big, kLatin1 };
  explicit EncodingObject(Code code) : code_(code) {}
  const TypeInfo& Type() const override { return types::kEncoding; }
  std::string ToText() const override { return "System.Text." + std::string(name()); }
  std::string_view name() const {
    constexpr std::string_view kNames[] = {"utf-8", "us-ascii", "utf-16", "utf-16BE", "iso-8859-1"};
    return kNames[code_];
  }
  std::string Encode(std::string_view text) const {
    if (code_ == kUtf8) return std::string(text);
    std::string bytes;
    for (char16_t unit : ToUtf16(text)) {
      char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
      switch (code_) {
        case kUtf16:
          bytes += {low, high};
          break;
        case kUtf16Big:
          bytes += {high, low};
          break;
        case kLatin1:
          bytes.push_back(unit < 256 ? low : '?');
          break;
        default:
          bytes.push_back(unit < 128 ? low : '?');
      }
    }
    return bytes;
  }
  std::string Decode(std::string_view bytes) const {
    if (code_ == kUtf8) return MakeValidUtf8(bytes);
    std::u16string units;
    if (code_ == kUtf16 || code_ == kUtf16Big) {
      for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
        unsigned a = static_cast<unsigned char>(bytes[i]);
        unsigned b = static_cast<unsigned char>(bytes[i + 1]);
        units.push_back(static_cast<char16_t>(code_ == kUtf16 ? b << 8 | a : a << 8 | b));
      }
    } else {
      for (char c : bytes) {
        unsigned char byte = static_cast<unsigned char>(c);
        units.push_back(code_ == kAscii && byte > 127 ? u'?' : static_cast<char16_t>(byte));
      }
    }
    return FromUtf16(units);
  }

 private:
  Code code_;
};
EncodingObject& Coder(const Value& self) { return *static_cast<EncodingObject*>(self.object()); }
template <EncodingObject::Code code>
Value EncodingOf() {
  return Value::FromObject(new EncodingObject(code));
}
const StaticPropertyInfo kEncodings[] = {
    {"UTF8", &types::kEncoding, EncodingOf<EncodingObject::kUtf8>},
    {"Default", &types::kEncoding, EncodingOf<EncodingObject::kUtf8>},
    {"ASCII", &types::kEncoding, EncodingOf<EncodingObject::kAscii>},
    {"Unicode", &types::kEncoding, EncodingOf<EncodingObject::kUtf16>},
    {"BigEndianUnicode", &types::kEncoding, EncodingOf<EncodingObject::kUtf16Big>},
    {"Latin1", &types::kEncoding, EncodingOf<EncodingObject::kLatin1>},
};
const MethodInfo kEncodingMethods[] = {
    {"GetBytes", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return BytesValue(Coder(self).Encode(ToText(args[0])));
     },
     "byte[] GetBytes(string s)"},
    {"GetString", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return Value::String(Coder(self).Decode(BytesOf(args[0])));
     },
     "string GetString(byte[] bytes)"},
    {"GetByteCount", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       return Int(Coder(self).Encode(ToText(args[0])).size());
     },
     "int GetByteCount(string s)"},
};
const PropertyInfo kEncodingProperties[] = {
    {"WebName", &types::kString, [](const Value& v) { return Text(Coder(v).name()); }},
    {"BodyName", &types::kString, [](const Value& v) { return Text(Coder(v).name()); }},
};
Value EncodingNamed(CallContext*, const Value&, Args args) {
  std::string name = ToLower(ToText(args[0]));
  if (name == "utf-8" || name == "utf8" || name == "65001")
    return EncodingOf<EncodingObject::kUtf8>();
  if (name == "us-ascii" || name == "ascii") return EncodingOf<EncodingObject::kAscii>();
  if (name == "utf-16" || name == "unicode") return EncodingOf<EncodingObject::kUtf16>();
  if (name == "iso-8859-1" || name == "28591" || name == "latin1") {
    return EncodingOf<EncodingObject::kLatin1>();
  }
  ThrowArgument("'" + name + "' is not a supported encoding name.");
}
const MethodInfo kEncodingStatics[] = {{"GetEncoding", 1, 1, EncodingNamed}};

// Paths, as text alone.
std::string_view FileNameOf(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}
size_t ExtensionAt(std::string_view path) {
  size_t dot = FileNameOf(path).rfind('.');
  return dot == std::string_view::npos ? path.size() : path.size() - FileNameOf(path).size() + dot;
}
std::string CombinePaths(Args args) {
  std::string out;
  for (const Value& arg : args) {
    std::string part = ToText(arg);
    if (part.empty()) continue;
    if (part[0] == '/') {
      out = part;
      continue;
    }
    if (!out.empty() && out.back() != '/') out.push_back('/');
    out += part;
  }
  return out;
}
std::string FullPath(std::string path) {
  if (path.empty() || path[0] != '/') path = ToText(CurrentDirectory()) + "/" + path;
  std::vector<std::string_view> parts;
  std::string_view rest = path;
  while (!rest.empty()) {
    size_t slash = rest.find('/');
    std::string_view part = rest.substr(0, slash);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  std::string out;
  for (std::string_view part : parts) out.append("/").append(part);
  return out.empty() ? "/" : out;
}
const MethodInfo kPathMethods[] = {
    {"Combine", 1, -1,
     [](CallContext*, const Value&, Args args) { return Value::String(CombinePaths(args)); }},
    {"GetFileName", 1, 1,
     [](CallContext*, const Value&, Args args) { return Text(FileNameOf(ToText(args[0]))); }},
    {"GetFileNameWithoutExtension", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::string path = ToText(args[0]);
       return Text(FileNameOf(path.substr(0, ExtensionAt(path))));
     }},
    {"GetExtension", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::string path = ToText(args[0]);
       return Text(std::string_view(path).substr(ExtensionAt(path)));
     }},
    {"ChangeExtension", 2, 2,
     [](CallContext*, const Value&, Args args) {
       std::string path = ToText(args[0]), extension = ToText(args[1]);
       if (!extension.empty() && extension[0] != '.') extension.insert(0, ".");
       return Value::String(path.substr(0, ExtensionAt(path)) + extension);
     }},
    {"GetDirectoryName", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::string path = ToText(args[0]);
       size_t slash = path.rfind('/');
       if (slash == std::string::npos) return Value::EmptyString();
       return Text(slash == 0 ? "/" : path.substr(0, slash));
     }},
    {"GetFullPath", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::String(FullPath(ToText(args[0])));
     }},
    {"IsPathRooted", 1, 1,
     [](CallContext*, const Value&, Args args) {
       return Value::Bool(ToText(args[0]).starts_with("/"));
     }},
    {"HasExtension", 1, 1,
     [](CallContext*, const Value&, Args args) {
       std::string path = ToText(args[0]);
       return Value::Bool(ExtensionAt(path) < path.size());
     }},
    {"GetTempPath", 0, 0,
     [](CallContext*, const Value&, Args) {
       std::string path = ToText(Variable("TMPDIR"));
       if (path.empty()) path = "/tmp";
       return Value::String(path.ends_with("/") ? path : path + "/");
     }},
    {"GetTempFileName", 0, 0,
     [](CallContext*, const Value&, Args) {
       std::string path = ToText(Variable("TMPDIR"));
       path = (path.empty() ? "/tmp" : path) + "/tmpXXXXXX";
       int file = mkstemp(path.data());
       if (file < 0)
         ThrowArgument("No temporary file could be made as " + path + ".", "System.IO.IOException");
       close(file);
       return Value::String(std::move(path));
     }},
    {"GetRandomFileName", 0, 0,
     [](CallContext*, const Value&, Args) {
       std::string name = GuidObject::MakeRandom()->ToText();
       return Value::String(name.substr(0, 8) + "." + name.substr(9, 3));
     }},
};
const StaticPropertyInfo kPathProperties[] = {
    {"DirectorySeparatorChar", &types::kChar, [] { return Value::Char('/'); }},
    {"AltDirectorySeparatorChar", &types::kChar, [] { return Value::Char('/'); }},
    {"PathSeparator", &types::kChar, [] { return Value::Char(':'); }},
};

// Cultures: named only; text conversions are invariant or en-US by their own rules.
class CultureObject final : public Object {
 public:
  explicit CultureObject(std::string name) : name_(std::move(name)) {}
  const TypeInfo& Type() const override { return types::kCultureInfo; }
  std::string ToText() const override { return name_; }
  bool EqualsTo(const Value& other) const override { return sipsh::ToText(other) == name_; }
  size_t Hash() const override { return HashText(name_, true); }

 private:
  std::string name_;
};
Value Invariant() { return Value::FromObject(new CultureObject("")); }
Value CurrentCulture() { return Value::FromObject(new CultureObject("en-US")); }
const StaticPropertyInfo kCultures[] = {
    {"InvariantCulture", &types::kCultureInfo, Invariant},
    {"CurrentCulture", &types::kCultureInfo, CurrentCulture},
    {"CurrentUICulture", &types::kCultureInfo, CurrentCulture},
};
Value CultureNamed(Args args) {
  return Value::FromObject(new CultureObject(args.empty() ? "" : ToText(args[0])));
}
const MethodInfo kCultureStatics[] = {
    {"GetCultureInfo", 1, 1,
     [](CallContext*, const Value&, Args args) { return CultureNamed(args); }},
    {"CreateSpecificCulture", 1, 1,
     [](CallContext*, const Value&, Args args) { return CultureNamed(args); }},
};
const PropertyInfo kCultureProperties[] = {
    {"Name", &types::kString, [](const Value& v) { return Value::String(ToText(v)); }},
    {"DisplayName", &types::kString,
     [](const Value& v) {
       std::string name = ToText(v);
       return Text(name.empty()      ? "Invariant Language (Invariant Country)"
                   : name == "en-US" ? "English (United States)"
                                     : name);
     }},
};

}  // namespace

const TypeInfo types::kConvert = {.full_name = "System.Convert",
                                  .name = "Convert",
                                  .base = &types::kObject,
                                  .static_methods = kConvertMethods};
const TypeInfo types::kEnvironment = {.full_name = "System.Environment",
                                      .name = "Environment",
                                      .base = &types::kObject,
                                      .static_properties = kEnvironmentProperties,
                                      .static_methods = kEnvironmentMethods};
const TypeInfo types::kEncoding = {.full_name = "System.Text.Encoding",
                                   .name = "Encoding",
                                   .base = &types::kObject,
                                   .properties = kEncodingProperties,
                                   .methods = kEncodingMethods,
                                   .static_properties = kEncodings,
                                   .static_methods = kEncodingStatics};
const TypeInfo types::kPath = {.full_name = "System.IO.Path",
                               .name = "Path",
                               .base = &types::kObject,
                               .static_properties = kPathProperties,
                               .static_methods = kPathMethods};
const TypeInfo types::kCultureInfo = {
    .full_name = "System.Globalization.CultureInfo",
    .name = "CultureInfo",
    .base = &types::kObject,
    .properties = kCultureProperties,
    .static_properties = kCultures,
    .static_methods = kCultureStatics,
    .construct = [](CallContext*, Args args) { return CultureNamed(args); },
    .convert_from =
        [](const Value& from, Value* out) {
          if (from.IsString()) *out = CultureNamed(Args(&from, 1));
          return from.IsString();
        },
};

}  // namespace sipsh
