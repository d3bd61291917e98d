/** Takes the secrets out of what others said, before it is told to anybody. */
export type Conceal = (text: string) => string;

export const concealNothing: Conceal = (text) => text;

/**
 * A server or a proxy may send back what it was sent: a page of headers for a 500, the key in a redirect. So each secret
 * is taken out as it is, as it stands in a URL or in JSON, and as basic authentication writes it.
 */
export function concealing({ user, apiKey }: { user: string; apiKey: string }): Conceal {
  if (apiKey === '') return concealNothing;
  const basic = Buffer.from(`${user}:${apiKey}`).toString('base64');
  const forms = [basic, encodeURIComponent(apiKey), JSON.stringify(apiKey).slice(1, -1), apiKey];
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literally).join('|'), 'g');
  return (text) => text.replace(pattern, '[concealed]');
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** An address as it was typed, without `user:password@`. What stands before the last `@` may be a part of a password. */
export const withoutCredentials = (address: string): string =>
  address.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1');
