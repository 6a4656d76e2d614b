// How to undo what was done, in notes that run backwards: what a transaction is
// to a store without a database.
//
//   RollBack roll_back(log);
//   log.Set(account.version, account.version + 1);
//   log.Append(events, event);
//   if (all_went_well) roll_back.Keep();
//
// Each call first notes how to undo itself, then happens. The containers must
// keep their elements in place (deque, map): a note of Set holds a reference. A
// note of Put finds its element by key, since Erase may have been there in
// between, and what it puts back stands elsewhere.
//
// Threads: one at a time, as the store.
#ifndef PATRON_STORE_UNDO_LOG_H_
#define PATRON_STORE_UNDO_LOG_H_

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace patron {

class UndoLog {
 public:
  [[nodiscard]] size_t size() const { return steps_.size(); }
  void Clear() { steps_.clear(); }

  void BackTo(size_t size) {
    while (steps_.size() > size) {
      steps_.back()();
      steps_.pop_back();
    }
  }

  template <typename T>
  void Set(T& place, T value) {
    steps_.push_back(
        [&place, old = place]() mutable { place = std::move(old); });
    place = std::move(value);
  }

  // Requires: `key` is not in `map`.
  template <typename Map>
  typename Map::mapped_type& Insert(Map& map, const typename Map::key_type& key,
                                    typename Map::mapped_type value) {
    steps_.push_back([&map, key] { map.erase(key); });
    return map.emplace(key, std::move(value)).first->second;
  }

  template <typename Map>
  void Put(Map& map, const typename Map::key_type& key,
           typename Map::mapped_type value) {
    const auto at = map.find(key);
    if (at == map.end()) {
      Insert(map, key, std::move(value));
    } else {
      steps_.push_back([&map, key, old = at->second]() mutable {
        map.find(key)->second = std::move(old);
      });
      at->second = std::move(value);
    }
  }

  template <typename Map>
  void Erase(Map& map, const typename Map::key_type& key) {
    const auto at = map.find(key);
    if (at == map.end()) return;
    steps_.push_back([&map, key, old = at->second] { map.emplace(key, old); });
    map.erase(at);
  }

  template <typename List>
  typename List::value_type& Append(List& list,
                                    typename List::value_type value) {
    steps_.push_back([&list, size = list.size()] {
      while (list.size() > size) list.pop_back();
    });
    list.push_back(std::move(value));
    return list.back();
  }

 private:
  std::vector<std::function<void()>> steps_;
};

// Undoes what was noted since it was made, unless told to keep it; so also when
// memory runs out in the middle.
class RollBack {
 public:
  explicit RollBack(UndoLog& log) : log_(log), start_(log.size()) {}
  RollBack(const RollBack&) = delete;
  RollBack& operator=(const RollBack&) = delete;
  ~RollBack() {
    if (!kept_) log_.BackTo(start_);
  }

  void Keep() { kept_ = true; }

 private:
  UndoLog& log_;
  size_t start_;
  bool kept_ = false;
};

}  // namespace patron

#endif  // PATRON_STORE_UNDO_LOG_H_
