package mini

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"  //nolint:gosec // old servers have nothing better
	"crypto/md5"  //nolint:gosec // a MAC that was once in use
	"crypto/sha1" //nolint:gosec // the MAC of most suites
	"crypto/sha256"
	"crypto/sha512"

	"holdfast/probes/internal/tlsflaw/mini/rare"
)

// rareBulks are the ciphers that few servers offer, by the end of the suite's name.
func rareBulks() map[string]bulk {
	out := map[string]bulk{
		"AES_128_CCM":   {mode: modeGCM, keyLen: 16, ivLen: 4, prf: sha256.New, block: aes.NewCipher, aead: ccm(16), modern: true},
		"AES_256_CCM":   {mode: modeGCM, keyLen: 32, ivLen: 4, prf: sha256.New, block: aes.NewCipher, aead: ccm(16), modern: true},
		"AES_128_CCM_8": {mode: modeGCM, keyLen: 16, ivLen: 4, prf: sha256.New, block: aes.NewCipher, aead: ccm(8), modern: true},
		"AES_256_CCM_8": {mode: modeGCM, keyLen: 32, ivLen: 4, prf: sha256.New, block: aes.NewCipher, aead: ccm(8), modern: true},

		"CAMELLIA_128_CBC_SHA": {mode: modeCBC, keyLen: 16, ivLen: 16, mac: sha1.New, prf: sha256.New, block: rare.NewCamellia},
		"CAMELLIA_256_CBC_SHA": {mode: modeCBC, keyLen: 32, ivLen: 16, mac: sha1.New, prf: sha256.New, block: rare.NewCamellia},

		"DES_CBC_SHA": {mode: modeCBC, keyLen: 8, ivLen: 8, mac: sha1.New, prf: sha256.New, block: des.NewCipher},
		"NULL_SHA":    {mode: modeStream, mac: sha1.New, prf: sha256.New},
		"NULL_SHA256": {mode: modeStream, mac: sha256.New, prf: sha256.New, modern: true},
		"NULL_MD5":    {mode: modeStream, mac: md5.New, prf: sha256.New},
	}
	for name, block := range map[string]func([]byte) (cipher.Block, error){"ARIA": rare.NewARIA, "CAMELLIA": rare.NewCamellia} {
		out[name+"_128_GCM_SHA256"] = bulk{mode: modeGCM, keyLen: 16, ivLen: 4, prf: sha256.New, block: block, modern: true}
		out[name+"_256_GCM_SHA384"] = bulk{mode: modeGCM, keyLen: 32, ivLen: 4, prf: sha512.New384, block: block, modern: true}
		out[name+"_128_CBC_SHA256"] = bulk{mode: modeCBC, keyLen: 16, ivLen: 16, mac: sha256.New, prf: sha256.New, block: block, modern: true}
		out[name+"_256_CBC_SHA256"] = bulk{mode: modeCBC, keyLen: 32, ivLen: 16, mac: sha256.New, prf: sha256.New, block: block, modern: true}
		out[name+"_256_CBC_SHA384"] = bulk{mode: modeCBC, keyLen: 32, ivLen: 16, mac: sha512.New384, prf: sha512.New384, block: block, modern: true}
	}
	return out
}

// ccm makes CCM with tags of so many bytes.
func ccm(tag int) func(cipher.Block) (cipher.AEAD, error) {
	return func(block cipher.Block) (cipher.AEAD, error) { return rare.NewCCM(block, tag), nil }
}

// noStream is the key stream of a suite that encrypts nothing.
type noStream struct{}

// XORKeyStream implements [cipher.Stream].
func (noStream) XORKeyStream(dst, src []byte) { copy(dst, src) }
