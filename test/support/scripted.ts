import http from 'node:http';
import { createServer, type Socket } from 'node:net';
import { listen, type Listening } from './sockets.js';

export interface Scripted extends Listening {
  url: string;
  /** Requests that came, as they were sent. */
  requests: string[];
}

/** A server that answers each request with whatever bytes a test wants, HTTP or not. */
export async function scripted(answer: (socket: Socket, request: number) => void): Promise<Scripted> {
  const requests: string[] = [];
  const server = createServer((socket) => {
    let head = '';
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      requests.push(head);
      head = '';
      answer(socket, requests.length);
    });
  });
  const listening = await listen(server);
  return { ...listening, url: `http://127.0.0.1:${listening.port}`, requests };
}

export interface Spy extends Scripted {
  /** Headers of what came. */
  headers: http.IncomingHttpHeaders[];
}

/** A server of http that answers as a test wants, and remembers what it was sent. */
export async function httpServer(answer: http.RequestListener): Promise<Spy> {
  const [requests, headers]: [string[], http.IncomingHttpHeaders[]] = [[], []];
  const server = http.createServer((request, response) => {
    requests.push(request.url!);
    headers.push(request.headers);
    answer(request, response);
  });
  const listening = await listen(server);
  return { ...listening, url: `http://127.0.0.1:${listening.port}`, requests, headers };
}

/** A good answer, whole, on a connection that stays. */
export const ok = (body: string | Buffer, headers = ''): Buffer =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);
