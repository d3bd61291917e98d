import type { SummaryEvent } from '../compare/index.js';

export const EXIT_USAGE = 2;
export const EXIT_PARTIAL = 3;
/** 128 + 13, as a shell tells a program that SIGPIPE ended. */
export const EXIT_READER_GONE = 141;

/**
 * @param differs whether there was a difference that counts (`isFailure` of the report)
 * @param signal the one that interrupted the run
 */
export function exitCodeOf(
  { status }: Pick<SummaryEvent, 'status'>,
  differs: boolean,
  signal: 'SIGINT' | 'SIGTERM',
): number {
  switch (status) {
    case 'complete':
      return differs ? 1 : 0;
    case 'partial':
      return EXIT_PARTIAL;
    case 'interrupted':
      return signal === 'SIGINT' ? 130 : 143;
    case 'failed':
      return EXIT_USAGE;
  }
}

/** All was read, whether or not anything differs. */
export const isComplete = (code: number): boolean => code <= 1;
