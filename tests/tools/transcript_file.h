// A transcript file: sessions of input and the output expected. tests/transcripts/README.md has the
// format. Reading and writing are exact: what no update touched comes out as it went in.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sipsh {

struct TranscriptStep {
  int line = 0;  // Of its first input line.
  std::vector<std::string> input;
  std::vector<std::string> expected;  // Without the empty lines at its end; see ExpectedOn.
  size_t blank_after = 0;

  std::string Text() const;
};

struct TranscriptSession {
  std::string title;
  int line = 0;
  std::vector<std::string> preamble;  // The heading, directives, remarks and blanks, as written.
  std::string environment;            // //environment DIR
  int width = 80;                     // //width N
  std::string only_on;                // //only-on embedded|slapd
  std::string not_on;                 // //not-on STORE, REASON
  std::string format;                 // //format Text|Json|Csv
  std::vector<TranscriptStep> steps;
};

struct Transcript {
  std::vector<TranscriptSession> sessions;
};

// Of a Markdown file (.md) every fenced block that begins with input is a session. `environment` is
// that of sessions which name none. Throws std::runtime_error with file:line on an unknown
// directive, output before any input or a fenced block without end.
Transcript ReadTranscript(const std::filesystem::path& file, const std::string& environment = {});
void WriteTranscript(const std::filesystem::path& file, const Transcript& transcript);

// The lines of `text`, those empty at its end left out.
std::vector<std::string> OutputLines(const std::string& text);

// Whether an expected line, which may hold <~ REGEX ~>, stands for `actual`.
bool LineMatches(const std::string& expected, const std::string& actual);
bool LinesMatch(const std::vector<std::string>& expected, const std::vector<std::string>& actual);

// What is expected on this store: the answer itself, or what stands behind "//on STORE ...", which
// ends at the next such line. On Samba the names within DNs are compared without regard to case:
// Active Directory writes them its own way.
std::vector<std::string> ExpectedOn(const std::vector<std::string>& answer,
                                    const std::string& store);
std::vector<std::string> ActualOn(std::vector<std::string> lines, const std::string& store);

// `actual`, with those expected lines kept that hold a pattern and still match.
std::vector<std::string> UpdatedLines(const std::vector<std::string>& expected,
                                      const std::vector<std::string>& actual);

}  // namespace sipsh
