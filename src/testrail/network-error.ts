import { TestRailError } from './errors.js';
import { isUnreachable, ProxyError, proxyFailed } from './proxy-error.js';
import type { Proxy } from './proxy.js';
import { concealNothing, type Conceal } from './secrets.js';

const GIVE_CA = 'give the certificate of its CA with --ca FILE';
const TRY_AGAIN = 'try again';

const NETWORK: Record<string, [message: string, mend: string]> = {
  ECONNREFUSED: ['nobody listens there', 'check host and port'],
  ENOTFOUND: ['the host name is not known', 'check the address, and that you are connected'],
  EAI_AGAIN: ['the host name could not be looked up', 'check that you are connected'],
  ECONNRESET: ['the connection was reset', TRY_AGAIN],
  EPIPE: ['the connection was reset', TRY_AGAIN],
  ETIMEDOUT: ['the connection timed out', 'check the address, and that you are connected'],
  EHOSTUNREACH: ['there is no way to the host', 'check the address, and that you are connected'],
  ENETUNREACH: ['there is no way to the host', 'check that you are connected'],
  EPROTO: ['it does not speak TLS as it should', 'check whether the address is http:// or https://'],
  // What axios calls an answer that ends too early.
  ERR_BAD_RESPONSE: ['the connection ended in the middle of the answer', TRY_AGAIN],
  Z_BUF_ERROR: ['the packed answer ends in the middle', TRY_AGAIN],
  Z_DATA_ERROR: ['the packed answer is broken', TRY_AGAIN],
  HPE_HEADER_OVERFLOW: ['the headers of the answer are too long', 'check the address'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'have the certificate renewed'],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'check the clock of this machine'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another host name',
    'give the address by the name that the certificate holds',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', GIVE_CA],
  SELF_SIGNED_CERT_IN_CHAIN: ['its certificate is signed by an unknown CA', GIVE_CA],
  UNABLE_TO_GET_ISSUER_CERT: ['its certificate is signed by an unknown CA', GIVE_CA],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['its certificate is signed by an unknown CA', GIVE_CA],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its certificate cannot be verified', GIVE_CA],
};

const NO_HTTP: [string, string] = ['what came is no HTTP', 'check host and port'];

export interface NetworkErrorOptions {
  proxy?: Proxy;
  /** Bytes. */
  maxBodyBytes?: number;
  conceal?: Conceal;
}

/** An error of the connection, or of reading the answer, in words. Whatever it is, it may pass. */
export function networkError(
  url: string,
  error: unknown,
  { proxy, maxBodyBytes = 0, conceal = concealNothing }: NetworkErrorOptions = {},
): TestRailError {
  const { code = 'ERR_NETWORK', cause } = error as { code?: string; cause?: unknown };
  const message = onOneLine(conceal((error as Error).message));
  if (cause instanceof ProxyError) return proxyError(url, cause, conceal);
  if (proxy && isUnreachable(code)) return proxyError(url, proxyFailed(proxy, error as Error), conceal);
  if (isTooLarge(code, message)) return tooLarge(url, maxBodyBytes);
  const [said, mend] = NETWORK[code] ?? (code.startsWith('HPE_') ? NO_HTTP : [message, undefined]);
  return new TestRailError(`no answer: ${said} (${code})`, {
    kind: 'transient',
    code: 'ERR_TESTRAIL_NETWORK',
    url,
    mend,
    // Not the error of axios itself: it holds the request, and with it the credentials.
    cause: Object.assign(new Error(message), { code }),
  });
}

export function proxyError(
  url: string,
  { message, mend, passes, code }: ProxyError,
  conceal: Conceal = concealNothing,
): TestRailError {
  const said = conceal(message);
  return new TestRailError(said, {
    kind: passes ? 'transient' : 'auth',
    code: 'ERR_TESTRAIL_PROXY',
    url,
    mend,
    cause: Object.assign(new Error(said), { code }),
  });
}

/** As it came, of which axios gives no code of its own, or unpacked. */
const isTooLarge = (code: string, message: string): boolean =>
  (code === 'ERR_BAD_RESPONSE' && message.startsWith('maxContentLength')) || code === 'ERR_BUFFER_TOO_LARGE';

export const tooLarge = (url: string, bytes: number): TestRailError =>
  new TestRailError(`the answer is longer than ${bytes.toLocaleString('en')} bytes, and was not read on`, {
    kind: 'transient',
    code: 'ERR_TESTRAIL_TOO_LARGE',
    url,
  });

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
