function Get-Fib($n) {
    if ($n -lt 2) { return $n }
    return (Get-Fib ($n - 1)) + (Get-Fib ($n - 2))
}
Get-Fib 25
