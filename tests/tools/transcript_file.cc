#include "tests/tools/transcript_file.h"

#include <fstream>
#include <regex>
#include <stdexcept>

namespace sipsh {
namespace {

constexpr std::string_view kPrompt = "PS> ";
constexpr std::string_view kContinuation = ">> ";

bool IsInput(const std::string& line) { return line.starts_with(kPrompt) || line == "PS>"; }

bool IsContinuation(const std::string& line) {
  return line.starts_with(kContinuation) || line == ">>";
}

bool IsTitle(const std::string& line) {
  return line.size() > 4 && line.starts_with("# ") && line.ends_with(" #");
}

void ReadDirective(const std::string& line, const std::string& where, TranscriptSession& session) {
  if (line.starts_with("// ") || line == "//") return;
  size_t space = line.find(' ');
  std::string name = line.substr(2, space == std::string::npos ? space : space - 2);
  std::string value = space == std::string::npos ? "" : line.substr(space + 1);
  if (name == "environment") {
    session.environment = value;
  } else if (name == "width") {
    session.width = std::stoi(value);
  } else if (name == "only-on" && (value == "slapd" || value == "embedded")) {
    session.only_on = value;
  } else if (name == "not-on" && value.find(", ") != std::string::npos) {
    session.not_on = value;
  } else if (name == "format") {
    session.format = value;
  } else {
    throw std::runtime_error(where + ": no such directive: " + line);
  }
}

void TakeBlanks(TranscriptStep& step) {
  while (!step.expected.empty() && step.expected.back().empty()) {
    step.expected.pop_back();
    ++step.blank_after;
  }
}

std::string Escaped(const std::string& text) {
  static const std::regex special(R"([.^$|()\[\]{}*+?\\/])");
  return std::regex_replace(text, special, R"(\$&)");
}

}  // namespace

std::string TranscriptStep::Text() const {
  std::string text;
  for (const std::string& line : input) text += (text.empty() ? "" : "\n") + line;
  return text;
}

namespace {

// Reads the lines of one file into sessions.
class TranscriptReader {
 public:
  TranscriptReader(const std::filesystem::path& file, std::string environment)
      : file_(file), markdown_(file.extension() == ".md"), environment_(std::move(environment)) {}

  Transcript Read() {
    std::ifstream in(file_);
    if (!in) throw std::runtime_error(file_.string() + ": cannot be read");
    Begin(file_.stem().string());
    for (std::string line; std::getline(in, line);) {
      ++number_;
      if (markdown_)
        PageLine(line);
      else
        Line(line);
    }
    if (fenced_) throw std::runtime_error(Where() + ": the last fenced block has no end");
    for (TranscriptSession& session : transcript_.sessions)
      for (TranscriptStep& step : session.steps) TakeBlanks(step);
    return std::move(transcript_);
  }

 private:
  std::string Where() const { return file_.string() + ":" + std::to_string(number_); }
  TranscriptSession& Current() { return transcript_.sessions.back(); }
  void Begin(std::string title) {
    TranscriptSession& session = transcript_.sessions.emplace_back();
    session.title = std::move(title);
    session.line = number_;
    session.environment = environment_;
  }

  // Each fenced block is a session; all that is outside of blocks stands before the next.
  void PageLine(const std::string& line) {
    if (line.starts_with("```")) {
      if (fenced_ && !Current().steps.empty()) Begin(Current().title);
      fenced_ = !fenced_;
      Current().line = number_;
      Current().preamble.push_back(line);
    } else if (fenced_ && (IsInput(line) || !Current().steps.empty())) {
      Step(line);
    } else {
      if (!fenced_ && line.starts_with("#"))
        Current().title = line.substr(line.find_first_not_of("# "));
      Current().preamble.push_back(line);
    }
  }

  void Line(const std::string& line) {
    if (IsTitle(line)) {
      if (!Current().steps.empty()) Begin({});
      Current().title = line.substr(2, line.size() - 4);
      Current().line = number_;
      Current().preamble.push_back(line);
    } else if (IsInput(line) || !Current().steps.empty()) {
      Step(line);
    } else {
      if (line.starts_with("//"))
        ReadDirective(line, Where(), Current());
      else if (!line.empty())
        throw std::runtime_error(Where() + ": text before the session's first 'PS> '");
      Current().preamble.push_back(line);
    }
  }

  void Step(const std::string& line) {
    std::vector<TranscriptStep>& steps = Current().steps;
    if (IsInput(line)) {
      steps.emplace_back().line = number_;
      steps.back().input.push_back(line.size() > 4 ? line.substr(4) : "");
    } else if (IsContinuation(line) && steps.back().expected.empty()) {
      steps.back().input.push_back(line.size() > 3 ? line.substr(3) : "");
    } else {
      steps.back().expected.push_back(line);
    }
  }

  std::filesystem::path file_;
  bool markdown_, fenced_ = false;
  int number_ = 0;
  std::string environment_;
  Transcript transcript_;
};

}  // namespace

Transcript ReadTranscript(const std::filesystem::path& file, const std::string& environment) {
  return TranscriptReader(file, environment).Read();
}

void WriteTranscript(const std::filesystem::path& file, const Transcript& transcript) {
  std::ofstream out(file, std::ios::trunc);
  for (const TranscriptSession& session : transcript.sessions) {
    for (const std::string& line : session.preamble) out << line << '\n';
    for (const TranscriptStep& step : session.steps) {
      for (size_t i = 0; i < step.input.size(); ++i) {
        const std::string& text = step.input[i];
        if (i == 0)
          out << (text.empty() ? "PS>" : "PS> " + text) << '\n';
        else
          out << (text.empty() ? ">>" : ">> " + text) << '\n';
      }
      for (const std::string& line : step.expected) out << line << '\n';
      for (size_t i = 0; i < step.blank_after; ++i) out << '\n';
    }
  }
}

std::vector<std::string> OutputLines(const std::string& text) {
  std::vector<std::string> lines;
  size_t start = 0;
  while (start < text.size()) {
    size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    std::string line = text.substr(start, end - start);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
    lines.push_back(line);
    start = end + 1;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

bool LineMatches(const std::string& expected, const std::string& actual) {
  if (expected.find("<~") == std::string::npos) {
    std::string_view trimmed = expected;
    while (trimmed.ends_with(' ')) trimmed.remove_suffix(1);
    return trimmed == actual;
  }
  std::string pattern;
  size_t start = 0;
  while (true) {
    size_t open = expected.find("<~", start);
    size_t close = open == std::string::npos ? open : expected.find("~>", open);
    if (close == std::string::npos) break;
    pattern += Escaped(expected.substr(start, open - start));
    std::string inner = expected.substr(open + 2, close - open - 2);
    if (inner.starts_with(' ')) inner.erase(0, 1);
    if (inner.ends_with(' ')) inner.pop_back();
    pattern += "(?:" + inner + ")";
    start = close + 2;
  }
  pattern += Escaped(expected.substr(start));
  return std::regex_match(actual, std::regex(pattern));
}

bool LinesMatch(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  if (expected.size() != actual.size()) return false;
  for (size_t i = 0; i < expected.size(); ++i)
    if (!LineMatches(expected[i], actual[i])) return false;
  return true;
}

namespace {

constexpr std::string_view kOn = "//on ";

// "samba" of "//on samba, which has accounts of its own".
std::string StoreOf(const std::string& line) {
  size_t end = line.find_first_of(" ,:", kOn.size());
  return line.substr(kOn.size(), end == std::string::npos ? end : end - kOn.size());
}

}  // namespace

std::vector<std::string> ActualOn(std::vector<std::string> lines, const std::string& store) {
  static const std::regex name(R"(\b(?:CN|cn|OU|ou|DC|dc)=)");
  if (store != "samba") return lines;
  for (std::string& line : lines) {
    for (std::sregex_iterator at(line.begin(), line.end(), name), end; at != end; ++at) {
      for (size_t i = 0; i < 2; ++i)
        line[static_cast<size_t>(at->position()) + i] |= 0x20;  // Of the same length.
    }
  }
  return lines;
}

std::vector<std::string> ExpectedOn(const std::vector<std::string>& answer,
                                    const std::string& store) {
  std::vector<std::string> common, own;
  bool found = false;
  std::vector<std::string>* into = &common;
  std::vector<std::string> others;
  for (const std::string& line : answer) {
    if (!line.starts_with(kOn)) {
      into->push_back(line);
      continue;
    }
    bool here = StoreOf(line) == store;
    found = found || here;
    into = here ? &own : &others;
  }
  std::vector<std::string>& chosen = found ? own : common;
  while (!chosen.empty() && chosen.back().empty()) chosen.pop_back();
  return ActualOn(std::move(chosen), store);
}

std::vector<std::string> UpdatedLines(const std::vector<std::string>& expected,
                                      const std::vector<std::string>& actual) {
  std::vector<std::string> updated = actual;
  for (std::string& line : updated) {
    for (const std::string& old : expected) {
      if (old.find("<~") == std::string::npos || !LineMatches(old, line)) continue;
      line = old;
      break;
    }
  }
  return updated;
}

}  // namespace sipsh
