// The log of a test: what was tried, when, and what came of it. Scripts get it as an object with
// ToHTML() and ToXML().
#pragma once

#include <string>
#include <vector>

#include "shell/value/value.h"

namespace sipsh {

struct TaskStep {
  std::string time;  // UTC
  std::string activity;
  std::string result;  // Success, Failure, Note
  std::string detail;
};

struct TaskLog {
  std::string title;
  std::vector<TaskStep> steps;

  void Add(std::string activity, std::string result, std::string detail);
};

// "Success: Resolve ...: detail", a step a line.
std::vector<std::string> Lines(const TaskLog& log);
Value MakeTaskLogger(TaskLog log);

}  // namespace sipsh
