import {
  AddressError,
  apiUrl,
  caseUrl,
  normaliseBaseUrl,
  parseProjectAddress,
} from '../../src/testrail/addresses.js';

describe('normaliseBaseUrl', () => {
  it.each([
    ['https://example.testrail.io', 'https://example.testrail.io'],
    ['  HTTPS://Example.TestRail.IO/  ', 'https://example.testrail.io'],
    ['https://example.testrail.io:443/', 'https://example.testrail.io'],
    ['http://host:80', 'http://host'],
    ['http://host:8080', 'http://host:8080'],
    ['https://host/TestRail/', 'https://host/TestRail'],
    ['https://host/testrail/index.php?/dashboard', 'https://host/testrail'],
    ['https://host/index.php', 'https://host'],
    ['https://host/index.php/', 'https://host'],
    ['https://user:secret@host/', 'https://host'],
    ['https://host/#top', 'https://host'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
  ])('%s is %s', (address, url) => {
    expect(normaliseBaseUrl(address)).toBe(url);
    expect(normaliseBaseUrl(url)).toBe(url);
  });

  it.each(['', 'example.testrail.io', 'ftp://host', 'file:///etc/passwd', 'javascript:alert(1)', 'https://'])(
    'refuses %j',
    (address) => {
      expect(() => normaliseBaseUrl(address)).toThrow(AddressError);
    },
  );
});

describe('parseProjectAddress', () => {
  it.each([
    ['https://host/index.php?/projects/overview/30', 'https://host', 30],
    ['https://host/sub/index.php?/suites/overview/34&group_by=x', 'https://host/sub', 34],
    ['http://host:8080/testrail/index.php?/runs/overview/1', 'http://host:8080/testrail', 1],
  ])('%s', (address, url, projectId) => {
    expect(parseProjectAddress(address)).toEqual({ url, projectId });
  });

  it.each([
    'https://host/index.php?/cases/view/30',
    'https://host',
    '30',
    '/projects/overview/30',
    'https://host/index.php?/projects/overview/x',
  ])('refuses %s', (address) => {
    expect(() => parseProjectAddress(address)).toThrow(AddressError);
  });
});

describe('apiUrl', () => {
  it('joins filters with & from the first one on, and leaves out those without a value', () => {
    expect(apiUrl('https://host/sub', 'get_cases/30', { suite_id: undefined, limit: 250, offset: 0 })).toBe(
      'https://host/sub/index.php?/api/v2/get_cases/30&limit=250&offset=0',
    );
    expect(apiUrl('https://host', 'get_project/30')).toBe('https://host/index.php?/api/v2/get_project/30');
  });
});

it('a case has the address that a person opens', () => {
  expect(caseUrl('https://host', 7)).toBe('https://host/index.php?/cases/view/7');
});
