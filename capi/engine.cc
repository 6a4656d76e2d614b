// Opening a store by its name, and what is asked of the engine besides quotes
// and commits.

#include "patron/engine.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "capi/convert.h"
#include "capi/guard.h"
#include "capi/structs.h"
#include "patron/protobuf_codec.h"
#include "patron/store.h"

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

namespace {

constexpr uint32_t kEngineFlags =
    PATRON_ENGINE_READ_ONLY | PATRON_ENGINE_MUST_EXIST;

absl::StatusOr<std::unique_ptr<Store>> OpenStore(
    std::string_view name, const patron_engine_options& options) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (name == "memory") return OpenMemoryStore();
  if (name.substr(0, kSqlite.size()) == kSqlite) {
    SqliteOptions sqlite;
    sqlite.read_only = (options.flags & PATRON_ENGINE_READ_ONLY) != 0;
    sqlite.create = (options.flags & PATRON_ENGINE_MUST_EXIST) == 0;
    if (options.busy_timeout_ms != 0) {
      sqlite.busy_timeout_ms = options.busy_timeout_ms;
    }
    return OpenSqliteStore(name.substr(kSqlite.size()), sqlite);
  }
  return Refuse(Reason::kBadValue,
                "no store is called '" + std::string(name) +
                    "': expected 'memory', or 'sqlite:' and a path");
}

Refusal Open(const patron_engine_options* options, patron_engine** out) {
  if (Refusal missing = Missing({{options, "options"}})) return missing;
  patron_engine_options mine;
  if (Refusal refused = ReadStruct(options, "patron_engine_options", &mine)) {
    return refused;
  }
  if (Refusal refused =
          CheckFlags(mine.flags, kEngineFlags, "patron_engine_options")) {
    return refused;
  }
  if (Refusal refused = CheckReserved(mine.reserved, "patron_engine_options")) {
    return refused;
  }
  if (mine.busy_timeout_ms < 0) {
    return Refuse(Reason::kBadValue, "busy_timeout_ms must not be negative");
  }
  std::string_view name;
  if (Refusal refused = ViewText(mine.store, "store", &name)) return refused;
  auto store = OpenStore(name, mine);
  if (!store.ok()) return store.status();
  auto handle = std::make_unique<EngineHandle>();
  EngineOptions opening;
  opening.store = *std::move(store);
  opening.codec = &ProtobufCodec();
  if (mine.environment != nullptr) {
    opening.host = Behind(mine.environment)->host;
  }
  auto engine = Engine::Open(std::move(opening));
  if (!engine.ok()) return engine.status();
  handle->engine = *std::move(engine);
  *out = InFront(handle.release());
  return {};
}

// The member's view at an instant, 0 being that of the last posting.
Refusal View(const patron_engine* engine, patron_str member, int64_t as_of_us,
             MemberView* out) {
  std::string_view id;
  if (Refusal refused = ViewText(member, "member", &id)) return refused;
  std::optional<Instant> as_of;
  if (as_of_us != 0) as_of = Instant{as_of_us};
  auto view = Behind(engine)->engine->Member(id, as_of);
  if (!view.ok()) return view.status();
  *out = *std::move(view);
  return {};
}

patron_member_view ViewForC(const MemberStatistics& from) {
  patron_member_view view = {};
  view.orders = from.orders;
  view.orders_kept = from.orders_kept;
  view.units = from.units;
  view.spend_minor = from.spend_minor;
  view.returns = from.returns;
  view.refunded_minor = from.refunded_minor;
  view.first_order_us = from.first_order.us;
  view.last_order_us = from.last_order.us;
  return view;
}

patron_verification VerificationForC(const Verification& from) {
  patron_verification verification = {};
  verification.accounts = from.accounts;
  verification.orders = from.orders;
  verification.entries = from.entries;
  verification.postings = from.postings;
  verification.lots = from.lots;
  verification.counters = from.counters;
  verification.problems = from.problem_count;
  return verification;
}

}  // namespace

patron_status patron_engine_open(const patron_engine_options* options,
                                 patron_engine** out,
                                 patron_error** error) noexcept {
  return GuardMaking(out, error, [&] { return Open(options, out); });
}

void patron_engine_close(patron_engine* engine) noexcept {
  GuardVoid([&] { delete Behind(engine); });
}

patron_status patron_engine_activate(patron_engine* engine,
                                     const patron_program* program,
                                     patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{engine, "engine"}, {program, "program"}})) {
      return missing;
    }
    return Behind(engine)->engine->Activate(Behind(program)->plan);
  });
}

patron_status patron_member_get(const patron_engine* engine, patron_str member,
                                int64_t as_of_us, patron_member_view* out,
                                patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{engine, "engine"}, {out, "out"}})) {
      return missing;
    }
    MemberView view;
    if (Refusal refused = View(engine, member, as_of_us, &view)) return refused;
    return WriteStruct(ViewForC(view.statistics), out);
  });
}

patron_status patron_member_balance(const patron_engine* engine,
                                    patron_str member, patron_str currency,
                                    int64_t as_of_us, patron_balance* out,
                                    patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{engine, "engine"}, {out, "out"}})) {
      return missing;
    }
    std::string_view id;
    if (Refusal refused = ViewText(currency, "currency", &id)) return refused;
    MemberView view;
    if (Refusal refused = View(engine, member, as_of_us, &view)) return refused;
    const auto found =
        std::find_if(view.balances.begin(), view.balances.end(),
                     [&](const Balance& b) { return b.currency == id; });
    if (found == view.balances.end()) {
      return Refuse(
          Reason::kUnknownName,
          "the program has no points currency '" + std::string(id) + "'");
    }
    return WriteStruct(BalanceForC(*found), out);
  });
}

patron_status patron_engine_end_of_day(patron_engine* engine, int64_t until_us,
                                       patron_end_of_day* out,
                                       patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{engine, "engine"}, {out, "out"}})) {
      return missing;
    }
    const auto totals = Behind(engine)->engine->EndOfDay(Instant{until_us});
    if (!totals.ok()) return totals.status();
    patron_end_of_day applied = {};
    applied.accounts = totals->accounts;
    applied.activations = totals->activations;
    applied.expiries = totals->expiries;
    return WriteStruct(applied, out);
  });
}

patron_status patron_engine_verify(const patron_engine* engine,
                                   patron_verification* out,
                                   patron_blob** problems,
                                   patron_error** error) noexcept {
  if (problems != nullptr) *problems = nullptr;
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{engine, "engine"}, {out, "out"}})) {
      return missing;
    }
    const auto found = Behind(engine)->engine->Verify();
    if (!found.ok()) return found.status();
    auto text = std::make_unique<BlobHandle>();
    for (const std::string& problem : found->problems) {
      text->bytes += problem + "\n";
    }
    Refusal refused = WriteStruct(VerificationForC(*found), out);
    if (!refused && problems != nullptr) *problems = InFront(text.release());
    return refused;
  });
}
