package tlsask

import (
	"crypto/sha256"
	"encoding/hex"
	"math/big"

	"holdfast/probes/internal/survey"
)

// primeName names a prime that many servers share, by its SHA-256; empty for one
// that is not known here. A shared prime is worth an attacker's effort the more,
// the shorter it is (Logjam).
func primeName(prime []byte) string {
	sum := sha256.Sum256(new(big.Int).SetBytes(prime).Bytes())
	switch hex.EncodeToString(sum[:]) {
	case "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966":
		return "RFC 7919 ffdhe2048"
	case "0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17":
		return "RFC 7919 ffdhe3072"
	case "4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e":
		return "RFC 7919 ffdhe4096"
	case "227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7":
		return "RFC 7919 ffdhe6144"
	case "770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833":
		return "RFC 7919 ffdhe8192"
	case "64fcc83ec403930bf18393dbc883ccaa1fbb08ac876f77f7aa99748ca945019b":
		return "RFC 3526 1536-bit"
	case "d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e":
		return "RFC 3526 2048-bit"
	case "48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c":
		return "RFC 3526 3072-bit"
	case "4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33":
		return "RFC 3526 4096-bit"
	case "d1bfe6d0925ce7e4da262b62861514a7755e35831e429f343e7b864848657efd":
		return "RFC 3526 6144-bit"
	case "39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf":
		return "RFC 3526 8192-bit"
	case "44c55cfee5c075927cf682da5b681bdecbd5c3eb0784c14f5dce7610f0ef133d":
		return "RFC 5114 1024-bit with 160-bit subgroup"
	case "bfe545862ca102ad1eeddb5fbfa5bf855ac4995c56a8b408ce3fe099dce93a9d":
		return "RFC 5114 2048-bit with 224-bit subgroup"
	case "0b7835722cb619827610c2549fdda5587421686c4409a13865e76225522ddcc9":
		return "RFC 5114 2048-bit with 256-bit subgroup"
	case "b52ba6a3026520a6c49d37e4587601801bee500123b3259b6bf03e7cecc3e63d":
		return "RFC 2409 768-bit"
	case "3f35a3f5f6c4376a744acad409bb22f8d897f949d2311d885adaa890981b67a0":
		return "RFC 2409 1024-bit"
	default:
		return ""
	}
}

// maxProved is the longest prime that is tested here, in bits; a longer one is
// not weaker for being untested, and the test is dear.
const maxProved = 4096

// primeSafe reports whether (p-1)/2 is a prime as well, so that the field has no
// small subgroups to be caught in. Those of the RFCs but 5114 are known to be.
func primeSafe(prime []byte, name string) survey.Known {
	switch {
	case len(prime) == 0 || len(prime)*8 > maxProved && name == "":
		return survey.Unknown
	case len(name) > 8 && name[:8] == "RFC 5114":
		return survey.No
	case name != "":
		return survey.Yes
	}
	p := new(big.Int).SetBytes(prime)
	return survey.Is(p.Bit(0) == 1 && p.ProbablyPrime(0) && p.Rsh(p, 1).ProbablyPrime(0))
}
