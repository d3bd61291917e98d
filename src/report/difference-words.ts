import type { CaseSummary, DifferenceEvent } from '../compare/events.js';
import { fieldChange } from './field-change.js';
import { count } from './numbers.js';
import { sanitize } from './sanitize.js';
import { KIND_NAMES, SIGNS } from './signs.js';

/** As in the section paths of the events. */
const SECTION_SEPARATOR = ' > ';

/** Told by title and place themselves, so not repeated among the fields. */
const SHOWN_ELSEWHERE = new Set(['title', 'suite', 'section']);

/** What stands for both sides once: "C12 → C34", or "Login" where they agree. Sanitised. */
const both = (event: DifferenceEvent, of: (side: CaseSummary) => string): string => {
  const texts = [event.left, event.right].filter((side) => side !== null).map(of);
  return [...new Set(texts)].map(sanitize).join(' → ');
};

/** "Checkout > Cards > Visa": the suite and, where sections are read, the path in it. */
const placeOf = ({ suite, section = '' }: CaseSummary): string =>
  section === '' ? suite : `${suite}${SECTION_SEPARATOR}${section}`;

/** "C1201 → C9310". Ids of the two sides are two cases even where the numbers are equal (two instances). */
export const idsOf = ({ left, right }: DifferenceEvent): string =>
  [left, right].flatMap((side) => (side === null ? [] : [`C${side.id}`])).join(' → ');

/** The suite and section, or "from → to" where they differ. */
export const placesOf = (event: DifferenceEvent): string => both(event, placeOf);

/** The title, or "this → that" where they differ. */
export const titlesOf = (event: DifferenceEvent): string => both(event, (side) => side.title);

/** Of a project that was folded into one suite two places may read the same: one is a suite's, one that of a section. */
const isPlaceAlike = ({ left, right }: DifferenceEvent): boolean =>
  left !== null && right !== null && placeOf(left) === placeOf(right);

/** The differing fields that title and place do not tell already, in a few words. */
export const changesOf = (event: DifferenceEvent): string =>
  event.fields
    .filter(({ field }) => !SHOWN_ELSEWHERE.has(field) || (field === 'section' && isPlaceAlike(event)))
    .map(fieldChange)
    .join(', ');

/** "(one of 3)": the partner was picked among several of the same key. */
const choice = ({ candidates }: DifferenceEvent): string => {
  const left = candidates?.left.length ?? 0;
  const right = candidates?.right.length ?? 0;
  if (left > 1 && right > 1) return `(one of ${count(left)} left, ${count(right)} right)`;
  return left > 1 || right > 1 ? `(one of ${count(Math.max(left, right))})` : '';
};

/** "(92 % alike)": not matched by what they are called, but by how much of them is the same. */
const likeness = ({ score, matchedBy }: DifferenceEvent): string =>
  matchedBy === 'similarity' && score !== undefined ? `(${Math.floor(score * 100)} % alike)` : '';

/** "(likely - only left)": what it would be if the lost pages held nothing. */
const likelihood = ({ kind, likely }: DifferenceEvent): string => {
  if (kind !== 'undetermined') return '';
  return likely === undefined ? '(undetermined)' : `(likely ${SIGNS[likely]} ${KIND_NAMES[likely]})`;
};

/** What is to be known of the statement itself: how sure it is, and that it was accepted. */
export const remarksOf = (event: DifferenceEvent): string =>
  [
    choice(event),
    likeness(event),
    likelihood(event),
    event.formatting ? '(formatting)' : '',
    event.fieldsUnknown ? '(in which fields is not known: it was changed meanwhile)' : '',
    event.accepted ? '(accepted)' : '',
    event.altered ? '(accepted before, and changed since)' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
