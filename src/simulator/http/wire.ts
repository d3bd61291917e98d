import type { FastifyReply } from 'fastify';
import type { Fault, Moment } from './faults.js';
import type { Outgoing } from './outgoing.js';
import type { Sleeper } from './sleeper.js';

const KINDS: readonly Fault['kind'][] = ['reset', 'hang', 'truncate', 'wrongLength', 'drip'];

/** Whether the answer is one that only its way to the client spoils. */
export const isOnTheWire = ({ kind }: Fault): boolean => KINDS.includes(kind);

/** Whether it strikes before there is an answer. */
export const needsNoWorker = ({ kind, at = 'beforeHeaders' }: Fault): boolean =>
  kind === 'down' || ((kind === 'reset' || kind === 'hang') && at === 'beforeHeaders');

/** Writes as much of the answer as the fault lets through, uncompressed, and ends its connection as the fault does. */
export async function writeBadly(
  reply: FastifyReply,
  { status, headers, body }: Outgoing,
  fault: Fault,
  sleeper: Sleeper,
): Promise<void> {
  const bytes = Buffer.from(body as string, 'utf8');
  const head = (length: number): void => {
    reply.raw.writeHead(status, { ...headers, 'content-length': length });
    reply.raw.flushHeaders();
  };
  reply.hijack();
  switch (fault.kind) {
    case 'reset':
    case 'hang':
      await writeUpTo(reply, fault.at ?? 'beforeHeaders', bytes, head);
      if (fault.kind === 'reset') reply.raw.socket?.resetAndDestroy();
      return;
    case 'truncate':
      head(bytes.length);
      await written(reply, bytes.subarray(0, bytes.length >> 1));
      reply.raw.destroy();
      return;
    case 'wrongLength': {
      const more = fault.bytes ?? 100;
      head(Math.max(0, bytes.length + more));
      await written(reply, bytes);
      // Whoever waits for the rest learns that none comes; what is too much stays on the open connection.
      if (more > 0) reply.raw.socket?.end();
      else reply.raw.end();
      return;
    }
    case 'drip':
      head(bytes.length);
      await drip(reply, bytes, fault, sleeper);
      return;
    default:
      throw new Error(`${fault.kind} is no fault of the wire`);
  }
}

async function writeUpTo(
  reply: FastifyReply,
  at: Moment,
  bytes: Buffer,
  head: (length: number) => void,
): Promise<void> {
  if (at === 'inHeaders') {
    await new Promise<void>((done) =>
      reply.raw.socket?.write('HTTP/1.1 200 OK\r\nContent-Type: applica', () => done()),
    );
  }
  if (at === 'afterHeaders' || at === 'inBody') head(bytes.length);
  if (at === 'inBody') await written(reply, bytes.subarray(0, bytes.length >> 1));
  // A reset overtakes what is still to be sent, so that is let go first.
  await new Promise(setImmediate);
}

async function drip(
  reply: FastifyReply,
  bytes: Buffer,
  { bytes: portion = 1, everyMs = 20 }: Fault,
  sleeper: Sleeper,
): Promise<void> {
  for (let at = 0; at < bytes.length && !reply.raw.destroyed; at += portion) {
    await written(reply, bytes.subarray(at, at + portion));
    await sleeper.sleep(everyMs);
  }
  reply.raw.end();
}

/** Ends too where the client has gone. */
const written = async ({ raw }: FastifyReply, bytes: Buffer): Promise<void> => {
  if (!raw.destroyed) await new Promise<void>((done) => raw.write(bytes, () => done()));
};
