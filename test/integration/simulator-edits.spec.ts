import axios from 'axios';
import { worldOf, type Simulator } from '../../src/simulator/index.js';
import { simulate } from './support/run.js';

/** A page of the simulator, asked as any client would. */
async function page({ url, user, apiKey }: Simulator, suiteId: number, offset = 0, projectId = 30) {
  const { data, status } = await axios.get(
    `${url}/index.php?/api/v2/get_cases/${projectId}&suite_id=${suiteId}&limit=250&offset=${offset}`,
    {
      auth: { username: user, password: apiKey },
      headers: { 'Content-Type': 'application/json' },
      validateStatus: () => true,
    },
  );
  return { status, error: data.error, ids: (data.cases ?? []).map(({ id }: { id: number }) => id) };
}

const many = (count: number) => Array.from({ length: count }, (_, n) => ({ id: n + 1 }));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

describe('data that are edited while they are read', () => {
  it('shift between two pages: what is done before the second request moves its records', async () => {
    const simulator = await simulate({
      world: worldOf([{ id: 30, suites: [{ id: 1, cases: many(600) }] }]),
      edits: [{ suiteId: 1, match: { suiteId: 1, offsetFrom: 1 }, remove: { index: 3 } }],
    });
    expect((await page(simulator, 1)).ids).toEqual(range(1, 251));
    // 251 stands on the first page now: whoever asks on loses it.
    expect((await page(simulator, 1, 250)).ids).toEqual(range(252, 502));
    expect((await page(simulator, 1, 250)).ids).toEqual(range(252, 502));
    expect(simulator.cases(1).map(({ id }) => id)).toEqual([1, 2, 3, ...range(5, 601)]);
  });

  it('are edited after so many requests, and as often as told', async () => {
    const simulator = await simulate({
      world: worldOf([{ id: 30, suites: [{ id: 1, cases: many(5) }] }]),
      edits: [{ suiteId: 1, afterRequests: 1, times: 2, insert: { index: 0 } }],
    });
    expect((await page(simulator, 1)).ids).toEqual([1, 2, 3, 4, 5]);
    for (const length of [6, 7, 7]) expect((await page(simulator, 1)).ids.length).toBe(length);
  });

  it('may lose a whole suite, by hand too, in the world that is made as it is asked for', async () => {
    const simulator = await simulate();
    const first = simulator.cases(301).slice(0, 250);
    expect((await page(simulator, 301)).ids).toEqual(first.map(({ id }) => id));
    simulator.edit({ suiteId: 301, removeSuite: true });
    expect(await page(simulator, 301)).toMatchObject({
      status: 400,
      error: 'Field :suite_id is not a valid test suite.',
    });
    expect(() => simulator.edit({ suiteId: 301, remove: { index: 0 } })).toThrow('there is no such suite');
    expect(() => simulator.cases(301)).toThrow('there is no suite 301');
  });

  it('are not told of a suite that there is none of', async () => {
    await expect(simulate({ edits: [{ suiteId: 5, removeSuite: true }] })).rejects.toThrow(
      'edits: there is no suite 5',
    );
  });
});
