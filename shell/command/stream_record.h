// What the warning, verbose, debug and information streams carry when they are redirected or kept
// in a variable: WarningRecord, VerboseRecord, DebugRecord (each with Message), InformationRecord
// (MessageData, Tags). As text they are their message.
#pragma once

#include <string>
#include <vector>

#include "shell/command/command_runtime.h"
#include "shell/value/type_table.h"

namespace sipsh {

Value MakeStreamRecord(Stream stream, Value message, const std::vector<std::string>& tags = {});
void RegisterStreamRecords(TypeTable& types);

}  // namespace sipsh
