/** Those parts of the page's script that need no page. */
import { createFilter, NO_FILTER, type Filter } from '../../report-page/filter.js';
import { scrollTo, visibleRows } from '../../report-page/window.js';
import type { PageData, PageDifference } from '../../src/report/html/page-data.js';

describe('the rows that are drawn', () => {
  it.each([
    [0, 500, 50, 20_000, { from: 0, to: 20 }],
    [5_000, 500, 50, 20_000, { from: 90, to: 120 }],
    [999_500, 500, 50, 20_000, { from: 19_980, to: 20_000 }],
    [0, 500, 50, 3, { from: 0, to: 3 }],
    [0, 500, 50, 0, { from: 0, to: 0 }],
    [9_000, 500, 50, 3, { from: 3, to: 3 }],
  ])('scrolled by %d, %d high, rows of %d, %d of them', (scrolled, height, rowHeight, rows, expected) => {
    expect(visibleRows(scrolled, height, rowHeight, rows)).toEqual(expected);
  });

  it.each([
    ['is seen whole', 3, 100, 100],
    ['stands above', 1, 100, 50],
    ['stands below', 20, 100, 550],
  ])('scrolls where the row %s', (_name, row, scrolled, expected) => {
    expect(scrollTo(row, scrolled, 500, 50)).toBe(expected);
  });
});

describe('the filter', () => {
  const of = (id: number, suite: number, title: string) => ({ id, url: '', suite, title });
  const rest = { changes: '', remarks: '', fields: [] };
  const differences: PageDifference[] = [
    { ...rest, kind: 'moved', left: of(1, 0, 'Straße'), right: of(2, 1, 'Straße') },
    {
      ...rest,
      kind: 'changed',
      left: of(3, 0, 'Pay'),
      right: of(4, 0, 'Pay'),
      fields: [
        {
          field: 1,
          text: [
            [0, 'all the same'],
            [-1, 'card'],
            ['leftOut', 9],
            [1, 'voucher'],
          ],
        },
        {
          field: 0,
          steps: [{ kind: 'added', right: 1, parts: [{ name: 'content', text: [[1, 'Sign out']] }] }],
        },
      ],
    },
    { ...rest, kind: 'onlyLeft', left: of(5, 1, 'ﬁle ＡＢＣ'), right: null },
  ];
  const data = { suites: ['Shop', 'Basket'], fields: ['custom_steps', 'refs'], differences } as PageData;
  const filtered = createFilter(data);

  it.each<[string, Partial<Filter>, number[]]>([
    ['nothing', {}, [0, 1, 2]],
    ['a kind', { kinds: new Set(['moved']) }, [0]],
    ['two kinds', { kinds: new Set(['moved', 'onlyLeft']) }, [0, 2]],
    ['a suite, on either side', { suite: 1 }, [0, 2]],
    ['a field', { field: 0 }, [1]],
    ['a suite and a kind', { suite: 0, kinds: new Set(['changed']) }, [1]],
    ['an id', { query: 'c4' }, [1]],
    ['a word in another case', { query: '  STRASSE straße' }, []],
    ['letter case', { query: 'sTRAße' }, [0]],
    ['forms of letters', { query: 'file abc' }, [2]],
    ['a suite by name', { query: 'basket' }, [0, 2]],
    ['what differs in a text', { query: 'voucher' }, [1]],
    ['what differs in a step', { query: 'sign OUT' }, [1]],
    ['not what is the same', { query: 'same' }, []],
    ['the name of a field', { query: 'custom_steps' }, [1]],
    ['every word', { query: 'pay nowhere' }, []],
  ])('asks for %s', (_name, filter, expected) => {
    expect(filtered({ ...NO_FILTER, ...filter })).toEqual(expected);
  });
});
