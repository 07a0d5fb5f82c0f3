package mini

import "encoding/binary"

// nonce is the one of the next record, and the part of it that is sent.
func (h *Half) nonce() (nonce, explicit []byte) {
	seq := binary.BigEndian.AppendUint64(nil, h.seq)
	if h.mode == modeGCM { // RFC 5288 §3
		return append(append([]byte{}, h.iv...), seq...), seq
	}
	nonce = append([]byte{}, h.iv...) // RFC 7905 §2
	for i, b := range seq {
		nonce[4+i] ^= b
	}
	return nonce, nil
}

// openAEAD opens a record of an authenticated cipher.
func (h *Half) openAEAD(kind uint8, payload []byte) ([]byte, error) {
	nonce, explicit := h.nonce()
	if explicit != nil {
		if len(payload) < len(explicit) {
			return nil, errRecord
		}
		copy(nonce[len(h.iv):], payload)
		payload = payload[len(explicit):]
	}
	length := len(payload) - h.aead.Overhead()
	if length < 0 {
		return nil, errRecord
	}
	out, err := h.aead.Open(nil, nonce, payload, h.header(kind, length))
	if err != nil {
		return nil, errRecord
	}
	return out, nil
}
