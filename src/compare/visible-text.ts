import { Parser } from 'htmlparser2';
import MarkdownIt from 'markdown-it';

/**
 * What a reader sees of a text, in one spelling for Markdown and HTML: its words, links, lists, tables and images. How it
 * is laid out (bold, italic, headings, fonts, colours, quotes, code) does not count.
 *
 * One block a line. A list item begins with `- ` or its number, once for each level; a cell of a table with `| `; a link
 * is `[words](address)`, an image `![words](address)`. White space in a row is one space.
 *
 * Markdown is CommonMark with the tables of GitHub, of which TestRail's own (`||| head | head` and `|| cell | cell`) are
 * another spelling, and each line break in it is one, as TestRail shows it.
 */
export function visibleText(text: string): string {
  return isPlain(text) ? plainLines(text) : visibleOfHtml(markdown.render(withCommonTables(text)));
}

/** HTML in Markdown is kept as it is, so that one way reads both. */
const markdown = new MarkdownIt({ html: true, breaks: true });
// An address is visible as what it is, whether somebody made a link of it or not.
markdown.validateLink = () => true;

/** Without a character that Markdown or HTML gives a meaning: nearly every text, and a hundred times as fast. */
const isPlain = (text: string): boolean => !MEANING.test(text);
const MEANING = /[<>&*_`~#[\]|\\]|^\s*(?:[-+=]|\d{1,9}[.)])|^(?: {4}|\t)/m;

const plainLines = (text: string): string =>
  text
    .split('\n')
    .map(squeezed)
    .filter((line) => line !== '')
    .join('\n');

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** `||| :head | head` and `|| cell | cell` to the pipes of GitHub. */
function withCommonTables(text: string): string {
  if (!text.includes('||')) return text;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const row = /^\s*\|\|(\|?)(.*)$/.exec(line);
    if (!row) {
      lines.push(line);
      continue;
    }
    const cells = row[2]!.replace(/\|\s*$/, '').split('|');
    const isHead = row[1] === '|';
    const text = cells.map((cell) => (isHead ? cell.replace(/^\s*:|:\s*$/g, '') : cell).trim()).join(' | ');
    const inTable = (lines[lines.length - 1] ?? '').startsWith('| ');
    if (!inTable) lines.push('');
    lines.push(`| ${text} |`);
    // GitHub's table has a head, and a line below it.
    if (!inTable) lines.push(`|${' --- |'.repeat(cells.length)}`);
  }
  return lines.join('\n');
}

const BLOCKS = new Set(
  [
    'address article aside blockquote body br caption dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6',
    'header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul',
  ].flatMap((names) => names.split(' ')),
);
/** Names that a browser takes for markup; any other in angle brackets is somebody's word, such as `<user>`. */
const ELEMENTS = new Set([
  ...BLOCKS,
  ...[
    'a abbr acronym applet area audio b base basefont bdi bdo big blink button canvas center cite code col colgroup data',
    'datalist del dfn dialog dir em embed fieldset font frame frameset head hgroup i iframe image img input ins kbd label',
    'legend link map mark marquee math menu meta meter nobr noframes noscript object optgroup option output param picture',
    'plaintext progress q rb rp rt ruby s samp script search select slot small source span strike strong style sub summary',
    'sup svg template textarea time title track tt u var video wbr xmp',
  ].flatMap((names) => names.split(' ')),
]);
/** What office programs leave behind, such as `<o:p>`, is no word either. */
const isMarkup = (name: string): boolean => ELEMENTS.has(name) || /^(?:o|w|v|m|st1):/.test(name);
const HIDDEN = new Set(['script', 'style', 'head', 'template']);

/** Walks the tags of one text, in their order. */
class Visible {
  private readonly lines: string[] = [];
  private line = '';
  /** The number of each open list's last item; undefined for one without numbers. */
  private readonly lists: (number | undefined)[] = [];
  private readonly links: (string | undefined)[] = [];
  private hidden = 0;

  open(name: string, attributes: Record<string, string>): void {
    if (HIDDEN.has(name)) this.hidden++;
    if (BLOCKS.has(name)) this.breakLine(name);
    if (name === 'ul') this.lists.push(undefined);
    if (name === 'ol') this.lists.push(Number(attributes['start'] ?? 1) - 1);
    if (name === 'li') this.line = this.bullet();
    if (name === 'td' || name === 'th') this.line += '| ';
    if (name === 'img') this.line += `![${squeezed(attributes['alt'] ?? '')}](${attributes['src'] ?? ''})`;
    if (name === 'a') this.openLink(attributes['href']);
    if (name === 'input') this.text(inputText(attributes));
  }

  close(name: string): void {
    if (HIDDEN.has(name)) this.hidden--;
    if (name === 'a') this.closeLink();
    if (name === 'ul' || name === 'ol') this.lists.pop();
    // The cells of a row stand in one line.
    if (BLOCKS.has(name) && name !== 'td' && name !== 'th') this.breakLine(name);
  }

  text(text: string): void {
    if (this.hidden === 0) this.line += text.replace(/\s+/g, ' ');
  }

  end(): string {
    this.breakLine('p');
    return this.lines.join('\n').replaceAll(WORD, '<');
  }

  private breakLine(name: string): void {
    if (name === 'td' || name === 'th') {
      this.line = this.line.trimEnd() + (this.line === '' ? '' : ' ');
      return;
    }
    // What an item holds begins behind its bullet, whether it is a paragraph or not.
    if (/^(?:- |\d+\. )+\s*$/.test(this.line)) {
      this.line = this.line.trimEnd() + ' ';
      return;
    }
    const line = squeezed(this.line);
    if (line !== '') this.lines.push(line);
    this.line = '';
  }

  private bullet(): string {
    const level = this.lists.length - 1;
    const number = this.lists[level];
    if (number !== undefined) this.lists[level] = number + 1;
    return '- '.repeat(Math.max(0, level)) + (number === undefined ? '- ' : `${number + 1}. `);
  }

  /** An address that is its own words is one. */
  private openLink(href: string | undefined): void {
    this.links.push(href);
    if (href !== undefined) this.line += LINK;
  }

  private closeLink(): void {
    const href = this.links.pop();
    if (href === undefined) return;
    const at = this.line.lastIndexOf(LINK);
    const words = squeezed(this.line.slice(at + 1));
    this.line = this.line.slice(0, Math.max(0, at)) + (words === href ? href : `[${words}](${href})`);
  }
}

/** Inputs that show no text of their own. */
const WORDLESS = new Set(['hidden', 'checkbox', 'radio', 'file', 'image', 'range', 'color']);

/** What stands in a field. */
function inputText({ type = 'text', value = '', placeholder = '' }: Record<string, string>): string {
  return WORDLESS.has(type.toLowerCase()) ? '' : (type === 'password' ? '' : value) || placeholder;
}

/** Where the words of an open link begin: no text holds it. */
const LINK = '\0';
/** What begins a word in angle brackets while tags are read: no text holds it either. */
const WORD = '\x01';

/** Where a tag begins, whether it opens or closes, with its name. */
const TAG = /<(?=\/?([a-z][^\s/>]*))/gi;

/** Words in angle brackets as the text that they are, each for itself: nobody needs to close what somebody has written. */
const withWords = (html: string): string =>
  html.replace(TAG, (sign, name: string) => (isMarkup(name.toLowerCase()) ? sign : WORD));

function visibleOfHtml(html: string): string {
  const visible = new Visible();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => visible.open(name, attributes),
      onclosetag: (name) => visible.close(name),
      ontext: (text) => visible.text(text),
    },
    { decodeEntities: true },
  );
  parser.end(withWords(html.replaceAll(LINK, '').replaceAll(WORD, '')));
  return visible.end();
}
