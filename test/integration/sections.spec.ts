/** Sections over a real socket: what they tell, when they are asked for, and what becomes of an answer without them. */
import { compareProjects, fetchProjectCases, type CasesEvent } from '../../src/index.js';
import { worldOf, type SimulatorOptions } from '../../src/simulator/index.js';
import { lastValueFrom, toArray } from 'rxjs';
import { bothSides, instanceAt, QUICK, runToEnd, simulate } from './support/run.js';

const aCase = (title: string, section_id: number | null, text = title) => ({
  title,
  section_id,
  custom_preconds: text,
});

/** A case that was moved within its suite, two of one title in two sections, and a suite without cases. */
const WORLD = () =>
  worldOf([
    {
      id: 30,
      suites: [
        {
          id: 301,
          name: 'A',
          sections: [
            { id: 1, name: 'Login' },
            { id: 2, name: 'Errors', parent_id: 1 },
          ],
          cases: [aCase('stays', 1), aCase('goes', 1), aCase('twin', 1, 'one'), aCase('twin', 2, 'two')],
        },
        { id: 302, name: 'Empty', cases: [] },
      ],
    },
    {
      id: 34,
      suites: [
        {
          id: 341,
          name: 'A',
          sections: [
            { id: 11, name: 'Errors', parent_id: 12 },
            { id: 12, name: 'Login' },
          ],
          cases: [
            aCase('stays', 12),
            aCase('goes', 11),
            aCase('twin', 11, 'two!'),
            aCase('twin', 12, 'one!'),
          ],
        },
        { id: 342, name: 'Empty', cases: [] },
      ],
    },
  ]);

const run = async (options: SimulatorOptions = {}, more: object = {}) => {
  const simulator = await simulate({ world: WORLD(), ...options });
  const ran = await runToEnd(
    compareProjects({ ...bothSides(instanceAt(simulator)), ...QUICK, sections: true, ...more }),
  );
  return { simulator, ran };
};

const asked = (urls: readonly { url: string }[]): string[] =>
  urls.flatMap(({ url }) => /get_sections\/\d+&suite_id=(\d+)/.exec(url)?.[1] ?? []);

it('a case in another section was moved, and of two with one title those of one section belong together', async () => {
  const { ran, simulator } = await run();
  expect(ran.summary).toMatchObject({
    status: 'complete',
    counts: { identical: 1, moved: 1, changed: 2 },
    aspects: { place: 1 },
  });
  const moved = ran.differences.find(({ kind }) => kind === 'moved')!;
  expect(moved.fields).toEqual([{ field: 'section', left: 'Login', right: 'Login > Errors' }]);
  expect(moved.left).toMatchObject({ section: 'Login' });
  for (const { left, right } of ran.differences.filter(({ kind }) => kind === 'changed'))
    expect(left!.section).toBe(right!.section);
  // Of a suite without cases nobody needs to know its sections.
  expect(asked(simulator.stats().arrivals).sort()).toEqual(['301', '341']);
});

it('without them none is asked for', async () => {
  const { ran, simulator } = await run({}, { sections: false });
  expect(ran.summary.counts).toMatchObject({ identical: 2, changed: 2, moved: 0 });
  expect(asked(simulator.stats().arrivals)).toEqual([]);
  expect(ran.differences.every(({ left }) => left?.section === undefined)).toBe(true);
});

it('a list that fails is asked for again, and once more in the end', async () => {
  const match = { method: 'get_sections', suiteId: 341 };
  const { ran } = await run({ faults: [{ kind: 'status', status: 503, match, times: 3 }] }, { attempts: 3 });
  expect(ran.summary).toMatchObject({ status: 'complete', counts: { moved: 1, undetermined: 0 } });
});

it('where it cannot be read the result is partial, and nothing is said that a section could change', async () => {
  const match = { method: 'get_sections', suiteId: 341 };
  const { ran } = await run({ faults: [{ kind: 'status', status: 503, match }] }, { attempts: 2 });
  expect(ran.summary).toMatchObject({ status: 'partial', counts: { identical: 0, undetermined: 4 } });
  expect(ran.summary.reason).toMatch(/suite "A": its sections could not be read: .*503/);
});

it('a list that the account may not read names the right that is missing, and that it can be done without', async () => {
  const faults = [{ kind: 'status', status: 403, match: { method: 'get_sections' } } as const];
  for (const strict of [false, true]) {
    const { ran } = await run({ faults }, { strict });
    expect(ran.summary.status).toBe('partial');
    expect(ran.summary.reason).toMatch(
      /sections.* could not be read: answered 403.*; the account may not read sections \(get_sections\): ask for that right, or compare without them \(--no-sections\)$/,
    );
  }
});

it('--strict stops at it', async () => {
  const match = { method: 'get_sections', suiteId: 341 };
  const faults = [{ kind: 'status', status: 503, match } as const];
  const { ran } = await run({ faults }, { attempts: 1, strict: true });
  expect(ran.summary).toMatchObject({ status: 'partial' });
  expect(ran.summary.reason).toMatch(/--strict: the sections of suite "A" could not be read/);
});

it('an old server gives them as a bare array', async () => {
  const { ran } = await run({ paginated: false });
  expect(ran.summary).toMatchObject({ status: 'complete', counts: { identical: 1, moved: 1, changed: 2 } });
});

it('a list of more than a page is followed to its end', async () => {
  const sections = Array.from({ length: 300 }, (_, n) => ({ id: n + 1, name: `S${n}` }));
  const world = worldOf(
    [30, 34].map((id) => ({
      id,
      suites: [{ id: id * 10, name: 'A', sections, cases: [aCase('last', 300)] }],
    })),
  );
  const { ran } = await run({ world });
  expect(ran.summary).toMatchObject({ status: 'complete', counts: { identical: 1 } });
  expect(ran.differences[0]!.left!.section).toBe('S299');
});

it('a case in a section that is not listed makes its suite unsettled', async () => {
  const match = { method: 'get_sections', suiteId: 341 };
  const body = JSON.stringify({ offset: 0, limit: 250, size: 0, _links: { next: null }, sections: [] });
  const { ran } = await run({ faults: [{ kind: 'wrongShape', body, match }] });
  expect(ran.summary.status).toBe('partial');
  expect(ran.summary.reason).toMatch(/stands in section \d+, which its list of sections does not hold/);
});

it('the halves of the library read them too, where they are asked to', async () => {
  const simulator = await simulate({ world: WORLD() });
  const target = { instance: instanceAt(simulator), projectId: 30 };
  const read = (sections: boolean): Promise<CasesEvent[]> =>
    lastValueFrom(fetchProjectCases(target, { ...QUICK, sections }).pipe(toArray()));
  const results = (await read(true)).filter((event) => event.type === 'result');
  expect(results[0]!.sections).toEqual([
    { id: 1, name: 'Login', parentId: null },
    { id: 2, name: 'Errors', parentId: 1 },
  ]);
  expect((await read(false)).every((event) => !('sections' in event))).toBe(true);
});
