// Any bytes as a program in YAML or JSON.
#include "patron/text.h"
#include "tests/fuzz/targets.h"

namespace patron::fuzz {
namespace {

std::string_view NameOf(TextFormat format) {
  switch (format) {
    case TextFormat::kYaml:
      return "YAML";
    case TextFormat::kJson:
      return "JSON";
    default:
      return "bytes";
  }
}

// Every place that a message points at is asked for, as an editor would.
std::string CheckRefusal(const Loaded<Program>& loaded) {
  if (loaded.diagnostics.empty()) return "refused without a word";
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.message.empty()) return "an empty message";
    if (FormatDiagnostic(diagnostic).empty()) return "an empty diagnostic";
    (void)loaded.places.Place(diagnostic.path);
  }
  return "";
}

std::string CheckProgram(std::string_view text, TextFormat format) {
  const Loaded<Program> loaded = LoadProgram(text, format, "p");
  if (!loaded.value) return CheckRefusal(loaded);
  if (!loaded.diagnostics.empty()) return "a value and a diagnostic";
  for (const TextFormat other :
       {TextFormat::kYaml, TextFormat::kJson, TextFormat::kBytes}) {
    const std::string printed = PrintProgram(*loaded.value, other);
    const Loaded<Program> again = LoadProgram(printed, other, "again");
    const std::string what(NameOf(other));
    if (!again.value) {
      return "does not load again as " + what + ":\n" +
             FormatDiagnostic(again.diagnostics[0]) + "\n" + printed;
    }
    if (*again.value != *loaded.value) {
      return "is another program as " + what + ":\n" + printed;
    }
    if (PrintProgram(*again.value, other) != printed) {
      return "prints otherwise the second time as " + what + ":\n" + printed;
    }
  }
  return "";
}

}  // namespace

std::string FuzzProgramYaml(std::string_view bytes) {
  return CheckProgram(bytes, TextFormat::kYaml);
}

std::string FuzzProgramJson(std::string_view bytes) {
  return CheckProgram(bytes, TextFormat::kJson);
}

}  // namespace patron::fuzz
