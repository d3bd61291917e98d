import { ByKeys } from './by-keys.js';
import type { Side } from './events.js';
import type { TestCase } from './test-case.js';

/**
 * Which fields of a case are compared: template, type, priority, refs, estimate, labels (the set of their titles) and every
 * `custom_…`; not ids, dates, authors, order or forecast.
 */
export const ID_FIELDS = ['template_id', 'type_id', 'priority_id'];
const PLAIN_FIELDS = new Set([...ID_FIELDS, 'refs', 'estimate', 'labels']);
export const isCustom = (field: string): boolean => field.startsWith('custom_');

/** Fields that no comparison looks at, whatever the options say. */
export const neverCompared = (fields: readonly string[]): string[] =>
  fields.filter((field) => !isCustom(field) && !PLAIN_FIELDS.has(field));

/** What may be compared, in words. */
export const COMPARED_FIELDS = `${[...PLAIN_FIELDS].join(', ')} or a custom_… field`;

/** What is said about fields, besides which there are. */
export interface FieldRules {
  /** Compares these alone. Defaults to all. */
  fields?: readonly string[];
  /** Leaves these out. */
  ignoreFields?: readonly string[];
  /** Fields that are called otherwise on the right, right names by left ones. Both are told by the left name. */
  fieldMap?: ReadonlyMap<string, string>;
  /** By field (its left name): what a value of the left is called on the right. Values as text, ids or their names. */
  valueMap?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A compared field of a case. */
export interface ContentField {
  /** What it is called on both sides. */
  name: string;
  /** What the case calls it. */
  key: string;
}

/** The compared fields of cases, by name in order. */
export class ContentFields {
  private readonly lefts: ReadonlyMap<string, string>;
  private readonly known: Record<Side, ByKeys<readonly ContentField[]>>;
  private readonly met = new Set<string>();

  constructor(private readonly rules: FieldRules) {
    this.lefts = new Map([...(rules.fieldMap ?? [])].map(([left, right]) => [right, left]));
    this.known = {
      left: new ByKeys((keys) => this.select('left', keys)),
      right: new ByKeys((keys) => this.select('right', keys)),
    };
  }

  of(side: Side, testCase: TestCase): readonly ContentField[] {
    return this.known[side].read(testCase);
  }

  /**
   * Fields that somebody has named and no case has: most likely a slip.
   *
   * @param others named elsewhere
   */
  unknown(others: readonly string[] = []): string[] {
    const { fields = [], ignoreFields = [], fieldMap = new Map<string, string>(), valueMap } = this.rules;
    const named = [...others, ...fields, ...ignoreFields, ...fieldMap.keys(), ...fieldMap.values()];
    const all = new Set([...named, ...(valueMap?.keys() ?? [])]);
    return [...all].filter((name) => !this.met.has(name)).sort();
  }

  private select(side: Side, keys: readonly string[]): ContentField[] {
    for (const key of keys) this.met.add(key);
    const { fields, ignoreFields } = this.rules;
    return keys
      .filter((key) => isCustom(key) || PLAIN_FIELDS.has(key))
      .filter((key) => !this.isReplaced(side, key, keys))
      .map((key) => ({ key, name: side === 'right' ? (this.lefts.get(key) ?? key) : key }))
      .filter(({ name }) => !fields || fields.includes(name))
      .filter(({ name }) => !ignoreFields?.includes(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Another field of the right stands for it: its own is not what the left has under this name. */
  private isReplaced(side: Side, key: string, keys: readonly string[]): boolean {
    const other = side === 'right' && !this.lefts.has(key) ? this.rules.fieldMap?.get(key) : undefined;
    return other !== undefined && keys.includes(other);
  }
}
