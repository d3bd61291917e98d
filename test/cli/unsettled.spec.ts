/** What contradicts itself is not kept for ever, and a snapshot calls unsettled what a comparison does. */
import { join } from 'node:path';
import { httpServer } from '../support/scripted.js';
import { closeLater, folder, jsonLines, PLAIN, raildiff, type Ended } from './support/command.js';

interface Case {
  id: number;
  title: string;
  section_id: number;
  suite_id: number;
  updated_on: number;
}

/** What a small server holds of each project; suites and sections have the project's number first. */
interface Holds {
  suites: (project: number) => number[];
  sections: (suite: number) => number[];
  cases: (suite: number) => Case[];
  /** Every page but the first answers 500. */
  losesPages: boolean;
}

const caseOf = (suite: number, n: number, section = suite * 10): Case => ({
  id: suite * 1_000 + n,
  title: `Case ${suite % 10} ${n}`,
  section_id: section,
  suite_id: suite,
  updated_on: 5,
});

/** A server that answers what `holds` says at the time. */
async function serve(own: Partial<Holds>) {
  const holds: Holds = {
    suites: (project) => [project * 10],
    sections: (suite) => [suite * 10],
    cases: () => [],
    losesPages: false,
    ...own,
  };
  const server = await httpServer(({ url = '' }, response) => {
    const [, method, id] = /v2\/(\w+)\/?(\d*)/.exec(url)!;
    const number = (name: string): number => Number(new RegExp(`&${name}=(\\d+)`).exec(url)?.[1] ?? 0);
    const [offset, limit, suite] = [number('offset'), number('limit') || 250, number('suite_id')];
    const list = (entity: string, all: readonly unknown[]): object => ({
      offset,
      limit,
      size: all.slice(offset, offset + limit).length,
      _links: {
        next: offset + limit < all.length ? `/api/v2/x&limit=${limit}&offset=${offset + limit}` : null,
      },
      [entity]: all.slice(offset, offset + limit),
    });
    if (method === 'get_cases' && holds.losesPages && offset > 0)
      return void response.writeHead(500).end('{"error":"lost"}');
    const answers: Record<string, () => unknown> = {
      get_project: () => ({ id: Number(id), name: `P${id}`, suite_mode: 3 }),
      get_suites: () =>
        list(
          'suites',
          holds.suites(Number(id)).map((each) => ({ id: each, name: `Suite ${each % 10}` })),
        ),
      get_sections: () =>
        list(
          'sections',
          holds.sections(suite).map((each) => ({ id: each, name: `Section ${each % 10}`, parent_id: null })),
        ),
      get_cases: () => list('cases', holds.cases(suite)),
    };
    response.end(JSON.stringify(answers[method!]?.() ?? []));
  });
  closeLater(server.close);
  const env = { TESTRAIL_URL: server.url, TESTRAIL_USER: 'u', TESTRAIL_API_KEY: 'k3y' };
  return { holds, env, asked: server.requests };
}

const summaryOf = ({ stdout }: Ended): Record<string, any> => jsonLines(stdout).at(-1)!;
const COMPARE = ['compare', '1', '2', '--format', 'ndjson', '--attempts', '1', ...PLAIN];

/** Cases of a suite in its first section, and one more in a section of its own. */
const withNewer = (suite: number): Case[] => [
  ...Array.from({ length: 300 }, (_, n) => caseOf(suite, n)),
  caseOf(suite, 900, suite * 10 + 1),
];

it('a section that was added since the list was kept is listed once more, and the run is complete', async () => {
  const { holds, env, asked } = await serve({ cases: (suite) => withNewer(suite).slice(0, 300) });
  const file = join(folder(), 'run.journal');
  const [compare, snapshot] = [
    [...COMPARE, '--no-recheck', '--journal', file],
    ['snapshot', '1', '-o', `${file}.rds`, '--attempts', '1', '--rate', 'none'],
  ];
  holds.losesPages = true;
  expect((await raildiff(compare, env)).code).toBe(3);
  expect((await raildiff(snapshot, env)).code).toBe(3);
  Object.assign(holds, {
    losesPages: false,
    cases: withNewer,
    sections: (suite: number) => [suite * 10, suite * 10 + 1],
  });
  for (const [args, lists] of [
    [compare, 2],
    [snapshot, 1],
  ] as const) {
    const before = asked.length;
    const second = await raildiff(args, env);
    expect([second.code, second.stderr.replace(/^raildiff: .* an earlier run\n/, '')]).toEqual([
      0,
      args === compare ? '' : expect.stringContaining('301 cases, complete'),
    ]);
    expect(asked.slice(before).filter((url) => url.includes('get_sections'))).toHaveLength(lists);
  }
  const before = asked.length;
  expect(summaryOf(await raildiff(compare, env))).toMatchObject({ status: 'complete', left: { cases: 301 } });
  expect(asked.length).toBe(before);
});

it('a case in a section that is never listed is unsettled for both, and asked for once more in each run alone', async () => {
  const { holds, env, asked } = await serve({ cases: withNewer });
  const file = join(folder(), '1.rds');
  const snapshot = ['snapshot', '1', '-o', file, '--rate', 'none'];
  const compared = await raildiff(COMPARE, env);
  expect([compared.code, summaryOf(compared)['status']]).toEqual([3, 'partial']);
  const said = 'unsettled: case 10900 stands in section 101, which its list of sections does not hold';
  for (let run = 0; run < 2; run++) {
    const before = asked.length;
    const { code, stderr } = await raildiff(snapshot, env);
    expect([code, stderr.includes(said), stderr.includes('301 cases, partial')]).toEqual([3, true, true]);
    const urls = asked.slice(before).filter((url) => /get_(sections|cases)/.test(url));
    // All of the suite, each time, and its list at most twice.
    expect(urls.filter((url) => url.includes('get_cases')).length).toBeGreaterThanOrEqual(2);
    expect(urls.filter((url) => url.includes('get_sections')).length).toBeLessThanOrEqual(2);
  }
  const offline = await raildiff(['compare', file, ...COMPARE.slice(2)], env);
  expect([offline.code, summaryOf(offline)['left'].cases]).toEqual([3, 301]);
  holds.sections = (suite) => [suite * 10, suite * 10 + 1];
  const settled = await raildiff(snapshot, env);
  expect([settled.code, settled.stderr.includes(`suite 10 was unsettled (${said.slice(11)})`)]).toEqual([
    0,
    true,
  ]);
});

it.each(['compare', 'snapshot'] as const)(
  'a case that was found in two suites makes both unsettled for %s, and both are read anew by the next run',
  async (command) => {
    let moved = false;
    const { env, asked } = await serve({
      suites: (project) => [project * 10 + 1, project * 10 + 2],
      cases: (suite) => {
        const all = [caseOf(suite, 0), caseOf(suite, 1)];
        const isThere = suite % 10 === 2 || (!moved && suite === 11);
        return isThere ? [...all, { ...caseOf(suite, 0), id: Math.floor(suite / 10) * 1_000 + 999 }] : all;
      },
    });
    const file = join(folder(), '1.rds');
    const args =
      command === 'compare'
        ? [...COMPARE, '--no-recheck', '--journal', file]
        : ['snapshot', '1', '-o', file, '--rate', 'none'];
    const first = await raildiff(args, env);
    expect(first.code).toBe(3);
    expect(command === 'compare' ? summaryOf(first)['reason'] : first.stderr).toContain(
      'unsettled: case 1999 was read in two suites',
    );
    moved = true;
    const before = asked.length;
    const second = await raildiff(args, env);
    expect(second.code).toBe(0);
    const anew = asked.slice(before);
    expect(anew.filter((url) => /get_(cases|sections)/.test(url) && /suite_id=2/.test(url))).toEqual([]);
    expect(anew.filter((url) => /get_cases.*suite_id=1[12]/.test(url)).length).toBeGreaterThanOrEqual(2);
    const requests = asked.length;
    expect((await raildiff(args, env)).code).toBe(0);
    expect(asked.slice(requests)).toEqual([]);
  },
);
