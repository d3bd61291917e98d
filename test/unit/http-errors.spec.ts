import { TestRailError, ThrottledError } from '../../src/testrail/errors.js';
import { readBody } from '../../src/testrail/http.js';
import { networkError } from '../../src/testrail/network-error.js';

const URL = 'https://host/index.php?/api/v2/get_cases/1';
const answer = (status: number, data: string, headers: Record<string, string> = {}) =>
  readBody(URL, { status, data, headers });

function failure(status: number, data: string, headers?: Record<string, string>): TestRailError {
  try {
    answer(status, data, headers);
  } catch (error) {
    return error as TestRailError;
  }
  throw new Error('it was good');
}

it('a good answer is its JSON', () => {
  expect(answer(200, '{"id":1}')).toEqual({ id: 1 });
});

describe('what an answer means', () => {
  it.each<[number, TestRailError['kind']]>([
    [400, 'permanent'],
    [401, 'auth'],
    [403, 'permanent'],
    [404, 'permanent'],
    [408, 'transient'],
    [409, 'transient'],
    [429, 'throttled'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'transient'],
    [302, 'transient'],
  ])('%i is %s', (status, kind) => {
    const error = failure(status, '{"error":"Field :suite_id is a required field."}');
    expect(error).toBeInstanceOf(TestRailError);
    expect([error.kind, error.status, error.url]).toEqual([kind, status, URL]);
  });

  it('the message is one line, in the words of the body', () => {
    expect(failure(400, '{"error":"Field :suite_id\\n is a required field."}').message).toBe(
      'answered 400: Field :suite_id is a required field.',
    );
    expect(failure(502, '<html>\n<h1>Bad Gateway</h1>').message).toBe('answered 502: a web page');
    expect(failure(500, '{}').message).toBe('answered 500: no reason given');
    expect(failure(500, 'x'.repeat(5_000)).message.length).toBeLessThan(400);
  });

  it.each(['<html>sign in</html>', '\n <!doctype html>'])(
    '200 with a web page may pass, and says where to look: %j',
    (body) => {
      expect(failure(200, body)).toMatchObject({
        kind: 'transient',
        code: 'ERR_TESTRAIL_HTML',
        mend: expect.stringContaining('sign-in'),
      });
    },
  );

  it.each(['', '{"id":', 'maintenance'])('200 with no JSON may pass: %j', (body) => {
    expect(failure(200, body)).toMatchObject({ kind: 'transient', code: 'ERR_TESTRAIL_JSON' });
  });

  it('a redirect is named and not followed', () => {
    expect(failure(302, '', { location: 'https://sso.example' }).message).toBe(
      'answered 302, a redirect to https://sso.example, which is not followed',
    );
  });

  it('a 429 holds what it states', () => {
    const error = failure(
      429,
      '{"error":"API Rate Limit Exceeded - 20 per minute maximum allowed. Retry after 57s."}',
      { 'retry-after': '3' },
    );
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ retryAfterMs: 3_000, limit: 20, kind: 'throttled' });
  });
});

describe('no answer', () => {
  it('is transient, in words, with what to do', () => {
    expect(networkError(URL, { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' })).toMatchObject({
      kind: 'transient',
      code: 'ERR_TESTRAIL_NETWORK',
      message: 'no answer: nobody listens there (ECONNREFUSED)',
      mend: 'check host and port',
    });
    expect(networkError(URL, new Error('odd')).message).toBe('no answer: odd (ERR_NETWORK)');
  });

  it('does not carry the request, and with it the credentials, along', () => {
    const raw = Object.assign(new Error('reset'), {
      code: 'ECONNRESET',
      config: { auth: { password: 'secret' } },
      request: { auth: 'secret' },
    });
    const { cause } = networkError(URL, raw);
    expect(Object.keys(cause as object)).toEqual(['code']);
    expect(JSON.stringify(cause)).not.toContain('secret');
  });
});
