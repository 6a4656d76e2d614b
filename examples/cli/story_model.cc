#include "story_model.h"

#include <sstream>
#include <string>
#include <vector>

#include "base/quote.h"
#include "patron/error.h"
#include "patron/models.h"

namespace patron::cli {
namespace {

constexpr std::string_view kTerms[][2] = {{"horizon_days", "365"},
                                          {"discount_rate", "0"},
                                          {"discount_period_days", "365"},
                                          {"discount_timing", "end"}};

// frequency=1/2/4/6 is four of them, frequency_1 to frequency_4.
void AddParams(const std::string& name, const std::string& value,
               std::vector<ModelParam>* params) {
  if (value.find('/') == std::string::npos) {
    params->push_back({name, value});
    return;
  }
  std::istringstream values(value);
  int number = 0;
  for (std::string each; std::getline(values, each, '/');) {
    params->push_back({name + "_" + std::to_string(++number), each});
  }
}

}  // namespace

absl::StatusOr<StoredModel> ModelOf(const StoryModel& model) {
  StoredModel stored;
  stored.id = model.purpose.text;
  stored.version = "line " + std::to_string(model.purpose.at.line);
  stored.unit = "week";
  stored.zone = "UTC";
  std::istringstream words(model.text.text);
  words >> stored.kind;
  bool terms = false;
  for (std::string word; words >> word;) {
    const size_t sign = word.find('=');
    if (sign == std::string::npos) {
      return Refuse(
          Reason::kSyntax,
          "expected a parameter such as alpha=6.183, found " + Quote(word));
    }
    const std::string name = word.substr(0, sign);
    const std::string value = word.substr(sign + 1);
    if (name == "unit") {
      stored.unit = value;
      continue;
    }
    terms = terms || name == kTerms[0][0];
    AddParams(name, value, &stored.params);
  }
  if (stored.id == kSpendModel && !terms) {
    for (const auto& [name, value] : kTerms) {
      stored.params.push_back({std::string(name), std::string(value)});
    }
  }
  const auto read = ModelsInForce::Read({&stored, 1});
  if (!read.ok()) return read.status();
  return stored;
}

}  // namespace patron::cli
