#include "shell/runtime/collection_methods.h"

#include <algorithm>

#include "shell/runtime/output.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/convert.h"
#include "shell/value/error.h"
#include "shell/value/members.h"
#include "shell/value/objects.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

Value Collection(std::vector<Value> items) {
  return MakeArray(std::move(items), types::kCollection);
}

[[noreturn]] void Refuse(std::string why) {
  throw ValueError("MethodArgument", std::move(why), ValueErrorCategory::kInvalidArgument);
}

// The block's output with $_ = item; break, return and exit inside leave as usual.
Value RunFor(Frame& frame, const Value& block, const Value& item, Args args) {
  ValueCollector collector;
  const Completion completion =
      RunBlock(frame.interpreter, block, frame.scope, true, &item, args, Value(), collector);
  if (completion != Completion::kNormal) throw FlowEscape{completion};
  return collector.Take();
}

enum class WhereMode : uint8_t { kDefault, kFirst, kLast, kSkipUntil, kUntil, kSplit };

WhereMode ParseMode(const Value& value) {
  static constexpr std::string_view kNames[] = {"Default",   "First", "Last",
                                                "SkipUntil", "Until", "Split"};
  const std::string text = ToText(value);
  for (size_t i = 0; i < std::size(kNames); ++i)
    if (EqualsIgnoreCase(kNames[i], text)) return static_cast<WhereMode>(i);
  Refuse("'" + text +
         "' is no mode of Where(): use Default, First, Last, SkipUntil, Until or Split.");
}

Value Where(Frame& frame, const std::vector<Value>& items, Args args) {
  if (args.empty() || !AsScriptBlock(args[0]))
    Refuse("Where() needs a script block as its first argument.");
  const WhereMode mode = args.size() > 1 ? ParseMode(args[1]) : WhereMode::kDefault;
  const int64_t given = args.size() > 2 ? ToInt64(args[2]) : 0;
  const bool limits = given > 0;
  const auto most = static_cast<size_t>(
      limits ? given : (mode == WhereMode::kFirst || mode == WhereMode::kLast ? 1 : 0));
  std::vector<Value> kept, others;
  bool met = false;
  for (const Value& item : items) {
    const bool decided = met && (mode == WhereMode::kSkipUntil || mode == WhereMode::kUntil);
    const bool full = mode != WhereMode::kLast && most > 0 && kept.size() >= most;
    if (full && mode != WhereMode::kSplit) break;
    const bool holds = !decided && !full && ToBool(RunFor(frame, args[0], item, {}));
    met = met || holds;
    switch (mode) {
      case WhereMode::kSkipUntil:
        if (met) kept.push_back(item);
        break;
      case WhereMode::kUntil:
        if (met) return Collection(std::move(kept));
        kept.push_back(item);
        break;
      default:
        (holds ? kept : others).push_back(item);
    }
  }
  if (mode == WhereMode::kLast && kept.size() > most)
    kept.erase(kept.begin(), kept.end() - static_cast<ptrdiff_t>(most));
  if (mode == WhereMode::kSplit)
    return Collection({Collection(std::move(kept)), Collection(std::move(others))});
  return Collection(std::move(kept));
}

Value ForEach(Frame& frame, const std::vector<Value>& items, Args args) {
  if (args.empty()) Refuse("ForEach() needs a script block, a type or a member's name.");
  const Value& what = args[0];
  const Args rest = args.subspan(1);
  std::vector<Value> out;
  const auto add = [&](const Value& result) {
    if (result.IsNothing()) return;
    if (IsEnumerable(result))
      for (Value& each : ToVector(result)) out.push_back(std::move(each));
    else
      out.push_back(result);
  };
  for (const Value& item : items) {
    if (AsScriptBlock(what)) {
      add(RunFor(frame, what, item, rest));
    } else if (const auto* type = what.As<TypeLiteral>()) {
      out.push_back(ConvertTo(item, type->type()));
    } else {
      const std::string name = ToText(what);
      if (!HasProperty(item, name))
        add(InvokeMethod(item, name, rest));
      else if (rest.empty())
        add(GetMember(item, name));
      else
        SetMember(item, name, rest[0]);
    }
  }
  return Collection(std::move(out));
}

}  // namespace

CollectionMethod FindCollectionMethod(std::string_view name) {
  if (EqualsIgnoreCase(name, "Where")) return CollectionMethod::kWhere;
  if (EqualsIgnoreCase(name, "ForEach")) return CollectionMethod::kForEach;
  return CollectionMethod::kNone;
}

Value CallCollectionMethod(Frame& frame, CollectionMethod method, const Value& target, Args args) {
  const std::vector<Value> items = ToVector(target);
  return method == CollectionMethod::kWhere ? Where(frame, items, args)
                                            : ForEach(frame, items, args);
}

}  // namespace sipsh::runtime
