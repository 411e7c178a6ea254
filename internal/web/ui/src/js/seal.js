// ChaCha20-Poly1305 (RFC 8439), because a school's LAN may have plain HTTP, where the browser's own crypto.subtle does not exist, and
// because an answer goes into storage with the key stroke, which leaves no time for promises. Only random numbers come from the browser.

function rot(v, n) { return (v << n) | (v >>> (32 - n)); }

function quarter(s, a, b, c, d) {
  s[a] = (s[a] + s[b]) | 0; s[d] = rot(s[d] ^ s[a], 16);
  s[c] = (s[c] + s[d]) | 0; s[b] = rot(s[b] ^ s[c], 12);
  s[a] = (s[a] + s[b]) | 0; s[d] = rot(s[d] ^ s[a], 8);
  s[c] = (s[c] + s[d]) | 0; s[b] = rot(s[b] ^ s[c], 7);
}

function block(key, nonce, counter) {
  const k = new DataView(key.buffer, key.byteOffset, 32), n = new DataView(nonce.buffer, nonce.byteOffset, 12);
  const begin = new Int32Array(16);
  begin.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let i = 0; i < 8; i++) begin[4 + i] = k.getInt32(4 * i, true);
  begin[12] = counter;
  for (let i = 0; i < 3; i++) begin[13 + i] = n.getInt32(4 * i, true);
  const s = begin.slice();
  for (let i = 0; i < 10; i++) {
    quarter(s, 0, 4, 8, 12); quarter(s, 1, 5, 9, 13); quarter(s, 2, 6, 10, 14); quarter(s, 3, 7, 11, 15);
    quarter(s, 0, 5, 10, 15); quarter(s, 1, 6, 11, 12); quarter(s, 2, 7, 8, 13); quarter(s, 3, 4, 9, 14);
  }
  const out = new DataView(new ArrayBuffer(64));
  for (let i = 0; i < 16; i++) out.setInt32(4 * i, (s[i] + begin[i]) | 0, true);
  return new Uint8Array(out.buffer);
}

function cipher(key, nonce, text) {
  const out = new Uint8Array(text.length);
  for (let i = 0, c = 1; i < text.length; i += 64, c++) {
    const b = block(key, nonce, c);
    for (let j = i; j < Math.min(i + 64, text.length); j++) out[j] = text[j] ^ b[j - i];
  }
  return out;
}

function number(bytes) { // little-endian
  let n = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) n = (n << 8n) | BigInt(bytes[i]);
  return n;
}

const P = (1n << 130n) - 5n, CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

function tag(key, nonce, name, sealed) {
  const once = block(key, nonce, 0), r = number(once.subarray(0, 16)) & CLAMP, s = number(once.subarray(16, 32));
  const up = (n) => Math.ceil(n / 16) * 16;
  const all = new Uint8Array(up(name.length) + up(sealed.length) + 16);
  all.set(name);
  all.set(sealed, up(name.length));
  const lengths = new DataView(all.buffer, all.length - 16);
  lengths.setUint32(0, name.length, true);
  lengths.setUint32(8, sealed.length, true);
  let acc = 0n;
  for (let i = 0; i < all.length; i += 16) acc = ((acc + number(all.subarray(i, i + 16)) + (1n << 128n)) * r) % P;
  let t = (acc + s) & ((1n << 128n) - 1n);
  const out = new Uint8Array(16);
  for (let i = 0; i < 16; i++, t >>= 8n) out[i] = Number(t & 0xffn);
  return out;
}

const utf8 = new TextEncoder();

function bytesOf(base64) { return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)); }

function base64Of(bytes) {
  let s = "";
  for (const b of bytes) s += String.fromCharCode(b);
  return btoa(s);
}

// seal gives base64 of nonce, cipher text and tag; name is bound to it but not hidden.
export function seal(key, name, text) {
  const k = bytesOf(key), nonce = crypto.getRandomValues(new Uint8Array(12)), sealed = cipher(k, nonce, utf8.encode(text));
  const out = new Uint8Array(28 + sealed.length);
  out.set(nonce);
  out.set(sealed, 12);
  out.set(tag(k, nonce, utf8.encode(name), sealed), 12 + sealed.length);
  return base64Of(out);
}

// unseal gives the text, or null when it was not sealed with this key under this name.
export function unseal(key, name, base64) {
  try {
    const k = bytesOf(key), all = bytesOf(base64), nonce = all.slice(0, 12), sealed = all.slice(12, -16), want = all.slice(-16);
    const got = tag(k, nonce, utf8.encode(name), sealed);
    let different = 0;
    for (let i = 0; i < 16; i++) different |= got[i] ^ want[i];
    return different ? null : new TextDecoder().decode(cipher(k, nonce, sealed));
  } catch (err) {
    return null;
  }
}
