#include <algorithm>

#include "directory/chat/store.h"
#include "directory/schema.h"

namespace sipsh::chat {

bool MessageQuery::Fits(const Message& message) const {
  if (from && message.posted < *from) return false;
  if (until && message.posted > *until) return false;
  if (!author.empty() && directory::FoldText(author) != directory::FoldText(message.author))
    return false;
  if (words.empty()) return true;
  std::string text = case_sensitive ? message.text : directory::FoldText(message.text);
  auto holds = [&](const std::string& word) {
    return text.find(case_sensitive ? word : directory::FoldText(word)) != std::string::npos;
  };
  if (match == Match::kAny) return std::any_of(words.begin(), words.end(), holds);
  return std::all_of(words.begin(), words.end(), holds);
}

}  // namespace sipsh::chat
