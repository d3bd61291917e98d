import type http from 'node:http';
import type { Duplex } from 'node:stream';

const close = function (this: Duplex): void {
  this.destroy();
};

/**
 * Closes a kept connection on which bytes come that nobody asked for, the rest of an over-long body for one: nobody can
 * say any longer where the next answer on it begins.
 */
export function closeOnStrayBytes<T extends http.Agent>(agent: T): T {
  const { keepSocketAlive, reuseSocket } = agent;
  agent.keepSocketAlive = (socket: Duplex) => {
    // The types say nothing of it, but false means that the connection is not to be kept.
    const kept = keepSocketAlive.call(agent, socket);
    socket.on('data', close);
    return kept;
  };
  agent.reuseSocket = (socket, request) => {
    socket.off('data', close);
    reuseSocket.call(agent, socket, request);
  };
  return agent;
}
