import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { closeOnStrayBytes } from './stray-bytes.js';
import type { Proxy } from './proxy.js';
import { TunnelAgent, type TunnelOptions } from './tunnel-agent.js';

export interface TransportOptions {
  /** Sockets kept open. */
  concurrency: number;
  proxy?: Proxy;
  /** What is trusted, where that is not node's default. */
  trusted?: SecureContext;
}

/** How a request went out. */
export interface OnWire {
  /** Nothing was asked on its connection before: whoever took it may still have to reach the server. */
  newConnection: boolean;
}

/** One request's part of the connections. */
export interface Told {
  /** The last byte of the request was handed to a connected socket. */
  written: (wire: OnWire) => void;
  /** Nobody waits for the answer any longer. */
  abandoned: AbortSignal;
}

/** node:http and node:https as axios calls them. */
export interface Transport {
  request(
    options: https.RequestOptions,
    onResponse: (response: http.IncomingMessage) => void,
  ): http.ClientRequest;
}

/**
 * The connections to one instance, kept alive: direct, through a CONNECT of the proxy where the instance speaks https,
 * or by way of the proxy where it speaks http. axios knows of no proxy: its own would open a connection for each
 * request, and leave those it gave up.
 */
export class Connections {
  private readonly plain: http.Agent;
  private readonly secure: https.Agent;
  private readonly tunnel: TunnelAgent | undefined;
  /** Those that have carried a request. */
  private readonly used = new WeakSet<Socket>();

  constructor(private readonly options: TransportOptions) {
    const { concurrency, proxy, trusted } = options;
    const kept = { keepAlive: true, maxSockets: concurrency };
    // Said, and not left to the default: NODE_TLS_REJECT_UNAUTHORIZED=0 turns that off for the whole process.
    const keptSecure = { ...kept, rejectUnauthorized: true, ...(trusted && { secureContext: trusted }) };
    this.plain = closeOnStrayBytes(new http.Agent(kept));
    this.secure = closeOnStrayBytes(new https.Agent(keptSecure));
    this.tunnel = proxy && closeOnStrayBytes(new TunnelAgent(keptSecure, proxy));
  }

  transport({ written, abandoned }: Told): Transport {
    return {
      request: (options, onResponse) => {
        const request = this.send({ ...options, abandoned }, onResponse);
        return request.once('finish', () => written({ newConnection: this.isFirstOn(request.socket) }));
      },
    };
  }

  close(): void {
    for (const agent of [this.plain, this.secure, this.tunnel]) agent?.destroy();
  }

  /** `reusedSocket` is not set for a request that waited for its socket. */
  private isFirstOn(socket: Socket | null): boolean {
    if (socket !== null && this.used.has(socket)) return false;
    if (socket !== null) this.used.add(socket);
    return true;
  }

  private send(
    options: TunnelOptions,
    onResponse: (response: http.IncomingMessage) => void,
  ): http.ClientRequest {
    const { proxy } = this.options;
    if (options.protocol === 'https:')
      return https.request({ ...options, agent: this.tunnel ?? this.secure }, onResponse);
    if (proxy === undefined) return http.request({ ...options, agent: this.plain }, onResponse);
    const forwarded = { ...options, ...forwardedBy(proxy, options) };
    return proxy.protocol === 'https:'
      ? https.request({ ...forwarded, agent: this.secure }, onResponse)
      : http.request({ ...forwarded, agent: this.plain }, onResponse);
  }
}

/** The request as a proxy takes it: sent there, with the whole address in its first line (RFC 9112, 3.2.2). */
function forwardedBy(
  proxy: Proxy,
  { hostname, port, path, headers }: https.RequestOptions,
): https.RequestOptions {
  const name = String(hostname);
  const host = `${name.includes(':') ? `[${name}]` : name}${port ? `:${port}` : ''}`;
  return {
    protocol: proxy.protocol,
    host: proxy.hostname,
    hostname: proxy.hostname,
    port: proxy.port,
    path: `http://${host}${path}`,
    headers: { ...(headers as http.OutgoingHttpHeaders), Host: host, ...proxy.headers() },
  };
}
