import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Settings } from '../options.js';
import { parseCall, type ApiCall } from './api-call.js';
import { ApiError } from './api-error.js';
import { answer, type Answer } from './endpoints.js';
import { bodyText } from './altered.js';
import { FaultBox, type Fault } from './faults.js';
import { checkHeaders, checkLimit } from './gate.js';
import { answerInstead } from './instead.js';
import { errorBody, outgoing, type Outgoing } from './outgoing.js';
import { PAGE_CAP } from './pages.js';
import { PreparedAnswers, type Made } from './prepared.js';
import { ScheduledEdits } from './scheduled-edits.js';
import { Sleeper } from './sleeper.js';
import { Traffic, type Arrival } from './traffic.js';
import { WindowLimiter } from './window-limiter.js';
import { isOnTheWire, needsNoWorker, writeBadly } from './wire.js';
import { WorkerLine } from './worker-line.js';

const compress = promisify(gzip);
/** Smaller bodies are not worth the gzip header. */
const GZIP_FROM_BYTES = 1_000;

/**
 * The HTTP side of a simulated instance. A request passes, in this order: count, method, limit, edits, fault, the line for a
 * worker, headers, and the latency of its answer. A refused request (429) waits for none of these.
 */
export class SimulatorServer {
  readonly traffic: Traffic;
  readonly limiter: WindowLimiter;
  readonly faults: FaultBox;
  private readonly edits: ScheduledEdits;
  private readonly prepared: PreparedAnswers;
  private readonly line: WorkerLine;
  private readonly sleeper = new Sleeper();
  private readonly app: FastifyInstance;
  private readonly arrivals = new WeakMap<FastifyRequest, Arrival>();
  private url = '';
  private closed = false;

  constructor(private readonly settings: Settings) {
    this.traffic = new Traffic(settings.windowMs);
    this.limiter = new WindowLimiter(
      settings.limit,
      settings.windowMs,
      settings.limitChanges,
      settings.limitTaken,
      settings.limitSmoothing,
    );
    this.faults = new FaultBox(settings.faults);
    this.edits = new ScheduledEdits(settings.edits);
    this.prepared = new PreparedAnswers(() => settings.world.isEdited);
    this.line = new WorkerLine(settings.workers);
    // Connections are cut on close: a hanging request would keep the server open for ever.
    this.app = Fastify({ forceCloseConnections: true });
    this.app.addHook('onRequest', (request, reply) => this.receive(request, reply));
    this.app.get(`${settings.basePath}/index.php`, (request, reply) => this.serve(request, reply));
    this.app.setNotFoundHandler((request, reply) =>
      this.write(reply, outgoing(404, errorBody('Not found')), this.arrivals.get(request)),
    );
  }

  /**
   * Starts to listen and gives the base URL, once all is prepared. Rejects with the system's error, such as EADDRINUSE, or a
   * RangeError where what is to be prepared has no answer.
   */
  async listen(): Promise<string> {
    const { host, port, basePath } = this.settings;
    const address = await this.app.listen({ host, port });
    this.url = `${address}${basePath}`;
    try {
      for (const url of this.settings.prepared) await this.prepare(url);
    } catch (error) {
      await this.close();
      throw error;
    }
    return this.url;
  }

  /** Cuts every connection and ends every wait. */
  async close(): Promise<void> {
    this.closed = true;
    // Sockets first: whoever is woken finds no connection to answer on, and nobody gets an answer before its time.
    this.app.server.closeAllConnections();
    this.sleeper.wakeAll();
    await this.app.close();
  }

  private async receive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const arrival = this.traffic.arrive(performance.now(), request.raw.url ?? '');
    this.arrivals.set(request, arrival);
    reply.raw.once('close', () => this.traffic.leave(arrival));
    if (request.method !== 'GET') {
      await this.write(reply, outgoing(405, errorBody('Method not allowed'), { allow: 'GET' }), arrival);
    }
  }

  private async serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const arrival = this.arrivals.get(request) as Arrival;
    const before = this.traffic.requests - 1;
    try {
      checkLimit(this.limiter, arrival.at, this.settings);
    } catch (error) {
      this.traffic.throttle();
      return this.write(reply, refusal(error), arrival);
    }
    const call = parseCall(arrival.url);
    for (const edit of this.edits.due(call, before)) this.settings.world.edit(edit);
    const fault = this.faults.strike(call, before);
    if (fault && needsNoWorker(fault)) return this.strikeAtOnce(reply, fault);
    await this.line.take();
    let result: Outgoing;
    try {
      result = await this.work(request, call, fault);
    } finally {
      this.line.release();
    }
    if (fault && isOnTheWire(fault)) {
      if (fault.at !== 'inHeaders') arrival.status = result.status;
      this.traffic.leave(arrival);
      return writeBadly(reply, result, fault, this.sleeper);
    }
    return this.write(reply, result, arrival);
  }

  private async strikeAtOnce(reply: FastifyReply, fault: Fault): Promise<void> {
    await this.sleeper.sleep(fault.delayMs ?? 0);
    if (fault.kind !== 'down') return writeBadly(reply, outgoing(200, ''), fault, this.sleeper);
    reply.hijack();
    await this.goDown(fault.forMs ?? 1_000);
  }

  /** Makes the answer and lets its latency pass; what making it took is part of the latency. */
  private async work(
    request: FastifyRequest,
    call: ApiCall | undefined,
    fault: Fault | undefined,
  ): Promise<Outgoing> {
    const started = performance.now();
    const { outgoing: result, cases } = await this.made(request, call, fault);
    const { baseMs, pageMs } = this.settings;
    const latency = baseMs + ((pageMs - baseMs) * cases) / PAGE_CAP;
    await this.sleeper.sleep(latency + (fault?.delayMs ?? 0) - (performance.now() - started));
    return result;
  }

  private async made(
    request: FastifyRequest,
    call: ApiCall | undefined,
    fault: Fault | undefined,
  ): Promise<Made> {
    // What is spoiled on its way is spoiled as it was written.
    const isPacked = takesGzip(request) && !(fault && isOnTheWire(fault));
    const instead = fault && answerInstead(fault, this.url);
    let made: Made;
    try {
      if (!instead) checkHeaders(request.headers, this.settings);
      const prepared = isPacked && !fault && this.prepared.of(request.raw.url as string);
      if (prepared) return prepared;
      made = instead ? { outgoing: instead, cases: 0 } : this.answerTo(call, fault);
    } catch (error) {
      made = { outgoing: refusal(error), cases: 0 };
    }
    return isPacked ? packed(made) : made;
  }

  private answerTo(call: ApiCall | undefined, fault: Fault | undefined): Made {
    if (!call) throw new ApiError(404, 'Not an API request: /index.php?/api/v2/{method}/{id}');
    const { body, cases, file }: Answer = answer(call, this.settings, this.url);
    return { outgoing: file ? fileAnswer(file) : outgoing(200, bodyText(body, call, fault)), cases };
  }

  private async prepare(url: string): Promise<void> {
    const begin = `${this.settings.basePath}/index.php?`;
    if (!url.startsWith(begin)) throw new RangeError(`prepared: ${url} does not begin with ${begin}`);
    try {
      this.prepared.keep(url, await packed(this.answerTo(parseCall(url), undefined)));
    } catch (error) {
      throw new RangeError(`prepared: ${url} is answered "${(error as Error).message}"`, { cause: error });
    }
  }

  private async write(
    reply: FastifyReply,
    { status, body, headers }: Outgoing,
    arrival?: Arrival,
  ): Promise<void> {
    if (arrival) {
      arrival.status = status;
      this.traffic.leave(arrival);
    }
    await reply
      .code(status)
      .headers(headers)
      .send(typeof body === 'string' ? Buffer.from(body, 'utf8') : body);
  }

  /** Closes the port, which cuts every connection, and opens it again after a while. */
  private async goDown(forMs: number): Promise<void> {
    const { server } = this.app;
    const address = server.address();
    // Down already: the requests that were on their way find the same closed port.
    if (address === null || typeof address === 'string') return;
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
    await this.sleeper.sleep(forMs);
    while (!this.closed && !(await this.listenAgain(address.port))) await this.sleeper.sleep(20);
  }

  /** @return false where somebody else has the port for now */
  private listenAgain(port: number): Promise<boolean> {
    const { server } = this.app;
    return new Promise((resolve) => {
      const failed = (): void => resolve(false);
      server.once('error', failed);
      server.listen(port, this.settings.host, () => {
        server.off('error', failed);
        if (this.closed) server.close();
        resolve(true);
      });
    });
  }
}

const takesGzip = ({ headers }: FastifyRequest): boolean =>
  /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));

/** For a client that takes gzip; a file goes as it is. */
async function packed(made: Made): Promise<Made> {
  const { body, headers } = made.outgoing;
  if (typeof body !== 'string') return made;
  const bytes = Buffer.from(body, 'utf8');
  if (bytes.length < GZIP_FROM_BYTES) return made;
  const small = await compress(bytes, { level: constants.Z_BEST_SPEED });
  return {
    ...made,
    outgoing: { ...made.outgoing, body: small, headers: { ...headers, 'content-encoding': 'gzip' } },
  };
}

const fileAnswer = ({
  bytes,
  type = 'application/octet-stream',
  name = 'attachment',
}: NonNullable<Answer['file']>): Outgoing =>
  outgoing(200, bytes, { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` });

function refusal(error: unknown): Outgoing {
  if (error instanceof ApiError) return outgoing(error.status, errorBody(error.message), error.headers);
  throw error;
}
