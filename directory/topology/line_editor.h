// Changes single lines of a block-style YAML text and leaves every other byte
// alone: comments, order, blank lines and quoting stay. The parser tells where
// things begin, indentation where they end. Flow style ([a, b]) is edited only
// for lists of plain values on one line; what cannot be edited safely is
// refused (kNotSupported) with the place. Whoever uses this reads the result
// again and compares (edits.h does).
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "directory/file/yaml_document.h"
#include "directory/status.h"

namespace sipsh::topology {

using directory::Status;

// From the root: a key of a mapping, or an index into a list.
using Step = std::variant<std::string, size_t>;
using Path = std::vector<Step>;

class LineEditor {
 public:
  LineEditor(std::string file, std::string text);

  // Parses the text as it is now. Every change below does so itself.
  Status Parse();
  const directory::YamlNode& root() const { return root_; }
  const directory::YamlNode* Find(const Path& path) const;
  const std::string& text() const { return text_; }

  // Sets `key` of the mapping at `path` to a scalar; a new key goes below
  // `after` when that key is there, else to the mapping's end.
  Status SetScalar(const Path& path, const std::string& key, std::string_view value,
                   const std::string& after = "");
  // Sets `key` to a block given as lines without indentation.
  Status SetBlock(const Path& path, const std::string& key, const std::vector<std::string>& lines);
  Status RemoveMember(const Path& path, const std::string& key);
  // Adds an item (its lines without indentation and without the dash) to the
  // list at `path` + `key`, which is made when absent.
  Status AppendItem(const Path& path, const std::string& key,
                    const std::vector<std::string>& lines);
  Status RemoveItem(const Path& path, const std::string& key, size_t index);
  // Puts other lines in an item's place (block style).
  Status ReplaceItem(const Path& path, const std::string& key, size_t index,
                     const std::vector<std::string>& lines);

 private:
  using Node = directory::YamlNode;

  Status Refuse(const Node& node, const std::string& what) const;
  Status Mapping(const Path& path, const Node** mapping) const;
  // The line after the last that belongs to what begins in `line` at `column`.
  size_t EndOf(size_t line, size_t column, bool dashes_belong) const;
  size_t EndOfMember(const Node& member) const;
  size_t DashLine(const Node& list, size_t index) const;
  Status ListItem(const Path& path, const std::string& key, size_t index, const Node** list) const;
  bool IsFlow(const Node& node) const;
  size_t ByteOffset(size_t line, int column) const;
  Status InsertMember(const Node& mapping, const std::vector<std::string>& lines,
                      const std::string& after);
  Status ReplaceValue(const Node& member, const std::string& value);
  Status AppendToFlow(const Node& list, const std::string& item);
  Status RemoveFromFlow(const Node& list, size_t index);
  Status FlowEnd(const Node& list, size_t* begin, size_t* end) const;
  void Insert(size_t at, const std::vector<std::string>& lines, size_t indent);
  Status Commit();

  std::string file_;
  std::string text_;
  std::vector<std::string> lines_;  // Without their line ends.
  std::string line_end_ = "\n";
  bool ends_with_newline_ = true;
  Node root_;
};

// A name as it must be written: plain where that is safe, else quoted.
std::string QuoteScalar(std::string_view text);
std::string ForceQuotes(std::string_view text);
// Its characters allow it to stand without quotes ("true" and "no" are plain, too).
bool IsPlain(std::string_view text);

}  // namespace sipsh::topology
