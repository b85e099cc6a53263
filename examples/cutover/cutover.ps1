#!/usr/bin/env sipsh
# The weekend on which contoso.com leaves Group Chat 2010 for Persistent Chat 2013.
#
# Legacy clients are set to one SIP address, that of the well-known user. The account goes, a
# contact object with the same address comes, and the clients find their rooms, moved meanwhile,
# without any change of settings. Run it again as often as you like: what is done already is left
# alone.
param(
    [string]$WellKnownUser = 'sip:ocschat@contoso.com',
    [string]$LegacyPool = 'gcpool.contoso.com',
    [string]$ChatPool = 'pcpool.contoso.com',
    [string]$Archive = "$env:SIPSH_ENVIRONMENT/chat.zip",
    [string]$Dumps = "$env:SIPSH_ENVIRONMENT/dumps"
)

$ErrorActionPreference = 'Stop'

Write-Output "1. Directory objects follow the published topology"
Enable-CsTopology

$service = Get-CsService -Identity "PersistentChatServer:$ChatPool"
Write-Output "   $($service.Identity), version $($service.Version), homed on $($service.Registrar)"

Write-Output "2. Legacy Group Chat stops"
foreach ($computer in Get-CsComputer -Pool $LegacyPool) {
    Stop-CsWindowsService -Name GroupChat -ComputerName $computer.Fqdn -Confirm:$false
}

Write-Output "3. The rooms and their messages move"
function Get-Endpoint {
    Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn $ChatPool | Where-Object { $_.SipAddress -eq $WellKnownUser }
}
function Measure-Target {
    $rooms = @(Get-CsPersistentChatRoom -PersistentChatPoolFqdn $ChatPool)
    [pscustomobject]@{
        Categories = @(Get-CsPersistentChatCategory -PersistentChatPoolFqdn $ChatPool).Count
        Rooms      = $rooms.Count
        Disabled   = @($rooms | Where-Object Disabled).Count
    }
}
if (Get-Endpoint) {
    Write-Output "   moved already: the new pool holds the address"
} else {
    foreach ($computer in Get-CsComputer -Pool $ChatPool) {
        Stop-CsWindowsService -Name RTCCHAT -ComputerName $computer.Fqdn -Confirm:$false
    }
    $nodes = Import-Csv "$Dumps/tblNode.csv"
    $legacy = [pscustomobject]@{
        Categories = @($nodes | Where-Object { $_.nodeType -eq 1 -and $_.nodeID -ne $_.parentID }).Count
        Rooms      = @($nodes | Where-Object nodeType -eq 0).Count
        Disabled   = @($nodes | Where-Object { $_.nodeType -eq 0 -and $_.disabled -eq 1 }).Count
    }
    $before = Measure-Target
    if (-not (Test-Path $Archive)) {
        Export-CsPersistentChatData -DBInstance $LegacyPool -FileName $Archive
        # What becomes of them: renames, lists, losses. Read it before the weekend.
        Import-CsPersistentChatData -DBInstance $ChatPool -FileName $Archive -WhatIf
    }
    Import-CsPersistentChatData -DBInstance $ChatPool -FileName $Archive -Report "$Archive.html" -Confirm:$false -WarningAction SilentlyContinue
    $after = Measure-Target
    foreach ($what in 'Categories', 'Rooms', 'Disabled') {
        Write-Output "   $($what.ToLower()): $($legacy.$what) at the source, $($before.$what) before, $($after.$what) after"
        if ($after.$what -lt $legacy.$what) { throw "not everything arrived: see $Archive.html" }
    }
}

Write-Output "4. The address is freed"
$old = Get-CsUser -Filter { SipAddress -eq $WellKnownUser }
if ($old) {
    Remove-ADUser -Identity $old.DistinguishedName -Confirm:$false
    Write-Output "   deleted $($old.DistinguishedName)"
} else {
    Write-Output "   no user holds $WellKnownUser"
}

Write-Output "5. The endpoint takes it"
if (-not (Get-Endpoint)) {
    New-CsPersistentChatEndpoint -SipAddress $WellKnownUser -PersistentChatPoolFqdn $ChatPool -DisplayName 'Group Chat'
}

Write-Output "6. Persistent Chat starts"
foreach ($computer in Get-CsComputer -Pool $ChatPool) {
    Start-CsWindowsService -Name RTCCHAT -ComputerName $computer.Fqdn -Confirm:$false
}

Write-Output "7. What stands now"
Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn $ChatPool |
    Format-List SipAddress, DisplayName, PersistentChatPoolFqdn, Enabled
$holders = @(Get-CsUser -Filter { SipAddress -eq $WellKnownUser })
if ($holders.Count -ne 0) { throw "a user still holds $WellKnownUser" }
