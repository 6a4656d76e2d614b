// Operator precedence with two stacks: operands that are done, and what is
// still open (operators, brackets, choices). Recursive descent was refused: the
// depth of what a user writes must not become the depth of our stack.
//
// Signs and words in order of binding, loosest first, as CEL has them:
//   ?:   ||   &&   == != < <= > >= in   + -   * / %   ! -   . [] ()
#include "expr/parser.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "expr/literal.h"
#include "expr/macro.h"
#include "expr/source.h"
#include "expr/text.h"
#include "expr/token.h"

namespace patron::expr {
namespace {

constexpr int kChoiceRank = 1;
constexpr int kOrRank = 2;
constexpr int kAndRank = 3;
constexpr int kUnaryRank = 7;

struct BinarySign {
  TokenKind token;
  Operator op;
  int rank;
};

constexpr BinarySign kBinarySigns[] = {
    {TokenKind::kEqual, Operator::kEqual, 4},
    {TokenKind::kNotEqual, Operator::kNotEqual, 4},
    {TokenKind::kLess, Operator::kLess, 4},
    {TokenKind::kLessEqual, Operator::kLessEqual, 4},
    {TokenKind::kGreater, Operator::kGreater, 4},
    {TokenKind::kGreaterEqual, Operator::kGreaterEqual, 4},
    {TokenKind::kIn, Operator::kIn, 4},
    {TokenKind::kPlus, Operator::kAdd, 5},
    {TokenKind::kMinus, Operator::kSubtract, 5},
    {TokenKind::kStar, Operator::kMultiply, 6},
    {TokenKind::kSlash, Operator::kDivide, 6},
    {TokenKind::kPercent, Operator::kModulo, 6},
};

// What has been begun and waits for its operands.
enum class OpenKind : uint8_t {
  kUnary,
  kBinary,
  kAnd,
  kOr,
  kThen,  // after the ? of a choice
  kElse,  // after its :
  kRound,
  kCall,
  kMemberCall,
  kIndex,
  kList,
  kMapKey,
  kMapValue,
};

struct Open {
  OpenKind kind = OpenKind::kRound;
  Operator op = Operator::kNot;
  int rank = 0;  // 0: nothing is reduced across it
  uint32_t offset = 0;
  uint32_t operands = 0;  // how many operands there were before its own
  std::string_view name;
  bool spread = false;  // lists and maps: the entry in hand began with a ?
};

bool Nests(OpenKind kind) {
  return kind != OpenKind::kBinary && kind != OpenKind::kAnd &&
         kind != OpenKind::kOr;
}

bool IsBracket(OpenKind kind) { return kind >= OpenKind::kRound; }

class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens,
         const Limits& limits, bool macros)
      : ast_(source),
        tokens_(std::move(tokens)),
        limits_(limits),
        macros_(macros) {}

  ParseResult Run() {
    while (diagnostics_.empty() && !done_) {
      if (want_operand_) {
        ReadOperand();
      } else {
        ReadOperator();
      }
    }
    ParseResult result;
    result.diagnostics = std::move(diagnostics_);
    if (!result.diagnostics.empty()) return result;
    ast_.set_root(operands_.back());
    result.ast = std::move(ast_);
    return result;
  }

 private:
  [[nodiscard]] const Token& Now() const { return tokens_[at_]; }
  [[nodiscard]] const Token& Ahead() const {
    return tokens_[std::min(at_ + 1, tokens_.size() - 1)];
  }
  [[nodiscard]] std::string_view TextOf(const Token& token) const {
    return ast_.source().substr(token.offset, token.length);
  }

  void Fail(uint32_t offset, std::string message,
            Reason reason = Reason::kExpressionSyntax) {
    if (!diagnostics_.empty()) return;
    diagnostics_.push_back(
        DiagnosticAt(ast_.source(), offset, reason, std::move(message)));
  }

  // Other languages spell these signs as words.
  [[nodiscard]] static std::string SignOfWord(std::string_view word) {
    if (word == "and" || word == "AND") return ": write '&&'";
    if (word == "or" || word == "OR") return ": write '||'";
    if (word == "is") return ": write '=='";
    return "";
  }

  [[nodiscard]] std::string Found() const {
    return Now().kind == TokenKind::kEnd
               ? "the expression ends"
               : "found '" + std::string(TextOf(Now())) + "'";
  }

  void Push(Open open) {
    if (Nests(open.kind) && ++depth_ > limits_.depth_max) {
      return Fail(open.offset,
                  "nested more than " + std::to_string(limits_.depth_max) +
                      " deep: split it into segments or selections",
                  Reason::kTooDeep);
    }
    open_.push_back(open);
  }

  Open Pop() {
    const Open top = open_.back();
    if (Nests(top.kind)) --depth_;
    open_.pop_back();
    return top;
  }

  // Replaces the operands from `first` on by one node that has them as
  // children.
  void Make(Node node, size_t first) {
    const std::vector<NodeId> children(
        operands_.begin() + static_cast<std::ptrdiff_t>(first),
        operands_.end());
    operands_.resize(first);
    MakeWith(node, children);
  }

  void MakeWith(const Node& node, std::span<const NodeId> children) {
    if (ast_.size() >= limits_.nodes_max) {
      return Fail(node.offset,
                  "more than " + std::to_string(limits_.nodes_max) +
                      " parts: split it into segments or selections",
                  Reason::kExpressionTooLarge);
    }
    operands_.push_back(ast_.Add(node, children));
    want_operand_ = false;
  }

  void MakeLiteral(const Token& token, bool negative, uint32_t offset) {
    LiteralResult literal =
        ReadLiteral(token.kind, TextOf(token), negative, ast_.arena());
    if (!literal.error.empty()) {
      return Fail(token.offset + static_cast<uint32_t>(literal.error_at),
                  std::move(literal.error));
    }
    Node node;
    node.offset = offset;
    node.literal = literal.value;
    MakeWith(node, {});
  }

  // Where a value is expected.

  void ReadOperand() {
    const Token token = Now();
    switch (token.kind) {
      case TokenKind::kInt:
      case TokenKind::kUint:
      case TokenKind::kDouble:
      case TokenKind::kString:
      case TokenKind::kBytes:
      case TokenKind::kTrue:
      case TokenKind::kFalse:
      case TokenKind::kNull:
        ++at_;
        return MakeLiteral(token, false, token.offset);
      case TokenKind::kName:
      case TokenKind::kDot:
        return ReadName();
      case TokenKind::kMinus:
        return ReadMinus();
      case TokenKind::kNot:
        ++at_;
        return PushSign(OpenKind::kUnary, Operator::kNot, token.offset);
      case TokenKind::kOpenRound:
        ++at_;
        return PushBracket(OpenKind::kRound, token.offset, {}, 0);
      case TokenKind::kOpenSquare:
        ++at_;
        return PushBracket(OpenKind::kList, token.offset, {}, 0);
      case TokenKind::kOpenCurly:
        ++at_;
        return PushBracket(OpenKind::kMapKey, token.offset, {}, 0);
      case TokenKind::kCloseRound:
      case TokenKind::kCloseSquare:
      case TokenKind::kCloseCurly:
        if (CloseEmpty()) return;
        break;
      default:
        break;
    }
    if (token.kind == TokenKind::kQuestion && BeginsEntry()) {
      ++at_;
      open_.back().spread = true;
      return;
    }
    Fail(token.offset, "expected a value, but " + Found());
  }

  // Whether an entry of a list, or a key of a map, would stand here.
  [[nodiscard]] bool BeginsEntry() const {
    if (open_.empty() || at_ == 0 || open_.back().spread) return false;
    const OpenKind kind = open_.back().kind;
    if (kind != OpenKind::kList && kind != OpenKind::kMapKey) return false;
    const TokenKind before = tokens_[at_ - 1].kind;
    return before == TokenKind::kComma || before == TokenKind::kOpenSquare ||
           before == TokenKind::kOpenCurly;
  }

  // [?x] and {?k: x}: the value that ends here stands for what it holds.
  void EndEntry() {
    Open& top = open_.back();
    if (!top.spread || top.kind == OpenKind::kMapKey) return;
    top.spread = false;
    Node node;
    node.kind = NodeKind::kSpread;
    node.offset = ast_.node(operands_.back()).offset;
    Make(node, Count() - 1);
  }

  void ReadName() {
    Node node;
    node.kind = NodeKind::kName;
    node.offset = Now().offset;
    if (Now().kind == TokenKind::kDot) {
      node.absolute = true;
      ++at_;
    }
    const Token token = Now();
    if (token.kind != TokenKind::kName) {
      return Fail(token.offset, "expected a name, but " + Found());
    }
    node.text = TextOf(token);
    if (IsReserved(node.text)) {
      return Fail(token.offset, "'" + std::string(node.text) +
                                    "' is a reserved word, not a name");
    }
    ++at_;
    if (Now().kind == TokenKind::kOpenRound) {
      ++at_;
      return PushBracket(OpenKind::kCall, token.offset, node.text, 0);
    }
    MakeWith(node, {});
  }

  // A minus right before a number is its sign: -9223372036854775808 is an int.
  void ReadMinus() {
    const uint32_t offset = Now().offset;
    const Token next = Ahead();
    ++at_;
    if (next.kind == TokenKind::kInt || next.kind == TokenKind::kDouble) {
      ++at_;
      return MakeLiteral(next, true, offset);
    }
    PushSign(OpenKind::kUnary, Operator::kNegate, offset);
  }

  void PushSign(OpenKind kind, Operator op, uint32_t offset) {
    Push({kind, op, kUnaryRank, offset, Count(), {}});
    want_operand_ = true;
  }

  // `own` operands are already there: the receiver of a member call.
  void PushBracket(OpenKind kind, uint32_t offset, std::string_view name,
                   uint32_t own) {
    Push({kind, Operator::kNot, 0, offset, Count() - own, name});
    want_operand_ = true;
  }

  [[nodiscard]] uint32_t Count() const {
    return static_cast<uint32_t>(operands_.size());
  }

  // f(), [] and {}, and a comma before the end of a list or map.
  bool CloseEmpty() {
    if (open_.empty()) return false;
    const Open& top = open_.back();
    const bool empty =
        Count() == top.operands + (top.kind == OpenKind::kMemberCall);
    const bool after_comma =
        at_ > 0 && tokens_[at_ - 1].kind == TokenKind::kComma;
    const TokenKind token = Now().kind;
    const bool round =
        (top.kind == OpenKind::kCall || top.kind == OpenKind::kMemberCall) &&
        empty && token == TokenKind::kCloseRound;
    const bool square = top.kind == OpenKind::kList && (empty || after_comma) &&
                        token == TokenKind::kCloseSquare;
    const bool curly = top.kind == OpenKind::kMapKey &&
                       (empty || after_comma) &&
                       token == TokenKind::kCloseCurly;
    if (!round && !square && !curly) return false;
    CloseBracket();
    return true;
  }

  // Where an operator or the end is expected.

  void ReadOperator() {
    const Token token = Now();
    switch (token.kind) {
      case TokenKind::kDot:
        return ReadSelect();
      case TokenKind::kOpenSquare:
        ++at_;
        PushBracket(OpenKind::kIndex, token.offset, {}, 1);
        if (Now().kind == TokenKind::kQuestion && !open_.empty()) {
          ++at_;
          open_.back().op = Operator::kOptionalIndex;
        }
        return;
      case TokenKind::kAnd:
        return ReadLogical(OpenKind::kAnd, kAndRank);
      case TokenKind::kOr:
        return ReadLogical(OpenKind::kOr, kOrRank);
      case TokenKind::kQuestion:
        return ReadQuestion();
      case TokenKind::kColon:
        return ReadColon();
      case TokenKind::kComma:
        return ReadComma();
      case TokenKind::kCloseRound:
      case TokenKind::kCloseSquare:
      case TokenKind::kCloseCurly:
        return ReadClose();
      case TokenKind::kEnd:
        return ReadEnd();
      case TokenKind::kOpenCurly:
        return Fail(token.offset, "messages cannot be made in an expression");
      default:
        break;
    }
    for (const BinarySign& sign : kBinarySigns) {
      if (sign.token != token.kind) continue;
      ReduceTo(sign.rank);
      ++at_;
      Push({OpenKind::kBinary,
            sign.op,
            sign.rank,
            token.offset,
            Count() - 1,
            {}});
      want_operand_ = true;
      return;
    }
    Fail(token.offset, "expected an operator or the end, but " + Found() +
                           SignOfWord(TextOf(token)));
  }

  void ReadSelect() {
    ++at_;
    const bool optional = Now().kind == TokenKind::kQuestion;
    if (optional) ++at_;
    const Token token = Now();
    if (token.kind != TokenKind::kName &&
        token.kind != TokenKind::kQuotedName) {
      return Fail(token.offset, "expected a field after '.', but " + Found());
    }
    ++at_;
    const std::string_view text = TextOf(token);
    if (token.kind == TokenKind::kName && Now().kind == TokenKind::kOpenRound) {
      if (optional) {
        return Fail(token.offset, "only a field may follow '.?'");
      }
      ++at_;
      return PushBracket(OpenKind::kMemberCall, token.offset, text, 1);
    }
    Node node;
    node.kind = NodeKind::kSelect;
    node.optional = optional;
    node.offset = token.offset;
    node.text = token.kind == TokenKind::kQuotedName
                    ? text.substr(1, text.size() - 2)
                    : text;
    Make(node, Count() - 1);
  }

  // A chain of the same sign stays one open entry with many operands.
  void ReadLogical(OpenKind kind, int rank) {
    ReduceTo(rank + 1);
    if (open_.empty() || open_.back().kind != kind) {
      Push({kind, Operator::kNot, rank, Now().offset, Count() - 1, {}});
    }
    ++at_;
    want_operand_ = true;
  }

  void ReadQuestion() {
    ReduceTo(kOrRank);
    if (!open_.empty() && open_.back().kind == OpenKind::kThen) {
      return Fail(Now().offset,
                  "a choice between '?' and ':' needs brackets of its own");
    }
    Push({OpenKind::kThen, Operator::kNot, 0, Now().offset, Count() - 1, {}});
    ++at_;
    want_operand_ = true;
  }

  void ReadColon() {
    ReduceTo(kChoiceRank);
    if (open_.empty() || (open_.back().kind != OpenKind::kThen &&
                          open_.back().kind != OpenKind::kMapKey)) {
      return Fail(Now().offset, "':' without a '?' or a map before it");
    }
    Open& top = open_.back();
    if (top.kind == OpenKind::kThen) {
      top.kind = OpenKind::kElse;
      top.rank = kChoiceRank;
    } else {
      top.kind = OpenKind::kMapValue;
    }
    ++at_;
    want_operand_ = true;
  }

  void ReadComma() {
    ReduceTo(kChoiceRank);
    const OpenKind kind = open_.empty() ? OpenKind::kRound : open_.back().kind;
    if (!open_.empty()) EndEntry();
    if (kind == OpenKind::kMapValue) {
      open_.back().kind = OpenKind::kMapKey;
    } else if (kind != OpenKind::kCall && kind != OpenKind::kMemberCall &&
               kind != OpenKind::kList) {
      return FailOpen("',' is not expected here");
    }
    ++at_;
    want_operand_ = true;
  }

  void ReadClose() {
    ReduceTo(kChoiceRank);
    if (open_.empty() || !Matches(open_.back().kind)) {
      return FailOpen("'" + std::string(TextOf(Now())) +
                      "' closes nothing that is open");
    }
    EndEntry();
    CloseBracket();
  }

  [[nodiscard]] bool Matches(OpenKind kind) const {
    switch (Now().kind) {
      case TokenKind::kCloseRound:
        return kind == OpenKind::kRound || kind == OpenKind::kCall ||
               kind == OpenKind::kMemberCall;
      case TokenKind::kCloseSquare:
        return kind == OpenKind::kList || kind == OpenKind::kIndex;
      default:
        return kind == OpenKind::kMapValue;
    }
  }

  // Says what is still open instead, where something is.
  void FailOpen(std::string message) {
    if (!open_.empty()) {
      switch (open_.back().kind) {
        case OpenKind::kThen:
          message = "expected ':' of the choice, but " + Found();
          break;
        case OpenKind::kMapKey:
          message = "expected ':' and a value of the map, but " + Found();
          break;
        case OpenKind::kMapValue:
          message = "expected '}', but " + Found();
          break;
        case OpenKind::kList:
        case OpenKind::kIndex:
          message = "expected ']', but " + Found();
          break;
        default:
          message = "expected ')', but " + Found();
      }
    }
    Fail(Now().offset, std::move(message));
  }

  void ReadEnd() {
    ReduceTo(kChoiceRank);
    if (!open_.empty()) return FailOpen("");
    done_ = true;
  }

  void CloseBracket() {
    ++at_;
    const Open open = Pop();
    Node node;
    node.offset = open.offset;
    node.text = open.name;
    switch (open.kind) {
      case OpenKind::kCall:
        node.kind = NodeKind::kCall;
        return FinishCall(node, open.operands);
      case OpenKind::kMemberCall:
        node.kind = NodeKind::kMemberCall;
        return FinishCall(node, open.operands);
      case OpenKind::kIndex:
        node.kind = NodeKind::kOperator;
        node.op =
            open.op == Operator::kOptionalIndex ? open.op : Operator::kIndex;
        return Make(node, open.operands);
      case OpenKind::kList:
        node.kind = NodeKind::kList;
        return Make(node, open.operands);
      case OpenKind::kMapKey:
      case OpenKind::kMapValue:
        node.kind = NodeKind::kMap;
        return Make(node, open.operands);
      default:
        want_operand_ = false;  // round brackets only group
    }
  }

  void FinishCall(const Node& call, uint32_t first) {
    if (!macros_) return Make(call, first);
    const std::span<const NodeId> children =
        std::span<const NodeId>(operands_).subspan(first);
    MacroResult macro = ExpandMacro(ast_, call, children);
    if (macro.outcome == MacroOutcome::kNoMacro) return Make(call, first);
    if (macro.outcome == MacroOutcome::kWrong) {
      return Fail(macro.error_at, std::move(macro.error));
    }
    operands_.resize(first);
    MakeWith(macro.node, macro.children);
  }

  // Finishes every operator that binds at least as tightly as `rank`.
  void ReduceTo(int rank) {
    while (!open_.empty() && open_.back().rank >= rank &&
           !IsBracket(open_.back().kind) && diagnostics_.empty()) {
      Reduce(Pop());
    }
  }

  void Reduce(const Open& open) {
    Node node;
    node.offset = open.offset;
    switch (open.kind) {
      case OpenKind::kUnary:
        if (open.op == Operator::kNegate && FoldSign(open.offset)) return;
        [[fallthrough]];
      case OpenKind::kBinary:
        node.kind = NodeKind::kOperator;
        node.op = open.op;
        return Make(node, open.operands);
      case OpenKind::kAnd:
        node.kind = NodeKind::kAnd;
        return MakeFlat(node, open.operands);
      case OpenKind::kOr:
        node.kind = NodeKind::kOr;
        return MakeFlat(node, open.operands);
      default:
        node.kind = NodeKind::kChoice;
        return Make(node, open.operands);
    }
  }

  // -(5) is the literal -5, so that it prints and parses as one.
  bool FoldSign(uint32_t offset) {
    Node& node = ast_.mutable_node(operands_.back());
    if (node.kind != NodeKind::kLiteral) return false;
    if (node.literal.is(Kind::kInt) && node.literal.integer() >= 0) {
      node.literal = Value::Int(-node.literal.integer());
    } else if (node.literal.is(Kind::kDouble) &&
               !std::signbit(node.literal.number())) {
      node.literal = Value::Double(-node.literal.number());
    } else {
      return false;
    }
    node.offset = offset;
    return true;
  }

  // (a && b) && c and a && (b && c) are a && b && c: error or false of any part
  // decides the same in each.
  void MakeFlat(const Node& node, uint32_t first) {
    std::vector<NodeId> flat;
    for (size_t i = first; i < operands_.size(); ++i) {
      if (ast_.node(operands_[i]).kind == node.kind) {
        const std::span<const NodeId> inner = ast_.children(operands_[i]);
        flat.insert(flat.end(), inner.begin(), inner.end());
      } else {
        flat.push_back(operands_[i]);
      }
    }
    operands_.resize(first);
    MakeWith(node, flat);
  }

  Ast ast_;
  std::vector<Token> tokens_;
  const Limits& limits_;
  bool macros_;
  size_t at_ = 0;
  uint32_t depth_ = 0;
  bool want_operand_ = true;
  bool done_ = false;
  std::vector<NodeId> operands_;
  std::vector<Open> open_;
  Diagnostics diagnostics_;
};

}  // namespace

ParseResult Parse(std::string_view source, const Limits& limits, bool macros) {
  TokenizeResult tokens = Tokenize(source, limits);
  if (!tokens.diagnostics.empty()) {
    return {std::nullopt, std::move(tokens.diagnostics)};
  }
  return Parser(source, std::move(tokens.tokens), limits, macros).Run();
}

}  // namespace patron::expr
