$i = 0
$sum = 0
while ($i -lt 1000000) {
    $i = $i + 1
    $sum = $sum + $i
}
$sum
