import { AddressError } from './addresses.js';
import { processEnvironment, type Environment } from './environment.js';
import { isExempt } from './no-proxy.js';

/** A proxy on the way to an instance. Its credentials are in no field that a dump would show. */
export class Proxy {
  /** `http://proxy.example:3128`, without credentials. */
  readonly address: string;
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number;
  readonly hasCredentials: boolean;
  readonly #credentials: { user: string; password: string } | undefined;

  /**
   * @param setting where it was set, for the message
   * @throws AddressError when it is no http or https address; the message does not repeat it
   */
  constructor(address: string, setting: string) {
    const url = readProxyAddress(address, setting);
    this.protocol = url.protocol as 'http:' | 'https:';
    this.hostname = url.hostname.replace(/^\[|\]$/g, '');
    this.port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    this.address = `${url.protocol}//${url.host}`;
    this.hasCredentials = url.username !== '' || url.password !== '';
    if (this.hasCredentials)
      this.#credentials = { user: decoded(url.username), password: decoded(url.password) };
  }

  /** What only the proxy may see: the header of CONNECT, or of a request that it forwards. */
  headers(): Record<string, string> {
    if (!this.#credentials) return {};
    const { user, password } = this.#credentials;
    return { 'Proxy-Authorization': `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  }

  /** For taking them out of what others say, and for nothing else. */
  credentials(): { user: string; password: string } | undefined {
    return this.#credentials;
  }
}

/** The address of a proxy, false for none, or undefined for what the environment says. */
export type ProxySetting = string | false | undefined;

/**
 * The proxy on the way to a base URL: the one that is given, or that of `HTTPS_PROXY` or `HTTP_PROXY` by the URL's
 * scheme, else `ALL_PROXY`, unless `NO_PROXY` names the host. Small letters go before capitals, as everywhere.
 *
 * @throws AddressError when it is no address of a proxy
 */
export function proxyFor(
  baseUrl: string,
  setting: ProxySetting,
  environment: Environment = processEnvironment(),
): Proxy | undefined {
  if (setting === false) return undefined;
  if (setting !== undefined) return new Proxy(setting, 'proxy');
  const valueOf = (name: string): string | undefined =>
    environment[name.toLowerCase()] || environment[name] || undefined;
  const target = new URL(baseUrl);
  const name = [target.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY'].find(valueOf);
  if (name === undefined || isExempt(valueOf('NO_PROXY') ?? '', target)) return undefined;
  return new Proxy(valueOf(name)!, name);
}

function readProxyAddress(address: string, setting: string): URL {
  const wanted = 'it should look like http://proxy.example:3128';
  const text = address.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw new AddressError(`${setting} is no address of a proxy; ${wanted}`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AddressError(
      `${setting} is a proxy of the kind ${url.protocol}//, which is not spoken; ${wanted}`,
    );
  return url;
}

/** Credentials in a URL are percent-encoded; a stray percent sign stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
