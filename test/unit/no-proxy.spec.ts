import { isExempt } from '../../src/testrail/no-proxy.js';
import { proxyFor } from '../../src/testrail/proxy.js';

it.each<[string, string, boolean]>([
  ['', 'https://a.example', false],
  [' , ', 'https://a.example', false],
  ['*', 'https://a.example', true],
  ['a.example', 'https://a.example', true],
  ['A.EXAMPLE', 'https://a.example', true],
  ['a.example.', 'https://a.example', true],
  ['example', 'https://a.example', true],
  ['.example', 'https://a.example', true],
  ['*.example', 'https://a.example', true],
  ['ample', 'https://a.example', false],
  ['b.example,a.example', 'https://a.example', true],
  ['b.example a.example', 'https://a.example', true],
  ['a.example:443', 'https://a.example', true],
  ['a.example:443', 'https://a.example:8443', false],
  ['a.example:80', 'http://a.example/testrail', true],
  ['10.1.2.3', 'https://10.1.2.3', true],
  ['1.2.3', 'https://10.1.2.3', false],
  ['10.0.0.0/8', 'https://10.1.2.3', true],
  ['10.0.0.0/8', 'https://11.1.2.3', false],
  ['10.0.0.0/99', 'https://10.1.2.3', false],
  ['10.0.0.0/x', 'https://10.1.2.3', false],
  ['10.0.0.0/8', 'https://a.example', false],
  ['[::1]', 'https://[::1]:8443', true],
  ['[::1]:8443', 'https://[::1]:8443', true],
  ['[::1]:443', 'https://[::1]:8443', false],
  ['::1', 'https://[::1]', true],
  ['fd00::/8', 'https://[fd12::1]', true],
  ['fd00::/8', 'https://10.1.2.3', false],
])('NO_PROXY=%j and %s: %s', (noProxy, url, exempt) => {
  expect(isExempt(noProxy, new URL(url))).toBe(exempt);
});

describe('the proxy of the environment', () => {
  const addressOf = (environment: Record<string, string>, url = 'https://a.example') =>
    proxyFor(url, undefined, environment)?.address;

  it('is chosen by scheme, small letters first, then ALL_PROXY', () => {
    expect(addressOf({ HTTPS_PROXY: 'http://s:1', HTTP_PROXY: 'http://p:2' })).toBe('http://s:1');
    expect(addressOf({ HTTPS_PROXY: 'http://s:1', HTTP_PROXY: 'http://p:2' }, 'http://a.example')).toBe(
      'http://p:2',
    );
    expect(addressOf({ HTTPS_PROXY: 'http://s:1', https_proxy: 'http://small:1' })).toBe('http://small:1');
    expect(addressOf({ HTTP_PROXY: 'http://p:2', ALL_PROXY: 'http://all:3' })).toBe('http://all:3');
    expect(addressOf({ HTTPS_PROXY: '', NO_PROXY: 'x' })).toBeUndefined();
  });

  it('is an http proxy where no scheme stands, with the port of its scheme', () => {
    expect(proxyFor('https://a', undefined, { HTTPS_PROXY: 'me:pw@proxy.example' })).toMatchObject({
      address: 'http://proxy.example',
      port: 80,
      hasCredentials: true,
    });
    expect(proxyFor('https://a', 'https://proxy.example')).toMatchObject({
      port: 443,
      hasCredentials: false,
    });
  });

  it('is left aside where one is given, or none is wanted', () => {
    const environment = { HTTPS_PROXY: 'http://s:1', NO_PROXY: '*' };
    expect(proxyFor('https://a', 'http://given:9', environment)?.address).toBe('http://given:9');
    expect(proxyFor('https://a', false, environment)).toBeUndefined();
  });
});
