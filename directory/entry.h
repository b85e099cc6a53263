// A directory entry: a DN and named, multi-valued byte strings in their order.
// An Entry owns one packed buffer (the same bytes the embedded store keeps), so that streaming a
// hundred thousand of them costs two allocations each; EntryView reads such a buffer in place.
// Names compare without regard to case. Views point into their entry and die with its next change.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/dn.h"

namespace sipsh::directory {

bool EqualIgnoreCase(std::string_view a, std::string_view b);  // ASCII, as names are.

// The values of one attribute, in place.
class ValueRange {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::string_view*;
    using reference = const std::string_view&;

    iterator() = default;
    iterator(const char* at, size_t left);
    reference operator*() const { return value_; }
    pointer operator->() const { return &value_; }
    iterator& operator++();
    iterator operator++(int);
    friend bool operator==(const iterator& a, const iterator& b) { return a.left_ == b.left_; }

   private:
    void Load();
    const char* at_ = nullptr;
    size_t left_ = 0;
    std::string_view value_;
  };

  ValueRange() = default;
  ValueRange(const char* at, size_t count) : at_(at), count_(count) {}
  iterator begin() const { return {at_, count_}; }
  iterator end() const { return {}; }
  size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  std::string_view front() const { return *begin(); }  // Not when empty.

 private:
  const char* at_ = nullptr;
  size_t count_ = 0;
};

struct AttributeView {
  std::string_view name;
  ValueRange values;
};

// Reads packed attributes without copying.
class EntryView {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = AttributeView;
    using difference_type = std::ptrdiff_t;
    using pointer = const AttributeView*;
    using reference = const AttributeView&;

    iterator() = default;
    iterator(const char* at, const char* end);
    reference operator*() const { return attribute_; }
    pointer operator->() const { return &attribute_; }
    iterator& operator++();
    iterator operator++(int);
    std::string_view packed() const { return {at_, static_cast<size_t>(next_ - at_)}; }
    friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

   private:
    void Load();
    const char* at_ = nullptr;
    const char* next_ = nullptr;
    const char* end_ = nullptr;
    AttributeView attribute_;
  };

  EntryView(std::string_view dn, std::string_view data) : dn_(dn), data_(data) {}
  std::string_view dn() const { return dn_; }
  std::string_view data() const { return data_; }
  iterator begin() const { return {data_.data(), data_.data() + data_.size()}; }
  iterator end() const { return {data_.data() + data_.size(), data_.data() + data_.size()}; }

  bool Has(std::string_view name) const { return !Values(name).empty(); }
  ValueRange Values(std::string_view name) const;
  std::optional<std::string_view> First(std::string_view name) const;
  bool HasValue(std::string_view name, std::string_view value) const;  // ASCII case ignored.

 private:
  std::string_view dn_;
  std::string_view data_;
};

// Checks that bytes from a file are packed attributes; EntryView relies on it.
bool IsPackedEntry(std::string_view data);

class Entry {
 public:
  Entry() = default;
  explicit Entry(Dn dn) : dn_(std::move(dn)) {}
  Entry(Dn dn, std::string packed) : dn_(std::move(dn)), data_(std::move(packed)) {}

  const Dn& dn() const { return dn_; }
  void set_dn(Dn dn) { dn_ = std::move(dn); }
  const std::string& data() const { return data_; }
  EntryView view() const { return {dn_.text(), data_}; }
  operator EntryView() const { return view(); }  // NOLINT: an entry is readable as its view.

  EntryView::iterator begin() const { return view().begin(); }
  EntryView::iterator end() const { return view().end(); }
  bool empty() const { return data_.empty(); }
  bool Has(std::string_view name) const { return view().Has(name); }
  bool HasValue(std::string_view name, std::string_view value) const {
    return view().HasValue(name, value);
  }
  ValueRange Values(std::string_view name) const { return view().Values(name); }
  std::vector<std::string> ValueList(std::string_view name) const;  // Copies.
  std::optional<std::string_view> First(std::string_view name) const { return view().First(name); }
  std::string Get(std::string_view name) const;  // First value, or "".

  // Append: name must not be there yet (fast). Add: joins an attribute that is there. Set: replaces
  // all values; no values removes. The arguments must not point into this entry.
  void Append(std::string_view name, const std::vector<std::string_view>& values);
  void Add(std::string_view name, std::string_view value);
  void Set(std::string_view name, const std::vector<std::string>& values);
  void Set(std::string_view name, std::string_view value);
  bool Remove(std::string_view name);

 private:
  Dn dn_;
  std::string data_;
};

}  // namespace sipsh::directory
