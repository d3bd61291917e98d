import type { Kind } from '../src/compare/events.js';
import type { PageData, PageDifference } from '../src/report/html/page-data.js';
import { element, isolated } from './dom.js';
import { fieldsOf, suitesOf, type Filter } from './filter.js';
import { count, counted, KIND_ORDER, KIND_WORDS } from './words.js';

/** One bar: differences by kind, and how the filter asks for them. */
interface Bar {
  name: string;
  kinds: Map<Kind, number>;
  total: number;
  isOn(filter: Filter): boolean;
  toggled(filter: Filter): Filter;
}

export interface Charts {
  root: HTMLElement;
  /** Shows which bars the filter asks for. */
  update(filter: Filter): void;
}

function tally(differences: readonly PageDifference[], indicesOf: (one: PageDifference) => number[]) {
  const bars = new Map<number, { kinds: Map<Kind, number>; total: number }>();
  for (const difference of differences) {
    for (const index of indicesOf(difference)) {
      const bar = bars.get(index) ?? { kinds: new Map<Kind, number>(), total: 0 };
      bar.kinds.set(difference.kind, (bar.kinds.get(difference.kind) ?? 0) + 1);
      bar.total++;
      bars.set(index, bar);
    }
  }
  return [...bars];
}

/** Kinds as alternatives: each bar adds its kind, or takes it away. */
const kindBars = ({ differences }: PageData): Bar[] =>
  tally(differences, ({ kind }) => [KIND_ORDER.indexOf(kind)])
    .sort(([a], [b]) => a - b)
    .map(([index, bar]) => {
      const kind = KIND_ORDER[index]!;
      return {
        ...bar,
        name: `${KIND_WORDS[kind].sign} ${KIND_WORDS[kind].name}`,
        isOn: ({ kinds }) => kinds.has(kind),
        toggled: (filter) => {
          const kinds = new Set(filter.kinds);
          if (!kinds.delete(kind)) kinds.add(kind);
          return { ...filter, kinds };
        },
      };
    });

/** Suites or fields, the longest bar first: one of them at a time. */
const nameBars = (
  { differences }: PageData,
  names: readonly string[],
  what: 'suite' | 'field',
  indicesOf: (one: PageDifference) => number[],
): Bar[] =>
  tally(differences, indicesOf)
    .sort(([a, one], [b, other]) => other.total - one.total || a - b)
    .map(([index, bar]) => ({
      ...bar,
      name: names[index] ?? '',
      isOn: (filter) => filter[what] === index,
      toggled: (filter) => ({ ...filter, [what]: filter[what] === index ? undefined : index }),
    }));

function barOf(bar: Bar, longest: number, choose: (toggled: Bar['toggled']) => void): HTMLElement {
  const track = element('span', { class: 'track', 'aria-hidden': 'true' });
  for (const kind of KIND_ORDER) {
    const part = bar.kinds.get(kind);
    if (part === undefined) continue;
    const stretch = element('span', { class: `bar ${kind}` });
    stretch.style.width = `${(100 * part) / longest}%`;
    track.append(stretch);
  }
  const button = element(
    'button',
    { type: 'button', 'aria-pressed': 'false', title: `${bar.name}: ${counted(bar.total, 'difference')}` },
    element('span', { class: 'name' }, isolated(bar.name)),
    track,
    element('span', { class: 'number' }, count(bar.total)),
  );
  button.addEventListener('click', () => choose(bar.toggled));
  return button;
}

/** Differences by kind, by suite and by field, as bars that are the buttons of the filter too. */
export function createCharts(data: PageData, choose: (toggled: Bar['toggled']) => void): Charts {
  const charts = [
    { name: 'By kind', bars: kindBars(data) },
    { name: 'By suite', bars: nameBars(data, data.suites, 'suite', suitesOf) },
    { name: 'By field', bars: nameBars(data, data.fields, 'field', fieldsOf) },
  ].filter(({ bars }) => bars.length > 0);

  const buttons: { bar: Bar; button: HTMLElement }[] = [];
  const root = element('section', { class: 'charts', 'aria-label': 'Charts' });
  for (const { name, bars } of charts) {
    const longest = Math.max(...bars.map(({ total }) => total));
    const drawn = bars.map((bar) => ({ bar, button: barOf(bar, longest, choose) }));
    buttons.push(...drawn);
    root.append(
      element(
        'section',
        { class: 'chart' },
        element('h2', {}, name),
        element('div', { class: 'bars' }, ...drawn.map(({ button }) => button)),
      ),
    );
  }
  return {
    root,
    update: (filter) => {
      for (const { bar, button } of buttons) button.setAttribute('aria-pressed', String(bar.isOn(filter)));
    },
  };
}
