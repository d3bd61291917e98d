import { VirtualTimeScheduler } from 'rxjs';
import { createInstance } from '../../src/pipeline/instance.js';
import { Plan } from '../../src/pipeline/plan.js';
import type { PageWork, SuiteWork, Work, WorkEvent } from '../../src/pipeline/work.js';
import type { TestRailClient } from '../../src/testrail/index.js';

const client = { url: 'https://x.example' } as TestRailClient;
const project = { id: 1, name: 'Shop', suite_mode: 3 as const };

function plan(left: string[], right: string[], rate = 180): Plan {
  const instance = createInstance({
    url: '',
    user: '',
    apiKey: '',
    client,
    rate,
    scheduler: new VirtualTimeScheduler(),
  });
  const made = new Plan({ left: { instance, projectId: 30 }, right: { instance, projectId: 34 } });
  open(made, 'left', left);
  return made;

  function open(to: Plan, side: 'left' | 'right', names: string[]): void {
    const works = opened(to, side, names);
    if (side === 'left') {
      expect(works).toEqual([]);
      first = opened(to, 'right', right) as SuiteWork[];
    }
  }
}

let first: SuiteWork[] = [];

const opened = (to: Plan, side: 'left' | 'right', names: string[]): Work[] =>
  to.offspring({
    type: 'opened',
    work: { kind: 'project', side },
    project,
    suites: names.map((name, n) => ({ id: (side === 'left' ? 10 : 20) + n, name })),
    leftOut: [],
  });

const answered = (work: SuiteWork | PageWork, cases: number, next: number | null): WorkEvent => ({
  type: 'page',
  work,
  page: {
    items: Array.from({ length: cases }, (_, n) => ({ id: work.offset + n + 1, title: '' })),
    offset: work.offset,
    limit: 250,
    next,
    paged: true,
  },
  attempts: 1,
  ms: 0,
});

const offsets = (works: readonly Work[]): number[] => works.map((work) => (work as PageWork).offset);

describe('offspring', () => {
  it('of both projects are the first pages of all suites', () => {
    plan(['Cart', 'Search'], ['Search']);
    expect(first.map(({ side, suite }) => `${side} ${suite.name}`)).toEqual([
      'left Cart',
      'left Search',
      'right Search',
    ]);
  });

  it('of a page are the one that follows, and a guess beyond it', () => {
    const made = plan(['Cart'], []);
    const works = made.offspring(answered(first[0]!, 250, 250));
    expect(offsets(works)).toEqual([249, 498]);
    expect(works.map((work) => made.isGuess(work))).toEqual([false, true]);
  });

  it('of a page that ends its suite are none', () => {
    expect(plan(['Cart'], []).offspring(answered(first[0]!, 250, null))).toEqual([]);
  });

  it('of a guess that exists are all before it', () => {
    const made = plan(['Cart'], []);
    const [, guess] = made.offspring(answered(first[0]!, 250, 250));
    const far = { ...(guess as PageWork), offset: 996 };
    expect(offsets(made.offspring(answered(far, 250, 1_246)))).toEqual(expect.arrayContaining([747, 1_245]));
  });
});

describe('rank', () => {
  const sorted = (made: Plan, works: readonly Work[]): Work[] =>
    [...works].sort((a, b) => Number(made.rank(a)) - Number(made.rank(b)));

  it('puts partners side by side', () => {
    const made = plan(['Cart', 'Search'], ['Search', 'Other', 'Cart']);
    expect(sorted(made, first).map((work) => `${work.side} ${(work as SuiteWork).suite.name}`)).toEqual([
      'left Cart',
      'right Cart',
      'left Search',
      'right Search',
      'right Other',
    ]);
  });

  it('puts the last known page, whose answer tells of more, before those in between', () => {
    const made = plan(['Cart'], []);
    const [second, third] = made.offspring(answered(first[0]!, 250, 250)) as PageWork[];
    const works = made.offspring(answered({ ...second!, offset: 747 }, 250, 997)) as PageWork[];
    const known = [second!, third!, ...works].filter((work) => !made.isGuess(work));
    expect(offsets(sorted(made, known))).toEqual([996, 249, 498]);
  });

  it('puts larger suites before smaller ones, and guesses last', () => {
    const made = plan(['Small', 'Large'], [], Infinity);
    const small = made.offspring(answered(first[0]!, 250, 250));
    const [second] = made.offspring(answered(first[1]!, 250, 250)) as PageWork[];
    const large = made.offspring(answered({ ...second!, offset: 996 }, 250, 1_246));
    const names = sorted(made, [...small, ...large]).map((work) =>
      made.isGuess(work) ? 'guess' : (work as PageWork).suite.name,
    );
    expect(names.slice(0, 2)).toEqual(['Large', 'Small']);
    expect(names.indexOf('guess')).toBeGreaterThan(names.lastIndexOf('Small'));
  });

  it('holds a guess that there is nothing to spend on', () => {
    const made = plan(['Cart'], []);
    const [, guess] = made.offspring(answered(first[0]!, 250, 250));
    expect(made.rank(guess!)).toBe('hold');
  });

  it('withdraws what turned out not to exist', () => {
    const made = plan(['Cart'], []);
    const [second, guess] = made.offspring(answered(first[0]!, 250, 250)) as PageWork[];
    made.offspring(answered(second!, 20, null));
    expect(made.rank(guess!)).toBe('withdraw');
  });
});

it('asks once more for what was lost, and for each only once', () => {
  const made = plan(['Cart'], []);
  const [second] = made.offspring(answered(first[0]!, 250, 250)) as PageWork[];
  made.offspring({ type: 'failed', work: second!, error: new Error('no answer'), attempts: 3, ms: 0 });
  expect(made.takeLost()).toEqual([expect.objectContaining({ offset: 249, again: true })]);
  expect(made.takeLost()).toEqual([]);
});
