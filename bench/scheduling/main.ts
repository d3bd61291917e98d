/** Prints the table of the virtual-time scheduling bench. */
import { rowOf, scenarios } from './table.js';

const columns = [
  'slots',
  'limit/min',
  'page s',
  'raildiff s',
  'all-knowing s',
  'next only s',
  'ratio',
  'extra %',
  'windows',
];
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const lines = scenarios()
  .map(rowOf)
  .map((row) => [
    String(row.slots),
    row.limit === Infinity ? 'none' : String(row.limit),
    String(row.pageMs / 1000),
    seconds(row.raildiffMs),
    seconds(row.allKnowingMs),
    seconds(row.nextOnlyMs),
    row.ratio.toFixed(3),
    (row.extra * 100).toFixed(1),
    `${row.windowsUsed} of ${row.windowsNeeded}`,
  ]);
const widths = columns.map((name, n) => Math.max(name.length, ...lines.map((line) => line[n]!.length)));
const print = (cells: readonly string[]): void =>
  console.log(`| ${cells.map((cell, n) => cell.padStart(widths[n]!)).join(' | ')} |`);
print(columns);
console.log(`|${widths.map((width) => `${'-'.repeat(width + 1)}:`).join('|')}|`);
lines.forEach(print);
