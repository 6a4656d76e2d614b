// A plan refuses an event by its structs, which know no text: the event is
// asked about again with one line, then with one attribute, until the refusal
// is the same. An event that is refused is rare and small beside what reading
// it took.

#include "event_place.h"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "patron/error.h"

namespace patron::cli {
namespace {

class Search {
 public:
  Search(const Plan& plan, const absl::Status& refusal)
      : plan_(plan), refusal_(refusal) {}

  // Whether `event` is refused for the same.
  [[nodiscard]] bool Same(const Event& event) const {
    return plan_.CheckEvent(event) == refusal_;
  }

  // The path of the attribute in `list` of `event` that is enough to be refused
  // for, or "".
  std::string AttributeIn(Event event, AttributeValues& (*list)(Event&),
                          const std::string& path) const {
    const AttributeValues all = std::exchange(list(event), {});
    for (const AttributeValue& value : all) {
      list(event) = {value};
      if (Same(event)) return path + "attributes." + value.name;
    }
    return "";
  }

 private:
  const Plan& plan_;
  const absl::Status& refusal_;
};

// The first line whose id another has before it.
std::string PathOfSecond(const std::vector<Line>& lines) {
  std::set<std::string_view> ids;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (ids.insert(lines[i].id).second) continue;
    return "basket.lines[" + std::to_string(i) + "]";
  }
  return "";
}

AttributeValues& OfEvent(Event& event) { return event.attributes; }
AttributeValues& OfBasket(Event& event) { return event.basket.attributes; }
AttributeValues& OfFirstLine(Event& event) {
  return event.basket.lines.front().attributes;
}

}  // namespace

std::string PathOfRefusal(const Plan& plan, const Event& event,
                          const absl::Status& refusal) {
  const Search search(plan, refusal);
  Event bare = event;
  bare.attributes.clear();
  if (!search.Same(bare)) return search.AttributeIn(event, OfEvent, "");
  bare.basket.attributes.clear();
  if (!search.Same(bare)) {
    bare.basket.attributes = event.basket.attributes;
    return search.AttributeIn(bare, OfBasket, "basket.");
  }
  bare.basket.rewards.clear();
  if (!search.Same(bare)) {
    for (size_t i = 0; i < event.basket.rewards.size(); ++i) {
      bare.basket.rewards = {event.basket.rewards[i]};
      if (search.Same(bare)) {
        return "basket.rewards[" + std::to_string(i) + "]";
      }
    }
    return "basket.rewards";
  }
  bare.basket.tenders.clear();
  if (!search.Same(bare)) {
    for (size_t i = 0; i < event.basket.tenders.size(); ++i) {
      bare.basket.tenders = {event.basket.tenders[i]};
      if (ReasonOf(plan.CheckEvent(bare)) == ReasonOf(refusal)) {
        return "basket.tenders[" + std::to_string(i) + "]";
      }
    }
    return "basket.tenders";
  }
  if (ReasonOf(refusal) == Reason::kDuplicateLine) {
    return PathOfSecond(event.basket.lines);
  }
  for (size_t i = 0; i < event.basket.lines.size(); ++i) {
    bare.basket.lines = {event.basket.lines[i]};
    if (!search.Same(bare)) continue;
    const std::string line = "basket.lines[" + std::to_string(i) + "]";
    const std::string attribute =
        search.AttributeIn(bare, OfFirstLine, line + ".");
    return attribute.empty() ? line : attribute;
  }
  return "";
}

}  // namespace patron::cli
