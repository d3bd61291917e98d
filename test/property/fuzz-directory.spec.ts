/**
 * Whatever a server sends for a project, its suites, sections and look-ups is used or refused: through the client over a real
 * socket, into the journal and every format, and the same once more from the journal.
 */
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { compareProjects, createInstance, type CompareEvent, type Instance } from '../../src/index.js';
import { Journal } from '../../src/journal/index.js';
import { FORMATS } from '../../src/report/index.js';
import { createSink } from '../support/sinks.js';
import { TestRailError } from '../../src/testrail/index.js';
import { broken, mutated } from '../support/mutations.js';
import { httpServer, type Spy } from '../support/scripted.js';

const list = (entity: string, items: object[]): object => ({
  offset: 0,
  limit: 250,
  size: items.length,
  _links: { next: null, prev: null },
  [entity]: items,
});

const step = { content: 'open', expected: '<b>\u001b[31m', additional_info: null };
/** What a good server answers, by method. */
const REAL: Record<string, string> = Object.fromEntries(
  Object.entries({
    get_project: { id: 1, name: 'Shop \u202eüber\u001b[1m', suite_mode: 3, is_completed: false },
    get_suites: list('suites', [
      { id: 7, name: 'Login', is_master: false, is_baseline: false, description: null },
      { id: 8, name: 'Pay', is_master: true, is_baseline: null },
    ]),
    get_sections: list('sections', [
      { id: 70, name: 'Outer', parent_id: null, depth: 0 },
      { id: 71, name: 'Inner', parent_id: 70, depth: 1 },
    ]),
    get_priorities: [{ id: 1, name: 'High', short_name: 'H', is_default: true }],
    get_case_types: [{ id: 3, name: 'Other' }],
    get_case_fields: [
      {
        id: 5,
        system_name: 'custom_kind',
        label: 'Kind',
        type_id: 6,
        configs: [
          { context: { is_global: false, project_ids: [1, 2] }, options: { items: '1, One\n2, Two' } },
        ],
      },
    ],
    get_templates: [{ id: 1, name: 'Text' }],
    get_users: list('users', [{ id: 2, name: 'Ann', email: 'ann@example.test' }]),
    get_milestones: list('milestones', [{ id: 4, name: '1.0' }]),
    get_shared_steps: list('shared_steps', [{ id: 6, title: 'Log in', custom_steps_separated: [step] }]),
  }).map(([method, body]) => [method, JSON.stringify(body)]),
);
const CASES = JSON.stringify(
  list('cases', [
    {
      id: 1,
      title: 'Log in',
      section_id: 71,
      priority_id: 1,
      type_id: 3,
      template_id: 1,
      milestone_id: 4,
      custom_kind: 1,
      custom_steps_separated: [{ content: '', shared_step_id: 6 }],
    },
  ]),
);

const fuzzed = fc
  .constantFrom(...Object.keys(REAL))
  .chain((method) =>
    fc
      .oneof(
        { weight: 5, arbitrary: mutated(REAL[method]!) },
        { weight: 2, arbitrary: broken(REAL[method]!) },
        fc.json(),
        fc.string(),
      )
      .map((body) => ({ method, body })),
  );

let server: Spy;
let answer = { method: '', body: '' };
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'raildiff-fuzz-'));
  server = await httpServer(({ url = '' }, response) => {
    const [, method = '', id = ''] = /v2\/(\w+)\/?(\d*)/.exec(url) ?? [];
    // The left side's answer alone: so the two differ.
    if (method === answer.method && id !== '2') return void response.end(answer.body);
    // Each case once: all stand in the first suite of the left side, and with other ids in that of the right one.
    if (method === 'get_cases')
      return void response.end(
        /suite_id=7(?!\d)/.test(url) ? (id === '1' ? CASES : CASES.replace('"id":1', '"id":2')) : NO_CASES,
      );
    response.end(
      method === 'get_project' ? REAL[method]!.replace('"id":1', `"id":${id}`) : (REAL[method] ?? '[]'),
    );
  });
});
const NO_CASES = JSON.stringify(list('cases', []));
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function run(instance: Instance, journal: Journal): Promise<CompareEvent[]> {
  const [left, right] = [1, 2].map((projectId, n) => ({ instance, projectId, record: journal.record(n) }));
  const options = { sections: true, names: true, attempts: 1, retryBaseMs: 1, progressMs: 1e9 };
  return lastValueFrom(compareProjects({ left: left!, right: right!, ...options }).pipe(toArray()));
}

/** Nothing a terminal would act on but line ends, in any format. */
function expectHarmless(events: readonly CompareEvent[]): void {
  for (const format of FORMATS) {
    const sink = createSink(format, { events: ['identical', 'page'] });
    const text = events.map((event) => sink.write(event)).join('') + sink.end();
    expect(text).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
  }
}

const statements = (events: readonly CompareEvent[]): string[] =>
  events
    .filter(({ type }) => type === 'difference')
    .map((event) => JSON.stringify(event))
    .sort();

it('any answer about a project is used or refused, told harmlessly, and kept as it was used', async () => {
  const projects = [1, 2].map((projectId) => ({ url: server.url, projectId }));
  let [used, refused, n] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fuzzed, async (next) => {
      answer = next;
      const file = join(folder, String(n++));
      const open = () =>
        createInstance({ url: server.url, user: 'u', apiKey: 'k3y-of-it', proxy: false, rate: Infinity });
      const [instance, journal] = [open(), Journal.open(file, projects)];
      const events = await run(instance, journal)
        .catch((error: unknown) => {
          // Before `start` alone, with an address and in one line. A project that lacks what was asked for is told as well.
          expect(error).toBeInstanceOf(TestRailError);
          expect((error as Error).message).not.toMatch(/[\n\r\u001b]/);
          expect((error as Error).message.length).toBeLessThan(600);
          return undefined;
        })
        .finally(() => journal.close());
      instance.close();
      expect(journal.failed).toBeUndefined();
      if (!events) return void refused++;
      used++;
      expect(events.at(-1)!.type).toBe('summary');
      expectHarmless(events);
      const again = { instance: open(), journal: Journal.open(file, projects) };
      const kept = await run(again.instance, again.journal).finally(() => again.journal.close());
      again.instance.close();
      expect(statements(kept)).toEqual(statements(events));
    }),
    { numRuns: Number(process.env['RUNS'] ?? 40) },
  );
  expect([used > 20, refused > 1]).toEqual([true, true]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
