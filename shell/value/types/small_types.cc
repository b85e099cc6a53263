// Types with few members: the roots, [type], exceptions, StringBuilder, Version, Guid, Uri.
#include "shell/value/types/small_types.h"

#include <array>

#include "shell/value/builtin_types.h"
#include "shell/value/compare.h"
#include "shell/value/format_string.h"
#include "shell/value/members.h"
#include "shell/value/text.h"
#include "shell/value/types/exception_names.h"
#include "shell/value/types/helpers.h"

namespace sipsh {

namespace {

using namespace type_rows;

template <typename T>
T& As(const Value& self) {
  return *static_cast<T*>(self.object());
}

// [pscustomobject]@{...}, New-Object psobject.
Value MakeRecord(CallContext*, Args args) {
  if (!args.empty()) return ToCustomObject(args[0]);
  return Value::FromObject(new RecordObject());
}
const MethodInfo kObjectStatics[] = {
    {"ReferenceEquals", 2, 2,
     [](CallContext*, const Value&, Args args) { return Value::Bool(args[0].IsSame(args[1])); }},
};

// [type].
const TypeInfo& Literal(const Value& self) { return As<TypeLiteral>(self).type(); }
std::string_view NamespaceOf(std::string_view full_name) {
  size_t dot = full_name.substr(0, full_name.find('`')).rfind('.');
  return dot == std::string_view::npos ? std::string_view() : full_name.substr(0, dot);
}
const PropertyInfo kTypeProperties[] = {
    {"Name", &types::kString, [](const Value& v) { return Text(Literal(v).name); }},
    {"FullName", &types::kString, [](const Value& v) { return Text(Literal(v).full_name); }},
    {"Namespace", &types::kString,
     [](const Value& v) { return Text(NamespaceOf(Literal(v).full_name)); }},
    {"BaseType", &types::kType,
     [](const Value& v) { return Literal(v).base ? MakeTypeLiteral(*Literal(v).base) : Value(); }},
    {"IsArray", &types::kBool,
     [](const Value& v) { return Value::Bool(Literal(v).type_class == TypeClass::kArray); }},
    {"IsEnum", &types::kBool,
     [](const Value& v) { return Value::Bool(Literal(v).type_class == TypeClass::kEnum); }},
    {"IsClass", &types::kBool,
     [](const Value& v) { return Value::Bool(!Literal(v).IsA(types::kValueType)); }},
    {"IsValueType", &types::kBool,
     [](const Value& v) { return Value::Bool(Literal(v).IsA(types::kValueType)); }},
    {"IsPrimitive", &types::kBool,
     [](const Value& v) {
       return Value::Bool(Literal(v).kind >= Kind::kBool && Literal(v).kind <= Kind::kDouble);
     }},
};
Value InstanceOf(CallContext*, const Value& self, Args args) {
  return Value::Bool(IsInstanceOf(args[0], Literal(self)));
}
Value AssignableFrom(CallContext*, const Value& self, Args args) {
  const auto* other = args[0].As<TypeLiteral>();
  return Value::Bool(other && other->type().IsA(Literal(self)));
}
const MethodInfo kTypeMethods[] = {
    {"IsInstanceOfType", 1, 1, InstanceOf},
    {"IsAssignableFrom", 1, 1, AssignableFrom},
    {"IsSubclassOf", 1, 1,
     [](CallContext*, const Value& self, Args args) {
       const auto* other = args[0].As<TypeLiteral>();
       return Value::Bool(other && &other->type() != &Literal(self) &&
                          Literal(self).IsA(other->type()));
     }},
    {"GetElementType", 0, 0,
     [](CallContext*, const Value& self, Args) {
       return Literal(self).element ? MakeTypeLiteral(*Literal(self).element) : Value();
     }},
    {"GetEnumNames", 0, 0,
     [](CallContext*, const Value& self, Args) {
       std::vector<std::string> names;
       for (const EnumMember& m : Literal(self).enum_members) names.emplace_back(m.name);
       return MakeStringArray(names);
     }},
};
bool TypeFromText(const Value& from, Value* out) {
  if (from.As<TypeLiteral>()) {
    *out = from;
    return true;
  }
  if (!from.IsString()) return false;
  const TypeInfo* type = Heap::Current().types().Find(from.AsStringView());
  if (type) *out = MakeTypeLiteral(*type);
  return type != nullptr;
}

// Exceptions.
Value MakeExceptionOf(std::string_view name, Args args) {
  std::string message =
      args.empty() ? "Exception of type '" + std::string(name) + "' was thrown." : ToText(args[0]);
  return Value::FromObject(new ExceptionObject(std::string(name), std::move(message),
                                               args.size() > 1 ? args[1] : Value()));
}
bool ExceptionFrom(const Value& from, Value* out) {
  if (from.As<ExceptionObject>()) {
    *out = from;
    return true;
  }
  if (!from.IsString()) return false;
  *out = MakeExceptionOf("System.Exception", Args(&from, 1));
  return true;
}
const PropertyInfo kExceptionProperties[] = {
    {"Message", &types::kString,
     [](const Value& v) { return Text(As<ExceptionObject>(v).message()); }},
    {"InnerException", &types::kException,
     [](const Value& v) { return As<ExceptionObject>(v).inner(); }},
    {"Data", nullptr, [](const Value& v) { return As<ExceptionObject>(v).data(); }},
    {"HResult", &types::kInt32, [](const Value&) { return Value::Int32(-2146233088); }},
    {"Source", &types::kString, [](const Value&) { return Value(); }},
    {"StackTrace", &types::kString, [](const Value&) { return Value(); }},
    {"TargetSite", nullptr, [](const Value&) { return Value(); }},
};
const MethodInfo kExceptionMethods[] = {
    {"GetBaseException", 0, 0,
     [](CallContext*, const Value& self, Args) {
       Value at = self;
       while (const auto* e = at.As<ExceptionObject>()) {
         if (!e->inner().As<ExceptionObject>()) break;
         at = Value(e->inner());
       }
       return at;
     }},
};

template <size_t index>
Value MakeKnownException(CallContext*, Args args) {
  return MakeExceptionOf(kExceptionBases[index].first, args);
}
template <size_t index>
bool KnownExceptionFrom(const Value& from, Value* out) {
  if (const auto* exception = from.As<ExceptionObject>()) {
    *out = from;
    return ExceptionIsA(exception->type_name(), kExceptionBases[index].first);
  }
  if (!from.IsString()) return false;
  *out = MakeExceptionOf(kExceptionBases[index].first, Args(&from, 1));
  return true;
}
template <size_t... index>
constexpr std::array<TypeInfo, sizeof...(index)> MakeExceptionTypes(std::index_sequence<index...>) {
  return {TypeInfo{
      .full_name = kExceptionBases[index].first,
      .name = kExceptionBases[index].first.substr(kExceptionBases[index].first.rfind('.') + 1),
      .base = &types::kException,
      .construct = MakeKnownException<index>,
      .convert_from = KnownExceptionFrom<index>}...};
}
const std::array<TypeInfo, std::size(kExceptionBases)> kExceptionTypes =
    MakeExceptionTypes(std::make_index_sequence<std::size(kExceptionBases)>());

// StringBuilder. Its indexes are in UTF-16 units too.
std::string& Built(const Value& self) { return As<StringBuilderObject>(self).text(); }
Value AppendBuilt(CallContext*, const Value& self, Args args) {
  if (args.size() == 2 && args[1].IsInteger()) {
    std::string unit = ToText(args[0]);
    for (int32_t n = ToInt32(args[1]); n > 0; --n) Built(self) += unit;
  } else {
    AppendText(&Built(self), args[0]);
  }
  return self;
}
size_t BuiltOffset(const Value& self, const Value& index) {
  int32_t at = ToInt32(index);
  Value text = Text(Built(self));
  if (at < 0 || static_cast<size_t>(at) > text.string_object()->Length()) {
    ThrowRange("Index was out of range.");
  }
  return text.string_object()->ByteOffset(static_cast<size_t>(at));
}
const MethodInfo kBuilderMethods[] = {
    {"Append", 1, 2, AppendBuilt, "StringBuilder Append(string value)"},
    {"AppendLine", 0, 1,
     [](CallContext*, const Value& self, Args args) {
       if (!args.empty()) AppendText(&Built(self), args[0]);
       Built(self) += '\n';
       return self;
     },
     "StringBuilder AppendLine(string value)"},
    {"AppendFormat", 2, -1,
     [](CallContext*, const Value& self, Args args) {
       Built(self) += FormatComposite(ToText(args[0]), args.subspan(1));
       return self;
     },
     "StringBuilder AppendFormat(string format, Params Object[] args)"},
    {"Insert", 2, 2,
     [](CallContext*, const Value& self, Args args) {
       Built(self).insert(BuiltOffset(self, args[0]), ToText(args[1]));
       return self;
     },
     "StringBuilder Insert(int index, string value)"},
    {"Remove", 2, 2,
     [](CallContext*, const Value& self, Args args) {
       size_t from = BuiltOffset(self, args[0]);
       size_t to = BuiltOffset(self, Value::Int32(ToInt32(args[0]) + ToInt32(args[1])));
       Built(self).erase(from, to - from);
       return self;
     },
     "StringBuilder Remove(int startIndex, int length)"},
    {"Replace", 2, 2,
     [](CallContext*, const Value& self, Args args) {
       Value text = Text(Built(self));
       Built(self) = ToText(InvokeMethod(text, "Replace", args));
       return self;
     },
     "StringBuilder Replace(string oldValue, string newValue)"},
    {"Clear", 0, 0,
     [](CallContext*, const Value& self, Args) {
       Built(self).clear();
       return self;
     },
     "StringBuilder Clear()"},
    {"ToString", 0, 0, [](CallContext*, const Value& self, Args) { return Text(Built(self)); },
     "string ToString()"},
};
const PropertyInfo kBuilderProperties[] = {
    {"Length", &types::kInt32, [](const Value& v) { return Int(Utf16Length(Built(v))); },
     [](const Value& v, const Value& length) { Built(v).resize(BuiltOffset(v, length)); }},
    {"Capacity", &types::kInt32, [](const Value& v) { return Int(Built(v).capacity()); }},
};

// Version.
template <size_t index>
Value VersionPart(const Value& v) {
  return Value::Int32(As<VersionObject>(v).parts()[index]);
}
const PropertyInfo kVersionProperties[] = {{"Major", &types::kInt32, VersionPart<0>},
                                           {"Minor", &types::kInt32, VersionPart<1>},
                                           {"Build", &types::kInt32, VersionPart<2>},
                                           {"Revision", &types::kInt32, VersionPart<3>}};
Value VersionFromText(const Value& from) {
  std::array<int, 4> parts;
  std::string text = ToText(from);
  if (from.IsInteger()) text += ".0";
  if (!ParseVersion(text, &parts)) {
    ThrowArgument("Version string portion was too short or too long, or is no number: '" + text +
                  "'.");
  }
  return Value::FromObject(new VersionObject(parts));
}
Value MakeVersion(CallContext*, Args args) {
  if (args.empty()) return Value::FromObject(new VersionObject({0, 0, -1, -1}));
  if (args.size() == 1) return VersionFromText(args[0]);
  std::array<int, 4> parts = {-1, -1, -1, -1};
  for (size_t i = 0; i < args.size() && i < 4; ++i) parts[i] = ToInt32(args[i]);
  return Value::FromObject(new VersionObject(parts));
}
bool VersionFrom(const Value& from, Value* out) {
  if (!from.IsString() && !from.IsNumber()) return false;
  std::array<int, 4> parts;
  std::string text = ToText(from);
  if (from.IsInteger()) text += ".0";
  if (!ParseVersion(text, &parts)) return false;
  *out = Value::FromObject(new VersionObject(parts));
  return true;
}
const MethodInfo kVersionStatics[] = {
    {"Parse", 1, 1, [](CallContext*, const Value&, Args args) { return VersionFromText(args[0]); }},
    {"TryParse", 2, 2,
     [](CallContext*, const Value&, Args args) {
       Value version;
       bool good = VersionFrom(args[0], &version);
       SetReference(args[1], version);
       return Value::Bool(good);
     }},
};

// Guid.
bool GuidFrom(const Value& from, Value* out) {
  std::array<uint8_t, 16> bytes;
  if (!from.IsString() || !ParseGuid(from.AsStringView(), &bytes)) return false;
  *out = Value::FromObject(new GuidObject(bytes));
  return true;
}
Value GuidOrThrow(const Value& from) {
  Value guid;
  if (!GuidFrom(ConvertTo(from, types::kString), &guid)) {
    ThrowArgument("Unrecognized Guid format.", "System.FormatException");
  }
  return guid;
}
Value EmptyGuid() { return Value::FromObject(new GuidObject(std::array<uint8_t, 16>{})); }
const MethodInfo kGuidStatics[] = {
    {"NewGuid", 0, 0,
     [](CallContext*, const Value&, Args) { return Value::FromObject(GuidObject::MakeRandom()); }},
    {"Parse", 1, 1, [](CallContext*, const Value&, Args args) { return GuidOrThrow(args[0]); }},
    {"TryParse", 2, 2,
     [](CallContext*, const Value&, Args args) {
       Value guid;
       bool good = GuidFrom(args[0], &guid);
       SetReference(args[1], good ? guid : EmptyGuid());
       return Value::Bool(good);
     }},
};
const MethodInfo kGuidMethods[] = {
    {"ToByteArray", 0, 0,
     [](CallContext*, const Value& self, Args) {
       // .NET keeps the first three groups in little-endian order.
       constexpr size_t kOrder[] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
       std::vector<Value> bytes;
       for (size_t i : kOrder) bytes.push_back(Value::Byte(As<GuidObject>(self).bytes()[i]));
       return MakeArray(std::move(bytes), types::kByteArray);
     }},
};
const StaticPropertyInfo kGuidStaticProperties[] = {{"Empty", &types::kGuid, EmptyGuid}};

// Uri: the text, cut into its parts when asked.
class UriObject final : public Object {
 public:
  explicit UriObject(std::string text) : text_(std::move(text)) {
    size_t colon = text_.find("://");
    if (colon == std::string::npos) return;
    scheme_ = ToLower(text_.substr(0, colon));
    size_t start = colon + 3;
    size_t end = text_.find_first_of("/?#", start);
    if (end == std::string::npos) end = text_.size();
    std::string authority = text_.substr(start, end - start);
    authority.erase(0, authority.find('@') + 1);
    size_t port = authority.rfind(':');
    if (port != std::string::npos && authority.find(']', port) == std::string::npos) {
      if (auto number = ParseNumber(authority.substr(port + 1))) port_ = ToInt32(*number);
      authority.resize(port);
    }
    host_ = ToLower(authority);
    size_t query = text_.find('?', end);
    path_ = text_.substr(end, query == std::string::npos ? query : query - end);
    if (path_.empty()) path_ = "/";
    if (query != std::string::npos) query_ = text_.substr(query);
    if (port_ < 0) port_ = scheme_ == "https" ? 443 : scheme_ == "http" ? 80 : -1;
  }
  const TypeInfo& Type() const override { return types::kUri; }
  std::string ToText() const override { return text_; }
  bool EqualsTo(const Value& other) const override { return sipsh::ToText(other) == text_; }
  size_t Hash() const override { return HashText(text_, true); }

  std::string text_, scheme_, host_, path_, query_;
  int port_ = -1;
};
template <std::string UriObject::*part>
Value UriPart(const Value& v) {
  return Text(As<UriObject>(v).*part);
}
const PropertyInfo kUriProperties[] = {
    {"AbsolutePath", &types::kString, UriPart<&UriObject::path_>},
    {"AbsoluteUri", &types::kString, UriPart<&UriObject::text_>},
    {"OriginalString", &types::kString, UriPart<&UriObject::text_>},
    {"Host", &types::kString, UriPart<&UriObject::host_>},
    {"Scheme", &types::kString, UriPart<&UriObject::scheme_>},
    {"Query", &types::kString, UriPart<&UriObject::query_>},
    {"Port", &types::kInt32, [](const Value& v) { return Value::Int32(As<UriObject>(v).port_); }},
    {"IsAbsoluteUri", &types::kBool,
     [](const Value& v) { return Value::Bool(!As<UriObject>(v).scheme_.empty()); }},
};
bool UriFrom(const Value& from, Value* out) {
  if (!from.IsString()) return false;
  *out = Value::FromObject(new UriObject(std::string(from.AsStringView())));
  return true;
}

constexpr TypeInfo Interface(std::string_view full_name) {
  return {.full_name = full_name,
          .name = full_name.substr(full_name.rfind('.') + 1),
          .type_class = TypeClass::kInterface};
}

}  // namespace

std::span<const TypeInfo> ExceptionTypes() { return kExceptionTypes; }

const TypeInfo types::kObject = {
    .full_name = "System.Object",
    .name = "Object",
    .static_methods = kObjectStatics,
    .construct = [](CallContext*, Args) { return Value::FromObject(new RecordObject()); },
};
const TypeInfo types::kVoid = {
    .full_name = "System.Void", .name = "Void", .base = &types::kValueType};
const TypeInfo types::kNull = {.full_name = "", .name = ""};
const TypeInfo types::kValueType = {
    .full_name = "System.ValueType", .name = "ValueType", .base = &types::kObject};
const TypeInfo types::kIEnumerable = Interface("System.Collections.IEnumerable");
const TypeInfo types::kICollection = Interface("System.Collections.ICollection");
const TypeInfo types::kIList = Interface("System.Collections.IList");
const TypeInfo types::kIDictionary = Interface("System.Collections.IDictionary");
const TypeInfo types::kNullable = {
    .full_name = "System.Nullable", .name = "Nullable`1", .base = &types::kValueType};
const TypeInfo types::kPSCustomObject = {
    .full_name = "System.Management.Automation.PSCustomObject",
    .name = "PSCustomObject",
    .base = &types::kObject,
    .construct = MakeRecord,
};
const TypeInfo types::kPSObject = {
    .full_name = "System.Management.Automation.PSObject",
    .name = "PSObject",
    .base = &types::kObject,
    .construct = MakeRecord,
};
const TypeInfo types::kType = {
    .full_name = "System.RuntimeType",
    .name = "RuntimeType",
    .base = &types::kObject,
    .properties = kTypeProperties,
    .methods = kTypeMethods,
    .convert_from = TypeFromText,
};
const TypeInfo types::kException = {
    .full_name = "System.Exception",
    .name = "Exception",
    .base = &types::kObject,
    .properties = kExceptionProperties,
    .methods = kExceptionMethods,
    .construct = [](CallContext*, Args args) { return MakeExceptionOf("System.Exception", args); },
    .convert_from = ExceptionFrom,
};
const TypeInfo types::kStringBuilder = {
    .full_name = "System.Text.StringBuilder",
    .name = "StringBuilder",
    .base = &types::kObject,
    .properties = kBuilderProperties,
    .methods = kBuilderMethods,
    .construct =
        [](CallContext*, Args args) {
          std::string text = args.empty() || args[0].IsInteger() ? "" : ToText(args[0]);
          return Value::FromObject(new StringBuilderObject(std::move(text)));
        },
};
const TypeInfo types::kVersion = {
    .full_name = "System.Version",
    .name = "Version",
    .base = &types::kObject,
    .properties = kVersionProperties,
    .static_methods = kVersionStatics,
    .construct = MakeVersion,
    .convert_from = VersionFrom,
};
const TypeInfo types::kGuid = {
    .full_name = "System.Guid",
    .name = "Guid",
    .base = &types::kValueType,
    .methods = kGuidMethods,
    .static_properties = kGuidStaticProperties,
    .static_methods = kGuidStatics,
    .construct = [](CallContext*,
                    Args args) { return args.empty() ? EmptyGuid() : GuidOrThrow(args[0]); },
    .convert_from = GuidFrom,
};
const TypeInfo types::kUri = {
    .full_name = "System.Uri",
    .name = "Uri",
    .base = &types::kObject,
    .properties = kUriProperties,
    .construct =
        [](CallContext*, Args args) {
          return Value::FromObject(new UriObject(args.empty() ? "" : ToText(args[0])));
        },
    .convert_from = UriFrom,
};

}  // namespace sipsh
