// The threads that are within a host function which an engine calls.
//
//   Callers::Scope within(callers, lock);   // gives the lock back meanwhile
//
// An engine that such a thread wrote to would wait for itself. Threads: under
// the engine's mutex.
#ifndef PATRON_SRC_ENGINE_CALLERS_H_
#define PATRON_SRC_ENGINE_CALLERS_H_

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

namespace patron {

class Callers {
 public:
  [[nodiscard]] bool HasThisThread() const {
    return std::find(threads_.begin(), threads_.end(),
                     std::this_thread::get_id()) != threads_.end();
  }

  // Unlocked while it lives, and known as a caller.
  class Scope {
   public:
    Scope(Callers& callers, std::unique_lock<std::mutex>& lock)
        : callers_(callers), lock_(lock) {
      callers_.threads_.push_back(std::this_thread::get_id());
      lock_.unlock();
    }
    ~Scope() {
      lock_.lock();
      auto& threads = callers_.threads_;
      threads.erase(std::find(threads.begin(), threads.end(),
                              std::this_thread::get_id()));
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Callers& callers_;
    std::unique_lock<std::mutex>& lock_;
  };

 private:
  std::vector<std::thread::id>
      threads_;  // a quote within a quote is twice here
};

}  // namespace patron

#endif  // PATRON_SRC_ENGINE_CALLERS_H_
