import { certificateFile, front } from '../support/front.js';
import { httpServer } from '../support/scripted.js';
import { accountOf, closeLater, raildiff, simulate } from './support/command.js';

const examined = async (args: string[], env: Record<string, string | undefined>) => {
  const { code, stdout, stderr } = await raildiff(['doctor', ...args, '--format', 'json', '--quiet'], env);
  const { servers } = JSON.parse(stdout) as {
    servers: {
      url: string;
      user: string;
      checks: { what: string; level: string; found: string; mend?: string }[];
    }[];
  };
  return { code, stdout, stderr, servers, checks: servers.flatMap(({ checks }) => checks) };
};

const bad = (checks: { level: string }[]) => checks.filter(({ level }) => level !== 'good');

describe('raildiff doctor', () => {
  it('finds all good, exit 0', async () => {
    const simulator = await simulate({ world: { cases: 500 } });
    const { code, stdout, stderr } = await raildiff(['doctor', '30', '34'], accountOf(simulator));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('ok       sections of project 34');
    expect(stdout).toMatch(/All is good: 24 checks\.\n$/);
    expect(stdout).not.toContain(simulator.apiKey);
  });

  it('looks at the first project that is not completed when none is named', async () => {
    const { checks } = await examined([], accountOf(await simulate({ world: { cases: 500 } })));
    expect(checks.filter(({ what }) => /^project \d/.test(what)).map(({ what }) => what)).toEqual([
      'project 30',
    ]);
  });

  it.each([
    'get_priorities',
    'get_case_types',
    'get_case_fields',
    'get_templates',
    'get_users',
    'get_milestones',
    'get_sections',
    'get_shared_steps',
    'get_cases',
  ])('names what is lost without %s, and the right that is missing, exit 1', async (method) => {
    const faults = [{ kind: 'status' as const, status: 403, match: { method } }];
    const { code, checks } = await examined(
      ['30'],
      accountOf(await simulate({ world: { cases: 500 }, faults })),
    );
    expect(code).toBe(1);
    expect(bad(checks)).toEqual([
      {
        what: expect.stringMatching(method.replace(/^get_/, '').replaceAll('_', ' ')),
        level: 'missing',
        found: expect.stringMatching(/^answered 403: .*; .*(number|name|path|compared)/),
        mend: 'have an administrator give the role of the account the right to view it',
      },
    ]);
  });

  it('tells an old server, which does not know shared steps', async () => {
    const faults = [{ kind: 'status' as const, status: 404, match: { method: 'get_shared_steps' } }];
    const env = accountOf(await simulate({ world: { cases: 500 }, paginated: false, faults }));
    const { code, checks } = await examined(['30'], env);
    expect(code).toBe(1);
    expect(bad(checks)).toEqual([
      expect.objectContaining({ what: 'API version', level: 'note', found: expect.stringContaining('6.7') }),
      expect.objectContaining({ what: 'shared steps of project 30', level: 'missing' }),
    ]);
  });

  it('tells a project that is not there', async () => {
    const { code, checks } = await examined(['99'], accountOf(await simulate({ world: { cases: 500 } })));
    expect(code).toBe(1);
    expect(bad(checks)).toEqual([
      expect.objectContaining({ what: 'project 99', mend: 'check the id with raildiff projects' }),
    ]);
  });

  it('tells the limit that a 429 stated', async () => {
    const refusal = {
      kind: 'status' as const,
      status: 429,
      retryAfter: '0.1',
      body: '{"error":"API Rate Limit Exceeded - 40 per minute maximum allowed."}',
      match: { method: 'get_projects' },
      times: 1,
    };
    const env = accountOf(await simulate({ world: { cases: 500 }, faults: [refusal] }));
    const { code, checks } = await examined(['30', '--rate', '1000', '--window', '1s'], env);
    expect(code).toBe(0);
    expect(bad(checks)).toEqual([
      {
        what: 'limit',
        level: 'note',
        found: expect.stringMatching(/^a limit of 40 in 1 s was met, 1 of the requests were refused/),
        mend: expect.stringContaining('--rate 40 is never refused'),
      },
    ]);
  });

  it('tells wrong credentials, exit 1, and asks nothing more', async () => {
    const simulator = await simulate({ world: { cases: 500 } });
    const { code, checks } = await examined([], { ...accountOf(simulator), TESTRAIL_API_KEY: 'x' });
    expect(code).toBe(1);
    expect(bad(checks)).toEqual([
      expect.objectContaining({ what: 'credentials', mend: expect.stringContaining('API key') }),
    ]);
    expect(simulator.stats().requests).toBe(1);
  });

  it.each([
    ['nobody listens', undefined, /nobody listens there/, /check host and port/],
    [
      'a redirect to a sign-in page',
      { kind: 'redirect' as const, location: '/auth/login' },
      /redirect to .*\/auth\/login, which is not followed/,
      /sign-in page/,
    ],
    ['a web page', { kind: 'html' as const }, /web page instead of JSON/, /check the address/],
  ])('cannot reach it, exit 2: %s', async (_, fault, found, mend) => {
    const simulator = await simulate({ world: { cases: 500 }, faults: fault ? [fault] : [] });
    const url = fault ? simulator.url : 'http://127.0.0.1:9';
    const { code, checks } = await examined(['--attempts', '1'], {
      ...accountOf(simulator),
      TESTRAIL_URL: url,
    });
    expect(code).toBe(2);
    expect(bad(checks)).toEqual([
      {
        what: 'address',
        level: 'unreachable',
        found: expect.stringMatching(found),
        mend: expect.stringMatching(mend),
      },
    ]);
  });

  it('looks at both servers, and names the proxy without its credentials', async () => {
    const [left, right] = await Promise.all([
      simulate({ world: { cases: 500 } }),
      simulate({ world: { cases: 500 } }),
    ]);
    const { servers, stdout } = await examined(['30', '34', '--attempts', '1'], {
      ...accountOf(left),
      RAILDIFF_RIGHT_URL: right.url.replace('127.0.0.1', 'localhost'),
      RAILDIFF_RIGHT_API_KEY: right.apiKey,
      HTTP_PROXY: 'http://me:proxy-password@127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
    });
    expect(servers.map(({ checks }) => checks[0]!.found)).toEqual([
      'none',
      'http://127.0.0.1:9, as the environment says',
    ]);
    expect(servers[1]!.checks[1]).toMatchObject({
      level: 'unreachable',
      found: expect.stringContaining('proxy'),
    });
    expect(stdout).not.toContain('proxy-password');
  });

  it('tells a certificate that is not trusted, and takes it with --ca', async () => {
    const simulator = await simulate({ world: { cases: 500 } });
    const tls = await front(simulator.url, 'server');
    closeLater(() => tls.close());
    const env = { ...accountOf(simulator), TESTRAIL_URL: tls.url };
    const { code, checks } = await examined(['--attempts', '1'], env);
    expect(code).toBe(2);
    expect(bad(checks)).toEqual([expect.objectContaining({ mend: expect.stringContaining('--ca FILE') })]);
    const trusted = await examined(['--ca', certificateFile('ca')], env);
    expect(trusted.code).toBe(0);
    expect(trusted.checks[1]!.found).toBe('answers, its certificate is verified');
  });

  it.each([
    [-2 * 3_600_000, 'note', /^7,[12]\d\d s ahead of the server's$/],
    [3 * 86_400_000, 'missing', /behind the server's$/],
  ])('tells a clock that is %i ms off, and an account that sees no project', async (off, level, found) => {
    const server = await httpServer((_, response) => {
      response.setHeader('Date', new Date(Date.now() + off).toUTCString());
      response.end('[]');
    });
    closeLater(() => server.close());
    const account = { TESTRAIL_URL: server.url, TESTRAIL_USER: 'me', TESTRAIL_API_KEY: 'k' };
    const { code, checks } = await examined([], account);
    expect(code).toBe(1);
    expect(checks.find(({ what }) => what === 'clock')).toMatchObject({
      level,
      found: expect.stringMatching(found),
    });
    expect(checks.find(({ what }) => what === 'projects')).toMatchObject({ level: 'missing' });
  });
});
