#include "tests/fuzz/targets.h"

namespace patron::fuzz {

std::span<const Target> Targets() {
  static constexpr Target kTargets[] = {
      {"event_json", &FuzzEventJson},
      {"expr_evaluate", &FuzzExprEvaluate},
      {"expr_parse", &FuzzExprParse},
      {"lifetime_json", &FuzzLifetimeJson},
      {"program_json", &FuzzProgramJson},
      {"program_yaml", &FuzzProgramYaml},
      {"protobuf_bytes", &FuzzProtobufBytes},
      {"story_text", &FuzzStoryText},
  };
  return kTargets;
}

}  // namespace patron::fuzz
