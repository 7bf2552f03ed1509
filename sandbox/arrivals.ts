import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** When the first byte of each request reached its socket. */
export interface Arrivals {
  firstByteMs(socket: Socket): number
  /** The request was read to its end: the next byte belongs to the next one. */
  ended(socket: Socket): void
}

interface Arrival {
  firstMs: number | null
  latestMs: number
}

/**
 * 'connection' fires once a connection, not once a request, so keep-alive needs the bytes themselves. A 'data' listener
 * also stops node from feeding its parser past us. Prepended: the parser emits 'request' inside its own 'data' listener.
 */
export function trackArrivals(server: Server, nowMs: () => number): Arrivals {
  const arrivals = new WeakMap<Socket, Arrival>()
  server.on('connection', (socket) => {
    const arrival: Arrival = { firstMs: null, latestMs: nowMs() }
    arrivals.set(socket, arrival)
    socket.prependListener('data', () => {
      arrival.latestMs = nowMs()
      arrival.firstMs ??= arrival.latestMs
    })
  })
  return {
    firstByteMs: (socket) => arrivals.get(socket)?.firstMs ?? arrivals.get(socket)?.latestMs ?? nowMs(),
    ended(socket) {
      const arrival = arrivals.get(socket)
      if (arrival !== undefined) arrival.firstMs = null
    },
  }
}
