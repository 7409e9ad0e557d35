/**
 * A zip archive without compression: what a browser can hand over as one file, and any system can open.
 *
 * PKWARE's APPNOTE 6.3.10, sections 4.3.7 (local headers), 4.3.12 (central directory) and 4.3.16 (its end).
 */

/** A file to put into the archive. */
export interface Entry {
  /** Its path, with slashes; ASCII. */
  path: string;
  bytes: Uint8Array;
}

/** The polynomial of the CRC-32 that zip uses, bits reversed. */
const POLYNOMIAL = 0xedb88320;
/** Version 2.0: folders, and files that are stored. */
const VERSION = 20;
/** 1 January 1980, the first day that the format knows: the same files make the same archive. */
const DATE = 0x21;
const LOCAL_HEADER = 30;
const CENTRAL_HEADER = 46;
const END = 22;

/** The CRC-32 of bytes. */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return ~crc >>> 0;
}

/** Writes numbers of two and four bytes one after the other. */
class Writer {
  private place = 0;
  readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly view: DataView;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  get position(): number {
    return this.place;
  }

  short(...values: number[]): void {
    for (const value of values) this.view.setUint16((this.place += 2) - 2, value, true);
  }

  long(...values: number[]): void {
    for (const value of values) this.view.setUint32((this.place += 4) - 4, value, true);
  }

  copy(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.place);
    this.place += bytes.length;
  }
}

function encodePath(path: string): Uint8Array {
  return Uint8Array.from(path, (character) => character.charCodeAt(0));
}

/** What local and central headers have in common, from "version needed" to the length of the extra field. */
function writeFacts(writer: Writer, { bytes, path }: Entry, crc: number): void {
  // Version, flags, method (stored), time, date.
  writer.short(VERSION, 0, 0, 0, DATE);
  writer.long(crc, bytes.length, bytes.length);
  writer.short(path.length, 0);
}

/** Put files into one archive. */
export function makeZip(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const paths = entries.reduce((total, { path }) => total + path.length, 0);
  const content = entries.reduce((total, { bytes }) => total + bytes.length, 0);
  const writer = new Writer(entries.length * (LOCAL_HEADER + CENTRAL_HEADER) + 2 * paths + content + END);
  const placed = entries.map((entry) => {
    const written = { entry, crc: crc32(entry.bytes), offset: writer.position };
    writer.long(0x04034b50);
    writeFacts(writer, entry, written.crc);
    writer.copy(encodePath(entry.path));
    writer.copy(entry.bytes);
    return written;
  });
  const start = writer.position;
  for (const { entry, crc, offset } of placed) {
    writer.long(0x02014b50);
    writer.short(VERSION);
    writeFacts(writer, entry, crc);
    // No comment, first disk, no attributes.
    writer.short(0, 0, 0);
    writer.long(0, offset);
    writer.copy(encodePath(entry.path));
  }
  const length = writer.position - start;
  writer.long(0x06054b50);
  writer.short(0, 0, entries.length, entries.length);
  writer.long(length, start);
  writer.short(0);
  return writer.bytes;
}
