// patron.h in C++: destructors and exceptions around its handles, and no logic.
//
//   using namespace patron::abi;
//   const Program program(PATRON_FORMAT_YAML, source);
//   Engine engine("sqlite:shop.db");
//   engine.Activate(program);
//   Basket basket(program);                     // once, then reused
//   Result result;
//   basket.Begin(event);                        // for each customer
//   basket.Add(lines);
//   engine.Quote(basket, result);
//   engine.Commit(basket, result.Fingerprint(), result);
//
// What a call does, its units and its errors are told in patron.h, whose
// structs are used as they are; struct_size is filled in here. A failure is
// thrown as Error. C++11 and later; needs libpatron only.
//
// Threads: as patron.h says of each handle.
#ifndef PATRON_PATRON_HPP_
#define PATRON_PATRON_HPP_

#include <patron/patron.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace patron {
namespace abi {

// Text that patron.h takes, made from whatever the host has. Borrowed.
class Text {
 public:
  Text(patron_str text) : text_(text) {}
  Text(const std::string& text) : text_{text.data(), text.size()} {}
  Text(const char* text) : text_{text, std::char_traits<char>::length(text)} {}
  operator patron_str() const { return text_; }

 private:
  patron_str text_;
};

inline std::string ToString(patron_str text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

// A failed call. Copies share the patron_error.
class Error : public std::runtime_error {
 public:
  Error(patron_status status, patron_error* error)
      : Error(status,
              std::shared_ptr<patron_error>(error, patron_error_destroy)) {}

  patron_status status() const { return status_; }
  uint32_t reason() const { return patron_error_reason(error_.get()); }
  // For location and next; null where there was no memory.
  const patron_error* get() const { return error_.get(); }

 private:
  Error(patron_status status, std::shared_ptr<patron_error> error)
      : std::runtime_error(error ? ToString(patron_error_message(error.get()))
                                 : patron_status_name(status)),
        status_(status),
        error_(std::move(error)) {}

  patron_status status_;
  std::shared_ptr<patron_error> error_;
};

// Throws unless the call went well. `error` is a reference because the call,
// which sets it, may be evaluated after it.
inline void Check(patron_status status, patron_error* const& error) {
  if (status != PATRON_OK) throw Error(status, error);
}
inline void Check(patron_status status) { Check(status, nullptr); }

template <typename T, void (*kDestroy)(T*)>
struct Destroyer {
  void operator()(T* handle) const { kDestroy(handle); }
};
template <typename T, void (*kDestroy)(T*)>
using Handle = std::unique_ptr<T, Destroyer<T, kDestroy>>;

#if defined(PATRON_UNSTABLE)
// What a blob holds; destroys it.
inline std::string TakeText(patron_blob* blob) {
  const Handle<patron_blob, patron_blob_destroy> owner(blob);
  const patron_bytes bytes = patron_blob_bytes(blob);
  return std::string(reinterpret_cast<const char*>(bytes.data), bytes.size);
}

// Functions of the host's own. What `call` throws makes the rule fail, no more.
class Environment {
 public:
  using Call = std::function<patron_status(const patron_value* arguments,
                                           size_t count, patron_value* result)>;

  Environment() {
    patron_environment* environment = nullptr;
    patron_error* error = nullptr;
    Check(patron_environment_create(&environment, &error), error);
    environment_.reset(environment);
  }

  void Add(patron_function function) {
    function.struct_size = sizeof(function);
    patron_error* error = nullptr;
    Check(patron_environment_add_function(get(), &function, &error), error);
  }
  void Add(Text name, const std::vector<uint32_t>& parameters, uint32_t result,
           Call call, uint32_t flags = 0) {
    patron_function function = patron_function();
    function.flags = flags;
    function.name = name;
    function.parameters = parameters.data();
    function.parameter_count = parameters.size();
    function.result = result;
    function.call = &Run;
    function.destroy = &Destroy;
    function.userdata = new Call(std::move(call));
    Add(function);
  }
  patron_environment* get() const { return environment_.get(); }

 private:
  static patron_status Run(void* userdata, const patron_value* arguments,
                           size_t count, patron_value* result) {
    return (*static_cast<Call*>(userdata))(arguments, count, result);
  }
  static void Destroy(void* userdata) { delete static_cast<Call*>(userdata); }

  Handle<patron_environment, patron_environment_destroy> environment_;
};
#endif

// Copies are further owners of one program.
class Program {
 public:
  Program(uint32_t format, const std::string& source,
          const patron_environment* environment = nullptr) {
    const patron_bytes bytes = {reinterpret_cast<const uint8_t*>(source.data()),
                                source.size()};
    patron_program* program = nullptr;
    patron_error* error = nullptr;
    Check(patron_program_compile(environment, format, bytes, &program, &error),
          error);
    program_.reset(program, patron_program_release);
  }

  std::string Fingerprint() const {
    return ToString(patron_program_fingerprint(get()));
  }
  uint32_t Slot(Text attribute) const {
    uint32_t slot = 0;
    patron_error* error = nullptr;
    Check(patron_program_slot(get(), attribute, &slot, &error), error);
    return slot;
  }
  const patron_program* get() const { return program_.get(); }

 private:
  std::shared_ptr<patron_program> program_;
};

class Basket {
 public:
  explicit Basket(const Program& program) {
    patron_basket* basket = nullptr;
    patron_error* error = nullptr;
    Check(patron_basket_create(program.get(), &basket, &error), error);
    basket_.reset(basket);
  }

  void Begin(patron_event event) {
    event.struct_size = sizeof(event);
    patron_error* error = nullptr;
    Check(patron_basket_begin(get(), &event, &error), error);
  }
  void Add(const patron_line* lines, size_t count) {
    patron_error* error = nullptr;
    Check(patron_basket_lines(get(), lines, count, sizeof(*lines), &error),
          error);
  }
  void Add(const std::vector<patron_line>& lines) {
    Add(lines.data(), lines.size());
  }
  void Set(uint32_t slot, int64_t value) {
    patron_error* error = nullptr;
    Check(patron_basket_set_i64(get(), slot, value, &error), error);
  }
  void Set(uint32_t slot, Text value) {
    patron_error* error = nullptr;
    Check(patron_basket_set_str(get(), slot, value, &error), error);
  }
  void SetLine(uint32_t line, uint32_t slot, int64_t value) {
    patron_error* error = nullptr;
    Check(patron_basket_set_line_i64(get(), line, slot, value, &error), error);
  }
  void SetLine(uint32_t line, uint32_t slot, Text value) {
    patron_error* error = nullptr;
    Check(patron_basket_set_line_str(get(), line, slot, value, &error), error);
  }
  patron_basket* get() const { return basket_.get(); }

#if defined(PATRON_UNSTABLE)
  // 19% is 190,000,000.
  void SetTaxRate(uint32_t line, int64_t rate_billionths) {
    patron_error* error = nullptr;
    Check(patron_basket_set_line_tax_rate(get(), line, rate_billionths, &error),
          error);
  }
  void SetFloor(uint32_t line, int64_t floor_minor) {
    patron_error* error = nullptr;
    Check(patron_basket_set_line_floor(get(), line, floor_minor, &error),
          error);
  }
  void SetLater(uint32_t line, bool yes = true) {
    patron_error* error = nullptr;
    Check(patron_basket_set_line_later(get(), line, yes ? 1 : 0, &error),
          error);
  }
  void Take(const std::vector<patron_basket_reward>& rewards) {
    patron_error* error = nullptr;
    Check(patron_basket_rewards(get(), rewards.data(), rewards.size(),
                                sizeof(patron_basket_reward), &error),
          error);
  }
  // These units come back for it.
  void Exchange(Text order_source, Text order_id,
                const std::vector<patron_return_line>& lines) {
    patron_error* error = nullptr;
    Check(patron_basket_exchange(get(), order_source, order_id, lines.data(),
                                 lines.size(), sizeof(patron_return_line),
                                 &error),
          error);
  }
  void Hold(int64_t until_us) {
    patron_error* error = nullptr;
    Check(patron_basket_hold(get(), until_us, &error), error);
  }
  void Consume(Text hold_source, Text hold_id) {
    patron_error* error = nullptr;
    Check(patron_basket_consume(get(), hold_source, hold_id, &error), error);
  }
  void Pay(const std::vector<patron_tender>& tenders) {
    patron_error* error = nullptr;
    Check(patron_basket_tenders(get(), tenders.data(), tenders.size(),
                                sizeof(patron_tender), &error),
          error);
  }
#endif

 private:
  Handle<patron_basket, patron_basket_destroy> basket_;
};

class Result {
 public:
  Result() {
    patron_result* result = nullptr;
    patron_error* error = nullptr;
    Check(patron_result_create(&result, &error), error);
    result_.reset(result);
  }

  // The texts in these last until the result is filled again.
  std::vector<patron_effect> Effects() const {
    std::vector<patron_effect> effects(patron_result_effect_count(get()));
    Check(patron_result_effects(get(), 0, effects.data(), effects.size(),
                                sizeof(patron_effect)));
    return effects;
  }
  std::vector<patron_line_result> Lines() const {
    std::vector<patron_line_result> lines(patron_result_line_count(get()));
    Check(patron_result_lines(get(), 0, lines.data(), lines.size(),
                              sizeof(patron_line_result)));
    return lines;
  }
  patron_totals Totals() const {
    patron_totals totals = patron_totals();
    totals.struct_size = sizeof(totals);
    Check(patron_result_totals(get(), &totals));
    return totals;
  }
  int64_t Points(Text currency) const {
    return patron_result_points(get(), currency);
  }
  std::string Fingerprint() const {
    return ToString(patron_result_fingerprint(get()));
  }
  patron_result* get() const { return result_.get(); }

#if defined(PATRON_UNSTABLE)
  void WantReasons(bool yes = true) {
    patron_result_want_reasons(get(), yes ? 1 : 0);
  }
  std::vector<patron_why_not> WhyNot() const {
    std::vector<patron_why_not> why(patron_result_why_not_count(get()));
    Check(patron_result_why_not(get(), 0, why.data(), why.size(),
                                sizeof(patron_why_not)));
    return why;
  }
  int64_t TaxMinor() const { return patron_result_tax_minor(get()); }
  std::vector<patron_tax> Taxes() const {
    std::vector<patron_tax> taxes(patron_result_tax_count(get()));
    Check(patron_result_taxes(get(), 0, taxes.data(), taxes.size(),
                              sizeof(patron_tax)));
    return taxes;
  }
  std::vector<patron_gift> Gifts() const {
    std::vector<patron_gift> gifts(patron_result_gift_count(get()));
    Check(patron_result_gifts(get(), 0, gifts.data(), gifts.size(),
                              sizeof(patron_gift)));
    return gifts;
  }
  std::vector<patron_reward_taken> Rewards() const {
    std::vector<patron_reward_taken> taken(patron_result_reward_count(get()));
    Check(patron_result_rewards(get(), 0, taken.data(), taken.size(),
                                sizeof(patron_reward_taken)));
    return taken;
  }
  std::vector<patron_reward_offer> Offers() const {
    std::vector<patron_reward_offer> offers(patron_result_offer_count(get()));
    Check(patron_result_offers(get(), 0, offers.data(), offers.size(),
                               sizeof(patron_reward_offer)));
    return offers;
  }
  std::vector<patron_fulfilled_line> Fulfilled() const {
    std::vector<patron_fulfilled_line> lines(
        patron_result_fulfilled_count(get()));
    Check(patron_result_fulfilled(get(), 0, lines.data(), lines.size(),
                                  sizeof(patron_fulfilled_line)));
    return lines;
  }
  patron_exchange Exchanged() const {
    patron_exchange exchange = patron_exchange();
    exchange.struct_size = sizeof(exchange);
    Check(patron_result_exchange(get(), &exchange));
    return exchange;
  }
  int64_t Held(Text currency) const {
    return patron_result_held(get(), currency);
  }
  int64_t Released(Text currency) const {
    return patron_result_released(get(), currency);
  }
  int64_t RefundMinor() const { return patron_result_refund_minor(get()); }
  std::string Reasons() const {
    patron_blob* blob = nullptr;
    patron_error* error = nullptr;
    Check(patron_result_reasons(get(), &blob, &error), error);
    return TakeText(blob);
  }
  std::vector<patron_failed_rule> Failed() const {
    std::vector<patron_failed_rule> failed(patron_result_failed_count(get()));
    Check(patron_result_failed(get(), 0, failed.data(), failed.size(),
                               sizeof(patron_failed_rule)));
    return failed;
  }
  patron_balance Balance(Text currency) const {
    patron_balance balance = patron_balance();
    balance.struct_size = sizeof(balance);
    Check(patron_result_balance(get(), currency, &balance));
    return balance;
  }
#endif

 private:
  Handle<patron_result, patron_result_destroy> result_;
};

#if defined(PATRON_UNSTABLE)
// Customers by column; those that stay empty are not there.
struct Customers {
  std::vector<double> frequency;
  std::vector<double> recency;
  std::vector<double> age;
  std::vector<double> mean_spend;
  std::vector<double> weight;

  patron_customers ForC() const {
    patron_customers customers = patron_customers();
    customers.struct_size = sizeof(customers);
    customers.count = frequency.size();
    customers.frequency = Column(frequency);
    customers.recency = Column(recency);
    customers.age = Column(age);
    customers.mean_spend = Column(mean_spend);
    customers.weight = Column(weight);
    return customers;
  }

 private:
  patron_column Column(const std::vector<double>& values) const {
    if (!values.empty() && values.size() != frequency.size()) {
      throw std::invalid_argument("the columns are not of one length");
    }
    const patron_column column = {values.empty() ? nullptr : values.data(), 0};
    return column;
  }
};

// What a model says of each customer; NaN where it does not.
struct Predictions {
  std::vector<double> p_alive;
  std::vector<double> expected_purchases;
  std::vector<double> expected_value;
  std::vector<double> clv;
};

class Model {
 public:
  explicit Model(patron_model* model) : model_(model) {}

  static Model Fit(patron_fit_options options, const Customers& customers) {
    options.struct_size = sizeof(options);
    const patron_customers rows = customers.ForC();
    patron_model* model = nullptr;
    patron_error* error = nullptr;
    Check(patron_model_fit(&options, &rows, &model, &error), error);
    return Model(model);
  }
  static Model Of(uint32_t kind, const std::vector<double>& params) {
    patron_model* model = nullptr;
    patron_error* error = nullptr;
    Check(
        patron_model_create(kind, params.data(), params.size(), &model, &error),
        error);
    return Model(model);
  }
  static Model Load(const std::string& json) {
    const patron_bytes bytes = {reinterpret_cast<const uint8_t*>(json.data()),
                                json.size()};
    patron_model* model = nullptr;
    patron_error* error = nullptr;
    Check(patron_model_load(bytes, &model, &error), error);
    return Model(model);
  }

  std::string Save() const {
    patron_blob* blob = nullptr;
    patron_error* error = nullptr;
    Check(patron_model_save(get(), &blob, &error), error);
    return TakeText(blob);
  }
  patron_model_view View() const {
    patron_model_view view = patron_model_view();
    view.struct_size = sizeof(view);
    Check(patron_model_get(get(), &view));
    return view;
  }
  std::vector<patron_model_param> Params() const {
    std::vector<patron_model_param> params(patron_model_param_count(get()));
    Check(patron_model_params(get(), 0, params.data(), params.size(),
                              sizeof(patron_model_param)));
    return params;
  }
  Predictions Predict(patron_horizon horizon, const Customers& customers,
                      const patron_model* spend = nullptr) const {
    horizon.struct_size = sizeof(horizon);
    const patron_customers rows = customers.ForC();
    Predictions said;
    patron_predictions out = patron_predictions();
    out.struct_size = sizeof(out);
    out.p_alive = Column(said.p_alive, rows.count);
    out.expected_purchases = Column(said.expected_purchases, rows.count);
    out.expected_value = Column(said.expected_value, rows.count);
    out.clv = Column(said.clv, rows.count);
    patron_error* error = nullptr;
    Check(patron_model_predict(get(), spend, &horizon, &rows, &out, &error),
          error);
    return said;
  }
  const patron_model* get() const { return model_.get(); }

 private:
  static patron_out_column Column(std::vector<double>& values, size_t count) {
    values.resize(count);
    const patron_out_column column = {values.data(), 0};
    return column;
  }

  Handle<patron_model, patron_model_destroy> model_;
};
#endif

class Engine {
 public:
  explicit Engine(Text store) : Engine(Options(store)) {}
  explicit Engine(patron_engine_options options) {
    options.struct_size = sizeof(options);
    patron_engine* engine = nullptr;
    patron_error* error = nullptr;
    Check(patron_engine_open(&options, &engine, &error), error);
    engine_.reset(engine);
  }

  void Activate(const Program& program) {
    patron_error* error = nullptr;
    Check(patron_engine_activate(get(), program.get(), &error), error);
  }
  void Quote(const Basket& basket, Result& result) const {
    patron_error* error = nullptr;
    Check(patron_quote(get(), basket.get(), result.get(), &error), error);
  }
  // `expected` is a quote's fingerprint, or empty.
  void Commit(const Basket& basket, Text expected, Result& result) {
    patron_error* error = nullptr;
    Check(patron_commit(get(), basket.get(), expected, result.get(), &error),
          error);
  }
  patron_engine* get() const { return engine_.get(); }

#if defined(PATRON_UNSTABLE)
  void Return(patron_event event, Text order_source, Text order_id,
              const std::vector<patron_return_line>& lines, Result& result) {
    event.struct_size = sizeof(event);
    patron_error* error = nullptr;
    Check(patron_return(get(), &event, order_source, order_id, lines.data(),
                        lines.size(), sizeof(patron_return_line), result.get(),
                        &error),
          error);
  }
  void Void(patron_event event, patron_voided voided, Result& result) {
    event.struct_size = sizeof(event);
    voided.struct_size = sizeof(voided);
    patron_error* error = nullptr;
    Check(patron_void(get(), &event, &voided, result.get(), &error), error);
  }
  void Fulfil(patron_event event, Text order_source, Text order_id,
              const std::vector<patron_fulfilment_line>& lines,
              Result& result) {
    event.struct_size = sizeof(event);
    patron_error* error = nullptr;
    Check(patron_fulfil(get(), &event, order_source, order_id, lines.data(),
                        lines.size(), sizeof(patron_fulfilment_line),
                        result.get(), &error),
          error);
  }
  void Release(patron_event event, Text hold_source, Text hold_id,
               Result& result) {
    event.struct_size = sizeof(event);
    patron_error* error = nullptr;
    Check(patron_release(get(), &event, hold_source, hold_id, result.get(),
                         &error),
          error);
  }
  Model FitModel(patron_fit_options options, uint32_t unit, Text until) const {
    options.struct_size = sizeof(options);
    patron_model* model = nullptr;
    patron_error* error = nullptr;
    Check(patron_engine_fit_model(get(), &options, unit, until, &model, &error),
          error);
    return Model(model);
  }
  void StoreModel(const Model& model, patron_model_storing storing) {
    storing.struct_size = sizeof(storing);
    patron_error* error = nullptr;
    Check(patron_engine_store_model(get(), model.get(), &storing, &error),
          error);
  }
  Model ModelInForce() const {
    patron_model* model = nullptr;
    patron_error* error = nullptr;
    Check(patron_engine_model(get(), &model, &error), error);
    return Model(model);
  }
  void CommitMessage(uint32_t format, const std::string& event,
                     Result& result) {
    const patron_bytes bytes = {reinterpret_cast<const uint8_t*>(event.data()),
                                event.size()};
    patron_error* error = nullptr;
    Check(patron_commit_message(get(), format, bytes, result.get(), &error),
          error);
  }
#endif

 private:
  static patron_engine_options Options(patron_str store) {
    patron_engine_options options = patron_engine_options();
    options.store = store;
    return options;
  }

  Handle<patron_engine, patron_engine_close> engine_;
};

}  // namespace abi
}  // namespace patron

#endif  // PATRON_PATRON_HPP_
