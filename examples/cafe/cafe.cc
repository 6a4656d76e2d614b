// Cafe Amsel again, the same program as cafe.yaml, byte for byte.
#include "examples/cafe/cafe.h"

#include "patron/build.h"

namespace cafe {

using namespace patron::build;

Built CafeAmsel() {
  // Beans live for a year, then to the end of that month.
  const auto bean = PointsCurrency("bean").Name("beans").Expires(
      {.after = Months(12), .round_up = PeriodUnit::kMonth});

  // What the till tells us beside the usual.
  const auto brought_cup =
      LineAttribute<bool>("own_cup", "The guest brought a cup");

  // Which goods we mean when we say ...
  const auto coffee = Selection("coffee", Line().Category() == "coffee");
  const auto cake = Selection("cake", Line().Category() == "cake");
  const auto own_cup = Selection("own-cup", InSelection(coffee) && brought_cup);

  // Which guests we mean when we say ...
  const auto regulars = Segment("regulars", Stats().Orders() >= 20);
  const auto missed =
      Segment("missed", Stats().Orders() >= 3 && Stats().DaysSinceLast() > 45);

  const auto beans = Rule("beans", Then(EarnPoints(1, bean).Per(Eur("1.00"))))
                         .Text("A bean for every euro");

  const auto double_beans =
      Rule("own-cup", Then(MultiplyPoints(bean, 2).Of(own_cup)))
          .Text("Double beans on coffee in your own cup");

  // Two coffees in a quiet hour; the roaster pays half of it.
  const auto quiet_hour =
      Rule("quiet-hour",
           When(Quantity(coffee) >= 2)
               .Then(PercentOff("10%").Of(coffee).FundedBy("roaster", "50%")))
          .Text("10% off coffee from two cups on, on weekday afternoons")
          .During(Schedule().On(Workdays()).Between("14:00", "16:00"));

  // A regular's treat, once a month.
  const auto cake_treat =
      Rule("cake-treat", When(InSegment(regulars) && Count(coffee) >= 1)
                             .Then(AmountOff(Eur("1.50")).Of(cake)))
          .Text("Regulars get 1.50 off cake, once a month")
          .Limit(
              {.uses = 1, .per = Per::kMember, .period = PeriodUnit::kMonth});

  // We have missed you: what we measured is a reason by itself.
  const auto welcome_back =
      Rule("welcome-back", When(InSegment(missed)).Then(PercentOff("20%")))
          .Text("20% off everything, because we missed you");

  // A whole table.
  const auto table =
      Rule("table", When(Total() >= Eur("50.00")).Then(AmountOff(Eur("5.00"))))
          .Text("5.00 off from 50.00");

  // Gift cards are money, not goods: they earn nothing and are never
  // discounted.
  const auto goods = Line().Category() != "gift card";

  return Program("cafe")
      .Version("1")
      .Name("Café Amsel")
      .ValidFrom("2025-01-01")
      .Zone("Europe/Berlin")  // whose midnight counts
      .Currency("EUR")
      .EligibleForDiscount(goods)
      .EligibleForEarning(goods)
      .Add(bean, brought_cup)
      .Add(coffee, cake, own_cup)
      .Add(regulars, missed)
      .Add(beans, double_beans, quiet_hour, cake_treat, welcome_back, table)
      .Build();
}

}  // namespace cafe
