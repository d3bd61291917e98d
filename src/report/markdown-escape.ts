import { sanitize } from './sanitize.js';

/**
 * What can begin or end markup wherever it stands: emphasis, code, links, HTML, entities, cells, math, mentions; a point or
 * colon inside a word makes an address of it (`www.`, `https:`). Markdown lets each be written after a backslash.
 */
const MARKUP = /[\\`*_[\]<>&|#$~@]|[.:](?=\S)/g;

/** What means something only where a line begins: bullets, rules, underlines of headings, numbers of lists. */
const LINE_START = /^(\d*)([-+=.)])/;

/** What GitHub makes a link or a picture of behind the parser's back: `@someone`, `#12`, `GH-12`, `:smile:`. */
const REFERENCE = /(\\[@#])(?=[\p{L}\p{N}])|(?<![\p{L}\p{N}])(GH-)(?=\d)|(\\:)(?=[\w+\\-]+:)/giu;

/** Not to be seen, and enough to part the sign from the name. */
const ZERO_WIDTH_SPACE = '&#8203;';

/**
 * *Text from a server as Markdown that shows just that text,* on one line, also in a table: no markup, link, image, HTML,
 * entity, mention, issue reference or emoji comes of it.
 */
export const escapeMarkdown = (text: string): string =>
  sanitize(text)
    .trim()
    .replace(MARKUP, '\\$&')
    .replace(LINE_START, '$1\\$2')
    .replace(REFERENCE, `$&${ZERO_WIDTH_SPACE}`);

/** A link to a page of a server, or the label alone where the address is none of the web. */
export const markdownLink = (label: string, url: string): string =>
  /^https?:\/\//i.test(url)
    ? `[${escapeMarkdown(label)}](<${sanitize(url).replace(/[<>\\|`\s]/g, encodeURIComponent)}>)`
    : escapeMarkdown(label);

/** Lines as they are, in a block that no line of them can end. They are sanitised already. */
export function codeBlock(lines: readonly string[], language: string): string {
  const ticks = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, ...ticks.map((length) => length + 1)));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

export const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;

/** The head of a table and the rule under it; a column whose name ends in ":" is set to the right. */
export const tableHead = (columns: readonly string[]): string =>
  tableRow(columns.map((column) => column.replace(/:$/, ''))) +
  tableRow(columns.map((column) => (column.endsWith(':') ? '--:' : '---')));
