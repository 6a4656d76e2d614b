// A database whose program calls a function of the host's own: the command line
// has no such function, and decides nothing on it.

#include "patron/engine.h"
#include "patron/protobuf_codec.h"
#include "patron/text.h"
#include "patron/zoneinfo.h"
#include "tests/cli/patron_process.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

constexpr std::string_view kProgram = R"(program: bakery
version: 1
valid_from: 2025-01-01
currency: EUR
points:
  - {id: crumb}
rules:
  - id: near
    when: shop.distance_km(store.id, "mitte") < 5
    then:
      - earn_points: {currency: crumb, points: 1, per: 1.00}
)";

constexpr std::string_view kFunctions =
    "# what the till brings\n"
    "- shop.distance_km(string, string): int\n"
    "- '(string).on_list(string): bool'\n";

void Commit(const std::string& db) {
  HostFunctions host;
  auto function = DeclareSignature("shop.distance_km(string, string): int");
  ASSERT_TRUE(function.ok());
  function->call = [](std::span<const HostValue>) -> absl::StatusOr<HostValue> {
    return HostValue(int64_t{3});
  };
  ASSERT_TRUE(host.Add(*function).ok());
  const Loaded<Program> program = LoadProgram(kProgram, TextFormat::kYaml);
  ASSERT_TRUE(program.value);
  Diagnostics none;
  const auto zones = ReadZones(*program.value, &none);
  const PlanResult compiled = Plan::Compile(*program.value, zones, host);
  ASSERT_NE(compiled.plan, nullptr);
  SqliteOptions options;
  options.create = true;
  auto store = OpenSqliteStore(db, options);
  ASSERT_TRUE(store.ok());
  const auto engine =
      Engine::Open({*std::move(store), &ProtobufCodec(), std::move(host)});
  ASSERT_TRUE(engine.ok());
  ASSERT_TRUE((*engine)->Activate(compiled.plan).ok());
  const Loaded<Event> event = LoadEvent(
      R"({"source": "till", "id": "1", "time": "2026-01-14T12:00:00Z",
          "member": "anna", "basket": {"lines": [{"amount": "4.50"}]}})",
      TextFormat::kJson, {.currency = program.value->currency});
  ASSERT_TRUE(event.value);
  Outcome outcome;
  ASSERT_TRUE((*engine)->Commit(*event.value, {}, &outcome).ok());
}

TEST(Host, WhoDecidesNothingNeedsNoFunctions) {
  const TemporaryFolder folder;
  const std::string db = folder.Path("bakery.db");
  Commit(db);
  Ran ran = RunPatron({"member", "--db", db, "anna"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("4 available"));
  ran = RunPatron({"report", "--db", db});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  ran = RunPatron({"verify", "--db", db});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("program 'bakery' version '1' was read and "
                                 "not compiled"));

  const std::string functions = folder.Write("functions.yaml", kFunctions);
  ran = RunPatron({"verify", "--db", db, "--functions", functions});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  // Another signature is another program.
  ran = RunPatron({"verify", "--db", db, "--functions",
                   folder.Write("other.yaml",
                                "- shop.distance_km(string, string): rate\n")});
  EXPECT_EQ(ran.exit_code, 1);

  // Who would decide is told what is missing.
  const std::string program = folder.Write("bakery.yaml", kProgram);
  ran = RunPatron({"run", program, "--db", db, "-"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("unknown function 'shop.distance_km'"));
}

TEST(Host, CheckTakesDeclaredFunctions) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("bakery.yaml", kProgram);
  const std::string functions = folder.Write("functions.yaml", kFunctions);
  Ran ran = RunPatron({"check", program, "--functions", functions});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("is sound"));
  ran = RunPatron({"check", program});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("unknown function 'shop.distance_km'"));

  struct Row {
    std::string text;
    std::string message;
  };
  const Row rows[] = {
      {"- shop.distance_km(text): int\n", ":1:3: error: 'shop.distance_km("},
      {"- f(): int\n- f(): int\n", ":2:3: error: function 'f' is declared"},
      {"- size(string): int\n", "the language has a function 'size' already"},
      {"f(): int\n", "expected a list of signatures"},
      {"- {f(): int, g(): int}\n", "is no signature such as"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    ran = RunPatron({"check", program, "--functions",
                     folder.Write("wrong.yaml", row.text)});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr(row.message));
    EXPECT_THAT(ran.err, Not(HasSubstr("unknown function")));
  }
}

}  // namespace
}  // namespace patron
