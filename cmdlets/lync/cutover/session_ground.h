// The session's environment as the guarded cut-over needs it, and its runs.
#pragma once

#include <string>
#include <vector>

#include "cmdlets/directory_support/environment_parts.h"
#include "cmdlets/directory_support/object_cmdlet.h"
#include "directory/cutover/checks.h"
#include "directory/cutover/operation.h"
#include "directory/cutover/plan.h"
#include "directory/cutover/report.h"

namespace sipsh {

// `server` pins one server of the environment; empty: whichever answers. `force` takes the
// operator's word as given. The runtime and the environment must outlive what comes back.
cutover::Ground MakeGround(CommandRuntime& runtime, EnvironmentService& environment,
                           const std::string& server, bool force);

cutover::Plan RequirePlan(const std::string& path);

struct CutoverRun {
  cutover::Plan plan;
  cutover::RunLog log;
};
// The run with this id (or its beginning); without one, the newest. Error CutoverNotFound.
CutoverRun RequireRun(EnvironmentService& environment, const std::string& id);
std::vector<CutoverRun> AllRuns(EnvironmentService& environment);
std::string RunFolder(EnvironmentService& environment, const cutover::Plan& plan);

Value CutoverObject(const cutover::Report& report);
Value CheckObject(int number, std::string_view id, std::string_view title,
                  const cutover::Finding& finding);
// What failed as an error whose id says which kind it is.
[[noreturn]] void ThrowCutover(const directory::Status& status, const cutover::Plan& plan);
void ShowText(CommandRuntime& runtime, const std::string& text);  // A line each, for -WhatIf.

inline constexpr std::string_view kCutoverType = "Sipsh.Cutover";
inline constexpr std::string_view kCheckType = "Sipsh.CutoverCheck";
inline constexpr std::string_view kPlanType = "Sipsh.CutoverPlan";

}  // namespace sipsh
