/** What options of names, fields and filters are given, as it is typed: each throws commander's `InvalidArgumentError`. */
import { InvalidArgumentError } from 'commander';
import type { FieldFilter } from '../compare/index.js';
import { ALL_OTHERS } from '../compare/pair-suites.js';

const values = (text: string): string[] => text.split(',').map((word) => word.trim());

/** None of them empty: an empty one is a variable of a script that was never set. */
export function words(text: string): string[] {
  const all = values(text);
  if (all.includes('')) throw new InvalidArgumentError('It names nothing, or nothing between two commas.');
  return all;
}

/** `custom_a=custom_b,custom_c=custom_d` */
export function pairsOf(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const word of words(text)) {
    const [, left, right] = /^(\w+)=(\w+)$/.exec(word) ?? [];
    if (!left || !right)
      throw new InvalidArgumentError(
        `${JSON.stringify(word)} is no pair of fields; write custom_a=custom_b.`,
      );
    if (pairs.has(left) || [...pairs.values()].includes(right))
      throw new InvalidArgumentError(`${JSON.stringify(word)} names a field that has a partner already.`);
    pairs.set(left, right);
  }
  return pairs;
}

const TESTS = { '=': 'is', '!=': 'isNot', '~': 'has' } as const;

export function oneFilter(text: string, before: readonly FieldFilter[] = []): FieldFilter[] {
  const [, field, test, texts] = /^\s*(\w+)\s*(!=|=|~)(.*)$/s.exec(text) ?? [];
  if (field === undefined || test === undefined || texts === undefined)
    throw new InvalidArgumentError(
      'It is a field, =, != or ~, and a value or several: priority_id=High,Critical.',
    );
  // Every text holds the empty one: it is a variable of a script that was never set.
  if (test === '~' && values(texts).includes(''))
    throw new InvalidArgumentError(
      `${JSON.stringify(text)} has nothing to look for behind ~, or nothing between two commas.`,
    );
  const filter: FieldFilter = { field, test: TESTS[test as keyof typeof TESTS], values: values(texts) };
  return [...before, filter];
}

export function oneMore(text: string, before: readonly string[] = []): string[] {
  if (text.trim() === '') throw new InvalidArgumentError('It names nothing.');
  return [...before, text];
}

/** What stands around each `=`; one that is written `\=` is of a name. */
const namesBetween = (text: string): string[] =>
  text.split(/(?<!\\)=/).map((name) => name.replaceAll('\\=', '=').trim());

export function renamedSuite(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const [from = '', to = '', ...more] = namesBetween(text);
  if (from === '' || to === '' || more.length > 0)
    throw new InvalidArgumentError(
      'It is a name on the left, =, and one on the right; an = within a name is written \\=.',
    );
  if (before.has(from) || (to === ALL_OTHERS && [...before.values()].includes(to)))
    throw new InvalidArgumentError(`${JSON.stringify(text)} names a suite that has a partner already.`);
  if (from === ALL_OTHERS && to === ALL_OTHERS)
    throw new InvalidArgumentError('Suites of one name are partners without it.');
  return new Map([...before, [from, to]]);
}
