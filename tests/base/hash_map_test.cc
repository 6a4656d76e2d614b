// Maps keyed by text, looked up by a view of it.
#include "base/hash_map.h"

#include "base/absl_strings.h"

namespace patron {
namespace {

TEST(AbslStrings, ThereAndBack) {
  const std::string_view text("a\0b", 3);
  EXPECT_EQ(FromAbsl(ToAbsl(text)), text);
  EXPECT_EQ(FromAbsl(ToAbsl(text)).data(), text.data());
  EXPECT_EQ(FromAbsl(ToAbsl({})), "");
}

TEST(StringMap, IsFoundByAView) {
  StringMap<int> stock;
  stock["cake"] = 3;
  stock["coffee"] = 5;
  const std::string line = "coffee,cake";
  const std::string_view view(line);
  const auto coffee = stock.find(view.substr(0, 6));
  ASSERT_NE(coffee, stock.end());
  EXPECT_EQ(coffee->second, 5);
  EXPECT_TRUE(stock.contains(view.substr(7)));
  EXPECT_FALSE(stock.contains(view));
}

TEST(StringSet, IsFoundByAView) {
  const StringSet names = {"a", "b"};
  EXPECT_TRUE(names.contains(std::string_view("abc").substr(0, 1)));
  EXPECT_FALSE(names.contains(std::string_view("abc")));
}

}  // namespace
}  // namespace patron
