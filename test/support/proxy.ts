import http from 'node:http';
import https from 'node:https';
import { connect, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { certificate, certificateFile } from './front.js';
import { listen, type Listening } from './sockets.js';

export interface ProxyOptions {
  /** `user:password` that it asks for. */
  credentials?: string;
  /** Names it knows, each with where it leads on 127.0.0.1. */
  hosts?: Record<string, number>;
  /** In place of what it would forward: an answer of its own, that may repeat what it was sent. */
  answersForward?: (sent: http.IncomingHttpHeaders) => { status: number; body: string };
  /** In place of a tunnel: a status, or what is sent as it is; `hang` answers nothing. */
  answersConnect?: number | string | 'hang';
  /** A proxy that is spoken to over TLS. */
  secure?: boolean;
  /** Resolves when a CONNECT may be answered. */
  holds?: () => Promise<unknown>;
}

export interface TestProxy extends Listening {
  address: string;
  /** Targets of CONNECT. */
  connects: string[];
  /** First lines' addresses of what was forwarded. */
  forwards: string[];
  /** Headers of all requests that came to it, CONNECT included. */
  headers: http.IncomingHttpHeaders[];
  /** All bytes that clients sent through its tunnels. */
  tunnelled(): string;
}

/** A proxy as they stand in companies: forwards http, connects https, and may ask who is there. */
export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const { credentials, hosts = {}, secure } = options;
  const seen = {
    connects: [] as string[],
    forwards: [] as string[],
    headers: [] as http.IncomingHttpHeaders[],
  };
  const chunks: Buffer[] = [];
  const upstreams = new Set<Socket>();
  const isLetIn = ({ headers }: http.IncomingMessage): boolean =>
    credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`;
  const wayTo = (host: string, port: string) => ({
    host: '127.0.0.1',
    port: hosts[host] ?? Number(port || 80),
  });

  const forward: http.RequestListener = (request, response) => {
    seen.headers.push(request.headers);
    seen.forwards.push(request.url!);
    if (!isLetIn(request)) return void response.writeHead(407, { 'Proxy-Authenticate': 'Basic' }).end('who?');
    if (options.answersForward) {
      const { status, body } = options.answersForward(request.headers);
      return void response.writeHead(status).end(body);
    }
    const { hostname, port, pathname, search } = new URL(request.url!);
    const headers = { ...request.headers };
    delete headers['proxy-authorization'];
    const way = { ...wayTo(hostname, port), path: pathname + search, headers, agent: false } as const;
    const upstream = http.get(way, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.writeHead(502).end());
    response.on('close', () => upstream.destroy());
  };
  const key = secure ? readFileSync(certificateFile('server').replace(/pem$/, 'key')) : undefined;
  const server = secure
    ? https.createServer({ key, cert: certificate('server') }, forward)
    : http.createServer(forward);
  server.on('connect', async (request: http.IncomingMessage, client: Socket) => {
    seen.headers.push(request.headers);
    seen.connects.push(request.url!);
    client.on('error', () => client.destroy());
    if (!isLetIn(request))
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nwho?');
    const { answersConnect: told } = options;
    if (told === 'hang') return client.resume().on('end', () => client.end());
    if (typeof told === 'number') return client.end(`HTTP/1.1 ${told} No\r\nContent-Length: 0\r\n\r\n`);
    if (told !== undefined) return client.end(told);
    await options.holds?.();
    const { hostname, port } = new URL(`http://${request.url}`);
    const way = wayTo(hostname, port);
    const upstream = connect(way.port, way.host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.on('data', (chunk: Buffer) => chunks.push(chunk));
      client.pipe(upstream).pipe(client);
    });
    upstreams.add(upstream);
    upstream
      .on('error', () => client.destroy())
      .on('close', () => (upstreams.delete(upstream), client.destroy()));
    client.on('close', () => upstream.destroy());
  });
  const listening = await listen(server);
  return {
    ...listening,
    ...seen,
    address: `${secure ? 'https' : 'http'}://127.0.0.1:${listening.port}`,
    tunnelled: () => Buffer.concat(chunks).toString('latin1'),
    close: async () => {
      for (const upstream of upstreams) upstream.destroy();
      await listening.close();
    },
  };
}
