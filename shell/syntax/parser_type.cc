// Type names, attributes, classes and enums.
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

// A type name at pos_, without outer brackets.
bool Parser::ParseTypeName(TypeName* type) {
  Level level(*this);
  if (!level.Ok()) return false;
  while (HasClass(At(pos_), kBlank | kNewLineChar)) ++pos_;
  uint32_t start = pos_;
  uint32_t end = start;
  while (end < text_.size()) {
    char c = text_[end];
    bool part = IsNameStart(text_, end) || HasClass(c, kDigitChar) || c == '.' || c == '+' ||
                (c == '`' && (HasClass(At(end + 1), kDigitChar) || At(end + 1) == '`'));
    if (!part) break;
    end += FoldCharacter(text_, end).length;
  }
  if (end == start) {
    FailHere("MissingTypename", "the name of a type is expected here", TokenMode::kOperand);
    return false;
  }
  Advance(end);
  type->name = std::string(Slice({start, end}));
  size_t arity = type->name.find('`');
  if (arity != std::string::npos) type->name.resize(arity);
  ParseTypeSuffixes(type);
  type->extent = {start, last_end_};
  type->text = std::string(Slice(type->extent));
  return true;
}

// Array ranks and generic arguments: [], [,], [string, int].
void Parser::ParseTypeSuffixes(TypeName* type) {
  while (At(pos_) == '[' && !stopped_) {
    uint32_t at = pos_ + 1;
    while (HasClass(At(at), kBlank)) ++at;
    if (At(at) != ']' && At(at) != ',') {
      if (!type->arguments.empty() || !type->array_ranks.empty()) return;
      uint32_t before = pos_;
      ParseTypeArguments(type);
      if (pos_ == before) return;
      continue;
    }
    int rank = 1;
    for (; At(at) == ',' || HasClass(At(at), kBlank); ++at) rank += At(at) == ',' ? 1 : 0;
    if (At(at) != ']') return;
    type->array_ranks.push_back(rank);
    Advance(at + 1);
  }
}

// [int, System.String], [[int], [string, mscorlib]]
void Parser::ParseTypeArguments(TypeName* type) {
  uint32_t opened = pos_;
  Advance(pos_ + 1);
  for (;;) {
    while (HasClass(At(pos_), kBlank | kNewLineChar)) ++pos_;
    TypeName argument;
    bool bracketed = At(pos_) == '[';
    if (bracketed) Advance(pos_ + 1);
    if (!ParseTypeName(&argument)) return;
    if (bracketed) {
      SkipAssemblyName();
      ExpectClosing(TokenKind::kRightBracket, opened, "EndSquareBracketExpectedAtEndOfType",
                    "the '['");
    }
    type->arguments.push_back(std::move(argument));
    while (HasClass(At(pos_), kBlank | kNewLineChar)) ++pos_;
    if (At(pos_) != ',') break;
    Advance(pos_ + 1);
  }
  ExpectClosing(TokenKind::kRightBracket, opened, "EndSquareBracketExpectedAtEndOfType",
                "the '[' of the type arguments");
}

// ", mscorlib, Version=..." behind a type name is read over.
void Parser::SkipAssemblyName() {
  uint32_t at = pos_;
  while (HasClass(At(at), kBlank)) ++at;
  if (At(at) != ',') return;
  while (at < text_.size() && text_[at] != ']' && !HasClass(text_[at], kNewLineChar)) ++at;
  Advance(at);
}

bool Parser::ParseBracketedType(TypeName* type) {
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Take();
  if (!ParseTypeName(type)) return false;
  SkipAssemblyName();
  ExpectClosing(TokenKind::kRightBracket, opened, "EndSquareBracketExpectedAtEndOfType", "the '['");
  return true;
}

// [type] or [Attribute(arguments)]; null when neither can be read.
AttributePtr Parser::ParseAttribute() {
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Take();
  auto node = Make<Attribute>(opened);
  if (!ParseTypeName(&node->type)) return nullptr;
  while (HasClass(At(pos_), kBlank)) ++pos_;
  if (At(pos_) == '(') {
    ParseAttributeArguments(node.get());
    SkipNewLines();
  } else {
    node->is_type_constraint = true;
    SkipAssemblyName();
  }
  ExpectClosing(TokenKind::kRightBracket, opened, "EndSquareBracketExpectedAtEndOfAttribute",
                "the '['");
  return Finish(std::move(node));
}

void Parser::ParseAttributeArguments(Attribute* attribute) {
  CommaScope scope(*this, false);
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  Take();
  SkipNewLines();
  while (Peek(TokenMode::kOperand).kind != TokenKind::kRightParen && !stopped_) {
    AttributeArgument argument;
    argument.extent.start = token_.extent.start;
    if (token_.kind == TokenKind::kBareword) {
      argument.name = std::string(Slice(Take().extent));
      const Token& equals = Peek(TokenMode::kOperator);
      if (equals.kind == TokenKind::kAssignment &&
          equals.assignment == AssignmentOperator::kAssign) {
        Take();
        SkipNewLines();
        argument.value = ParseExpression();
      }
    } else {
      argument.value = ParseExpression();
    }
    argument.extent.end = last_end_;
    attribute->arguments.push_back(std::move(argument));
    SkipNewLines();
    if (Peek(TokenMode::kOperator).kind != TokenKind::kComma) break;
    Take();
    SkipNewLines();
  }
  ExpectClosing(TokenKind::kRightParen, opened, "MissingEndParenthesisInAttribute",
                "the '(' of the attribute");
}

// ---- Classes and enums --------------------------------------------------------------------------

bool Parser::TakeName(std::string* name, std::string_view what) {
  if (Peek(TokenMode::kOperand).kind != TokenKind::kBareword) {
    FailHere("MissingName", "the name of " + std::string(what) + " is expected here",
             TokenMode::kOperand);
    return false;
  }
  *name = std::string(Slice(Take().extent));
  return true;
}

StatementPtr Parser::ParseEnum(uint32_t start) {
  auto node = Make<TypeDefinition>(start);
  node->is_enum = true;
  TakeName(&node->name, "an enum");
  if (Peek(TokenMode::kOperator).kind == TokenKind::kColon) {
    Take();
    TypeName base;
    if (ParseTypeName(&base)) node->base_types.push_back(std::move(base));
  }
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  if (!Expect(TokenKind::kLeftBrace, "MissingTypeBody",
              "the body { ... } of the enum is missing")) {
    return Finish(std::move(node));
  }
  for (;;) {
    SkipSeparators();
    TokenKind kind = Peek(TokenMode::kOperand).kind;
    if (kind == TokenKind::kRightBrace || kind == TokenKind::kEnd) break;
    TypeMember member;
    member.kind = TypeMemberKind::kEnumValue;
    member.extent.start = token_.extent.start;
    if (!TakeName(&member.name, "an enum value")) {
      SkipToStatementEnd();
      if (Peek(TokenMode::kOperand).kind == TokenKind::kRightParen) SkipOneToken();
      continue;
    }
    if (Peek(TokenMode::kOperator).kind == TokenKind::kAssignment) {
      Take();
      member.initial_value = ParseExpression();
    }
    member.extent.end = last_end_;
    node->members.push_back(std::move(member));
  }
  ExpectClosing(TokenKind::kRightBrace, opened, "MissingEndCurlyBrace", "the '{' of the enum");
  return Finish(std::move(node));
}

StatementPtr Parser::ParseClass(uint32_t start) {
  auto node = Make<TypeDefinition>(start);
  TakeName(&node->name, "a class");
  if (Peek(TokenMode::kOperator).kind == TokenKind::kColon) {
    do {
      Take();
      SkipNewLines();
      TypeName base;
      if (!ParseTypeName(&base)) break;
      node->base_types.push_back(std::move(base));
    } while (Peek(TokenMode::kOperator).kind == TokenKind::kComma);
  }
  SkipNewLines();
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  if (!Expect(TokenKind::kLeftBrace, "MissingTypeBody",
              "the body { ... } of the class is missing")) {
    return Finish(std::move(node));
  }
  for (;;) {
    SkipSeparators();
    TokenKind kind = Peek(TokenMode::kOperand).kind;
    if (kind == TokenKind::kRightBrace || kind == TokenKind::kEnd) break;
    uint32_t before = pos_;
    ParseClassMember(node.get());
    if (pos_ == before) SkipOneToken();
  }
  ExpectClosing(TokenKind::kRightBrace, opened, "MissingEndCurlyBrace", "the '{' of the class");
  return Finish(std::move(node));
}

void Parser::ParseClassMember(TypeDefinition* type) {
  TypeMember member;
  uint32_t start = Peek(TokenMode::kOperand).extent.start;
  member.extent.start = start;
  for (;;) {
    SkipNewLines();
    const Token& token = Peek(TokenMode::kOperand);
    if (token.kind == TokenKind::kLeftBracket) {
      AttributePtr attribute = ParseAttribute();
      if (attribute == nullptr) return;
      if (attribute->is_type_constraint) {
        member.has_type = true;
        member.type = attribute->type;
      }
      member.attributes.push_back(std::move(attribute));
    } else if (token.kind == TokenKind::kBareword && EqualsLower(Slice(token.extent), "static")) {
      Take();
      member.is_static = true;
    } else if (token.kind == TokenKind::kBareword && EqualsLower(Slice(token.extent), "hidden")) {
      Take();
      member.is_hidden = true;
    } else {
      break;
    }
  }
  if (Peek(TokenMode::kOperand).kind == TokenKind::kVariable) {
    ExpressionPtr variable = ParseVariable(Take());
    member.name = variable->As<VariableExpression>().name;
    if (Peek(TokenMode::kOperator).kind == TokenKind::kAssignment) {
      Take();
      SkipNewLines();
      member.initial_value = ParseExpression();
    }
  } else if (TakeName(&member.name, "a member")) {
    member.kind = TypeMemberKind::kMethod;
    ParseMethod(&member, start);
  } else {
    SkipToStatementEnd();
    return;
  }
  member.extent.end = last_end_;
  type->members.push_back(std::move(member));
}

void Parser::ParseMethod(TypeMember* member, uint32_t start) {
  ScriptBlock parameters;
  if (Peek(TokenMode::kOperand).kind == TokenKind::kLeftParen) {
    ParseParameters(&parameters);
  } else {
    FailHere("MissingMethodParameters", "'(' must follow the name of a method",
             TokenMode::kOperand);
  }
  SkipNewLines();
  if (Peek(TokenMode::kOperator).kind == TokenKind::kColon) {
    Take();
    std::string base;
    if (TakeName(&base, "the base constructor, 'base',") &&
        Peek(TokenMode::kOperand).kind == TokenKind::kLeftParen) {
      member->has_base_call = true;
      ParseArgumentList(&member->base_arguments);
    }
    SkipNewLines();
  }
  uint32_t opened = Peek(TokenMode::kOperand).extent.start;
  if (!Expect(TokenKind::kLeftBrace, "MissingFunctionBody",
              "the body { ... } of the method is missing")) {
    member->body = Finish(Make<ScriptBlock>(start));
    return;
  }
  member->body = ParseScriptBlock(opened, TokenKind::kRightBrace, false);
  ExpectClosing(TokenKind::kRightBrace, opened, "MissingEndCurlyBrace", "the '{' of the method");
  member->body->extent.end = last_end_;
  if (!parameters.parameters.empty()) {
    member->body->parameters = std::move(parameters.parameters);
    member->body->has_param_block = true;
  }
}

}  // namespace sipsh::syntax
