import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { deflateAsync } from '@gfx/zopfli';

/** One file inside a zip file. */
export interface ZipEntry {
  readonly path: string;
  readonly compressedSize: number;
  readonly size: number;
  /** The bytes as they stand in the zip file. */
  readonly packed: Buffer;
  readonly isDeflated: boolean;
}

const [localMark, centralMark, endMark] = [0x04034b50, 0x02014b50, 0x06054b50];
/** 1980-01-01 in the words of DOS, so that the same content makes the same file. */
const someDay = 0x0021;

/** Reads the files of a zip file, in the order of its directory. Throws if it is none. */
export function entriesOf(zip: Buffer): readonly ZipEntry[] {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(endMark);
  const end = zip.lastIndexOf(mark);
  if (end < 0) throw new Error('The package is not a zip file.');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < zip.readUInt16LE(end + 10); index++) {
    const [compressedSize, size] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const [nameLength, offset] = [zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)];
    const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
    entries.push({
      path: zip.toString('utf8', at + 46, at + 46 + nameLength),
      compressedSize,
      size,
      packed: zip.subarray(start, start + compressedSize),
      isDeflated: zip.readUInt16LE(at + 10) === 8,
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** Returns the content of a file in a zip file. */
export function contentOf({ packed, isDeflated }: ZipEntry): Buffer {
  return isDeflated ? inflateRawSync(packed) : packed;
}

/** Packs a zip file's files again, as small as deflate allows, JSON without its white space; pictures, which are packed already, stay. */
export async function packedTighter(zip: Buffer): Promise<Buffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entriesOf(zip)) {
    const content = withoutSpace(entry.path, contentOf(entry));
    const packed = await smallest(content);
    const name = Buffer.from(entry.path, 'utf8');
    const head = headOf(content, packed, name);
    const local = Buffer.concat([uint32(localMark), head, name, packed]);
    directory.push(Buffer.concat([uint32(centralMark), uint16(20), head, Buffer.alloc(10), uint32(offset), name]));
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = [0, 0, files.length, files.length].map(uint16);
  const end = Buffer.concat([uint32(endMark), ...counts, uint32(central.length), uint32(offset), uint16(0)]);
  return Buffer.concat([...files, central, end]);
}

function withoutSpace(path: string, content: Buffer): Buffer {
  return path.endsWith('.json') ? Buffer.from(JSON.stringify(JSON.parse(content.toString('utf8')))) : content;
}

async function smallest(content: Buffer): Promise<Buffer> {
  const candidates = [content, deflateRawSync(content, { level: 9 })];
  if (content.length > 0) candidates.push(Buffer.from(await deflateAsync(content, { numiterations: 15 })));
  return candidates.reduce((best, one) => (one.length < best.length ? one : best));
}

/** The part of a header that a file's own header and the directory share. */
function headOf(content: Buffer, packed: Buffer, name: Buffer): Buffer {
  const utf8Names = 0x0800;
  const method = packed === content ? 0 : 8;
  const texts = [20, utf8Names, method, 0, someDay].map(uint16);
  const numbers = [crc32(content), packed.length, content.length].map(uint32);
  return Buffer.concat([...texts, ...numbers, uint16(name.length), uint16(0)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
