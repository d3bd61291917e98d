import type { PageData } from '../src/report/html/page-data.js';
import { detailOf } from './detail.js';
import { element } from './dom.js';
import { counted } from './words.js';

/** Differences that are printed: more is no paper that anyone reads. */
const MAX_PRINTED = 500;

/** Puts what the list shows on paper, each difference with what differs, in place of the list on the screen. */
export function printable(data: PageData, shown: () => readonly number[]): HTMLElement {
  const root = element('section', { id: 'print' });
  window.addEventListener('beforeprint', () => {
    const items = shown();
    const more = items.length - MAX_PRINTED;
    root.replaceChildren(
      element('h2', {}, counted(items.length, 'difference')),
      ...items.slice(0, MAX_PRINTED).map((item) => detailOf(data.differences[item]!, data)),
      ...(more > 0 ? [element('p', {}, `… and ${counted(more, 'more difference')}, not printed`)] : []),
    );
  });
  window.addEventListener('afterprint', () => root.replaceChildren());
  return root;
}
