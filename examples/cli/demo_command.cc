// patron demo: a cafe's program and a year of its sales, end to end.

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include "embedded_cafe.h"
#include "import.h"
#include "json_text.h"
#include "make_report.h"
#include "progress.h"
#include "receipt.h"
#include "report.h"
#include "sales_generator.h"
#include "subcommands.h"

namespace patron::cli {
namespace {

namespace fs = std::filesystem;

// Whether the demo may write into `folder`: it overwrites nobody's work, and
// an older demo's only once it is out of the way.
absl::Status CheckFree(const std::string& folder) {
  for (const char* name :
       {"cafe.yaml", "columns.yaml", "sales.csv", "order.json", "cafe.db",
        "cafe.db-wal", "cafe.db-shm"}) {
    const fs::path path = fs::path(folder) / name;
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(path, ignored))) continue;
    return Refuse(Reason::kBadValue,
                  "'" + path.string() +
                      "' is there already and would be overwritten: name an "
                      "empty folder, or one that is still to be made");
  }
  return absl::OkStatus();
}

// A folder for the demo's files, gone again unless it is to be kept.
class Folder {
 public:
  static absl::StatusOr<std::unique_ptr<Folder>> Make(const std::string& keep) {
    std::error_code error;
    fs::path path = keep;
    if (keep.empty()) {
      path = fs::temp_directory_path(error) / "patron-demo-XXXXXX";
      std::string name = path.string();
      if (error || mkdtemp(name.data()) == nullptr) {
        return Refuse(Reason::kReadOnly, "no folder for temporary files");
      }
      path = name;
    } else {
      // The folders above it are somebody's, or a slip of the pen.
      fs::create_directory(path, error);
      if (error) {
        return Refuse(Reason::kReadOnly, "cannot make the folder '" + keep +
                                             "': " + error.message());
      }
    }
    return std::unique_ptr<Folder>(new Folder(path, keep.empty()));
  }
  ~Folder() {
    std::error_code ignored;
    if (temporary_) fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string File(std::string_view name) const {
    return (path_ / name).string();
  }
  [[nodiscard]] absl::Status Write(std::string_view name,
                                   std::string_view text) const {
    std::ofstream out(File(name), std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (out) return absl::OkStatus();
    return Refuse(Reason::kReadOnly, "cannot write '" + File(name) + "'");
  }

 private:
  Folder(fs::path path, bool temporary)
      : path_(std::move(path)), temporary_(temporary) {}
  fs::path path_;
  bool temporary_;
};

// The guest whose story is told: with the most orders, then the smaller id.
absl::StatusOr<std::string> BestGuest(const Engine& engine) {
  std::map<std::string, int64_t> orders;
  const absl::Status status =
      engine.ForEachOrder([&](const OrderSummary& order) {
        if (order.account != 0) ++orders[order.member];
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  std::string best;
  for (const auto& [member, count] : orders) {
    if (best.empty() || count > orders[best]) best = member;
  }
  return best;
}

Line MakeLine(std::string_view id, std::string_view sku, std::string_view name,
              std::string_view category, int64_t units, Money amount) {
  Line line;
  line.id = id;
  line.sku = sku;
  line.name = name;
  line.category = category;
  line.quantity = Quantity::Pieces(units);
  line.amount = amount;
  return line;
}

// An afternoon's basket, the day after the year.
Event Afternoon(const Plan& plan, const std::string& guest, Date day) {
  const Currency currency = plan.program().currency;
  constexpr int64_t kHalfPastTwo = 14 * 3600 + 30 * 60;
  Event event;
  event.source = "till-1";
  event.id = "demo";
  event.time = event.arrival =
      plan.zone().ToInstant({day, kHalfPastTwo * kMicrosPerSecond});
  event.member = guest;
  event.basket.lines = {
      MakeLine("1", "cappuccino", "Cappuccino", "coffee", 2, {720, currency}),
      MakeLine("2", "cheesecake", "Cheesecake", "cake", 1, {420, currency}),
      MakeLine("3", "beans-250", "House beans 250 g", "beans", 1,
               {980, currency})};
  event.basket.lines[0].attributes.push_back({"own_cup", true});
  return event;
}

// What the columns and rows of the report mean.
constexpr std::string_view kLegend = R"(
How to read it: kept/S is how many of a period's guests ordered in the next one
too, and is the one to watch; (E-N)/S also counts those who had stayed away for
longer and came back. Both are about guests; whether goods were kept is another
matter (--activity kept leaves out orders that came back whole). Repeat rate:
guests with a second order; by days: on another day. A cohort is the guests who
first came in one month.
)";

// A title, and the command that prints what is below it.
std::string Section(const std::string& title, const std::string& command) {
  return "\n== " + title + "\n$ " + command + "\n\n";
}

class Demonstration {
 public:
  explicit Demonstration(const DemoOptions& options) : options_(options) {}

  absl::Status Run() {
    absl::StatusOr<std::unique_ptr<Folder>> folder =
        Folder::Make(options_.keep);
    if (!folder.ok()) return folder.status();
    if (absl::Status s = Prepare(**folder); !s.ok()) return s;
    if (absl::Status s = ImportYear(**folder); !s.ok()) return s;
    return Tell(**folder);
  }

 private:
  [[nodiscard]] bool text() const { return options_.format == Format::kText; }
  void Say(const std::string& line) {
    if (text()) Print(line);
  }

  absl::Status Prepare(const Folder& folder) {
    for (const auto& [name, content] :
         {std::pair("cafe.yaml", kCafeProgram),
          std::pair("columns.yaml", kCafeColumns)}) {
      absl::Status status = folder.Write(name, content);
      if (!status.ok()) return status;
    }
    LoadedPlan loaded = LoadPlan(kCafeProgram, TextFormat::kYaml, "cafe.yaml");
    PrintDiagnostics(loaded.diagnostics);
    if (loaded.plan == nullptr) return ToStatus(loaded.diagnostics);
    plan_ = std::move(loaded.plan);
    sales_.seed = options_.seed;
    sales_.first_day = plan_->program().valid_from;
    return folder.Write("sales.csv", GenerateSales(sales_));
  }

  absl::Status ImportYear(const Folder& folder) {
    auto engine = OpenDatabase(folder.File("cafe.db"), Access::kWrite);
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    if (absl::Status s = engine_->Activate(plan_); !s.ok()) return s;
    Diagnostics diagnostics;
    const std::optional<ColumnMap> columns =
        ParseColumns(kCafeColumns, "columns.yaml", diagnostics);
    if (!columns) return ToStatus(diagnostics);
    Progress progress(stderr, "a year of sales", Progress::IsTerminal(stderr));
    Import import(engine_.get(),
                  {.committing = [&](int64_t done, int64_t total) {
                    progress.Show(done, total);
                  }});
    const absl::Status status =
        import.CsvFile(folder.File("sales.csv"), *columns, plan_->zone());
    progress.Clear();
    counts_ = import.counts();
    return status;
  }

  absl::Status Tell(const Folder& folder) {
    const absl::StatusOr<std::string> guest = BestGuest(*engine_);
    if (!guest.ok()) return guest.status();
    const Date day = AddDays(sales_.first_day, sales_.days);
    const Event event = Afternoon(*plan_, *guest, AddDays(day, 1));
    // Quoted and not committed, so that whoever repeats the commands in the
    // folder gets the same.
    Outcome outcome;
    absl::Status status = engine_->Quote(event, {.reasons = true}, &outcome);
    status.Update(
        folder.Write("order.json", PrintEventJson(event, JsonStyle::kPretty)));
    if (!status.ok()) return status;
    const auto view = engine_->Member(*guest, std::nullopt);
    if (!view.ok()) return view.status();
    const auto report = MakeReport(*engine_, {.until = AddDays(day, -1)});
    if (!report.ok()) return report.status();
    const auto verified = engine_->Verify();
    if (!verified.ok()) return verified.status();
    const Program& program = plan_->program();
    if (!text()) {
      Print(FormatReportJson(*report, program.currency));
    } else {
      Print(Section("A year of sales at " + program.name,
                    "patron run cafe.yaml --db cafe.db sales.csv") +
            FormatCounts(counts_) +
            Section("One basket, explained: what the rules gave and why not "
                    "more",
                    "patron quote cafe.yaml order.json --db cafe.db") +
            FormatReceipt(program, event, outcome.answer) +
            Section("What this guest has, in short",
                    "patron member --db cafe.db " + *guest) +
            FormatBrief(*plan_, *view) +
            Section("Do guests stay?", "patron report --db cafe.db") +
            FormatReport(*report, program.currency) + std::string(kLegend) +
            Section("Does it add up?", "patron verify --db cafe.db"));
    }
    if (verified->problem_count != 0) {
      return Refuse(Reason::kCorrupt, verified->problems.front());
    }
    Say(std::to_string(verified->postings) +
        " postings: every entry sums to zero, every balance and statistic "
        "equals its recomputation.\n");
    if (!options_.keep.empty()) {
      Say("The program, its sales and the database are in " + options_.keep +
          ".\n");
    } else {
      Say("\nNow yours: `patron demo --keep shop` leaves these files in shop/. "
          "Change cafe.yaml,\nask `patron check cafe.yaml`, and run the year "
          "into another database.\n");
    }
    return absl::OkStatus();
  }

  const DemoOptions& options_;
  SalesOptions sales_;
  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<Engine> engine_;
  ImportCounts counts_;
};

}  // namespace

int Demo(const DemoOptions& options) {
  if (!options.keep.empty()) {
    if (absl::Status s = CheckFree(options.keep); !s.ok()) return FailCall(s);
  }
  const absl::Status status = Demonstration(options).Run();
  return FlushOutput(status.ok() ? kExitOk : Fail(status));
}

}  // namespace patron::cli
