import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { aSandbox, type TestSandbox } from './support/a-sandbox.ts'

/** A clock that stands still; `read` resolves at its next reading, which the arrival of a byte causes. */
function aClock() {
  let ms = 0
  let onRead: () => void = () => undefined
  return {
    nowMs: () => {
      onRead()
      return ms
    },
    set: (next: number) => {
      ms = next
    },
    read: () =>
      new Promise<void>((resolve) => {
        onRead = resolve
      }),
  }
}

async function aConnection(sandbox: TestSandbox): Promise<Socket> {
  const socket = connect(sandbox.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

const request = 'POST /ga4/mp/collect HTTP/1.1\r\nhost: a\r\ncontent-length: 7\r\n\r\n{"n":1}'

it('the first byte of every request on a kept connection has its own time', async () => {
  const clock = aClock()
  const sandbox = await aSandbox({ nowMs: clock.nowMs })
  const socket = await aConnection(sandbox)
  for (const startMs of [1000, 9000, 70_000]) {
    clock.set(startMs)
    const arrived = clock.read()
    socket.write(request.slice(0, 1))
    await arrived
    clock.set(startMs + 250)
    socket.write(request.slice(1))
    await once(socket, 'data')
  }
  const { requests } = await sandbox.requests()
  expect(requests.map((entry) => [Date.parse(entry.firstByteAt), Date.parse(entry.at)])).toEqual([
    [1000, 1250],
    [9000, 9250],
    [70_000, 70_250],
  ])
})

it('a connection that was opened long before does not count as the first byte', async () => {
  const clock = aClock()
  const sandbox = await aSandbox({ nowMs: clock.nowMs })
  const accepted = clock.read()
  const socket = await aConnection(sandbox)
  await accepted
  clock.set(5000)
  socket.write(request)
  await once(socket, 'data')
  expect((await sandbox.last()).firstByteAt).toBe('1970-01-01T00:00:05.000Z')
})

it('pipelined requests are told apart', async () => {
  const sandbox = await aSandbox()
  const socket = await aConnection(sandbox)
  socket.write(request + request)
  while ((await sandbox.requests()).requests.length < 2) await new Promise(setImmediate)
  const { requests } = await sandbox.requests()
  expect(requests.map((entry) => entry.body)).toEqual([{ n: 1 }, { n: 1 }])
})

it('a sender that hangs up half-way is on record, unanswered', async () => {
  const sandbox = await aSandbox()
  const socket = await aConnection(sandbox)
  socket.write(request.slice(0, -3), () => socket.destroy())
  while ((await sandbox.requests()).requests.length < 1) await new Promise(setImmediate)
  expect(await sandbox.last()).toMatchObject({
    status: null,
    raw: '{"n"',
    verdict: { accepted: false, failures: [{ row: 'sandbox.complete' }] },
  })
})
