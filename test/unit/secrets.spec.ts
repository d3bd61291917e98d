import { inspect } from 'node:util';
import { createInstance } from '../../src/index.js';
import { normaliseBaseUrl, parseProjectAddress } from '../../src/testrail/addresses.js';
import { Proxy } from '../../src/testrail/proxy.js';
import { concealing, concealNothing, withoutCredentials } from '../../src/testrail/secrets.js';

const apiKey = 'k/e+y"$1.*';
const user = 'me@example.com';
const password = 'pr0xy/pass wörd';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const basic = Buffer.from(`${user}:${apiKey}`).toString('base64');

it('a secret is taken out in each form that others may repeat it in', () => {
  const conceal = concealing({ user, apiKey });
  const said = [apiKey, encodeURIComponent(apiKey), JSON.stringify({ apiKey }), `Basic ${basic}`].join(' | ');
  expect(conceal(said)).toBe('[concealed] | [concealed] | {"apiKey":"[concealed]"} | Basic [concealed]');
  expect(conceal('nothing of it')).toBe('nothing of it');
  expect(concealing({ user, apiKey: '' })).toBe(concealNothing);
});

it.each([
  ['the key', base64(apiKey)],
  ['the key of another user', base64(`other:${apiKey}`)],
  ['the key among other things', base64(`auth=${apiKey}; more=x`)],
  ['the key in the base64 of URLs', Buffer.from(`a:${apiKey}`).toString('base64url')],
  ['the password of the proxy', base64(password)],
  ['the pair of the proxy, in a URL', encodeURIComponent(base64(`porter:${password}`))],
  ['the password of the proxy, in a URL', encodeURIComponent(password)],
])('a secret is taken out of base64 as well: %s', (_, said) => {
  const told = concealing({ user, apiKey, proxy: { user: 'porter', password } })(`you sent ${said}.`);
  expect(told).toContain('[concealed]');
  // No group of three letters of what encodes the secret itself is left.
  for (const secret of [apiKey, password])
    for (const before of ['', '.', '..']) {
      const own = Buffer.from(`${before}${secret}`).toString('base64').slice(4, -4);
      for (let at = 0; at + 4 <= own.length; at++) expect(told).not.toContain(own.slice(at, at + 4));
    }
});

it('a proxy without a password hides nothing, and what holds no secret stays as it is', () => {
  const conceal = concealing({ user, apiKey, proxy: { user: 'porter', password: '' } });
  expect(conceal('porter: some words of 12 letters, c29tZSB3b3Jkcw==')).toBe(
    'porter: some words of 12 letters, c29tZSB3b3Jkcw==',
  );
});

it.each([
  ['https://me:secret@host/x', 'https://host/x'],
  ['https://me:se@cret@host', 'https://host'],
  ['https://me:se/c:re@t@ho st', 'https://ho st'],
  ['me:secret@host', 'host'],
  [' HTTPS://me:secret@host', ' HTTPS://host'],
  ['https://host/x', 'https://host/x'],
])('an address is shown without its credentials: %s', (typed, shown) => {
  expect(withoutCredentials(typed)).toBe(shown);
});

it('an address with credentials is one without, and no message repeats them', () => {
  expect(normaliseBaseUrl('https://me:hidden@host/sub/')).toBe('https://host/sub');
  expect(parseProjectAddress('https://me:hidden@host/index.php?/projects/overview/3')).toEqual({
    url: 'https://host',
    projectId: 3,
  });
  const messages = [
    () => normaliseBaseUrl('https://me:hidden@ho st'),
    () => normaliseBaseUrl('me:hidden@host'),
    () => normaliseBaseUrl('ftp://me:hidden@host'),
    () => parseProjectAddress('https://me:hidden@host/dashboard'),
  ].map((read) => {
    try {
      read();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('it was taken');
  });
  expect(messages.map((message) => message.split(' ').slice(0, 3).join(' '))).toEqual([
    '"https://ho st" is',
    '"host" is not',
    '"ftp://host" is not',
    '"https://host/dashboard" names no',
  ]);
  expect(messages.join()).not.toMatch(/hidden|me:/);
});

it('an instance and a proxy show no secret in a dump', () => {
  const instance = createInstance({
    url: 'https://host',
    user,
    apiKey: 'hidden-key',
    proxy: 'http://porter:hidden-password@proxy:1',
  });
  const proxy = new Proxy('http://porter:hidden-password@proxy:1', 'proxy');
  for (const dumped of [instance, proxy]) {
    const dump =
      inspect(dumped, { depth: Infinity, showHidden: true }) + JSON.stringify(Object.entries(dumped));
    expect(dump).not.toMatch(/hidden-|aGlkZGVu|cG9ydGVy/);
  }
  expect(proxy.headers()).toEqual({ 'Proxy-Authorization': expect.stringContaining('cG9ydGVy') });
});
