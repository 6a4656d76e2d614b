// The cafe's program from the tree that was built, and baskets by arithmetic.

#include "bench/cafe.h"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "patron/text.h"
#include "patron/zoneinfo.h"

namespace patron::bench {

std::shared_ptr<const Plan> CafePlan() {
  const std::string path = PATRON_SOURCE_DIR "/examples/cafe/cafe.yaml";
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  Loaded<Program> loaded =
      LoadProgram(text.str(), TextFormat::kYaml, "cafe.yaml");
  Diagnostics wrong = loaded.diagnostics;
  if (loaded.value) {
    const std::vector<ZoneTable> zones = ReadZones(*loaded.value, &wrong);
    PlanResult result = Plan::Compile(*std::move(loaded.value), zones);
    if (result.plan != nullptr) return std::move(result.plan);
    wrong = result.diagnostics;
  }
  for (const Diagnostic& diagnostic : wrong) {
    std::fprintf(stderr, "%s\n", FormatDiagnostic(diagnostic).c_str());
  }
  return nullptr;
}

Event CafeBasket(int lines) {
  const Currency eur = *Currency::FromCode("EUR");
  Event event;
  event.source = "till-1";
  event.id = "1";
  event.member = "guest-1001";
  constexpr int64_t kAfternoonUs = 1'768'397'400'000'000;  // 14 January 2026
  event.time = event.arrival = Instant{kAfternoonUs};
  for (int i = 0; i < lines; ++i) {
    Line& line = event.basket.lines.emplace_back();
    line.id = std::to_string(i + 1);
    line.sku = "sku-" + std::to_string(100 + i);
    line.name = "Something nice";
    line.category = i % 3 == 0 ? "coffee" : i % 6 == 1 ? "cake" : "bakery";
    line.quantity = Quantity::Pieces(i % 3 == 0 ? 2 : 1);
    line.amount = Money{(i % 3 == 0 ? 720 : 231) + i, eur};
    if (i % 9 == 0) line.attributes.push_back({"own_cup", true});
  }
  return event;
}

}  // namespace patron::bench
