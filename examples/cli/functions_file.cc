// YAML reads "f(int): int" as a mapping of one key, and in quotes as text: both
// are the signature as it was written.

#include "functions_file.h"

#include <optional>
#include <utility>

#include "command.h"
#include "wire/documents.h"
#include "wire/source_text.h"
#include "wire/tree.h"

namespace patron::cli {
namespace {

constexpr size_t kFunctionsBytesMax = size_t{1} << 20U;

std::optional<std::string> SignatureText(const wire::Tree& tree,
                                         wire::NodeId id) {
  const wire::Node& item = tree[id];
  if (item.kind == wire::NodeKind::kScalar) return item.text;
  if (item.kind != wire::NodeKind::kMap || item.first_child == wire::kNoNode) {
    return std::nullopt;
  }
  const wire::Node& entry = tree[item.first_child];
  if (entry.next != wire::kNoNode || entry.kind != wire::NodeKind::kScalar) {
    return std::nullopt;
  }
  return entry.key + ": " + entry.text;
}

}  // namespace

HostFunctions ParseFunctions(std::string_view yaml, std::string_view file,
                             Diagnostics& diagnostics) {
  HostFunctions host;
  const wire::SourceText source(yaml, std::string(file));
  wire::Tree tree;
  if (!wire::CheckText(source, diagnostics) ||
      !wire::ReadYaml(source, wire::kEventLimits, tree, diagnostics)) {
    return host;
  }
  const auto complain = [&](wire::NodeId id, const absl::Status& status) {
    Diagnostic diagnostic;
    diagnostic.reason = ReasonOf(status);
    diagnostic.place = source.PlaceOf(tree[id].offset);
    diagnostic.message = std::string(MessageOf(status));
    diagnostics.push_back(std::move(diagnostic));
  };
  if (tree[0].kind != wire::NodeKind::kList) {
    complain(0, Refuse(Reason::kWrongType,
                       "expected a list of signatures, such as '- "
                       "shop.distance_km(string, string): int'"));
    return host;
  }
  for (wire::NodeId id = tree[0].first_child; id != wire::kNoNode;
       id = tree[id].next) {
    absl::StatusOr<HostFunction> function =
        DeclareSignature(SignatureText(tree, id).value_or(""));
    const absl::Status status =
        function.ok() ? host.Add(*std::move(function)) : function.status();
    if (!status.ok()) complain(id, status);
  }
  return host;
}

absl::StatusOr<HostFunctions> ReadFunctions(const std::string& path) {
  if (path.empty()) return HostFunctions();
  const absl::StatusOr<std::string> text = ReadText(path, kFunctionsBytesMax);
  if (!text.ok()) return text.status();
  Diagnostics diagnostics;
  HostFunctions host = ParseFunctions(*text, path, diagnostics);
  PrintDiagnostics(diagnostics);
  if (!HasErrors(diagnostics)) return host;
  return Refuse(Reason::kBadValue,
                "the list of functions in '" + path + "' is wrong");
}

}  // namespace patron::cli
