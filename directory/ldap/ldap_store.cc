#include "directory/ldap/ldap_store.h"

#include <algorithm>

#include "directory/ldap/connect.h"
#include "directory/ldap/explain.h"
#include "directory/ldap/familiar_attributes.h"
#include "directory/ldap/operations.h"
#include "directory/ldap/portable_filter.h"
#include "directory/ldap/revive.h"
#include "directory/ldap/rights.h"
#include "directory/ldap/search.h"
#include "directory/ldap/server_schema.h"
#include "directory/ldap/transaction.h"
#include "directory/ldap/unique_id.h"
#include "directory/ldap/verify.h"

namespace sipsh::directory {
namespace {

using ldap::Connection;
using ldap::Server;

constexpr size_t kChunk = 1000;  // Changes in a transaction of a set that is not atomic.
constexpr std::string_view kAddress = "msRTCSIP-PrimaryUserAddress";

bool MentionsLync(const Filter& filter) {
  return EqualIgnoreCase(std::string_view(filter.attribute).substr(0, 9), "msRTCSIP-") ||
         std::any_of(filter.children.begin(), filter.children.end(), MentionsLync);
}

class LdapStore : public Store, public RightsTeller {
 public:
  LdapStore(StoreOptions options, std::vector<Server> servers)
      : options_(std::move(options)), servers_(std::move(servers)) {}

  Status Search(const SearchRequest& request, const std::function<bool(Entry&&)>& sink) override {
    size_t given = 0;
    auto counting = [&](Entry&& entry) {
      ++given;
      return sink(std::move(entry));
    };
    Status status;
    return Ask(request.wait, [&](Connection& connection) {
      // What was handed over can not be taken back: then the search is not begun anew.
      if (given == 0) status = SearchOver(connection, request, counting);
      return status;
    });
  }

  ApplyResult Apply(const ChangeSet& changes) override {
    ApplyResult result;
    result.results.resize(changes.changes.size());
    if (options_.read_only) {
      result.status =
          Status(Code::kReadOnly, "This environment's directory was opened for reading only.");
      return result;
    }
    Result<std::unique_ptr<Connection>> connection = Acquire(changes.wait);
    if (!connection.ok()) {
      result.status = connection.status();
      return result;
    }
    result.server = (*connection)->server();
    Applying applying{changes, *std::move(connection), result};
    if (changes.changes.size() > 1 && MayTransact(*applying.connection, changes.wait))
      ApplyTogether(&applying);
    else
      ApplySingly(&applying, 0, changes.changes.size());
    Release(std::move(applying.connection));
    return result;
  }

  Status ApplyStream(const ChangeSource& next, const Wait& wait, size_t* applied) override {
    if (!options_.transactions) return Store::ApplyStream(next, wait, applied);
    for (;;) {
      ChangeSet set;
      set.atomic = false;
      set.wait = wait;
      Status ended;
      while (set.changes.size() < kChunk) {
        Result<std::optional<Change>> change = next();
        ended = change.status();
        if (!change.ok() || !*change) break;
        set.changes.push_back(std::move(**change));
      }
      bool last = set.changes.size() < kChunk;
      ApplyResult result = Apply(set);
      *applied += result.applied();
      if (!result.ok()) return result.status;
      if (last) return ended;
    }
  }

  Result<StoreInfo> Describe() override {
    StoreInfo info;
    info.uri = options_.location;
    info.read_only = options_.read_only;
    Status status = Ask({}, [&](Connection& connection) {
      info.server = connection.server();
      return LearnRoot(connection, {});
    });
    if (!status.ok()) return status;
    info.naming_contexts = root_->naming_contexts;
    info.supported_controls = root_->controls;
    info.assertions = asserts_;
    info.atomic_change_sets = options_.transactions && ldap::OffersTransactions(*root_);
    info.active_directory = root_->active_directory;
    return info;
  }

  Result<RightAnswer> MayApply(const Change& change, const Wait& wait) override {
    if (options_.read_only)
      return RightAnswer{Right::kMissing,
                         "this environment's directory was opened for reading only"};
    Result<RightAnswer> answer(RightAnswer{});
    Status status = Ask(wait, [&](Connection& connection) {
      Status learned = LearnRoot(connection, wait);
      if (!learned.ok()) return learned;
      answer = ldap::TellRight(connection, *root_, change, wait);
      return answer.status();
    });
    if (!status.ok()) return status;
    return answer;
  }

  Result<const Schema*> GetSchema() override {
    if (schema_) return schema_.get();
    Status status = Ask({}, [&](Connection& connection) { return LearnSchema(connection, {}); });
    if (!status.ok()) return status;
    return schema_.get();
  }

 private:
  // Reads, once more over a new connection when the first one breaks.
  Status Ask(const Wait& wait, const std::function<Status(Connection&)>& read) {
    for (int attempt = 0;; ++attempt) {
      Result<std::unique_ptr<Connection>> connection = Acquire(wait);
      if (!connection.ok()) return connection.status();
      Status status = read(**connection);
      bool again = (*connection)->broken() && attempt == 0;
      Release(*std::move(connection));
      if (!again) return status;
      Failover();
    }
  }

  Status SearchOver(Connection& connection, const SearchRequest& request,
                    const std::function<bool(Entry&&)>& sink) {
    ldap::SearchOutcome outcome = RunSearch(connection, request, sink);
    if (outcome.status.ok() && outcome.entries == 0 && !schema_seen_ &&
        MentionsLync(request.filter)) {
      schema_seen_ = KnowsLync(connection, request.base, request.wait);
      if (!schema_seen_) return ldap::SchemaMissing(connection, request.base);
    }
    return outcome.status;
  }

  // An idle connection, or a new one to the first server that answers.
  Result<std::unique_ptr<Connection>> Acquire(const Wait& wait) {
    while (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->Alive()) return connection;
    }
    Status failure;
    for (size_t tried = 0; tried < servers_.size(); ++tried) {
      Result<std::unique_ptr<Connection>> connection =
          ldap::Connect(servers_[current_], options_, wait);
      if (connection.ok()) return connection;
      // Only a server that is away is passed over: a wrong password or certificate is told.
      if (connection.status().code != Code::kUnavailable &&
          connection.status().code != Code::kTimeout)
        return connection;
      if (!failure.ok()) failure.message += " ";
      failure.code = connection.status().code;
      failure.message += connection.status().message;
      Failover();
    }
    return failure;
  }

  void Release(std::unique_ptr<Connection> connection) {
    if (!connection->broken()) idle_.push_back(std::move(connection));
  }

  void Failover() { current_ = (current_ + 1) % servers_.size(); }

  ldap::SearchOutcome RunSearch(Connection& connection, const SearchRequest& request,
                                const std::function<bool(Entry&&)>& sink) {
    if (ldap::NegatesUnknown(request.filter, Schema::BuiltIn()))
      return SearchDefined(connection, request, sink);
    if (!ldap::AsksForUniqueId(request)) return AskServer(connection, request, sink);
    Status status = LearnRoot(connection, request.wait);
    if (!status.ok()) return {status, 0};
    ldap::UniqueIdForm form = root_->unique_id;
    if (form == ldap::UniqueIdForm::kStandard) return AskServer(connection, request, sink);
    return AskServer(connection, ldap::InNativeTerms(request, form), [&](Entry&& entry) {
      ldap::GiveUniqueId(request, form, &entry);
      return sink(std::move(entry));
    });
  }

  // (!(x=1)) of an attribute that the server does not know is undefined and finds nothing (RFC
  // 4511, 4.5.1.7); 389 Directory Server and Samba would give every entry.
  ldap::SearchOutcome SearchDefined(Connection& connection, const SearchRequest& request,
                                    const std::function<bool(Entry&&)>& sink) {
    Status status = LearnSchema(connection, request.wait);
    if (!status.ok()) return {status, 0};
    SearchRequest defined = request;
    defined.filter = ldap::WithoutUnknown(request.filter, *schema_);
    return AskServer(connection, defined, sink);
  }

  ldap::SearchOutcome AskServer(Connection& connection, const SearchRequest& request,
                                const std::function<bool(Entry&&)>& sink) {
    ldap::SearchOutcome outcome = ldap::RunSearch(connection, request, sink);
    if (outcome.entries > 0 || !outcome.status.ok() || request.scope == Scope::kBase)
      return outcome;
    // 389 Directory Server answers a paged search below nothing with success.
    outcome.status = LearnRoot(connection, request.wait);
    if (outcome.status.ok() && root_->unique_id == ldap::UniqueIdForm::kNsUniqueId)
      outcome.status = ldap::RequireBase(connection, request);
    return outcome;
  }

  Status LearnRoot(Connection& connection, const Wait& wait) {
    if (root_) return Status::Ok();
    Result<ldap::RootDse> root = ldap::ReadRootDse(connection, wait);
    if (!root.ok()) return root.status();
    root_ = *std::move(root);
    asserts_ = root_->Offers(LDAP_CONTROL_ASSERT);
    return Status::Ok();
  }

  Status LearnSchema(Connection& connection, const Wait& wait) {
    if (schema_) return Status::Ok();
    Status status = LearnRoot(connection, wait);
    if (!status.ok()) return status;
    std::vector<std::string> rules;
    Result<std::unique_ptr<Schema>> schema =
        ldap::ReadSchema(connection, root_->subschema, wait, &rules);
    if (!schema.ok()) return schema.status();
    schema_ = *std::move(schema);
    if (!schema_->FindAttribute("entryUUID")) (void)schema_->AddAttributeType(ldap::kUniqueIdType);
    // 389 Directory Server has the rule as a plug-in and does not list it.
    schema_->set_bit_matching(root_->unique_id != ldap::UniqueIdForm::kStandard ||
                              std::find(rules.begin(), rules.end(), kMatchBitAnd) != rules.end());
    return Status::Ok();
  }

  // By the cheapest question that the kind of server answers truly.
  bool KnowsLync(Connection& connection, const Dn& near, const Wait& wait) {
    if (!LearnRoot(connection, wait).ok()) return true;
    if (root_->unique_id == ldap::UniqueIdForm::kStandard)
      return !ldap::RefusesLyncAttribute(connection, near, wait);
    return !LearnSchema(connection, wait).ok() || schema_->FindAttribute(kAddress);
  }

  // What is on its way from Apply through the functions below; they may replace the connection.
  struct Applying {
    const ChangeSet& set;
    std::unique_ptr<Connection> connection;
    ApplyResult& result;
  };

  bool MayTransact(Connection& connection, const Wait& wait) {
    return options_.transactions && LearnRoot(connection, wait).ok() &&
           ldap::OffersTransactions(*root_);
  }

  // An atomic set as one transaction; else one for each thousand, and singly where one fails, so
  // that the entry at fault is named and the others stand. Singly also what is not safe (see
  // familiar_attributes.h).
  void ApplyTogether(Applying* applying) {
    size_t all = applying->set.changes.size();
    size_t step = applying->set.atomic ? all : kChunk;
    size_t singly = familiar_.FirstSafe(*applying->connection, root_->naming_contexts,
                                        applying->set.changes, applying->set.wait);
    if (singly > 0 && applying->set.atomic) singly = all;
    ApplySingly(applying, 0, singly);
    for (size_t first = singly; first < all && applying->result.ok(); first += step) {
      size_t last = std::min(all, first + step);
      ldap::TransactionOutcome outcome = ldap::RunTransaction(
          *applying->connection, applying->set.changes, first, last, asserts_, applying->set.wait);
      if (outcome.status.ok()) {
        for (size_t i = first; i < last; ++i) applying->result.results[i].applied = true;
      } else if (outcome.uncertain) {
        applying->result.status = std::move(outcome.status);
        Settle(applying, first, last);
      } else if (applying->set.atomic || outcome.status.code == Code::kCancelled) {
        Refuse(applying, outcome);
      } else if (Renew(applying)) {
        ApplySingly(applying, first, last);
      }
    }
  }

  // Nothing of the set was made.
  void Refuse(Applying* applying, const ldap::TransactionOutcome& outcome) {
    Status status = outcome.status;
    if (outcome.failed && !applying->connection->broken()) {
      const Change& change = applying->set.changes[*outcome.failed];
      status.dn = change.dn.text();
      if (ldap::DependsOnSchema(status.code))
        status = Explain(*applying->connection, change, applying->set.wait, std::move(status));
    }
    if (outcome.failed) applying->result.results[*outcome.failed].status = status;
    applying->result.status = std::move(status);
  }

  void ApplySingly(Applying* applying, size_t first, size_t last) {
    const Wait& wait = applying->set.wait;
    bool revived = false;
    for (size_t i = first; i < last && applying->result.ok(); ++i) {
      ChangeResult& one = applying->result.results[i];
      std::string remark = std::move(applying->result.status.message);
      if (wait.Stopping()) {
        one.status = Status(Code::kCancelled, "The change was stopped.");
      } else {
        const Change& change = applying->set.changes[i];
        one.status = ApplyOne(*applying->connection, change, wait, &one.uncertain);
        if (revived && CameBack(*applying->connection, change, one.status, wait)) one.status = {};
        revived = revived || ldap::AsksToRevive(change);
      }
      one.applied = one.status.ok();
      applying->result.status = one.status;
      if (one.applied && !remark.empty()) applying->result.status.message = std::move(remark);
      if (one.uncertain) Settle(applying, i, i + 1);
    }
  }

  // True with a connection to the server of before that can be used.
  bool Renew(Applying* applying) {
    if (!applying->connection->broken()) return true;
    for (const Server& server : servers_) {
      if (server.uri != applying->connection->server()) continue;
      Result<std::unique_ptr<Connection>> connection =
          ldap::Connect(server, options_, applying->set.wait);
      if (connection.ok()) applying->connection = *std::move(connection);
      if (!connection.ok() && applying->result.ok()) applying->result.status = connection.status();
      return connection.ok();
    }
    return false;
  }

  // The changes from first to last were sent, and the answer was lost: the entries tell.
  void Settle(Applying* applying, size_t first, size_t last) {
    bool all = applying->connection->broken() && Renew(applying) &&
               LearnSchema(*applying->connection, applying->set.wait).ok();
    for (size_t i = first; i < last && all; ++i) {
      Result<bool> stands = ldap::Stands(*applying->connection, applying->set.changes[i], *schema_,
                                         applying->set.wait);
      all = stands.ok() && *stands;
    }
    if (all) {
      applying->result.status = Status::Ok();
    } else {
      applying->result.status.message +=
          " The change may or may not have been made: look at " +
          (last - first == 1 ? applying->set.changes[first].dn.text() : "the entries") +
          " before it is repeated.";
    }
    for (size_t i = first; i < last; ++i)
      applying->result.results[i] = {applying->result.status, all, !all};
  }

  Status ApplyOne(Connection& connection, const Change& change, const Wait& wait, bool* uncertain) {
    if (change.assertion) {
      Status status = LearnRoot(connection, wait);
      if (!status.ok()) return status;
    }
    bool revives = ldap::AsksToRevive(change);
    if (revives) {
      Status status = LearnRoot(connection, wait);
      if (!status.ok()) return status;
    }
    Status status = revives && root_->active_directory
                        ? ldap::Revive(connection, root_->naming_contexts, change, wait, uncertain)
                        : ldap::ApplyChange(connection, change, asserts_, wait, uncertain);
    return ldap::DependsOnSchema(status.code) ? Explain(connection, change, wait, status) : status;
  }

  // With an object that was brought back its memberships may have come, too.
  bool CameBack(Connection& connection, const Change& change, const Status& status,
                const Wait& wait) {
    bool held =
        status.code == Code::kAttributeOrValueExists || status.code == Code::kEntryAlreadyExists;
    if (!held || change.kind != Change::Kind::kModify || !LearnSchema(connection, wait).ok())
      return false;
    Result<bool> stands = ldap::Stands(connection, change, *schema_, wait);
    return stands.ok() && *stands;
  }

  Status Explain(Connection& connection, const Change& change, const Wait& wait, Status status) {
    Dn near = change.kind == Change::Kind::kAdd ? change.dn.Parent() : change.dn;
    if (!schema_seen_) schema_seen_ = KnowsLync(connection, near, wait);
    if (!schema_seen_) return ldap::SchemaMissing(connection, change.dn);
    if (!LearnSchema(connection, wait).ok()) return status;
    return ldap::ExplainRefusal(connection, change, *schema_, wait, std::move(status));
  }

  StoreOptions options_;
  std::vector<Server> servers_;
  size_t current_ = 0;  // Tried first.
  std::vector<std::unique_ptr<Connection>> idle_;
  std::optional<ldap::RootDse> root_;
  std::unique_ptr<Schema> schema_;
  bool asserts_ = false;
  ldap::FamiliarAttributes familiar_;
  bool schema_seen_ = false;  // msRTCSIP-* is known to be there.
};

}  // namespace

Result<std::unique_ptr<Store>> OpenLdapStore(const StoreOptions& options) {
  Result<std::vector<Server>> servers = ldap::ParseServers(options.location);
  if (!servers.ok()) return servers.status();
  if (!options.pinned_server.empty()) {
    std::erase_if(*servers, [&](const Server& server) {
      return !EqualIgnoreCase(server.host, options.pinned_server) &&
             !EqualIgnoreCase(server.uri, options.pinned_server);
    });
    if (servers->empty()) {
      return Status(Code::kUnavailable, "The server " + options.pinned_server +
                                            " is not among the environment's "
                                            "directory servers (" +
                                            options.location + ").");
    }
  }
  return std::unique_ptr<Store>(std::make_unique<LdapStore>(options, *std::move(servers)));
}

}  // namespace sipsh::directory
