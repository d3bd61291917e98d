import type { PageData } from '../src/report/html/page-data.js';
import { element } from './dom.js';
import { NO_FILTER, type Filter } from './filter.js';
import { KIND_ORDER, KIND_WORDS } from './words.js';

export interface Toolbar {
  root: HTMLElement;
  search: HTMLInputElement;
  /** Shows what the filter asks for, and how much it lets through. */
  update(filter: Filter, found: string): void;
}

/** A choice among names, of which the first is all. */
function choiceOf(
  id: string,
  all: string,
  options: readonly { value: string; name: string }[],
): HTMLSelectElement {
  return element(
    'select',
    { id, 'aria-label': id },
    ...[{ value: '', name: all }, ...options].map(({ value, name }) => element('option', { value }, name)),
  );
}

/** Names by index, in the order of the alphabet. */
const byName = (names: readonly string[]): { value: string; name: string }[] =>
  names.map((name, index) => ({ value: String(index), name })).sort((a, b) => a.name.localeCompare(b.name));

const chosen = ({ value }: HTMLSelectElement): number | undefined =>
  value === '' ? undefined : Number(value);

/** Search, choices by kind, suite and field, and how many differences are shown. */
export function createToolbar(
  data: PageData,
  change: (changed: (filter: Filter) => Filter) => void,
): Toolbar {
  const search = element('input', {
    id: 'search',
    type: 'search',
    placeholder: 'Search titles, ids, places, texts  ( / )',
    'aria-label': 'search',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const present = new Set(data.differences.map(({ kind }) => kind));
  const kinds = KIND_ORDER.filter((kind) => present.has(kind));
  const kind = choiceOf('kind', 'every kind', [
    ...kinds.map((value) => ({ value, name: KIND_WORDS[value].name })),
    { value: 'several', name: 'several kinds' },
  ]);
  // Not to be chosen here: it is shown where the chart has chosen several.
  kind.options[kind.options.length - 1]!.hidden = true;
  const suite = choiceOf('suite', 'every suite', byName(data.suites));
  const field = choiceOf('field', 'every field', byName(data.fields));
  const reset = element('button', { type: 'button', id: 'reset' }, 'Show all');
  const found = element('output', { id: 'found', role: 'status', 'aria-live': 'polite' });

  search.addEventListener('input', () => change((filter) => ({ ...filter, query: search.value })));
  kind.addEventListener('change', () => {
    const only = KIND_ORDER.filter((each) => each === kind.value);
    change((filter) => ({ ...filter, kinds: new Set(only) }));
  });
  suite.addEventListener('change', () => change((filter) => ({ ...filter, suite: chosen(suite) })));
  field.addEventListener('change', () => change((filter) => ({ ...filter, field: chosen(field) })));
  reset.addEventListener('click', () => change(() => NO_FILTER));

  return {
    root: element('div', { class: 'toolbar', role: 'search' }, search, kind, suite, field, reset, found),
    search,
    update: (filter, words) => {
      if (search.value !== filter.query) search.value = filter.query;
      kind.value = filter.kinds.size > 1 ? 'several' : ([...filter.kinds][0] ?? '');
      suite.value = filter.suite === undefined ? '' : String(filter.suite);
      field.value = filter.field === undefined ? '' : String(filter.field);
      found.textContent = words;
    },
  };
}
