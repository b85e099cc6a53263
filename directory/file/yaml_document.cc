#include "directory/file/yaml_document.h"

#include <set>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "directory/file/utf8_check.h"

namespace sipsh::directory {
namespace {

struct Refused {  // Ends the reading; the problem is already recorded.
};

// Builds the tree from yaml-cpp's events, so that aliases are never expanded
// and depth is counted before anything is built.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::string& file, std::string_view text, const YamlLimits& limits,
              YamlNode* root, std::vector<Problem>* problems)
      : file_(file), limits_(limits), root_(root), problems_(problems) {
    lines_.push_back(text);
    for (size_t at = 0; (at = text.find('\n', at)) != text.npos;)
      lines_.push_back(text.substr(++at));
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Put(Make(YamlKind::kNull, mark, "?", anchor), mark);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Report(mark, "yaml-alias", "an alias (*name) stands here; write the value out");
    throw Refused();
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = Make(YamlKind::kScalar, mark, tag, anchor);
    node.text = value;
    node.quoted = tag == "!";
    Put(std::move(node), mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Push(Make(YamlKind::kSequence, mark, tag, anchor), mark);
  }
  void OnSequenceEnd() override { Pop(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Push(Make(YamlKind::kMapping, mark, tag, anchor), mark);
  }
  void OnMapEnd() override { Pop(); }

  bool TabIndents(const YAML::Mark& mark) const {
    size_t line = mark.line < 0 ? lines_.size() : static_cast<size_t>(mark.line);
    if (line >= lines_.size()) return false;
    return lines_[line].substr(0, lines_[line].find_first_not_of(" \t")).find('\t') !=
           std::string_view::npos;
  }

  void Report(const YAML::Mark& mark, std::string rule, std::string message) {
    auto [line, column] = Place(mark);
    problems_->push_back({file_, line, column, std::move(message), std::move(rule)});
  }

 private:
  struct Frame {
    YamlNode node;
    bool has_key = false;
    std::string key;
    int key_line = 0, key_column = 0;
    std::set<std::string> seen;
    YAML::Mark mark;
  };

  // yaml-cpp counts bytes; people count characters.
  std::pair<int, int> Place(const YAML::Mark& mark) const {
    if (mark.line < 0) return {1, 1};
    size_t line = static_cast<size_t>(mark.line);
    std::string_view rest = line < lines_.size() ? lines_[line] : std::string_view();
    int column = 1;
    for (size_t i = 0; i < static_cast<size_t>(mark.column) && i < rest.size(); ++i)
      if ((static_cast<unsigned char>(rest[i]) & 0xC0) != 0x80) ++column;
    return {mark.line + 1, column};
  }

  YamlNode Make(YamlKind kind, const YAML::Mark& mark, const std::string& tag,
                YAML::anchor_t anchor) {
    if (anchor != 0) {
      Report(mark, "yaml-anchor",
             "an anchor (&name) stands here; remove it and write the value "
             "out where it is needed");
      throw Refused();
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      Report(mark, "yaml-tag", "the tag '" + tag + "' is not used here; remove it");
      throw Refused();
    }
    if (++count_ > limits_.nodes) {
      Report(mark, "yaml-size",
             "the document has more than " + std::to_string(limits_.nodes) + " values; split it");
      throw Refused();
    }
    YamlNode node;
    node.kind = kind;
    std::tie(node.line, node.column) = Place(mark);
    return node;
  }

  void Push(YamlNode node, const YAML::Mark& mark) {
    if (static_cast<int>(stack_.size()) >= limits_.depth) {
      Report(mark, "yaml-nesting",
             "nested deeper than " + std::to_string(limits_.depth) + " levels; flatten it");
      throw Refused();
    }
    if (!stack_.empty() && stack_.back().node.kind == YamlKind::kMapping &&
        !stack_.back().has_key) {
      Report(mark, "yaml-key", "a key must be a plain word, not a list or mapping; rewrite it");
      throw Refused();
    }
    Frame frame;
    frame.node = std::move(node);
    frame.mark = mark;
    stack_.push_back(std::move(frame));
  }

  void Pop() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    Put(std::move(frame.node), frame.mark);
  }

  void Put(YamlNode node, const YAML::Mark& mark) {
    if (stack_.empty()) {
      *root_ = std::move(node);
      return;
    }
    Frame& top = stack_.back();
    if (top.node.kind == YamlKind::kSequence) {
      top.node.items.push_back(std::move(node));
    } else if (!top.has_key) {
      TakeKey(top, node, mark);
    } else {
      node.key = std::move(top.key);
      node.key_line = top.key_line;
      node.key_column = top.key_column;
      if (node.kind == YamlKind::kNull) {
        node.line = node.key_line;
        node.column = node.key_column;
      }
      top.has_key = false;
      top.node.items.push_back(std::move(node));
    }
  }

  void TakeKey(Frame& top, const YamlNode& node, const YAML::Mark& mark) {
    if (!top.seen.insert(node.text).second)
      Report(mark, "yaml-duplicate-key",
             "the key '" + node.text + "' stands here a second time; remove or rename one");
    if (node.kind == YamlKind::kNull) Report(mark, "yaml-key", "a key is empty; give it a name");
    top.has_key = true;
    top.key = node.text;
    top.key_line = node.line;
    top.key_column = node.column;
  }

  const std::string& file_;
  const YamlLimits& limits_;
  YamlNode* root_;
  std::vector<Problem>* problems_;
  std::vector<std::string_view> lines_;
  std::vector<Frame> stack_;
  size_t count_ = 0;
};

void ParseChecked(const std::string& file, std::string_view text, YamlNode* root,
                  std::vector<Problem>* problems, const YamlLimits& limits) {
  TreeBuilder builder(file, text, limits, root, problems);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return;
    YamlNode second;
    std::vector<Problem> ignored;
    TreeBuilder other(file, text, limits, &second, &ignored);
    if (parser.HandleNextDocument(other))
      problems->push_back({file, second.line, second.column,
                           "a second document begins before here; keep one document a file (remove "
                           "the line ---)",
                           "yaml-documents"});
  } catch (const YAML::ParserException& error) {
    builder.Report(
        error.mark, "yaml-syntax",
        builder.TabIndents(error.mark)
            ? "a tab stands in the indentation; YAML takes spaces alone"
            : "not valid YAML: " + error.msg + "; check indentation, colons and quotes here");
  } catch (const Refused&) {
    if (problems->empty())
      problems->push_back(
          {file, 0, 0, "a second document begins; keep one document a file", "yaml-documents"});
  }
}

}  // namespace

std::string Problem::Text() const {
  std::string text = file;
  if (line > 0) text += ":" + std::to_string(line) + ":" + std::to_string(column);
  return text + ": " + message;
}

std::string JoinProblems(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.Text();
  }
  return text;
}

const YamlNode* YamlNode::Find(std::string_view name) const {
  if (kind == YamlKind::kMapping)
    for (const YamlNode& item : items)
      if (item.key == name) return &item;
  return nullptr;
}

bool ParseYaml(const std::string& file, std::string_view text, YamlNode* root,
               std::vector<Problem>* problems, const YamlLimits& limits) {
  size_t before = problems->size();
  if (text.size() > limits.bytes) {
    problems->push_back({file, 0, 0,
                         "larger than " + std::to_string(limits.bytes) + " bytes; split it",
                         "yaml-size"});
    return false;
  }
  if (!CheckText(file, text, problems)) return false;
  ParseChecked(file, text, root, problems, limits);
  return problems->size() == before;
}

}  // namespace sipsh::directory
