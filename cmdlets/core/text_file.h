// Files of text as cmdlets read and write them: paths against the session's location, byte order
// marks, encodings, whole files replaced in one step.
//
// All throw TerminatingError: ids PathNotFound, FileReadError, FileOpenFailure, each with the path.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shell/command/cmdlet_metadata.h"

namespace sipsh {

// Absolute, with ~ expanded and the session's location in front of relative paths.
std::string SessionPath(CommandRuntime& runtime, std::string_view path);
// Files that a path with wildcards names, sorted; a path without them as it is.
std::vector<std::string> ExpandPath(CommandRuntime& runtime, const std::string& path, bool literal);

enum class TextEncoding { kUtf8, kUtf8Bom, kAscii, kLatin1, kUtf16, kUtf16Big, kUtf32, kByte };
// Names as PowerShell has them; kUtf8 for an empty one. Throws for an unknown name.
TextEncoding ParseEncoding(std::string_view name);
const std::vector<std::string>& EncodingNames();

// UTF-8 from a file's bytes: by its byte order mark, else by `encoding`; bytes that are no UTF-8
// are read as Windows-1252.
std::string DecodeText(std::string bytes, TextEncoding encoding = TextEncoding::kUtf8);
std::string EncodeText(std::string_view text, TextEncoding encoding, bool at_start);
std::string ReadBytes(const std::string& path);

// Lines of a file without reading it whole (when it is UTF-8).
class LineReader {
 public:
  LineReader(const std::string& path, TextEncoding encoding);
  bool Next(std::string& line);  // Without its end.

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file_;
  std::string decoded_;  // Files that had to be decoded.
  size_t at_ = 0;
  bool whole_ = false;
};

// Writes text; a new file appears under its name only with Commit().
class TextFileWriter {
 public:
  TextFileWriter(std::string path, TextEncoding encoding, bool append, bool no_clobber, bool force);
  ~TextFileWriter();
  void Write(std::string_view text);
  void Commit();
  bool appending_to_text() const { return appending_; }

 private:
  std::string path_, temporary_;
  TextEncoding encoding_;
  std::FILE* file_ = nullptr;
  bool at_start_ = true, appending_ = false;
};

}  // namespace sipsh
