import { KINDS, SIDES, type DifferenceEvent, type Kind } from '../compare/events.js';
import type { ReportData, ReportSummary } from './collector.js';
import { changesOf, placesOf, remarksOf, titlesOf } from './difference-words.js';
import { fieldLines } from './field-lines.js';
import { codeBlock, escapeMarkdown, markdownLink, tableHead, tableRow } from './markdown-escape.js';
import { failedPages, notes } from './notes.js';
import { count, counted } from './numbers.js';
import { isNews, selectionWords } from './selection.js';
import { KIND_NAMES, SIGNS } from './signs.js';
import type { SinkOptions } from './sink.js';
import { openingNotes } from './start-notes.js';
import { statusLine } from './status-line.js';

/** Pages that were not read, named one by one. */
const NAMED_PAGES = 20;

/** GitHub's own limit of a step's summary. */
const MAX_BYTES = 1024 * 1024;

/** Kept free for the line that says what was left out. */
const RESERVED_BYTES = 300;

/** A piece of the document that is written whole or not at all. */
interface Block {
  /** Worked out where it is written only. */
  text(): string;
  /** Differences told in it. */
  differences: number;
}

const SECTIONS: readonly Kind[] = [...KINDS.filter((kind) => kind !== 'identical'), 'identical'];

const heading = ({ start }: ReportData): string =>
  `# ${SIDES.map((side) => `${escapeMarkdown(start[side].name)} (${start[side].projectId})`).join(' → ')}\n\n`;

const sideTable = ({ start }: ReportData, summary: ReportSummary): string =>
  tableHead(['side', 'project', 'suites:', 'pages:', 'cases:', 'deleted:', 'undetermined:']) +
  SIDES.map((side) => {
    const { name, url } = start[side];
    const { suites, pages, cases, deleted, undetermined } = summary[side];
    return tableRow([
      side,
      `${escapeMarkdown(name)}, ${escapeMarkdown(url)}`,
      ...[suites, pages, cases, deleted, undetermined].map(count),
    ]);
  }).join('');

const kindTable = ({ counts }: ReportSummary): string =>
  tableHead(['kind', 'cases or pairs:']) +
  KINDS.map((kind) => tableRow([`\`${SIGNS[kind]}\` ${KIND_NAMES[kind]}`, count(counts[kind])])).join('');

const bullets = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${lines.map((line) => `- ${escapeMarkdown(line)}\n`).join('')}\n`;

function summaryBlock(data: ReportData, options: SinkOptions): Block {
  const { summary } = data;
  if (summary === null) return { text: () => `${heading(data)}The run broke off.\n\n`, differences: 0 };
  const lost = failedPages(summary);
  const more = lost.length - NAMED_PAGES;
  const listed = selectionWords(options);
  const text = [
    heading(data),
    `**${escapeMarkdown(statusLine(summary))}**\n\n`,
    `${kindTable(summary)}\n`,
    `${sideTable(data, summary)}\n`,
    bullets([
      ...openingNotes(data.start),
      ...notes(summary),
      ...(listed === undefined ? [] : [`listed: ${listed}`]),
      ...lost.slice(0, NAMED_PAGES),
      ...(more > 0 ? [`… and ${counted(more, 'page')} more not read`] : []),
    ]),
  ];
  return { text: () => text.join(''), differences: 0 };
}

const links = ({ left, right }: DifferenceEvent): string =>
  [left, right].flatMap((side) => (side ? [markdownLink(`C${side.id}`, side.url)] : [])).join(' → ');

/** A changed pair has a section of its own: what differs in it takes lines. */
const changedBlock = (event: DifferenceEvent): string => {
  const lines = event.fields.flatMap(fieldLines);
  const remarks = [placesOf(event), remarksOf(event)].filter((part) => part !== '').join(' ');
  return [
    `### ${escapeMarkdown(titlesOf(event))}\n\n`,
    `${links(event)} ${escapeMarkdown(remarks)}\n\n`,
    lines.length === 0 ? '' : `${codeBlock(lines, 'diff')}\n\n`,
  ].join('');
};

const row = (event: DifferenceEvent): string => {
  const told = [changesOf(event), remarksOf(event)].filter((part) => part !== '').join(' ');
  return tableRow([links(event), ...[placesOf(event), titlesOf(event), told].map(escapeMarkdown)]);
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The differences of a kind: sections of changed pairs, a table of all others. */
function* kindBlocks(kind: Kind, events: readonly DifferenceEvent[]): Generator<Block> {
  const title = `## ${capitalised(KIND_NAMES[kind])} (${count(events.length)})\n\n`;
  const isTable = kind !== 'changed';
  const head = isTable ? tableHead(['case', 'place', 'title', '']) : '';
  yield { text: () => title + head, differences: 0 };
  for (const event of events)
    yield { text: () => (isTable ? row(event) : changedBlock(event)), differences: 1 };
  if (isTable) yield { text: () => '\n', differences: 0 };
}

function* blocks(data: ReportData, options: SinkOptions): Generator<Block> {
  yield summaryBlock(data, options);
  const events = data.differences.filter((event) => isNews(event, options));
  for (const kind of SECTIONS) {
    const ofKind = events.filter((event) => event.kind === kind);
    if (ofKind.length > 0) yield* kindBlocks(kind, ofKind);
  }
}

/**
 * *Markdown (GitHub's):* the summary, then the differences by kind, ordered. Texts from a server are escaped, so that they
 * show as they are and can make neither markup nor links nor HTML.
 */
export const markdownDocument = (data: ReportData, options: SinkOptions): string =>
  wholeLines([...blocks(data, options)].map(({ text }) => text()));

/** A document ends with its last line. */
const wholeLines = (texts: readonly string[]): string => `${texts.join('').trimEnd()}\n`;

/** *The same within the bounds of a step's summary on GitHub,* and how many differences found no room in it. */
export function githubSummary(data: ReportData, options: SinkOptions): string {
  const room = (options.maxBytes ?? MAX_BYTES) - RESERVED_BYTES;
  let used = 0;
  let isFull = false;
  let leftOut = 0;
  const written: string[] = [];
  for (const block of blocks(data, options)) {
    const text = isFull ? '' : block.text();
    used += Buffer.byteLength(text);
    // What comes after a gap would be missing without a word.
    isFull ||= used > room;
    if (isFull) leftOut += block.differences;
    else written.push(text);
  }
  if (!isFull) return wholeLines(written);
  if (room < 0) return '';
  return `${written.join('')}\n**${counted(leftOut, 'more difference')} found no room here: a step's summary is at most 1 MiB. Another report holds them all.**\n`;
}
