// Models: that each can be read, and that decisions name versions that there
// are. What a decision read of one stands with it: a model is not asked again,
// since another machine's floating point may differ in the last digit.

#include <string>

#include "engine/engine_impl.h"
#include "engine/verifier.h"
#include "patron/models.h"

namespace patron {

absl::Status Verifier::SeeModels() {
  const auto stored = store_.Models();
  if (!stored.ok()) return stored.status();
  for (size_t i = 0; i < stored->size(); ++i) {
    const StoredModel& model = (*stored)[i];
    Row row("models");
    row.At("id", model.id).At("version", model.version);
    models_.emplace(model.id, model.version);
    problems_.Same(row, "fingerprint", model.fingerprint.Hex(),
                   PrintOf(model, i).Hex());
    const absl::Status status = ModelsInForce::Read({&model, 1}).status();
    if (status.ok()) continue;
    problems_.Add(row, MessageOf(status));
  }
  return absl::OkStatus();
}

void Verifier::CompareModels(const Row& row, const Facts& facts) {
  for (const ModelVersion& read : facts.lifetime.models) {
    if (models_.contains({read.id, read.version})) continue;
    problems_.Add(row, "its answer has read model '" + read.id + "' version '" +
                           read.version + "', which is not stored");
  }
}

}  // namespace patron
