#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/utility/formatted_file.h"
#include "cmdlets/utility/module_parts.h"
#include "shell/format/csv_writer.h"
#include "shell/format/format_writer.h"

namespace sipsh {
namespace {

// Makes records of one shape from the reader's rows.
class CsvRecords {
 public:
  CsvRecords(format::CsvReader::LineSource source, char delimiter, std::vector<std::string> header)
      : reader_(std::move(source), delimiter), header_(std::move(header)) {}

  bool Next(CommandRuntime& runtime, Value& record) {
    if (!shape_ && !ReadHeader(runtime)) return false;
    if (!reader_.Next(fields_)) return false;
    std::vector<Value> slots(shape_->size());
    for (size_t i = 0; i < fields_.size() && i < columns_.size(); ++i) {
      slots[columns_[i]] = Value::String(fields_[i]);
    }
    record = Value::FromObject(new RecordObject(shape_, std::move(slots)));
    return true;
  }

 private:
  bool ReadHeader(CommandRuntime& runtime) {
    if (header_.empty()) {
      if (!reader_.Next(fields_)) return false;
      for (std::string_view field : fields_) header_.emplace_back(field);
    }
    ShapeBuilder builder;
    bool unnamed = false;
    for (size_t i = 0; i < header_.size(); ++i) {
      if (header_[i].empty()) {
        header_[i] = "H" + std::to_string(i + 1);
        unnamed = true;
      }
      const ShapeRef before = builder.Build();
      if (before->Find(header_[i]) >= 0) {
        Fail("ConvertFromCsvDuplicateHeader",
             "The column '" + header_[i] +
                 "' occurs twice. Give the "
                 "columns other names with -Header.",
             ErrorCategory::kInvalidData, Value::String(header_[i]));
      }
      builder.Add(header_[i]);
    }
    shape_ = builder.Build();
    for (const std::string& name : header_)
      columns_.push_back(static_cast<size_t>(shape_->Find(name)));
    if (unnamed) {
      runtime.WriteMessage(Stream::kWarning,
                           "One or more headers were not specified. Default names "
                           "starting with \"H\" have been used in place of any missing headers.");
    }
    return true;
  }

  format::CsvReader reader_;
  std::vector<std::string> header_;
  std::vector<size_t> columns_;
  std::vector<std::string_view> fields_;
  ShapeRef shape_;
};

char DelimiterOf(const std::string& given) {
  if (given.empty()) return ',';
  if (given == "\\t") return '\t';
  return given.front();
}

class ImportCsv final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path, header;
  std::string delimiter, encoding;
  bool use_culture = false;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    for (const std::string& name : literal ? literal_path : path) {
      for (const std::string& file : ExpandPath(runtime, name, literal)) {
        LineReader lines(file, ParseEncoding(encoding));
        CsvRecords records([&](std::string& line) { return lines.Next(line); },
                           DelimiterOf(delimiter), header);
        Value record;
        while (records.Next(runtime, record)) {
          if (runtime.WriteObject(std::move(record)) == Flow::kStop) return Flow::kStop;
        }
      }
    }
    return Flow::kMore;
  }
};

class ConvertFromCsv final : public Cmdlet {
 public:
  std::vector<std::string> input, header;
  std::string delimiter;
  bool use_culture = false;

  Flow ProcessRecord(CommandRuntime&) override {
    for (const std::string& text : input) {
      for (std::string_view line : format::Lines(text)) lines_.emplace_back(line);
    }
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime& runtime) override {
    size_t at = 0;
    CsvRecords records(
        [&](std::string& line) {
          if (at >= lines_.size()) return false;
          line = std::move(lines_[at++]);
          return true;
        },
        DelimiterOf(delimiter), header);
    Value record;
    while (records.Next(runtime, record)) {
      if (runtime.WriteObject(std::move(record)) == Flow::kStop) return;
    }
  }

 private:
  std::vector<std::string> lines_;
};

// What ConvertTo-Csv and Export-Csv share.
class CsvOutput : public Cmdlet {
 public:
  Value input;
  std::string delimiter, use_quotes;
  std::vector<std::string> quote_fields;
  bool type_information = false, no_type_information = false, use_culture = false,
       no_header = false;

  void BeginProcessing(CommandRuntime& runtime) override {
    format::CsvOptions options;
    options.delimiter = DelimiterOf(delimiter);
    if (use_quotes == "AsNeeded") options.quotes = format::CsvQuotes::kAsNeeded;
    if (use_quotes == "Never") options.quotes = format::CsvQuotes::kNever;
    options.quoted_fields = quote_fields;
    options.type_information = type_information && !no_type_information;
    writer_.emplace(std::move(options));
    Open(runtime);
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (input.IsNull()) return Flow::kMore;
    std::string text;
    if (!writer_->has_columns()) {
      writer_->TakeColumns(input);
      if (!no_header) {
        const std::string header = writer_->Header(input);
        if (Give(runtime, header) == Flow::kStop) return Flow::kStop;
      }
    } else if (!AcceptsRow(runtime)) {
      return Flow::kMore;
    }
    writer_->AppendRecord(text, input);
    return Give(runtime, text);
  }

 protected:
  virtual void Open(CommandRuntime&) {}
  virtual bool AcceptsRow(CommandRuntime&) { return true; }
  virtual Flow Give(CommandRuntime& runtime, const std::string& line) = 0;
  std::optional<format::CsvWriter> writer_;
};

class ConvertToCsv final : public CsvOutput {
  Flow Give(CommandRuntime& runtime, const std::string& line) override {
    for (std::string_view part :
         type_information ? format::Lines(line) : std::vector<std::string_view>{line}) {
      if (runtime.WriteObject(Value::String(part)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class ExportCsv final : public CsvOutput {
 public:
  std::string path, literal_path, encoding;
  bool append = false, force = false, no_clobber = false;

  void EndProcessing(CommandRuntime&) override {
    if (file_) file_->Commit();
  }
  void StopProcessing() override { file_.reset(); }

 private:
  void Open(CommandRuntime& runtime) override {
    const std::string name = literal_path.empty() ? path : literal_path;
    if (!runtime.ShouldProcess(name, "Export-Csv")) return;
    const std::string full = SessionPath(runtime, name);
    if (append && !no_header) ReadColumns(full);
    file_.emplace(full, ParseEncoding(encoding), append, no_clobber, force);
  }
  void ReadColumns(const std::string& file) {
    try {
      LineReader lines(file, ParseEncoding(encoding));
      format::CsvReader reader([&](std::string& line) { return lines.Next(line); },
                               DelimiterOf(delimiter));
      std::vector<std::string_view> fields;
      if (reader.Next(fields)) writer_->SetColumns({fields.begin(), fields.end()});
      existing_ = writer_->has_columns();
    } catch (const TerminatingError&) {  // A new file.
    }
  }
  bool AcceptsRow(CommandRuntime&) override {
    if (!existing_ || force) return true;
    const auto missing = writer_->Missing(input);
    if (missing.empty()) return true;
    Fail("CannotAppendCsvWithMismatchedPropertyNames",
         "Cannot append to '" + path +
             "': the object has "
             "no property '" +
             missing.front() + "', a column of the file. Use -Force to leave it empty.",
         ErrorCategory::kInvalidData, Value::String(missing.front()));
  }
  Flow Give(CommandRuntime&, const std::string& line) override {
    if (!file_) return Flow::kMore;
    file_->Write(line);
    file_->Write("\n");
    return Flow::kMore;
  }

  std::optional<TextFileWriter> file_;
  bool existing_ = false;
};

class OutFile final : public Cmdlet {
 public:
  Value input;
  std::string path, literal_path, encoding;
  bool append = false, force = false, no_clobber = false, no_newline = false;
  std::optional<int> width;

  void BeginProcessing(CommandRuntime& runtime) override {
    const std::string name = literal_path.empty() ? path : literal_path;
    if (!runtime.ShouldProcess(name, "Out-File")) return;
    file_ = std::make_unique<FormattedFile>(
        runtime, name,
        FormattedFileOptions{encoding, append, no_clobber, force, no_newline, width});
  }
  Flow ProcessRecord(CommandRuntime&) override {
    if (file_) file_->Write(input);
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime&) override {
    if (file_) file_->Commit();
  }
  void StopProcessing() override { file_.reset(); }

 private:
  std::unique_ptr<FormattedFile> file_;
};

template <typename C>
void AddCsvParameters(CmdletMetadata& m) {
  m.Add(Parameter<&CsvOutput::input, C>("InputObject", "The objects.")
            .Mandatory()
            .ByValue()
            .AllowNull());
  m.Add(Parameter<&CsvOutput::delimiter, C>("Delimiter", "Stands between fields.").Position(1));
  m.Add(Parameter<&CsvOutput::use_culture, C>("UseCulture", "The culture's list separator."));
  m.Add(Parameter<&CsvOutput::type_information, C>("IncludeTypeInformation", "A #TYPE line first.")
            .Alias("ITI"));
  m.Add(Parameter<&CsvOutput::no_type_information, C>("NoTypeInformation",
                                                      "No #TYPE line (always so).")
            .Alias("NTI"));
  m.Add(Parameter<&CsvOutput::quote_fields, C>("QuoteFields", "Columns that are quoted.")
            .Alias("QF"));
  m.Add(Parameter<&CsvOutput::use_quotes, C>("UseQuotes", "When fields are quoted.")
            .Alias("UQ")
            .Enum({"Never", "Always", "AsNeeded"}));
  m.Add(Parameter<&CsvOutput::no_header, C>("NoHeader", "Rows only."));
}

template <typename C>
void AddFileParameters(CmdletMetadata& m) {
  m.Add(Parameter<&C::append>("Append", "Adds to the file."));
  m.Add(Parameter<&C::force>("Force", "Overwrites a read-only file."));
  m.Add(Parameter<&C::no_clobber>("NoClobber", "Refuses to replace a file.").Alias("NoOverwrite"));
  m.supports_should_process = true;
}

}  // namespace

namespace utility {
void AddCsvCmdlets(std::vector<CmdletMetadata>& cmdlets);

void AddCsvCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  CmdletMetadata to = MakeCmdlet<ConvertToCsv>("ConvertTo", "Csv", "Turns objects into CSV lines.");
  AddCsvParameters<ConvertToCsv>(to);
  to.output_type = "System.String";
  cmdlets.push_back(std::move(to));

  using E = ExportCsv;
  CmdletMetadata out = MakeCmdlet<E>("Export", "Csv", "Writes objects to a CSV file.");
  out.aliases = {"epcsv"};
  AddCsvParameters<E>(out);
  out.Add(Parameter<&E::path>("Path", "The file.").Position(0));
  out.Add(Parameter<&E::literal_path>("LiteralPath", "The file, without wildcards.")
              .Alias("PSPath")
              .Alias("LP"));
  out.Add(Parameter<&E::encoding>("Encoding", "The file's encoding.").Enum(EncodingNames()));
  AddFileParameters<E>(out);
  cmdlets.push_back(std::move(out));

  using I = ImportCsv;
  CmdletMetadata in = MakeCmdlet<I>("Import", "Csv", "Makes objects of a CSV file.");
  in.aliases = {"ipcsv"};
  in.Add(Parameter<&I::delimiter>("Delimiter", "Stands between fields.").Position(1));
  in.Add(Parameter<&I::path>("Path", "The files.").Position(0).ByValue());
  in.Add(Parameter<&I::literal_path>("LiteralPath", "The files, without wildcards.")
             .ByPropertyName()
             .Alias("PSPath")
             .Alias("LP"));
  in.Add(Parameter<&I::header>("Header", "Names of the columns; the file then has none."));
  in.Add(Parameter<&I::encoding>("Encoding", "The file's encoding.").Enum(EncodingNames()));
  in.Add(Parameter<&I::use_culture>("UseCulture", "The culture's list separator."));
  cmdlets.push_back(std::move(in));

  using F = ConvertFromCsv;
  CmdletMetadata from = MakeCmdlet<F>("ConvertFrom", "Csv", "Makes objects of CSV lines.");
  from.Add(Parameter<&F::input>("InputObject", "The lines.")
               .Mandatory()
               .Position(0)
               .ByValue()
               .AllowEmpty());
  from.Add(Parameter<&F::delimiter>("Delimiter", "Stands between fields.").Position(1));
  from.Add(Parameter<&F::header>("Header", "Names of the columns."));
  from.Add(Parameter<&F::use_culture>("UseCulture", "The culture's list separator."));
  cmdlets.push_back(std::move(from));

  using O = OutFile;
  CmdletMetadata file = MakeCmdlet<O>("Out", "File", "Writes what would be shown to a file.");
  file.Add(Parameter<&O::path>("FilePath", "The file.").Position(0).Alias("Path"));
  file.Add(Parameter<&O::literal_path>("LiteralPath", "The file.").Alias("PSPath").Alias("LP"));
  file.Add(Parameter<&O::encoding>("Encoding", "The file's encoding.")
               .Position(1)
               .Enum(EncodingNames()));
  AddFileParameters<O>(file);
  file.Add(Parameter<&O::width>("Width", "Columns."));
  file.Add(Parameter<&O::no_newline>("NoNewline", "Lines without their ends."));
  file.Add(AnyInput(Parameter<&O::input>("InputObject", "The objects.")));
  cmdlets.push_back(std::move(file));
}
}  // namespace utility
}  // namespace sipsh
