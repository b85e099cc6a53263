#include <doctest/doctest.h>

#include "tests/unit/syntax/parse_helpers.h"

namespace sipsh::syntax {

TEST_CASE("operators bind as in the language") {
  CHECK(Tree("1 + 2 * 3") == "(+ 1 (* 2 3))");
  CHECK(Tree("1 - 2 - 3") == "(- (- 1 2) 3)");
  CHECK(Tree("-not $a -eq $b") == "(-eq (-not $a) $b)");
  CHECK(Tree("$a -and $b -or $c") == "(-or (-and $a $b) $c)");
  CHECK(Tree("1,2 + 3,4") == "(+ (, 1 2) (, 3 4))");
  CHECK(Tree("'{0}{1}' -f 1,2 + 'x'") == "(+ (-f \"{0}{1}\" (, 1 2)) \"x\")");
  CHECK(Tree("1..3 -join ','") == "(-join (.. 1 3) \",\")");
  CHECK(Tree("-join 1,2") == "(, (-join 1) 2)");
  CHECK(Tree(",1,2") == "(, (, 1) 2)");
  CHECK(Tree("[int]'1' + 2") == "(+ (cast [int] \"1\") 2)");
  CHECK(Tree("$a -band 1 -eq 1") == "(-band $a (-eq 1 1))");
  CHECK(Tree("$x ?? 1 + 2") == "(?? $x (+ 1 2))");
  CHECK(Tree("$a ? 1 : $b ? 2 : 3") == "(?: $a 1 (?: $b 2 3))");
  CHECK(Tree("$a -CEQ 'x' -Or $a -ilike 'y'") == "(-or (-ceq $a \"x\") (-ilike $a \"y\"))");
  CHECK(Tree("2 -shl 3; 7 -bxor 1; -bnot 5; !$x") == "(-shl 2 3) (-bxor 7 1) (-bnot 5) (-not $x)");
  CHECK(Tree("$x -is [int] -and $y -as [string]") == "(-and (-is $x [int]) (-as $y [string]))");
  CHECK(Tree("$a +\n 1") == "(+ $a 1)");
  CHECK(Tree("5 - 3; 5 -3; 5-3") == "(- 5 3) (- 5 3) (- 5 3)");
  CHECK(Tree("-5; - 5; +$x") == "-5 (- 5) (+ $x)");
}

TEST_CASE("members, calls, indexes") {
  CHECK(Tree("$x.a.b") == "(. (. $x a) b)");
  CHECK(Tree("$x.Foo(1, (2,3))") == "(call (. $x Foo) 1 (paren (, 2 3)))");
  CHECK(Tree("[Math]::Round(1.5, 1)") == "(call (:: [Math] Round) double:1.500000 1)");
  CHECK(Tree("$x[0][1,2]") == "(index (index $x 0) (, 1 2))");
  CHECK(Tree("${x}?.y; ${x}?[0]") == "(?. $x y) (?index $x 0)");
  CHECK(Tree("$x.$name; $x.'a b'; $x.\"a$b\"") ==
        "(. $x $name) (. $x \"a b\") (. $x (expand \"a\" $b))");
  CHECK(Tree("$x.Cast[int](1)") == "(call (. $x Cast)[int] 1)");
  CHECK(Tree("$x.where{ $_ }") == "(call (. $x where) { $_ })");
  CHECK(Tree("(Get-X -A 1).Name") == "(. (paren (cmd Get-X -A 1)) Name)");
  CHECK(Tree("'abc'.Length") == "(. \"abc\" Length)");
  CHECK(Tree("$i++; --$i; $x.y++") == "(post++ $i) (-- $i) (post++ (. $x y))");
  CHECK(Tree("[Collections.Generic.Dictionary[string,int[]]]::new()") ==
        "(call (:: [Collections.Generic.Dictionary[string,int[]]] new))");
  CHECK(Tree("@{a=1}.a; @(1)[0]; { 1 }.Ast") == "(. (hash a=1) a) (index @{ 1 } 0) (. { 1 } Ast)");
  CHECK(Tree("$x.\n  Foo") == "(. $x Foo)");
}

TEST_CASE("assignments") {
  CHECK(Tree("$a = $b = 1") == "(= $a (= $b 1))");
  CHECK(Tree("$a, $b = 1, 2") == "(= (, $a $b) (, 1 2))");
  CHECK(Tree("[int]$a = 1") == "(= (cast [int] $a) 1)");
  CHECK(Tree("$a.b += 1; $a[0] -= 1; $a *= 2; $a /= 2; $a %= 2") ==
        "(+= (. $a b) 1) (-= (index $a 0) 1) (*= $a 2) (/= $a 2) (%= $a 2)");
  CHECK(Tree("$a ?\?= 1") == "(?\?= $a 1)");
  CHECK(Tree("$x = if ($y) { 1 } else { 2 }") == "(= $x if $y { 1 } else { 2 })");
  CHECK(Tree("$x = Get-Y | foo") == "(= $x (cmd Get-Y) | (cmd foo))");
  CHECK(Tree("($x = 5) + 1") == "(+ (paren (= $x 5)) 1)");
  CHECK(Tree("$x =\n 5") == "(= $x 5)");
  CHECK(Tree("1 = 2") == "! InvalidLeftHandSide");
}

TEST_CASE("arguments keep their words") {
  CHECK(Tree("foo 0x10 10 -10 1..5 1+1 a=b") == "(cmd foo 16 10 -10 1..5 1+1 a=b)");
  CHECK(Tree("foo -Name value -Switch:$false -X: 1") ==
        "(cmd foo -Name value -Switch:$false -X:1)");
  CHECK(Tree("foo a,b , c") == "(cmd foo (, a b c))");
  CHECK(Tree("foo $x/a.txt $x.Name $x[0] \"$x\" $x-y") ==
        "(cmd foo (expand $x \"/a.txt\") (. $x Name) (index $x 0) (expand $x) (expand $x \"-y\"))");
  CHECK(Tree("foo *.txt [a-z]? ..\\x ~/y C:\\z http://a/b?c") ==
        "(cmd foo *.txt [a-z]? ..\\x ~/y C:\\z http://a/b?c)");
  CHECK(Tree("foo a\"b c\"d a`,b") == "(cmd foo ab cd a,b)");
  CHECK(Tree("foo @args @{a=1} @(1) { 1 } (1) $(1)") ==
        "(cmd foo @args (hash a=1) @{ 1 } { 1 } (paren 1) ${ 1 })");
  CHECK(Tree("foo -- -x --long - %") == "(cmd foo -- -x --long - %)");
  CHECK(Tree("foo --% a | b") == "(cmd foo --% a ) | (cmd b)");
  CHECK(Tree("Write-Host -NoNewline -f Red x") == "(cmd Write-Host -NoNewline -f Red x)");
  CHECK(Tree("foo a#b # c") == "(cmd foo a#b)");
  CHECK(Tree("foo sip:a@b.com") == "(cmd foo sip:a@b.com)");
  CHECK(Tree("foo `\n  -A 1") == "(cmd foo -A 1)");
  CHECK(Tree("-Guid 1") == "(cmd -Guid 1)");
  CHECK(Tree("7zip") == "(cmd 7zip)");
  CHECK(Tree("& 'a b' 1; . ./x.ps1; & { 1 } 2; . $f; & $x.y") ==
        "(& \"a b\" 1) (dot ./x.ps1) (& { 1 } 2) (dot $f) (& (. $x y))");
  CHECK(Tree("foo -Verbose:$true|bar;baz") == "(cmd foo -Verbose:$true) | (cmd bar) (cmd baz)");
  CHECK(Tree("foo (Get-X).Name") == "(cmd foo (. (paren (cmd Get-X)) Name))");
  CHECK(Tree("foo -Filter {Name -eq 'x'}") == "(cmd foo -Filter { (cmd Name -eq \"x\") })");
}

TEST_CASE("the text of a numeric argument is kept") {
  ParseResult result = Parse("foo 0x10");
  const auto& pipeline = result.ast->root->end->statements[0]->As<Pipeline>();
  const auto& argument = pipeline.elements[0]->As<Command>().arguments[0];
  CHECK(argument.value->As<ConstantExpression>().text == "0x10");
  CHECK(argument.value->As<ConstantExpression>().value.integer == 16);
}

TEST_CASE("pipelines and redirections") {
  CHECK(Tree("a | b |\n c\n | d") == "(cmd a) | (cmd b) | (cmd c) | (cmd d)");
  CHECK(Tree("a && b || c") == "(|| (&& (cmd a) (cmd b)) (cmd c))");
  CHECK(Tree("a > x 2>&1") == "(cmd a 1>x 2>&1)");
  CHECK(Tree("a >> x 2> $null *>&1") == "(cmd a 1>>x 2>$null *>&1)");
  CHECK(Tree("a b>c 3>>d") == "(cmd a b 1>c 3>>d)");
  CHECK(Tree("$x > y; 1 2>$null") == "$x 1>y 1 2>$null");
  CHECK(Tree("1..3>x") == "(.. 1 3) 1>x");
  CHECK(Tree("a &") == "(cmd a) &");
  CHECK(Tree("1 | 2") == "! ExpressionsMustBeFirstInPipeline");
  CHECK(Tree("1..3 | % { $_ } | ? Name -eq 1") == "(.. 1 3) | (cmd % { $_ }) | (cmd ? Name -eq 1)");
}

TEST_CASE("statements") {
  CHECK(Tree("if ($a) { b }\n\nelseif ($c) { d }\nelse { e }") ==
        "if $a { (cmd b) } elseif $c { (cmd d) } else { (cmd e) }");
  CHECK(Tree("if (1) { 2 } 3") == "if 1 { 2 } 3");
  CHECK(Tree("while ($x) { break }") == "while $x { break }");
  CHECK(Tree("do { 1 } until ($x)") == "do { 1 } until $x");
  CHECK(Tree("do { 1 }\nwhile (2)") == "do { 1 } while 2");
  CHECK(Tree("for (;;) { }") == "for -; -; - { }");
  CHECK(Tree("for ($i=0; $i -lt 3; $i++) { continue }") ==
        "for (= $i 0); (-lt $i 3); (post++ $i) { continue }");
  CHECK(Tree(":a foreach ($x in Get-Y) { continue a }") ==
        ":a foreach $x in (cmd Get-Y) { continue a }");
  CHECK(Tree("switch -wildcard -CaseSensitive ($x) { a* { 1 } default { 2 } }") ==
        "switch -wildcard -casesensitive $x a* { 1 } default { 2 }");
  CHECK(Tree("switch -file x.txt { 'a' { 1 } }") == "switch -file x.txt \"a\" { 1 }");
  CHECK(Tree("try { 1 } catch [A.B], [C] { 2 } catch { 3 } finally { 4 }") ==
        "try { 1 } catch [A.B][C]{ 2 } catch { 3 } finally { 4 }");
  CHECK(Tree("try { 1 }\ncatch\n[A]\n,\n[B]\n{ 2 }") == "try { 1 } catch [A][B]{ 2 }");
  CHECK(Tree("trap [X] { 1 }; 2") == "trap [X]{ 1 } 2");
  CHECK(Tree("throw 'x'; return; return 1, 2; exit 3") ==
        "throw \"x\" return return (, 1 2) exit 3");
  CHECK(Tree("using namespace System.Text\n1") == "using namespace System.Text 1");
  CHECK(Tree("data { 1 }") == "data { 1 }");
  CHECK(Tree("foreach-object { 1 }; format-list; ifx") ==
        "(cmd foreach-object { 1 }) (cmd format-list) (cmd ifx)");
  CHECK(Tree("a | foreach { $_ }") == "(cmd a) | (cmd foreach { $_ })");
  CHECK(Tree("@{ a = 1; 'b' = 2\n c = if (1) { 2 } }") == "(hash a=1 \"b\"=2 c=if 1 { 2 })");
  CHECK(Tree("[ordered]@{ a = 1 }") == "(cast [ordered] (ordered a=1))");
}

TEST_CASE("functions and param blocks") {
  CHECK(Tree("function Get-X { 1 }") == "function Get-X 1");
  CHECK(Tree("function global:f($a, [int]$b = 2) { $a }") ==
        "function global:f param $a [int] $b = 2 $a");
  CHECK(Tree("[CmdletBinding(SupportsShouldProcess)]\nparam(\n [Parameter(Mandatory=$true,\n "
             "Position=0)]\n"
             " [string] $Name,\n $Other = (1,2)\n)\n$Name") ==
        "[CmdletBinding(SupportsShouldProcess)] param [Parameter(Mandatory=$true, Position=0)] "
        "[string] "
        "$Name $Other = (paren (, 1 2)) $Name");
  CHECK(Tree("{ param($x) process { $x } }") == "{ param $x process { $x } }");
  CHECK(Tree("filter f { $_ }") == "filter f process { $_ }");
  CHECK(Tree("function f { begin { 1 } end { 2 } }") == "function f begin { 1 } end { 2 }");
  CHECK(Tree("class A : B { [int]$x = 1\n static [string] F([int]$y) { return 'a' } A() : base(1) "
             "{ } }") ==
        "class A : B [int] x = 1 static [string] F { param [int] $y return \"a\" } A : base( 1 ) { "
        "}");
  CHECK(Tree("enum E { A\n B = 2 }") == "enum E A B = 2");
  CHECK(Tree("[Flags()] enum E { A }") == "[Flags()] enum E A");
}

TEST_CASE("tokens are available for completion") {
  auto tokens = Tokenize("Get-X -Name $y | foo \"a$b\"");
  REQUIRE(tokens.size() == 7);
  CHECK(tokens[0].kind == TokenKind::kBareword);
  CHECK(tokens[1].kind == TokenKind::kParameter);
  CHECK(tokens[2].kind == TokenKind::kVariable);
  CHECK(tokens[3].kind == TokenKind::kPipe);
  CHECK(tokens[5].kind == TokenKind::kDoubleQuoted);
}

TEST_CASE("extents give line and column in characters") {
  ParseResult result = Parse("'\xC3\xA4' +\n  $foo", "x.ps1");
  const auto& statement = *result.ast->root->end->statements[0];
  const auto& element = statement.As<Pipeline>().elements[0]->As<CommandExpression>();
  const auto& right = *element.expression->As<BinaryExpression>().right;
  CHECK(result.ast->source.Describe(right.extent.start) == "x.ps1:2:3");
  CHECK(result.ast->source.Slice(right.extent) == "$foo");
  CHECK(result.ast->source.PositionOf(5).column == 5);
  CHECK(result.ast->source.LineText(2) == "  $foo");
}

}  // namespace sipsh::syntax
