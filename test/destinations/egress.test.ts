import { afterAll, describe, expect, test } from 'vitest'
import { InvalidSettingsError } from '../../core/errors.ts'
import { isPublicAddress } from '../../destinations/egress.ts'
import { createSender } from '../../destinations/send.ts'
import { aVendorServer } from '../support/a-vendor-server.ts'

const alwaysFresh = { beforeFirstByte: { isFresh: () => true, refresh: () => Promise.resolve() } }
const looked: string[] = []
const addresses: Record<string, string[]> = {
  'internal.example': ['10.1.2.3'],
  'mixed.example': ['93.184.215.14', '169.254.169.254'],
  'six.example': ['::ffff:127.0.0.1'],
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
}
const sender = createSender({
  egressAllow: [],
  timeoutMs: 2_000,
  userAgent: 'test',
  resolve: async (hostname) => {
    looked.push(hostname)
    return (addresses[hostname] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  },
})
afterAll(() => sender.close())

async function errorFor(url: string): Promise<InvalidSettingsError> {
  const sent = sender.send({ method: 'POST', url, body: '{}' }, alwaysFresh)
  const error = await sent.catch((caught: unknown) => caught)
  expect(error, url).toBeInstanceOf(InvalidSettingsError)
  return error as InvalidSettingsError
}

describe('refused without a look-up', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.5.4/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[ff02::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001::1]/',
    'https://①②⑦.0.0.1/',
  ])('%s', async (url) => {
    looked.length = 0
    expect(await errorFor(url)).toMatchObject({ code: 'egress_refused' })
    expect(looked).toEqual([])
  })

  test.each(['http://example.com/', 'ftp://example.com/', 'https://user:pass@example.com/', 'file:///etc/passwd'])(
    '%s',
    async (url) => {
      expect(await errorFor(url)).toMatchObject({ code: 'egress_refused' })
    },
  )

  test('what is no URL', async () => {
    expect(await errorFor('not a url')).toMatchObject({ code: 'invalid_url' })
  })
})

describe('refused after the look-up', () => {
  test.each([
    'https://internal.example/',
    'https://mixed.example/',
    'https://six.example/',
    'https://localhost/',
    'https://localhost./',
  ])('%s', async (url) => {
    looked.length = 0
    const error = await errorFor(url)
    expect(error).toMatchObject({ code: 'egress_refused' })
    expect(`${error.message}${error.stack}`).not.toMatch(/10\.1\.2\.3|169\.254|93\.184/)
    expect(looked).toHaveLength(1)
  })

  test('a name that answers differently the second time is connected to the address that was checked', async () => {
    const server = await aVendorServer()
    const port = server.hostPort.split(':')[1]
    const answers = ['127.0.0.1', '10.9.9.9']
    const rebinding = createSender({
      egressAllow: [`rebind.example:${port}`],
      timeoutMs: 2_000,
      userAgent: 'test',
      resolve: async () => [{ address: answers.shift()!, family: 4 }],
    })
    await rebinding.send({ method: 'GET', url: `http://rebind.example:${port}/` }, alwaysFresh)
    expect(server.seen).toMatchObject([{ headers: { host: `rebind.example:${port}` } }])
    expect(answers).toEqual(['10.9.9.9'])
    await rebinding.close()
    await server.close()
  })
})

describe('the allow list', () => {
  test('lets exactly one host and port through', async () => {
    const server = await aVendorServer()
    const [host, port] = server.hostPort.split(':')
    const allowing = createSender({ egressAllow: [server.hostPort], timeoutMs: 2_000, userAgent: 'test' })
    expect(await allowing.send({ method: 'GET', url: server.url }, alwaysFresh)).toMatchObject({ status: 200 })
    for (const url of [`http://${host}:${Number(port) + 1}/`, `http://localhost:${port}/`, `https://${host}/`]) {
      await expect(allowing.send({ method: 'GET', url }, alwaysFresh)).rejects.toMatchObject({ code: 'egress_refused' })
    }
    await allowing.close()
    await server.close()
  })
})

test('public addresses of both families are public', () => {
  expect(
    ['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '2a00:1450:4001::200e'].map(isPublicAddress),
  ).toEqual([true, true, true, true])
  expect(['', 'x', '1.2.3', '::1%eth0', '192.0.2.1', '198.18.0.1', '240.0.0.1'].some(isPublicAddress)).toBe(false)
})
