// Reads a QR code (ISO/IEC 18004) from a clean print: level M, versions 1 to 6, no correction of errors. For tests that scan what the
// product has printed. dark(x, y) tells whether the square is dark at fractions of its side.

const blocks = { 1: [1, 16], 2: [1, 28], 3: [1, 44], 4: [2, 32], 5: [2, 43], 6: [4, 27] }; // version → blocks, data codewords in each
const masks = [(i, j) => (i + j) % 2, (i) => i % 2, (i, j) => j % 3, (i, j) => (i + j) % 3, (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2,
  (i, j) => (i * j) % 2 + (i * j) % 3, (i, j) => ((i * j) % 2 + (i * j) % 3) % 2, (i, j) => ((i + j) % 2 + (i * j) % 3) % 2];

export function readQR(dark) {
  for (let version = 1; version <= 6; version++) {
    const n = 17 + 4 * version, at = (i, j) => dark((j + 0.5) / n, (i + 0.5) / n) ? 1 : 0;
    if (!finders(at, n)) continue;
    const text = read(at, n, version);
    if (text) return text;
  }
  return "";
}

function finders(at, n) {
  for (const [y, x] of [[0, 0], [0, n - 7], [n - 7, 0]]) {
    for (let i = 0; i < 7; i++) for (let j = 0; j < 7; j++) {
      const ring = Math.max(Math.abs(i - 3), Math.abs(j - 3));
      if (at(y + i, x + j) !== (ring === 2 ? 0 : 1)) return false;
    }
  }
  for (let i = 8; i < n - 8; i++) if (at(6, i) !== (i + 1) % 2) return false; // the timing row tells the size
  return true;
}

function read(at, n, version) {
  let format = 0;
  for (const [i, j] of [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4]]) format = (format << 1) | at(i, j);
  format ^= 0b10101;
  if (format >> 3 !== 0) return ""; // level M
  const mask = masks[format & 7];
  const own = (i, j) => (i < 9 && j < 9) || (i < 9 && j >= n - 8) || (i >= n - 8 && j < 9) || i === 6 || j === 6 ||
    (version > 1 && Math.abs(i - (n - 7)) <= 2 && Math.abs(j - (n - 7)) <= 2);
  const bits = [];
  let up = true;
  for (let right = n - 1; right > 0; right -= 2) {
    if (right === 6) right--;
    for (let k = 0; k < n; k++) {
      const i = up ? n - 1 - k : k;
      for (const j of [right, right - 1]) if (!own(i, j)) bits.push(at(i, j) ^ (mask(i, j) === 0 ? 1 : 0));
    }
    up = !up;
  }
  const [count, size] = blocks[version], words = [];
  for (let b = 0; b + 8 <= bits.length; b += 8) words.push(parseInt(bits.slice(b, b + 8).join(""), 2));
  let data = "";
  for (let b = 0; b < count; b++) for (let k = 0; k < size; k++) data += words[k * count + b].toString(2).padStart(8, "0");
  return decode(data);
}

const alnum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function decode(data) {
  let p = 0, out = "";
  const take = (n) => { const v = parseInt(data.slice(p, p + n), 2); p += n; return v; };
  while (p + 4 <= data.length) {
    const mode = take(4);
    if (mode === 0) break;
    if (mode === 4) for (let n = take(8); n > 0; n--) out += String.fromCharCode(take(8));
    else if (mode === 1) {
      for (let n = take(10); n > 0; n -= 3) out += String(take([0, 4, 7, 10][Math.min(n, 3)])).padStart(Math.min(n, 3), "0");
    } else if (mode === 2) {
      for (let n = take(9); n > 0; n -= 2) {
        if (n === 1) out += alnum[take(6)];
        else { const v = take(11); out += alnum[Math.floor(v / 45)] + alnum[v % 45]; }
      }
    } else return "";
  }
  return out;
}
