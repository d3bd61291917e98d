import type { PageData } from '../src/report/html/page-data.js';
import { createCharts } from './charts.js';
import { detailOf } from './detail.js';
import { element } from './dom.js';
import { createFilter, NO_FILTER, type Filter } from './filter.js';
import { listenToKeys } from './keys.js';
import { VirtualList } from './list.js';
import { printable } from './print.js';
import { rowOf } from './row.js';
import { summaryOf } from './summary.js';
import { createToolbar } from './toolbar.js';
import { count, counted } from './words.js';

const HINT = 'j and k or the arrows move, Enter opens, / searches, Esc goes back';

const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
const { differences } = data;
const filtered = createFilter(data);
let filter: Filter = NO_FILTER;
let shown: readonly number[] = [];

const { none, hint } = wordsOf(data);

const placeholder = (): HTMLElement =>
  element('p', { class: 'hint' }, differences.length === 0 ? hint : HINT);
const pane = element('section', { id: 'pane', 'aria-label': 'The difference that is open' });
const workspace = element('main', { class: 'workspace' });

/** What an empty list says: that it lists nothing does not mean that nothing differs. */
function wordsOf({ status, counts }: PageData): { none: string; hint: string } {
  const isSame =
    status === 'complete' && counts.every(({ kind, count: n }) => kind === 'identical' || n === 0);
  return isSame
    ? { none: '0 differences', hint: 'No differences.' }
    : {
        none: 'none listed',
        hint: 'Nothing is listed here: above stands what was found, and what was asked for.',
      };
}

function open(item: number): void {
  const back = element('button', { type: 'button', id: 'close', 'aria-label': 'Close (Esc)' }, '×');
  back.addEventListener('click', () => {
    close();
    list.root.focus();
  });
  pane.replaceChildren(back, detailOf(differences[item]!, data));
  pane.scrollTop = 0;
  workspace.classList.add('open');
  pane.querySelector('h2')!.focus();
}

function close(): void {
  pane.replaceChildren(placeholder());
  workspace.classList.remove('open');
}

const list = new VirtualList({ row: (item) => rowOf(differences[item]!, data), open });
const toolbar = createToolbar(data, change);
const charts = createCharts(data, change);

function change(changed: (filter: Filter) => Filter): void {
  filter = changed(filter);
  shown = filtered(filter);
  const all = differences.length === 0 ? none : counted(differences.length, 'difference');
  const found = shown.length === differences.length ? all : `${count(shown.length)} of ${all}`;
  toolbar.update(filter, found);
  charts.update(filter);
  close();
  list.show(shown);
}

workspace.append(toolbar.root, element('div', { class: 'columns' }, list.root, pane));
document.body.append(
  summaryOf(data),
  charts.root,
  workspace,
  printable(data, () => shown),
);
change((same) => same);
listenToKeys({ list, search: toolbar.search, close });
