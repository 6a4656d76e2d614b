// Values of the host's own, which events, stores and effects have alike:
// structs to protobuf and back.
//
// Threads: free functions, any thread; a reader is its owner's.
#ifndef PATRON_WIRE_ATTRIBUTE_VALUES_H_
#define PATRON_WIRE_ATTRIBUTE_VALUES_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "patron/scalar.h"
#include "patron/v1/event.pb.h"
#include "wire/source_text.h"
#include "wire/value_reader.h"

namespace patron::wire {

void WriteAttributeValue(const AttributeValue& from, v1::AttributeValue* to);

template <typename Owner>
void WriteAttributes(const AttributeValues& from, Owner* to) {
  for (const AttributeValue& value : from) {
    WriteAttributeValue(value, to->add_attributes());
  }
}

class AttributeReader : public ValueReader {
 public:
  // A person names each attribute.
  AttributeReader(bool persons, Problems& problems)
      : ValueReader(problems), persons_(persons) {}

  // The list `field` at `path`; `amount` reads the text of a money at a path.
  template <typename List, typename Amount>
  void Read(const List& from, const Path& path, std::string_view field,
            const Amount& amount, AttributeValues& to) {
    for (int i = 0; i < from.size(); ++i) {
      const v1::AttributeValue& value = from.Get(i);
      const Path at = path.At(field, static_cast<size_t>(i));
      AttributeValue& added = to.emplace_back();
      if (persons_ && value.name().empty()) Missing(at.At("name"), "");
      added.name = value.name();
      added.value = value.value_case() == v1::AttributeValue::kMoney
                        ? Scalar(amount(value.money(), at.At("money")))
                        : ReadScalar(value, at);
    }
  }

 private:
  // Anything but money.
  Scalar ReadScalar(const v1::AttributeValue& from, const Path& path);

  const bool persons_;
};

}  // namespace patron::wire

#endif  // PATRON_WIRE_ATTRIBUTE_VALUES_H_
