import type { AddressInfo, Server, Socket } from 'node:net';

/** Something that listens on a free port of 127.0.0.1. */
export interface Listening {
  port: number;
  /** Connections accepted so far. */
  accepted(): number;
  /** Connections that stand. */
  open(): number;
  /** Ends the connections that stand. */
  cut(): void;
  close(): Promise<void>;
}

/** Listens, and closes with all connections. */
export async function listen(server: Server, accepts: 'connection' | 'secureConnection' = 'connection') {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  });
  server.on(accepts, () => accepted++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  const listening: Listening = {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    open: () => sockets.size,
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
  return listening;
}
