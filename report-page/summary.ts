import type { PageData, PageSide } from '../src/report/html/page-data.js';
import { element, isolated, webLink } from './dom.js';
import { kindSign } from './row.js';
import { count, counted, KIND_WORDS } from './words.js';

const COLUMNS = ['suites', 'pages', 'cases', 'deleted', 'undetermined'] as const;

const SIDES = ['left', 'right'] as const;

/** Lost pages and suites named one by one before the rest is folded up. */
const NAMED_LOSSES = 5;

const kindTable = ({ counts }: PageData): HTMLElement =>
  element(
    'table',
    { class: 'counts' },
    element('caption', {}, 'Cases and pairs, by kind'),
    element(
      'tbody',
      {},
      ...counts.map((row) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, kindSign(row.kind), ` ${KIND_WORDS[row.kind].name}`),
          element('td', {}, count(row.count)),
        ),
      ),
    ),
  );

function sideRow(side: (typeof SIDES)[number], of: PageSide): HTMLElement {
  const { name, projectId, url, takenAt, figures } = of;
  const asOf = takenAt === undefined ? '' : `, as of ${takenAt}`;
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, side),
    element(
      'td',
      { class: 'project' },
      isolated(name),
      ` (${projectId})`,
      element('br'),
      webLink(url, url),
      asOf,
    ),
    ...COLUMNS.map((column) => element('td', {}, figures ? count(figures[column]) : '–')),
  );
}

const sideTable = ({ sides }: PageData): HTMLElement =>
  element(
    'table',
    { class: 'by-side' },
    element('caption', {}, 'What was read'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['side', 'project', ...COLUMNS].map((name) => element('th', { scope: 'col' }, name)),
      ),
    ),
    element('tbody', {}, ...SIDES.map((side) => sideRow(side, sides[side]))),
  );

const inBox = (table: HTMLElement): HTMLElement => element('div', { class: 'table' }, table);

const items = (lines: readonly string[]): HTMLElement =>
  element('ul', {}, ...lines.map((line) => element('li', { dir: 'auto' }, line)));

function losses({ lost }: PageData): HTMLElement[] {
  if (lost.length === 0) return [];
  const rest = lost.slice(NAMED_LOSSES);
  const folded = element(
    'details',
    {},
    element('summary', {}, `${counted(rest.length, 'more line')}`),
    items(rest),
  );
  return [
    element(
      'section',
      { class: 'lost' },
      element('h2', {}, 'Not read'),
      items(lost.slice(0, NAMED_LOSSES)),
      ...(rest.length > 0 ? [folded] : []),
    ),
  ];
}

/** The head of the report: the two projects, how the run ended, the figures, and what is missing. */
export function summaryOf(data: PageData): HTMLElement {
  const { left, right } = data.sides;
  return element(
    'header',
    {},
    element('h1', {}, isolated(left.name), ' → ', isolated(right.name)),
    element('p', { class: `status ${data.status}`, id: 'status' }, data.statusLine),
    element(
      'div',
      { class: 'tables' },
      inBox(sideTable(data)),
      ...(data.counts.length > 0 ? [inBox(kindTable(data))] : []),
    ),
    ...losses(data),
    ...(data.notes.length > 0 ? [element('section', { class: 'notes' }, items(data.notes))] : []),
  );
}
