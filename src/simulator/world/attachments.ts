import { drawFrom, hash32 } from './random.js';

/** A file that an instance keeps, or one that the account may not read. */
export type SimAttachment = { bytes: Buffer; type?: string; name?: string } | 'forbidden';

/** Gives the attachment with this id; undefined for one that there is not. */
export type AttachmentsOf = (id: string) => SimAttachment | undefined;

/** Attachments given literally, by id: their bytes, a text, or so many bytes drawn from a seed. */
export type LiteralAttachments = Record<
  string,
  string | Buffer | { bytes: number; seed?: number } | 'forbidden'
>;

export const literalAttachments =
  (given: LiteralAttachments): AttachmentsOf =>
  (id) => {
    const one = Object.hasOwn(given, id) ? given[id] : undefined;
    if (one === undefined || one === 'forbidden') return one;
    if (typeof one === 'string') return { bytes: Buffer.from(one, 'utf8') };
    return { bytes: Buffer.isBuffer(one) ? one : drawnBytes(one.seed ?? 1, one.bytes) };
  };

/** Numbers that the texts of a planned world draw from: from the first on, so many. */
export const FIRST_ATTACHMENT = 100;
export const ATTACHMENTS = 9_000;
/** A copy has numbers of its own: so many more. */
const COPY_OFFSET = 50_000;
/** One in so many that were copied is another picture: somebody has put a newer one there. */
const OTHER_PERIOD = 40;
/** One in so many that were copied has a UUID, as newer servers give them. */
const UUID_PERIOD = 8;

/** The id that a copy has of the attachment `n` of the original. */
export function copiedId(n: number): string {
  if (n % UUID_PERIOD !== 0) return String(n + COPY_OFFSET);
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** Whether the copy of this attachment is another picture than the original. */
export const isOtherPicture = (n: number): boolean => n % OTHER_PERIOD === 0;

/** The attachments that the texts of a planned world refer to: originals, and their copies under ids of their own. */
export function plannedAttachments(seed: number): AttachmentsOf {
  return (id) => {
    const { n, copy } = numberOf(id);
    if (n < FIRST_ATTACHMENT || n >= FIRST_ATTACHMENT + ATTACHMENTS) return undefined;
    return {
      bytes: picture(seed, n, copy && isOtherPicture(n)),
      type: 'image/png',
      name: `picture-${n}.png`,
    };
  };
}

function numberOf(id: string): { n: number; copy: boolean } {
  const uuid = /^0{8}-0000-4000-8000-(\d{12})$/.exec(id);
  if (uuid) {
    const n = Number(uuid[1]);
    return { n: n % UUID_PERIOD === 0 ? n : -1, copy: true };
  }
  const number = /^\d{1,9}$/.test(id) ? Number(id) : -1;
  if (number < COPY_OFFSET) return { n: number, copy: false };
  const n = number - COPY_OFFSET;
  return { n: n % UUID_PERIOD === 0 ? -1 : n, copy: true };
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bytes that begin as a picture does, 1 to 8 KB. */
const picture = (seed: number, n: number, other: boolean): Buffer =>
  Buffer.concat([PNG, drawnBytes(hash32(seed, n, other ? 1 : 0), 1_000 + (hash32(seed, n) % 7_000))]);

/** Enough of them to tell two seeds, over and over: a file may be large. */
function drawnBytes(seed: number, length: number): Buffer {
  const draw = drawFrom(seed);
  return Buffer.alloc(
    length,
    Uint8Array.from({ length: 256 }, () => draw(256)),
  );
}
