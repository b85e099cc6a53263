#!/usr/bin/env sipsh
# Three generations side by side: bring the older ones into the topology, see who reaches which chat
# pool, and draw it. Run it again as often as you like.
param(
    [string]$Report = 'coexistence.html'
)

$ErrorActionPreference = 'Stop'

Write-Output "1. What the directory has and the topology has not"
Test-CsTopology | Where-Object Rule -eq 'legacy-unmerged' | ForEach-Object { "   $($_.What)" }

Write-Output "2. Merge the older installations"
Merge-CsLegacyTopology
Get-CsPool | Where-Object Site -eq 'Site:BackCompatSite' |
    ForEach-Object { "   $($_.Fqdn) of $($_.Generation)" }

Write-Output "3. What Ken reaches"
Get-CsPersistentChatCoexistence sip:kenmyer@contoso.com |
    ForEach-Object { "   $($_.Client) -> $($_.Pool): $(if ($_.Reached) { $_.Address } else { $_.Reason })" }

Write-Output "4. The map"
Export-CsPersistentChatCoexistence $Report
Write-Output "   $Report"
