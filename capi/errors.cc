// Errors as C sees them: a chain of findings, each with its reason and place.

#include "capi/errors.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "capi/guard.h"
#include "capi/structs.h"

namespace patron::capi {
namespace {

// The N of a path that begins with "rules[N]".
std::optional<size_t> RuleIndex(std::string_view path) {
  constexpr std::string_view kPrefix = "rules[";
  if (path.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  size_t index = 0;
  const char* const end = path.data() + path.size();
  const auto [at, wrong] =
      std::from_chars(path.data() + kPrefix.size(), end, index);
  if (wrong != std::errc() || at == end || *at != ']') return std::nullopt;
  return index;
}

std::unique_ptr<ErrorHandle> ErrorOf(const Diagnostic& diagnostic,
                                     const Program* program) {
  auto error = std::make_unique<ErrorHandle>();
  if (diagnostic.severity == Diagnostic::Severity::kError) {
    error->status = StatusNumber(Refuse(diagnostic.reason, "").code());
  }
  error->reason = diagnostic.reason;
  error->message = FormatDiagnostic(diagnostic);
  error->place = diagnostic.place;
  error->path = diagnostic.path;
  error->excerpt = diagnostic.excerpt;
  const std::optional<size_t> rule = RuleIndex(diagnostic.path);
  if (program != nullptr && rule && *rule < program->rules.size()) {
    error->rule = program->rules[*rule].id;
  }
  return error;
}

}  // namespace

patron_status StatusNumber(absl::StatusCode code) {
  // The numbers of patron.h are the canonical ones.
  return static_cast<patron_status>(code);
}

std::unique_ptr<ErrorHandle> ErrorOf(const absl::Status& status) {
  auto error = std::make_unique<ErrorHandle>();
  error->status = StatusNumber(status.code());
  error->reason = ReasonOf(status);
  error->message = MessageOf(status);
  return error;
}

std::unique_ptr<ErrorHandle> ChainOf(const Diagnostics& diagnostics,
                                     const Program* program) {
  std::unique_ptr<ErrorHandle> first;
  std::unique_ptr<ErrorHandle>* end = &first;
  for (const auto severity :
       {Diagnostic::Severity::kError, Diagnostic::Severity::kWarning}) {
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity != severity) continue;
      *end = ErrorOf(diagnostic, program);
      end = &(*end)->next;
    }
  }
  return first;
}

}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_error_status(const patron_error* error) noexcept {
  return GuardValue(patron_status{PATRON_OK}, [&] {
    return error == nullptr ? patron_status{PATRON_OK} : Behind(error)->status;
  });
}

uint32_t patron_error_reason(const patron_error* error) noexcept {
  return GuardValue(uint32_t{0}, [&] {
    return error == nullptr ? uint32_t{0}
                            : static_cast<uint32_t>(Behind(error)->reason);
  });
}

patron_str patron_error_message(const patron_error* error) noexcept {
  return GuardValue(patron_str{}, [&] {
    return error == nullptr ? patron_str{} : Lend(Behind(error)->message);
  });
}

patron_status patron_error_location(const patron_error* error,
                                    patron_location* out) noexcept {
  return Guard(nullptr, [&]() -> Refusal {
    if (Refusal missing = Missing({{error, "error"}, {out, "out"}})) {
      return missing;
    }
    const ErrorHandle& from = *Behind(error);
    patron_location location = {};
    location.line = static_cast<uint32_t>(from.place.line);
    location.column = static_cast<uint32_t>(from.place.column);
    location.rule = Lend(from.rule);
    location.path = Lend(from.path);
    location.excerpt = Lend(from.excerpt);
    return WriteStruct(location, out);
  });
}

const patron_error* patron_error_next(const patron_error* error) noexcept {
  return GuardValue<const patron_error*>(nullptr, [&]() -> const patron_error* {
    return error == nullptr ? nullptr : InFront(Behind(error)->next.get());
  });
}

void patron_error_destroy(patron_error* error) noexcept {
  GuardVoid([&] { delete Behind(error); });
}
