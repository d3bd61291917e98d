import { nextCommand } from '../../src/cli/next-command.js';
import { reportsOf } from '../../src/cli/report-option.js';

const plain = { format: 'text', report: [] };
const ARGS = ['compare', '30', '34'];

it('after differences: a page to read, with the same arguments', () => {
  expect(nextCommand(1, plain, ARGS)).toBe(
    'next, a page to read, search and share: raildiff compare 30 34 --report html=raildiff.html',
  );
});

it('after differences that stand in a page: to open it', () => {
  expect(nextCommand(1, { ...plain, report: [{ format: 'html', file: 'my page.html' }] }, ARGS)).toBe(
    "next: open 'my page.html' in a browser",
  );
  expect(nextCommand(1, { ...plain, format: 'html', output: 'a.html' }, ARGS)).toBe(
    'next: open a.html in a browser',
  );
});

it('after a partial run: to ask for what is missing', () => {
  expect(nextCommand(3, plain, ARGS)).toMatch(/: raildiff compare 30 34 --journal raildiff\.journal$/);
  expect(nextCommand(3, { ...plain, journal: 'j' }, [...ARGS, '--journal', 'j'])).toBe(
    'next, to ask only for what is missing: raildiff compare 30 34 --journal j',
  );
});

it.each([0, 2, 130, 143])('nothing after %i', (code) => {
  expect(nextCommand(code, plain, ARGS)).toBeUndefined();
});

it('a shell reads the arguments back', () => {
  expect(nextCommand(3, { ...plain, journal: 'j' }, ['compare', "a'b; rm -rf x", '$HOME'])).toBe(
    `next, to ask only for what is missing: raildiff compare 'a'\\''b; rm -rf x' '$HOME'`,
  );
});

it('options stand before "--": what stands after it is an argument', () => {
  const args = ['compare', '--rate', '60', '--', './-30.rds', '34'];
  expect(nextCommand(1, plain, args)).toMatch(
    /: raildiff compare --rate 60 --report html=raildiff\.html -- \.\/-30\.rds 34$/,
  );
  expect(nextCommand(3, plain, args)).toMatch(
    /: raildiff compare --rate 60 --journal raildiff\.journal -- \.\/-30\.rds 34$/,
  );
  expect(nextCommand(3, { ...plain, journal: 'j' }, args)).toMatch(
    /: raildiff compare --rate 60 -- \.\/-30\.rds 34$/,
  );
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
