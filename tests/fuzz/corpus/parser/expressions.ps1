[int]::MaxValue; [System.Collections.Generic.List[string]]::new()
$a = $b ? 1 : 2
$a ??= 5; ${a}?.b; $x ?? 1
@"
here $x
"@
@'
single
'@
-not $a -eq $b
"{0}" -f 1,2
& $x.y -Foo
. ./foo.ps1
7zip x
% { $_ }
a && b || c
return ,$x
cmd --% foo | bar
$x = -5; -join 1,2; $i++
Write-Host "a""b" 'c''d' a"b c"d -10 1..5 @splat
[ValidateRange(1,5)][int]$q = 3
class A : B { [int]$x = 1; A([int]$y) : base($y) { $this.x = 1 } static [string] Foo() { return 'x' } }
enum E { A; B = 5 }
$h.where{$_}.foreach('x')
1,2,3 |
 foo
foo
 | bar
Write-Output ,$x
$x -is [int] -and [string]$y
