import { nextCommand, type Ended } from '../../src/cli/next-command.js';
import { reportsOf } from '../../src/cli/report-option.js';

const plain = { format: 'text', report: [], summaryOnly: false, updateBaseline: false };
const ARGS = ['compare', '30', '34'];

type Asked = Parameters<typeof nextCommand>[2];

const after = (code: number, asked: Partial<Asked> = {}, args = ARGS, ended: Partial<Ended> = {}) =>
  nextCommand(code, [{ code, live: 2, ...ended }], { ...plain, ...asked }, args);

const summaryOf = (references: number, gone = 0): Ended['summary'] => ({
  attachments: { verified: false, references, cases: references },
  ...(gone > 0 && {
    accepted: {
      counts: { identical: 0, changed: 0, renamed: 0, moved: 0, onlyLeft: 0, onlyRight: 0, undetermined: 0 },
      altered: 0,
      gone,
      goneDifferences: [],
    },
  }),
});

describe('after differences', () => {
  it('a page to read, with the same arguments', () => {
    expect(after(1)).toBe(
      'next, a page to read, search and share: raildiff compare 30 34 --report html=raildiff.html',
    );
  });

  it('a page that lists them, where they were counted alone', () => {
    expect(after(1, { summaryOnly: true }, ['compare', '30', '34', '--summary-only'])).toBe(
      'next, a page to read, search and share: raildiff compare 30 34 --report html=raildiff.html',
    );
  });

  it('to open the page that they stand in', () => {
    expect(after(1, {}, ARGS, { page: 'my page.html' })).toBe("next: open 'my page.html' in a browser");
    expect(after(1, { format: 'html' })).toBeUndefined();
  });
});

describe('after no differences', () => {
  it('whether files behind references are the same, where a server can be asked', () => {
    const summary = summaryOf(1_200);
    expect(after(0, {}, ARGS, { summary })).toBe(
      'next, whether the files behind 1,200 references are the same too: raildiff compare 30 34 --verify-attachments',
    );
    expect(after(0, {}, ARGS, { summary, live: 1 })).toContain('--write-map map.csv');
  });

  it('the map of what has become what, and then to hold on to it', () => {
    expect(after(0, {}, ARGS, { summary: summaryOf(0) })).toBe(
      'next, which case has become which, for links and automation: raildiff compare 30 34 --write-map map.csv',
    );
    expect(after(0, { writeMap: 'm' }, [...ARGS, '--write-map', 'm'])).toBe(
      'next, to hold on to these pairs when titles change: raildiff compare 30 34 --map m',
    );
    expect(after(0, { writeMap: 'm' }, [...ARGS, '--write-map=m'])).toMatch(/compare 30 34 --map m$/);
    expect(after(0, { writeMap: 'm', map: 'n' })).toContain('--report html=');
  });

  it('what is news, once differences were accepted', () => {
    const args = [...ARGS, '--baseline', 'b', '--update-baseline'];
    expect(after(0, { updateBaseline: true }, args)).toBe(
      'next, to see what is news from now on: raildiff compare 30 34 --baseline b',
    );
  });

  it('to forget what was accepted and is gone', () => {
    expect(after(0, {}, [...ARGS, '--baseline', 'b'], { summary: summaryOf(3, 2) })).toBe(
      'next, to forget what was accepted and is gone: raildiff compare 30 34 --baseline b --update-baseline',
    );
  });

  it('but to forget nothing where it was compared otherwise, and may only be gone for that', () => {
    const { accepted } = summaryOf(0, 2)!;
    const summary = { ...summaryOf(0), accepted: { ...accepted!, optionsApart: ['--no-names'] } };
    const args = [...ARGS, '--baseline', 'b', '--no-names'];
    expect(after(0, {}, args, { summary })).not.toContain('--update-baseline');
  });
});

it('after a partial run: to ask for what is missing', () => {
  expect(after(3)).toMatch(/: raildiff compare 30 34 --journal raildiff\.journal$/);
  expect(after(3, {}, ARGS, { live: 0 })).toBeUndefined();
  expect(after(3, { journal: 'j' }, [...ARGS, '--journal', 'j'])).toBe(
    'next, to ask only for what is missing: raildiff compare 30 34 --journal j',
  );
});

it('after an interruption: the same, where a journal was kept', () => {
  expect(after(130)).toBeUndefined();
  expect(after(143, { journal: 'j' }, [...ARGS, '--journal', 'j'])).toMatch(/^next, to ask only /);
});

it('nothing where another line says what to do', () => {
  expect(after(2)).toBeUndefined();
});

it('after the demo, which knows no journal: a TestRail of your own', () => {
  for (const code of [0, 3]) expect(after(code, {}, ['demo'])).toMatch(/^next, .*: raildiff$/);
  expect(after(1, {}, ['demo'])).toMatch(/: raildiff demo --report html=raildiff\.html$/);
});

describe('one against many', () => {
  const args = ['compare', '30', '34', '35', '36', '--rate', '60'];
  const codes = (...all: number[]): Ended[] =>
    all.map((code, n) => ({ right: String(34 + n), code, live: 2 }));

  it('a page, and a map, for each', () => {
    expect(nextCommand(1, codes(0, 1, 1), plain, args)).toMatch(/ --report 'html=raildiff-\{right\}\.html'$/);
    expect(nextCommand(0, codes(0, 0, 0), plain, args)).toMatch(/ --write-map 'map-\{right\}\.csv'$/);
    expect(nextCommand(0, codes(0, 0, 0), { ...plain, writeMap: 'm-{right}' }, args)).toContain('--report');
  });

  it('to open the pages of those that differ', () => {
    const pairs = codes(0, 1, 1).map((pair) => ({ ...pair, page: `${pair.right}.html` }));
    expect(nextCommand(1, pairs, plain, args)).toBe('next: open 35.html and 36.html in a browser');
  });

  it('the first that is partial alone: a journal is of two projects', () => {
    expect(nextCommand(3, codes(0, 3, 3), plain, args)).toBe(
      'next, 35 alone and keeping each page, so that a run after it asks only for what is missing: raildiff compare 30 35 --rate 60 --journal raildiff.journal',
    );
    const apart = ['compare', '30', '34', '35', '--rate', '60', '36'];
    expect(nextCommand(3, codes(0, 3, 3), plain, apart)).toBeUndefined();
  });
});

it('a shell reads the arguments back', () => {
  expect(after(3, { journal: 'j' }, ['compare', "a'b; rm -rf x", '$HOME'])).toBe(
    `next, to ask only for what is missing: raildiff compare 'a'\\''b; rm -rf x' '$HOME'`,
  );
});

it('options stand before "--": what stands after it is an argument', () => {
  const args = ['compare', '--rate', '60', '--', './-30.rds', '34'];
  expect(after(1, {}, args)).toMatch(
    /: raildiff compare --rate 60 --report html=raildiff\.html -- \.\/-30\.rds 34$/,
  );
  expect(after(3, {}, args)).toMatch(
    /: raildiff compare --rate 60 --journal raildiff\.journal -- \.\/-30\.rds 34$/,
  );
  expect(after(3, { journal: 'j' }, args)).toMatch(/: raildiff compare --rate 60 -- \.\/-30\.rds 34$/);
});

describe('--report', () => {
  it('adds one with each use; a file name may hold "="', () => {
    expect(reportsOf('junit=a=b.xml', reportsOf('csv=x'))).toEqual([
      { format: 'csv', file: 'x' },
      { format: 'junit', file: 'a=b.xml' },
    ]);
  });

  it('needs no file where GitHub tells one', () => {
    expect(reportsOf('github-summary')).toEqual([{ format: 'github-summary', file: undefined }]);
    expect(() => reportsOf('csv')).toThrow(/names no file/);
  });
});
