// Engines, purchases and returns in a line each, for the tests of the engine.
#ifndef PATRON_TESTS_ENGINE_ENGINE_TESTING_H_
#define PATRON_TESTS_ENGINE_ENGINE_TESTING_H_

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "patron/engine.h"
#include "patron/protobuf_codec.h"
#include "tests/fixtures.h"
#include "tests/status_matchers.h"

namespace patron::testing {

// An engine over `store` in which `program` is in force.
inline std::unique_ptr<Engine> OpenOn(std::unique_ptr<Store> store,
                                      Program program) {
  auto engine = Engine::Open({std::move(store), &ProtobufCodec()});
  EXPECT_THAT(engine, IsOk());
  const auto plan = MakePlan(std::move(program));
  EXPECT_THAT((*engine)->Activate(plan), IsOk());
  return *std::move(engine);
}

// A database file of its own that goes away with it.
class TempFile {
 public:
  TempFile() {
    // In memory where there is such a place: commits are flushed here.
    const std::filesystem::path memory = "/dev/shm";
    std::error_code ignored;
    const std::filesystem::path parent =
        std::filesystem::is_directory(memory, ignored)
            ? memory
            : std::filesystem::temp_directory_path();
    std::string name = (parent / "patron-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::string path() const { return folder_ + "/shop.db"; }

 private:
  std::string folder_;
};

inline std::unique_ptr<Engine> Open(Program program) {
  return OpenOn(OpenMemoryStore(), std::move(program));
}

// A bean for each euro.
inline Program BeanCafe() {
  Program program = Cafe();
  program.rules.push_back(MakeRule("beans", Earn(1, 100)));
  return program;
}

inline Outcome Commit(Engine& engine, const Event& event) {
  Outcome outcome;
  const absl::Status status = engine.Commit(event, {}, &outcome);
  EXPECT_TRUE(status.ok()) << status;
  return outcome;
}

inline Reason Refused(Engine& engine, const Event& event) {
  Outcome outcome;
  const absl::Status status = engine.Commit(event, {}, &outcome);
  EXPECT_FALSE(status.ok());
  return ReasonOf(status);
}

inline MemberView ViewOf(const Engine& engine, std::string_view member = "ann",
                         std::optional<Instant> at = std::nullopt) {
  absl::StatusOr<MemberView> view = engine.Member(member, at);
  EXPECT_THAT(view, IsOk());
  return view.ok() ? *std::move(view) : MemberView();
}

inline int64_t Available(const Engine& engine, std::string_view member = "ann",
                         std::optional<Instant> at = std::nullopt) {
  const MemberView view = ViewOf(engine, member, at);
  return view.balances.empty() ? -1 : view.balances[0].available.units;
}

// Returns `units` of a line of order `order`, with its receipt.
inline Event Return(std::string id, std::string order, std::string line,
                    int64_t units) {
  Event event = Purchase({}, std::move(id));
  event.kind = EventKind::kReturn;
  event.time = event.arrival = At("2026-01-20T12:00:00Z");
  event.returned.order_source = "till";
  event.returned.order_id = std::move(order);
  ReturnLine back;
  back.id = "1";
  back.order_line = std::move(line);
  back.units = units;
  event.returned.lines.push_back(back);
  return event;
}

// Without a receipt: goods of a SKU at 2.50 each.
inline Event ReturnLoose(std::string id, std::string sku, int64_t units) {
  Event event = Return(std::move(id), "", "", units);
  event.returned.order_source.clear();
  event.returned.lines[0].sku = std::move(sku);
  event.returned.lines[0].unit_price = *ParseUnitPrice("2.50", EurCurrency());
  return event;
}

// A line of coffee at 2.50 each.
inline Line Priced(std::string id, int64_t units, std::string sku = "latte") {
  Line line = Sale(std::move(id), 250 * units, "coffee", units);
  line.sku = std::move(sku);
  line.unit_price = *ParseUnitPrice("2.50", EurCurrency());
  return line;
}

inline void ExpectSound(const Engine& engine) {
  const absl::StatusOr<Verification> found = engine.Verify();
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->problems, ::testing::IsEmpty());
}

}  // namespace patron::testing

#endif  // PATRON_TESTS_ENGINE_ENGINE_TESTING_H_
