import { InvalidArgumentError } from 'commander';
import { MAX_RATE } from '../pipeline/max-rate.js';

/** Readers of option values. Each says what it wants when it does not get it. */

const DURATION_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** Milliseconds of `90s`, `20m`, `1.5h`, `500ms`; a bare number is seconds. */
export function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?$/.exec(text.trim());
  const ms = match ? Number(match[1]) * DURATION_MS[match[2] ?? 's']! : 0;
  // Timers count in 32 bits; a longer one would end at once.
  if (!(ms > 0) || ms > 2 ** 31 - 1)
    throw new InvalidArgumentError(
      'It is a duration above 0 and below 24 days, such as 30s, 20m or 1.5h; a bare number is seconds.',
    );
  return ms;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < 1 || value > 1_000_000) {
    throw new InvalidArgumentError('It is a whole number from 1 to 1000000.');
  }
  return value;
}

/** The name of a file: an empty one is a variable of a script that was never set. */
export function fileName(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It names no file.');
  return text;
}

const DAY_S = 86_400;

/** UNIX seconds of a date, a date and time (ISO 8601; without a zone it is UTC), or so many days ago, `30d ago` or `30d`. */
export function momentOf(text: string): number {
  const days = /^(\d{1,5})d(?:\s+ago)?$/.exec(text.trim());
  if (days) return Math.floor(Date.now() / 1_000) - Number(days[1]) * DAY_S;
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text.trim());
  const ms = iso ? Date.parse(iso[1] !== undefined && iso[3] === undefined ? `${iso[0]}Z` : iso[0]) : NaN;
  if (Number.isNaN(ms))
    throw new InvalidArgumentError(
      'It is a date such as 2026-11-01 or 2026-11-01T08:00Z, or days such as 30d ago.',
    );
  return Math.floor(ms / 1_000);
}

/** A part of a whole: above 0, at most 1. */
export function shareOf(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text.trim()) || !(value > 0 && value <= 1)) {
    throw new InvalidArgumentError('It is a number above 0 and at most 1, such as 0.5.');
  }
  return value;
}

/** Nobody waits longer for a page. */
const MOST_MS = 600_000;

/** A number of 0 or more. */
export function milliseconds(text: string): number {
  if (!/^\d+$/.test(text.trim()) || Number(text) > MOST_MS)
    throw new InvalidArgumentError(`It is a whole number of milliseconds, at most ${MOST_MS}.`);
  return Number(text);
}

/** How many requests: `180` in a window, `180/min`, `3/s`, or `none`. */
export interface Rate {
  /** Infinity for no limit. */
  count: number;
  per: 'window' | 's' | 'min';
}

export function rateOf(text: string): Rate {
  if (text.trim() === 'none') return { count: Infinity, per: 'window' };
  const match = /^(\d+)\s*(?:\/\s*(s|min))?$/.exec(text.trim());
  const count = Number(match?.[1]);
  if (!match || count < 1)
    throw new InvalidArgumentError(
      'It is a number a minute such as 180 or 180/min, one a second such as 3/s, or none.',
    );
  if (count > MAX_RATE) throw new InvalidArgumentError(`It is at most ${MAX_RATE}; use none for no limit.`);
  return { count, per: (match[2] as 's' | 'min' | undefined) ?? 'window' };
}

/** A comma list of words out of `known`; each use of the option adds to it. */
export const listOf =
  <T extends string>(known: readonly T[]) =>
  (text: string, before: readonly T[] = []): T[] => {
    const words = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    const unknown = words.find((word) => !known.includes(word as T));
    if (unknown !== undefined)
      throw new InvalidArgumentError(`${JSON.stringify(unknown)} is none of ${known.join(', ')}.`);
    return [...new Set([...before, ...(words as T[])])];
  };
