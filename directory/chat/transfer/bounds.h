// Bounds of an archive's parts, kept by the writer and required by the reader.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sipsh::chat {

inline constexpr int64_t kChunkRows = 1000;             // A chunk is full with so many records,
inline constexpr size_t kChunkBytes = size_t{1} << 20;  // or so many bytes.
inline constexpr size_t kMaxChunk = size_t{64} << 20;   // What one chunk may unpack to.
inline constexpr size_t kMaxChunks = 1'000'000;

}  // namespace sipsh::chat
