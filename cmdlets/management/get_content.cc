#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/text_file.h"
#include "cmdlets/management/item_drive.h"
#include "cmdlets/management/module_parts.h"

namespace sipsh {
namespace {

constexpr std::chrono::milliseconds kGrowthInterval{250};

// Gathers pieces into arrays of -ReadCount; 1 passes each as it is, 0 takes all.
class Batch {
 public:
  Batch(CommandRuntime& runtime, int64_t size) : runtime_(runtime), size_(size) {}
  Flow Add(std::string piece) {
    if (size_ == 1) return runtime_.WriteObject(Value::String(std::move(piece)));
    pieces_.push_back(Value::String(std::move(piece)));
    return size_ > 0 && pieces_.size() >= static_cast<size_t>(size_) ? Flush() : Flow::kMore;
  }
  Flow Flush() {
    if (pieces_.empty()) return Flow::kMore;
    return runtime_.WriteObject(MakeArray(std::exchange(pieces_, {})));
  }

 private:
  CommandRuntime& runtime_;
  int64_t size_;
  std::vector<Value> pieces_;
};

class GetContent final : public Cmdlet {
 public:
  std::vector<std::string> path, literal_path;
  std::string encoding, delimiter;
  std::optional<int64_t> total_count;
  std::optional<int> tail;
  int64_t read_count = 1;
  bool raw = false, as_bytes = false, wait = false, force = false;

  void BeginProcessing(CommandRuntime&) override {
    if (total_count && tail) {
      Fail("TailAndHeadCannotCoexist",
           "-TotalCount and -Tail cannot be used together. Leave one out.",
           ErrorCategory::kInvalidOperation);
    }
    if (raw && (total_count || tail || !delimiter.empty() || wait)) {
      Fail("GetContentRawCannotCoexist",
           "-Raw gives the whole text; -TotalCount, -Tail, -Delimiter and -Wait do not go with it.",
           ErrorCategory::kInvalidOperation);
    }
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    const bool literal = !literal_path.empty();
    for (const std::string& name : literal ? literal_path : path) {
      if (const auto drive = management::FindDrive(runtime, name)) {
        const std::vector<std::string> items = drive->Matching(literal);
        if (items.empty()) runtime.WriteError(management::PathNotFound(name));
        for (const std::string& item : items)
          if (runtime.WriteObject(drive->drive->Content(item)) == Flow::kStop) return Flow::kStop;
        continue;
      }
      for (const std::string& file : ExpandPath(runtime, name, literal)) {
        try {
          if (Give(runtime, file) == Flow::kStop) return Flow::kStop;
        } catch (const TerminatingError& error) {
          runtime.WriteError(error.Record());
        }
      }
    }
    return Flow::kMore;
  }

 private:
  Flow Give(CommandRuntime& runtime, const std::string& file) {
    if (as_bytes) return Bytes(runtime, file);
    if (raw) return runtime.WriteObject(Value::String(Text(file)));
    Batch batch(runtime, read_count);
    Flow flow = Flow::kMore;
    if (delimiter.empty()) {
      LineReader lines(file, ParseEncoding(encoding));
      flow = Pieces(batch, [&](std::string& line) { return lines.Next(line); });
    } else {
      flow = Pieces(batch, [text = Text(file), at = size_t{0}, this](std::string& piece) mutable {
        if (at >= text.size()) return false;
        const size_t end = std::min(text.find(delimiter, at), text.size());
        piece = text.substr(at, end - at);
        at = end + delimiter.size();
        return true;
      });
    }
    if (flow == Flow::kMore) flow = batch.Flush();
    return flow == Flow::kMore && wait ? Follow(runtime, file) : flow;
  }
  std::string Text(const std::string& file) const {
    return DecodeText(ReadBytes(file), ParseEncoding(encoding));
  }
  Flow Bytes(CommandRuntime& runtime, const std::string& file) const {
    std::vector<Value> bytes;
    for (char byte : ReadBytes(file)) bytes.push_back(Value::Byte(static_cast<uint8_t>(byte)));
    Value whole = MakeArray(std::move(bytes), types::kByteArray);
    return raw ? runtime.WriteObject(whole) : runtime.WriteEnumerated(whole);
  }
  template <typename Next>
  Flow Pieces(Batch& batch, Next next) const {
    std::string piece;
    if (!tail) {
      for (int64_t count = 0; (!total_count || count < *total_count) && next(piece); ++count) {
        if (batch.Add(piece) == Flow::kStop) return Flow::kStop;
      }
      return Flow::kMore;
    }
    std::deque<std::string> last;
    while (next(piece)) {
      last.push_back(piece);
      if (last.size() > static_cast<size_t>(std::max(*tail, 0))) last.pop_front();
    }
    for (std::string& each : last) {
      if (batch.Add(std::move(each)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  // Whole lines that the file grows by, until somebody stops it; a file that shrank is read anew.
  Flow Follow(CommandRuntime& runtime, const std::string& file) const {
    std::error_code error;
    std::uintmax_t seen = std::filesystem::file_size(file, error);
    std::string pending;
    while (runtime.Service<Waiter>().Wait(-1, 0, kGrowthInterval) != WaitResult::kStopped) {
      const std::uintmax_t size = std::filesystem::file_size(file, error);
      if (error || size == seen) continue;
      if (size < seen) seen = 0;
      std::ifstream in(file, std::ios::binary);
      in.seekg(static_cast<std::streamoff>(seen));
      std::string grown(size - seen, '\0');
      in.read(grown.data(), static_cast<std::streamsize>(grown.size()));
      grown.resize(static_cast<size_t>(in.gcount()));
      seen += grown.size();
      pending += grown;
      for (size_t end; (end = pending.find('\n')) != std::string::npos;) {
        std::string line = pending.substr(0, end);
        pending.erase(0, end + 1);
        if (line.ends_with('\r')) line.pop_back();
        const Flow flow = runtime.WriteObject(
            Value::String(DecodeText(std::move(line), ParseEncoding(encoding))));
        if (flow == Flow::kStop) return Flow::kStop;
      }
    }
    return Flow::kStop;
  }
};

}  // namespace

namespace management {
void AddGetContentCmdlet(std::vector<CmdletMetadata>& cmdlets) {
  using C = GetContent;
  CmdletMetadata m = MakeCmdlet<C>("Get", "Content", "Reads a file line by line.");
  m.aliases = {"gc", "cat", "type"};
  m.default_set = "Path";
  m.Add(Parameter<&C::path>("Path", "The files.")
            .InSet("Path")
            .Mandatory()
            .Position(0)
            .ByPropertyName());
  m.Add(Parameter<&C::literal_path>("LiteralPath", "The files, without wildcards.")
            .InSet("LiteralPath")
            .Mandatory()
            .ByPropertyName()
            .Alias("PSPath")
            .Alias("LP"));
  m.Add(
      Parameter<&C::total_count>("TotalCount", "Only so many lines.").Alias("First").Alias("Head"));
  m.Add(Parameter<&C::tail>("Tail", "Only so many at the end.").Alias("Last"));
  m.Add(Parameter<&C::read_count>("ReadCount", "Arrays of so many lines; 0: all in one."));
  m.Add(Parameter<&C::delimiter>("Delimiter", "What separates the pieces, instead of line ends."));
  m.Add(Parameter<&C::wait>("Wait", "Goes on with what is added to the file, until stopped."));
  m.Add(Parameter<&C::raw>("Raw", "The whole text as one string."));
  m.Add(Parameter<&C::as_bytes>("AsByteStream", "Bytes."));
  m.Add(Parameter<&C::force>("Force", "Hidden files, too."));
  m.Add(Parameter<&C::encoding>("Encoding", "The file's encoding.").Enum(EncodingNames()));
  cmdlets.push_back(std::move(m));
}
}  // namespace management
}  // namespace sipsh
