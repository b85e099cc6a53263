#include "shell/host/output.h"

#include "shell/command/script_block.h"
#include "shell/format/csv_writer.h"
#include "shell/format/format_writer.h"
#include "shell/format/json_writer.h"
#include "shell/format/view_registry.h"

namespace sipsh {
namespace {

constexpr int kJsonDepth = 5;

format::Evaluator MakeEvaluator(ServiceRegistry& services) {
  return [&services](const Value& script, const Value& object) {
    ScriptBlockRef block{script};
    BlockCall call{.input = &object};
    Value result;
    Flow flow = services.Get<ScriptBlockInvoker>().InvokeForValue(block, call, result);
    return flow == Flow::kStop ? Value() : result;
  };
}

class TextOutput final : public ProgramOutput {
 public:
  TextOutput(HostUi& host, ServiceRegistry& services, bool terminal)
      : host_(host), services_(services), terminal_(terminal) {}

  Flow Write(Value object) override {
    if (!writer_) Begin();
    writer_->Write(object);
    return Flow::kMore;
  }
  void Finish() override {
    if (writer_) writer_->Flush();
    writer_.reset();
  }

 private:
  void Begin() {
    format::WriterOptions options;
    options.width = host_.Width();
    options.terminal = terminal_;
    options.views = &format::SessionViews(services_);
    options.evaluate = MakeEvaluator(services_);
    writer_ = std::make_unique<format::FormatWriter>(options, [this](std::string_view line) {
      line_.assign(line);
      line_ += '\n';
      host_.WriteOut(line_);
    });
  }

  HostUi& host_;
  ServiceRegistry& services_;
  bool terminal_;
  std::string line_;
  std::unique_ptr<format::FormatWriter> writer_;
};

class JsonOutput final : public ProgramOutput {
 public:
  explicit JsonOutput(HostUi& host) : host_(host) {}

  Flow Write(Value object) override {
    format::JsonOptions options;
    options.depth = kJsonDepth;
    options.compress = true;
    options.enums_as_strings = true;
    host_.WriteOut((begun_ ? ",\n" : "[\n") + format::WriteJson(object, options));
    begun_ = true;
    return Flow::kMore;
  }
  void Finish() override {
    host_.WriteOut(begun_ ? "\n]\n" : "[]\n");
    begun_ = false;
  }

 private:
  HostUi& host_;
  bool begun_ = false;
};

class CsvOutput final : public ProgramOutput {
 public:
  explicit CsvOutput(HostUi& host) : host_(host) {}

  Flow Write(Value object) override {
    if (!writer_) {
      writer_ = std::make_unique<format::CsvWriter>(format::CsvOptions{});
      writer_->TakeColumns(object);
      host_.WriteOut(writer_->Header(object) + "\n");
    }
    record_.clear();
    writer_->AppendRecord(record_, object);
    record_ += '\n';
    host_.WriteOut(record_);
    return Flow::kMore;
  }
  void Finish() override { writer_.reset(); }

 private:
  HostUi& host_;
  std::string record_;
  std::unique_ptr<format::CsvWriter> writer_;
};

}  // namespace

std::unique_ptr<ProgramOutput> MakeOutput(OutputFormat format, HostUi& host,
                                          ServiceRegistry& services, bool terminal) {
  switch (format) {
    case OutputFormat::kJson:
      return std::make_unique<JsonOutput>(host);
    case OutputFormat::kCsv:
      return std::make_unique<CsvOutput>(host);
    case OutputFormat::kText:
      break;
  }
  return std::make_unique<TextOutput>(host, services, terminal);
}

}  // namespace sipsh
