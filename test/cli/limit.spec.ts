import { accountOf, jsonLines, raildiff, simulate } from './support/command.js';

const COMPARE = ['compare', '30', '34', '--format', 'ndjson', '--quiet', '--no-sections', '--no-names'];

const summaryOf = (stdout: string): Record<string, any> => jsonLines(stdout).pop()!;

describe('--share', () => {
  it('uses that part of the rate, and is told in start', async () => {
    const simulator = await simulate({ world: { cases: 8_000 }, limit: 30, windowMs: 1_000 });
    const { stdout } = await raildiff(
      [...COMPARE, '--rate', '30', '--window', '1s', '--share', '0.5'],
      accountOf(simulator),
    );
    expect(jsonLines(stdout)[0]!['options']).toMatchObject({
      left: { rate: 30, windowMs: 1_000, share: 0.5 },
      right: { share: 0.5 },
    });
    expect(summaryOf(stdout)).toMatchObject({ status: 'complete' });
    const { throttled, maxInWindow, requests } = simulator.stats();
    expect(throttled).toBe(0);
    expect(maxInWindow).toBeLessThanOrEqual(15);
    expect(requests).toBeGreaterThan(15);
  });

  it('comes from the environment as well, and is the whole without it', async () => {
    const simulator = await simulate({ world: { cases: 900 } });
    const asked = await raildiff(COMPARE, { ...accountOf(simulator), RAILDIFF_SHARE: '.25' });
    expect(jsonLines(asked.stdout)[0]!['options']).toMatchObject({ left: { rate: 180, share: 0.25 } });
    const whole = await raildiff(COMPARE, accountOf(simulator));
    expect(jsonLines(whole.stdout)[0]!['options']).toMatchObject({ left: { rate: 180, share: 1 } });
  });

  it.each(['0', '1.5', '-0.5', '50%', 'half', ''])('refuses %j in one line', async (share) => {
    const { code, stdout, stderr } = await raildiff([...COMPARE, '--share', share]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^raildiff: option '--share <part>' argument .* is invalid\. It is a number above 0 and at most 1/,
    );
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('--rate', () => {
  const optionsOf = async (...args: string[]): Promise<unknown> => {
    const simulator = await simulate({ world: { cases: 300 }, limit: 'none' });
    const { stdout } = await raildiff([...COMPARE, '--rate', ...args], accountOf(simulator));
    return jsonLines(stdout)[0]!['options'];
  };

  it('counts in a minute, or in --window; so many a second stay a number a minute', async () => {
    expect(await optionsOf('90')).toMatchObject({ left: { rate: 90, windowMs: 60_000 } });
    expect(await optionsOf('120/min', '--window', '10s')).toMatchObject({
      left: { rate: 20, windowMs: 10_000 },
    });
    expect(await optionsOf('20/s')).toMatchObject({ left: { rate: 1_200, windowMs: 60_000 } });
  });

  it('in seconds is evenly spaced, and a limit that a 429 states is still one a minute', async () => {
    const simulator = await simulate({ world: { cases: 600 }, limit: 5, windowMs: 60_000 });
    const args = [...COMPARE, '--rate', '50/s', '--max-wait', '1s'];
    const { stdout } = await raildiff(args, accountOf(simulator));
    const { arrivals, throttled } = simulator.stats();
    // The server allows five, and all that were on their way when it refused are one wave: then nothing goes for a minute.
    expect(throttled).toBeGreaterThan(0);
    expect(arrivals.length).toBeLessThanOrEqual(5 + 20);
    expect(summaryOf(stdout)).toMatchObject({ status: 'partial' });
    const spaced = await simulate({ world: { cases: 600 }, limit: 'none' });
    await raildiff([...COMPARE, '--rate', '50/s'], accountOf(spaced));
    const at = spaced.stats().arrivals.map((arrival) => arrival.at);
    expect(at.length).toBeGreaterThan(20);
    // One in 20 ms and never a wave, as far as a busy server's clock tells.
    expect(at[at.length - 1]! - at[0]!).toBeGreaterThanOrEqual((at.length - 1) * 10);
  });

  it('is refused where not one request fits into the window', async () => {
    const { code, stderr } = await raildiff([...COMPARE, '--rate', '3/min', '--window', '1s'], {
      TESTRAIL_URL: 'http://127.0.0.1:9',
      TESTRAIL_USER: 'u',
      TESTRAIL_API_KEY: 'k',
    });
    expect([code, stderr]).toEqual([
      2,
      'raildiff: --rate 3/min is less than one request in a --window of 1 s; make the window longer\n',
    ]);
  });
});

describe('two processes on one account', () => {
  it('finish both, with what is true, and neither is starved', async () => {
    const simulator = await simulate({ world: { cases: 8_000 }, limit: 30, windowMs: 1_000 });
    const args = [...COMPARE, '--rate', '180', '--window', '1s'];
    const both = await Promise.all([1, 2].map(() => raildiff(args, accountOf(simulator))));
    const [first, second] = both.map(({ stdout }) => summaryOf(stdout));
    for (const summary of [first!, second!]) {
      expect(summary).toMatchObject({ status: 'complete', counts: first!['counts'] });
      expect(summary['requests'].retried).toBe(0);
    }
    const times = [first!, second!].map(({ elapsedMs }) => elapsedMs as number);
    expect(Math.max(...times)).toBeLessThanOrEqual(3 * Math.min(...times));
    // One wave each at the most, before they know of one another; then one request at a time.
    const { throttled } = simulator.stats();
    expect(throttled).toBeLessThanOrEqual(2 * 20 + 40);
    expect(first!['requests'].throttled + second!['requests'].throttled).toBe(throttled);
  });
});

describe('a pause of a day', () => {
  it('ends after --max-wait, is told, and exits with 3', async () => {
    const simulator = await simulate({ world: { cases: 8_000 }, limit: 20, retryAfter: '86400' });
    const { stdout, stderr, code } = await raildiff(
      ['compare', '30', '34', '--format', 'ndjson', '--max-wait', '700ms'],
      accountOf(simulator),
    );
    expect(code).toBe(3);
    expect(summaryOf(stdout)).toMatchObject({ status: 'partial' });
    expect(stderr).toMatch(
      /the server allows 20; it asks for a pause of 86400 s, and 0\.7 s are waited at most/,
    );
  });
});
