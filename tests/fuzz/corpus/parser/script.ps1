#requires -Version 5.1
<#
.SYNOPSIS
  Moves users to a pool.
.PARAMETER Pool
  The pool.
#>
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'ByName')]
param(
    [Parameter(Mandatory, Position = 0, ValueFromPipeline, ParameterSetName = 'ByName')]
    [ValidateNotNullOrEmpty()]
    [string[]] $Identity,
    [ValidateSet('a', "b")] [Alias('P', 'Target')] $Pool = 'pcpool.contoso.com',
    [ValidateScript({ [int]$_ -gt 0 })] [switch] $Force
)
begin { $count = 0; $seen = @{} }
process {
    foreach ($id in $Identity) {
        try {
            $user = Get-CsUser -Identity "sip:$id" -ErrorAction Stop
            if (-not $user -or $seen.ContainsKey($user.SipAddress)) { continue }
            $seen[$user.SipAddress] = $true
            Write-Verbose ("Moving {0} ({1:N2} MB)" -f $user.Name, ($user.Size / 1MB))
            switch -Regex ($user.Pool) {
                '^legacy' { Set-CsUser -Identity $id -Pool:$Pool -Confirm:$false 2>&1 | Out-Null }
                default { Write-Warning "$($user.Name): already on ${Pool}" }
            }
        } catch [System.Exception] {
            Write-Error -Message $_.Exception.Message
        } finally { $count++ }
    }
}
end {
    $text = @"
Moved $count users at $(Get-Date -Format 'yyyy-MM-dd').
"Quoted" `$notexpanded
"@
    $text | Out-File -FilePath $env:TEMP\log.txt -Append
    [pscustomobject]@{ Count = $count; Names = @($seen.Keys | Sort-Object) }
}
