import { canonicalValue } from './canonical.js';
import { CaseLinks } from './case-links.js';
import type { Side } from './events.js';
import type { HeldCase } from './held-case.js';
import type { NamedValues } from './named-values.js';
import { keyRule, type Normalization, type TextRule } from './normalize.js';
import type { SectionPath } from './sections.js';
import type { TestCase } from './test-case.js';

/** What two cases are matched by. */
export interface KeyRules {
  /**
   * Fields, by their API names: `title`, `suite` (its partner counts as the same), `section` (the path of names), `id`,
   * and any other that a case has. Defaults to `title` alone.
   */
  matchBy?: readonly string[];
  normalize?: readonly Normalization[];
  /** Pairs that were settled by hand, right ids by left ones: they go before any key. */
  map?: ReadonlyMap<number, number>;
  /** Fields that are called otherwise on the right, right names by left ones. */
  fieldMap?: ReadonlyMap<string, string>;
}

/** Two keys are the same where the fields are; these characters part what belongs to one from what does not. */
const MAPPED = '\0map ';
const SECTION = '\0section ';

/** Those fields of a key that a case itself has; each case has a place. */
export const ownFields = (matchBy: readonly string[]): string[] =>
  matchBy.filter((field) => field !== 'suite' && field !== 'section');

/** A key without its section. */
export function looseKey(key: string): string {
  const at = key.indexOf(SECTION);
  return at < 0 ? key : key.slice(0, at);
}

/**
 * Reads keys. A case whose fields of the key are all empty (`suite` and `section`, which every case has, aside) has none:
 * else all of them would be one another's partners. The title counts as a value even if it is empty.
 */
export class KeyReader {
  readonly hasSection: boolean;
  private readonly fields: readonly string[];
  private readonly byTitle: boolean;
  private readonly rule: TextRule;
  private readonly map: ReadonlyMap<number, number>;
  private readonly fieldMap: ReadonlyMap<string, string>;
  private readonly lefts: ReadonlyMap<number, number>;
  private readonly links: CaseLinks;

  /**
   * @param names what values are compared as
   * @throws RangeError where a field holds ids that nobody can name, and that mean nothing to the other side
   */
  constructor(
    { matchBy = ['title'], normalize = [], map, fieldMap = new Map() }: KeyRules,
    private readonly names: NamedValues,
  ) {
    const unreadable = matchBy.find((field) => names.isUnreadable(field));
    if (unreadable !== undefined)
      throw new RangeError(
        `cases cannot be matched by ${unreadable}: its ids mean nothing in the other project, and their names are not known on both sides; match by another field, or see that names are read`,
      );
    this.fieldMap = fieldMap;
    this.hasSection = matchBy.includes('section');
    this.fields = matchBy.filter((field) => field !== 'section');
    this.byTitle = this.fields.length === 1 && this.fields[0] === 'title';
    this.rule = keyRule(normalize);
    this.map = map ?? new Map();
    this.links = new CaseLinks(this.map);
    this.lefts = new Map([...this.map].map(([left, right]) => [right, left]));
  }

  /**
   * The key of a case, but for its section, which may not be known yet.
   *
   * @param place what tells the place of its suite from all others
   */
  read(side: Side, testCase: TestCase, place: number): string | undefined {
    return this.mapped(side, testCase) ?? this.plain(side, testCase, place);
  }

  /** What a case that the map names is matched by where the partner that is named there never came. */
  spare(side: Side, testCase: TestCase, place: number): string | undefined {
    return this.mapped(side, testCase) && this.plain(side, testCase, place);
  }

  private mapped(side: Side, { id }: TestCase): string | undefined {
    const left = side === 'left' ? this.map.has(id) && id : this.lefts.get(id);
    return left ? MAPPED + left : undefined;
  }

  private plain(side: Side, testCase: TestCase, place: number): string | undefined {
    // As it is, since it is kept anyway. None begins like the key of a pair that was settled by hand.
    if (this.byTitle) {
      const title = this.rule(testCase.title);
      return title.charCodeAt(0) === 0 ? `\0${title}` : title;
    }
    const values = this.fields.map((field) => this.value(side, field, testCase, place));
    const isEmpty = this.fields.every((field, n) => field === 'suite' || values[n] === '');
    return isEmpty && !this.fields.includes('title') ? undefined : JSON.stringify(values);
  }

  /** The same with its section, whether it had one or not. */
  withSection(key: string, path: SectionPath | undefined): string {
    return this.hasSection && !key.startsWith(MAPPED) ? looseKey(key) + SECTION + (path?.mark ?? '') : key;
  }

  /** It waits for the partner that the map names. */
  isMapped({ key }: Pick<HeldCase, 'key'>): boolean {
    return key !== undefined && key.startsWith(MAPPED);
  }

  /** The map says that these two are a pair. */
  isSettled(left: HeldCase, right: HeldCase): boolean {
    return this.map.get(left.id) === right.id;
  }

  /**
   * Pairs of the map of which a case is not there.
   *
   * @param isThere whether a case was read, and is not deleted
   */
  unmet(isThere: (side: Side, id: number) => boolean): [number, number][] {
    return [...this.map].filter(([left, right]) => !isThere('left', left) || !isThere('right', right));
  }

  /** Their titles are the same, as far as a title counts. */
  sameTitle(left: HeldCase, right: HeldCase): boolean {
    return left.title === right.title || this.rule(left.title) === this.rule(right.title);
  }

  /** A title as far as it counts. */
  readonly title = (held: HeldCase): string => this.rule(held.title);

  /** What a case was matched by, for people. */
  shown(held: HeldCase, suite: string): Record<string, string> {
    if (this.byTitle && !this.hasSection) return { title: held.title };
    const loose = looseKey(held.key ?? '');
    const values = loose.startsWith('[') ? (JSON.parse(loose) as string[]) : [];
    const key: Record<string, string> = {};
    this.fields.forEach((field, n) => (key[field] = values[n] ?? ''));
    if (this.fields.includes('title')) key['title'] = held.title;
    if (this.fields.includes('suite')) key['suite'] = suite;
    if (this.hasSection) key['section'] = held.path?.text ?? '';
    return key;
  }

  private value(side: Side, field: string, testCase: TestCase, place: number): string {
    if (field === 'suite') return String(place);
    const key = side === 'right' ? (this.fieldMap.get(field) ?? field) : field;
    const value = canonicalValue(this.names.compared(side, field, key, testCase[key]));
    if (value === null) return '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return this.rule(side === 'left' && field !== 'title' ? this.links.onTheRight(text) : text);
  }
}
