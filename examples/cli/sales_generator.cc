// The standard library's distributions differ between implementations, so that
// chances here are whole numbers out of a thousand from a generator of our own.

#include "sales_generator.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace patron::cli {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15U;
    uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  // 0 .. below - 1; the bias of the remainder is far below what shows.
  int Below(int below) {
    return static_cast<int>(Next() % static_cast<uint64_t>(below));
  }
  bool Chance(int permille) { return Below(1000) < permille; }

 private:
  uint64_t state_;
};

struct Product {
  std::string_view sku;
  std::string_view name;
  std::string_view category;
  std::string_view price;
};

constexpr std::array<Product, 5> kCoffees = {{
    {"espresso", "Espresso", "coffee", "2.40"},
    {"cappuccino", "Cappuccino", "coffee", "3.60"},
    {"flat-white", "Flat White", "coffee", "3.90"},
    {"filter", "Filter coffee", "coffee", "2.90"},
    {"chai", "Chai", "tea", "4.10"},
}};
constexpr std::array<Product, 4> kCakes = {{
    {"cheesecake", "Cheesecake", "cake", "4.20"},
    {"croissant", "Croissant", "bakery", "2.30"},
    {"carrot-cake", "Carrot cake", "cake", "3.95"},
    {"brownie", "Brownie", "cake", "3.10"},
}};
constexpr Product kBeans = {"beans-250", "House beans 250 g", "beans", "9.80"};
constexpr Product kGiftCard = {"gift-25", "Gift card 25", "gift card", "25.00"};

struct Guest {
  std::string id;
  Date joined;
  int visit_permille = 0;  // a day
  int leave_permille = 0;  // after a visit
  int usual = 0;           // index in kCoffees
  bool own_cup = false;
  bool gone = false;
  bool has_beans = false;  // to be brought back perhaps
};

class Year {
 public:
  explicit Year(const SalesOptions& options)
      : options_(options), random_(options.seed) {}

  std::string Make() {
    text_ = "order,time,member,sku,name,category,quantity,unit_price,own_cup\n";
    Invite();
    for (int day = 0; day < options_.days; ++day) {
      Open(AddDays(options_.first_day, day));
    }
    return std::move(text_);
  }

 private:
  struct Visit {
    int minute = 0;          // of the day
    Guest* guest = nullptr;  // null: nobody known
  };

  void Invite() {
    for (int i = 0; i < options_.members; ++i) {
      Guest& guest = guests_.emplace_back();
      guest.id = "guest-" + std::to_string(1001 + i);
      // A third come in the first weeks, the others all year round.
      const int joined = random_.Chance(330) ? random_.Below(21)
                                             : random_.Below(options_.days);
      guest.joined = AddDays(options_.first_day, joined);
      guest.visit_permille = 30 + random_.Below(320);
      guest.leave_permille = 10 + random_.Below(60);
      guest.usual = random_.Below(static_cast<int>(kCoffees.size()));
      guest.own_cup = random_.Chance(200);
    }
  }

  int Minute() {
    // 7:30 to 18:00, with a rush in the morning.
    return random_.Chance(500) ? 450 + random_.Below(150)
                               : 600 + random_.Below(480);
  }

  void Open(Date day) {
    if (WeekdayOf(day) == Weekday::kSunday) return;
    std::vector<Visit> visits;
    for (Guest& guest : guests_) {
      if (guest.gone || day < guest.joined) continue;
      // Whoever joins comes on that day.
      if (guest.joined < day && !random_.Chance(guest.visit_permille)) continue;
      visits.push_back({Minute(), &guest});
    }
    for (int walk_in = 4 + random_.Below(8); walk_in > 0; --walk_in) {
      visits.push_back({Minute(), nullptr});
    }
    std::stable_sort(
        visits.begin(), visits.end(),
        [](const Visit& a, const Visit& b) { return a.minute < b.minute; });
    for (const Visit& visit : visits) Serve(day, visit);
  }

  void Serve(Date day, const Visit& visit) {
    const std::string order = std::to_string(++orders_);
    const std::string time =
        FormatDate(day) + " " +
        FormatTimeOfDay(int64_t{visit.minute} * 60 * kMicrosPerSecond);
    Guest* guest = visit.guest;
    if (guest != nullptr && guest->has_beans && random_.Chance(60)) {
      Row("R" + order, time, guest, kBeans, -1);
      guest->has_beans = false;
    }
    const int usual = guest != nullptr && random_.Chance(750)
                          ? guest->usual
                          : random_.Below(static_cast<int>(kCoffees.size()));
    int cups = 1;
    if (random_.Chance(220)) cups = 2;
    if (random_.Chance(15)) cups = 6 + random_.Below(8);  // a whole table
    Row(order, time, guest, kCoffees[static_cast<size_t>(usual)], cups);
    if (random_.Chance(380)) {
      const int cake = random_.Below(static_cast<int>(kCakes.size()));
      Row(order, time, guest, kCakes[static_cast<size_t>(cake)],
          cups > 2 ? cups / 2 : 1);
    }
    if (random_.Chance(50)) {
      Row(order, time, guest, kBeans, 1);
      if (guest != nullptr) guest->has_beans = true;
    }
    if (random_.Chance(6)) Row(order, time, guest, kGiftCard, 1);
    if (guest != nullptr && random_.Chance(guest->leave_permille)) {
      guest->gone = true;
    }
  }

  void Row(const std::string& order, const std::string& time,
           const Guest* guest, const Product& product, int quantity) {
    text_ += order + "," + time + ",";
    if (guest != nullptr) text_ += guest->id;
    text_ += ",";
    text_ += product.sku;
    text_ += ",";
    text_ += product.name;
    text_ += ",";
    text_ += product.category;
    text_ += "," + std::to_string(quantity) + ",";
    text_ += product.price;
    const bool cup = guest != nullptr && guest->own_cup &&
                     product.category == "coffee" && quantity > 0;
    text_ += cup ? ",true\n" : ",false\n";
  }

  SalesOptions options_;
  Random random_;
  std::vector<Guest> guests_;
  int64_t orders_ = 0;
  std::string text_;
};

}  // namespace

std::string GenerateSales(const SalesOptions& options) {
  return Year(options).Make();
}

}  // namespace patron::cli
