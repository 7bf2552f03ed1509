import { describe, expect, it } from 'vitest'
import { type Environment, parseSettings } from '../../cli/settings.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const external = {
  CONTROL_DATABASE_URL: 'postgres://c/control',
  EU_CENTRAL_1_DATABASE_URL: 'postgres://c/eu',
  US_EAST_1_DATABASE_URL: 'postgresql://c/us',
  TRACKLAYER_MASTER_KEY: key,
}

describe('settings', () => {
  it('an empty environment serves every region on loopback with embedded databases', () => {
    expect(parseSettings({})).toEqual({
      alertWebhook: null,
      host: '127.0.0.1',
      port: 8080,
      home: '.tracklayer',
      role: 'all',
      regions: ['eu-central-1', 'us-east-1'],
      regionHosts: {},
      databases: { control: null, 'eu-central-1': null, 'us-east-1': null },
      limiter: { kind: 'memory' },
      masterKey: null,
      trustedProxies: [],
      egressAllow: [],
      logLevel: 'info',
      production: false,
      receiptsFolder: null,
    })
  })

  it('an empty variable counts as unset', () => {
    expect(parseSettings({ PORT: '', REDIS_URL: ' ' }).port).toBe(8080)
  })

  it('lists and pairs are separated by commas', () => {
    const settings = parseSettings({
      TRACKLAYER_REGIONS: 'us-east-1',
      TRACKLAYER_REGION_HOSTS: 'eu-central-1=https://eu.example.test',
      TRACKLAYER_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      TRACKLAYER_EGRESS_ALLOW: '127.0.0.1:8091,[::1]:8091',
    })
    expect(settings).toMatchObject({
      regions: ['us-east-1'],
      regionHosts: { 'eu-central-1': 'https://eu.example.test' },
      trustedProxies: ['10.0.0.0/8', '::1'],
      egressAllow: ['127.0.0.1:8091', '[::1]:8091'],
    })
  })

  it('the master key is read as base64 and as hex', () => {
    const bytes = new Uint8Array(32).fill(7)
    expect(parseSettings({ TRACKLAYER_MASTER_KEY: key }).masterKey).toEqual(bytes)
    expect(parseSettings({ TRACKLAYER_MASTER_KEY: '07'.repeat(32) }).masterKey).toEqual(bytes)
  })

  it('the limiter is Upstash, Redis or in-process', () => {
    const upstash = { UPSTASH_REDIS_REST_URL: 'https://u.example.test', UPSTASH_REDIS_REST_TOKEN: 't' }
    expect(parseSettings(upstash).limiter).toEqual({ kind: 'upstash', url: 'https://u.example.test', token: 't' })
    expect(parseSettings({ REDIS_URL: 'redis://r:6379' }).limiter).toEqual({ kind: 'redis', url: 'redis://r:6379' })
  })

  it('external databases of the served regions are enough', () => {
    const { US_EAST_1_DATABASE_URL: _, ...euOnly } = external
    expect(parseSettings({ ...euOnly, TRACKLAYER_REGIONS: 'eu-central-1' }).databases['us-east-1']).toBeNull()
  })

  const { TRACKLAYER_MASTER_KEY: _key, ...withoutKey } = external
  const { EU_CENTRAL_1_DATABASE_URL: _eu, ...withoutEu } = external
  const refused: [string, Environment][] = [
    ['PORT', { PORT: '80a' }],
    ['PORT', { PORT: '65536' }],
    ['TRACKLAYER_ROLE', { TRACKLAYER_ROLE: 'both' }],
    ['TRACKLAYER_REGIONS', { TRACKLAYER_REGIONS: 'eu-west-1' }],
    ['TRACKLAYER_REGIONS', { TRACKLAYER_REGIONS: ',' }],
    ['TRACKLAYER_REGION_HOSTS', { TRACKLAYER_REGION_HOSTS: 'eu-central-1' }],
    ['TRACKLAYER_REGION_HOSTS', { TRACKLAYER_REGION_HOSTS: 'mars=https://m.example.test' }],
    ['CONTROL_DATABASE_URL', { ...external, CONTROL_DATABASE_URL: 'mysql://c/control' }],
    ['EU_CENTRAL_1_DATABASE_URL', withoutEu],
    ['TRACKLAYER_MASTER_KEY', withoutKey],
    ['TRACKLAYER_MASTER_KEY', { TRACKLAYER_MASTER_KEY: 'c2hvcnQ=' }],
    ['REDIS_URL', { REDIS_URL: 'http://r' }],
    ['REDIS_URL', { REDIS_URL: 'redis://r', UPSTASH_REDIS_REST_URL: 'https://u.test', UPSTASH_REDIS_REST_TOKEN: 't' }],
    ['UPSTASH_REDIS_REST_TOKEN', { UPSTASH_REDIS_REST_URL: 'https://u.test' }],
    ['TRACKLAYER_ALERT_WEBHOOK_SECRET', { TRACKLAYER_ALERT_WEBHOOK_URL: 'https://hooks.test' }],
    ['TRACKLAYER_ALERT_WEBHOOK_SECRET', { TRACKLAYER_ALERT_WEBHOOK_SECRET: 'whsec_short' }],
    ['UPSTASH_REDIS_REST_URL', { UPSTASH_REDIS_REST_TOKEN: 't' }],
    ['TRACKLAYER_TRUSTED_PROXIES', { TRACKLAYER_TRUSTED_PROXIES: 'everyone' }],
    ['TRACKLAYER_EGRESS_ALLOW', { TRACKLAYER_EGRESS_ALLOW: 'localhost' }],
    ['TRACKLAYER_EGRESS_ALLOW', { TRACKLAYER_EGRESS_ALLOW: 'localhost:8091', NODE_ENV: 'production' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ]
  it.each(refused)('a bad %s names itself in one sentence (%j)', (variable, env) => {
    expect(() => parseSettings(env)).toThrow(expect.objectContaining({ code: 'bad_setting', path: variable }))
    expect(() => parseSettings(env)).toThrow(new RegExp(`^${variable} [^\\n]+$`))
  })

  it('a refused secret is not repeated', () => {
    const env = { ...external, CONTROL_DATABASE_URL: 'mysql://u:hunter2@c/x', TRACKLAYER_MASTER_KEY: 'hunter2' }
    expect(() => parseSettings(env)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    )
  })
})
