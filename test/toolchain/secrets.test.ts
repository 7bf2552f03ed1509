import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { makeSecretKey } from '../../core/api-keys.ts'
import { runScript } from '../support/run-script.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

// Put together here, or the check would find them in this file.
const planted: [name: string, text: string][] = [
  ['a TrackLayer secret key', `key: ${makeSecretKey()}`],
  ['a private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ['the URL of a live database', `postgres://app:${'hunter2hunter2'}@db.prod.acme.io:5432/main`],
]

test.each(planted)('%s is refused', async (_name, text) => {
  const { exitCode, output } = await check(text)
  expect(output).toMatch(/error/)
  expect(exitCode).toBe(1)
})

test('the URL of a database on this machine is no secret', async () => {
  expect(await check('postgres://app:hunter2hunter2@127.0.0.1:5432/main')).toEqual({ exitCode: 0, output: '' })
})

async function check(text: string): Promise<{ exitCode: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklayer-secrets-'))
  writeFileSync(join(folder, 'planted.txt'), text)
  const args = ['--secretlintrc', resolve('.secretlintrc.json'), '**/*']
  const result = await runScript('node_modules/secretlint/bin/secretlint.js', { cwd: folder, args })
  rmSync(folder, { recursive: true })
  return result
}
