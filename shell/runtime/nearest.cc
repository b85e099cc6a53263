#include "shell/runtime/nearest.h"

#include <algorithm>

#include "shell/value/text.h"

namespace sipsh::runtime {

size_t NameDistance(std::string_view left, std::string_view right) {
  const std::string a = Fold(left), b = Fold(right);
  std::vector<size_t> previous(b.size() + 1), before, row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::move(previous);
    previous = row;
  }
  return previous[b.size()];
}

std::vector<std::string> NearestNames(std::string_view wanted, const std::vector<std::string>& names, size_t limit) {
  const size_t tolerance = std::max<size_t>(2, wanted.size() / 4);
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& name : names) {
    if (name.size() > wanted.size() + tolerance || wanted.size() > name.size() + tolerance) continue;
    const size_t distance = NameDistance(wanted, name);
    if (distance <= tolerance) near.emplace_back(distance, name);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> best;
  for (size_t i = 0; i < near.size() && i < limit; ++i) best.push_back(std::move(near[i].second));
  return best;
}

}  // namespace sipsh::runtime
