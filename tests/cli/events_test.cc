// A file of events as a newcomer writes it: what is rejected says why, by its
// own id, and an event that is right lands as it was meant.

#include <fstream>
#include <sstream>

#include "import.h"
#include "tests/cli/shop.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ran;
using testing::RunPatron;
using testing::TemporaryFolder;

constexpr std::string_view kProgram = R"(program: cafe
version: 1
valid_from: 2026-01-01
currency: EUR
points:
  - {id: bean, name: beans, pays: 0.10, transfers: {expiry: keep}, pooled: true}
  - {id: star, name: stars, expires: {after: 1 year}}
rules:
  - id: beans
    then: [earn_points: {currency: bean, points: 1, per: 1.00}]
  - id: stars
    then: [earn_points: {currency: star, points: 1, per: 1.00}]
)";

class Cafe {
 public:
  Cafe() { program_ = folder_.Write("cafe.yaml", kProgram); }

  [[nodiscard]] Ran Run(std::string_view lines,
                        std::vector<std::string> more = {}) const {
    std::vector<std::string> call = {"run",
                                     program_,
                                     "--db",
                                     db(),
                                     "--rejects",
                                     folder_.Path("rejects.csv"),
                                     folder_.Write("events.jsonl", lines)};
    call.insert(call.end(), more.begin(), more.end());
    return RunPatron(call);
  }
  // Of an event that is committed; else why it was not.
  void Commit(const std::string& lines) const {
    const Ran ran = Run(lines);
    EXPECT_THAT(ran.out, HasSubstr(" + rejected 0\n")) << Rejects();
  }
  [[nodiscard]] std::string Rejects() const {
    std::ostringstream text;
    text << std::ifstream(folder_.Path("rejects.csv")).rdbuf();
    return text.str();
  }
  [[nodiscard]] Ran Quote(const std::string& event) const {
    return RunPatron({"quote", program_, "--db", db()}, event);
  }
  [[nodiscard]] std::string Member(const std::string& member) const {
    return RunPatron({"member", "--db", db(), member}).out;
  }
  [[nodiscard]] std::string db() const { return folder_.Path("cafe.db"); }

 private:
  TemporaryFolder folder_;
  std::string program_;
};

std::string Event(std::string_view kind, std::string_view id,
                  std::string_view time, std::string_view member,
                  std::string_view rest) {
  return R"({"kind": ")" + std::string(kind) + R"(", "source": "t", "id": ")" +
         std::string(id) + R"(", "time": ")" + std::string(time) +
         R"(", "member": ")" + std::string(member) + R"(")" +
         std::string(rest) + "}\n";
}

std::string Buys(std::string_view id, std::string_view time,
                 std::string_view member, std::string_view amount) {
  return Event("purchase", id, time, member,
               R"(, "basket": {"lines": [{"sku": "a", "amount": )" +
                   std::string(amount) + "}]}");
}

constexpr std::string_view kNoon = "2026-03-05T12:00:00Z";

TEST(Events, RejectsNameTheCauseAndTheEvent) {
  const std::string bought = Buys("e", kNoon, "ann", "5");
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = bought;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  struct Row {
    std::string what;
    std::string line;
    std::string order;
    std::string reason;
    std::string message;
  };
  const Row rows[] = {
      {"an unknown kind", with("\"purchase", "\"purchsae"), "e", "bad_value",
       "unknown word 'purchsae'; did you mean 'purchase'? (kind)"},
      {"a return of an unknown kind",
       Event("retrun", "e", kNoon, "ann", R"(, "returned": {})"), "e",
       "bad_value", "unknown word 'retrun'; did you mean 'return'? (kind)"},
      {"a misspelt kind", with("kind", "knid"), "e", "unknown_field",
       "unknown field 'knid'; did you mean 'kind'? (knid)"},
      {"a misspelt basket", with("basket", "baskt"), "e", "unknown_field",
       "unknown field 'baskt'; did you mean 'basket'? (baskt)"},
      {"a misspelt amount", with("amount", "amont"), "e", "unknown_field",
       "did you mean 'amount'? (basket.lines[0].amont)"},
      {"another name", with("time", "timestamp"), "e", "unknown_field",
       "unknown field 'timestamp': expected kind"},
      {"a decimal comma", Buys("e", kNoon, "ann", "5,00"), "", "syntax",
       "the decimal sign is a point"},
      {"one in quotes", Buys("e", kNoon, "ann", R"("5,00")"), "e", "bad_number",
       "with a point for the decimals"},
      {"no zone", Buys("e", "2026-03-05T12:00:00", "ann", "5"), "e", "bad_date",
       "the zone is missing"},
      {"before the program", Buys("e", "2024-03-05T12:00:00Z", "ann", "5"), "e",
       "no_program", "the first begins at 2026-01-01T00:00:00Z"},
      {"a key that was used", Buys("1", kNoon, "ann", "5"), "1",
       "other_content", "give what is new an id of its own"},
      {"an order never seen",
       Event("return", "e", kNoon, "ann",
             R"(, "returned": {"order_source": "t", "order_id": "77",)"
             R"( "lines": [{"order_line": "1", "units": 1}]})"),
       "e", "unknown_order", "name it by the source and id"},
      {"a void of a transfer",
       Event("void", "e", kNoon, "ann",
             R"(, "voided": {"order_source": "t", "order_id": "g",)"
             R"( "reason": "x", "by": "y"})"),
       "e", "unknown_order", "let whoever got the points give them back"},
  };
  const Cafe cafe;
  cafe.Commit(Buys("1", "2026-03-04T12:00:00Z", "ann", "60") +
              Buys("2", "2026-03-04T12:00:00Z", "ben", "60") +
              Event("transfer", "g", "2026-03-04T13:00:00Z", "ann",
                    R"(, "transfer": {"to": "ben", "currency": "bean",)"
                    R"( "points": 1})"));
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_THAT(cafe.Run(row.line).out,
                HasSubstr("rejected as " + row.reason + ": 1\n"));
    const std::string rejects = cafe.Rejects();
    EXPECT_THAT(rejects,
                HasSubstr("\n1," + row.order + "," + row.reason + ","));
    EXPECT_THAT(rejects, HasSubstr(row.message));
    EXPECT_THAT(rejects, Not(HasSubstr("' is missing")));
  }
}

// A year that was mistyped would let all that the member has lapse.
TEST(Events, ThatLieAheadAreRejected) {
  const std::vector<std::string> now = {"--now=2026-03-05T12:00:00Z"};
  const Cafe cafe;
  EXPECT_THAT(cafe.Run(Buys("1", "2026-03-06T12:00:00Z", "ann", "60"), now).out,
              HasSubstr("committed 1 +"));
  EXPECT_THAT(
      cafe.Run(Buys("2", "2026-03-06T12:00:00.000001Z", "ann", "5"), now).out,
      HasSubstr("rejected as bad_date: 1\n"));
  EXPECT_THAT(cafe.Rejects(),
              HasSubstr("the time 2026-03-06T12:00:00.000001Z is more than 24 "
                        "hours from now, 2026-03-05T12:00:00Z: mend it, or say "
                        "with --now what time it is"));
  EXPECT_THAT(
      cafe.Run(Event("purchase", "3", kNoon, "ann",
                     R"(, "arrival": "2062-03-05T12:00:00Z", "basket": {)"
                     R"("lines": [{"amount": 5}]})"),
               now)
          .out,
      HasSubstr("rejected as bad_date: 1\n"));
  EXPECT_THAT(cafe.Rejects(), HasSubstr("the arrival 2062-03-05T12:00:00Z"));
  EXPECT_THAT(cafe.Member("ann"), HasSubstr("60 available"));
  EXPECT_EQ(cafe.Run("", {"--now=noon"}).exit_code, 2);
  // Without --now it is the clock that says so.
  const TemporaryFolder folder;
  const Ran clock = RunPatron(
      {"run", folder.Write("cafe.yaml", kProgram), "--db", folder.Path("db"),
       folder.Write("e.jsonl", Buys("1", "9000-01-01T00:00:00Z", "ann", "5"))},
      "", {.own_clock = true});
  EXPECT_THAT(clock.out, HasSubstr("rejected as bad_date: 1\n"));
}

// What `patron run` would make of it.
TEST(Events, AQuoteTakesALateOrderAsARunDoes) {
  const Cafe cafe;
  cafe.Commit(Buys("1", "2026-03-01T12:00:00Z", "ann", "60") +
              Buys("2", "2026-03-04T12:00:00Z", "ann", "60") +
              Buys("3", "2026-03-01T12:00:00Z", "ben", "1"));
  const std::string late = Buys("4", "2026-03-02T12:00:00Z", "ann", "5");
  const Ran quote = cafe.Quote(late);
  EXPECT_EQ(quote.exit_code, 0) << quote.err;
  EXPECT_THAT(quote.out, HasSubstr("Your beans"));
  EXPECT_THAT(quote.out, HasSubstr(" 125\n"));
  cafe.Commit(late);
  EXPECT_THAT(cafe.Member("ann"), HasSubstr(" 125 available\n"));
  // Late for who gets the points, and not for who gives them.
  const std::string gift =
      Event("transfer", "g", "2026-03-02T12:00:00Z", "ben",
            R"(, "transfer": {"to": "ann", "currency": "bean", "points": 1})");
  EXPECT_EQ(cafe.Quote(gift).exit_code, 0) << cafe.Quote(gift).err;
  cafe.Commit(gift);
  // An arrival that is written is taken at its word.
  const Ran early =
      cafe.Quote(Event("purchase", "5", kNoon, "ann",
                       R"(, "arrival": "2026-03-02T12:00:00Z", "basket": {)"
                       R"("lines": [{"amount": 5}]})"));
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_THAT(early.err, HasSubstr("send it with a later arrival"));
}

TEST(Events, AQuoteOfWhatSellsNothingSaysWhatItChanges) {
  const Cafe cafe;
  cafe.Commit(Buys("1", "2026-03-04T12:00:00Z", "ann", "60") +
              Buys("2", "2026-03-04T12:00:00Z", "ben", "40"));
  const auto below = [&](const std::string& event) {
    const Ran ran = cafe.Quote(event);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out.substr(ran.out.find("-\n") + 2);
  };
  EXPECT_EQ(
      below(Event("adjustment", "a", kNoon, "ann",
                  R"(, "adjustment": {"currency": "bean", "points": -5,)"
                  R"( "reason": "x", "by": "y"})")),
      "Taken by hand: beans                                           5\n"
      "Your beans                                                    55\n"
      "Your stars                                                    60\n");
  const std::string join =
      Event("join", "j", kNoon, "ann", R"(, "household": "H")");
  EXPECT_THAT(below(join), HasSubstr("ann joins household H\n"));
  cafe.Commit(join + Event("join", "k", kNoon, "ben", R"(, "household": "H")") +
              Event("adjustment", "b", kNoon, "ann",
                    R"(, "adjustment": {"currency": "star", "points": -60,)"
                    R"( "reason": "x", "by": "y"})"));
  EXPECT_EQ(
      below(Event("leave", "l", "2026-03-06T12:00:00Z", "ann", "")),
      "ann leaves their household\n"
      "Your beans                                                    60\n");
}

TEST(Events, AMemberIsShownWithHouseholdAndCurrencies) {
  const Cafe cafe;
  cafe.Commit(Buys("1", "2026-03-04T12:00:00Z", "ann", "60") +
              Buys("2", "2026-03-04T12:00:00Z", "ben", "40") +
              Event("join", "j", kNoon, "ben", R"(, "household": "H")") +
              Event("join", "k", kNoon, "ann", R"(, "household": "H")"));
  const std::string ann = cafe.Member("ann");
  EXPECT_THAT(ann, HasSubstr("\nHousehold H: ann, ben\n"));
  EXPECT_THAT(ann, HasSubstr("beans of your household H                    "));
  EXPECT_THAT(ann, HasSubstr(" 100\n"));
  EXPECT_THAT(ann, HasSubstr(" 60 of 60 beans\n"));
  EXPECT_THAT(ann, HasSubstr(" 60 of 60 stars, until "));
  const std::string json =
      RunPatron({"member", "--db", cafe.db(), "ann", "--format", "json"}).out;
  EXPECT_THAT(json, HasSubstr("\"household_members\": [\n    \"ann\",\n"));
}

// Points that only an earlier version has are still the member's, with their
// name and decimals.
TEST(Events, AMemberIsShownWithPointsOfAnEarlierVersion) {
  const TemporaryFolder folder;
  const std::string db = folder.Path("shop.db");
  const std::string head = "program: shop\nzone: UTC\ncurrency: EUR\n";
  const std::string first = folder.Write("1.yaml", head + R"(version: 1
valid_from: 2026-01-01
points: [{id: bean}, {id: star, name: stars, decimals: 2}]
rules:
  - {id: stars, then: [earn_points: {currency: star, points: 0.25, per: 1.00}]}
)");
  const std::string second = folder.Write("2.yaml", head + R"(version: 2
valid_from: 2026-03-01
points: [{id: bean}]
rules:
  - {id: beans, then: [earn_points: {currency: bean, points: 1, per: 1.00}]}
)");
  const std::string sale = Buys("1", "2026-02-01T12:00:00Z", "ann", "3");
  const std::string next = Buys("2", "2026-03-02T12:00:00Z", "ann", "4");
  for (const auto& [program, events] :
       {std::pair(first, sale), std::pair(second, next)}) {
    const Ran ran = RunPatron(
        {"run", program, "--db", db, folder.Write("events.jsonl", events)});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
  const std::string ann = RunPatron({"member", "--db", db, "ann"}).out;
  EXPECT_THAT(ann, HasSubstr(" 4 available\n"));
  EXPECT_THAT(ann, HasSubstr(" 0.75 available\n"));
  EXPECT_THAT(ann, HasSubstr(" 0.75 of 0.75 stars\n"));
}

// A file that has days and no times.
TEST(Events, OfOneInstantBringPointsBeforeTheyTakeThem) {
  const Cafe cafe;
  cafe.Commit(
      Event("purchase", "3", kNoon, "ben",
            R"(, "basket": {"lines": [{"amount": 9}], "tenders": [)"
            R"({"kind": "points", "currency": "bean", "points": 70}]})") +
      Event("transfer", "g", kNoon, "ann",
            R"(, "transfer": {"to": "ben", "currency": "bean",)"
            R"( "points": 20})") +
      Event("adjustment", "a", kNoon, "ben",
            R"(, "adjustment": {"currency": "bean", "points": 10,)"
            R"( "reason": "x", "by": "y"})") +
      Buys("1", kNoon, "ann", "60") + Buys("2", kNoon, "ben", "40"));
}

// What the page calls an event's reason is one that a run goes on after.
TEST(Events, ReasonsOfThePageAreTheEvents) {
  std::ifstream page(PATRON_SOURCE_DIR "/docs/reasons.md");
  std::string section;
  int found = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) section = line.substr(3);
    if (section != "Of orders and other events" || !line.starts_with("| `")) {
      continue;
    }
    const size_t number = line.find(" | ") + 3;
    EXPECT_TRUE(cli::IsEventsFault(
        static_cast<Reason>(std::stoul(line.substr(number)))))
        << line;
    ++found;
  }
  EXPECT_GE(found, 30);
}

}  // namespace
}  // namespace patron
