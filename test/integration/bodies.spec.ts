import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { compareProjects, createInstance, type TestRailError } from '../../src/index.js';
import { createClient, type TestRailClient } from '../../src/testrail/index.js';
import { ok, scripted, type Scripted } from '../support/scripted.js';
import { closeLater, until } from './support/run.js';

const PROJECT = JSON.stringify({ id: 30, name: 'Payments', suite_mode: 3 });
const PACKED = 'Content-Encoding: gzip\r\n';

/** The first request is answered by the script, those after it as they should be. */
async function serve(
  first: (socket: Socket) => void,
  maxBodyBytes?: number,
): Promise<{ server: Scripted; client: TestRailClient }> {
  const server = await scripted((socket, request) =>
    request === 1 ? first(socket) : void socket.write(ok(PROJECT)),
  );
  closeLater(server.close);
  const { url } = server;
  const client = createClient({ url, user: 'u', apiKey: 'k', concurrency: 1, proxy: false, maxBodyBytes });
  closeLater(client.close);
  return { server, client };
}

const failureOf = (client: TestRailClient): Promise<TestRailError> =>
  firstValueFrom(client.project(30)).then(
    (project) => Promise.reject(new Error(`it was good: ${JSON.stringify(project)}`)),
    (error: TestRailError) => error,
  );

/** The connection of what failed is closed, and the next request has one of its own. */
async function expectFreshConnection({ server, client }: Awaited<ReturnType<typeof serve>>): Promise<void> {
  await until(() => server.open() === 0);
  expect(await firstValueFrom(client.project(30))).toMatchObject({ id: 30 });
  expect([server.accepted(), server.requests.length]).toEqual([2, 2]);
}

describe('an answer above the size limit', () => {
  // Of bytes that pack badly, so that much of it is still to come when the limit is reached.
  const name = randomBytes(300_000).toString('base64');
  const long = JSON.stringify({ id: 30, name, suite_mode: 3 });
  const chunked = (socket: Socket): void => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let at = 0; at < long.length; at += 10_000) {
      const piece = long.slice(at, at + 10_000);
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    }
    socket.write('0\r\n\r\n');
  };

  it.each<[string, (socket: Socket) => void]>([
    ['with its length told', (socket) => void socket.write(ok(long))],
    ['in chunks', chunked],
    ['packed', (socket) => void socket.write(ok(gzipSync(long), PACKED))],
  ])('is not read on, its connection is closed, and the error has its own code: %s', async (_name, first) => {
    const served = await serve(first, 100_000);
    expect(await failureOf(served.client)).toMatchObject({
      kind: 'transient',
      code: 'ERR_TESTRAIL_TOO_LARGE',
      message: 'the answer is longer than 100,000 bytes, and was not read on',
      url: `${served.server.url}/index.php?/api/v2/get_project/30`,
    });
    await expectFreshConnection(served);
  });

  // Longer than what it is packed to, which is bounded as well.
  const roomy = PROJECT + ' '.repeat(1_000);
  it.each<[string, Buffer]>([
    ['plain', ok(roomy)],
    ['packed', ok(gzipSync(roomy), PACKED)],
  ])('begins a byte after it: %s', async (_name, answer) => {
    const fits = await serve((socket) => void socket.write(answer), roomy.length);
    expect(await firstValueFrom(fits.client.project(30))).toMatchObject({ id: 30 });
    const doesNot = await serve((socket) => void socket.write(answer), roomy.length - 1);
    expect(await failureOf(doesNot.client)).toMatchObject({ code: 'ERR_TESTRAIL_TOO_LARGE' });
  });

  it('costs no more memory than the limit, however far it would unpack', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '), { level: 1 });
    const served = await serve((socket) => void socket.write(ok(bomb, PACKED)), 1024 * 1024);
    const used = (): number => process.memoryUsage().arrayBuffers;
    const before = used();
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, used() - before)), 1);
    const failure = await failureOf(served.client);
    clearInterval(watching);
    expect(failure.code).toBe('ERR_TESTRAIL_TOO_LARGE');
    expect(Math.max(most, used() - before)).toBeLessThan(40 * 1024 * 1024);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('cannot be %p', (maxBodyBytes) => {
    const open = () => createInstance({ url: 'http://127.0.0.1:9', user: 'u', apiKey: 'k', maxBodyBytes });
    expect(open).toThrow(RangeError);
    expect(open).toThrow(/maxBodyBytes/);
  });
});

describe('an answer', () => {
  const body = JSON.stringify({ id: 30, name: 'Müller 森林', suite_mode: 3 });
  it.each<[string, Buffer]>([
    ['plain', ok(body)],
    ['after a byte order mark', ok(`\ufeff${body}`)],
    ['gzip', ok(gzipSync(body), PACKED)],
    ['gzip after a byte order mark', ok(gzipSync(`\ufeff${body}`), PACKED)],
    ['gzip without its end', ok(gzipSync(body).subarray(0, -8), PACKED)],
    // The last four bytes tell the length of the last of them alone.
    [
      'gzip of two members',
      ok(Buffer.concat([gzipSync(body.slice(0, -3)), gzipSync(body.slice(-3))]), PACKED),
    ],
    ['gzip and an empty member', ok(Buffer.concat([gzipSync(body), gzipSync('')]), PACKED)],
    ['gzip, and zeros to the end of a block', ok(Buffer.concat([gzipSync(body), Buffer.alloc(8)]), PACKED)],
    ['x-gzip', ok(gzipSync(body), 'Content-Encoding: x-gzip\r\n')],
    ['deflate', ok(deflateSync(body), 'Content-Encoding: Deflate\r\n')],
    ['brotli, which nobody asked for', ok(brotliCompressSync(body), 'Content-Encoding: br\r\n')],
    ['not packed at all', ok(body, 'Content-Encoding: identity\r\n')],
    ['packed in a way that is none', ok(body, 'Content-Encoding: __proto__\r\n')],
  ])('is read as it was written: %s', async (_name, answer) => {
    const served = await serve((socket) => void socket.write(answer));
    expect(await firstValueFrom(served.client.project(30))).toMatchObject({ id: 30, name: 'Müller 森林' });
  });
});

describe('an answer that is not whole', () => {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${PROJECT.length}\r\n`;
  const packed = gzipSync(PROJECT.repeat(50));
  const broken = Buffer.from(packed);
  broken.fill(7, 12, 40);

  it.each<[string, (socket: Socket) => void, string]>([
    ['a reset before the headers', (socket) => socket.resetAndDestroy(), 'ERR_TESTRAIL_NETWORK'],
    ['the connection closed before the headers', (socket) => void socket.end(), 'ERR_TESTRAIL_NETWORK'],
    [
      'a reset in the middle of the headers',
      (socket) => socket.write(head, () => setTimeout(() => socket.resetAndDestroy(), 20)),
      'ERR_TESTRAIL_NETWORK',
    ],
    [
      'a reset in the middle of the body',
      (socket) =>
        socket.write(`${head}\r\n${PROJECT.slice(0, 9)}`, () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        ),
      'ERR_TESTRAIL_NETWORK',
    ],
    ['half a body', (socket) => void socket.end(`${head}\r\n${PROJECT.slice(0, 9)}`), 'ERR_TESTRAIL_NETWORK'],
    [
      'chunks without an end',
      (socket) => void socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n`),
      'ERR_TESTRAIL_NETWORK',
    ],
    [
      'chunks of nonsense',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`),
      'ERR_TESTRAIL_NETWORK',
    ],
    ['no HTTP', (socket) => void socket.write('SSH-2.0-nothing\r\n\r\n'), 'ERR_TESTRAIL_NETWORK'],
    [
      'headers without end',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`),
      'ERR_TESTRAIL_NETWORK',
    ],
    ['broken gzip', (socket) => void socket.end(ok(broken, PACKED)), 'ERR_TESTRAIL_NETWORK'],
    ['half a gzip', (socket) => void socket.end(ok(packed.subarray(0, 40), PACKED)), 'ERR_TESTRAIL_JSON'],
    [
      'a body that goes on, in one piece',
      (socket) => void socket.write(Buffer.concat([ok(PROJECT), Buffer.from('{"id":31}')])),
      'ERR_TESTRAIL_NETWORK',
    ],
  ])('may pass, and its connection is not used again: %s', async (_name, first, code) => {
    const served = await serve(first);
    const failure = await failureOf(served.client);
    expect(failure).toMatchObject({ kind: 'transient', code });
    expect(failure.message).not.toContain('\n');
    await expectFreshConnection(served);
  });

  it('a body that goes on later closes the connection that was kept, and answers nothing else', async () => {
    const served = await serve((socket) => {
      socket.write(ok(PROJECT));
      setTimeout(() => socket.write(ok(JSON.stringify({ id: 666, name: 'stray', suite_mode: 3 }))), 20);
    });
    expect(await firstValueFrom(served.client.project(30))).toMatchObject({ id: 30 });
    await expectFreshConnection(served);
  });
});

describe('an attempt that takes too long', () => {
  const drip = (socket: Socket): void => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
    const dripping = setInterval(() => socket.write(' '), 5);
    socket.on('close', () => clearInterval(dripping));
  };

  it.each<[string, (socket: Socket) => void]>([
    ['a body that drips', drip],
    ['headers that never end', (socket) => void socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')],
    ['nothing at all', () => {}],
  ])('ends with its own code, and its connection with it: %s', async (_name, first) => {
    const server = await scripted(first);
    closeLater(server.close);
    const instance = createInstance({
      url: server.url,
      user: 'u',
      apiKey: 'k',
      proxy: false,
      rate: Infinity,
    });
    closeLater(() => instance.close());
    const failure = await lastValueFrom(
      compareProjects({
        left: { instance, projectId: 30 },
        right: { instance, projectId: 34 },
        timeoutMs: 80,
        attempts: 2,
        retryBaseMs: 1,
      }),
    ).catch((error: TestRailError) => error);
    expect(failure).toMatchObject({ kind: 'transient', code: 'ERR_TIMEOUT' });
    expect(server.requests.length).toBeGreaterThanOrEqual(2);
    await until(() => server.open() === 0);
  });
});
