import { isEmpty } from './canonical.js';
import { comparedName, holdsIds, idOf, nameOf, sameMeaning, type Catalogue } from './catalogue.js';
import { ID_FIELDS } from './content-fields.js';
import { SIDES, type Side } from './events.js';

export interface NameRules {
  /**
   * False between two instances, where an id means nothing: what holds ids is then compared by name, and left out where a
   * name is not known.
   */
  compareIds: boolean;
  /** Both sides are the same project, so that the ids that are a project's own mean the same too. Defaults to false. */
  isOneProject?: boolean;
  /** What the ids of each side mean, where that was read. */
  catalogues?: Partial<Record<Side, Catalogue>>;
  /** Fields that are called otherwise on the right, right names by left ones. */
  fieldMap?: ReadonlyMap<string, string>;
  /** By field (its left name): what a value of the left is called on the right, by its id or by its name. */
  valueMap?: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A line of a value map. */
export interface ValueLine {
  field: string;
  left: string;
  right: string;
}

/** Values as they are compared and shown: by id, or by name where an id does not mean the same on both sides. */
export class NamedValues {
  private readonly catalogues: Partial<Record<Side, Catalogue>>;
  /** Lines of the value map that some case has used, by field. */
  private readonly used = new Map<string, Set<string>>();
  /** Whether what they say could be read. */
  private readonly sharedSteps: 'known' | 'oneSided' | 'unknown';
  /** By the common name of a field. */
  private readonly waysOf = new Map<string, 'value' | 'name' | 'numberless' | 'not'>();

  constructor(private readonly rules: NameRules) {
    this.catalogues = rules.catalogues ?? {};
    const sides = SIDES.filter((side) => this.catalogues[side]?.sharedSteps).length;
    const isOneSided = sides === 1 && !rules.isOneProject;
    this.sharedSteps = sides === 2 ? 'known' : isOneSided ? 'oneSided' : 'unknown';
  }

  /**
   * What a value counts as; undefined where nothing can be said of it.
   *
   * @param name what the field is called on both sides
   * @param key what this side calls it
   */
  compared(side: Side, name: string, key: string, value: unknown): unknown {
    const lines = side === 'left' ? this.rules.valueMap?.get(name) : undefined;
    if (!lines || isEmpty(value)) return this.unmapped(side, name, key, value);
    if (!Array.isArray(value)) return this.mapped(lines, name, value);
    // Steps are called nothing.
    if (value.some(isObject)) return this.unmapped(side, name, key, value);
    const items = value.map((item) => this.mapped(lines, name, item)).filter((item) => !isEmpty(item));
    const isSet = name === 'labels' || this.wayOf(name) === 'name';
    return isSet ? [...new Set(items.map(String))].sort() : items;
  }

  /** Lines of the value map that no case has used so far: most likely slips. */
  unusedLines(): ValueLine[] {
    return [...(this.rules.valueMap ?? [])].flatMap(([field, lines]) =>
      [...lines]
        .filter(([left]) => !this.used.get(field)?.has(left))
        .map(([left, right]) => ({ field, left, right })),
    );
  }

  /** Whether its values are ids that mean nothing to the other side, and that nobody can name. */
  isUnreadable(name: string): boolean {
    if (!this.rules.compareIds) return this.wayOf(name) === 'not';
    return this.wayOf(name) === 'value' && !this.isSame(name);
  }

  /** One value of the left, by the line that names its id or its name. */
  private mapped(lines: ReadonlyMap<string, string>, name: string, value: unknown): unknown {
    const called = this.nameOf('left', name, value);
    const line = [String(value), called].find((each) => each !== undefined && lines.has(each));
    const way = this.wayOf(name);
    const isLeftOut = way === 'not' || (way === 'numberless' && typeof value === 'number');
    if (line === undefined || isLeftOut) return this.unmapped('left', name, name, value);
    this.used.set(name, (this.used.get(name) ?? new Set()).add(line));
    return this.onTheRight(name, way, lines.get(line)!, value);
  }

  /** What the right calls so, as it is compared. */
  private onTheRight(name: string, way: 'name' | 'value' | 'numberless', to: string, from: unknown): unknown {
    const key = this.rules.fieldMap?.get(name) ?? name;
    const id = idOf(this.catalogues.right, key, to);
    if (way === 'name') return id === undefined ? (this.nameOf('right', key, to) ?? to) : to;
    if (typeof from === 'boolean') return BOOLEANS.get(to.toLowerCase()) ?? to;
    if (typeof from !== 'number') return to;
    const isId = /^\d+$/.test(to) && (id === undefined || this.nameOf('right', key, to) !== undefined);
    return isId ? Number(to) : (id ?? to);
  }

  private unmapped(side: Side, name: string, key: string, value: unknown): unknown {
    switch (this.wayOf(name)) {
      case 'value':
        return this.withSharedSteps(side, value);
      case 'numberless':
        return this.withSharedSteps(side, withoutNumbers(value));
      case 'not':
        return undefined;
      case 'name':
        return isEmpty(value)
          ? value
          : (comparedName(this.catalogues[side], key, value) ?? `#${String(value)}`);
    }
  }

  /** Whether a value counts as the same on both sides, or on neither: it is no id of a side's own, nor holds any. */
  meansTheSame(name: string, value: unknown): boolean {
    if (this.wayOf(name) === 'name') return isEmpty(value);
    return !Array.isArray(value) || !value.some(isShared);
  }

  /** What a difference shows of a value: nothing that was not compared. */
  shown(side: Side, name: string, key: string, value: unknown): unknown {
    return this.wayOf(name) === 'name' ? value : this.unmapped(side, name, key, value);
  }

  /** What a person calls a value that is an id. */
  nameOf(side: Side, key: string, value: unknown): string | undefined {
    return nameOf(this.catalogues[side], key, value);
  }

  /** What is not compared, since an id means nothing on the other instance and its name is not known. */
  leftOut(): string[] {
    if (this.rules.compareIds) return this.sharedSteps === 'oneSided' ? ['shared_step_id'] : [];
    const { left, right } = this.catalogues;
    const known = [...(left?.fields?.keys() ?? []), ...(right?.fields?.keys() ?? [])];
    const fields = [...new Set([...ID_FIELDS, ...known])].filter((field) => this.wayOf(field) === 'not');
    const numbers = SIDES.every((side) => this.catalogues[side]?.fields) ? [] : ['numbers in custom fields'];
    const steps = this.sharedSteps === 'known' ? [] : ['shared_step_id'];
    return [...fields, ...numbers, ...steps];
  }

  /**
   * Steps by what they say. A shared step is a project's own, so that its id means nothing in another: where a case gives
   * its words they count, where it gives the id alone the words are looked up, if that could be done on both sides: words
   * of one side alone would differ from whatever stands for them on the other. What is not known is left out between two
   * instances and where one side alone is known, and is the number it is where that is so on both sides of one.
   */
  private withSharedSteps(side: Side, value: unknown): unknown {
    if (!Array.isArray(value) || !value.some(isShared)) return value;
    return value.flatMap((item: unknown) => {
      if (!isShared(item)) return [item];
      const { shared_step_id: id, ...said } = item;
      if (Object.values(said).some((part) => part !== null && part !== '')) return [said];
      const known = this.sharedSteps === 'known' && this.catalogues[side]!.sharedSteps!.get(Number(id));
      if (known) return known;
      return this.rules.compareIds && this.sharedSteps !== 'oneSided' ? [item] : [said];
    });
  }

  private wayOf(name: string): 'value' | 'name' | 'numberless' | 'not' {
    let way = this.waysOf.get(name);
    if (!way) this.waysOf.set(name, (way = this.decide(name)));
    return way;
  }

  private decide(name: string): 'value' | 'name' | 'numberless' | 'not' {
    const keys: Record<Side, string> = { left: name, right: this.rules.fieldMap?.get(name) ?? name };
    const areIds = SIDES.map((side) => holdsIds(this.catalogues[side], keys[side]));
    const haveNames = SIDES.every((side) => this.hasNames(side, keys[side]));
    if (this.rules.compareIds) {
      const same = this.isSame(name) && keys.left === keys.right;
      return !same && haveNames ? 'name' : 'value';
    }
    if (areIds.includes(true)) return haveNames ? 'name' : 'not';
    // A number of a field that nobody has defined may be an id.
    return areIds.includes(undefined) && name.startsWith('custom_') ? 'numberless' : 'value';
  }

  private isSame(name: string): boolean {
    return sameMeaning(this.catalogues.left, this.catalogues.right, name, this.rules.isOneProject);
  }

  private hasNames(side: Side, key: string): boolean {
    // An empty list has the name of nothing: what counts is that there is one to look in.
    return comparedName(this.catalogues[side], key, []) !== undefined;
  }
}

/** As a checkbox has them, and as people write them. */
const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);

/** A number of a custom field that nobody has defined may be an id, alone or in a list. */
function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'number') return undefined;
  return Array.isArray(value) ? value.filter((item) => typeof item !== 'number') : value;
}

const isShared = (item: unknown): item is Record<string, unknown> =>
  isObject(item) && item['shared_step_id'] !== undefined && item['shared_step_id'] !== null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
