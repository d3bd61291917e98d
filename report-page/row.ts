import type { PageCase, PageData, PageDifference } from '../src/report/html/page-data.js';
import { element, isolated } from './dom.js';
import { KIND_WORDS } from './words.js';

/** What stands between the parts of a path. */
const STEP = ' > ';

/** One text, or "this → that" where the sides differ, each of its own direction of writing. */
export const bothTitles = (difference: PageDifference): (Node | string)[] =>
  bothSides(difference, ({ title }) => [title]);

/** One path, or "this → that" where the sides differ. */
function bothSides(
  { left, right }: PageDifference,
  pathOf: (side: PageCase) => readonly string[],
): (Node | string)[] {
  const paths = [left, right].flatMap((side) => (side ? [pathOf(side)] : []));
  const different = paths.filter((path, n) => n === 0 || path.join(STEP) !== paths[0]!.join(STEP));
  return different.flatMap((path, n) => (n === 0 ? pathText(path) : [' → ', ...pathText(path)]));
}

/** The parts from left to right, each of its own direction of writing: together they would turn each other. */
const pathText = (path: readonly string[]): (Node | string)[] =>
  path.flatMap((part, n) => (n === 0 ? [isolated(part)] : [STEP, isolated(part)]));

const pathOf = ({ suites }: PageData, { suite, section = '' }: PageCase): string[] => [
  suites[suite] ?? '',
  ...(section === '' ? [] : section.split(STEP)),
];

/** "Checkout > Cards": the suite and, where sections are read, the path in it. */
export const placeOf = (data: PageData, of: PageCase): (Node | string)[] => pathText(pathOf(data, of));

/** The sign of a kind, said aloud as its name. */
export function kindSign(kind: PageDifference['kind']): HTMLElement {
  const { sign, name } = KIND_WORDS[kind];
  return element('span', { class: `sign ${kind}`, role: 'img', 'aria-label': name, title: name }, sign);
}

/** A difference as a row of the list: sign, title, and in a second line ids, place, and what differs. */
export function rowOf(difference: PageDifference, data: PageData): HTMLElement[] {
  const ids = [difference.left, difference.right].flatMap((side) => (side ? [`C${side.id}`] : []));
  const more = [difference.changes, difference.remarks].filter((text) => text !== '').join(' ');
  return [
    kindSign(difference.kind),
    element('span', { class: 'title' }, ...bothTitles(difference)),
    element(
      'span',
      { class: 'meta' },
      `${ids.join(' → ')} · `,
      ...bothSides(difference, (side) => pathOf(data, side)),
      ...(more === '' ? [] : [' · ', isolated(more)]),
    ),
  ];
}
