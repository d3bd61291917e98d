import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import type { Observable } from 'rxjs';
import { apiUrl } from './addresses.js';
import type { Written } from './client.js';
import { TestRailError } from './errors.js';
import { readBody, text, type HttpClient } from './http.js';
import { tooLarge } from './network-error.js';

/** The largest file that TestRail takes, bytes: what may be uploaded is at most 256 MB. */
export const DEFAULT_MAX_ATTACHMENT_BYTES = 256 * 1024 * 1024;
/** What is read of a refusal, bytes. */
const REFUSAL_BYTES = 64 * 1024;

/** What is known of a file whose bytes went by. */
export interface AttachmentFacts {
  /** Its size. */
  bytes: number;
  /** Of its bytes, in hexadecimal digits. */
  sha256: string;
}

export interface AttachmentClient {
  /**
   * Size and hash of an attachment. Its bytes are hashed as they arrive, and not kept.
   *
   * Fails with a TestRailError: 400 of an unknown id, 403 of what the account may not read, `ERR_TESTRAIL_TOO_LARGE` of a
   * file above the bound.
   *
   * @param id a number, or a UUID on newer servers
   */
  attachment(id: string, written?: Written): Observable<AttachmentFacts>;
}

/**
 * `get_attachment/{id}` answers the file itself.
 *
 * @param maxBytes the longest file that is read, after it was unpacked where the server packs it
 * @throws RangeError when that is none
 */
export function attachmentsOver(
  http: HttpClient,
  url: string,
  maxBytes = DEFAULT_MAX_ATTACHMENT_BYTES,
): AttachmentClient {
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1)
    throw new RangeError('maxAttachmentBytes must be a whole number of bytes, at least 1');
  return {
    attachment: (id, written) => {
      const address = apiUrl(url, `get_attachment/${id}`);
      return http.download(
        address,
        maxBytes,
        (response) => factsOf(address, response, maxBytes, http),
        written,
      );
    },
  };
}

async function factsOf(
  url: string,
  { status, headers, data }: AxiosResponse<Readable>,
  maxBytes: number,
  { conceal }: HttpClient,
): Promise<AttachmentFacts> {
  if (status < 200 || status >= 300) {
    readBody(url, { status, headers, data: await beginningOf(data) }, conceal);
    throw new Error('a refusal throws');
  }
  if (isWebPage(headers)) {
    data.destroy();
    throw webPage(url);
  }
  // To begin with what will not be read to its end would be of no use.
  if (Number(headers['content-length']) > maxBytes) {
    data.destroy();
    throw tooLarge(url, maxBytes);
  }
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of data as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A sign-in page, or one of a proxy, has no name; a file that was attached has. */
const isWebPage = (headers: AxiosResponse['headers']): boolean =>
  /^text\/html\b/i.test(text(headers['content-type']) ?? '') && headers['content-disposition'] === undefined;

const webPage = (url: string): TestRailError =>
  new TestRailError('answered with a web page instead of a file', {
    kind: 'transient',
    code: 'ERR_TESTRAIL_HTML',
    url,
    mend: 'check the address: a sign-in page or a proxy may stand in front of the API',
  });

async function beginningOf(data: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of data as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if ((bytes += chunk.length) >= REFUSAL_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
