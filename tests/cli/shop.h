// A small shop in a folder of its own, for tests that run the program: a
// program, the mapping of its columns and a file of sales.
//
//   const Shop shop;
//   const Ran ran = shop.Run();
//   EXPECT_EQ(RunPatron({"verify", "--db", shop.db}).exit_code, 0);
#ifndef PATRON_TESTS_CLI_SHOP_H_
#define PATRON_TESTS_CLI_SHOP_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/patron_process.h"

namespace patron::testing {

inline constexpr std::string_view kShopProgram = R"(program: shop
version: 1
valid_from: 2025-01-01
zone: Europe/Berlin
currency: EUR
points:
  - {id: bean}
selections:
  - {id: coffee, where: line.sku == "latte"}
rules:
  - id: beans
    then:
      - earn_points: {currency: bean, points: 1, per: 1.00}
)";

inline constexpr std::string_view kShopColumns = R"(source: till
currency: EUR
return: order.startsWith("C")
columns: {order: order, time: time, member: member, sku: sku,
          quantity: quantity, unit_price: price}
)";

inline constexpr std::string_view kShopHeader =
    "order,time,member,sku,quantity,price\n";

struct Shop {
  static constexpr int kOrders = 500;

  Shop() {
    program = folder.Write("shop.yaml", kShopProgram);
    folder.Write("columns.yaml", kShopColumns);
    std::string lines(kShopHeader);
    for (int i = 0; i < kOrders; ++i) {
      lines += std::to_string(i) + ",2026-01-14 12:00,m" +
               std::to_string(i % 7) + ",latte,2,2.50\n";
    }
    sales = folder.Write("sales.csv", lines);
    db = folder.Path("shop.db");
  }

  [[nodiscard]] Ran Run(const Limits& limits = {}) const {
    return RunFiles({sales, "--batch", "10"}, limits);
  }
  // `patron run` with these files and options.
  [[nodiscard]] Ran RunFiles(const std::vector<std::string>& files,
                             const Limits& limits = {}) const {
    std::vector<std::string> call = {"run", program, "--db", db};
    call.insert(call.end(), files.begin(), files.end());
    return RunPatron(call, "", limits);
  }
  // A file of sales with these lines below the header.
  [[nodiscard]] std::string Sales(std::string_view name,
                                  std::string_view lines) const {
    return folder.Write(name, std::string(kShopHeader) + std::string(lines));
  }

  TemporaryFolder folder;
  std::string program;
  std::string sales;
  std::string db;
};

}  // namespace patron::testing

#endif  // PATRON_TESTS_CLI_SHOP_H_
