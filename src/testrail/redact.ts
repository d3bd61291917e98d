/** Shorter ones would be found in every other word. */
const SHORTEST = 4;

/**
 * Takes the secrets of an account out of a text that is shown or logged. A server, or whatever stands in front of it,
 * may repeat what it was sent.
 */
export function redactor(user: string, apiKey: string): (text: string) => string {
  const basic = Buffer.from(`${user}:${apiKey}`, 'utf8').toString('base64');
  const key = Buffer.from(apiKey, 'utf8').toString('base64');
  const secrets = [basic, basic.replace(/=+$/, ''), apiKey, encodeURIComponent(apiKey), key].filter(
    ({ length }) => length >= SHORTEST,
  );
  return (text) => secrets.reduce((shown, secret) => shown.split(secret).join('***'), text);
}
