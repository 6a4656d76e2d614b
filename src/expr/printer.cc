// Printing keeps a stack of what is still to be written, texts and nodes mixed,
// the next on top. A node is replaced by its pieces.
#include "expr/printer.h"

#include <utility>
#include <vector>

#include "expr/text.h"

namespace patron::expr {
namespace {

// How tightly a node binds; a child that binds less needs brackets.
enum Rank : int {
  kAnyRank = 0,
  kChoiceRank = 1,
  kOrRank = 2,
  kAndRank = 3,
  kRelationRank = 4,
  kSumRank = 5,
  kProductRank = 6,
  kUnaryRank = 7,
  kPrimaryRank = 8,
  kNoBracketsRank = 9,
};

Rank RankOfOperator(Operator op) {
  switch (op) {
    case Operator::kNot:
    case Operator::kNegate:
      return kUnaryRank;
    case Operator::kAdd:
    case Operator::kSubtract:
      return kSumRank;
    case Operator::kMultiply:
    case Operator::kDivide:
    case Operator::kModulo:
      return kProductRank;
    case Operator::kIndex:
    case Operator::kOptionalIndex:
      return kPrimaryRank;
    default:
      return kRelationRank;
  }
}

Rank RankOf(const Node& node) {
  switch (node.kind) {
    case NodeKind::kChoice:
      return kChoiceRank;
    case NodeKind::kOr:
      return kOrRank;
    case NodeKind::kAnd:
      return kAndRank;
    case NodeKind::kOperator:
      return RankOfOperator(node.op);
    case NodeKind::kLiteral:
      // 1.size() and -1.size() parse, but nobody reads them right.
      return node.literal.is(Kind::kInt) || node.literal.is(Kind::kUint) ||
                     node.literal.is(Kind::kDouble)
                 ? kUnaryRank
                 : kPrimaryRank;
    default:
      return kPrimaryRank;
  }
}

struct Piece {
  std::string text;
  NodeId node = 0;
  int rank = -1;  // of a node: what it must bind at least; -1 for text
};

class Printer {
 public:
  explicit Printer(const Ast& ast) : ast_(ast) {}

  std::string Run(NodeId root) {
    todo_.push_back({"", root, kAnyRank});
    while (!todo_.empty()) {
      Piece piece = std::move(todo_.back());
      todo_.pop_back();
      if (piece.rank < 0) {
        out_ += piece.text;
        continue;
      }
      const bool brackets = RankOf(ast_.node(piece.node)) < piece.rank;
      if (brackets) Say("(");
      Spell(piece.node);
      if (brackets) Say(")");
      while (!pieces_.empty()) {
        todo_.push_back(std::move(pieces_.back()));
        pieces_.pop_back();
      }
    }
    return std::move(out_);
  }

 private:
  void Say(std::string_view text) { pieces_.push_back({std::string(text)}); }
  void Put(NodeId node, int rank) { pieces_.push_back({"", node, rank}); }

  // Children `from` on with a text between them.
  void PutAll(NodeId id, size_t from, std::string_view between, int rank) {
    for (size_t i = from; i < ast_.node(id).count; ++i) {
      if (i > from) Say(between);
      Put(ast_.child(id, i), rank);
    }
  }

  void Spell(NodeId id) {
    const Node& node = ast_.node(id);
    switch (node.kind) {
      case NodeKind::kLiteral:
        return Say(FormatValue(node.literal));
      case NodeKind::kName:
        if (node.absolute) Say(".");
        return Say(node.text);
      case NodeKind::kSelect:
        return SpellSelect(id);
      case NodeKind::kHas:
        Say("has(");
        SpellSelect(id);
        return Say(")");
      case NodeKind::kCall:
        return SpellCall(id, 0);
      case NodeKind::kMemberCall:
        Put(ast_.child(id, 0), kPrimaryRank);
        Say(".");
        return SpellCall(id, 1);
      case NodeKind::kOperator:
        return SpellOperator(id);
      case NodeKind::kAnd:
        return PutAll(id, 0, " && ", kRelationRank);
      case NodeKind::kOr:
        return PutAll(id, 0, " || ", kAndRank);
      case NodeKind::kChoice:
        Put(ast_.child(id, 0), kOrRank);
        Say(" ? ");
        Put(ast_.child(id, 1), kOrRank);
        Say(" : ");
        return Put(ast_.child(id, 2), kChoiceRank);
      case NodeKind::kList:
        Say("[");
        PutAll(id, 0, ", ", kAnyRank);
        return Say("]");
      case NodeKind::kMap:
        return SpellMap(id);
      case NodeKind::kSpread:
        Say("?");
        return Put(ast_.child(id, 0), kAnyRank);
      case NodeKind::kMacro:
        return SpellMacro(id);
    }
  }

  void SpellSelect(NodeId id) {
    const std::string_view field = ast_.node(id).text;
    Put(ast_.child(id, 0), kPrimaryRank);
    const bool plain = IsIdentifier(field) && !IsKeyword(field);
    Say(ast_.node(id).optional ? ".?" : ".");
    if (!plain) Say("`");
    Say(field);
    if (!plain) Say("`");
  }

  void SpellCall(NodeId id, size_t from) {
    Say(ast_.node(id).text);
    Say("(");
    PutAll(id, from, ", ", kAnyRank);
    Say(")");
  }

  void SpellOperator(NodeId id) {
    const Node& node = ast_.node(id);
    if (node.op == Operator::kIndex || node.op == Operator::kOptionalIndex) {
      Put(ast_.child(id, 0), kPrimaryRank);
      Say(node.op == Operator::kIndex ? "[" : "[?");
      Put(ast_.child(id, 1), kAnyRank);
      return Say("]");
    }
    const Rank rank = RankOfOperator(node.op);
    if (rank == kUnaryRank) {
      Say(OperatorText(node.op));
      return Put(ast_.child(id, 0), kUnaryRank);
    }
    Put(ast_.child(id, 0), rank);
    Say(" ");
    Say(OperatorText(node.op));
    Say(" ");
    Put(ast_.child(id, 1), rank + 1);
  }

  void SpellMap(NodeId id) {
    Say("{");
    for (size_t i = 0; i < ast_.node(id).count; i += 2) {
      if (i > 0) Say(", ");
      NodeId value = ast_.child(id, i + 1);
      if (ast_.node(value).kind == NodeKind::kSpread) {
        Say("?");
        value = ast_.child(value, 0);
      }
      Put(ast_.child(id, i), kAnyRank);
      Say(": ");
      Put(value, kAnyRank);
    }
    Say("}");
  }

  void SpellMacro(NodeId id) {
    const Node& node = ast_.node(id);
    if (node.macro == Macro::kBind) {
      Say("cel.bind(");
      Say(node.variable);
      Say(", ");
      PutAll(id, 0, ", ", kAnyRank);
      return Say(")");
    }
    Put(ast_.child(id, 0), kPrimaryRank);
    Say(".");
    Say(node.text);
    Say("(");
    Say(node.variable);
    if (!node.second.empty()) {
      Say(", ");
      Say(node.second);
    }
    Say(", ");
    PutAll(id, 1, ", ", kAnyRank);
    Say(")");
  }

  const Ast& ast_;
  std::vector<Piece> todo_;
  std::vector<Piece> pieces_;  // of the node in hand, in order
  std::string out_;
};

// The name of a node in function form.
std::string ShapeName(const Node& node) {
  switch (node.kind) {
    case NodeKind::kSelect:
      return (node.optional ? ".?" : ".") + std::string(node.text);
    case NodeKind::kSpread:
      return "?";
    case NodeKind::kHas:
      return "has." + std::string(node.text);
    case NodeKind::kOperator:
      return std::string(OperatorFunction(node.op));
    case NodeKind::kAnd:
      return "&&";
    case NodeKind::kOr:
      return "||";
    case NodeKind::kChoice:
      return "?:";
    case NodeKind::kList:
      return "list";
    case NodeKind::kMap:
      return "map";
    case NodeKind::kMemberCall:
      return "->" + std::string(node.text);
    case NodeKind::kMacro:
      return std::string(node.text) + "<" + std::string(node.variable) +
             (node.second.empty() ? "" : "," + std::string(node.second)) + ">";
    default:
      return std::string(node.text);
  }
}

}  // namespace

std::string PrintTree(const Ast& ast, NodeId id) {
  return Printer(ast).Run(id);
}

std::string PrintShape(const Ast& ast, NodeId id) {
  std::string out;
  TreeWalk walk(ast, id);
  while (walk.Next()) {
    const Node& node = ast.node(walk.id());
    if (node.kind == NodeKind::kLiteral || node.kind == NodeKind::kName) {
      out += node.kind == NodeKind::kLiteral
                 ? FormatValue(node.literal)
                 : (node.absolute ? "." : "") + std::string(node.text);
      continue;
    }
    if (walk.before()) {
      out += ShapeName(node) + "(";
    } else if (!walk.after()) {
      out += ", ";
    }
    if (walk.after()) out += ")";
  }
  return out;
}

}  // namespace patron::expr
