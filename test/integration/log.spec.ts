import { firstValueFrom } from 'rxjs';
import { compareProjects, type Logger } from '../../src/index.js';
import { createClient } from '../../src/testrail/index.js';
import type { Fault } from '../../src/simulator/index.js';
import { bothSides, instanceAt, QUICK, runToEnd, simulate, until } from './support/run.js';

interface Line {
  level: keyof Logger;
  message: string;
  [field: string]: unknown;
}

/** A logger that keeps what it is told. */
function recorder() {
  const lines: Line[] = [];
  const at =
    (level: keyof Logger) =>
    (message: string, meta: object = {}): void => {
      // Winston appends a meta field of that name to the text.
      expect(Object.keys(meta)).not.toContain('message');
      lines.push({ ...meta, level, message });
    };
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { logger, lines, of: (message: string) => lines.filter((line) => line.message === message) };
}

describe('the log of one request', () => {
  it('says why it failed in a field of its own', async () => {
    const simulator = await simulate({ faults: [{ kind: 'status' }] });
    const { logger, lines } = recorder();
    const client = createClient({ ...simulator, concurrency: 1, proxy: false, logger });
    await expect(firstValueFrom(client.project(30))).rejects.toThrow('answered 500');
    const url = `${simulator.url}/index.php?/api/v2/get_project/30`;
    expect(lines).toEqual([
      { level: 'debug', message: 'response', url, status: 500, ms: expect.any(Number), bytes: 27 },
      {
        level: 'debug',
        message: 'request failed',
        url,
        code: 'ERR_TESTRAIL_STATUS',
        error: 'answered 500: Injected fault.',
      },
    ]);
    client.close();
  });

  it('says that it was aborted, and nothing of the sort once it was answered or had failed', async () => {
    const simulator = await simulate({ faults: [{ kind: 'hang', times: 1 }] });
    const { logger, of, lines } = recorder();
    const client = createClient({ ...simulator, concurrency: 1, proxy: false, logger });
    const abandoned = client.project(30).subscribe();
    await until(() => simulator.stats().requests === 1);
    abandoned.unsubscribe();
    const url = `${simulator.url}/index.php?/api/v2/get_project/30`;
    expect(lines).toEqual([{ level: 'debug', message: 'request aborted', url, ms: expect.any(Number) }]);
    await firstValueFrom(client.project(30));
    simulator.setFaults([{ kind: 'reset' }]);
    await expect(firstValueFrom(client.project(30))).rejects.toThrow();
    expect(of('request failed').length).toBe(1);
    expect(of('request aborted').length).toBe(1);
    client.close();
  });
});

describe('the log of a run', () => {
  it('ties each admission to its request by name', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    const { logger, of } = recorder();
    const instance = instanceAt(simulator, { logger });
    await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK, names: true }));
    const names = of('admitted').map(({ name }) => name as string);
    expect(names.filter((name, n) => names.indexOf(name) < n)).toEqual([]);
    const ofProjects = of('admitted').filter(({ work }) => work === 'project');
    const ofProject = ['get_project', 'get_suites', 'get_templates', 'get_users', 'get_milestones'];
    expect(ofProjects.map(({ name }) => (name as string).replace(/^\w+\//, '')).sort()).toEqual(
      [
        ...['get_priorities', 'get_case_types', 'get_case_fields'],
        ...[...ofProject, 'get_shared_steps'].flatMap((method) => [method, method]),
      ].sort(),
    );
    const asked = of('response').map(({ url }) => /v2\/(\w+)/.exec(url as string)![1]!);
    for (const method of ofProject)
      expect(names.filter((name) => name.endsWith(`/${method}`)).length).toBe(
        asked.filter((one) => one === method).length,
      );
  });

  /** What the log says of the first page of the first suite, beside answers and admissions. */
  async function story(fault: Fault) {
    const simulator = await simulate({
      world: { cases: 900 },
      faults: [{ ...fault, match: { suiteId: 301, method: 'get_cases', offset: 0 } }],
    });
    const { logger, lines, of } = recorder();
    const instance = instanceAt(simulator, { logger });
    const timeoutMs = fault.kind === 'hang' ? 400 : QUICK.timeoutMs;
    const options = { ...bothSides(instance), retryBaseMs: 1, timeoutMs, attempts: 2 };
    const { summary } = await runToEnd(compareProjects(options));
    const isOfPage = ({ message, name, url }: Line): boolean =>
      !/^(response|admitted)$/.test(message) &&
      (name === 'left/301/0' || /suite_id=301&(?!.*offset=[1-9])/.test(String(url)));
    return { summary, of, told: lines.filter(isOfPage).map(({ level, message }) => `${level} ${message}`) };
  }

  it('tells of a page that timed out', async () => {
    const { told, of } = await story({ kind: 'hang', times: 1 });
    // The first attempt hangs; on a busy machine a later one may be late as well.
    expect(told.slice(0, 2)).toEqual(['debug request aborted', 'info retry']);
    expect(of('retry').find(({ name }) => name === 'left/301/0')).toMatchObject({
      failures: 1,
      error: 'TestRailError: no answer within 0.4 s',
    });
  });

  it('tells of a page that is lost, asked once more at the end, and lost', async () => {
    const { told, of, summary } = await story({ kind: 'status', status: 503 });
    expect(summary.status).toBe('partial');
    expect(told).toEqual([
      'debug request failed',
      'info retry',
      'debug request failed',
      'warn page lost',
      'info asked once more at the end',
      'debug request failed',
      'warn page lost',
    ]);
    const lost = {
      name: 'left/301/0',
      ms: expect.any(Number),
      error: expect.stringContaining('answered 503'),
    };
    expect(of('page lost')).toMatchObject([
      { ...lost, attempts: 2 },
      { ...lost, attempts: 1 },
    ]);
  });

  it('tells of a page that is asked for in halves, and of the case that is lost', async () => {
    const simulator = await simulate({
      world: { cases: 4_000 },
      faults: [{ kind: 'record', match: { suiteId: 301, holds: 3 }, record: { bloat: 1_000_000 } }],
    });
    const { logger, of } = recorder();
    const instance = instanceAt(simulator, { logger, maxBodyBytes: 700_000 });
    await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK }));
    expect(of('split into halves')[0]).toMatchObject({
      level: 'info',
      name: 'left/301/0',
      halves: ['left/301/0+125', 'left/301/124+126'],
      error: expect.stringContaining('longer than 700,000 bytes'),
    });
    expect(of('page lost')[0]).toMatchObject({ level: 'warn', name: 'left/301/3+1', attempts: 1 });
  });

  it('tells of a list of sections that is lost, and of it alone', async () => {
    const simulator = await simulate({
      world: { cases: 900 },
      faults: [{ kind: 'status', status: 403, match: { method: 'get_sections', suiteId: 301 } }],
    });
    const { logger, of } = recorder();
    const instance = instanceAt(simulator, { logger });
    await runToEnd(compareProjects({ ...bothSides(instance), ...QUICK, sections: true }));
    expect(of('page lost')).toEqual([]);
    expect(of('list of sections lost')).toMatchObject([
      { level: 'warn', name: 'left/301/sections', attempts: 1, error: expect.stringContaining('403') },
    ]);
  });
});
