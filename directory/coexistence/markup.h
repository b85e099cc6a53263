// HTML and SVG written piece by piece, every string escaped where it is put in. What comes out is
// well-formed XML as well as HTML.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sipsh::coexistence {

// For text and attribute values. Characters XML does not know and bytes that are no UTF-8 become
// U+FFFD.
std::string Escape(std::string_view text);

// Shortened in the middle to this many characters, with an ellipsis.
std::string Shorten(const std::string& text, size_t characters);

std::string Thousands(size_t count);  // 12,345

// A coordinate with at most one decimal.
std::string Number(double value);

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

class Markup {
 public:
  void Open(std::string_view element, const Attributes& attributes = {});
  void Close();
  void Text(std::string_view text);
  // An element with nothing but text in it.
  void Put(std::string_view element, std::string_view text, const Attributes& attributes = {});
  void Empty(std::string_view element, const Attributes& attributes = {});
  // What is markup already: a style sheet or another Markup's text.
  void Raw(std::string_view markup) { text_ += markup; }
  const std::string& text() const { return text_; }

 private:
  void Start(std::string_view element, const Attributes& attributes);

  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace sipsh::coexistence
