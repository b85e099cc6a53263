#include "directory/ldap/transaction.h"

#include <algorithm>
#include <chrono>
#include <lber.h>
#include <map>
#include <thread>

#include "directory/ldap/codes.h"
#include "directory/ldap/operations.h"

namespace sipsh::directory::ldap {
namespace {

constexpr char kStart[] = "1.3.6.1.1.21.1";
constexpr char kSpecification[] = "1.3.6.1.1.21.2";
constexpr char kEnd[] = "1.3.6.1.1.21.3";
// Requests sent before their answers are read: more would gain nothing, and could fill both ways.
constexpr size_t kWindow = 100;
// Between the answer to the last request and the end of the transaction. OpenLDAP (2.5.13) looks at
// a request once more after it has answered that it is queued, in a thread of its own, and frees it
// when the transaction ends: where the end is quick, at a refusal, it may read freed memory and
// crash. No answer tells when that thread is done with it.
constexpr std::chrono::milliseconds kSettling{5};

struct BerFree {
  void operator()(BerElement* ber) const { ber_free(ber, 1); }
};
using Ber = std::unique_ptr<BerElement, BerFree>;

struct ExtendedAnswer {
  int result = LDAP_OTHER;
  std::string diagnostic;
  std::string value;
};

class Transaction {
 public:
  Transaction(Connection& connection, bool asserts, const Wait& wait)
      : connection_(connection), asserts_(asserts), wait_(wait) {}

  TransactionOutcome Run(const std::vector<Change>& changes, size_t first, size_t last) {
    TransactionOutcome outcome;
    outcome.status = Begin();
    if (!outcome.status.ok()) return outcome;
    outcome.status = Queue(changes, first, last, &outcome.failed);
    std::this_thread::sleep_for(kSettling);
    if (!outcome.status.ok()) {
      if (!connection_.broken()) (void)End(false, nullptr);
      return outcome;
    }
    ExtendedAnswer answer;
    outcome.status = End(true, &answer);
    if (!outcome.status.ok()) {
      outcome.uncertain = true;
      return outcome;
    }
    if (answer.result == LDAP_SUCCESS) return outcome;
    outcome.failed = WhichFailed(answer.value);
    const Change* culprit = outcome.failed ? &changes[*outcome.failed] : nullptr;
    outcome.status =
        Refusal(answer.result, connection_.server(),
                culprit ? KindName(culprit->kind) : std::string_view("end the transaction"),
                culprit ? culprit->dn.text() : "", answer.diagnostic);
    return outcome;
  }

 private:
  Status Begin() {
    ExtendedAnswer answer;
    Status status = Ask(kStart, nullptr, "begin a transaction", &answer);
    if (!status.ok()) return status;
    if (answer.result != LDAP_SUCCESS) {
      return Refusal(answer.result, connection_.server(), "begin a transaction", "",
                     answer.diagnostic);
    }
    identifier_ = answer.value;
    return Status::Ok();
  }

  // Hands the changes over; the server keeps them until the end.
  Status Queue(const std::vector<Change>& changes, size_t first, size_t last,
               std::optional<size_t>* failed) {
    berval identifier{identifier_.size(), identifier_.data()};
    LDAPControl* made = nullptr;
    if (ldap_control_create(kSpecification, 1, &identifier, 1, &made) != LDAP_SUCCESS)
      return Status(Code::kOther, "There is not enough memory.");
    Control control(made);
    size_t answered = first;
    std::vector<int> ids;
    for (size_t next = first; answered < last;) {
      while (next < last && next - answered < kWindow) {
        Result<int> id = SendChange(connection_, changes[next], asserts_, control.get(), wait_);
        if (!id.ok()) {
          *failed = next;
          return id.status();
        }
        ids.push_back(*id);
        indexes_[*id] = next++;
      }
      const Change& change = changes[answered];
      Status status = connection_.Finish(LDAP_SUCCESS, ids[answered - first], wait_,
                                         KindName(change.kind), change.dn.text());
      if (!status.ok()) {
        *failed = answered;
        return status;
      }
      ++answered;
    }
    return Status::Ok();
  }

  Status End(bool commit, ExtendedAnswer* answer) {
    Ber ber(ber_alloc_t(LBER_USE_DER));
    berval identifier{identifier_.size(), identifier_.data()};
    berval value{0, nullptr};
    // commit is TRUE where it is not written.
    int wrote = commit ? ber_printf(ber.get(), "{O}", &identifier)
                       : ber_printf(ber.get(), "{bO}", 0, &identifier);
    if (wrote < 0 || ber_flatten2(ber.get(), &value, 0) < 0)
      return Status(Code::kOther, "There is not enough memory.");
    ExtendedAnswer unused;
    return Ask(kEnd, &value, commit ? "commit the changes" : "give the changes up",
               answer ? answer : &unused);
  }

  Status Ask(const char* oid, berval* value, const std::string& action, ExtendedAnswer* answer) {
    int id = 0;
    int started = ldap_extended_operation(connection_.handle(), oid, value, nullptr, nullptr, &id);
    if (started == LDAP_SERVER_DOWN) return connection_.Lost("waiting to " + action);
    if (started != LDAP_SUCCESS) return Refusal(started, connection_.server(), action, "", "");
    Result<Message> message = connection_.Await(id, wait_, "waiting to " + action);
    if (!message.ok()) return message.status();
    char* diagnostic = nullptr;
    char* name = nullptr;
    berval* data = nullptr;
    LDAP* handle = connection_.handle();
    int parsed = ldap_parse_result(handle, message->get(), &answer->result, nullptr, &diagnostic,
                                   nullptr, nullptr, 0);
    if (parsed != LDAP_SUCCESS) answer->result = parsed;
    if (diagnostic) answer->diagnostic = diagnostic;
    ldap_memfree(diagnostic);
    if (ldap_parse_extended_result(handle, message->get(), &name, &data, 0) == LDAP_SUCCESS &&
        data) {
      answer->value.assign(data->bv_val, data->bv_len);
    }
    ldap_memfree(name);
    ber_bvfree(data);
    return Status::Ok();
  }

  // TxnEndRes ::= SEQUENCE { messageID MessageID OPTIONAL, ... }: of the change that failed.
  std::optional<size_t> WhichFailed(std::string& value) const {
    berval bytes{value.size(), value.data()};
    Ber ber(ber_init(&bytes));
    ber_int_t id = 0;
    if (!ber || ber_scanf(ber.get(), "{i", &id) == LBER_ERROR) return std::nullopt;
    auto found = indexes_.find(id);
    return found == indexes_.end() ? std::nullopt : std::optional<size_t>(found->second);
  }

  Connection& connection_;
  bool asserts_;
  const Wait& wait_;
  std::string identifier_;
  std::map<int, size_t> indexes_;  // By message id.
};

}  // namespace

// slapd lists the operation, but hides the control that goes with it.
bool OffersTransactions(const RootDse& root) {
  return std::find(root.extensions.begin(), root.extensions.end(), kStart) != root.extensions.end();
}

TransactionOutcome RunTransaction(Connection& connection, const std::vector<Change>& changes,
                                  size_t first, size_t last, bool asserts, const Wait& wait) {
  return Transaction(connection, asserts, wait).Run(changes, first, last);
}

}  // namespace sipsh::directory::ldap
