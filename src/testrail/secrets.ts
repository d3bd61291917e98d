/** Takes the secrets out of what others said, before it is told to anybody. */
export type Conceal = (text: string) => string;

export const concealNothing: Conceal = (text) => text;

/**
 * A server or a proxy may send back what it was sent: a page of headers for a 500, the key in a redirect. So each secret
 * is taken out as it is, as it stands in a URL or in JSON, and as basic authentication writes it, in these spellings too.
 */
export function concealing({ user, apiKey }: { user: string; apiKey: string }): Conceal {
  if (apiKey === '') return concealNothing;
  const basic = Buffer.from(`${user}:${apiKey}`).toString('base64');
  const forms = [basic, apiKey].flatMap(spellings);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literally).join('|'), 'g');
  return (text) => text.replace(pattern, '[concealed]');
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
