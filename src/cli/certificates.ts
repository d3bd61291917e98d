import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.js';

/** The certificates of a PEM file. @throws UsageError when it cannot be read or holds none */
export function readCertificates(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    new X509Certificate(pem);
  } catch {
    throw new UsageError(`--ca ${file} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)`);
  }
  return pem;
}
