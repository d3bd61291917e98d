/**
 * What two texts may differ in and still be equal, beyond what is always so (`canonical.ts`). All of it is asked for.
 *
 * - `whitespace`: blanks around a text and its lines, and how many there are in a row; no-break spaces count as spaces. How
 *   deep an item of a list stands still counts
 * - `case`: the case of letters, by Unicode's own mapping, whatever the locale
 * - `unicode`: composed or decomposed characters (normal form C, Unicode Standard Annex 15)
 * - `markup`: Markdown or HTML that shows the same text, links, lists, tables and images (`visible-text.ts`)
 * - `attachments`: the numbers of attachments in texts, which differ after a copy; how many there are, and where they
 *   stand, still counts
 */
export const NORMALIZATIONS = ['whitespace', 'case', 'unicode', 'markup', 'attachments'] as const;

export type Normalization = (typeof NORMALIZATIONS)[number];

/**
 * What a person mostly asks for. What a copy or an upgrade changes without anybody's intent: blanks at the ends of lines, how a
 * letter with an accent is encoded, and the numbers of attachments. Letter case and markup are somebody's work, and are
 * asked for.
 */
export const USUAL_NORMALIZATIONS: readonly Normalization[] = ['whitespace', 'unicode', 'attachments'];

export type TextRule = (text: string) => string;

/** Applies to titles and other values that cases are matched by: of what is asked for, what concerns a single line. */
export const keyRule = (asked: readonly Normalization[]): TextRule => composed(asked, KEY_RULES);

/** Applies to compared texts, once `markup` has been. */
export const textRule = (asked: readonly Normalization[]): TextRule => composed(asked, TEXT_RULES);

const squeezed: TextRule = (text) => {
  if (!SQUEEZABLE.test(text)) return text;
  return INDENTED_ITEM.test(text) ? squeezedList(text) : squeezedLines(text);
};

const squeezedLines: TextRule = (text) =>
  text
    .replace(/[^\S\r\n]+/g, ' ')
    .replace(/ ?(\r?\n) ?/g, '$1')
    .trim();

/** An item of a Markdown list that stands within another one, perhaps. */
const INDENTED_ITEM = /^[^\S\r\n]+(?:[-*+]|\d{1,9}[.)])(?!\S)/m;
const ITEM = /^([^\S\r\n]*)(?:[-*+]|\d{1,9}[.)])(?!\S)/;

/** The same, and before each item two blanks for each that it stands within, however far it is indented. */
function squeezedList(text: string): string {
  const indents: number[] = [];
  const lines = text.split('\n').map((line) => {
    const [, blanks] = ITEM.exec(line) ?? [];
    if (blanks === undefined) return squeezedLines(line);
    const indent = blanks.replaceAll('\t', '    ').length;
    while ((indents[indents.length - 1] ?? -1) > indent) indents.pop();
    if (indents[indents.length - 1] !== indent) indents.push(indent);
    return '  '.repeat(indents.length - 1) + squeezedLines(line);
  });
  return lines.join('\n').trim();
}

/** Nearly no text is, and to ask is several times as fast as to replace. */
const SQUEEZABLE = /^\s|\s$|[^\S\r\n]{2}|[^\S \r\n]|\s\r?\n|\n\s/;

const NOT_ASCII = /[^\0-\x7f]/;
const composedForm: TextRule = (text) => (NOT_ASCII.test(text) ? text.normalize('NFC') : text);

/** `index.php?/attachments/get/123`, and with the UUID of newer servers, with or without the host before it. */
const ATTACHMENT = /(attachments\/get\/)[0-9a-f][0-9a-f-]*/gi;
const withoutNumbers: TextRule = (text) =>
  text.includes('attachments/get/') ? text.replace(ATTACHMENT, '$1#') : text;

const KEY_RULES: Partial<Record<Normalization, TextRule>> = {
  unicode: composedForm,
  whitespace: squeezed,
  case: (text) => text.toLowerCase(),
};

const TEXT_RULES: Partial<Record<Normalization, TextRule>> = { attachments: withoutNumbers, ...KEY_RULES };

/** In the order of `rules`, whatever the order in which they are asked for. */
function composed(
  asked: readonly Normalization[],
  rules: Partial<Record<Normalization, TextRule>>,
): TextRule {
  const chosen = Object.entries(rules)
    .filter(([name]) => asked.includes(name as Normalization))
    .map(([, rule]) => rule);
  if (chosen.length === 0) return (text) => text;
  const ofPlain = chosen.filter((rule) => rule !== composedForm && rule !== squeezed);
  // Nearly every text of every case goes through here.
  return (text) => {
    let result = text;
    for (const rule of isPlain(text) ? ofPlain : chosen) result = rule(result);
    return result;
  };
}

/** Printable ASCII, and no blank that could go: asked in one, it is told at half the cost. */
const isPlain = (text: string): boolean =>
  !NOT_PLAIN.test(text) && !isBlank(text.charCodeAt(0)) && !isBlank(text.charCodeAt(text.length - 1));
const NOT_PLAIN = /[^ -~\n]| [ \n]|\n[ \n]/;
const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a;

/** Attachments that a text refers to. */
export const attachmentsIn = (text: string): number =>
  text.includes('attachments/get/') ? (text.match(ATTACHMENT)?.length ?? 0) : 0;
