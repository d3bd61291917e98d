/**
 * How a journal stands in its file: a line that names the format, then records, each
 *
 *     length of the payload, 4 bytes · CRC-32 of the payload, 4 bytes · payload: a JSON value, deflated
 *
 * big-endian. A file is only ever appended to, so that a crash can do no more than tear its end off: whatever follows the
 * last record that is whole, with a checksum that fits, is not read.
 */
import { crc32, deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { promisify } from 'node:util';

/**
 * Version of the format: the second has the sections of suites, the third those that were unsettled, the fourth
 * attachments. Earlier ones are read as well, and become the newest when they are written to.
 */
export const JOURNAL_VERSION = 4;

const NAME = 'raildiff journal ';
export const FIRST_LINE = Buffer.from(`${NAME}${JOURNAL_VERSION}\n`, 'latin1');

export const HEAD_BYTES = 8;
/** No page is larger: a length beyond it is damage. */
const LONGEST_PAYLOAD = 256 * 1024 * 1024;

const deflate = promisify<Buffer, Buffer>(deflateRaw);

/** The version that a file's first line names; undefined for one that is no journal. */
export function versionOf(start: Buffer): number | undefined {
  const match = /^raildiff journal (\d{1,9})\n/.exec(start.subarray(0, 64).toString('latin1'));
  return match ? Number(match[1]) : undefined;
}

/** A file that a crash has left before its first line was whole: all of it, or none, is the line's beginning. */
export const isTornFirstLine = (bytes: Buffer): boolean =>
  bytes.length < FIRST_LINE.length && FIRST_LINE.subarray(0, bytes.length).equals(bytes);

export const encodeRecord = async (value: unknown): Promise<Buffer> => framed(await deflate(textOf(value)));

export const encodeRecordSync = (value: unknown): Buffer => framed(deflateRawSync(textOf(value)));

const textOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');

function framed(payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(payload.length, 0);
  head.writeUInt32BE(crc32(payload), 4);
  return Buffer.concat([head, payload]);
}

/** Where a record's payload stands. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The records of a file that are whole.
 *
 * @return their places, and where the first byte stands that belongs to none of them
 */
export function spansOf(file: Buffer): { spans: Span[]; end: number } {
  const spans: Span[] = [];
  let at = FIRST_LINE.length;
  while (at + HEAD_BYTES <= file.length) {
    const length = file.readUInt32BE(at);
    const from = at + HEAD_BYTES;
    // Zeros, which a power cut leaves where a file had grown before its bytes were written, have a checksum that fits.
    if (length === 0 || length > LONGEST_PAYLOAD || from + length > file.length) break;
    if (crc32(file.subarray(from, from + length)) !== file.readUInt32BE(at + 4)) break;
    spans.push({ from, to: from + length });
    at = from + length;
  }
  return { spans, end: Math.min(at, file.length) };
}

/** @throws Error when the payload is no deflated JSON, in spite of its checksum */
export const decodePayload = (payload: Buffer): unknown =>
  JSON.parse(inflateRawSync(payload).toString('utf8'));
