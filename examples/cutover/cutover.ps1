#!/usr/bin/env sipsh
# The weekend on which contoso.com leaves Group Chat 2010 for Persistent Chat 2013.
#
# Legacy clients are set to one SIP address, that of the well-known user. The account goes, a
# contact object with the same address comes, and the clients find their rooms without any change
# of settings. Run it again as often as you like: what is done already is left alone.
param(
    [string]$WellKnownUser = 'sip:ocschat@contoso.com',
    [string]$LegacyPool = 'gcpool.contoso.com',
    [string]$ChatPool = 'pcpool.contoso.com'
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

Write-Output "3. The address is freed"
$old = Get-CsUser -Filter { SipAddress -eq $WellKnownUser }
if ($old) {
    Remove-ADUser -Identity $old.DistinguishedName -Confirm:$false
    Write-Output "   deleted $($old.DistinguishedName)"
} else {
    Write-Output "   no user holds $WellKnownUser"
}

Write-Output "4. The endpoint takes it"
$endpoint = Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn $ChatPool |
    Where-Object { $_.SipAddress -eq $WellKnownUser }
if (-not $endpoint) {
    New-CsPersistentChatEndpoint -SipAddress $WellKnownUser -PersistentChatPoolFqdn $ChatPool -DisplayName 'Group Chat'
}

Write-Output "5. Persistent Chat starts"
foreach ($computer in Get-CsComputer -Pool $ChatPool) {
    Start-CsWindowsService -Name RTCCHAT -ComputerName $computer.Fqdn -Confirm:$false
}

Write-Output "6. What stands now"
Get-CsPersistentChatEndpoint -PersistentChatPoolFqdn $ChatPool |
    Format-List SipAddress, DisplayName, PersistentChatPoolFqdn, Enabled
$holders = @(Get-CsUser -Filter { SipAddress -eq $WellKnownUser })
if ($holders.Count -ne 0) { throw "a user still holds $WellKnownUser" }
