// From commands and pipelines of the Ast to CommandNodes; script blocks with their parameters.
#include "shell/runtime/binder/script_parameters.h"
#include "shell/runtime/compile/expressions.h"
#include "shell/runtime/pipeline.h"
#include "shell/runtime/script_block_object.h"
#include "shell/value/text.h"

namespace sipsh::runtime {

namespace {

class PipelineStmt final : public Stmt {
 public:
  std::vector<std::unique_ptr<CommandNode>> nodes;
  Completion Exec(Frame& frame) const override {
    Completion completion;
    if (nodes.size() == 1 && TryCallSimple(frame, *nodes[0], completion)) return completion;
    return RunPipeline(frame, nodes);
  }
  const CommandNode* OnlyCommand() const override {
    return nodes.size() == 1 && !nodes[0]->expression ? nodes[0].get() : nullptr;
  }
};

}  // namespace

std::unique_ptr<CommandNode> Compiler::CompileCommand(const syntax::Command& source) {
  auto node = std::make_unique<CommandNode>();
  node->invocation = source.invocation;
  node->extent = source.extent;
  node->code = &code_;
  if (source.name->kind == syntax::NodeKind::kStringConstant) {
    node->static_name = source.name->As<syntax::StringConstant>().value;
  }
  if (node->static_name.empty()) node->name = Compile(*source.name);
  for (const auto& element : source.arguments) {
    CompiledArgument argument;
    argument.name = element.name;
    argument.is_parameter = element.is_parameter;
    node->asks_help = node->asks_help || (element.is_parameter && element.name == "?");
    argument.stop_parsing = element.is_stop_parsing;
    if (element.value) {
      argument.value = Compile(*element.value);
      if (element.value->kind == syntax::NodeKind::kConstant)
        argument.text = element.value->As<syntax::ConstantExpression>().text;
      if (element.value->kind == syntax::NodeKind::kStringConstant && !element.is_parameter) {
        const auto& word = element.value->As<syntax::StringConstant>();
        argument.ends_parameters = word.style == syntax::StringStyle::kBare && word.value == "--";
      }
      if (element.value->kind == syntax::NodeKind::kVariable) {
        argument.splat = element.value->As<syntax::VariableExpression>().splatted;
        argument.splats_args =
            EqualsIgnoreCase(element.value->As<syntax::VariableExpression>().name, "args");
        node->has_splat = node->has_splat || argument.splat;
      }
    }
    node->arguments.push_back(std::move(argument));
  }
  node->like_method = source.invocation == syntax::InvocationOperator::kNone &&
                      source.arguments.size() == 1 && source.arguments[0].value &&
                      source.arguments[0].value->kind == syntax::NodeKind::kParen &&
                      source.arguments[0].extent.start == source.name->extent.end;
  for (const auto& r : source.redirections) {
    node->redirections.push_back(
        {r.from, r.merge, r.append, r.target ? Compile(*r.target) : nullptr});
  }
  return node;
}

StmtPtr Compiler::CompilePipeline(const syntax::Pipeline& source) {
  if (source.background) Unsupported("Background jobs with & are not supported yet.");
  auto statement = std::make_unique<PipelineStmt>();
  for (const auto& element : source.elements) {
    if (element->kind == syntax::NodeKind::kCommand) {
      statement->nodes.push_back(CompileCommand(element->As<syntax::Command>()));
      continue;
    }
    const auto& expression = element->As<syntax::CommandExpression>();
    auto node = std::make_unique<CommandNode>();
    node->expression = Compile(*expression.expression);
    node->extent = expression.extent;
    node->code = &code_;
    for (const auto& r : expression.redirections) {
      node->redirections.push_back(
          {r.from, r.merge, r.append, r.target ? Compile(*r.target) : nullptr});
    }
    statement->nodes.push_back(std::move(node));
  }
  return statement;
}

void Compiler::CompileParameters() {
  const syntax::ScriptBlock& block = *code_.block;
  for (const auto& parameter : block.parameters) Slot(parameter->name);
  bool plain = true;
  for (const auto& parameter : block.parameters) {
    CompiledParameter compiled;
    compiled.name = interpreter_.names.Intern(parameter->name);
    compiled.slot = Slot(parameter->name);
    for (const auto& attribute : parameter->attributes) {
      if (!attribute->is_type_constraint) continue;
      std::string name = Fold(attribute->type.text);
      compiled.is_switch = name == "switch" || name.ends_with("switchparameter");
      if (!compiled.is_switch) compiled.type = &interpreter_.heap.types().Get(attribute->type.text);
      if (compiled.type == &types::kObject) compiled.type = nullptr;
    }
    if (HasValidation(*parameter)) {
      std::vector<const syntax::Attribute*> attributes;
      for (const auto& attribute : parameter->attributes) attributes.push_back(attribute.get());
      compiled.validation = DescribeValidation(interpreter_, code_, attributes);
    }
    if (parameter->default_value) compiled.default_value = Compile(*parameter->default_value);
    code_.parameters.push_back(std::move(compiled));
    plain = plain && !HasValidation(*parameter);
  }
  DescribeParameters(interpreter_, code_);
  code_.simple = plain && !code_.advanced && !block.begin && !block.process && !block.clean &&
                 !block.dynamic_param;
}

void Compiler::CompileAll() {
  const syntax::ScriptBlock& block = *code_.block;
  CompileParameters();
  if (block.dynamic_param) Unsupported("dynamicparam is not supported yet.");
  if (block.begin) code_.begin = Compile(*block.begin);
  if (block.process) code_.process = Compile(*block.process);
  if (block.end) code_.end = Compile(*block.end);
  if (block.clean) code_.clean = Compile(*block.clean);
  code_.gives_value = code_.simple && code_.end && code_.end->GivesValue(true);
  code_.plain = code_.parameters.empty() && !code_.begin && !code_.process && !code_.clean;
  if (code_.plain && code_.end && code_.end->statements.size() == 1 && code_.end->traps.empty()) {
    const Expr* only = code_.end->statements[0]->Expression();
    if (only && only->GivesTruth()) code_.truth = only;
  }
}

std::unique_ptr<BlockCode> CompileBlock(Interpreter& interpreter, const syntax::ScriptAstPtr& ast,
                                        const syntax::ScriptBlock& block) {
  auto code = std::make_unique<BlockCode>();
  code->ast = ast;
  code->block = &block;
  Compiler(interpreter, *code).CompileAll();
  return code;
}

}  // namespace sipsh::runtime
