// patron clv: fits and predictions as people call them, and files that are
// wrong.

#include <sstream>

#include "patron/calendar.h"
#include "patron/lifetime.h"
#include "tests/cli/page.h"
#include "tests/cli/shop.h"
#include "tests/pch.h"

namespace patron {
namespace {

using ::testing::HasSubstr;
using testing::Page;
using testing::Ran;
using testing::RunPatron;
using testing::Shop;
using testing::TemporaryFolder;

// The number after `"key":`.
double NumberAfter(const std::string& json, const std::string& key) {
  const size_t at = json.find("\"" + key + "\":");
  EXPECT_NE(at, std::string::npos) << key << " in " << json;
  return at == std::string::npos
             ? 0
             : std::strtod(json.c_str() + at + key.size() + 3, nullptr);
}

TEST(Clv, ThePageIsTrue) { Page("docs/lifetime.md").ExpectTrue(); }

std::string PageFile(const TemporaryFolder& folder, const std::string& name) {
  const Page page("docs/lifetime.md");
  for (const auto& [file, content] : page.files()) {
    if (file == name) return folder.Write(name, content);
  }
  ADD_FAILURE() << name;
  return "";
}

TEST(Clv, FitsAsJson) {
  const TemporaryFolder folder;
  const Ran ran =
      RunPatron({"clv", "fit", "--model", "sbg", "--summary",
                 PageFile(folder, "contracts.csv"), "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, HasSubstr("\"model\": \"sbg\""));
  EXPECT_THAT(ran.out, HasSubstr("\"status\": \"converged\""));
  EXPECT_NEAR(NumberAfter(ran.out, "alpha"), 0.70407729847352, 1e-10);
  EXPECT_NEAR(NumberAfter(ran.out, "beta"), 1.1820430262095, 1e-10);
  EXPECT_NEAR(NumberAfter(ran.out, "log_likelihood"), -1680.265188463287, 1e-9);
}

TEST(Clv, PredictsAsJsonAndCsv) {
  const TemporaryFolder folder;
  const std::vector<std::string> call = {
      "clv",       "predict",
      "--model",   PageFile(folder, "mbg.json"),
      "--summary", PageFile(folder, "customers.csv"),
      "--horizon", "39"};
  std::vector<std::string> as_json = call;
  as_json.insert(as_json.end(), {"--format", "json"});
  const Ran json = RunPatron(as_json);
  EXPECT_EQ(json.exit_code, 0) << json.err;
  EXPECT_EQ(json.err, "");
  // Ann: 2 repeats, the last at 30.43 of 38.86 weeks.
  EXPECT_THAT(json.out, HasSubstr("[{\"customer\":\"ann\",\"frequency\":2,"));
  EXPECT_NEAR(NumberAfter(json.out, "p_alive"), 0.70620226511848728, 1e-12);
  EXPECT_NEAR(NumberAfter(json.out, "expected_purchases"), 1.262960623362,
              1e-9);
  const double value = NumberAfter(json.out, "expected_value");
  EXPECT_NEAR(value, 6.25 * (15.44 + 2 * 22.35) / (2 * 6.25 + 2.74), 1e-12);
  EXPECT_NEAR(NumberAfter(json.out, "clv"),
              value * NumberAfter(json.out, "expected_purchases"), 1e-12);
  const Ran csv = RunPatron(call);
  EXPECT_THAT(csv.out, HasSubstr("customer,frequency,recency,T,monetary_value,"
                                 "p_alive,expected_purchases,expected_value,"
                                 "clv\nann,2,30.43,38.86,22.35,0.7062"));
}

TEST(Clv, DiscountsAreStated) {
  const TemporaryFolder folder;
  const Ran ran = RunPatron(
      {"clv", "predict", "--model", PageFile(folder, "mbg.json"), "--summary",
       folder.Write(
           "one.csv",
           "frequency,recency,T,monetary_value\n2,30.43,38.86,22.345\n"),
       "--horizon", "52.14", "--discount-rate", "0.01", "--discount-period",
       "4.345", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NEAR(NumberAfter(ran.out, "clv"), 37.195709336778106, 1e-10);
}

// Sixty members who come every few days so many times, and the same as
// summaries; every seventh member takes back what he bought last.
struct Visits {
  Visits() {
    std::ostringstream lines;
    std::ostringstream rows;
    rows.precision(17);
    rows << "frequency,recency,T,monetary_value\n";
    for (int i = 0; i < 60; ++i) {
      const int first = i % 5;
      const int step = 3 + i % 7;
      const int visits = 1 + i * 7 % 6;
      const int kept = i % 7 == 0 && visits > 1 ? visits - 1 : visits;
      for (int v = 0; v < visits; ++v) {
        lines << i << "-" << v << "," << Day(first + v * step) << " 12:00,m"
              << i << ",latte,2," << 1 + i % 4 << ".50\n";
      }
      if (kept < visits) {
        lines << "C" << i << "-" << kept << "," << Day(first + 50) << " 12:00,m"
              << i << ",latte,-2," << 1 + i % 4 << ".50\n";
      }
      rows << kept - 1 << "," << (kept - 1) * step / 7.0 << ","
           << (88 - first) / 7.0 << "," << (kept > 1 ? 2 * (1.5 + i % 4) : 0)
           << "\n";
    }
    sales = lines.str();
    summaries = rows.str();
  }

  static std::string Day(int day) {
    return FormatDate(AddDays(*ParseDate("2026-01-02"), day));
  }

  std::string sales;
  std::string summaries;
};

TEST(Clv, FitsADatabaseAsItsSummaries) {
  const Shop shop;
  const Visits visits;
  const Ran run = shop.RunFiles(
      {shop.Sales("visits.csv", visits.sales), "--max-rejects", "0"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const std::string model : {"mbgnbd", "pareto_nbd", "gamma_gamma"}) {
    const Ran from_db =
        RunPatron({"clv", "fit", "--model", model, "--db", shop.db, "--until",
                   "2026-03-31", "--format", "json", "--dry-run"});
    EXPECT_EQ(from_db.exit_code, 0) << from_db.err;
    const Ran from_file = RunPatron(
        {"clv", "fit", "--model", model, "--format", "json", "--summary",
         shop.folder.Write("summaries.csv", visits.summaries)});
    EXPECT_EQ(from_db.out, from_file.out);
    EXPECT_EQ(from_db.err, from_file.err);
  }
  const auto fails = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"clv", "fit", "--db", shop.db});
    return RunPatron(more);
  };
  EXPECT_EQ(fails({"--model", "bgbb"}).exit_code, 1);
  EXPECT_EQ(fails({"--unit", "month"}).exit_code, 2);
  EXPECT_EQ(fails({"--until", "2026-02-30"}).exit_code, 1);
  EXPECT_EQ(fails({"--summary", "x.csv"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"clv", "fit"}).exit_code, 2);
  EXPECT_EQ(
      RunPatron({"clv", "fit", "--unit", "day", "--summary", "x"}).exit_code,
      2);
}

// What `patron member` says of a fact, as text.
std::string FactOf(const Shop& shop, const std::string& member,
                   const std::string& at, const std::string& fact) {
  const Ran ran = RunPatron(
      {"member", "--db", shop.db, member, "--at", at, "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const size_t key = ran.out.rfind("\"" + fact + "\": ");
  EXPECT_NE(key, std::string::npos) << fact << " in " << ran.out;
  if (key == std::string::npos) return "";
  const size_t begin = key + fact.size() + 4;
  return ran.out.substr(begin, ran.out.find_first_of(",\n", begin) - begin);
}

TEST(Clv, AStoredModelPredictsWhatRulesRead) {
  const Shop shop;
  const Visits visits;
  ASSERT_EQ(shop.RunFiles({shop.Sales("visits.csv", visits.sales)}).exit_code,
            0);
  const std::vector<std::string> fit = {"clv",       "fit",     "--db",
                                        shop.db,     "--until", "2026-03-31",
                                        "--penalty", "0.01"};
  Ran ran = RunPatron(fit);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err,
              HasSubstr("model 'purchases' version '2026-03-31' is in force"));
  EXPECT_THAT(ran.err,
              HasSubstr("model 'spend' version '2026-03-31' is in force"));
  // The same again is the same; another fit of that version is refused.
  EXPECT_EQ(RunPatron(fit).exit_code, 0);
  std::vector<std::string> other = fit;
  other.insert(other.end(), {"--model", "pareto_nbd"});
  ran = RunPatron(other);
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("is known with other content"));
  // A year ahead, as clv is stored.
  ran = RunPatron({"clv", "predict", "--db", shop.db, "--until", "2026-03-31",
                   "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  for (const std::string member : {"m0", "m1", "m13", "m59"}) {
    const size_t at = ran.out.find("{\"customer\":\"" + member + "\"");
    ASSERT_NE(at, std::string::npos) << member;
    const std::string row = ran.out.substr(at, ran.out.find('}', at) - at);
    const auto fact = [&](const std::string& name) {
      return FactOf(shop, member, "2026-03-31T12:00:00Z", name);
    };
    EXPECT_NEAR(std::stod(fact("p_alive")), NumberAfter(row, "p_alive"),
                0.5e-6);
    EXPECT_NEAR(std::stod(fact("expected_orders_365")),
                NumberAfter(row, "expected_purchases"), 0.5e-6);
    EXPECT_NEAR(std::stod(fact("clv_minor")), 100 * NumberAfter(row, "clv"),
                0.5);
  }
  EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
}

TEST(Clv, BordersOfScoresAreStored) {
  const Shop shop;
  const Visits visits;
  ASSERT_EQ(shop.RunFiles({shop.Sales("visits.csv", visits.sales)}).exit_code,
            0);
  EXPECT_EQ(RunPatron({"clv", "fit", "--model", "rfm"}).exit_code, 2);
  const std::vector<std::string> fit = {
      "clv", "fit", "--model", "rfm", "--db", shop.db, "--until", "2026-03-31"};
  std::vector<std::string> dry = fit;
  dry.push_back("--dry-run");
  Ran ran = RunPatron(dry);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, HasSubstr("rfm, borders of 60 customers\n  recency_1"));
  ran = RunPatron(fit);
  EXPECT_THAT(ran.err, HasSubstr("model 'rfm' version '2026-03-31'"));
  const std::string score = FactOf(shop, "m5", "2026-03-31T12:00:00Z", "rfm");
  ASSERT_EQ(score.size(), 3U);
  EXPECT_THAT(score, ::testing::MatchesRegex("[1-5]+"));
}

TEST(Clv, ColumnsThatAreAskedFor) {
  const TemporaryFolder folder;
  const Ran ran = RunPatron(
      {"clv", "predict", "--model", PageFile(folder, "mbg.json"), "--summary",
       PageFile(folder, "customers.csv"), "--horizon", "39", "--median-life",
       "--discounted", "--count", "0", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto model = PurchaseModel::Make(
      LifetimeKind::kMbgNbd, std::vector<double>{0.525, 6.183, 0.891, 1.614});
  const LifetimeSummary ann{2, 30.43, 38.86, 22.35};
  EXPECT_NEAR(NumberAfter(ran.out, "median_residual_life"),
              model->MedianResidualLife(ann), 1e-9);
  EXPECT_NEAR(NumberAfter(ran.out, "discounted_purchases"),
              model->ExpectedPurchases(ann, 39), 1e-12);
  EXPECT_NEAR(NumberAfter(ran.out, "probability"),
              model->Probability(ann, 0, 39), 1e-12);
}

TEST(Clv, HoldsAModelAgainstWhatHappened) {
  const Shop shop;
  const Visits visits;
  ASSERT_EQ(shop.RunFiles({shop.Sales("visits.csv", visits.sales)}).exit_code,
            0);
  const Ran ran = RunPatron({"clv", "holdout", "--db", shop.db, "--until",
                             "2026-01-20", "--format", "json"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"calibration_until\": \"2026-01-20\""));
  EXPECT_GT(NumberAfter(ran.out, "actual"), 0);
  EXPECT_THAT(ran.out, HasSubstr("\"by_week\": ["));
  const Ran text =
      RunPatron({"clv", "holdout", "--db", shop.db, "--until", "2026-01-20"});
  EXPECT_THAT(text.out, HasSubstr("  repeats   customers"));
  EXPECT_EQ(
      RunPatron({"clv", "holdout", "--db", shop.db, "--until", "2030-01-01"})
          .exit_code,
      1);
  EXPECT_EQ(RunPatron({"clv", "holdout", "--db", shop.db}).exit_code, 2);
}

TEST(Clv, WarnsOfRulesThatTrustOneTimeBuyers) {
  const Shop shop;
  const Visits visits;
  ASSERT_EQ(shop.RunFiles({shop.Sales("visits.csv", visits.sales)}).exit_code,
            0);
  const std::string program = shop.folder.Write("next.yaml", R"(
program: next
version: "2"
valid_from: 2026-06-01
zone: UTC
currency: EUR
segments:
  - {id: sure, when: member.stats.p_alive > rate("90%")}
rules:
  - id: twice
    when: member.stats.p_alive > rate("90%") && member.stats.orders_kept >= 2
    then: [{amount_off: {amount: 1.00}}]
  - id: once
    when: member.stats.p_alive < rate("30%")
    then: [{amount_off: {amount: 1.00}}]
)");
  const auto check = [&] {
    return RunPatron({"check", program, "--db", shop.db});
  };
  EXPECT_EQ(check().err, "");
  const Ran fit =
      RunPatron({"clv", "fit", "--db", shop.db, "--until", "2026-03-31",
                 "--model", "bgnbd", "--penalty", "0.01"});
  EXPECT_EQ(fit.exit_code, 0) << fit.err;
  const Ran ran = check();
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("of bgnbd is 100% for whoever bought once"));
  EXPECT_THAT(ran.err, HasSubstr("(segments[0].when)"));
  EXPECT_THAT(ran.err, HasSubstr("(rules[1].when)"));
  EXPECT_THAT(ran.err, ::testing::Not(HasSubstr("(rules[0].when)")));
  EXPECT_EQ(RunPatron({"check", program}).err, "");
}

TEST(Clv, SaysThatADatabaseHasNoModel) {
  const Shop shop;
  ASSERT_EQ(shop.RunFiles({shop.Sales("v.csv", Visits().sales)}).exit_code, 0);
  Ran ran = RunPatron({"clv", "predict", "--db", shop.db});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("no model of purchases is stored in"));
  EXPECT_EQ(RunPatron({"clv", "predict", "--db", shop.db, "--summary", "x"})
                .exit_code,
            2);
  EXPECT_EQ(RunPatron({"clv", "predict", "--summary", "x"}).exit_code, 2);
  EXPECT_EQ(RunPatron({"clv", "predict"}).exit_code, 2);
}

TEST(Clv, SaysWhatCannotBeFitted) {
  const TemporaryFolder folder;
  const Ran ran = RunPatron(
      {"clv", "fit", "--model", "mbgnbd", "--format", "json", "--summary",
       folder.Write("once.csv", "frequency,recency,T\n0,0,5\n0,0,6\n")});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("\"status\": \"too_few_repeaters\""));
  EXPECT_THAT(ran.out, HasSubstr("\"params\": null"));
  EXPECT_THAT(ran.err, HasSubstr("fewer than two customers came back"));
  const std::string model = folder.Write("none.json", ran.out);
  const Ran predicted =
      RunPatron({"clv", "predict", "--model", model, "--summary",
                 folder.Path("once.csv"), "--horizon", "1"});
  EXPECT_EQ(predicted.exit_code, 1);
  EXPECT_THAT(predicted.err,
              HasSubstr("mbgnbd was not fitted: too_few_repeaters"));
}

TEST(Clv, RowsThatAreWrongAreNamed) {
  struct Row {
    std::string header;
    std::string row;
    std::string message;
  };
  const std::string usual = "frequency,recency,T";
  const Row rows[] = {
      {usual, "0,0,0", ":3: row 2: T must be above 0"},
      {usual, "1,21,20", ":3: row 2: recency must not be above T"},
      {usual, "1,0,20", ":3: row 2: recency is 0 although frequency is not"},
      {usual, "1000000000,1,20", "frequency must not be above 1,000,000"},
      {usual, "1,nan,20", "recency: 'nan' is no number"},
      {usual, "1,NaN,20", "recency: 'NaN' is no number"},
      {usual, "1,inf,20", "recency: 'inf' is no number"},
      {usual, "1,1 ,20", "recency: '1 ' is no number"},
      {usual, "1,\"1,5\",20", "the decimals come after a point"},
      {usual, "1,1,5,20", ":3: row 2: has 4 fields"},
      {usual, "1,,20", "recency is empty"},
      {usual, "1.5,1,20", "frequency must be a whole number"},
      {usual, "-1,1,20", "frequency must not be negative"},
      {usual + ",monetary_value", "1,1,20,-5",
       "monetary_value must not be negative"},
      {usual + ",weight", "1,1,20,-5", "weight must not be negative"},
  };
  const TemporaryFolder folder;
  for (const Row& row : rows) {
    const bool more = row.header != usual;
    const Ran ran = RunPatron(
        {"clv", "fit", "--model", "pareto_nbd", "--summary",
         folder.Write("bad.csv", row.header + "\n1,1,20" + (more ? ",5" : "") +
                                     "\n" + row.row + "\n")});
    EXPECT_EQ(ran.exit_code, 1) << row.row;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("bad.csv:3: row 2: ")) << row.row;
    EXPECT_THAT(ran.err, HasSubstr(row.message)) << row.row;
  }
}

TEST(Clv, FilesThatAreWrong) {
  const TemporaryFolder folder;
  const std::string good =
      folder.Write("good.csv", "frequency,recency,T\n1,1,20\n");
  const auto fit = [&](const std::string& model, const std::string& text) {
    return RunPatron({"clv", "fit", "--model", model, "--summary",
                      folder.Write("x.csv", text)});
  };
  Ran ran = fit("bgnbd", "frequency,T\n1,2\n");
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the column 'recency' is missing"));
  ran = fit("bgnbd", "frequency,recency,T,T\n1,1,2,2\n");
  EXPECT_THAT(ran.err, HasSubstr("the column 'T' is there twice"));
  ran = fit("bgnbd", "frequency,recency,T\n");
  EXPECT_THAT(ran.err, HasSubstr("has no rows"));
  ran = fit("sbg", "frequency,recency,T\n1,3,4\n");
  EXPECT_THAT(ran.err, HasSubstr("recency must be frequency"));
  ran = fit("bgnb", "frequency,recency,T\n");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'bgnbd'?"));
  const auto predict = [&](const std::string& json) {
    return RunPatron({"clv", "predict", "--model", folder.Write("m.json", json),
                      "--summary", good, "--horizon", "3"});
  };
  EXPECT_THAT(predict("{").err, HasSubstr("no JSON at byte"));
  EXPECT_THAT(predict("[]").err, HasSubstr("must be a JSON object"));
  EXPECT_THAT(predict("{}").err, HasSubstr("needs the field 'model'"));
  EXPECT_THAT(predict(R"({"model": "sbg"})").err,
              HasSubstr("needs the field 'params'"));
  EXPECT_THAT(predict(R"({"model": "sbg", "params": {"alpha": 1}})").err,
              HasSubstr("needs the field 'params.beta'"));
  EXPECT_THAT(
      predict(R"({"model": "sbg", "params": {"alpha": 1, "beta": -1}})").err,
      HasSubstr("beta must be above 0 and finite"));
  const std::string bgbb = R"({"model": "bgbb", "params": {"alpha": 1,
      "beta": 1, "gamma": 1, "delta": 1}})";
  EXPECT_EQ(predict(bgbb).exit_code, 0);
  const auto ahead = [&](const std::string& horizon) {
    return RunPatron({"clv", "predict", "--model", folder.Path("m.json"),
                      "--summary", good, "--horizon", horizon});
  };
  EXPECT_EQ(ahead("1.5").exit_code, 2);
  EXPECT_EQ(ahead("-1").exit_code, 2);
  EXPECT_EQ(ahead("nan").exit_code, 2);
  EXPECT_EQ(RunPatron({"clv"}).exit_code, 2);
  ran = RunPatron({"clv", "fit", "--modle", "sbg"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean '--model'?"));
}

}  // namespace
}  // namespace patron
