// Variables, numbers and strings; expandable ones read their $( ) through the statement grammar.
#include "shell/syntax/number.h"
#include "shell/syntax/parser_impl.h"

namespace sipsh::syntax {

namespace {

VariableScope FindScope(std::string_view name) {
  if (EqualsLower(name, "script")) return VariableScope::kScript;
  if (EqualsLower(name, "global")) return VariableScope::kGlobal;
  if (EqualsLower(name, "local")) return VariableScope::kLocal;
  if (EqualsLower(name, "private")) return VariableScope::kPrivate;
  if (EqualsLower(name, "using")) return VariableScope::kUsing;
  if (EqualsLower(name, "variable")) return VariableScope::kNone;
  return VariableScope::kDrive;
}

char SimpleEscape(char c) {
  switch (c) {
    case '0':
      return '\0';
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'e':
      return '\x1b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return c;
  }
}

}  // namespace

ExpressionPtr Parser::ParseVariable(const Token& token) {
  auto node = Make<VariableExpression>(token.extent.start);
  node->extent.end = token.extent.end;
  node->splatted = token.kind == TokenKind::kSplat;
  std::string_view name = Slice(token.extent).substr(1);
  std::string unescaped;
  if (!name.empty() && name.front() == '{') {
    name.remove_prefix(1);
    if (!name.empty() && name.back() == '}') name.remove_suffix(1);
    if (name.find('`') != std::string_view::npos) {
      uint32_t end = token.extent.end - 1;
      for (uint32_t at = token.extent.start + 2; at < end;) {
        if (text_[at] == '`' && at + 1 < end) {
          at = AppendEscape(at, &unescaped);
        } else {
          unescaped += text_[at++];
        }
      }
      name = unescaped;
    }
  }
  size_t colon = name.find(':');
  if (colon != std::string_view::npos && colon > 0) {
    node->scope = FindScope(name.substr(0, colon));
    if (node->scope == VariableScope::kDrive) {
      node->drive = std::string(name.substr(0, colon));
      for (char& c : node->drive) c = LowerAscii(c);
    }
    name.remove_prefix(colon + 1);
  }
  node->name = std::string(name);
  return node;
}

ExpressionPtr Parser::ParseNumber(const Token& token) {
  auto node = Make<ConstantExpression>(token.extent.start);
  node->extent.end = token.extent.end;
  node->text = std::string(Slice(token.extent));
  syntax::ParseNumber(node->text, &node->value);
  return node;
}

ExpressionPtr Parser::ParseSingleQuoted(const Token& token) {
  auto node = Make<StringConstant>(token.extent.start);
  node->extent.end = token.extent.end;
  node->style = StringStyle::kSingleQuoted;
  uint32_t at = token.extent.start + FoldCharacter(text_, token.extent.start).length;
  uint32_t run = at;
  while (at < token.extent.end) {
    FoldedCharacter c = FoldCharacter(text_, at);
    if (c.ascii != '\'') {
      at += c.length;
      continue;
    }
    node->value.append(text_, run, at - run);
    at += c.length;
    run = at;
    if (at >= token.extent.end) break;
    at += FoldCharacter(text_, at).length;  // the second of a doubled quote is kept
  }
  if (run < token.extent.end) node->value.append(text_, run, token.extent.end - run);
  return node;
}

ExpressionPtr Parser::ParseSingleHere(const Token& token) {
  auto node = Make<StringConstant>(token.extent.start);
  node->extent.end = token.extent.end;
  node->style = StringStyle::kSingleHere;
  if (token.fault != TokenFault::kNone) return node;
  std::string_view body = Slice(token.extent);
  size_t header = body.find_first_of("\r\n");
  size_t first = header + (body.substr(header, 2) == "\r\n" ? 2 : 1);
  size_t last = body.find_last_of("\r\n");
  if (last < first) return node;  // the end mark follows the header
  if (body[last] == '\n' && last > first && body[last - 1] == '\r') --last;
  node->value = std::string(body.substr(first, last - first));
  return node;
}

ExpressionPtr Parser::MakeString(uint32_t start, StringStyle style, StringBuilder builder) {
  if (builder.parts.empty()) {
    auto node = Make<StringConstant>(start);
    node->style = style;
    node->value = std::move(builder.text);
    return Finish(std::move(node));
  }
  builder.Flush();
  auto node = Make<ExpandableString>(start);
  node->style = style;
  node->parts = std::move(builder.parts);
  return Finish(std::move(node));
}

// `u{1F600}; `at` is behind the u.
uint32_t Parser::AppendUnicodeEscape(uint32_t at, std::string* out) {
  uint32_t code = 0;
  uint32_t digits = 0;
  uint32_t end = at + 1;
  for (; digits < 7; ++digits, ++end) {
    char c = LowerAscii(At(end));
    bool digit = c >= '0' && c <= '9';
    if (!digit && !(c >= 'a' && c <= 'f')) break;
    code = code * 16 + static_cast<uint32_t>(digit ? c - '0' : c - 'a' + 10);
  }
  if (At(at) != '{' || At(end) != '}' || digits == 0 || digits > 6 || code > 0x10FFFF) {
    Fail({at, at + 1}, "InvalidUnicodeEscapeSequence",
         "`u must be followed by one to six hexadecimal digits in braces, up to 10FFFF");
    *out += 'u';
    return at;
  }
  AppendUtf8(*out, code);
  return end + 1;
}

// `at` is at the backtick; returns the offset behind the escape.
uint32_t Parser::AppendEscape(uint32_t at, std::string* out) {
  ++at;
  if (at >= text_.size()) return at;
  char c = text_[at];
  if (c == 'u' && At(at + 1) == '{') return AppendUnicodeEscape(at + 1, out);
  uint8_t length = FoldCharacter(text_, at).length;
  if (length == 1) {
    *out += SimpleEscape(c);
  } else {
    out->append(text_, at, length);
  }
  return at + length;
}

// `at` is at the $; returns the offset behind the variable or subexpression.
uint32_t Parser::AppendDollar(uint32_t at, StringBuilder* out) {
  if (At(at + 1) == '(') {
    pos_ = at;
    Peek(TokenMode::kOperand);
    out->Add(ParsePrimary(TokenMode::kOperand));
    return pos_;
  }
  Token token;
  if (!tokenizer_.ScanVariable(at, &token)) {
    out->text += '$';
    return at + 1;
  }
  if (token.fault != TokenFault::kNone) ReportFault(token);
  uint32_t end = token.extent.end;
  if (At(end) == ':' && At(end + 1) != ':' && At(at + 1) != '{') {
    std::string name(Slice({at + 1, end}));
    Fail({at, end + 1}, "InvalidVariableReferenceWithDrive",
         "':' behind $" + name + " must be followed by a variable name; write ${" + name +
             "}: to end the name before it");
  }
  Record(TokenKind::kVariable, token.extent);
  out->Add(ParseVariable(token));
  return end;
}

// The inside of a double-quoted string from `at` to behind its closing quote.
uint32_t Parser::ExpandQuoted(uint32_t at, StringBuilder* out, bool* closed) {
  *closed = false;
  while (at < text_.size() && !stopped_) {
    char c = text_[at];
    if (c == '$') {
      at = AppendDollar(at, out);
    } else if (c == '`') {
      at = AppendEscape(at, &out->text);
    } else if (c != '"' && static_cast<unsigned char>(c) < 0x80) {
      out->text += c;
      ++at;
    } else {
      FoldedCharacter folded = FoldCharacter(text_, at);
      uint32_t next = at + folded.length;
      if (folded.ascii != '"') {
        out->text.append(text_, at, folded.length);
        at = next;
        continue;
      }
      FoldedCharacter second = FoldCharacter(text_, next);
      if (second.ascii != '"') {
        *closed = true;
        return next;
      }
      out->text.append(text_, next, second.length);
      at = next + second.length;
    }
  }
  return at;
}

ExpressionPtr Parser::ParseDoubleQuoted(const Token& token) {
  StringBuilder builder;
  bool closed = false;
  uint32_t end = ExpandQuoted(token.extent.end, &builder, &closed);
  Advance(std::min<uint32_t>(end, static_cast<uint32_t>(text_.size())));
  Token whole = token;
  whole.extent.end = pos_;
  Record(TokenKind::kDoubleQuoted, whole.extent);
  if (!closed) {
    whole.fault = TokenFault::kUnterminatedString;
    ReportFault(whole);
  }
  return MakeString(token.extent.start, StringStyle::kDoubleQuoted, std::move(builder));
}

ExpressionPtr Parser::ParseDoubleHere(const Token& token) {
  StringBuilder builder;
  uint32_t at = token.extent.end;
  bool closed = token.fault != TokenFault::kNone;
  bool reported = closed;
  bool line_start = true;
  size_t last_break = 0;  // in builder.text: where the line end before this line begins
  while (at < text_.size() && !closed && !stopped_) {
    FoldedCharacter c = FoldCharacter(text_, at);
    if (line_start && c.ascii == '"' && At(at + c.length) == '@') {
      closed = true;
      at += c.length + 1;
      builder.text.resize(std::min(last_break, builder.text.size()));
      break;
    }
    line_start = false;
    if (c.ascii == '$') {
      at = AppendDollar(at, &builder);
    } else if (c.ascii == '`') {
      at = AppendEscape(at, &builder.text);
    } else if (HasClass(c.ascii, kNewLineChar)) {
      last_break = builder.text.size();
      uint32_t length = c.ascii == '\r' && At(at + 1) == '\n' ? 2 : 1;
      builder.text.append(text_, at, length);
      at += length;
      line_start = true;
    } else {
      builder.text.append(text_, at, c.length);
      at += c.length;
    }
  }
  Advance(std::min<uint32_t>(at, static_cast<uint32_t>(text_.size())));
  Token whole = token;
  whole.extent.end = pos_;
  Record(TokenKind::kDoubleHere, whole.extent);
  if (!closed && !reported) {
    whole.fault = TokenFault::kUnterminatedHereString;
    ReportFault(whole);
  }
  return MakeString(token.extent.start, StringStyle::kDoubleHere, std::move(builder));
}

// A bareword with quotes, escapes, variables or $( ) in it: $x/path.txt, a"b c"d, file`1.
ExpressionPtr Parser::ParseComposite() {
  StringBuilder builder;
  uint32_t start = Peek(TokenMode::kArgument).extent.start;
  uint32_t at = start;
  Advance(start);
  while (at < text_.size() && !stopped_) {
    FoldedCharacter c = FoldCharacter(text_, at);
    if (tokenizer_.EndsArgument(at)) break;
    bool closed = true;
    if (c.ascii == '$') {
      at = AppendDollar(at, &builder);
    } else if (c.ascii == '`') {
      at = AppendEscape(at, &builder.text);
    } else if (c.ascii == '"') {
      at = ExpandQuoted(at + c.length, &builder, &closed);
    } else if (c.ascii == '\'') {
      Token quoted = Tokenizer(text_).Lex(at, TokenMode::kArgument);
      if (quoted.fault != TokenFault::kNone) ReportFault(quoted);
      builder.text += ParseSingleQuoted(quoted)->As<StringConstant>().value;
      at = quoted.extent.end;
    } else {
      builder.text.append(text_, at, c.length);
      at += c.length;
    }
    if (!closed) {
      Token open;
      open.fault = TokenFault::kUnterminatedString;
      open.extent = {start, at};
      ReportFault(open);
    }
  }
  Advance(std::min<uint32_t>(at, static_cast<uint32_t>(text_.size())));
  Record(TokenKind::kComposite, {start, pos_});
  return MakeString(start, StringStyle::kBare, std::move(builder));
}

}  // namespace sipsh::syntax
