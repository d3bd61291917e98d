import type { Kind } from '../src/compare/events.js';
import type { PageData, PageDifference } from '../src/report/html/page-data.js';

/** What is asked for. Kinds are alternatives; everything else narrows. */
export interface Filter {
  /** None means all. */
  kinds: ReadonlySet<Kind>;
  /** Index of a suite, on either side. */
  suite?: number;
  /** Index of a field that differs. */
  field?: number;
  /** Words that must all stand somewhere in a difference. */
  query: string;
}

export const NO_FILTER: Filter = { kinds: new Set(), query: '' };

/** Letter case and the forms of a character do not count. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The suites of a difference: one, or two where the case has moved. */
export const suitesOf = ({ left, right }: PageDifference): number[] => [
  ...new Set([left, right].flatMap((side) => (side ? [side.suite] : []))),
];

export const fieldsOf = ({ fields }: PageDifference): number[] => fields.map(({ field }) => field);

/** What differs in the texts, without what is the same on both sides. */
const differingTexts = ({ fields }: PageDifference): string[] =>
  fields.flatMap((field) => {
    const texts =
      'text' in field ? [field.text] : field.steps.flatMap(({ parts }) => parts.map(({ text }) => text));
    return texts.flatMap((text) => text.flatMap(([sign, part]) => (sign === -1 || sign === 1 ? [part] : [])));
  });

/** Everything of a difference that a search finds: ids, titles, places, names of fields, what differs. */
function searchText(difference: PageDifference, { suites, fields }: PageData): string {
  const { left, right, changes } = difference;
  const sides = [left, right].flatMap((side) =>
    side ? [`C${side.id}`, side.title, suites[side.suite] ?? '', side.section ?? ''] : [],
  );
  const names = fieldsOf(difference).map((field) => fields[field] ?? '');
  return folded([...sides, changes, ...names, ...differingTexts(difference)].join('\n'));
}

/** A function that gives the indices of the differences a filter lets through, in their order. */
export function createFilter(data: PageData): (filter: Filter) => number[] {
  const { differences } = data;
  // Made when something is searched for first: whoever only opens the report does not wait for it.
  let texts: string[] | undefined;
  return ({ kinds, suite, field, query }) => {
    const words = folded(query).split(/\s+/).filter(Boolean);
    if (words.length > 0) texts ??= differences.map((difference) => searchText(difference, data));
    const passes = (difference: PageDifference, n: number): boolean =>
      (kinds.size === 0 || kinds.has(difference.kind)) &&
      (suite === undefined || suitesOf(difference).includes(suite)) &&
      (field === undefined || fieldsOf(difference).includes(field)) &&
      words.every((word) => texts?.[n]?.includes(word));
    return differences.flatMap((difference, n) => (passes(difference, n) ? [n] : []));
  };
}
