import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface SeenRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface VendorServer {
  url: string
  hostPort: string
  seen: SeenRequest[]
  /** How many connections were opened so far. */
  connections(): number
  close(): Promise<void>
}

/** A real local HTTP server in a vendor's place; `answer` decides each answer after the whole body arrived. */
export async function aVendorServer(
  answer: (request: SeenRequest, response: ServerResponse) => void = (_, response) => response.end('{}'),
): Promise<VendorServer> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const whole = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') }
    seen.push(whole)
    answer(whole, response)
  })
  const sockets = new Set<Socket>()
  let opened = 0
  server.on('connection', (socket) => {
    opened += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const { port } = await listening(server)
  return {
    url: `http://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    seen,
    connections: () => opened,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listening(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo))
  })
}
