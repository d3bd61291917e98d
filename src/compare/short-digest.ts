import { createHash } from 'node:crypto';

/** 22 letters that stand for a value, of which only is asked whether it is the same: 132 bits of SHA-256. */
export const shortDigest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
