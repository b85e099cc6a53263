// The program's exit codes, the same for -Command, -File, standard input and the prompt.
#pragma once

namespace sipsh {

inline constexpr int kExitSuccess = 0;
// A terminating error, a last statement that failed, text that cannot be parsed, standard output
// that cannot be written, and, with -FailOnError, any unsilenced error.
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 64;         // The command line itself; sysexits.h EX_USAGE.
inline constexpr int kExitInterrupted = 130;  // Ctrl+C.
inline constexpr int kExitBrokenPipe = 141;   // The reader of our output went away.
inline constexpr int kExitTerminated = 143;   // SIGTERM.

}  // namespace sipsh
