// Fills a downloaded workbook as somebody at a school's office would, without a spreadsheet program: a workbook is a zip of XML, and
// rows of plain text are put behind the headings of a sheet.
import { inflateRawSync, crc32 } from "node:zlib";

/** unzip reads a zip: name → contents. */
export function unzip(zip) {
  const out = new Map();
  let end = zip.length - 22;
  while (zip.readUInt32LE(end) !== 0x06054b50) end--;
  let at = zip.readUInt32LE(end + 16);
  for (let n = zip.readUInt16LE(end + 10); n > 0; n--) {
    const method = zip.readUInt16LE(at + 10), size = zip.readUInt32LE(at + 20), local = zip.readUInt32LE(at + 42);
    const nameLen = zip.readUInt16LE(at + 28), name = zip.toString("utf8", at + 46, at + 46 + nameLen);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28), raw = zip.subarray(from, from + size);
    out.set(name, method === 8 ? inflateRawSync(raw) : Buffer.from(raw));
    at += 46 + nameLen + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return out;
}

/** zip writes a zip of name → contents, stored as they are. */
export function zip(files) {
  const parts = [], central = [];
  let at = 0;
  for (const [name, body] of files) {
    const data = Buffer.from(body), label = Buffer.from(name), head = Buffer.alloc(30), entry = Buffer.alloc(46), sum = crc32(data);
    head.writeUInt32LE(0x04034b50, 0); head.writeUInt16LE(20, 4); head.writeUInt16LE(0x800, 6); head.writeUInt16LE(0x21, 12);
    head.writeUInt32LE(sum, 14); head.writeUInt32LE(data.length, 18); head.writeUInt32LE(data.length, 22); head.writeUInt16LE(label.length, 26);
    entry.writeUInt32LE(0x02014b50, 0); entry.writeUInt16LE(20, 4); head.copy(entry, 6, 4, 30); entry.writeUInt32LE(at, 42);
    parts.push(head, label, data); central.push(entry, label);
    at += 30 + label.length + data.length;
  }
  const list = Buffer.concat(central), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(files.size, 8); end.writeUInt16LE(files.size, 10); end.writeUInt32LE(list.length, 12); end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

const escape = (s) => String(s).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** fill puts rows of texts below the headings of sheets: {学生: [["120119-01", …], …]}. */
export function fill(workbook, rows) {
  const files = unzip(workbook), book = files.get("xl/workbook.xml").toString(), rels = files.get("xl/_rels/workbook.xml.rels").toString();
  for (const [sheet, lines] of Object.entries(rows)) {
    const tag = new RegExp(`<sheet [^>]*name="${sheet}"[^>]*>`).exec(book)[0], id = /r:id="([^"]+)"/.exec(tag)[1];
    const rel = rels.match(/<Relationship [^>]*>/g).find((r) => r.includes(`Id="${id}"`));
    const path = "xl/" + /Target="\/?(?:xl\/)?([^"]+)"/.exec(rel)[1], xml = files.get(path).toString();
    const first = (xml.match(/<row /g) || []).length + 1;
    const text = lines.map((cells, i) => `<row r="${first + i}">` + cells.map((c, k) => `<c r="${String.fromCharCode(65 + k)}${first + i}" t="inlineStr"><is><t>${escape(c)}</t></is></c>`).join("") + "</row>").join("");
    files.set(path, xml.replace("</sheetData>", text + "</sheetData>"));
  }
  return zip(files);
}
