import { hash } from 'node:crypto';
import { canonicalText, canonicalValue } from './canonical.js';
import type { FieldDifference } from './events.js';
import { attachmentsIn, textRule, type Normalization, type TextRule } from './normalize.js';
import type { TestCase } from './test-case.js';
import { visibleText } from './visible-text.js';

/**
 * The content of a case: the fields that are compared. Template, type, priority, refs, estimate, labels (the set of
 * their titles) and every `custom_…`; not ids, dates, authors, order or forecast.
 */
const ID_FIELDS = ['template_id', 'type_id', 'priority_id'];
const PLAIN_FIELDS = new Set([...ID_FIELDS, 'refs', 'estimate', 'labels']);
const isCustom = (field: string): boolean => field.startsWith('custom_');

export interface ContentRules {
  /**
   * False between two instances, where an id means nothing: template, type, priority, and numbers in custom fields,
   * which may be the ids of options, users or milestones, are then left out.
   */
  compareIds: boolean;
  /** What texts may differ in and still be equal. Defaults to nothing but line ends. */
  normalize?: readonly Normalization[];
}

/** What is left out where ids are not compared, in words for `start`. */
export const LEFT_OUT_BETWEEN_INSTANCES = [...ID_FIELDS, 'numbers in custom fields', 'shared_step_id'];

export interface Content {
  /** The same for all cases of equal content, different for all others: SHA-256 of its canonical text. */
  digest: string;
  /** It holds some text or steps, and so can tell a renamed case. */
  hasText: boolean;
  /** The same of what was written, where `markup` is normalised: of two equal contents it tells whether they were. */
  written: string;
  /** References to attachments in its texts. */
  attachments: number;
  /** The custom fields that hold a value, one array for all cases that have the same ones. */
  customFields: readonly string[];
}

/** Reads contents, remembering the sets of custom fields it has met. */
export class ContentReader {
  private readonly fieldSets = new Map<string, readonly string[]>();
  private readonly rule: TextRule;
  private readonly normalizesMarkup: boolean;
  /** Of the case that is being read. */
  private attachments = 0;
  private hasMarkup = false;

  constructor(private readonly rules: ContentRules) {
    this.rule = textRule(rules.normalize ?? []);
    this.normalizesMarkup = rules.normalize?.includes('markup') ?? false;
  }

  read(testCase: TestCase): Content {
    let text = '';
    let hasText = false;
    const customFields: string[] = [];
    this.attachments = 0;
    this.hasMarkup = false;
    for (const field of contentFields(testCase)) {
      const canonical = this.canonicalField(testCase, field);
      if (canonical === '') continue;
      text += `${field}=${canonical}\n`;
      if (!isCustom(field)) continue;
      customFields.push(field);
      hasText ||= holdsText(testCase[field]);
    }
    const digest = digestOf(text);
    return {
      digest,
      written: this.hasMarkup ? this.writtenDigest(testCase) : digest,
      attachments: this.attachments,
      hasText,
      customFields: this.interned(customFields),
    };
  }

  private writtenDigest(testCase: TestCase): string {
    let text = '';
    for (const field of contentFields(testCase)) {
      const canonical = canonicalText(this.compared(testCase, field), this.rule);
      if (canonical !== '') text += `${field}=${canonical}\n`;
    }
    return digestOf(text);
  }

  /** The fields in which two cases differ, by name, in order. */
  differences(left: TestCase, right: TestCase): FieldDifference[] {
    const fields = new Set([...contentFields(left), ...contentFields(right)]);
    return [...fields]
      .sort()
      .filter((field) => this.canonicalField(left, field) !== this.canonicalField(right, field))
      .map((field) => ({ field, left: this.shown(left, field), right: this.shown(right, field) }));
  }

  private canonicalField(testCase: TestCase, field: string): string {
    return canonicalText(this.compared(testCase, field), this.text);
  }

  private readonly text: TextRule = (text) => {
    this.attachments += attachmentsIn(text);
    if (!this.normalizesMarkup) return this.rule(text);
    const visible = visibleText(text);
    this.hasMarkup ||= visible !== text;
    return this.rule(visible);
  };

  private shown(testCase: TestCase, field: string): unknown {
    return canonicalValue(this.compared(testCase, field));
  }

  private compared(testCase: TestCase, field: string): unknown {
    const value = testCase[field];
    if (field === 'labels') return labelTitles(value);
    if (this.rules.compareIds) return value;
    return ID_FIELDS.includes(field) ? undefined : withoutIds(value);
  }

  private interned(fields: string[]): readonly string[] {
    const name = fields.join();
    const known = this.fieldSets.get(name);
    if (known) return known;
    this.fieldSets.set(name, fields);
    return fields;
  }
}

const digestOf = (text: string): string => hash('sha256', text, 'binary');

/** The fields of the case that was asked about last: those of a page nearly all have the same ones, in the same order. */
const last: { all: readonly string[]; content: readonly string[] } = { all: [], content: [] };

/** Sorted. */
function contentFields(testCase: TestCase): readonly string[] {
  const all = Object.keys(testCase);
  if (all.length !== last.all.length || all.some((field, n) => field !== last.all[n])) {
    last.all = all;
    last.content = all.filter((field) => isCustom(field) || PLAIN_FIELDS.has(field)).sort();
  }
  return last.content;
}

/** Labels come as objects with a title or as plain titles; their order and ids do not count. */
function labelTitles(labels: unknown): unknown {
  if (!Array.isArray(labels)) return labels;
  const titles = labels.map((label: unknown) => {
    if (typeof label === 'string') return label;
    return isObject(label) && typeof label.title === 'string' ? label.title : canonicalText(label);
  });
  return [...new Set(titles)].sort();
}

/** Numbers of a custom field may be ids, alone or in a list; steps may hold the id of a shared step. */
function withoutIds(value: unknown): unknown {
  if (typeof value === 'number') return undefined;
  if (!Array.isArray(value)) return value;
  return value
    .filter((item) => typeof item !== 'number')
    .map((item: unknown) => (isObject(item) ? { ...item, shared_step_id: undefined } : item));
}

function holdsText(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return (
    Array.isArray(value) &&
    value.some(
      (step) => isObject(step) && Object.values(step).some((part) => typeof part === 'string' && part !== ''),
    )
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
