#include "cmdlets/core/text_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmdlets/core/cmdlet_support.h"
#include "shell/value/text.h"
#include "shell/value/wildcard.h"

namespace sipsh {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void FailFile(const std::string& path, int error, const char* verb) {
  if (error == ENOENT) {
    Fail("PathNotFound", "Cannot find path '" + path + "' because it does not exist.",
         ErrorCategory::kObjectNotFound, Value::String(path));
  }
  Fail(error == EACCES || error == EPERM ? "FileOpenFailureAccess" : "FileOpenFailure",
       std::string("Cannot ") + verb + " '" + path + "': " + std::strerror(error) + ".",
       error == EACCES || error == EPERM ? ErrorCategory::kPermissionDenied
                                         : ErrorCategory::kOpenError,
       Value::String(path));
}

// Windows-1252's characters from 0x80 to 0x9F.
constexpr std::array<char32_t, 32> kCp1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string FromLatin1(std::string_view bytes) {
  std::string out;
  for (char byte : bytes) {
    const unsigned char c = static_cast<unsigned char>(byte);
    AppendCodePoint(&out, c >= 0x80 && c < 0xA0 ? kCp1252[c - 0x80] : c);
  }
  return out;
}

std::string FromUtf16Bytes(std::string_view bytes, bool big) {
  std::u16string units;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto a = static_cast<unsigned char>(bytes[i]),
               b = static_cast<unsigned char>(bytes[i + 1]);
    units.push_back(static_cast<char16_t>(big ? a << 8 | b : b << 8 | a));
  }
  return FromUtf16(units);
}

bool IsUtf8(std::string_view text) { return sipsh::IsAscii(text) || MakeValidUtf8(text) == text; }

struct EncodingRow {
  std::string_view name;
  TextEncoding encoding;
};
constexpr std::array<EncodingRow, 12> kEncodings = {{
    {"utf8", TextEncoding::kUtf8},
    {"utf8NoBOM", TextEncoding::kUtf8},
    {"utf8BOM", TextEncoding::kUtf8Bom},
    {"ascii", TextEncoding::kAscii},
    {"unicode", TextEncoding::kUtf16},
    {"bigendianunicode", TextEncoding::kUtf16Big},
    {"utf32", TextEncoding::kUtf32},
    {"default", TextEncoding::kUtf8},
    {"oem", TextEncoding::kLatin1},
    {"ansi", TextEncoding::kLatin1},
    {"latin1", TextEncoding::kLatin1},
    {"byte", TextEncoding::kByte},
}};

}  // namespace

std::string SessionPath(CommandRuntime& runtime, std::string_view path) {
  if (path.starts_with("FileSystem::")) path.remove_prefix(12);
  std::string result(path);
  if (result == "~" || result.starts_with("~/")) {
    const char* home = std::getenv("HOME");
    result = std::string(home ? home : "/") + result.substr(1);
  }
  if (result.starts_with("/")) return result;
  auto* session = runtime.Services().Find<SessionServices>();
  const std::string base = session ? session->CurrentDirectory() : fs::current_path().string();
  return (fs::path(base) / result).lexically_normal().string();
}

std::vector<std::string> ExpandPath(CommandRuntime& runtime, const std::string& path,
                                    bool literal) {
  const std::string full = SessionPath(runtime, path);
  if (literal || !WildcardPattern::HasWildcards(path)) return {full};
  std::vector<std::string> found;
  glob_t matches{};
  if (::glob(full.c_str(), 0, nullptr, &matches) == 0) {
    for (size_t i = 0; i < matches.gl_pathc; ++i) found.emplace_back(matches.gl_pathv[i]);
  }
  ::globfree(&matches);
  return found;
}

TextEncoding ParseEncoding(std::string_view name) {
  if (name.empty()) return TextEncoding::kUtf8;
  for (const EncodingRow& row : kEncodings) {
    if (EqualsIgnoreCase(row.name, name)) return row.encoding;
  }
  Fail("UnknownEncoding",
       "The encoding '" + std::string(name) +
           "' is not known. Use utf8, utf8BOM, "
           "ascii, unicode, bigendianunicode, utf32 or latin1.",
       ErrorCategory::kInvalidArgument);
}

const std::vector<std::string>& EncodingNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const EncodingRow& row : kEncodings) all.emplace_back(row.name);
    return all;
  }();
  return names;
}

std::string DecodeText(std::string bytes, TextEncoding encoding) {
  const std::string_view view = bytes;
  if (view.starts_with("\xEF\xBB\xBF"))
    bytes.erase(0, 3);
  else if (view.starts_with("\xFF\xFE"))
    return FromUtf16Bytes(view.substr(2), false);
  else if (view.starts_with("\xFE\xFF"))
    return FromUtf16Bytes(view.substr(2), true);
  else if (encoding == TextEncoding::kUtf16)
    return FromUtf16Bytes(view, false);
  else if (encoding == TextEncoding::kUtf16Big)
    return FromUtf16Bytes(view, true);
  else if (encoding == TextEncoding::kLatin1 || !IsUtf8(view))
    return FromLatin1(view);
  return bytes;
}

std::string EncodeText(std::string_view text, TextEncoding encoding, bool at_start) {
  std::string out;
  switch (encoding) {
    case TextEncoding::kUtf8Bom:
      if (at_start) out = "\xEF\xBB\xBF";
      [[fallthrough]];
    case TextEncoding::kUtf8:
    case TextEncoding::kByte:
      return out.append(text);
    case TextEncoding::kAscii:
    case TextEncoding::kLatin1:
      for (size_t at = 0; at < text.size();) {
        const char32_t code = NextCodePoint(text, &at);
        const char32_t limit = encoding == TextEncoding::kAscii ? 0x80 : 0x100;
        out.push_back(code < limit ? static_cast<char>(code) : '?');
      }
      return out;
    case TextEncoding::kUtf32:
      if (at_start) out.append("\xFF\xFE\0\0", 4);
      for (size_t at = 0; at < text.size();) {
        const char32_t code = NextCodePoint(text, &at);
        for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(code >> shift));
      }
      return out;
    default: {
      const bool big = encoding == TextEncoding::kUtf16Big;
      if (at_start) out.append(big ? "\xFE\xFF" : "\xFF\xFE");
      for (char16_t unit : ToUtf16(text)) {
        const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
        out.push_back(big ? high : low);
        out.push_back(big ? low : high);
      }
      return out;
    }
  }
}

std::string ReadBytes(const std::string& path) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                       std::fclose);
  if (!file) FailFile(path, errno, "read");
  std::string bytes;
  char buffer[65536];
  size_t got;
  while ((got = std::fread(buffer, 1, sizeof buffer, file.get())) > 0) bytes.append(buffer, got);
  if (std::ferror(file.get())) FailFile(path, errno, "read");
  return bytes;
}

LineReader::LineReader(const std::string& path, TextEncoding encoding) {
  file_.reset(std::fopen(path.c_str(), "rbe"));
  if (!file_) FailFile(path, errno, "read");
  struct stat info {};
  if (::fstat(::fileno(file_.get()), &info) == 0 && S_ISDIR(info.st_mode)) {
    Fail("FileReadError", "'" + path + "' is a directory; name a file in it.",
         ErrorCategory::kReadError, Value::String(path));
  }
  unsigned char mark[3] = {};
  const size_t got = std::fread(mark, 1, 3, file_.get());
  const bool bom = got == 3 && mark[0] == 0xEF && mark[1] == 0xBB && mark[2] == 0xBF;
  const bool wide =
      got >= 2 && ((mark[0] == 0xFF && mark[1] == 0xFE) || (mark[0] == 0xFE && mark[1] == 0xFF));
  const bool utf8 = encoding == TextEncoding::kUtf8 || encoding == TextEncoding::kUtf8Bom;
  if (wide || (!utf8 && !bom)) {
    decoded_ = DecodeText(ReadBytes(path), encoding);
    whole_ = true;
    file_.reset();
  } else if (!bom) {
    std::rewind(file_.get());
  }
}

bool LineReader::Next(std::string& line) {
  line.clear();
  if (whole_) {
    if (at_ >= decoded_.size()) return false;
    const size_t end = std::min(decoded_.find('\n', at_), decoded_.size());
    line.assign(decoded_, at_, end - at_);
    at_ = end + 1;
  } else {
    char* buffer = nullptr;
    size_t capacity = 0;
    const ssize_t length = ::getline(&buffer, &capacity, file_.get());
    const std::unique_ptr<char, void (*)(void*)> owned(buffer, std::free);
    if (length < 0) return false;
    line.assign(buffer, static_cast<size_t>(length));
    if (!line.empty() && line.back() == '\n') line.pop_back();
    if (!IsUtf8(line)) line = FromLatin1(line);
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

TextFileWriter::TextFileWriter(std::string path, TextEncoding encoding, bool append,
                               bool no_clobber, bool force)
    : path_(std::move(path)), encoding_(encoding) {
  std::error_code ignored;
  const bool exists = fs::exists(path_, ignored);
  if (exists && no_clobber) {
    Fail("NoClobber",
         "The file '" + path_ + "' already exists. Leave -NoClobber out to replace it.",
         ErrorCategory::kResourceExists, Value::String(path_));
  }
  if (exists && ::access(path_.c_str(), W_OK) != 0) {
    if (!force) FailFile(path_, errno, "write");
    ::chmod(path_.c_str(), 0644);
  }
  const bool regular = !exists || fs::is_regular_file(path_, ignored);
  if (append || !regular || fs::is_symlink(path_, ignored)) {
    file_ = std::fopen(path_.c_str(), append ? "abe" : "wbe");
    appending_ = append && exists && fs::file_size(path_, ignored) > 0;
    at_start_ = !appending_;
  } else {
    temporary_ = path_ + ".XXXXXX";
    const int descriptor = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (descriptor < 0) FailFile(path_, errno, "write");
    struct stat info {};
    mode_t mask = ::umask(0);
    ::umask(mask);
    const bool known = exists && ::stat(path_.c_str(), &info) == 0;
    ::fchmod(descriptor, known ? info.st_mode & 07777 : 0666 & ~mask);
    file_ = ::fdopen(descriptor, "wb");
  }
  if (!file_) FailFile(path_, errno, "write");
}

void TextFileWriter::Write(std::string_view text) {
  const bool plain = encoding_ == TextEncoding::kUtf8 || encoding_ == TextEncoding::kByte;
  const std::string encoded = plain ? std::string() : EncodeText(text, encoding_, at_start_);
  const std::string_view bytes = plain ? text : std::string_view(encoded);
  at_start_ = false;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size())
    FailFile(path_, errno, "write");
}

void TextFileWriter::Commit() {
  if (!file_) return;
  std::FILE* file = std::exchange(file_, nullptr);
  if (std::fclose(file) != 0) FailFile(path_, errno, "write");
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) FailFile(path_, errno, "write");
  temporary_.clear();
}

TextFileWriter::~TextFileWriter() {
  if (file_) std::fclose(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

}  // namespace sipsh
