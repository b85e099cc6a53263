1 + 2 * 3
$a, $b = 1, 2
"x $y $($z.Foo) `t $env:PATH $a.b"
Get-Foo -Name:bar -Id 0x10 a,b,c $x/path.txt | Where-Object { $_.X -gt 5 } | select -First 1 2>&1 > out.txt
if ($x -eq 1) { a } elseif ($y) { b }
else { c }
foreach ($i in 1..10) { $s += $i }
:outer for ($i = 0; $i -lt 10; $i++) { break outer }
switch -regex ($x) { '^a' { 1 } foo { 2 } { $_ -gt 1 } { 3 } default { 4 } }
try { throw "x" } catch [System.Exception], [Foo] { $_ } finally { z }
function global:Get-X { [CmdletBinding()] param([Parameter(Mandatory, Position=0)][ValidateSet('a','b')][string[]]$Name = 'a', $B) begin { } process { $Name } }
filter f($a) { $_ }
@{ a = 1; 'b c' = Get-Foo -X 1
 3 = if ($x) { 1 } }
[pscustomobject]@{ A = 1 }
$x.Foo(1, 2).Bar[0]::Baz
