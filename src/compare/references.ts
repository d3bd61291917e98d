/**
 * References to attachments in texts: `![](index.php?/attachments/get/123)`, with a number, or with the UUID of newer
 * servers. An id is its instance's own, so what a text says of another host is told apart and never asked for: a project
 * that was migrated still links to where it came from.
 */
import { ContentFields, type FieldRules } from './content-fields.js';
import type { Side } from './events.js';
import { NamedValues, type NameRules } from './named-values.js';
import type { TextRule } from './normalize.js';
import { isDeleted, type TestCase } from './test-case.js';

const MARK = 'attachments/get/';
/** As `normalize.ts` finds them: what is a place there is a reference here. */
const REFERENCE = /attachments\/get\/([0-9a-f][0-9a-f-]*)/gi;
/** Host and path up to the reference, where it is a whole address. */
const ADDRESS_BEFORE = /\/\/([^\s"'()<>[\]]+)$/;
/** No host and path are longer. */
const LONGEST_BEFORE = 300;
const ID = /^(\d{1,15}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * The attachments that a text refers to, in order, each as often as it does: ids, and of another instance the whole reference.
 *
 * @param base the text's own instance, as `instanceOf` gives it
 */
export function referencesIn(text: string, base: string): string[] {
  if (!text.includes(MARK)) return [];
  return Array.from(text.matchAll(REFERENCE), ({ 1: id, index }) => {
    const before = text.slice(Math.max(0, index - LONGEST_BEFORE), index);
    const address = ADDRESS_BEFORE.exec(before)?.[1];
    const other = address?.replace(/(\/index\.php)?\??\/*$/i, '').toLowerCase();
    return other === undefined || other === base ? id! : `//${other}/${id}`;
  });
}

/** Whether it is an attachment's id, of the text's own instance. */
export const isAttachmentId = (reference: string): boolean => ID.test(reference);

/** An instance by host and path: whether it is http or https does not count. */
export const instanceOf = (url: string): string => url.replace(/^\w+:\/\//, '').toLowerCase();

export interface ReferenceRules extends FieldRules, NameRules {
  /** Base URLs of the two instances. */
  urls: Record<Side, string>;
  /** What is compared of a text, where that is not all of it: what a text refers to may stand in it as entities. */
  visibleText?: TextRule;
}

/** Finds what cases refer to in the fields that are compared, before anything is compared. */
export class ReferenceReader {
  private readonly fields: ContentFields;
  private readonly names: NamedValues;
  private readonly bases: Record<Side, string>;
  private readonly visibleText: TextRule;

  constructor(rules: ReferenceRules) {
    this.fields = new ContentFields(rules);
    this.names = new NamedValues(rules);
    this.bases = { left: instanceOf(rules.urls.left), right: instanceOf(rules.urls.right) };
    this.visibleText = rules.visibleText ?? ((text) => text);
  }

  /** Ids of attachments, each once. */
  of(side: Side, cases: readonly TestCase[]): string[] {
    const found = new Set<string>();
    for (const testCase of cases) {
      if (isDeleted(testCase)) continue;
      for (const { name, key } of this.fields.of(side, testCase))
        this.collect(side, this.names.compared(side, name, key, testCase[key]), found);
    }
    return [...found];
  }

  private collect(side: Side, value: unknown, found: Set<string>): void {
    if (typeof value === 'string') {
      const text = this.visibleText(value);
      for (const id of referencesIn(text, this.bases[side])) if (isAttachmentId(id)) found.add(id);
    } else if (typeof value === 'object' && value !== null) {
      for (const member of Object.values(value)) this.collect(side, member, found);
    }
  }
}
