#include "directory/ldap/search.h"

#include <algorithm>
#include <charconv>

#include "directory/ldap/codes.h"
#include "directory/ldap/portable_filter.h"

namespace sipsh::directory::ldap {
namespace {

constexpr std::string_view kRange = ";range=";
constexpr const char* kShowDeleted = "1.2.840.113556.1.4.417";

// "member;range=0-1499": the server gave a part.
struct Part {
  std::string attribute;
  size_t next = 0;
  bool last = true;
};

bool ReadPart(std::string_view name, Part* part) {
  size_t at = name.find(kRange);
  if (at == std::string_view::npos) return false;
  part->attribute = name.substr(0, at);
  std::string_view end = name.substr(name.find('-', at) + 1);
  part->last = end == "*";
  size_t top = 0;
  std::from_chars(end.data(), end.data() + end.size(), top);
  part->next = top + 1;
  return true;
}

// Who asks for isDeleted wants to see Active Directory's deleted objects.
bool MentionsDeleted(const Filter& filter) {
  return EqualIgnoreCase(filter.attribute, "isDeleted") ||
         std::any_of(filter.children.begin(), filter.children.end(), MentionsDeleted);
}

class Search {
 public:
  Search(Connection& connection, const SearchRequest& request,
         const std::function<bool(Entry&&)>& sink)
      : connection_(connection),
        request_(request),
        sink_(sink),
        filter_(WithoutEmptyLists(request.filter).ToString()) {
    for (const std::string& name : request.attributes)
      attributes_.push_back(const_cast<char*>(name.c_str()));
    attributes_.push_back(nullptr);
    paged_ = request.scope != Scope::kBase && request.page_size > 0;
  }
  ~Search() { ber_memfree(cookie_.bv_val); }

  SearchOutcome Run() {
    do {
      outcome_.status = RunPage();
    } while (outcome_.status.ok() && !finished_ && cookie_.bv_len > 0);
    return std::move(outcome_);
  }

 private:
  Status RunPage() {
    Control page;
    LDAPControl* controls[3] = {};
    Control deleted;
    if (paged_) {
      size_t size = request_.page_size;
      if (request_.size_limit > 0)
        size = std::min(size, request_.size_limit - outcome_.entries + 1);
      ldap_create_page_control(connection_.handle(), static_cast<ber_int_t>(size), &cookie_, 0,
                               &controls[0]);
      page.reset(controls[0]);
    }
    if (MentionsDeleted(request_.filter)) {
      LDAPControl* control = nullptr;
      ldap_control_create(kShowDeleted, 0, nullptr, 0, &control);
      deleted.reset(control);
      controls[paged_ ? 1 : 0] = control;
    }
    static constexpr int kScopes[] = {LDAP_SCOPE_BASE, LDAP_SCOPE_ONELEVEL, LDAP_SCOPE_SUBTREE};
    int id = 0;
    int started = ldap_search_ext(connection_.handle(), request_.base.text().c_str(),
                                  kScopes[static_cast<int>(request_.scope)], filter_.c_str(),
                                  request_.attributes.empty() ? nullptr : attributes_.data(), 0,
                                  controls, nullptr, nullptr, LDAP_NO_LIMIT, &id);
    if (started == LDAP_SERVER_DOWN) return connection_.Lost(Doing());
    if (started != LDAP_SUCCESS) {
      return Refusal(started, connection_.server(), "search", request_.base.text(), "");
    }
    return ReadPage(id);
  }

  Status ReadPage(int id) {
    for (;;) {
      Result<Message> message = connection_.Await(id, request_.wait, Doing());
      if (!message.ok()) return message.status();
      int kind = ldap_msgtype(message->get());
      if (kind == LDAP_RES_SEARCH_RESULT) return FinishPage(message->get());
      if (kind != LDAP_RES_SEARCH_ENTRY) continue;  // A referral: not followed.
      Status status = TakeEntry(message->get());
      if (status.ok() && !finished_ && ++since_look_ >= 128) {
        since_look_ = 0;
        if (request_.wait.Stopping())
          status = Status(Code::kCancelled, "The search was stopped.");
        else if (request_.wait.Expired())
          status = Status(Code::kTimeout, "The search took longer than allowed.");
      }
      if (status.ok() && !finished_) continue;
      connection_.Abandon(id);
      return status;
    }
  }

  std::string Doing() const {
    return request_.base.empty() ? "reading what the server says of itself"
                                 : "searching " + request_.base.text();
  }

  Status FinishPage(LDAPMessage* message) {
    int result = LDAP_OTHER;
    char* diagnostic = nullptr;
    LDAPControl** controls = nullptr;
    int parsed = ldap_parse_result(connection_.handle(), message, &result, nullptr, &diagnostic,
                                   nullptr, &controls, 0);
    if (parsed != LDAP_SUCCESS) result = parsed;
    Status status;
    if (result == LDAP_NO_SUCH_OBJECT) {
      status = Status(Code::kNoSuchObject,
                      "There is no entry " + request_.base.text() + " in the directory.",
                      request_.base.text());
    } else if (result != LDAP_SUCCESS && result != LDAP_REFERRAL) {
      status = Refusal(result, connection_.server(), "search", request_.base.text(),
                       diagnostic ? diagnostic : "");
    }
    ldap_memfree(diagnostic);
    ber_memfree(cookie_.bv_val);
    cookie_ = {0, nullptr};
    LDAPControl* page =
        controls ? ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr) : nullptr;
    if (page) {
      ber_int_t estimate;
      ldap_parse_pageresponse_control(connection_.handle(), page, &estimate, &cookie_);
    }
    ldap_controls_free(controls);
    return status;
  }

  Status TakeEntry(LDAPMessage* message) {
    if (request_.size_limit > 0 && outcome_.entries == request_.size_limit) {
      return Status(Code::kSizeLimit, "More than " + std::to_string(request_.size_limit) +
                                          " entries match; the first ones were given.");
    }
    std::vector<Part> parts;
    Entry entry = ReadEntry(message, &parts);
    for (Part& part : parts) {
      Status status = FetchRest(&part, &entry);
      if (!status.ok()) return status;
    }
    ++outcome_.entries;
    finished_ = !sink_(std::move(entry));
    return Status::Ok();
  }

  Entry ReadEntry(LDAPMessage* message, std::vector<Part>* parts) {
    LDAP* handle = connection_.handle();
    BerElement* ber = nullptr;
    berval dn{0, nullptr}, name{0, nullptr};
    BerVarray values = nullptr;
    ldap_get_dn_ber(handle, message, &ber, &dn);
    Entry entry(Dn::FromTrusted(dn.bv_val ? std::string(dn.bv_val, dn.bv_len) : ""));
    while (ldap_get_attribute_ber(handle, message, ber, &name, &values) == LDAP_SUCCESS &&
           name.bv_val) {
      views_.clear();
      for (berval* each = values; each && each->bv_val; ++each) {
        views_.emplace_back(each->bv_val, each->bv_len);
      }
      Part part;
      std::string_view text(name.bv_val, name.bv_len);
      if (ReadPart(text, &part)) {
        // Beside the part, the server may list the plain name without values.
        text = part.attribute;
        if (!part.last) parts->push_back(part);
      }
      entry.Append(text, views_);
      ber_memfree(values);
      values = nullptr;
    }
    ber_free(ber, 0);
    return entry;
  }

  // The further values of one attribute, part by part.
  Status FetchRest(Part* part, Entry* entry) {
    std::vector<std::string> values = entry->ValueList(part->attribute);
    while (!part->last) {
      SearchRequest request;
      request.base = entry->dn();
      request.scope = Scope::kBase;
      request.attributes = {part->attribute + std::string(kRange) + std::to_string(part->next) +
                            "-*"};
      request.wait = request_.wait;
      bool answered = false;
      Result<Message> message = AskOnce(request);
      if (!message.ok()) return message.status();
      std::vector<Part> parts;
      if (message->get()) {
        Entry more = ReadEntry(message->get(), &parts);
        for (std::string_view value : more.Values(part->attribute)) {
          values.emplace_back(value);
          answered = true;
        }
      }
      part->last = parts.empty() || !answered;
      if (!part->last) part->next = parts.front().next;
    }
    entry->Set(part->attribute, values);
    return Status::Ok();
  }

  Result<Message> AskOnce(const SearchRequest& request) {
    char* attributes[] = {const_cast<char*>(request.attributes.front().c_str()), nullptr};
    int id = 0;
    int started =
        ldap_search_ext(connection_.handle(), request.base.text().c_str(), LDAP_SCOPE_BASE,
                        "(objectClass=*)", attributes, 0, nullptr, nullptr, nullptr, 1, &id);
    if (started != LDAP_SUCCESS)
      return Refusal(started, connection_.server(), "search", request.base.text(), "");
    Message found;
    for (;;) {
      Result<Message> message =
          connection_.Await(id, request.wait, "reading " + request.base.text());
      if (!message.ok()) return message;
      int kind = ldap_msgtype(message->get());
      if (kind == LDAP_RES_SEARCH_RESULT) return found;
      if (kind == LDAP_RES_SEARCH_ENTRY) found = *std::move(message);
    }
  }

  Connection& connection_;
  const SearchRequest& request_;
  const std::function<bool(Entry&&)>& sink_;
  std::string filter_;
  std::vector<char*> attributes_;
  std::vector<std::string_view> views_;
  berval cookie_{0, nullptr};
  bool paged_ = false;
  bool finished_ = false;
  size_t since_look_ = 0;
  SearchOutcome outcome_;
};

}  // namespace

Status RequireBase(Connection& connection, const SearchRequest& request) {
  SearchRequest base;
  base.base = request.base;
  base.scope = Scope::kBase;
  base.attributes = {"1.1"};
  base.wait = request.wait;
  return RunSearch(connection, base, [](Entry&&) { return true; }).status;
}

SearchOutcome RunSearch(Connection& connection, const SearchRequest& request,
                        const std::function<bool(Entry&&)>& sink) {
  return Search(connection, request, sink).Run();
}

}  // namespace sipsh::directory::ldap
