/**
 * Which of what is compared is told. All cases are matched whatever the scope, so that a case that was moved out of a
 * section is moved, and not missing; then a pair of which neither case is within, or a case that is not, is only counted.
 */
import type { NamedValues } from './named-values.js';
import type { Side } from './events.js';
import type { SectionPath } from './sections.js';
import type { TestCase } from './test-case.js';

/** A value that a field must hold, or must not. */
export interface FieldFilter {
  /** By its API name, and where it has two by that of the left. */
  field: string;
  /** `is`: one of the values, as the API gives it or by its name; `isNot`: none of them; `has`: some of them within it. */
  test: 'is' | 'isNot' | 'has';
  /** Letter case does not count. The empty text is for a field that holds nothing. */
  values: readonly string[];
}

/** A case is within where all of it holds. */
export interface ScopeRules {
  /** It stands in one of these sections, or below: the names from the outermost inwards, joined by ` > `. */
  sections?: readonly string[];
  /** It was changed then or later, UNIX seconds. */
  updatedSince?: number;
  where?: readonly FieldFilter[];
}

/** Whether cases are within the scope. */
export class Scope {
  /** False where all cases are. */
  readonly isNarrow: boolean;
  private readonly where: readonly FieldFilter[];
  /** What no case has fulfilled so far. */
  private readonly unmetSections: Set<string>;
  private readonly unmetFilters: Set<FieldFilter>;

  constructor(
    private readonly rules: ScopeRules,
    private readonly names: NamedValues,
    private readonly fieldMap: ReadonlyMap<string, string> = new Map(),
  ) {
    this.where = (rules.where ?? []).map((filter) => ({
      ...filter,
      values: filter.values.map((value) => value.toLowerCase()),
    }));
    this.unmetSections = new Set(rules.sections);
    this.unmetFilters = new Set(this.where);
    this.isNarrow =
      Boolean(rules.sections?.length) || rules.updatedSince !== undefined || this.where.length > 0;
  }

  /** Fields that filters name. */
  fields(): string[] {
    return this.where.map(({ field }) => field);
  }

  /** Sections in which no case stands, and filters that none passes, as they are written: most likely slips. */
  unmet(): string[] {
    const filters = this.where.map((filter, n) => ({ filter, asked: this.rules.where![n]! }));
    return [
      ...this.unmetSections,
      ...filters.filter(({ filter }) => this.unmetFilters.has(filter)).map(({ asked }) => wordsOf(asked)),
    ];
  }

  /** All but the section, which may not be known when a case is read. */
  holdsCase(side: Side, testCase: TestCase): boolean {
    if (!this.isNarrow) return true;
    for (const filter of this.unmetFilters)
      if (this.passes(side, testCase, filter)) this.unmetFilters.delete(filter);
    const { updatedSince } = this.rules;
    // What has no date is told rather than kept back.
    if (updatedSince !== undefined && (testCase.updated_on ?? Infinity) < updatedSince) return false;
    return this.where.every((filter) => this.passes(side, testCase, filter));
  }

  /** Where it is not known where a case stands, it may be there. */
  holdsSection(path: SectionPath | undefined): boolean {
    const { sections = [] } = this.rules;
    if (sections.length === 0 || !path) return true;
    const within = sections.filter(
      (section) => path.text === section || path.text.startsWith(`${section} > `),
    );
    for (const section of within) this.unmetSections.delete(section);
    return within.length > 0;
  }

  private passes(side: Side, testCase: TestCase, { field, test, values }: FieldFilter): boolean {
    const key = side === 'right' ? (this.fieldMap.get(field) ?? field) : field;
    const texts = this.textsOf(side, key, testCase[key]);
    const holds =
      test === 'has'
        ? texts.some((text) => values.some((value) => text.includes(value)))
        : texts.some((text) => values.includes(text));
    return holds === (test !== 'isNot');
  }

  /** All that a value can be called, in small letters. */
  private textsOf(side: Side, key: string, value: unknown): string[] {
    const items = Array.isArray(value) ? value : [value ?? ''];
    const texts = items.flatMap((item: unknown) => [textOf(item), this.names.nameOf(side, key, item) ?? '']);
    const said = texts.filter((text) => text !== '').map((text) => text.toLowerCase());
    return said.length === 0 ? [''] : said;
  }
}

const SIGNS: Record<FieldFilter['test'], string> = { is: '=', isNot: '!=', has: '~' };

const wordsOf = ({ field, test, values }: FieldFilter): string => `${field}${SIGNS[test]}${values.join(',')}`;

/** A label has a title, a step several texts. */
function textOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return Object.values(item)
    .filter((part) => typeof part === 'string')
    .join('\n');
}
