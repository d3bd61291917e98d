import { KINDS, type SummaryEvent } from '../compare/index.js';
import { table } from './table.js';

/** What the matrix tells of a pair. */
export interface Told {
  /** The right project, as it is called and by its id. */
  name: string;
  summary?: SummaryEvent;
  /** Why there is no result: "failed: …". */
  without?: string;
}

/** What became of all right sides, a row each. */
export function matrix(left: string, all: readonly Told[]): string {
  const rows = all.map(({ name, summary, without }) => [
    name,
    ...KINDS.map((kind) => summary?.counts[kind].toLocaleString('en') ?? '–'),
    without ?? summary?.status ?? 'not compared',
  ]);
  const columns = [
    { head: `${left} against` },
    ...KINDS.map((kind) => ({ head: kind, align: 'right' as const })),
    { head: 'status' },
  ];
  return table(columns, rows, process.stdout.isTTY === true);
}
