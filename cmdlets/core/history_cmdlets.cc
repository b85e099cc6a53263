#include <algorithm>

#include "cmdlets/core/cmdlet_support.h"
#include "cmdlets/core/module_parts.h"
#include "shell/command/history.h"
#include "shell/value/text.h"

namespace sipsh {
namespace {

// What stands in the history but the statement that is running now.
std::vector<HistoryEntry> Finished(CommandRuntime& runtime) {
  auto* history = runtime.Services().Find<HistoryService>();
  if (!history) return {};
  std::vector<HistoryEntry> entries = history->Entries();
  std::erase_if(entries, [](const HistoryEntry& entry) { return entry.end.IsNull(); });
  return entries;
}

[[noreturn]] void FailNotFound(const std::string& which) {
  Fail("HistoryNotFound", "The history has no entry " + which + ". Get-History lists those it has.",
       ErrorCategory::kObjectNotFound, Value::String(which));
}

class GetHistory final : public Cmdlet {
 public:
  std::vector<int64_t> id;
  std::optional<int> count;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    std::vector<HistoryEntry> entries = Finished(runtime);
    for (int64_t wanted : id) {
      if (std::none_of(entries.begin(), entries.end(),
                       [&](const HistoryEntry& entry) { return entry.id == wanted; }))
        FailNotFound(std::to_string(wanted));
    }
    if (!id.empty()) {
      std::erase_if(entries, [&](const HistoryEntry& entry) {
        return std::find(id.begin(), id.end(), entry.id) == id.end();
      });
    }
    const size_t most = count ? static_cast<size_t>(std::max(*count, 0)) : entries.size();
    if (entries.size() > most)
      entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(most));
    const RecordMaker maker({"Microsoft.PowerShell.Commands.HistoryInfo"},
                            {"Id", "CommandLine", "ExecutionStatus", "StartExecutionTime",
                             "EndExecutionTime", "Duration"});
    for (const HistoryEntry& entry : entries) {
      const Flow flow = runtime.WriteObject(
          maker.Make({Value::Int64(entry.id), Value::String(entry.command_line),
                      Value::String(entry.failed ? "Failed" : "Completed"), entry.start, entry.end,
                      Value::TimeSpan(entry.end.AsTicks() - entry.start.AsTicks())}));
      if (flow == Flow::kStop) return Flow::kStop;
    }
    return Flow::kMore;
  }
};

class InvokeHistory final : public Cmdlet {
 public:
  std::string id;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    const std::vector<HistoryEntry> entries = Finished(runtime);
    const HistoryEntry* found = nullptr;
    for (const HistoryEntry& entry : entries) {
      if (id.empty() || id == std::to_string(entry.id) ||
          StartsWithIgnoreCase(entry.command_line, id))
        found = &entry;  // The newest that fits.
    }
    if (!found) FailNotFound("'" + id + "'");
    if (!runtime.ShouldProcess(found->command_line, "Invoke-History")) return Flow::kMore;
    runtime.Service<HostUi>().WriteOut(found->command_line + "\n");
    auto& invoker = runtime.Service<ScriptBlockInvoker>();
    LambdaSink sink([&](Value object) { return runtime.WriteObject(std::move(object)); });
    return invoker.Invoke(invoker.Create(found->command_line), {}, sink);
  }
};

class ClearHistory final : public Cmdlet {
 public:
  std::vector<int64_t> id;

  Flow ProcessRecord(CommandRuntime& runtime) override {
    auto* history = runtime.Services().Find<HistoryService>();
    for (const HistoryEntry& entry : Finished(runtime)) {
      const bool chosen = id.empty() || std::find(id.begin(), id.end(), entry.id) != id.end();
      if (chosen && runtime.ShouldProcess(entry.command_line, "Clear-History"))
        history->Remove(entry.id);
    }
    return Flow::kMore;
  }
};

}  // namespace

namespace core {
void AddHistoryCmdlets(std::vector<CmdletMetadata>& cmdlets) {
  CmdletMetadata get =
      MakeCmdlet<GetHistory>("Get", "History", "Lists what was entered at the prompt.");
  get.aliases = {"h", "history", "ghy"};
  get.output_type = "Microsoft.PowerShell.Commands.HistoryInfo";
  get.Add(Parameter<&GetHistory::id>("Id", "Only these entries.").Position(0).ByValue());
  get.Add(Parameter<&GetHistory::count>("Count", "Only so many, the newest.").Position(1));
  cmdlets.push_back(std::move(get));
  CmdletMetadata invoke =
      MakeCmdlet<InvokeHistory>("Invoke", "History", "Runs an entry of the history again.");
  invoke.aliases = {"r", "ihy"};
  invoke.supports_should_process = true;
  invoke.Add(Parameter<&InvokeHistory::id>(
                 "Id", "Its number or its beginning; the last one when left out.")
                 .Position(0)
                 .ByPropertyName());
  cmdlets.push_back(std::move(invoke));
  CmdletMetadata clear = MakeCmdlet<ClearHistory>(
      "Clear", "History", "Removes entries from the history of this session.");
  clear.aliases = {"clhy"};
  clear.supports_should_process = true;
  clear.Add(Parameter<&ClearHistory::id>("Id", "Only these entries.").Position(0));
  cmdlets.push_back(std::move(clear));
}
}  // namespace core
}  // namespace sipsh
