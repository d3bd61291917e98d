import { EDIT_KINDS } from '../../src/simulator/world/edits.js';
import { worldOf } from '../../src/simulator/world/literal-world.js';
import { planWorld, type WorldOptions } from '../../src/simulator/world/plan-world.js';
import type { CaseJson, SimProject, SimSuite, World } from '../../src/simulator/world/types.js';

const project = (world: World, id: number): SimProject => world.projects.get(id) as SimProject;
/** Each suite is generated once. */
const generated = new WeakMap<SimSuite, CaseJson[]>();
const casesOf = (suite: SimSuite): CaseJson[] => {
  const cases =
    generated.get(suite) ?? Array.from({ length: suite.length }, (_, n) => suite.caseAt(n) as CaseJson);
  generated.set(suite, cases);
  return cases;
};
const total = (p: SimProject): number => p.suites.reduce((sum, suite) => sum + suite.length, 0);

/** The fields a comparison looks at, title apart, as one string; empty and absent are the same. */
function contentKey(one: CaseJson): string {
  const { template_id, type_id, priority_id, refs, estimate, labels } = one;
  const custom = Object.entries(one).filter(
    ([name, value]) => name.startsWith('custom_') && value !== null && value !== '',
  );
  return JSON.stringify([
    template_id,
    type_id,
    priority_id,
    refs ?? '',
    estimate ?? '',
    labels.map((l) => l.title),
    custom.sort(),
  ]);
}

function groupBy<T>(list: T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return groups;
}

/** Takes pairs of the same key off both lists and says how many there were. `once` takes only keys left once a side. */
function take(left: CaseJson[], right: CaseJson[], key: (one: CaseJson) => string, once = false): number {
  const lefts = groupBy(left, key);
  const rights = groupBy(right, key);
  const gone = new Set<CaseJson>();
  let pairs = 0;
  for (const [k, l] of lefts) {
    const r = rights.get(k) ?? [];
    if (once && (l.length !== 1 || r.length !== 1)) continue;
    for (let n = 0; n < Math.min(l.length, r.length); n++) {
      gone.add(l[n] as CaseJson).add(r[n] as CaseJson);
      pairs++;
    }
  }
  left.splice(0, Infinity, ...left.filter((one) => !gone.has(one)));
  right.splice(0, Infinity, ...right.filter((one) => !gone.has(one)));
  return pairs;
}

/** A comparison of all cases at once, by the rules of the design, knowing nothing of how the world was planned. */
function compareNaively(world: World) {
  const deleted = { left: 0, right: 0 };
  const alive = (suite: SimSuite, side: 'left' | 'right'): CaseJson[] => {
    const all = casesOf(suite);
    const kept = all.filter((one) => one.is_deleted === 0);
    deleted[side] += all.length - kept.length;
    return kept;
  };
  const rights = new Map(project(world, 34).suites.map((suite) => [suite.name, alive(suite, 'right')]));
  const restLeft: CaseJson[] = [];
  let identical = 0;
  let changed = 0;
  for (const suite of project(world, 30).suites) {
    const left = alive(suite, 'left');
    const right = rights.get(suite.name) ?? [];
    identical += take(left, right, (one) => one.title + contentKey(one));
    changed += take(left, right, (one) => one.title);
    restLeft.push(...left);
  }
  const restRight = [...rights.values()].flat();
  const moved = take(restLeft, restRight, (one) => one.title + contentKey(one));
  const movedChanged = take(restLeft, restRight, (one) => one.title, true);
  const renamed = take(restLeft, restRight, contentKey, true);
  return {
    identical,
    changed: changed + movedChanged,
    renamed,
    moved,
    movedChanged,
    onlyLeft: restLeft.length,
    onlyRight: restRight.length,
    deletedLeft: deleted.left,
    deletedRight: deleted.right,
  };
}

describe("the plan's world", () => {
  const world = planWorld();
  const [left, right] = [project(world, 30), project(world, 34)];

  it('has 10 and 21 suites, 36,000 cases on 157 pages, ten suites paired by name', () => {
    expect([left.name, left.suites.length, total(left)]).toEqual(['Payments 2025', 10, 17_480]);
    expect([right.name, right.suites.length, total(right)]).toEqual(['Payments 2026', 21, 18_520]);
    const pages = [...left.suites, ...right.suites].map((suite) =>
      Math.max(1, Math.ceil(suite.length / 250)),
    );
    expect(Math.max(...pages)).toBe(23);
    expect(pages.reduce((sum, n) => sum + n, 0)).toBe(157);
    const names = new Set(left.suites.map((suite) => suite.name));
    expect(right.suites.filter((suite) => names.has(suite.name))).toHaveLength(10);
    for (const suite of left.suites) {
      const partner = right.suites.find((other) => other.name === suite.name) as SimSuite;
      expect(Math.abs(partner.length - suite.length)).toBeLessThan(30);
    }
  });

  it('holds what it says it holds, by a comparison that knows nothing of the plan', () => {
    expect(compareNaively(world)).toEqual(world.truth);
    for (const count of Object.values(world.truth ?? {})) expect(count).toBeGreaterThan(5);
  });

  it('differs in about 2 % of the paired cases', () => {
    const { identical = 0, changed = 0, renamed = 0, moved = 0 } = world.truth ?? {};
    expect((changed + renamed + moved) / identical).toBeGreaterThan(0.013);
    expect((changed + renamed + moved) / identical).toBeLessThan(0.025);
  });

  it('has cases of about 1 kB, with ids that ascend through the whole project', () => {
    const all = left.suites.flatMap(casesOf);
    const bytes = all.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0);
    expect(bytes / all.length).toBeGreaterThan(900);
    expect(bytes / all.length).toBeLessThan(1_100);
    expect(all.every((one, n) => one.id === 1_000_000 + n)).toBe(true);
    expect(right.suites[0]?.caseAt(0)?.id).toBe(5_000_000);
  });

  it('has sections for all its cases, and each id once', () => {
    for (const p of [left, right]) {
      const ids = new Set<number>();
      for (const suite of p.suites) {
        const own = new Set(suite.sections().map((section) => section.id));
        for (const id of own) expect(ids.has(id)).toBe(false);
        for (const id of own) ids.add(id);
        expect(casesOf(suite).every((one) => own.has(one.section_id as number))).toBe(true);
      }
    }
  });

  it('has titles in many scripts, hazards, and twins in several sections with equal and with other contents', () => {
    const all = left.suites.flatMap(casesOf);
    for (const sign of [
      '返金',
      'فاتورة',
      'Überweisung',
      '💳',
      '\u001b[31m',
      '\u202e',
      '\n',
      '=SUM(A1)',
      '<script>',
    ]) {
      expect(all.some((one) => one.title.includes(sign))).toBe(true);
    }
    const twins = [...groupBy(all, (one) => `${one.suite_id} ${one.title}`).values()].filter(
      (group) => group.length > 1,
    );
    const equal = twins.filter(([a, b]) => contentKey(a as CaseJson) === contentKey(b as CaseJson));
    expect(equal.length).toBeGreaterThan(100);
    expect(twins.length - equal.length).toBeGreaterThan(100);
    expect(twins.every(([a, b]) => a?.section_id !== b?.section_id)).toBe(true);
  });

  it('has a field that only the right ever has, on about a hundred cases', () => {
    expect(left.suites.flatMap(casesOf).some((one) => 'custom_automation_id' in one)).toBe(false);
    const having = right.suites.flatMap(casesOf).filter((one) => one.custom_automation_id !== null);
    expect(having.length).toBeGreaterThan(80);
    expect(having.length).toBeLessThan(120);
  });
});

describe('planWorld', () => {
  it.each<[string, WorldOptions, number, number]>([
    ['1,000 cases', { cases: 1_000 }, 485, 515],
    ['360,000 cases', { cases: 360_000 }, 174_800, 185_200],
    ['a lopsided pair', { leftCases: 2_000, rightCases: 24_000 }, 2_000, 24_000],
    ['the left the larger', { leftCases: 900, rightCases: 300 }, 900, 300],
    ['one suite a side', { cases: 700, leftSuites: 1, rightSuites: 1 }, 350 - 10, 360],
    ['more suites on the left', { cases: 500, leftSuites: 7, rightSuites: 2 }, 243, 257],
    ['more suites than names', { cases: 5_000, leftSuites: 25, rightSuites: 60 }, 2_428, 2_572],
    ['all of it differs', { cases: 20_000, differing: 1 }, 9_711, 10_289],
    ['nothing at all', { cases: 0 }, 0, 0],
  ])('gives exactly the number of cases asked for: %s', (_, options, left, right) => {
    const world = planWorld(options);
    expect([total(project(world, 30)), total(project(world, 34))]).toEqual([left, right]);
    for (const p of world.projects.values()) {
      for (const suite of p.suites) {
        if (suite.length > 0) expect(suite.caseAt(suite.length - 1)).toBeDefined();
        expect(suite.caseAt(suite.length)).toBeUndefined();
        expect(suite.caseAt(-1)).toBeUndefined();
      }
    }
  });

  it.each<[string, WorldOptions]>([
    ['small', { cases: 1_000 }],
    ['another seed', { cases: 4_000, seed: 7 }],
    ['lopsided', { leftCases: 1_000, rightCases: 8_000 }],
    ['lopsided the other way', { leftCases: 5_000, rightCases: 1_000, seed: 3 }],
    ['a tenth differs', { cases: 3_000, differing: 0.1 }],
    ['all of it differs', { cases: 600, differing: 1 }],
    ['nothing differs', { cases: 600, differing: 0 }],
    ['one suite a side', { cases: 700, leftSuites: 1, rightSuites: 1 }],
  ])('knows its own truth: %s', (_, options) => {
    const world = planWorld(options);
    expect(compareNaively(world)).toEqual(world.truth);
  });

  it('has every kind of difference in 1,000 cases', () => {
    const { deletedLeft: _l, deletedRight: _r, ...kinds } = planWorld({ cases: 1_000 }).truth ?? {};
    for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(0);
    expect(new Set(EDIT_KINDS).size).toBe(16);
  });

  it('finds no partner for two thirds of the right of a lopsided pair, which stand in suites of their own', () => {
    const world = planWorld({ leftCases: 2_000, rightCases: 24_000 });
    const names = new Set(project(world, 30).suites.map((suite) => suite.name));
    const alone = project(world, 34).suites.filter((suite) => !names.has(suite.name));
    expect(alone.reduce((sum, suite) => sum + suite.length, 0)).toBe(16_000);
  });

  it('gives the same bytes for the same seed, in any order, and others for another', () => {
    const page = (world: World, from: number) =>
      JSON.stringify(Array.from({ length: 250 }, (_, n) => project(world, 34).suites[19]?.caseAt(from + n)));
    const [a, b] = [planWorld(), planWorld()];
    const late = page(a, 5_000);
    const early = page(a, 0);
    expect(page(b, 0)).toBe(early);
    expect(page(b, 5_000)).toBe(late);
    expect(page(planWorld({ seed: 2 }), 0)).not.toBe(early);
  });

  it('scales with paired suites of nearly equal size', () => {
    const world = planWorld({ cases: 360_000 });
    const lengths = (id: number) =>
      project(world, id)
        .suites.filter((s) => s.name === 'Checkout')
        .map((s) => s.length);
    expect(lengths(30)).toEqual([57_000]);
    expect(Math.abs((lengths(34)[0] as number) - 57_000)).toBeLessThan(500);
  });

  it.each<WorldOptions>([{ cases: -1 }, { leftSuites: 0 }, { differing: 2 }, { cases: 1.5 }])(
    'refuses %p',
    (options) => {
      expect(() => planWorld(options)).toThrow(RangeError);
    },
  );
});

describe('worldOf', () => {
  it('completes what is left out and keeps what is given', () => {
    const world = worldOf([
      {
        id: 3,
        suite_mode: 2,
        suites: [{ id: 9, cases: [{ title: 'a', refs: 'X' }, { id: 300_002 }, {}] }, { id: 10 }],
      },
    ]);
    const [first, second] = project(world, 3).suites as [SimSuite, SimSuite];
    expect(casesOf(first).map((one) => [one.id, one.title, one.refs, one.suite_id])).toEqual([
      [300_001, 'a', 'X', 9],
      [300_002, 'Case 300002', null, 9],
      [300_003, 'Case 300003', null, 9],
    ]);
    expect([first.is_master, first.is_baseline, second.is_master, second.is_baseline]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(first.sections().map((section) => section.id)).toEqual([91]);
    expect(first.find(300_002)?.title).toBe('Case 300002');
  });
});
