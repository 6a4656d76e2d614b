// Between trees and protobuf bytes, both ways by the schema table.
//
//   Problems problems;
//   std::string bytes = TreeToBytes(tree, ProgramRow(), problems);
//   Tree back = BytesToTree(bytes, ProgramRow(), problems);
//
// Both refuse what the table does not know: fields, words of enums, wire types,
// lengths that do not fit, a field given twice, two fields of one choice.
// Problems have paths; the whole document is read whatever is found.
//
// Threads: any. Limits: the table's own depth; int32 lengths.
#ifndef PATRON_WIRE_TRANSCODE_H_
#define PATRON_WIRE_TRANSCODE_H_

#include <string>
#include <string_view>

#include "wire/problems.h"
#include "wire/table.h"
#include "wire/tree.h"

namespace patron::wire {

// What a text's own rules change: in YAML every scalar is text and a null is a
// value left empty, most often by a slip; in JSON true is no text and null
// means that the field is not there.
enum class Dialect : uint8_t { kYaml, kJson };

// Bytes that the message of `row` can parse. Meaningless where problems were
// found. Requires: the root is a mapping.
[[nodiscard]] std::string TreeToBytes(const Tree& tree, const MessageRow& row,
                                      Dialect dialect, Problems& problems);

// The fields in the order of the bytes.
[[nodiscard]] Tree BytesToTree(std::string_view bytes, const MessageRow& row,
                               Problems& problems);

// As BytesToTree, without the tree, and with limits for what comes from
// outside.
void CheckBytes(std::string_view bytes, const MessageRow& row,
                TreeLimits limits, Problems& problems);

}  // namespace patron::wire

#endif  // PATRON_WIRE_TRANSCODE_H_
