import { brotliDecompress, constants, unzip } from 'node:zlib';
import { promisify } from 'node:util';

/** Bytes that are unpacked at once: each piece costs the way to another thread and back. Node's own are the least. */
const LEAST_PIECE = 16 * 1024;
const USUAL_PIECE = 256 * 1024;
const GREATEST_PIECE = 1024 * 1024;

const unzipped = promisify(unzip);
const unbrotlied = promisify(brotliDecompress);

type Unpack = (body: Buffer, maxOutputLength: number) => Promise<Buffer>;

// What a body that ends early holds is given out, as everybody does: servers have been seen to leave the end out.
const zipped: Unpack = (body, maxOutputLength) =>
  unzipped(body, { chunkSize: pieceOf(body), maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
const brotli: Unpack = (body, maxOutputLength) =>
  unbrotlied(body, {
    chunkSize: USUAL_PIECE,
    maxOutputLength,
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
  });

const UNPACK = new Map([
  ['gzip', zipped],
  ['x-gzip', zipped],
  ['deflate', zipped],
  ['br', brotli],
]);

/**
 * The whole in one piece, where the last four bytes tell its length: of gzip they do (RFC 1952, 2.3.1), if they are those of its
 * only member. Where they are not, it takes more pieces.
 */
function pieceOf(body: Buffer): number {
  const isGzip = body.length >= 18 && body.readUInt16BE(0) === 0x1f8b;
  // A byte more: what is full to the last asks for another piece.
  const length = isGzip ? body.readUInt32LE(body.length - 4) + 1 : USUAL_PIECE;
  return length > GREATEST_PIECE ? USUAL_PIECE : Math.max(length, LEAST_PIECE);
}

/**
 * The text of a body, which is UTF-8 and may be packed (RFC 9110, 8.4.1); what is packed in a way that nobody asked for is
 * taken as it is.
 *
 * @param encoding the answer's `Content-Encoding`
 * @param maxBytes the longest text that is given out, bytes
 * @throws Error `Z_DATA_ERROR` where it is broken, `ERR_BUFFER_TOO_LARGE` where it is longer
 */
export async function unpacked(body: Buffer, encoding = '', maxBytes: number): Promise<string> {
  const unpack = UNPACK.get(encoding.toLowerCase());
  const bytes = unpack && body.length > 0 ? await unpack(body, maxBytes) : body;
  return withoutMark(bytes.toString('utf8'));
}

/** JSON has no byte order mark; some servers begin with one (RFC 8259, 8.1). */
const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
