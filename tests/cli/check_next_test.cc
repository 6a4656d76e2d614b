// `patron check OLD NEW`: what a marketer sees before a new version goes out.

#include "tests/cli/shop.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;

// The shop's program with these texts in place of others.
std::string Edited(
    std::initializer_list<std::pair<std::string_view, std::string_view>>
        edits) {
  std::string text(testing::kShopProgram);
  for (const auto& [old, now] : edits) {
    const size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    text.replace(at, old.size(), now);
  }
  return text;
}

TEST(CheckNext, TellsWhatChanges) {
  const Shop shop;
  const std::string next = shop.folder.Write(
      "next.yaml", Edited({{"version: 1", "version: 2"},
                           {"2025-01-01", "2026-03-01"},
                           {"points: 1, per", "points: 2, per"}}));
  const Ran ran = RunPatron({"check", shop.program, next});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "version: 1 -> 2\n"
            "valid_from: 2025-01-01 -> 2026-03-01\n"
            "rule 'beans': then[0].earn_points.points: 1 -> 2\n");
  const Ran json = RunPatron({"check", shop.program, next, "--format", "json"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_THAT(json.out, HasSubstr("\"before\": \"1\""));
  EXPECT_THAT(
      json.out,
      HasSubstr("\"rule 'beans': then[0].earn_points.points: 1 -> 2\""));
  EXPECT_EQ(RunPatron({"check", shop.program, shop.program}).out,
            "nothing changes\n");
}

// What a database would refuse is refused here.
TEST(CheckNext, RefusesWhatMayNotFollow) {
  const Shop shop;
  const struct {
    std::string text;
    std::string_view words;
  } rows[] = {
      {Edited({{"points: 1, per", "points: 2, per"}}),
       "is known with other content: give the changed program a new version"},
      {Edited({{"version: 1", "version: 2"}}), "another valid_from"},
      {Edited({{"version: 1", "version: 2"},
               {"2025-01-01", "2026-03-01"},
               {"currency: EUR", "currency: CHF"}}),
       "what was posted stays in its currency"},
  };
  for (const auto& row : rows) {
    const std::string next = shop.folder.Write("next.yaml", row.text);
    const Ran ran = RunPatron({"check", shop.program, next});
    EXPECT_EQ(ran.exit_code, 1) << row.words;
    EXPECT_THAT(ran.err, HasSubstr(std::string(row.words)));
    EXPECT_EQ(
        RunPatron({"check", shop.program, next, "--format", "json"}).exit_code,
        1);
  }
}

TEST(CheckNext, BothHaveToBeSound) {
  const Shop shop;
  const std::string next = shop.folder.Write(
      "next.yaml", Edited({{"currency: bean", "currency: been"}}));
  for (const auto& [before, after] :
       {std::pair(shop.program, next), std::pair(next, shop.program)}) {
    const Ran ran = RunPatron({"check", before, after});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("did you mean 'bean'?"));
  }
}

}  // namespace
}  // namespace patron
