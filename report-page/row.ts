import type { PageCase, PageData, PageDifference } from '../src/report/html/page-data.js';
import { element, isolated } from './dom.js';
import { KIND_WORDS } from './words.js';

/** One text, or "this → that" where the sides differ, each of its own direction of writing. */
export function bothSides(
  { left, right }: PageDifference,
  textOf: (side: PageCase) => string,
): (Node | string)[] {
  const texts = [...new Set([left, right].flatMap((side) => (side ? [textOf(side)] : [])))];
  return texts.flatMap((text, n) => (n === 0 ? [isolated(text)] : [' → ', isolated(text)]));
}

/** "Checkout > Cards": the suite and, where sections are read, the path in it. */
export const placeOf = ({ suites }: PageData, { suite, section = '' }: PageCase): string =>
  section === '' ? (suites[suite] ?? '') : `${suites[suite]} > ${section}`;

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
    element('span', { class: 'title' }, ...bothSides(difference, ({ title }) => title)),
    element(
      'span',
      { class: 'meta' },
      `${ids.join(' → ')} · `,
      ...bothSides(difference, (side) => placeOf(data, side)),
      ...(more === '' ? [] : [' · ', isolated(more)]),
    ),
  ];
}
