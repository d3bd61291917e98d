import { hash } from 'node:crypto';
import type { Attachments } from './attachments.js';
import { canonicalText, canonicalValue, isEmpty } from './canonical.js';
import { CaseLinks } from './case-links.js';
import { ContentFields, isCustom, type ContentField, type FieldRules } from './content-fields.js';
import { otherSide, type AttachmentDifference, type FieldDifference, type Side } from './events.js';
import { NamedValues, type NameRules } from './named-values.js';
import { attachmentsIn, textRule, type Normalization, type TextRule } from './normalize.js';
import { stepParts } from './step-parts.js';
import type { TestCase } from './test-case.js';
import { isVerbatim } from './verbatim.js';

export interface ContentRules extends FieldRules, NameRules {
  /** What texts may differ in and still be equal. Defaults to nothing but line ends. */
  normalize?: readonly Normalization[];
  /** What a reader sees of a text; where `markup` is normalised it is wanted: what `loadVisibleText` gives. */
  visibleText?: TextRule;
  /** Cases that were paired by hand, right ids by left ones: a text of the left that links to `C12` means its partner. */
  map?: ReadonlyMap<number, number>;
  /** Texts are compared with what the attachments are that they refer to, and no more by their numbers. Defaults to false. */
  verifyAttachments?: boolean;
}

export interface Content {
  /** The same for all cases of equal content, different for all others: SHA-256 of its canonical text. */
  digest: string;
  /** It holds some text or steps, and so can tell a renamed case. */
  hasText: boolean;
  /** The same of what was written, where `markup` is normalised: of two equal contents it tells whether they were. */
  written: string;
  /** References to attachments in its texts. */
  attachments: number;
  /** What they refer to, in order, where that is compared as well. The digest says where they stand. */
  references?: readonly string[];
  /** The custom fields that hold a value, one array for all cases that have the same ones. */
  customFields: readonly string[];
}

/** Reads contents, remembering the sets of custom fields it has met. */
export class ContentReader {
  private readonly fieldSets = new Map<string, readonly string[]>();
  /** Of the case that was read last: most have the same. */
  private lastSet: readonly string[] = [];
  /** Which fields are compared. */
  readonly fields: ContentFields;
  /** What values are compared and shown as. */
  readonly names: NamedValues;
  private readonly rule: TextRule;
  private readonly links: CaseLinks | undefined;
  /** Where markup is normalised. */
  private readonly visibleText: TextRule | undefined;
  private readonly isPlain: boolean;
  /** Of the case that is being read. */
  private attachments = 0;
  private references: string[] = [];
  private hasMarkup = false;

  /** @throws RangeError when markup is normalised, and nothing that reads it is given */
  constructor(
    private readonly rules: ContentRules,
    /** Where attachments are compared. */
    private readonly attached?: Attachments,
  ) {
    this.fields = new ContentFields(rules);
    this.names = new NamedValues(rules);
    this.rule = textRule([...(rules.normalize ?? []), ...(attached ? (['attachments'] as const) : [])]);
    if (rules.map) this.links = new CaseLinks(rules.map);
    this.isPlain = rules.compareIds && !rules.valueMap && !rules.catalogues?.left && !rules.catalogues?.right;
    if (!rules.normalize?.includes('markup')) return;
    if (!rules.visibleText)
      throw new RangeError("normalize: ['markup'] wants visibleText: what loadVisibleText() resolves to");
    this.visibleText = rules.visibleText;
  }

  /**
   * @param like a case of the other side that may well be its equal: where both are written alike, what was read of that
   *   one is so of this one
   */
  read(side: Side, testCase: TestCase, like?: Content & { fields: TestCase | undefined }): Content {
    if (like?.fields && this.meansAnywhere(like) && this.areWrittenAlike(side, testCase, like.fields))
      return like;
    // Joined at once: put together piece by piece they would be a tree of pieces first.
    const parts: string[] = [];
    let hasText = false;
    const customFields: string[] = [];
    this.attachments = 0;
    this.references = [];
    this.hasMarkup = false;
    for (const field of this.fields.of(side, testCase)) {
      const compared = this.compared(side, testCase, field);
      const canonical = canonicalText(compared, this.texts[side]);
      if (canonical === '') continue;
      parts.push(field.name, '=', canonical, '\n');
      if (!isCustom(field.key)) continue;
      customFields.push(field.name);
      // Shared steps by what they say; the name of an option is no text.
      hasText ||= holdsText(Array.isArray(compared) ? compared : testCase[field.key]);
    }
    const digest = digestOf(parts.join(''));
    return {
      digest,
      written: this.hasMarkup ? this.writtenDigest(side, testCase) : digest,
      attachments: this.attachments,
      ...(this.references.length > 0 && { references: this.references }),
      hasText,
      customFields: this.interned(customFields),
    };
  }

  /** What it refers to is the same, whichever side says it. */
  private meansAnywhere({ references }: Content): boolean {
    return references === undefined || this.attached?.isOneInstance === true;
  }

  /** Each compared field is, and means the same on both sides; one that only one of them has is empty. */
  private areWrittenAlike(side: Side, testCase: TestCase, other: TestCase): boolean {
    if (this.rules.map || this.rules.valueMap) return false;
    const others = this.fields.of(otherSide(side), other);
    let at = 0;
    // Both are by name in order.
    for (const { name, key } of this.fields.of(side, testCase)) {
      for (; at < others.length && others[at]!.name < name; at++)
        if (!isEmpty(other[others[at]!.key])) return false;
      const value = testCase[key];
      const hasOther = others[at]?.name === name;
      const isAlike = hasOther
        ? this.names.meansTheSame(name, value) && isVerbatim(value, other[others[at++]!.key])
        : isEmpty(value);
      if (!isAlike) return false;
    }
    return others.slice(at).every((field) => isEmpty(other[field.key]));
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

  /** What a case says, as far as it is compared, for telling how much of it another one says: its title as it is. */
  prose(side: Side, testCase: TestCase): TestCase {
    const prose: TestCase = { id: testCase.id, title: testCase.title };
    for (const { name, key } of this.fields.of(side, testCase))
      if (isCustom(key)) prose[name] = this.readable(this.names.shown(side, name, key, testCase[key]));
    return prose;
  }

  private readable(value: unknown): unknown {
    if (typeof value === 'string') return this.rule(this.visibleText?.(value) ?? value);
    if (Array.isArray(value)) return value.map((item) => this.readable(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.readable(part)]));
  }

  /** The fields in which two cases differ, by name, in order. */
  differences(leftCase: TestCase, rightCase: TestCase): FieldDifference[] {
    const lefts = this.values('left', leftCase);
    const rights = this.values('right', rightCase);
    return [...new Set([...lefts.keys(), ...rights.keys()])].sort().flatMap((field) => {
      const [left, right] = [lefts.get(field), rights.get(field)];
      const [one, other] = [this.canonical('left', left?.compared), this.canonical('right', right?.compared)];
      const attachments = this.attached?.differing(one.references, other.references) ?? [];
      if (one.text === other.text && attachments.length === 0) return [];
      const parts = stepParts(left?.compared, right?.compared, (side, part) =>
        this.said(side, part, attachments),
      );
      const links = this.links?.kept(left?.compared, right?.compared) ?? [];
      return [
        {
          ...fieldDifference(field, left, right),
          ...(attachments.length > 0 && { attachments }),
          ...(links.length > 0 && { links }),
          ...(parts && { stepParts: parts }),
        },
      ];
    });
  }

  /** What a part of a step counts as, with which file it refers to where that is another one on the other side. */
  private said(side: Side, part: unknown, others: readonly AttachmentDifference[]): string {
    const { text, references } = this.canonical(side, part);
    const files = references.flatMap(
      (id) => others.find((other) => other[side].id === id)?.[side].sha256 ?? [],
    );
    return files.length === 0 ? text : `${text} ${files.join()}`;
  }

  private values(side: Side, testCase: TestCase): Map<string, FieldValue> {
    return new Map(
      this.fields.of(side, testCase).map((field): [string, FieldValue] => {
        const { name, key } = field;
        const value = valueOf(testCase, key);
        return [
          name,
          {
            shown: this.names.shown(side, name, key, value),
            compared: this.compared(side, testCase, field),
            called: this.names.nameOf(side, key, value),
          },
        ];
      }),
    );
  }

  private canonical(side: Side, compared: unknown): { text: string; references: string[] } {
    this.references = [];
    return { text: canonicalText(compared, this.texts[side]), references: this.references };
  }

  private readonly texts: Record<Side, TextRule> = {
    left: (text) => this.normalized('left', this.linked('left', text)),
    right: (text) => this.normalized('right', text),
  };

  /** Links to cases of the left as links to their partners. */
  private linked(side: Side, text: string): string {
    return side === 'left' && this.links ? this.links.onTheRight(text) : text;
  }

  private normalized(side: Side, text: string): string {
    this.attachments += attachmentsIn(text);
    const visible = this.visibleText?.(text) ?? text;
    if (this.attached) this.references.push(...this.attached.in(side, visible));
    this.hasMarkup ||= visible !== text;
    return this.rule(visible);
  }

  private compared(side: Side, testCase: TestCase, { name, key }: ContentField): unknown {
    const value = valueOf(testCase, key);
    // Within an instance whose names were not read all but steps are as they are: nearly every value of every case.
    if (this.isPlain && !Array.isArray(value)) return value;
    return this.names.compared(side, name, key, value);
  }

  private interned(fields: string[]): readonly string[] {
    const { lastSet } = this;
    if (fields.length === lastSet.length && fields.every((field, n) => field === lastSet[n])) return lastSet;
    const name = fields.join();
    const known = this.fieldSets.get(name) ?? fields;
    this.fieldSets.set(name, known);
    return (this.lastSet = known);
  }
}

interface FieldValue {
  /** As the case has it. */
  shown: unknown;
  /** What it counts as. */
  compared: unknown;
  /** What a person calls it, where it is an id. */
  called: string | undefined;
}

const fieldDifference = (
  field: string,
  left: FieldValue | undefined,
  right: FieldValue | undefined,
): FieldDifference => ({
  field,
  left: canonicalValue(left?.shown),
  right: canonicalValue(right?.shown),
  ...(left?.called === undefined ? {} : { leftName: left.called }),
  ...(right?.called === undefined ? {} : { rightName: right.called }),
});

/** UTF-8 has no lone surrogates, and would make all of them one and the same. */
const digestOf = (text: string): string =>
  text.isWellFormed()
    ? hash('sha256', text, 'binary')
    : `utf16 ${hash('sha256', Buffer.from(text, 'utf16le'), 'binary')}`;

const valueOf = (testCase: TestCase, key: string): unknown =>
  key === 'labels' ? labelTitles(testCase[key]) : testCase[key];

/** Labels come as objects with a title or as plain titles; their order and ids do not count. */
function labelTitles(labels: unknown): unknown {
  if (!Array.isArray(labels) || labels.length === 0) return labels;
  const titles = labels.map((label: unknown) => {
    if (typeof label === 'string') return label;
    return isObject(label) && typeof label.title === 'string' ? label.title : canonicalText(label);
  });
  return [...new Set(titles)].sort();
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
