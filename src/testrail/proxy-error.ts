import type { Proxy } from './proxy.js';

/** A proxy that let nothing through. The message is one line and holds no credentials. */
export class ProxyError extends Error {
  constructor(
    message: string,
    readonly code: string,
    /** What to do about it. */
    readonly mend: string,
    /** Whether it may pass. */
    readonly passes: boolean,
  ) {
    super(message);
    this.name = 'ProxyError';
  }
}

const LOOK = 'check HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY';

/** Wants other credentials than it was given, or any. */
export const proxyWantsCredentials = ({ address, hasCredentials }: Proxy): ProxyError =>
  new ProxyError(
    `the proxy ${address} ${hasCredentials ? 'refuses its credentials' : 'asks for credentials'} (407)`,
    'ERR_PROXY_AUTH',
    'set HTTPS_PROXY or HTTP_PROXY to http://user:password@host:port',
    false,
  );

/** Answered CONNECT, but did not connect. */
export const proxyRefused = (proxy: Proxy, target: string, status: number): ProxyError =>
  status === 407
    ? proxyWantsCredentials(proxy)
    : new ProxyError(
        `the proxy ${proxy.address} does not connect to ${target}, it answered ${status}`,
        'ERR_PROXY_REFUSED',
        'check whether the proxy may reach that host, or name the host in NO_PROXY',
        true,
      );

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
};

/** Whether an error of a connection to a proxy says that the proxy itself was not reached. */
export const isUnreachable = (code: string): boolean => code in WORDS;

/** Was not reached, or did not answer CONNECT as a proxy does. */
export function proxyFailed({ address }: Proxy, error: Error): ProxyError {
  const { code = 'ERR_PROXY' } = error as NodeJS.ErrnoException;
  const said = WORDS[code] ?? (code.startsWith('HPE_') ? 'it answered no HTTP' : error.message);
  return new ProxyError(`the proxy ${address} cannot be used: ${said} (${code})`, code, LOOK, true);
}
