// What rules do: structs to protobuf and back.
//
//   WriteEffect(program, effect, rule->add_then());
//   ReadEffect(from, {reading, program, problems}, path, effect);
//
// Threads: free functions, any thread. The program has its currency and its
// points currencies already.
#ifndef PATRON_WIRE_EFFECT_VALUES_H_
#define PATRON_WIRE_EFFECT_VALUES_H_

#include <vector>

#include "patron/effect.h"
#include "patron/program.h"
#include "patron/v1/program.pb.h"
#include "wire/problems.h"
#include "wire/source_text.h"
#include "wire/values.h"

namespace patron::wire {

void WriteEffect(const Program& program, const Effect& from, v1::Effect* to);

// An effect's, or a price list's.
template <typename Owner>
void WriteFunders(const std::vector<Funder>& from, Owner* to) {
  for (const Funder& funder : from) {
    v1::Funder* share = to->add_funders();
    share->set_id(ToUtf8(funder.id));
    share->set_share(FormatPercent(funder.share));
  }
}

struct EffectContext {
  Reading reading;
  const Program& program;
  Problems& problems;
};

void ReadEffect(const v1::Effect& from, const EffectContext& context,
                const Path& path, Effect& to);

}  // namespace patron::wire

#endif  // PATRON_WIRE_EFFECT_VALUES_H_
