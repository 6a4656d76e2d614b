// From a program's source to a plan. Everything that is wrong is found in one
// round: where the text has errors, what could be read of it is still checked.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capi/convert.h"
#include "capi/errors.h"
#include "capi/guard.h"
#include "capi/structs.h"
#include "patron/text.h"
#include "patron/zoneinfo.h"

namespace patron::capi {
namespace {

// Adds what compiling found at places where reading found nothing.
void Append(Diagnostics found, Diagnostics* all) {
  const size_t before = all->size();
  for (Diagnostic& diagnostic : found) {
    const auto told = [&](const Diagnostic& other) {
      return other.path == diagnostic.path;
    };
    const auto end = all->begin() + static_cast<std::ptrdiff_t>(before);
    if (std::any_of(all->begin(), end, told)) continue;
    all->push_back(std::move(diagnostic));
  }
}

struct Compiled {
  std::shared_ptr<const Plan> plan;  // null where there are errors
  std::unique_ptr<ErrorHandle> chain;
  absl::Status status;
};

Compiled Compile(std::string_view source, TextFormat format,
                 const HostFunctions& host) {
  Loaded<Program> loaded = LoadProgram(source, format, "program");
  Diagnostics all = std::move(loaded.diagnostics);
  const std::optional<Program>& program =
      loaded.value ? loaded.value : loaded.draft;
  Compiled compiled;
  if (program) {
    Diagnostics found;
    const std::vector<ZoneTable> zones = ReadZones(*program, &found);
    PlanResult result = Plan::Compile(*program, zones, host);
    Append(std::move(result.diagnostics), &found);
    DropConsequences(all, found);
    loaded.places.Locate(found);
    Append(std::move(found), &all);
    compiled.plan = std::move(result.plan);
  }
  compiled.status = ToStatus(all);
  if (!compiled.status.ok()) compiled.plan = nullptr;
  compiled.chain = ChainOf(all, program ? &*program : nullptr);
  return compiled;
}

Refusal FindSlot(const Program& program, std::string_view name, uint32_t* out) {
  std::vector<std::string> names;
  for (size_t i = 0; i < program.attributes.size(); ++i) {
    const Attribute& attribute = program.attributes[i];
    std::string full(OwnerName(attribute.owner));
    full += "." + attribute.name;
    const bool of_store = attribute.owner == Attribute::Owner::kStore;
    if (of_store && full == name) {
      return Refuse(Reason::kUnknownAttribute,
                    "the attribute '" + full +
                        "' is the program's own: its stores have the values");
    }
    if (of_store) continue;
    names.push_back(std::move(full));
    if (names.back() == name) {
      *out = static_cast<uint32_t>(i);
      return {};
    }
  }
  const std::string_view near = NearName(name, {names.begin(), names.end()});
  return Refuse(
      Reason::kUnknownAttribute,
      "the program declares no attribute '" + std::string(name) + "'" +
          (near.empty() ? std::string()
                        : "; did you mean '" + std::string(near) + "'?"));
}

}  // namespace
}  // namespace patron::capi

using namespace patron;        // NOLINT(google-build-using-namespace)
using namespace patron::capi;  // NOLINT(google-build-using-namespace)

patron_status patron_program_compile(const patron_environment* environment,
                                     uint32_t format, patron_bytes source,
                                     patron_program** out,
                                     patron_error** error) noexcept {
  return GuardMaking(out, error, [&]() -> Refusal {
    TextFormat text_format;
    if (Refusal refused = ReadFormat(format, &text_format)) return refused;
    std::string_view text;
    if (Refusal refused = ViewBytes(source, "source", &text)) return refused;
    const HostFunctions none;
    Compiled compiled =
        Compile(text, text_format,
                environment == nullptr ? none : Behind(environment)->host);
    if (compiled.plan == nullptr) {
      return {std::move(compiled.status), std::move(compiled.chain)};
    }
    auto program = std::make_unique<ProgramHandle>();
    program->fingerprint = compiled.plan->fingerprint().Hex();
    program->plan = std::move(compiled.plan);
    program->warnings = std::move(compiled.chain);
    *out = InFront(program.release());
    return {};
  });
}

patron_program* patron_program_retain(patron_program* program) noexcept {
  return GuardValue(program, [&] {
    if (program != nullptr) Behind(program)->Retain();
    return program;
  });
}

void patron_program_release(patron_program* program) noexcept {
  GuardVoid([&] {
    if (program != nullptr) Behind(program)->Release();
  });
}

patron_str patron_program_fingerprint(const patron_program* program) noexcept {
  return GuardValue(patron_str{}, [&] {
    return program == nullptr ? patron_str{}
                              : Lend(Behind(program)->fingerprint);
  });
}

patron_status patron_program_slot(const patron_program* program,
                                  patron_str attribute, uint32_t* out,
                                  patron_error** error) noexcept {
  return Guard(error, [&]() -> Refusal {
    if (Refusal missing = Missing({{program, "program"}, {out, "out"}})) {
      return missing;
    }
    std::string_view name;
    if (Refusal refused = ViewText(attribute, "attribute", &name)) {
      return refused;
    }
    return FindSlot(Behind(program)->plan->program(), name, out);
  });
}

const patron_error* patron_program_warnings(
    const patron_program* program) noexcept {
  return GuardValue<const patron_error*>(nullptr, [&]() -> const patron_error* {
    if (program == nullptr) return nullptr;
    return InFront(
        static_cast<const ErrorHandle*>(Behind(program)->warnings.get()));
  });
}
