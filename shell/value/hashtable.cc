// The hash table: entries in order of insertion, found through an open-addressed index.
#include <algorithm>

#include "shell/value/compare.h"
#include "shell/value/containers.h"
#include "shell/value/error.h"
#include "shell/value/text.h"

namespace sipsh {

HashtableObject::HashtableObject(const TypeInfo& type, bool case_sensitive)
    : type_(&type), case_sensitive_(case_sensitive) {
  class_ = ObjectClass::kHashtable;
}

HashtableObject::~HashtableObject() = default;

void HashtableObject::DropReferences() { Clear(); }

void HashtableObject::Clear() {
  std::vector<Entry> dropped;
  dropped.swap(entries_);
  buckets_.clear();
  live_ = 0;
}

size_t HashtableObject::HashOf(const Value& key) const {
  return key.IsString() ? HashOf(key.AsStringView()) : HashValue(key, !case_sensitive_);
}
size_t HashtableObject::HashOf(std::string_view key) const {
  return HashText(key, !case_sensitive_);
}

bool HashtableObject::SameKey(const Value& a, const Value& b) const {
  if (a.IsSame(b)) return true;
  return KeysEqual(a, b, !case_sensitive_);
}

int HashtableObject::FindSlot(const Value& key, size_t hash) const {
  if (key.IsString()) return FindSlot(key.AsStringView(), hash);
  if (buckets_.empty()) return -1;
  size_t mask = buckets_.size() - 1;
  for (size_t at = hash & mask; buckets_[at] != 0; at = (at + 1) & mask) {
    const Entry& entry = entries_[static_cast<size_t>(buckets_[at] - 1)];
    if (entry.live && entry.hash == hash && SameKey(entry.key, key)) return buckets_[at] - 1;
  }
  return -1;
}

int HashtableObject::FindSlot(std::string_view key, size_t hash) const {
  if (buckets_.empty()) return -1;
  size_t mask = buckets_.size() - 1;
  for (size_t at = hash & mask; buckets_[at] != 0; at = (at + 1) & mask) {
    const Entry& entry = entries_[static_cast<size_t>(buckets_[at] - 1)];
    if (!entry.live || entry.hash != hash || !entry.key.IsString()) continue;
    std::string_view own = entry.key.AsStringView();
    if (own == key || (!case_sensitive_ && EqualsIgnoreCase(own, key))) return buckets_[at] - 1;
  }
  return -1;
}

Value* HashtableObject::Find(const Value& key) {
  int slot = FindSlot(key, HashOf(key));
  return slot < 0 ? nullptr : &entries_[static_cast<size_t>(slot)].value;
}
Value* HashtableObject::Find(std::string_view key) {
  int slot = FindSlot(key, HashOf(key));
  return slot < 0 ? nullptr : &entries_[static_cast<size_t>(slot)].value;
}
const Value* HashtableObject::Find(const Value& key) const {
  return const_cast<HashtableObject*>(this)->Find(key);
}
const Value* HashtableObject::Find(std::string_view key) const {
  return const_cast<HashtableObject*>(this)->Find(key);
}

void HashtableObject::Rebuild(size_t buckets) {
  buckets_.assign(buckets, 0);
  size_t mask = buckets - 1;
  for (size_t i = 0; i < entries_.size(); ++i) {
    size_t at = entries_[i].hash & mask;
    while (buckets_[at] != 0) at = (at + 1) & mask;
    buckets_[at] = static_cast<int32_t>(i + 1);
  }
}

void HashtableObject::Compact() {
  std::erase_if(entries_, [](const Entry& entry) { return !entry.live; });
}

void HashtableObject::Reserve(size_t count) {
  entries_.reserve(count);
  size_t wanted = 8;
  while (wanted < count * 2) wanted *= 2;
  if (wanted > buckets_.size()) Rebuild(wanted);
}

void HashtableObject::Set(const Value& key, const Value& value) {
  if (key.IsNull()) {
    throw ValueError("InvalidKey", "A null key is not allowed in a hash table.",
                     ValueErrorCategory::kInvalidArgument, "System.ArgumentNullException");
  }
  size_t hash = HashOf(key);
  int slot = FindSlot(key, hash);
  if (slot >= 0) {
    Value before = std::exchange(entries_[static_cast<size_t>(slot)].value, value);
    return;
  }
  if ((entries_.size() + 1) * 2 > buckets_.size()) {
    Compact();
    size_t wanted = 8;
    while (wanted < (entries_.size() + 1) * 4) wanted *= 2;
    Rebuild(wanted);
  }
  entries_.push_back({key, value, hash, true});
  size_t mask = buckets_.size() - 1;
  size_t at = hash & mask;
  while (buckets_[at] != 0) at = (at + 1) & mask;
  buckets_[at] = static_cast<int32_t>(entries_.size());
  ++live_;
}

bool HashtableObject::Remove(const Value& key) {
  int slot = FindSlot(key, HashOf(key));
  if (slot < 0) return false;
  Entry& entry = entries_[static_cast<size_t>(slot)];
  Value dropped_key = std::move(entry.key), dropped_value = std::move(entry.value);
  entry.key = entry.value = Value();
  entry.live = false;  // the bucket stays as a mark for longer probes
  --live_;
  return true;
}

HashtableObject::Entry* HashtableObject::EntryAt(size_t position) {
  if (position >= live_) return nullptr;
  if (live_ == entries_.size()) return &entries_[position];
  for (Entry& entry : entries_) {
    if (entry.live && position-- == 0) return &entry;
  }
  return nullptr;
}

void HashtableObject::Insert(size_t position, const Value& key, const Value& value) {
  if (Find(key)) {
    throw ValueError("ArgumentException", "The key is already in the dictionary.",
                     ValueErrorCategory::kInvalidArgument, "System.ArgumentException");
  }
  Set(key, value);
  Compact();
  position = std::min(position, entries_.size() - 1);
  std::rotate(entries_.begin() + static_cast<ptrdiff_t>(position), entries_.end() - 1,
              entries_.end());
  Rebuild(buckets_.size());
}

void HashtableObject::RemoveAt(size_t position) {
  if (Entry* entry = EntryAt(position)) Remove(Value(entry->key));
}

std::vector<Value> HashtableObject::Keys() const {
  std::vector<Value> keys;
  keys.reserve(live_);
  for (const Entry& entry : entries_) {
    if (entry.live) keys.push_back(entry.key);
  }
  return keys;
}

std::vector<Value> HashtableObject::Values() const {
  std::vector<Value> values;
  values.reserve(live_);
  for (const Entry& entry : entries_) {
    if (entry.live) values.push_back(entry.value);
  }
  return values;
}

}  // namespace sipsh
