import { readFileSync } from 'node:fs';
import { CertificateError, readCertificates } from '../testrail/index.js';
import { UsageError } from './usage-error.js';

/**
 * The certificates of `--ca`, and those of `NODE_EXTRA_CA_CERTS`: to name one CA must not take another away.
 *
 * @param option what names it, in errors
 * @return PEM
 * @throws UsageError when the file cannot be read or holds no certificate
 */
export function readCa(file: string | undefined, option = '--ca'): string | undefined {
  if (file === undefined) return undefined;
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
    readCertificates(pem);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      error instanceof CertificateError
        ? `${option} ${file}: ${message}`
        : `${option} ${file} cannot be read (${code})`,
    );
  }
  return [pem, ...extraCertificates(process.env['NODE_EXTRA_CA_CERTS'])].join('\n');
}

/** Node itself warns of a file that it cannot read, and goes on. */
function extraCertificates(file: string | undefined): string[] {
  if (!file) return [];
  try {
    return readCertificates(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}
