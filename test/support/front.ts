/** Servers that stand in front of a simulator: TLS, and a proxy. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';

export const certificate = (name: 'self-signed' | 'other-host' | 'expired'): string =>
  join(__dirname, 'certificates', `${name}.pem`);

export interface Front {
  url: string;
  port: number;
  /** `METHOD target` of each request, with its headers. */
  seen: { line: string; headers: http.IncomingHttpHeaders }[];
  close(): Promise<void>;
}

async function listening(
  server: http.Server | https.Server,
  scheme: string,
  seen: Front['seen'],
): Promise<Front> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Hands a request on to the server at this address, and its answer back. */
function pass(to: string, request: http.IncomingMessage, response: http.ServerResponse, path: string): void {
  const { hostname, port } = new URL(to);
  const headers = { ...request.headers };
  delete headers['proxy-authorization'];
  const onward = http.request({ hostname, port, path, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/** TLS in front of a server. */
export function tlsFront(
  to: string,
  name: Parameters<typeof certificate>[0] = 'self-signed',
): Promise<Front> {
  const seen: Front['seen'] = [];
  const key = readFileSync(join(__dirname, 'certificates', 'key.pem'));
  const server = https.createServer({ key, cert: readFileSync(certificate(name)) }, (request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    pass(to, request, response, request.url!);
  });
  return listening(server, 'https', seen);
}

/** A proxy, for http by absolute address and for https by CONNECT; with credentials where it wants some. */
export function proxy(credentials?: string): Promise<Front> {
  const seen: Front['seen'] = [];
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const letIn = ({ headers }: http.IncomingMessage): boolean =>
    wanted === undefined || headers['proxy-authorization'] === wanted;
  const server = http.createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    if (!letIn(request)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('who are you?');
      return;
    }
    const target = new URL(request.url!);
    pass(target.origin, request, response, request.url!.slice(target.origin.length));
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    seen.push({ line: `CONNECT ${request.url}`, headers: request.headers });
    if (!letIn(request)) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const [host, port] = request.url!.split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    for (const each of [onward, socket]) {
      each.on('error', () => {});
      each.once('close', () => (onward.destroy(), socket.destroy()));
    }
  });
  return listening(server, 'http', seen);
}

/** A server that should be asked nothing. */
export function spy(): Promise<Front> {
  const seen: Front['seen'] = [];
  const server = http.createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    response.end('{}');
  });
  return listening(server, 'http', seen);
}

/** Answers every request in the same way. */
export function answering(
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Promise<Front> {
  const seen: Front['seen'] = [];
  const server = http.createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    answer(request, response);
  });
  return listening(server, 'http', seen);
}
