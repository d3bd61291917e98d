import type { ReportData } from './collector.js';
import { toJson } from './sanitize.js';
import { selectionOf } from './selection.js';
import type { SinkOptions } from './sink.js';

/** An array with one element a line, so that a large document can still be searched and compared by lines. */
const lines = (values: readonly unknown[]): string =>
  values.length === 0 ? '[]' : `[\n${values.map(toJson).join(',\n')}\n]`;

/**
 * *One JSON document:* `{start, differences, suites, sides, throttles, summary}`, and after `start` a `selection` where not
 * all differences were asked for.
 *
 * Differences and suites are ordered (see `order.ts`), so two runs over the same projects differ only in times and
 * throttles, which stay in the order in which they happened. `summary` is null only where the run broke off without
 * one.
 */
export const jsonDocument = (
  { start, differences, suites, sides, throttles, summary }: ReportData,
  options: SinkOptions,
): string => {
  const selection = selectionOf(options);
  const members = [
    `"start": ${toJson(start)}`,
    ...(selection === undefined ? [] : [`"selection": ${toJson(selection)}`]),
    `"differences": ${lines(differences)}`,
    `"suites": ${lines(suites)}`,
    `"sides": ${lines(sides)}`,
    `"throttles": ${lines(throttles)}`,
    `"summary": ${toJson(summary)}`,
  ];
  return `{\n${members.join(',\n')}\n}\n`;
};
