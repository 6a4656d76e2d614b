// What an expression may talk about: the facts, the named objects, the host's
// functions. Expressions are checked against it when a program is loaded.
//
//   Environment shop;
//   shop.SetCurrency(*Currency::FromCode("EUR"));
//   uint32_t total = shop.AddFact("basket.total", Type::Money());
//   shop.AddNamed("in_segment", Type::Bool(),
//                 [&](std::string_view id) { return SlotOfSegment(id); });
//   CompileResult rule = Compile(
//       shop, R"(basket.total >= money("20.00") && in_segment("regulars"))",
//       Type::Bool(), Limits());
//
// A fact is addressed by its slot: evaluation takes a span of values and reads
// facts[slot]. Slots count up from 0 in the order of AddFact.
//
// Threads: an environment is a value; copies are independent. Reading one from
// several threads is safe while nobody changes it. Resolvers and host functions
// are shared by copies and must then be safe to call from those threads.
#ifndef PATRON_EXPR_ENVIRONMENT_H_
#define PATRON_EXPR_ENVIRONMENT_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "expr/arena.h"
#include "expr/pattern.h"
#include "expr/type.h"
#include "expr/value.h"
#include "patron/money.h"
#include "patron/zone.h"

namespace patron::expr {

// From the literal in quantity("coffee") to the slot whose fact is the answer.
// An error's message becomes a diagnostic at the literal.
using Resolver =
    std::function<absl::StatusOr<uint32_t>(std::string_view literal)>;

// A host function. Arguments have the declared types or are checked before the
// call; no argument is an error. What it returns must live in `arena`, in its
// arguments or longer. Pure: the same arguments give the same result.
using HostFunction =
    std::function<Value(std::span<const Value> arguments, Arena& arena)>;

// The table of a time zone by its name; null where there is none. The zones of
// a program are tables that travel with it, since devices' own differ.
using ZoneFinder =
    std::function<std::shared_ptr<const ZoneTable>(std::string_view name)>;

// The same from the whole number in member.stats.expected_orders(90).
using NumberResolver = std::function<absl::StatusOr<uint32_t>(int64_t literal)>;

struct FunctionDecl {
  std::string name;  // "loyal_since", or "shop.distance"
  std::vector<Type> parameters;
  Type result;
  bool member = false;  // the first parameter stands before the dot: x.f(y)
  HostFunction call;
};

struct Fact {
  std::string name;
  Type type;
  std::vector<std::string> values;  // the texts that it may be; empty: any
};

// The texts that a named object may have, by its literal: the levels of
// tier("status"). Comparing it with another one is a mistake, and so is asking
// which comes first in the alphabet.
using ValuesOf = std::function<std::vector<std::string>(std::string_view)>;

struct NamedObject {
  Type result;
  Resolver resolve;
  ValuesOf values;  // empty: anything its type allows
};

// A dotted name that is asked with a whole number.
struct NumberedObject {
  Type result;
  NumberResolver resolve;
};

class Environment {
 public:
  // Declares a fact and gives its slot. A name that is declared again keeps its
  // slot and takes the new type. A name that cannot be written in an expression
  // ("quantity(coffee)") reserves a slot for a resolver to give.
  uint32_t AddFact(std::string dotted_name, Type type);

  // The only texts that a fact may be: comparing it with another is a mistake,
  // as with ValuesOf. Requires: a slot that AddFact gave.
  void SetValues(uint32_t slot, std::vector<std::string> values) {
    facts_[slot].values = std::move(values);
  }

  // Declares function("literal"); the call costs one load at evaluation.
  void AddNamed(std::string function, Type result, Resolver resolver,
                ValuesOf values = nullptr);

  // The same for dotted.name(90).
  void AddNumbered(std::string dotted_name, Type result,
                   NumberResolver resolver) {
    numbered_[std::move(dotted_name)] = {result, std::move(resolver)};
  }

  // Declares a host function; several with one name are overloads. Refused
  // where the language or AddNamed has that name or a fact, math, cel or the
  // like its first word, where a member has no parameter, and where `call` is
  // empty.
  [[nodiscard]] absl::Status AddFunction(FunctionDecl declaration);

  // The zones of event.time.getHours("Europe/Berlin"): without a finder only
  // UTC and offsets ("+02:00") are known. A zone that is no literal is found
  // when it is evaluated, where `computed` allows that; programs do not.
  void SetZones(ZoneFinder finder, bool computed = false);

  // The currency of money("20.00"); without one, literals name theirs.
  void SetCurrency(Currency currency) { currency_ = currency; }

  [[nodiscard]] std::optional<uint32_t> FindFact(std::string_view name) const;
  // Whether there is a fact `owner.something`.
  [[nodiscard]] bool HasFactsOf(std::string_view owner) const;
  // Null where there is none.
  [[nodiscard]] const NamedObject* FindNamed(std::string_view function) const;

  [[nodiscard]] const NumberedObject* FindNumbered(
      std::string_view dotted_name) const;

  [[nodiscard]] std::span<const Fact> facts() const { return facts_; }
  [[nodiscard]] std::span<const std::shared_ptr<const FunctionDecl>> functions()
      const {
    return functions_;
  }
  [[nodiscard]] Currency currency() const { return currency_; }
  [[nodiscard]] const ZoneFinder& zones() const { return zones_; }
  [[nodiscard]] bool computed_zones() const { return computed_zones_; }

  // The regular expressions of what was compiled against this environment or a
  // copy of it: one pattern is compiled once.
  [[nodiscard]] PatternCache& patterns() const { return *patterns_; }

  // Looking for a near name compares with every name there is, and a hostile
  // program can be all typing errors: no more than what is left here are looked
  // for, counted by all environments that share it. Without, each is.
  void SetNearNamesLeft(std::shared_ptr<std::atomic<int>> left) {
    near_names_left_ = std::move(left);
  }

  // What to say of a name that is unknown: before near names are looked for,
  // and of a fact where none is near. Each gives "" where it knows nothing.
  using Hint = std::function<std::string(std::string_view name)>;
  void SetHints(Hint first, Hint last) {
    first_hint_ = std::move(first);
    last_hint_ = std::move(last);
  }

  // "; did you mean 'basket.total'?", what a hint says, or "".
  [[nodiscard]] std::string NearFact(std::string_view name) const;
  [[nodiscard]] std::string NearFunction(std::string_view name) const;

 private:
  [[nodiscard]] bool HasFunction(std::string_view name, bool member) const;
  [[nodiscard]] bool IsTaken(std::string_view first_word, bool dotted) const;
  [[nodiscard]] std::string FirstHint(std::string_view name) const {
    return first_hint_ ? first_hint_(name) : "";
  }
  [[nodiscard]] bool MayLookForNearName() const {
    return near_names_left_ == nullptr || near_names_left_->fetch_sub(1) > 0;
  }

  std::vector<Fact> facts_;
  std::map<std::string, uint32_t, std::less<>> slots_;
  std::map<std::string, NamedObject, std::less<>> named_;
  std::map<std::string, NumberedObject, std::less<>> numbered_;
  std::vector<std::shared_ptr<const FunctionDecl>> functions_;
  Currency currency_;
  ZoneFinder zones_;
  bool computed_zones_ = true;
  Hint first_hint_;
  Hint last_hint_;
  std::shared_ptr<std::atomic<int>> near_names_left_;
  std::shared_ptr<PatternCache> patterns_ = std::make_shared<PatternCache>();
};

}  // namespace patron::expr

#endif  // PATRON_EXPR_ENVIRONMENT_H_
