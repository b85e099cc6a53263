#include "tests/unit/runtime/test_session.h"

namespace sipsh::test {
namespace {

struct JournalService {
  static constexpr std::string_view kServiceKey = "test.Journal";
  Journal entries;
  Session* session = nullptr;
};

class GetCount final : public Cmdlet {
 public:
  int count = 0;
  void BeginProcessing(CommandRuntime& runtime) override {
    journal_ = &runtime.Service<JournalService>().entries;
    journal_->push_back("begin");
  }
  Flow ProcessRecord(CommandRuntime& runtime) override {
    for (int i = 1; i <= count; ++i) {
      journal_->push_back("write " + std::to_string(i));
      if (runtime.WriteObject(Value::Int32(i)) == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
  void EndProcessing(CommandRuntime&) override { journal_->push_back("end"); }
  void StopProcessing() override { journal_->push_back("close"); }

 private:
  Journal* journal_ = nullptr;
};

class SelectFew final : public Cmdlet {
 public:
  int count = 0;
  Value input;
  Flow ProcessRecord(CommandRuntime& runtime) override {
    if (taken_ < count) (void)runtime.WriteObject(input);
    return ++taken_ >= count ? Flow::kStop : Flow::kMore;
  }

 private:
  int taken_ = 0;
};

class StopSession final : public Cmdlet {
 public:
  Flow ProcessRecord(CommandRuntime& runtime) override {
    runtime.Service<JournalService>().session->RequestStop();
    return Flow::kMore;
  }
};

std::vector<CmdletMetadata> Cmdlets() {
  std::vector<CmdletMetadata> out;
  CmdletMetadata source = MakeCmdlet<GetCount>("Get", "Count", "Counts.");
  source.Add(Parameter<&GetCount::count>("Count", "How far.").Position(0));
  out.push_back(std::move(source));
  CmdletMetadata few = MakeCmdlet<SelectFew>("Select", "Few", "Takes a few.");
  few.Add(Parameter<&SelectFew::count>("Count", "How many.").Position(0));
  few.Add(Parameter<&SelectFew::input>("InputObject", "The objects.").ByValue().AllowNull());
  out.push_back(std::move(few));
  out.push_back(MakeCmdlet<StopSession>("Stop", "Session", "Stops."));
  return out;
}

void Attach(ServiceRegistry& services) {
  services.Add<JournalService>(std::make_shared<JournalService>());
}

}  // namespace

const SipshModule& TestModule() {
  static const SipshModule module = {
      .name = "Test", .version = "1.0", .cmdlets = Cmdlets, .attach = Attach};
  return module;
}

Journal& JournalOf(Session& session) {
  auto& service = session.Services().Get<JournalService>();
  service.session = &session;
  return service.entries;
}

}  // namespace sipsh::test
