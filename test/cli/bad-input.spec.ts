import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../src/simulator/index.js';
import { accountOf, folder, raildiff, simulate, type Ended, type Environment } from './support/command.js';

/** One line on stderr that says what is wrong, nothing on stdout, no stack trace, exit 2. */
function expectRefused({ code, stdout, stderr }: Ended, words: RegExp): void {
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(words) as string,
  });
  expect(stderr).toMatch(/^raildiff: [^\n]+\n$/);
  expect(stderr).not.toMatch(/\bat .+:\d+:\d+|Error:|undefined|\[object/);
}

const ACCOUNT = {
  TESTRAIL_URL: 'http://127.0.0.1:9',
  TESTRAIL_USER: 'someone',
  TESTRAIL_API_KEY: 'secret-key',
};

describe('bad input that no server is asked about', () => {
  it.each<[string, string[], Environment, RegExp]>([
    [
      'no credentials',
      ['compare', '30', '34'],
      {},
      /no TestRail address for the left side; set TESTRAIL_URL/,
    ],
    [
      'no user',
      ['compare', '30', '34'],
      { TESTRAIL_URL: ACCOUNT.TESTRAIL_URL },
      /no user for the left side; set TESTRAIL_USER/,
    ],
    [
      'no key',
      ['compare', '30', '34'],
      { ...ACCOUNT, TESTRAIL_API_KEY: undefined },
      /no API key for the left side; set TESTRAIL_API_KEY/,
    ],
    [
      'an empty key',
      ['compare', '30', '34'],
      { ...ACCOUNT, TESTRAIL_API_KEY: '' },
      /no API key for the left side/,
    ],
    [
      'credentials of one side only',
      ['compare', '30', '34'],
      { RAILDIFF_LEFT_URL: 'http://a', RAILDIFF_LEFT_USER: 'u', RAILDIFF_LEFT_API_KEY: 'k' },
      /for the right side/,
    ],
    [
      'an address without a scheme',
      ['compare', '30', '34'],
      { ...ACCOUNT, TESTRAIL_URL: 'example.testrail.io' },
      /the left side's URL: "example.testrail.io" is no address/,
    ],
    [
      'an address of another scheme',
      ['compare', '30', '34'],
      { ...ACCOUNT, TESTRAIL_URL: 'ftp://example.com' },
      /is not http:\/\/ or https:\/\//,
    ],
    [
      'the same project twice',
      ['compare', '30', '30'],
      ACCOUNT,
      /both sides are project 30 of http:\/\/127.0.0.1:9; name two different projects/,
    ],
    [
      'the same project twice, once by its address',
      ['compare', '30', 'http://127.0.0.1:9/index.php?/projects/overview/30'],
      ACCOUNT,
      /both sides are project 30/,
    ],
    [
      'an address of another host',
      ['compare', '30', 'http://elsewhere.example/index.php?/projects/overview/34'],
      ACCOUNT,
      /credentials are for http:\/\/127.0.0.1:9/,
    ],
    [
      'an address that only begins like the configured one',
      ['compare', '30', 'http://127.0.0.1:99/index.php?/projects/overview/34'],
      ACCOUNT,
      /credentials are for/,
    ],
    [
      'an address that names no project',
      ['compare', '30', 'http://127.0.0.1:9/index.php?/dashboard'],
      ACCOUNT,
      /names no project/,
    ],
    [
      'neither an id nor an address',
      ['compare', '30', 'payments'],
      ACCOUNT,
      /"payments" is neither a project id, nor a project's web address, nor a snapshot's file/,
    ],
    ...[
      ['suites', 'payments'],
      ['doctor', 'payments'],
      ['snapshot', 'payments', '--output', '/tmp/none.rds'],
    ].map((args): [string, string[], Environment, RegExp] => [
      `${args[0]} of neither an id nor an address`,
      args,
      ACCOUNT,
      /: "payments" is neither a project id nor a project's web address\n$/,
    ]),
    ['project 0', ['compare', '0', '34'], ACCOUNT, /0 is no project id/],
    ['a negative project', ['compare', '--', '-3', '34'], ACCOUNT, /neither a project id/],
    [
      'one server with two accounts',
      ['compare', '30', '34'],
      { ...ACCOUNT, RAILDIFF_RIGHT_USER: 'another' },
      /different credentials/,
    ],
    ['no argument', ['compare'], ACCOUNT, /missing required argument 'left'/],
    ['one argument', ['compare', '30'], ACCOUNT, /missing required argument 'right'/],
    ['a right side twice', ['compare', '30', '34', '34'], ACCOUNT, /34 is named twice/],
    [
      'a right side twice, once by its address',
      ['compare', '30', '34', 'http://127.0.0.1:9/index.php?/projects/overview/34'],
      ACCOUNT,
      /34 and http:\S+34 are one project, which is named twice/,
    ],
    ['help for an unknown command', ['help', 'foo'], {}, /^raildiff: unknown command 'foo'\n$/],
    [
      'help for a command with a typo',
      ['help', 'compar'],
      {},
      /^raildiff: unknown command 'compar' \(Did you mean compare\?\)\n$/,
    ],
    ['an unknown command', ['diff', '30', '34'], ACCOUNT, /unknown command 'diff'/],
    [
      'a command with a typo',
      ['compar', '30', '34'],
      ACCOUNT,
      /unknown command 'compar' \(Did you mean compare\?\)/,
    ],
    ['an unknown option', ['compare', '30', '34', '--fast'], ACCOUNT, /unknown option '--fast'/],
    [
      'an option with a typo',
      ['compare', '30', '34', '--formt', 'json'],
      ACCOUNT,
      /unknown option '--formt' \(Did you mean --format\?\)/,
    ],
    ['an option without its value', ['compare', '30', '34', '--rate'], ACCOUNT, /--rate .* argument missing/],
    [
      'an unknown format',
      ['compare', '30', '34', '--format', 'pdf'],
      ACCOUNT,
      /'pdf' is invalid.*text, ndjson, json/,
    ],
    [
      'an unknown event',
      ['compare', '30', '34', '--events', 'page,pages'],
      ACCOUNT,
      /"pages" is none of page, progress, identical/,
    ],
    ['an unknown progress', ['compare', '30', '34', '--progress', 'all'], ACCOUNT, /'all' is invalid/],
    ['an unknown log level', ['compare', '30', '34', '--log-level', 'trace'], ACCOUNT, /'trace' is invalid/],
    [
      'a word for a number',
      ['compare', '30', '34', '--concurrency', 'many'],
      ACCOUNT,
      /'many' is invalid.*whole number from 1/,
    ],
    ['nobody in flight', ['compare', '30', '34', '--concurrency', '0'], ACCOUNT, /whole number from 1/],
    [
      'half a request in flight',
      ['compare', '30', '34', '--concurrency', '1.5'],
      ACCOUNT,
      /whole number from 1/,
    ],
    ['no attempt', ['compare', '30', '34', '--attempts', '0'], ACCOUNT, /whole number from 1/],
    ['a rate of 0', ['compare', '30', '34', '--rate', '0'], ACCOUNT, /'0' is invalid.*none/],
    [
      'a rate that nobody keeps count of',
      ['compare', '30', '34', '--rate', '4294967296'],
      ACCOUNT,
      /'4294967296' is invalid.*at most 1000000; use none for no limit/,
    ],
    [
      'a rate that a long window makes one',
      ['compare', '30', '34', '--rate', '100000/s'],
      ACCOUNT,
      /--rate 100000\/s is more than 1000000 requests in a --window of 60 s; use --rate none/,
    ],
    ['a rate an hour', ['compare', '30', '34', '--rate', '180/h'], ACCOUNT, /'180\/h' is invalid/],
    ['a timeout of 0', ['compare', '30', '34', '--timeout', '0'], ACCOUNT, /duration above 0/],
    ['a negative deadline', ['compare', '30', '34', '--deadline', '-1s'], ACCOUNT, /duration above 0/],
    [
      'a duration too long for a timer',
      ['compare', '30', '34', '--max-wait', '9999h'],
      ACCOUNT,
      /below 24 days/,
    ],
    [
      'a bad number in the environment',
      ['compare', '30', '34'],
      { ...ACCOUNT, RAILDIFF_RATE: 'fast' },
      /'fast'.* from env 'RAILDIFF_RATE' is invalid/,
    ],
    [
      'a log file in no folder',
      ['compare', '30', '34', '--log-file', '/nowhere/at/all.log'],
      ACCOUNT,
      /the log file \/nowhere\/at\/all.log cannot be written \(ENOENT\)/,
    ],
    [
      'an output in no folder',
      ['compare', '30', '34', '--output', '/nowhere/at/all.txt'],
      ACCOUNT,
      /there is no directory \/nowhere\/at/,
    ],
    [
      'a page of hours',
      ['demo', '--page-ms', '600001'],
      {},
      /'600001' is invalid.*milliseconds, at most 600000/,
    ],
    ['simulate with a page of hours', ['simulate', '--page-ms', '2147483647'], {}, /at most 600000/],
    [
      'simulate where others take more than there is',
      ['simulate', '--limit', '20', '--limit-taken', '21'],
      {},
      /--limit-taken 21 is more than the --limit of 20; /,
    ],
    [
      'simulate where others take of what has no limit',
      ['simulate', '--limit', 'none', '--limit-taken', '1'],
      {},
      /--limit-taken takes from a --limit, and there is none/,
    ],
    ['simulate on a port that is none', ['simulate', '--port', '70000'], {}, /It is a port/],
    [
      'simulate with faults that cannot be read',
      ['simulate', '--faults', '/nowhere.json'],
      {},
      /--faults \/nowhere.json/,
    ],
    ['demo with an argument', ['demo', '30'], {}, /too many arguments/],
  ])('%s', async (_name, args, env, words) => {
    expectRefused(await raildiff(args, env), words);
  });

  it.each(['suites', 'doctor', 'snapshot'])('a file for %s, which reads a server', async (command) => {
    const file = join(folder(), 'payments.rds');
    writeFileSync(file, '');
    const more = command === 'snapshot' ? ['--output', join(folder(), 'new.rds')] : [];
    expectRefused(
      await raildiff([command, file, ...more], ACCOUNT),
      /payments\.rds" is a file, and this command reads a project on a server: give the project's id or its web address\n$/,
    );
  });

  it('an output that is a directory, or that cannot be made', async () => {
    const path = folder();
    mkdirSync(join(path, 'taken'));
    expectRefused(
      await raildiff(['compare', '30', '34', '--output', join(path, 'taken')], ACCOUNT),
      /taken is a directory; name a file/,
    );
    mkdirSync(join(path, 'result.txt.part'));
    writeFileSync(join(path, 'result.txt.part', 'x'), '');
    expectRefused(
      await raildiff(['compare', '30', '34', '--output', join(path, 'result.txt')], ACCOUNT),
      /result.txt cannot be written/,
    );
  });

  it.each<[string, string, RegExp]>([
    ['that is no YAML', 'options: [', /is no YAML/],
    [
      'with an unknown key',
      'password: x',
      /"password" is no key of it; it may hold url, user, apiKey, left, right, options$/m,
    ],
    [
      'with an unknown key of a side',
      'left: {key: x}',
      /: left: "key" is no key of it; it may hold url, user, apiKey$/m,
    ],
    ['with a key of digits', 'apiKey: 1234567', /: apiKey is a text, and no number; put it in quotes$/m],
    ['with a side that is an address', 'left: http://a', /: left holds keys and values: url, user, apiKey$/m],
    [
      'with an option without a value',
      'options:\n  rate:',
      /: options.rate has no value; give it one, or leave its line away$/m,
    ],
    ['with a key that is empty', 'apiKey:', /: apiKey has no value; give it one, or leave its line away$/m],
    ['with true for a file', 'options:\n  output: true', /--output takes a value, and no true or false/],
    ['with false for a number', 'options:\n  rate: false', /--rate takes a value, and no true or false/],
    ['with an empty file', 'options:\n  output: ""', /--output "". It names no file/],
    ['with an unknown option', 'options:\n  fast: true', /"fast" is no option of compare/],
    ['with a value of a wrong kind', 'options:\n  rate: { a: 1 }', /options.rate/],
    ['with a list where one value is meant', 'options:\n  rate: [1]', /--rate takes one value, and no list/],
    ['with a bad number', 'options:\n  rate: fast', /--rate "fast"/],
    ['with an unknown format', 'options:\n  format: pdf', /--format "pdf"/],
    ['with a switch that is no switch', 'options:\n  strict: perhaps', /--strict is true or false/],
    ['that names a config file', 'options:\n  config: other.yml', /"config" is no option/],
    ['that is a list', '- a', /it is no list, but keys and values: url, user/],
  ])('a config file %s', async (_name, text, words) => {
    const file = join(folder(), 'raildiff.yml');
    writeFileSync(file, text);
    const ended = await raildiff(['compare', '30', '34', '--config', file], ACCOUNT);
    expectRefused(ended, words);
    expect(ended.stderr).toContain(file);
  });

  it('a config file that is not there', async () => {
    expectRefused(
      await raildiff(['compare', '30', '34', '--config', '/nowhere.yml'], ACCOUNT),
      /the config file \/nowhere.yml cannot be read \(ENOENT\)/,
    );
  });

  it('a port that is taken', async () => {
    const simulator = await simulate({ world: { cases: 10 } });
    expectRefused(
      await raildiff(['simulate', '--port', new URL(simulator.url).port]),
      /cannot be listened on \(EADDRINUSE\)/,
    );
  });
});

describe('bad input that the server finds', () => {
  it('wrong credentials', async () => {
    const simulator = await simulate({ world: { cases: 10 } });
    const ended = await raildiff(['compare', '30', '34'], {
      ...accountOf(simulator),
      TESTRAIL_API_KEY: 'not-the-key',
    });
    expectRefused(ended, /answered 401: Authentication failed.*check user and API key/);
    expect(ended.stderr).not.toContain('not-the-key');
    // Whoever is refused is not asked again.
    expect(simulator.stats().requests).toBeLessThanOrEqual(4);
  });

  it('an unknown project, named by the address that was asked', async () => {
    const simulator = await simulate({ world: { cases: 10 } });
    expectRefused(
      await raildiff(['compare', '30', '99'], accountOf(simulator)),
      /get_(project|suites)\/99 answered 400: Field :project_id is not a valid or accessible project; `raildiff projects` lists the projects/,
    );
  });

  it.each<[string, Fault, string[], RegExp]>([
    [
      'a server that is silent',
      { kind: 'hang' },
      ['--timeout', '0.2'],
      /^raildiff: URL no answer within 0.2 s; check that the server answers in a browser, or raise --timeout$/,
    ],
    [
      'a deadline before anything came',
      { kind: 'hang' },
      ['--deadline', '300ms'],
      /^raildiff: the deadline of 0.3 s was reached before the projects were read: no answer from URL so far; raise --deadline/,
    ],
    [
      'a server in trouble',
      { kind: 'status', status: 500 },
      [],
      /^raildiff: URL\S+ answered 500: .*; the server is in trouble; check/,
    ],
    [
      'a server in its maintenance',
      { kind: 'status', status: 409 },
      [],
      /^raildiff: URL\S+ answered 409: .*; the server is in its maintenance; start/,
    ],
    [
      'an answer that is no JSON',
      { kind: 'invalidJson' },
      [],
      /^raildiff: URL\S+ answered with invalid JSON; look at the address in a browser/,
    ],
  ])('%s before start', async (_name, fault, options, words) => {
    const simulator = await simulate({ world: { cases: 10 }, faults: [fault] });
    const args = ['compare', '30', '34', '--attempts', '1', '--quiet', ...options];
    const ended = await raildiff(args, accountOf(simulator));
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr.trimEnd().replaceAll(simulator.url, 'URL')).toMatch(words);
  });

  it('an unreachable host, after three attempts', async () => {
    const { url } = await simulate({ world: { cases: 10 } });
    const gone = await simulate({ world: { cases: 10 } });
    await gone.close();
    expectRefused(
      await raildiff(['compare', '30', '34'], { ...ACCOUNT, TESTRAIL_URL: gone.url }),
      /no answer: nobody listens there \(ECONNREFUSED\); check host and port/,
    );
    expectRefused(
      await raildiff(['compare', '30', '34', '--attempts', '1'], {
        ...ACCOUNT,
        TESTRAIL_URL: 'http://no-such-host.invalid',
      }),
      /no answer: the host name/,
    );
    expect(url).not.toBe(gone.url);
  });

  it('an address that is no TestRail', async () => {
    const simulator = await simulate({ world: { cases: 10 } });
    const env = { ...accountOf(simulator), TESTRAIL_URL: `${simulator.url}/elsewhere` };
    expectRefused(await raildiff(['compare', '30', '34'], env), /answered 404.*check the address/);
  });

  it('a sign-in page in front of the API', async () => {
    const simulator = await simulate({ world: { cases: 10 }, faults: [{ kind: 'html' }] });
    expectRefused(
      await raildiff(['compare', '30', '34', '--attempts', '1'], accountOf(simulator)),
      /answered with a web page instead of JSON; check the address/,
    );
  });

  it('an error text with control characters, tamed', async () => {
    const body = JSON.stringify({ error: 'No\u001b[2J\u0007\nway' });
    const simulator = await simulate({
      world: { cases: 10 },
      faults: [{ kind: 'status', status: 403, body }],
    });
    const ended = await raildiff(['compare', '30', '34'], accountOf(simulator));
    expectRefused(ended, /answered 403/);

    expect(ended.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  it('leaves no file behind', async () => {
    const path = folder();
    const simulator = await simulate({ world: { cases: 10 } });
    expectRefused(
      await raildiff(['compare', '30', '99', '--output', join(path, 'result.json')], accountOf(simulator)),
      /99/,
    );
    expect(readdirSync(path)).toEqual([]);
  });
});
