#!/usr/bin/env sipsh
# The same weekend as one guarded operation: planned, checked, journaled, verified, and to be undone,
# the rooms and their messages included.
#
# Run it again as often as you like: a plan that was carried out is left alone, a run that was cut off
# is taken up where it was.
param(
    [string]$LegacyPool = 'gcpool.contoso.com',
    [string]$ChatPool = 'pcpool.contoso.com',
    [string]$Plan = "$env:SIPSH_ENVIRONMENT/weekend.yaml",
    [ValidateSet('Delete', 'Clear', 'Disable')]
    [string]$OldUser = 'Delete'
)

$ErrorActionPreference = 'Stop'

$unfinished = Get-CsCutover | Where-Object { $_.State -in 'Interrupted', 'Stopped' }
if ($unfinished) {
    Write-Output "1. The cut-over $($unfinished.Id) goes on"
    $run = Resume-CsCutover -Id $unfinished.Id -Confirm:$false
} else {
    Write-Output '1. Directory objects follow the published topology'
    Enable-CsTopology

    Write-Output '2. The plan, for review'
    if (-not (Test-Path $Plan)) {
        New-CsCutoverPlan $Plan -LegacyPool $LegacyPool -TargetPool $ChatPool -OldUser $OldUser -DisplayName 'Group Chat' -MoveChatData |
            ForEach-Object { $_.Steps } | ForEach-Object { "   $_" }
    }

    if (-not (Get-CsCutover)) {
        Write-Output '3. The checks'
        $checks = Test-CsCutoverPlan $Plan
        $checks | Where-Object Result -ne 'Pass' | ForEach-Object { "   $($_.Result) $($_.Id)" }
        if ($checks.Result -contains 'Fail') { throw 'a check failed; nothing was done' }
    }

    Write-Output '4. Rooms and address pass over'
    # -Confirm:$false is the operator's word that services were stopped.
    $run = Invoke-CsCutover $Plan -Confirm:$false
}

Write-Output '5. What stands now'
$run.ChatCounts | ForEach-Object { "   $($_.What): $($_.Moved) moved, $($_.Before) before, $($_.After) after" }
$run.Findings | ForEach-Object { '   ' + ($_ -split ': ')[1] + ' ' + ($_ -split ': ')[0] }
Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn $ChatPool |
    Format-List SipAddress, DisplayName, PersistentChatPoolFqdn, Enabled
if ($run.State -ne 'Done') { throw "the cut-over is $($run.State)" }
