package greet

import (
	"fmt"
	"strconv"
)

// oracleVersion writes VSNNUM as people do: five numbers in 8, 4, 8, 4 and 8 bits.
func oracleVersion(number string) string {
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d.%d.%d", n>>24, n>>20&0xf, n>>12&0xff, n>>8&0xf, n&0xff)
}
