// Runs a fuzz target over the files of a corpus folder without libFuzzer: each file as it is, cut
// at every so many bytes, and with pieces repeated, dropped and exchanged by a fixed random series.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void Run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

std::string Mutate(std::string text, const std::vector<std::string>& corpus, std::mt19937& random) {
  auto below = [&random](size_t n) { return n == 0 ? 0 : random() % n; };
  for (size_t edits = 1 + below(4); edits > 0; --edits) {
    size_t at = below(text.size() + 1);
    size_t length = below(std::min<size_t>(text.size() - at, 24) + 1);
    const std::string& other = corpus[below(corpus.size())];
    size_t from = below(other.size() + 1);
    switch (below(5)) {
      case 0:
        text.erase(at, length);
        break;
      case 1:
        text.insert(at, text.substr(at, length));
        break;
      case 2:
        text.insert(at, other.substr(from, below(40)));
        break;
      case 3:
        text.insert(at, 1, "(){}[]$@\"'`,;|&#.:-+=<>?! \n\r0aA\x80\xE2"[below(33)]);
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random());
    }
  }
  return text;
}

}  // namespace

// corpus_driver FOLDER [ROUNDS [SEED]]
int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [ROUNDS [SEED]]\n", argv[0]);
    return 2;
  }
  std::vector<std::string> corpus;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "no files in %s\n", argv[1]);
    return 1;
  }
  size_t rounds = argc > 2 ? std::stoul(argv[2]) : 200;
  std::mt19937 random(argc > 3 ? static_cast<uint32_t>(std::stoul(argv[3])) : 1);
  size_t runs = 0;
  for (const std::string& text : corpus) {
    Run(text);
    size_t step = text.size() / 100 + 1;
    for (size_t cut = 0; cut < text.size(); cut += step, ++runs) Run(text.substr(0, cut));
    for (size_t i = 0; i < rounds; ++i, ++runs) Run(Mutate(text, corpus, random));
  }
  std::printf("%zu inputs passed\n", runs + corpus.size());
  return 0;
}
