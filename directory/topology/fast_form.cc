#include "directory/topology/fast_form.h"

#include <cstring>
#include <type_traits>

namespace sipsh::topology {
namespace {

constexpr std::string_view kMagic = "sipsh-topology 2\n";
constexpr int kMaxDepth = 64;

// Writer and Reader have the same face, so one function per type describes
// both directions.
class Writer {
 public:
  void Number(const int& value) { Raw(static_cast<uint32_t>(value)); }
  void Flag(const bool& value) { bytes_.push_back(value ? 1 : 0); }
  void Text(const std::string& text) {
    Raw(static_cast<uint32_t>(text.size()));
    bytes_ += text;
  }
  template <class E>
  void Enum(const E& value, E) {
    bytes_.push_back(static_cast<char>(value));
  }
  template <class T, class F>
  void List(const std::vector<T>& list, F each) {
    Raw(static_cast<uint32_t>(list.size()));
    for (const T& item : list) each(*this, item);
  }
  template <class T, class F>
  void Maybe(const std::optional<T>& value, F each) {
    Flag(value.has_value());
    if (value) each(*this, *value);
  }
  bool Deeper() { return true; }
  void Shallower() {}
  std::string Take() { return std::move(bytes_); }

 private:
  void Raw(uint32_t value) {
    char raw[4];
    std::memcpy(raw, &value, 4);
    bytes_.append(raw, 4);
  }
  std::string bytes_{kMagic};
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  void Number(int& value) { value = static_cast<int>(Raw()); }
  void Flag(bool& value) {
    std::string_view one = Take(1);
    value = !one.empty() && one[0] != 0;
  }
  void Text(std::string& text) { text = Take(Raw()); }
  template <class E>
  void Enum(E& value, E last) {
    std::string_view one = Take(1);
    if (one.empty()) return;
    value = static_cast<E>(one[0]);
    if (static_cast<unsigned char>(one[0]) > static_cast<unsigned char>(last)) bad_ = true;
  }
  template <class T, class F>
  void List(std::vector<T>& list, F each) {
    uint32_t count = Raw();
    if (count > rest_.size()) bad_ = true;
    for (uint32_t i = 0; i < count && !bad_; ++i) each(*this, list.emplace_back());
  }
  template <class T, class F>
  void Maybe(std::optional<T>& value, F each) {
    bool present = false;
    Flag(present);
    if (present) each(*this, value.emplace());
  }
  bool Deeper() {
    if (++depth_ > kMaxDepth) bad_ = true;
    return !bad_;
  }
  void Shallower() { --depth_; }
  bool Done() const { return !bad_ && rest_.empty(); }

 private:
  std::string_view Take(size_t size) {
    if (bad_ || size > rest_.size()) {
      bad_ = true;
      return {};
    }
    std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  uint32_t Raw() {
    uint32_t value = 0;
    std::string_view raw = Take(4);
    if (raw.size() == 4) std::memcpy(&value, raw.data(), 4);
    return value;
  }
  std::string_view rest_;
  bool bad_ = false;
  int depth_ = 0;
};

template <class A, class T>
void SettingFields(A& a, T& s) {
  if (!a.Deeper()) return;
  a.Enum(s.kind, SettingKind::kMapping);
  a.Text(s.key);
  a.Text(s.text);
  a.Flag(s.quoted);
  a.List(s.items, [](A& inner, auto& item) { SettingFields(inner, item); });
  a.Shallower();
}

template <class A, class T>
void ServiceFields(A& a, T& s) {
  a.Text(s.role);
  a.Number(s.instance);
  a.List(s.ports, [](A& inner, auto& port) {
    inner.Text(port.name);
    inner.Number(port.number);
  });
  SettingFields(a, s.settings);
}

template <class A, class T>
void PoolFields(A& a, T& p) {
  a.Text(p.fqdn);
  a.Enum(p.generation, Generation::kSkypeForBusiness2015);
  a.Text(p.site);
  a.Number(p.number);
  a.Text(p.display_name);
  a.Text(p.directory_name);
  a.Text(p.next_hop);
  a.Text(p.backup_pool);
  a.List(p.computers, [](A& inner, auto& computer) {
    inner.Text(computer.fqdn);
    inner.Flag(computer.active);
  });
  a.List(p.stores, [](A& inner, auto& store) {
    inner.Text(store.name);
    inner.Text(store.fqdn);
  });
  a.Maybe(p.group_chat, [](A& inner, auto& chat) { inner.Text(chat.well_known_user); });
  a.List(p.services, [](A& inner, auto& service) { ServiceFields(inner, service); });
  a.List(p.trusted_applications, [](A& inner, auto& application) {
    inner.Text(application.id);
    inner.Number(application.port);
    inner.Text(application.legacy_name);
  });
}

template <class A, class T>
void SiteFields(A& a, T& s) {
  a.Text(s.id);
  a.Text(s.name);
  a.Text(s.display_name);
  a.Text(s.description);
  a.Text(s.type);
  a.Text(s.default_persistent_chat_pool);
  a.Text(s.federation_route);
  a.Text(s.xmpp_federation_route);
}

template <class A, class T>
void TopologyFields(A& a, T& t) {
  a.List(t.sip_domains, [](A& inner, auto& domain) {
    inner.Text(domain.name);
    inner.Flag(domain.is_default);
  });
  a.List(t.sites, [](A& inner, auto& site) { SiteFields(inner, site); });
  a.List(t.pools, [](A& inner, auto& pool) { PoolFields(inner, pool); });
  SettingFields(a, t.policies);
  SettingFields(a, t.configurations);
}

}  // namespace

std::string EncodeFast(const Topology& topology) {
  Writer writer;
  TopologyFields(writer, topology);
  return writer.Take();
}

std::optional<Topology> DecodeFast(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) return std::nullopt;
  Reader reader(bytes.substr(kMagic.size()));
  std::optional<Topology> topology(std::in_place);
  TopologyFields(reader, *topology);
  if (!reader.Done()) topology.reset();
  return topology;
}

}  // namespace sipsh::topology
