import { X509Certificate } from 'node:crypto';
import tls, { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/** Thrown for what holds no certificate. */
export class CertificateError extends Error {
  readonly code = 'ERR_CERTIFICATE';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CertificateError';
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text, each read once so that a broken one is noticed before the first request.
 *
 * @throws CertificateError when there is none, or one cannot be read
 */
export function readCertificates(pem: string): string[] {
  const found = pem.match(PEM) ?? [];
  if (found.length === 0)
    throw new CertificateError('it holds no certificate in PEM form (BEGIN CERTIFICATE)');
  found.forEach((certificate, at) => {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw new CertificateError(`its certificate ${at + 1} of ${found.length} cannot be read`, { cause });
    }
  });
  return found;
}

/**
 * What is trusted: all that is trusted anyway, and `ca`. Built once, since to read some 150 roots takes longer than to
 * connect; undefined without `ca`, for node's own.
 *
 * @throws CertificateError
 */
export function trustedWith(ca: string | undefined): SecureContext | undefined {
  if (ca === undefined) return undefined;
  return createSecureContext({ ca: [...trustedAnyway(), ...readCertificates(ca)] });
}

/** From Node 22.15 on it tells those of NODE_EXTRA_CA_CERTS and of the system, where node uses them, as well. */
function trustedAnyway(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  return getCACertificates?.('default') ?? rootCertificates;
}
