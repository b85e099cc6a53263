# One line for each parameter of each cmdlet: cmdlet, module, parameter, type; one for a cmdlet without.
foreach ($command in Get-Command -CommandType Cmdlet) {
    $known = Get-Command $command.Name
    $count = 0
    foreach ($parameter in $known.Parameters.Values) {
        $count++
        "$($known.Name)`t$($known.ModuleName)`t$($parameter.Name)`t$($parameter.ParameterType)"
    }
    if ($count -eq 0) { "$($known.Name)`t$($known.ModuleName)`t`t" }
}
