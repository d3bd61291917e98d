/** Takes the secrets out of what others said, before it is told to anybody. */
export type Conceal = (text: string) => string;

export const concealNothing: Conceal = (text) => text;

export interface Secrets {
  user: string;
  apiKey: string;
  /** What the proxy is told, where it is told any. */
  proxy?: { user: string; password: string };
}

/**
 * A server or a proxy may send back what it was sent: a page of headers for a 500, the key in a redirect. So each secret
 * is taken out as it is, as it stands in a URL or in JSON, and in base64, by itself, in basic authentication or in whatever
 * else holds it, in these spellings too.
 */
export function concealing({ user, apiKey, proxy }: Secrets): Conceal {
  const pairs = [{ name: user, secret: apiKey }];
  if (proxy) pairs.push({ name: proxy.user, secret: proxy.password });
  const given = pairs.filter(({ secret }) => secret !== '');
  if (given.length === 0) return concealNothing;
  const whole = given.flatMap(({ name, secret }) => [secret, base64(`${name}:${secret}`), base64(secret)]);
  const inside = given.flatMap(({ secret }) => insideBase64(secret));
  const longestFirst = (forms: readonly string[]): string[] =>
    [...new Set(forms.flatMap(spellings))].sort((a, b) => b.length - a.length).map(literally);
  // What stands beside it tells a part of the secret's first and last byte.
  const around = longestFirst(inside).map((form) => `[\\w+/-]?${form}[\\w+/-]?=*`);
  const pattern = new RegExp([...longestFirst(whole), ...around].join('|'), 'g');
  return (text) => text.replace(pattern, '[concealed]');
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Shorter ones would be found in texts that hold no secret. */
const SHORTEST_INSIDE = 8;

/**
 * How a secret looks within the base64 of something longer, by where it begins in a group of three bytes: without the
 * characters that its neighbours have a part in. In the letters of URLs as well.
 */
function insideBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    const own = all.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6));
    return own.length < SHORTEST_INSIDE ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** As it is, in a URL, in JSON, and in the JSON of PHP: slashes escaped, and all beyond ASCII by its code. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    secret,
    encodeURIComponent(secret),
    json,
    json.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
  ];
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** An address as it was typed, without `user:password@`. What stands before the last `@` may be a part of a password. */
export const withoutCredentials = (address: string): string =>
  address.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
