import { readRefusal } from '../../src/testrail/retry-after.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const body = 'API Rate Limit Exceeded - 180 per minute maximum allowed. Retry after 57 seconds.';
const read = (retryAfter?: string, text = '', date?: string) => readRefusal({ retryAfter, date }, text, NOW);

describe('how long to wait', () => {
  it.each([
    ['12', 12_000],
    [' 12 ', 12_000],
    ['0', 0],
    ['0.25', 250],
    ['1.0001', 1_001],
    ['99999999999', 99_999_999_999_000],
  ])('the header in seconds: %s', (header, ms) => {
    expect(read(header, body).retryAfterMs).toBe(ms);
  });

  it('a date counts from the answer’s own Date, since the clocks of two machines differ', () => {
    expect(read('Wed, 21 Oct 2015 07:28:30 GMT', body, 'Wed, 21 Oct 2015 07:28:00 GMT').retryAfterMs).toBe(
      30_000,
    );
    expect(
      read('Wednesday, 21-Oct-15 07:28:30 GMT', body, 'Wed, 21 Oct 2015 07:28:00 GMT').retryAfterMs,
    ).toBe(30_000);
  });

  it('a date counts from now where the answer has no Date or an absurd one', () => {
    expect(read('Thu, 01 Jan 2026 00:01:00 GMT').retryAfterMs).toBe(60_000);
    expect(read('Thu, 01 Jan 2026 00:01:00 GMT', '', 'yesterday').retryAfterMs).toBe(60_000);
  });

  it('a date that has passed is now', () => {
    expect(read('Wed, 21 Oct 2015 07:28:00 GMT').retryAfterMs).toBe(0);
  });

  it.each([undefined, '', 'soon', '-5', '1e9', '0x10', 'soon 5', 'Infinity', 'NaN', '12 13'])(
    'a header that says nothing leaves it to the text: %s',
    (header) => {
      expect(read(header, body).retryAfterMs).toBe(57_000);
      expect(read(header).retryAfterMs).toBeUndefined();
    },
  );

  it.each([
    ['Retry after 57s.', 57_000],
    ['Retry after 1 seconds', 1_000],
    ['retry after 0.5 s', 500],
    ['Retry after a while', undefined],
  ])('the text: %s', (text, ms) => {
    expect(read(undefined, text).retryAfterMs).toBe(ms);
  });
});

describe('the limit that is stated', () => {
  it.each([
    [body, 180],
    ['{"error":"API Rate Limit Exceeded - 5 per minute maximum allowed. Retry after 57s."}', 5],
    ['60 requests per minute', 60],
    ['0 per minute maximum allowed', undefined],
    ['too many requests', undefined],
    ['', undefined],
  ])('%s', (text, limit) => {
    expect(read('1', text).limit).toBe(limit);
  });
});
