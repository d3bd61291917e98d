import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { closeLater } from './run.js';

export interface SlowProxyOptions {
  /** Milliseconds before a new connection reaches the server; asked for each. */
  connectMs?: () => number;
  /** Milliseconds that each chunk of a request is on its way; asked for each. */
  forwardMs?: () => number;
}

/**
 * A TCP proxy on which connections take long to stand, and requests long to arrive: what the client calls written, the
 * server sees later, each by another while.
 */
export async function slowProxy(
  target: string,
  { connectMs = () => 0, forwardMs = () => 0 }: SlowProxyOptions,
): Promise<string> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client).pause();
    setTimeout(() => {
      if (client.destroyed) return;
      const upstream = keep(connect(Number(port), hostname));
      upstream.pipe(client);
      // Chunks of one connection stay in their order.
      let last = Promise.resolve();
      client.on('data', (chunk) => {
        const arrives = new Promise<void>((resolve) => setTimeout(resolve, forwardMs()));
        last = last.then(() => arrives).then(() => void (upstream.destroyed || upstream.write(chunk)));
      });
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
      client.resume();
    }, connectMs());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(resolve);
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
