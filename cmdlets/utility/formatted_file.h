// A file of what would be shown: objects go through the formatter into text (Out-File, Tee-Object).
// Errors as TextFileWriter's. The file appears under its name with Commit().
#pragma once

#include <optional>
#include <string>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "shell/format/format_writer.h"

namespace sipsh {

struct FormattedFileOptions {
  std::string encoding;
  bool append = false, no_clobber = false, force = false, no_newline = false;
  std::optional<int> width;
};

class FormattedFile {
 public:
  FormattedFile(CommandRuntime& runtime, const std::string& path,
                const FormattedFileOptions& options)
      : no_newline_(options.no_newline),
        file_(SessionPath(runtime, path), ParseEncoding(options.encoding), options.append,
              options.no_clobber, options.force),
        writer_(WriterOptions(runtime, options), [this](std::string_view line) {
          file_.Write(line);
          if (!no_newline_) file_.Write("\n");
        }) {}

  void Write(const Value& object) { writer_.Write(object); }
  void Commit() {
    writer_.Flush();
    file_.Commit();
  }

 private:
  static format::WriterOptions WriterOptions(CommandRuntime& runtime,
                                             const FormattedFileOptions& options) {
    format::WriterOptions result;
    result.width = options.width.value_or(HostWidth(runtime));
    result.enumeration_limit = EnumerationLimit(runtime);
    result.views = &format::SessionViews(runtime.Services());
    result.evaluate = MakeEvaluator(runtime);
    return result;
  }

  bool no_newline_;
  TextFileWriter file_;
  format::FormatWriter writer_;
};

}  // namespace sipsh
