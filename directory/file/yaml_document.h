// YAML read strictly: what a person may have got wrong is said, not guessed.
//
// Refused, each with its place: a BOM, bytes that are not UTF-8, control
// characters, duplicate keys, anchors, aliases and tags (so nothing can
// explode), nesting deeper than 32, more than one document, more than the size
// limit. Names must not be the bare words yes, no, on, off, true, false, null.
// Problems are collected; a syntax error ends the reading at its place.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directory/status.h"

namespace sipsh::directory {

struct Problem {
  std::string file;
  int line = 0;  // From 1; 0: the file as a whole.
  int column = 0;
  std::string message;  // What, and what to do.
  std::string rule;     // Stable id of the rule broken: yaml-..., topology-...

  std::string Text() const;  // file:line:column: message
};
std::string JoinProblems(const std::vector<Problem>& problems);  // One a line.

enum class YamlKind { kNull, kScalar, kSequence, kMapping };

struct YamlNode {
  YamlKind kind = YamlKind::kNull;
  std::string key;   // When it is a member of a mapping.
  std::string text;  // Of a scalar.
  bool quoted = false;
  int line = 0, column = 0;          // Of the value; of the key when the value is null.
  int key_line = 0, key_column = 0;  // When it is a member.
  std::vector<YamlNode> items;

  const YamlNode* Find(std::string_view name) const;  // A member, case counts.
};

struct YamlLimits {
  size_t bytes = 16u << 20;
  int depth = 32;
  size_t nodes = 1'000'000;
};

// The document's root; an empty document is a null node. `file` is for messages.
// False when something was wrong: then `problems` grew.
bool ParseYaml(const std::string& file, std::string_view text, YamlNode* root,
               std::vector<Problem>* problems, const YamlLimits& limits = {});

// Reads one mapping's members into variables, by name. Absent members leave the
// variable alone. Finish() reports members nobody asked for and suggests the nearest.
class YamlFields {
 public:
  // `what` names the mapping in messages: "a pool", "the environment".
  YamlFields(const YamlNode& node, std::string what, std::string file,
             std::vector<Problem>* problems);
  YamlFields(const YamlFields&) = delete;
  YamlFields& operator=(const YamlFields&) = delete;

  bool valid() const { return valid_; }  // It is a mapping.
  bool Text(std::string_view name, std::string* text);
  bool Integer(std::string_view name, int* number, int least, int most);
  bool Flag(std::string_view name, bool* flag);  // true or false, nothing else.
  // The member itself, or nullptr; counts as asked for.
  const YamlNode* Member(std::string_view name);
  void Require(std::initializer_list<std::string_view> names);
  void Finish();

  void Report(const YamlNode& at, std::string rule, std::string message);
  // A scalar fit to be a name; reports and answers false otherwise.
  bool NameOf(const YamlNode& node, std::string* text);
  bool NumberOf(const YamlNode& node, int* number, int least, int most);

 private:
  const YamlNode& node_;
  std::string what_, file_;
  std::vector<Problem>* problems_;
  std::vector<std::string> known_;
  bool valid_;
};

// The candidate nearest to `word` by edits, else the shortest that begins with it; "" when none is
// near.
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace sipsh::directory
