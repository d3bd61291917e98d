import type { FieldFilter, ScopeRules } from '../compare/scope.js';
import type { StartEvent } from '../compare/events.js';
import { USUAL_NORMALIZATIONS } from '../compare/normalize.js';
import { count } from './numbers.js';
import { sanitize } from './sanitize.js';

const list = (words: readonly string[]): string => words.map(sanitize).join(', ');

const pairs = (map: Record<string, string>): string =>
  list(Object.entries(map).map(([left, right]) => `${left} = ${right}`));

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one) => others.includes(one));

const TESTS: Record<FieldFilter['test'], string> = { is: '=', isNot: '!=', has: '~' };

/** "section Login > Forms; priority_id=High; changed since 2026-11-01 00:00 UTC". */
function scopeWords({ sections = [], where = [], updatedSince }: ScopeRules): string {
  const since = updatedSince === undefined ? undefined : new Date(updatedSince * 1_000).toISOString();
  return [
    ...(sections.length > 0 ? [`section ${sections.map(sanitize).join(' or ')}`] : []),
    ...where.map(({ field, test, values }) => sanitize(`${field}${TESTS[test]}${values.join()}`)),
    ...(since === undefined ? [] : [`changed since ${since.slice(0, 16).replace('T', ' ')} UTC`]),
  ].join('; ');
}

/**
 * *How it was compared, where that is not as usual,* a sentence each, sanitised: a report that leaves out a field or knows no
 * sections says so by itself.
 */
export function wayNotes({ options }: StartEvent): string[] {
  const of = <T>(name: string): T | undefined => options[name] as T | undefined;
  const matchBy = of<string[]>('matchBy') ?? ['title'];
  const normalize = of<string[]>('normalize');
  const [fields, ignored = []] = [of<string[]>('fields'), of<string[]>('ignoreFields')];
  const [suiteMap, fieldMap] = [
    of<Record<string, string>>('suiteMap'),
    of<Record<string, string>>('fieldMap'),
  ];
  const [values = [], mapped = 0] = [of<string[]>('valuesMapped'), of<number>('mappedPairs')];
  const [similarity, scope] = [of<number>('similarity'), of<ScopeRules>('scope')];
  const notes: (string | false | undefined)[] = [
    matchBy.join() !== 'title' && `matched by ${list(matchBy)}`,
    mapped > 0 && `pairs that a map settles: ${count(mapped)}`,
    similarity !== undefined &&
      `left-over cases are paired from ${Math.round(similarity * 1_000) / 10} % alike on`,
    suiteMap && `suites of two names: ${pairs(suiteMap)}`,
    scope && `told of alone: ${scopeWords(scope)}`,
    fields && `compared alone: ${list(fields)}`,
    ignored.length > 0 && `not compared, as asked: ${list(ignored)}`,
    of<boolean>('sections') === false && 'not compared: sections, which were not read',
    fieldMap && `fields of two names: ${pairs(fieldMap)}`,
    values.length > 0 && `values of two names in ${list(values)}`,
    normalize && !isSame(normalize, USUAL_NORMALIZATIONS) && normalizationNote(normalize),
  ];
  return notes.filter((note) => typeof note === 'string');
}

const normalizationNote = (normalize: readonly string[]): string =>
  normalize.length === 0 ? 'texts are compared exactly' : `texts may differ in ${list(normalize)}`;
