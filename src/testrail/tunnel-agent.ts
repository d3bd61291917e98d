import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import { ProxyError, proxyFailed, proxyRefused } from './proxy-error.js';
import type { Proxy } from './proxy.js';

/** What a connection is for, and a signal that nobody waits for it any longer. */
export type TunnelOptions = https.RequestOptions & { abandoned?: AbortSignal };

type Connected = (error: Error | null, socket?: Duplex) => void;

/**
 * Keeps connections through a proxy alive, as node's own agent does direct ones: CONNECT, then TLS with the instance
 * itself, so that the proxy sees neither addresses nor credentials of what is asked. A request that is given up takes
 * its CONNECT along.
 */
export class TunnelAgent extends https.Agent {
  private readonly connecting = new Set<http.ClientRequest>();

  constructor(
    options: https.AgentOptions & { secureContext?: SecureContext },
    private readonly proxy: Proxy,
  ) {
    super(options);
  }

  override createConnection(options: TunnelOptions, connected: Connected): undefined {
    const { abandoned } = options;
    const host = String(options.host);
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port}`;
    const connect = this.connect(target);
    const giveUp = (): void => void connect.destroy(new Error('given up'));
    this.connecting.add(connect);
    const settled = (): void => {
      this.connecting.delete(connect);
      abandoned?.removeEventListener('abort', giveUp);
    };
    connect.once('connect', ({ statusCode = 0 }, socket, head) => {
      settled();
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return connected(proxyRefused(this.proxy, target, statusCode));
      }
      // A server speaks first in no TLS connection; whoever does is not to be trusted with one.
      if (head.length > 0) {
        socket.destroy();
        return connected(proxyFailed(this.proxy, new Error('it sent more than the answer to CONNECT')));
      }
      connected(null, super.createConnection({ ...options, socket } as TunnelOptions) as Duplex);
    });
    connect.once('response', (response) => response.destroy());
    connect.once('error', (error) => {
      settled();
      connected(error instanceof ProxyError ? error : proxyFailed(this.proxy, error));
    });
    if (abandoned?.aborted) giveUp();
    else abandoned?.addEventListener('abort', giveUp, { once: true });
    connect.end();
    return undefined;
  }

  override destroy(): void {
    for (const connect of this.connecting) connect.destroy(new Error('given up'));
    super.destroy();
  }

  private connect(target: string): http.ClientRequest {
    const { protocol, hostname, port } = this.proxy;
    const { secureContext } = this.options as { secureContext?: SecureContext };
    return (protocol === 'https:' ? https : http).request({
      method: 'CONNECT',
      host: hostname,
      port,
      path: target,
      headers: { Host: target, ...this.proxy.headers() },
      agent: false,
      rejectUnauthorized: true,
      ...(secureContext && { secureContext }),
    } as https.RequestOptions);
  }
}
