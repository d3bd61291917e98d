import { hash } from 'node:crypto';
import { canonicalText, canonicalValue } from './canonical.js';
import { ContentFields, ID_FIELDS, isCustom, type ContentField, type FieldRules } from './content-fields.js';
import type { FieldDifference, Side } from './events.js';
import { attachmentsIn, textRule, type Normalization, type TextRule } from './normalize.js';
import type { TestCase } from './test-case.js';
import { visibleText } from './visible-text.js';

export interface ContentRules extends FieldRules {
  /**
   * False between two instances, where an id means nothing: template, type, priority, and numbers in custom fields,
   * which may be the ids of options, users or milestones, are then left out.
   */
  compareIds: boolean;
  /** What texts may differ in and still be equal. Defaults to nothing but line ends. */
  normalize?: readonly Normalization[];
  /** Cases that were paired by hand, right ids by left ones: a text of the left that links to `C12` means its partner. */
  map?: ReadonlyMap<number, number>;
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
  /** Which fields are compared. */
  readonly fields: ContentFields;
  private readonly rule: TextRule;
  private readonly normalizesMarkup: boolean;
  /** Of the case that is being read. */
  private attachments = 0;
  private hasMarkup = false;

  constructor(private readonly rules: ContentRules) {
    this.fields = new ContentFields(rules);
    this.rule = textRule(rules.normalize ?? []);
    this.normalizesMarkup = rules.normalize?.includes('markup') ?? false;
  }

  read(side: Side, testCase: TestCase): Content {
    let text = '';
    let hasText = false;
    const customFields: string[] = [];
    this.attachments = 0;
    this.hasMarkup = false;
    for (const field of this.fields.of(side, testCase)) {
      const canonical = canonicalText(this.compared(side, testCase, field), this.texts[side]);
      if (canonical === '') continue;
      text += `${field.name}=${canonical}\n`;
      if (!isCustom(field.key)) continue;
      customFields.push(field.name);
      hasText ||= holdsText(testCase[field.key]);
    }
    const digest = digestOf(text);
    return {
      digest,
      written: this.hasMarkup ? this.writtenDigest(side, testCase) : digest,
      attachments: this.attachments,
      hasText,
      customFields: this.interned(customFields),
    };
  }

  private writtenDigest(side: Side, testCase: TestCase): string {
    let text = '';
    for (const field of this.fields.of(side, testCase)) {
      const canonical = canonicalText(this.compared(side, testCase, field), (written) =>
        this.rule(this.linked(side, written)),
      );
      if (canonical !== '') text += `${field.name}=${canonical}\n`;
    }
    return digestOf(text);
  }

  /** The fields in which two cases differ, by name, in order. */
  differences(left: TestCase, right: TestCase): FieldDifference[] {
    const lefts = this.values('left', left);
    const rights = this.values('right', right);
    return [...new Set([...lefts.keys(), ...rights.keys()])]
      .sort()
      .filter((name) => this.canonical('left', lefts.get(name)) !== this.canonical('right', rights.get(name)))
      .map((field) => ({
        field,
        left: canonicalValue(lefts.get(field)?.shown),
        right: canonicalValue(rights.get(field)?.shown),
      }));
  }

  private values(side: Side, testCase: TestCase): Map<string, FieldValue> {
    return new Map(
      this.fields.of(side, testCase).map((field): [string, FieldValue] => {
        const shown = this.shown(testCase, field);
        return [field.name, { shown, compared: this.fields.mapped(side, field.name, shown) }];
      }),
    );
  }

  private canonical(side: Side, value: FieldValue | undefined): string {
    return canonicalText(value?.compared, this.texts[side]);
  }

  private readonly texts: Record<Side, TextRule> = {
    left: (text) => this.normalized(this.linked('left', text)),
    right: (text) => this.normalized(text),
  };

  private normalized(text: string): string {
    this.attachments += attachmentsIn(text);
    if (!this.normalizesMarkup) return this.rule(text);
    const visible = visibleText(text);
    this.hasMarkup ||= visible !== text;
    return this.rule(visible);
  }

  /** Links to cases of the left as links to their partners. */
  private linked(side: Side, text: string): string {
    const { map } = this.rules;
    if (side === 'right' || !map || !CASE_LINK.test(text)) return text;
    return text.replace(CASE_LINKS, (link, id: string) => {
      const partner = map.get(Number(id));
      return partner === undefined ? link : `C${partner}`;
    });
  }

  private compared(side: Side, testCase: TestCase, field: ContentField): unknown {
    return this.fields.mapped(side, field.name, this.shown(testCase, field));
  }

  /** Of a value what counts, as the case has it. */
  private shown(testCase: TestCase, { key }: ContentField): unknown {
    const value = testCase[key];
    if (key === 'labels') return labelTitles(value);
    if (this.rules.compareIds) return value;
    return ID_FIELDS.includes(key) ? undefined : withoutIds(value);
  }

  private interned(fields: string[]): readonly string[] {
    const name = fields.join();
    const known = this.fieldSets.get(name);
    if (known) return known;
    this.fieldSets.set(name, fields);
    return fields;
  }
}

/** `C123`, in texts and refs. */
const CASE_LINK = /\bC\d/;
const CASE_LINKS = /\bC(\d+)\b/g;

interface FieldValue {
  /** As the case has it. */
  shown: unknown;
  /** What it is called on the right. */
  compared: unknown;
}

const digestOf = (text: string): string => hash('sha256', text, 'binary');

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
